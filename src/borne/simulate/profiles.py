"""The charging profiles of a charge point: which limit is in force, and when it changes.

OCPP 1.6 section 3.13: within a purpose the highest stack level that is valid now wins; a
TxProfile stands above the TxDefaultProfile; the ChargePointMaxProfile caps both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

MAX_PURPOSE: Final = "ChargePointMaxProfile"
DEFAULT_PURPOSE: Final = "TxDefaultProfile"
TX_PURPOSE: Final = "TxProfile"
_PURPOSES: Final = (MAX_PURPOSE, DEFAULT_PURPOSE, TX_PURPOSE)
_KINDS: Final = ("Absolute", "Recurring", "Relative")
_DAYS: Final = {"Daily": 1, "Weekly": 7}
_UNITS: Final = {"A": "Current", "W": "Power"}
_ACCEPTED: Final = "Accepted"
_REJECTED: Final = "Rejected"


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` (s after the schedule's start) a limit in the schedule's unit."""

    start: int
    limit: float
    phases: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """A charging profile as it was set; `received` is the moment when it came."""

    id: int
    connector: int
    purpose: str
    kind: str
    stack_level: int
    unit: str
    periods: tuple[Period, ...]
    received: datetime
    start: datetime | None = None
    duration: int | None = None
    recurrency: str | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    transaction: int | None = None

    def start_at(self, now: datetime, session: datetime | None) -> datetime:
        """When the run of the schedule that holds at `now` began."""
        if self.kind == "Relative":
            return session or self.received
        start = self.start or self.received
        if self.kind == "Recurring" and now > start:
            every = timedelta(days=_DAYS[self.recurrency or "Daily"])
            start += every * ((now - start) // every)
        return start

    def period_at(self, now: datetime, session: datetime | None) -> Period | None:
        """The period in force, or None where the profile says nothing now."""
        too_early = self.valid_from is not None and now < self.valid_from
        too_late = self.valid_to is not None and now >= self.valid_to
        if too_early or too_late:
            return None
        elapsed = (now - self.start_at(now, session)).total_seconds()
        if elapsed < 0 or (self.duration is not None and elapsed >= self.duration):
            return None
        started = [period for period in self.periods if period.start <= elapsed]
        return started[-1] if started else None

    def edges(self, now: datetime, until: datetime, session: datetime | None) -> set[datetime]:
        """Instants between `now` and `until` at which this profile may change its limit."""
        found = {moment for moment in (self.valid_from, self.valid_to) if moment is not None}
        starts = [self.start_at(now, session)]
        if self.kind == "Recurring":
            every = timedelta(days=_DAYS[self.recurrency or "Daily"])
            while starts[-1] + every <= until:
                starts.append(starts[-1] + every)
        for start in starts:
            found.update(start + timedelta(seconds=period.start) for period in self.periods)
            if self.duration is not None:
                found.add(start + timedelta(seconds=self.duration))
        return {moment for moment in found if now < moment < until}


@dataclass(frozen=True, slots=True)
class Supply:
    """What turns watts into amps on a connector, and its hardware's most (A)."""

    voltage: float = 230.0
    phases: int = 1
    most: float = 32.0

    def amps(self, profile: Profile, period: Period) -> float:
        if profile.unit == "A":
            return period.limit
        phases = min(period.phases or 3, self.phases)
        return period.limit / (self.voltage * phases)


class ProfileStack:
    """All profiles of a charge point. Limits are in A per phase."""

    def __init__(self, most_stack_level: int, rate_units: str, most: int = 20) -> None:
        self._most_stack_level = most_stack_level
        self._most = most
        self._rate_units = rate_units.split(",")
        self.profiles: tuple[Profile, ...] = ()
        self.written = 0
        """How many were put in place."""

    def set(
        self, connector: int, body: dict[str, Any], now: datetime, transaction: int | None
    ) -> str:
        """Put a csChargingProfiles in place; `transaction` is the one on the connector, if any."""
        profile = profile_of(connector, body, now)
        if not self._is_possible(profile, transaction):
            return _REJECTED
        kept = tuple(one for one in self.profiles if not _replaces(profile, one))
        if len(kept) >= self._most:
            return _REJECTED
        self.profiles = (*kept, profile)
        self.written += 1
        return _ACCEPTED

    def clear(
        self,
        profile_id: int | None = None,
        connector: int | None = None,
        purpose: str | None = None,
        stack_level: int | None = None,
    ) -> bool:
        """Take away every profile that fits what is given; whether there was one."""

        def fits(profile: Profile) -> bool:
            if profile_id is not None:
                return profile.id == profile_id
            return (
                connector in (None, profile.connector)
                and purpose in (None, profile.purpose)
                and stack_level in (None, profile.stack_level)
            )

        kept = tuple(profile for profile in self.profiles if not fits(profile))
        found = len(kept) < len(self.profiles)
        self.profiles = kept
        return found

    def end_transaction(self, connector: int) -> None:
        """A TxProfile dies with its transaction."""
        self.clear(connector=connector, purpose=TX_PURPOSE)

    def limit(
        self,
        connector: int,
        now: datetime,
        supply: Supply,
        session: datetime | None = None,
        sharing: int = 1,
        follows: Callable[[Profile], bool] = bool,
    ) -> float:
        """A per phase on a connector; `session` is its transaction's start, if it has one.

        `sharing`: on how many connectors the station's own limit is spread. `follows`: whether a
        profile that was accepted is also gone by.
        """
        if not all(map(follows, self.profiles)):
            followed = ProfileStack(self._most_stack_level, ",".join(self._rate_units))
            followed.profiles = tuple(filter(follows, self.profiles))
            return followed.limit(connector, now, supply, session, sharing)
        found = [supply.most]
        own: float | None = None
        if session is not None:
            own = self._of(TX_PURPOSE, (connector,), now, supply, session)
        if own is None:
            own = self._of(DEFAULT_PURPOSE, (0, connector), now, supply, session)
        if own is not None:
            found.append(own)
        station = self._of(MAX_PURPOSE, (0,), now, supply, session)
        if station is not None:
            found.append(station / max(1, sharing))
        return max(0.0, min(found))

    def phases(
        self,
        connector: int,
        now: datetime,
        session: datetime | None = None,
        follows: Callable[[Profile], bool] = bool,
    ) -> int | None:
        """The number of phases that the profile in force names; None: none, which means all."""
        places = ((TX_PURPOSE, (connector,)),) if session is not None else ()
        for purpose, connectors in (*places, (DEFAULT_PURPOSE, (0, connector))):
            found = self._in_force(purpose, connectors, now, session, follows)
            if found is not None:
                return found[1].phases
        return None

    def composite(
        self,
        connector: int,
        now: datetime,
        duration: int,
        supply: Supply,
        session: datetime | None = None,
    ) -> list[tuple[int, float]]:
        """(seconds from now, A per phase) for each change within `duration` seconds."""
        until = now + timedelta(seconds=duration)
        edges: set[datetime] = {now}
        for profile in self.profiles:
            edges |= profile.edges(now, until, session)
        periods: list[tuple[int, float]] = []
        for moment in sorted(edges):
            amps = self.limit(connector, moment, supply, session)
            if not periods or periods[-1][1] != amps:
                periods.append((round((moment - now).total_seconds()), amps))
        return periods

    def _of(
        self,
        purpose: str,
        connectors: tuple[int, ...],
        now: datetime,
        supply: Supply,
        session: datetime | None,
    ) -> float | None:
        found = self._in_force(purpose, connectors, now, session)
        return None if found is None else supply.amps(*found)

    def _in_force(
        self,
        purpose: str,
        connectors: tuple[int, ...],
        now: datetime,
        session: datetime | None,
        follows: Callable[[Profile], bool] = bool,
    ) -> tuple[Profile, Period] | None:
        fitting = [
            p
            for p in self.profiles
            if p.purpose == purpose and p.connector in connectors and follows(p)
        ]
        for profile in sorted(fitting, key=lambda p: (-p.stack_level, -p.connector)):
            period = profile.period_at(now, session)
            if period is not None:
                return profile, period
        return None

    def _is_possible(self, profile: Profile, transaction: int | None) -> bool:
        if profile.purpose == MAX_PURPOSE and profile.connector != 0:
            return False
        if profile.purpose == TX_PURPOSE and (
            transaction is None or profile.transaction not in (None, transaction)
        ):
            return False
        return (
            profile.stack_level <= self._most_stack_level
            and _UNITS[profile.unit] in self._rate_units
            and bool(profile.periods)
            and profile.periods[0].start == 0
        )


def _replaces(new: Profile, old: Profile) -> bool:
    same_place = (new.connector, new.purpose, new.stack_level) == (
        old.connector,
        old.purpose,
        old.stack_level,
    )
    return new.id == old.id or same_place


def profile_of(connector: int, body: dict[str, Any], now: datetime) -> Profile:
    """A csChargingProfiles as a value. Raises KeyError, TypeError or ValueError where it is bad."""
    schedule = body["chargingSchedule"]
    return Profile(
        id=int(body["chargingProfileId"]),
        connector=connector,
        purpose=_one_of(body["chargingProfilePurpose"], _PURPOSES),
        kind=_one_of(body["chargingProfileKind"], _KINDS),
        stack_level=int(body["stackLevel"]),
        unit=_one_of(schedule["chargingRateUnit"], _UNITS),
        periods=tuple(
            Period(int(each["startPeriod"]), float(each["limit"]), each.get("numberPhases"))
            for each in schedule["chargingSchedulePeriod"]
        ),
        received=now,
        start=_instant(schedule.get("startSchedule")),
        duration=schedule.get("duration"),
        recurrency=_one_of(body.get("recurrencyKind", "Daily"), _DAYS),
        valid_from=_instant(body.get("validFrom")),
        valid_to=_instant(body.get("validTo")),
        transaction=body.get("transactionId"),
    )


def _one_of(value: object, allowed: Iterable[str]) -> str:
    for each in allowed:
        if value == each:
            return each
    raise ValueError(f"{value!r} is not one of {', '.join(allowed)}")


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    return moment
