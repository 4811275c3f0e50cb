"""The sentences of control: what a connector is told, and what holds it back."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from borne.domain.decision import Choice, LimitApplied, Mode
from borne.domain.phasing import say_phases
from borne.domain.say import Sentence, Text, plain
from borne.domain.units import Dimension, Quantity

PHASES_CAP: Final = "phases"
"""The name of the limit that a change of phases is."""

_FULL: Final = Text("full power", "pleine puissance")
_LEAST: Final = Text("the least that the car takes", "le minimum que prend la voiture")
_TOO_LITTLE: Final = Text(
    "paused, since a car takes no less than {amps}",
    "en pause, car une voiture ne prend pas moins de {amps}",
)
_AMOUNT: Final = Text("as the rule says", "comme le dit la règle")
_FROM_SUN: Final = Text("with {watts} to spare", "avec {watts} de surplus")
_SUN_GONE: Final = Text(
    "though there is nothing to spare now", "bien qu’il n’y ait pas de surplus pour l’instant"
)
_WAITS: Final = Text(
    "waits for the sun, {watts} to spare of the {needed} needed",
    "attend le soleil, {watts} de surplus sur les {needed} nécessaires",
)
_WATCHES: Final = Text(
    "waits to see whether the sun lasts, {watts} to spare",
    "attend de voir si le soleil dure, {watts} de surplus",
)
_NO_METER: Final = Text(
    "waits, since the grid meter is unknown", "attend, car le compteur du réseau est inconnu"
)
_OWN: Final = Text("the most that the connector gives", "le maximum du connecteur")
_OF_RULE: Final = Text("the rule {rule}", "la règle {rule}")
_CONTRACT: Final = Text("the contract ({contract})", "le contrat ({contract})")
_CONTRACT_ON: Final = Text(
    "phase {phase} of the contract ({contract})", "la phase {phase} du contrat ({contract})"
)
_BREAKER: Final = Text("what the breaker bears", "ce que supporte le disjoncteur")
_DEMAND: Final = Text("the mean of {length} ({power})", "la moyenne sur {length} ({power})")
_BLIND: Final = Text(
    "the safe current, since {input} has been unknown from {since} on",
    "le courant de sécurité, car {input} est inconnu depuis {since}",
)
_SUN_ON: Final = Text("starts if the sun lasts", "démarre si le soleil dure")
_SUN_OFF: Final = Text("stops if the sun stays away", "s’arrête si le soleil ne revient pas")
_SUN_AGAIN: Final = Text(
    "follows the sun again: the charger was written to often",
    "suit de nouveau le soleil : la borne a reçu beaucoup d’écritures",
)
_ROOM: Final = Text("more current if {limit} leaves room", "plus de courant si {limit} le permet")
_PAUSE_BLIND: Final = Text(
    "pauses if the meter stays unknown", "pause si le compteur reste inconnu"
)
_TO_PHASES: Final = Text("changes to {phases}", "passe à {phases}")
_PAUSES_FOR_ONE: Final = Text(
    "pauses to change from three phases to one", "en pause pour passer de trois phases à une"
)
_PAUSES_FOR_THREE: Final = Text(
    "pauses to change from one phase to three", "en pause pour passer d’une phase à trois"
)
_PROVES: Final = Text(
    "the change to {phases} until it is seen", "le passage à {phases} jusqu’à ce qu’il se voie"
)
_PLAIN: Final = Text("{why}: {amps}", "{why} : {amps}")
_WITH_DETAIL: Final = Text("{why}: {amps}, {detail}", "{why} : {amps}, {detail}")
_HELD_BACK: Final = Text(
    "{why}: {amps}, held back by {limit}", "{why} : {amps}, limité par {limit}"
)
_PAUSED_BY: Final = Text(
    "{why}: paused, held back by {limit}", "{why} : en pause, à cause de {limit}"
)
_RISES: Final = Text(
    "{why}: {amps} for now, more once {limit} is seen to leave room",
    "{why} : {amps} pour l’instant, davantage quand on voit que {limit} le permet",
)
_WAITS_FOR_ROOM: Final = Text(
    "{why}: waits to see that {limit} leaves room", "{why} : attend de voir que {limit} le permet"
)
_UNTRIED: Final = Text(
    "{why}: paused, until {limit} leaves room to try {phases}",
    "{why} : en pause, jusqu’à ce que {limit} permette d’essayer {phases}",
)
_PAUSED: Final = Text("{why}: {detail}", "{why} : {detail}")


def full() -> Sentence:
    return _FULL()


def least() -> Sentence:
    return _LEAST()


def too_little(least: float) -> Sentence:
    return _TOO_LITTLE(amps=Quantity(least, Dimension.CURRENT))


def amount() -> Sentence:
    return _AMOUNT()


def from_sun(watts: float) -> Sentence:
    return _FROM_SUN(watts=_watts(watts)) if watts >= 1 else _SUN_GONE()


def waits_for_sun(watts: float, needed: float) -> Sentence:
    if watts >= needed:
        return _WATCHES(watts=_watts(watts))
    return _WAITS(watts=_watts(max(0.0, watts)), needed=_watts(needed))


def no_meter() -> Sentence:
    return _NO_METER()


def own() -> Sentence:
    return _OWN()


def of_rule(rule: str | None) -> Sentence:
    return _OF_RULE(rule=rule or "")


def contract(apparent: float) -> Sentence:
    return _CONTRACT(contract=Quantity(apparent, Dimension.APPARENT))


def contract_on(apparent: float, phase: int) -> Sentence:
    said = Quantity(apparent, Dimension.APPARENT)
    return _CONTRACT_ON(contract=said, phase=str(phase + 1))


def breaker() -> Sentence:
    return _BREAKER()


def demand(power: float, seconds: float) -> Sentence:
    return _DEMAND(length=Quantity(seconds, Dimension.TIME), power=_watts(power))


def blind(name: str, since: datetime) -> Sentence:
    return _BLIND(input=name, since=since)


def sun_may_switch(*, on: bool) -> Sentence:
    return _SUN_ON() if on else _SUN_OFF()


def sun_again() -> Sentence:
    return _SUN_AGAIN()


def room_again(limit: Sentence) -> Sentence:
    return _ROOM(limit=limit)


def pause_when_blind() -> Sentence:
    return _PAUSE_BLIND()


def phases_next(count: int) -> Sentence:
    return _TO_PHASES(phases=say_phases(count))


def pauses_for(count: int) -> Sentence:
    return _PAUSES_FOR_ONE() if count == 1 else _PAUSES_FOR_THREE()


def proves(count: int) -> Sentence:
    return _PROVES(phases=say_phases(count))


def setting(
    choice: Choice,
    amps: float,
    detail: Sentence | None,
    binding: LimitApplied | None,
    untried: int = 0,
) -> Sentence:
    """The whole why: the rule's reason, what comes of it, and what holds it back.

    `untried` is a number of phases that the charger was never seen to change to; 0: none.
    """
    if choice.mode in (Mode.OFF, Mode.WAIT):
        return choice.why
    why = choice.said or (plain(choice.rule) if choice.rule else choice.why)
    said = Quantity(amps, Dimension.CURRENT)
    if amps == 0:
        if binding is not None and binding.name == PHASES_CAP:
            return _PAUSED(why=why, detail=binding.why)
        if binding is not None and untried:
            return _UNTRIED(why=why, limit=binding.why, phases=say_phases(untried))
        if binding is not None:
            return (_WAITS_FOR_ROOM if binding.rising else _PAUSED_BY)(why=why, limit=binding.why)
        return _PAUSED(why=why, detail=detail or _LEAST())
    itself = binding is not None and binding.why == of_rule(choice.rule) and not binding.rising
    if binding is not None and not itself:
        return (_RISES if binding.rising else _HELD_BACK)(why=why, amps=said, limit=binding.why)
    if detail is None or itself:
        return _PLAIN(why=why, amps=said)
    return _WITH_DETAIL(why=why, amps=said, detail=detail)


def _watts(value: float) -> Quantity:
    return Quantity(value, Dimension.POWER)
