"""What a charger does by itself when it loses Borne, and whether it can."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from borne.domain.charger import Charger, Connector
from borne.domain.say import Sentence, Text
from borne.domain.site import IfLost, Site
from borne.domain.traits import Pause
from borne.domain.units import Dimension, Quantity
from borne.domain.way import Purpose, Way, ends_fallback, one_period, present_way

_SAFE: Final = Text(
    "Without Borne it returns to {amps} within {time}",
    "Sans Borne, elle revient à {amps} en {time}",
)
_OFF: Final = Text(
    "Without Borne it stops charging within {time}", "Sans Borne, elle cesse de charger en {time}"
)
_AWAITED: Final = Text(
    "Not known yet: it has not answered what it is to fall back to",
    "Pas encore connu : elle n’a pas répondu au courant de repli",
)
_REFUSED: Final = Text(
    "It cannot: it refuses what it is to fall back to. Without Borne the last limit stays, or none",
    "Elle ne peut pas : elle refuse le courant de repli. Sans Borne, la dernière limite reste, "
    "ou aucune",
)
_IGNORES: Final = Text(
    "It cannot: it does not follow its limits, and so will not fall back either",
    "Elle ne peut pas : elle ne suit pas ses limites, et ne reviendra donc pas au courant de repli",
)
_RELATIVE: Final = Text(
    "It cannot for sure: its limits count from the start of the charge and end only if it heeds "
    "their last day and time",
    "Ce n’est pas sûr : ses limites comptent depuis le début de la charge et ne finissent que si "
    "elle respecte leur date de fin",
)
_ENDLESS: Final = Text(
    "It cannot: it takes one limit only, without an end. Without Borne the last one stays",
    "Elle ne peut pas : elle n’accepte qu’une limite, sans fin. Sans Borne, la dernière reste",
)
_NO_OFF: Final = Text(
    "It cannot stop by itself, for a limit of 0 A does not pause it: without Borne it returns to "
    "{amps} within {time}",
    "Elle ne peut pas s’arrêter seule, car une limite de 0 A ne la met pas en pause : sans Borne, "
    "elle revient à {amps} en {time}",
)

_TOO_MUCH: Final = Text(
    "Left alone, all cars together may draw up to {power}, and the contract is {contract}: lower "
    "“safe_current” under “site”, or set “if_lost: off” there",
    "Sans Borne, toutes les voitures ensemble peuvent tirer jusqu’à {power}, pour un contrat de "
    "{contract} : baissez « safe_current » sous « site », ou mettez-y « if_lost: off »",
)


class FailSafe(Struct, frozen=True):
    """What happens without Borne: A per phase, 0 stops."""

    current: float
    able: bool | None
    """Whether the charger does it; None: not known yet."""
    why: Sentence


def fallback_of(charger: Charger, site: Site) -> float:
    """A that it is told to fall back to; one that no limit of 0 A pauses cannot be told so."""
    return site.safe_current if _cannot_stop(charger, site) else site.fallback


def fail_safe(charger: Charger, connector: Connector, site: Site) -> FailSafe:
    """Whether this connector is safe without Borne, and what then happens."""
    way, current = present_way(charger), fallback_of(charger, site)
    values = {
        "amps": Quantity(current, Dimension.CURRENT),
        "time": Quantity(charger.traits.valid_for, Dimension.TIME),
    }
    wrong = _obstacle(charger, connector, way)
    if wrong is not None:
        return FailSafe(current, False, wrong())
    if _cannot_stop(charger, site):
        return FailSafe(current, False, _NO_OFF(**values))
    if connector.fallback_accepted is None:
        return FailSafe(current, None, _AWAITED())
    return FailSafe(current, True, _SAFE(**values) if current > 0 else _OFF(time=values["time"]))


def left_alone(chargers: Iterable[Charger], site: Site) -> Sentence | None:
    """What is wrong if all chargers are left alone at once, each for itself; None: nothing.

    The house itself is not counted: nobody knows what it draws then.
    """
    if site.contract is None:
        return None
    drawn = [
        fallback_of(charger, site) * (site.limits_of(one.id).phases or site.phases) * site.voltage
        for charger in chargers
        if charger.adopted
        for one in charger.connectors.values()
    ]
    if sum(drawn) <= site.contract:
        return None
    power, contract = (Quantity(va, Dimension.APPARENT) for va in (sum(drawn), site.contract))
    return _TOO_MUCH(power=power, contract=contract)


def _obstacle(charger: Charger, connector: Connector, way: Way) -> Text | None:
    if connector.fallback_accepted is False:
        return _REFUSED
    if connector.following.ignores:
        return _IGNORES
    alone = ends_fallback(way) or way.purpose is Purpose.STATION
    if alone and (way.relative or one_period(charger.configuration)):
        return _ENDLESS
    return _RELATIVE if way.relative else None


def _cannot_stop(charger: Charger, site: Site) -> bool:
    """Stopped by order only: whether from its make, or as it was seen."""
    stopped = Pause.STOP in (charger.traits.pause, charger.manner.pause)
    return site.if_lost is IfLost.OFF and stopped
