"""What a decision says: its sentences in English and French."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Protocol

from borne.domain.decision import Mode
from borne.domain.phasing import Phases
from borne.domain.plan import Goal
from borne.domain.say import Sentence, Text
from borne.domain.units import Dimension, Quantity
from borne.rules.clock import say_clock

NO_CAR: Final = Text("No car is plugged in", "Aucune voiture n’est branchée")
HELD: Final = Text(
    "Stopped by hand: waits until the car is unplugged, a badge is shown or a command comes",
    "Arrêtée à la main : attend que la voiture soit débranchée, un badge ou une commande",
)
REFUSED: Final = Text("The badge {tag} may not charge", "Le badge {tag} ne peut pas charger")
WAITS_FOR_BADGE: Final = Text("Waits for a badge", "Attend un badge")
NO_RULE: Final = Text("No rule applies", "Aucune règle ne s’applique")

BY_HAND: Final[dict[Mode, Text]] = {
    Mode.OFF: Text("By hand: off", "À la main : arrêt"),
    Mode.MIN: Text(
        "By hand: charges at the least current", "À la main : charge au courant minimal"
    ),
    Mode.MAX: Text("By hand: charges at full power", "À la main : charge à pleine puissance"),
    Mode.SURPLUS: Text("By hand: charges from the surplus", "À la main : charge avec le surplus"),
}
BY_HAND_OTHER: Final = Text("By hand", "À la main")
BOOST: Final = Text("Boost: charges at full power", "Boost : charge à pleine puissance")
BADGE_BOOST: Final = Text(
    "Badge {tag}: charges at full power", "Badge {tag} : charge à pleine puissance"
)
RULE: Final = Text("{rule}: {charge}", "{rule} : {charge}")

OFF: Final = Text("does not charge", "ne charge pas")
MIN: Final = Text("charges at the least current", "charge au courant minimal")
MAX: Final = Text("charges at full power", "charge à pleine puissance")
MAX_CEILING: Final = Text("charges at up to {most}", "charge jusqu’à {most}")
SURPLUS: Final = Text("charges from the surplus", "charge avec le surplus")
SURPLUS_CEILING: Final = Text(
    "charges from the surplus, up to {most}", "charge avec le surplus, jusqu’à {most}"
)
MIN_SURPLUS: Final = Text(
    "charges at the least current and from the surplus",
    "charge au courant minimal et avec le surplus",
)
AMOUNT: Final = Text("charges at {amount}", "charge à {amount}")

ON_PHASES: Final = Text("{charge}, on {phases}", "{charge}, sur {phases}")
_PHASES: Final[dict[Phases, Text]] = {
    Phases.ONE: Text("one phase", "une phase"),
    Phases.THREE: Text("three phases", "trois phases"),
    Phases.EITHER: Text("one phase or three", "une phase ou trois"),
}

READY: Final = Text("is to have {energy} by {at}", "doit avoir {energy} à {at}")
READY_SOC: Final = Text("is to be at {soc} by {at}", "doit être à {soc} à {at}")
CHEAPEST: Final = Text(
    "charges for the cheapest {length} before {at}",
    "charge pendant les {length} les moins chères avant {at}",
)
BELOW: Final = Text(
    "charges while the price is below {price}", "charge tant que le prix est sous {price}"
)

_CHARGES: Final[dict[Mode, Text]] = {
    Mode.OFF: OFF,
    Mode.MIN: MIN,
    Mode.MAX: MAX,
    Mode.SURPLUS: SURPLUS,
    Mode.MIN_SURPLUS: MIN_SURPLUS,
}

# Quotas

QUOTA_SESSION: Final = Text(
    "{rule}: the {amount} of this session are used up",
    "{rule} : les {amount} de cette session sont épuisés",
)
QUOTA_DAY: Final = Text(
    "{rule}: the {amount} of today are used up", "{rule} : les {amount} du jour sont épuisés"
)
QUOTA_WEEK: Final = Text(
    "{rule}: the {amount} of this week are used up",
    "{rule} : les {amount} de la semaine sont épuisés",
)
QUOTA_MONTH: Final = Text(
    "{rule}: the {amount} of this month are used up",
    "{rule} : les {amount} du mois sont épuisés",
)
QUOTA_UNKNOWN: Final = Text(
    "{rule}: nobody can tell how much of the {amount} is left, since the price is unknown",
    "{rule} : impossible de dire ce qui reste des {amount}, car le prix est inconnu",
)

# Limits

CEILING: Final = Text("{limit}: at most {amps}", "{limit} : au plus {amps}")
TOTAL: Final = Text("{limit}: at most {amount} together", "{limit} : au plus {amount} ensemble")
KEEP: Final = Text("{limit}: keeps {input} below {below}", "{limit} : garde {input} sous {below}")
KEEP_UNKNOWN: Final = Text(
    "{limit}: {missing} is unknown, so the safe current holds",
    "{limit} : {missing} est inconnu, le courant sûr s’applique",
)
CEILING_UNKNOWN: Final = Text(
    "{limit}: {missing} is unknown, so at most {amps}",
    "{limit} : {missing} est inconnu, donc au plus {amps}",
)
CEILING_BY_HAND: Final = Text("Set by hand: at most {amps}", "Réglé à la main : au plus {amps}")

# Trace

APPLIES: Final = Text("Applies", "S’applique")
STAYS: Final = Text(
    "Stays for its time, though it no longer applies",
    "Reste pour sa durée, bien qu’elle ne s’applique plus",
)
HOLDS: Final = Text("Holds now", "Tient en ce moment")
NOT_REACHED: Final = Text("An earlier one has decided", "Une autre a déjà décidé")
NOT_SO: Final = Text("Not so now: {text}", "Pas en ce moment : {text}")
NONE_OF: Final = Text("None of these now: {names}", "Rien de cela en ce moment : {names}")
OUTSIDE: Final = Text("Outside {times}", "Hors de {times}")
OUTSIDE_SUN: Final = Text("Not {text} now", "Pas {text} en ce moment")
NOT_WHO: Final = Text("Only for {names}", "Seulement pour {names}")
NOT_HERE: Final = Text("Only on {names}", "Seulement sur {names}")
NOT_LONG_ENOUGH: Final = Text("Has not held for {hold} yet", "Ne tient pas encore depuis {hold}")
UNKNOWN: Final = Text("{name} is unknown", "{name} est inconnu")
UNKNOWN_SINCE: Final = Text(
    "{name} is unknown: last heard {age} ago", "{name} est inconnu : dernière valeur il y a {age}"
)
UNKNOWN_SO: Final = Text("{name} is unknown: {why}", "{name} est inconnu : {why}")
UNKNOWN_PART: Final = Text("Cannot be told: {text}", "Impossible à dire : {text}")

# What comes next

CLOCKS_CHANGE: Final = Text("The clocks change at {at}", "L’heure change à {at}")
BEGINS: Final = Text("{name} begins {at}", "{name} commence {at}")
ENDS: Final = Text("{name} ends {at}", "{name} finit {at}")
AND_THEN: Final = Text("{why}. Then {then}", "{why}. Puis {then}")
WAITS_FOR: Final = Text("Waits for “{then}” {at}: {why}", "Attend « {then} » {at} : {why}")
SUN_BEGINS: Final = Text(
    "{name} begins with the sun at {at}", "{name} commence avec le soleil à {at}"
)
SUN_ENDS: Final = Text("{name} ends with the sun at {at}", "{name} finit avec le soleil à {at}")
DAY_CHANGES: Final = Text("The day changes at {at}", "Le jour change à {at}")
RULES_LOOK_AGAIN: Final = Text("The rules look again at {at}", "Les règles regardent à {at}")
GROWS_OLD: Final = Text(
    "{name} is unknown from {at} on, unless it is heard again",
    "{name} est inconnu dès {at}, sauf nouvelle valeur",
)
QUOTA_ANEW: Final = Text(
    "The quota of {name} begins anew at {at}", "Le quota de {name} recommence à {at}"
)
DEADLINE: Final = Text("{name} is to be ready at {at}", "{name} doit être prête à {at}")
PRICE_CHANGES: Final = Text("The price changes at {at}", "Le prix change à {at}")
HELD_LONG_ENOUGH: Final = Text(
    "{name} has held for long enough at {at}", "{name} aura tenu assez longtemps à {at}"
)
STAY_ENDS: Final = Text(
    "{name} has stayed for its time at {at}", "{name} aura duré son temps à {at}"
)
MODE_ENDS: Final = Text(
    "The mode set by hand ends at {at}", "Le mode choisi à la main finit à {at}"
)
BOOST_ENDS: Final = Text("The boost ends at {at}", "Le boost finit à {at}")

_AT: Final = Text("at {at}", "à {at}")
_ON: Final = Text("on {day} at {at}", "{day} à {at}")
_LATER: Final = Text("on {date}", "le {date}")
_DAYS: Final = (
    Text("Monday", "lundi"),
    Text("Tuesday", "mardi"),
    Text("Wednesday", "mercredi"),
    Text("Thursday", "jeudi"),
    Text("Friday", "vendredi"),
    Text("Saturday", "samedi"),
    Text("Sunday", "dimanche"),
)


class Charges(Protocol):
    """What is said of a charge without a plan."""

    @property
    def mode(self) -> Mode: ...
    @property
    def ceiling(self) -> float | None: ...
    @property
    def amount_current(self) -> float | None: ...
    @property
    def amount_power(self) -> float | None: ...


def say_charge(rule: Charges) -> Sentence:
    """Say how a rule charges."""
    if rule.amount_current is not None:
        return AMOUNT(amount=Quantity(rule.amount_current, Dimension.CURRENT))
    if rule.amount_power is not None:
        return AMOUNT(amount=Quantity(rule.amount_power, Dimension.POWER))
    if rule.ceiling is not None and rule.mode in (Mode.MAX, Mode.SURPLUS):
        text = MAX_CEILING if rule.mode is Mode.MAX else SURPLUS_CEILING
        return text(most=Quantity(rule.ceiling, Dimension.CURRENT))
    return _CHARGES[rule.mode]()


def on_phases(charge: Sentence, phases: Phases | None) -> Sentence:
    """Say on how many phases besides, where a rule says so."""
    return charge if phases is None else ON_PHASES(charge=charge, phases=say_phases(phases))


def say_phases(phases: Phases) -> Sentence:
    """`one phase or three`."""
    return _PHASES[phases]()


def say_goal(goal: Goal) -> Sentence:
    """Say what a rule plans for."""
    if goal.below is not None:
        return BELOW(price=Quantity(goal.below, Dimension.PRICE))
    at = say_clock(goal.by or 0)
    if goal.length is not None:
        return CHEAPEST(length=timedelta(seconds=goal.length), at=at)
    if goal.soc is not None:
        return READY_SOC(soc=Quantity(goal.soc, Dimension.RATIO), at=at)
    return READY(energy=Quantity(goal.energy or 0.0, Dimension.ENERGY), at=at)


def say_when(at: datetime, now: datetime) -> Sentence:
    """Say an instant as seen from now: the time, the day too when it is far, else the date."""
    ahead = (at.date() - now.date()).days
    if ahead > 6:
        return _LATER(date=f"{at.day:02}/{at.month:02}")
    if ahead > 1 or (ahead == 1 and at - now > timedelta(days=1)):
        return _ON(day=_DAYS[at.weekday()](), at=at)
    return _AT(at=at)
