"""The ways in which a charger can be told a limit, and what is known of those that it follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct
from msgspec.structs import replace

from borne.domain.traits import Pause, Traits

if TYPE_CHECKING:
    from borne.domain.charger import ConfigurationKey

_BUCKET: Final = 600
"""s that are counted as one."""
_HOUR: Final = 3600 // _BUCKET
_DAY: Final = 24 * _HOUR


class Purpose(StrEnum):
    """What a charging profile limits (OCPP 1.6 section 7.13)."""

    TRANSACTION = "TxProfile"
    EVERY_TRANSACTION = "TxDefaultProfile"
    STATION = "ChargePointMaxProfile"


class Way(Struct, frozen=True):
    """How a limit is written: the parts of a charging profile that chargers disagree about."""

    purpose: Purpose = Purpose.TRANSACTION
    unit: str = "A"
    stack_level: int = 1
    relative: bool = False
    """Its schedule counts from the start of the transaction, and not from a time of day."""
    ahead: float = 0.0
    """s by which its times are put ahead, for a charger whose own clock is."""

    def __str__(self) -> str:
        kind = "relative" if self.relative else "absolute"
        clock = f", {self.ahead:+g} s" if self.ahead else ""
        return f"{self.purpose.value}, {self.unit}, level {self.stack_level}, {kind}{clock}"


class Result(StrEnum):
    """What came of a limit that was told in some way."""

    IGNORED = "ignored"
    REFUSED = "refused"


class Attempt(Struct, frozen=True):
    """A way that did not help; A per phase."""

    way: Way
    at: datetime
    result: Result
    asked: float
    drawn: float | None = None


class Writes(Struct, frozen=True):
    """How many profiles a charger was sent within a day, by pieces of ten minutes."""

    counts: tuple[tuple[int, int], ...] = ()
    """When, in pieces since 1970, and how many; oldest first."""

    def added(self, count: int, at: datetime) -> Writes:
        """With `count` more at that instant."""
        piece = _piece(at)
        kept = tuple(one for one in self.counts if piece - _DAY < one[0] < piece)
        here = sum(many for when, many in self.counts if when == piece)
        return Writes((*kept, (piece, here + count)))

    def in_hour(self, now: datetime) -> int:
        """About the last hour."""
        return self._since(_piece(now) - _HOUR + 1)

    def in_day(self, now: datetime) -> int:
        """About the last day."""
        return self._since(_piece(now) - _DAY + 1)

    def _since(self, first: int) -> int:
        return sum(many for when, many in self.counts if when >= first)


class Manner(Struct, frozen=True):
    """What a charger has shown of how it is to be treated; outlives sessions and restarts."""

    way: Way | None = None
    """One that it was seen to follow."""
    pause: Pause | None = None
    """How it pauses, where a limit of 0 A did not."""
    needs: float = 0.0
    """s that it was seen to need until it followed."""
    failed: tuple[Attempt, ...] = ()
    """The ways that did not help, each once."""
    writes: Writes = Writes()
    seen: tuple[str, ...] = ()
    """Behaviours by which quirks are found, by the names of the database."""

    def slower(self, seconds: float) -> Manner:
        """What is known of one that follows so late: what was given up sooner may work after all.

        It goes back to the usual way, and to pauses by a limit.
        """
        refused = tuple(one for one in self.failed if one.result is Result.REFUSED)
        return Manner(needs=max(self.needs, seconds), failed=refused, writes=self.writes)

    @property
    def stopping(self) -> Manner:
        """It pauses by a stop from now on: that no limit of 0 A did so tells nothing of others."""
        failed = tuple(one for one in self.failed if one.asked > 0)
        return replace(self, pause=Pause.STOP, failed=failed)

    @property
    def anew(self) -> Manner:
        """Nothing known of its limits but what wear it has had."""
        return Manner(writes=self.writes, seen=self.seen)


class Limited(Protocol):
    """What must be known of a charger to limit it."""

    @property
    def traits(self) -> Traits: ...
    @property
    def configuration(self) -> Mapping[str, ConfigurationKey]: ...
    @property
    def connectors(self) -> Mapping[int, object]: ...
    @property
    def manner(self) -> Manner: ...
    @property
    def clock_offset(self) -> float | None: ...


def declared_unit(configuration: Mapping[str, ConfigurationKey]) -> str:
    """`W` where a charger says that it takes nothing else."""
    units = _value(configuration, "ChargingScheduleAllowedChargingRateUnit")
    return "W" if ("power" in units or units == "w") and "current" not in units else "A"


def declared_level(configuration: Mapping[str, ConfigurationKey]) -> int:
    """1, so that there is a level below it, where the charger has one."""
    return 0 if _value(configuration, "ChargeProfileMaxStackLevel") == "0" else 1


def one_period(configuration: Mapping[str, ConfigurationKey]) -> bool:
    """Whether a schedule of this charger's knows one limit only, and not what comes after it."""
    return _value(configuration, "ChargingScheduleMaxPeriods") == "1"


def usual(charger: Limited) -> Way:
    """The way that its quirks and its settings tell."""
    traits = charger.traits
    level = traits.stack_level
    return Way(
        purpose=Purpose(traits.purposes[0]) if traits.purposes else Purpose.TRANSACTION,
        unit=traits.rate_unit or declared_unit(charger.configuration),
        stack_level=declared_level(charger.configuration) if level is None else level,
        relative=traits.relative,
    )


def ways(charger: Limited) -> tuple[Way, ...]:
    """Every way that is worth a try, in this order; what a quirk settles is not tried otherwise.

    Each departs from the usual one in one thing, or in two. A profile of the whole station comes
    last, and never where it would limit another side.
    """
    first = usual(charger)
    changes = list(_changes(charger, first))
    singles = [replace(first, **one) for one in changes]
    pairs = [
        replace(first, **{**one, **other})
        for one, other in combinations(changes, 2)
        if not one.keys() & other.keys()
    ]
    found = dict.fromkeys((first, *singles, *pairs))
    return tuple(sorted(found, key=lambda way: way.purpose is Purpose.STATION))


def present_way(charger: Limited) -> Way:
    """The way that it was seen to follow, else the first that has not failed, else the usual."""
    manner, first = charger.manner, usual(charger)
    if not manner.failed and manner.way in (None, first) and first.purpose is not Purpose.STATION:
        return first  # as nearly always, and there are many ways
    possible = ways(charger)
    failed = {attempt.way for attempt in manner.failed}
    if manner.way in possible and manner.way not in failed:
        return manner.way
    return next((way for way in possible if way not in failed), possible[0])


def untried(charger: Limited) -> bool:
    """Whether there is a way left that has not failed."""
    failed = {attempt.way for attempt in charger.manner.failed}
    return any(way not in failed for way in ways(charger))


def pause_of(charger: Limited) -> Pause:
    """How it is paused."""
    if charger.traits.pause is Pause.LIMIT and charger.traits.may_stop:
        return charger.manner.pause or Pause.LIMIT
    return charger.traits.pause


def ends_fallback(way: Way) -> bool:
    """Whether a limit in this way stands where the fallback would stand."""
    return way.purpose is Purpose.EVERY_TRANSACTION and way.stack_level == 0


def spacing(charger: Limited, now: datetime) -> timedelta:
    """How long a change must wait for the one before it, so that the budget of writes lasts."""
    traits = charger.traits
    even = 3600 / traits.writes_per_hour
    used = charger.manner.writes.in_hour(now) / traits.writes_per_hour
    parts = next(parts for share, parts in _SPACINGS if used >= share)
    return timedelta(seconds=min(parts * even, renewed_after(traits)))


def renewed_after(traits: Traits) -> float:
    """s after which a limit is sent again, so that it does not end."""
    return traits.valid_for * 2 / 3


_SPACINGS: Final = ((1.0, 4.0), (0.25, 4 / 3), (0.0, 0.0))
"""How much of the budget is used, and how many even parts of an hour then lie between two writes.

A quarter of the budget may go at once, three quarters then fill an hour.
"""


def _changes(charger: Limited, first: Way) -> Iterator[dict[str, object]]:
    traits = charger.traits
    if charger.clock_offset:
        yield {"ahead": charger.clock_offset}
    purposes = [Purpose(one) for one in traits.purposes] or list(Purpose)
    for purpose in purposes:
        alone = purpose is not Purpose.STATION or len(charger.connectors) <= 1
        if purpose is not first.purpose and alone:
            yield {"purpose": purpose}
    if traits.rate_unit is None:
        yield {"unit": "A" if first.unit == "W" else "W"}
    if traits.stack_level is None and first.stack_level != 0:
        yield {"stack_level": 0}
    if not traits.relative:
        yield {"relative": True}


def _value(configuration: Mapping[str, ConfigurationKey], key: str) -> str:
    known = configuration.get(key)
    return (known.value or "").strip().casefold() if known else ""


def _piece(at: datetime) -> int:
    return int(at.timestamp()) // _BUCKET
