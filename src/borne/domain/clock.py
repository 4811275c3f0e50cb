"""A charger's clock that is wrong is noticed, shown, and its times are mapped to real ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain.care import Clock
from borne.domain.charger import Charger, ClockHint, Sample
from borne.domain.say import Text, day_of, duration
from borne.domain.turn import Turn

TOLERANCE: Final = 300.0
"""s by which a clock may be off: messages take their time too."""
TOLERATED: Final = timedelta(seconds=TOLERANCE)
_AGREE: Final = 60.0
_APART: Final = timedelta(seconds=30)
_ZONE: Final = 1740.0
"""s by which readings are behind of a clock in another zone; less, and they may be late as such."""
NO_CLOCK: Final = 2020
"""A year before which no charger tells the time: its clock was never set."""

_NEVER_SET: Final = Text(
    "The clock of {charger} was never set: it says {day}. Borne corrects its times",
    "L’horloge de {charger} n’a jamais été réglée : elle dit {day}. Borne corrige ses heures",
)
_AHEAD: Final = Text(
    "The clock of {charger} is {off} ahead. Borne corrects its times; check its time zone",
    "L’horloge de {charger} avance de {off}. Borne corrige ses heures ; vérifiez son fuseau",
)
_BEHIND: Final = Text(
    "The clock of {charger} is {off} behind. Borne corrects its times; check its time zone",
    "L’horloge de {charger} retarde de {off}. Borne corrige ses heures ; vérifiez son fuseau",
)


def noticed(turn: Turn, charger: Charger, told: datetime, connector: int | None = None) -> Charger:
    """Compare what a charger says of the time, in a message of now, with the time.

    What was queued can only look behind: such a clock is believed once two messages agree.
    """
    offset = (told - turn.at).total_seconds()
    if abs(offset) <= TOLERANCE:
        return _set(turn, charger, 0.0)
    known = charger.clock_offset or 0.0
    if abs(offset - known) <= _AGREE:
        if f"clock:{charger.id}" not in turn.state.troubles:
            _say(turn, charger, known)  # Borne has begun anew
        return charger
    if offset > 0 or told.year < NO_CLOCK:
        return _set(turn, charger, float(round(offset)))
    return _hinted(turn, charger, ClockHint(offset, turn.at, connector))


def placed(
    turn: Turn, charger: Charger, samples: tuple[Sample, ...]
) -> tuple[Charger, tuple[Sample, ...]]:
    """Readings at their real instants; they show a clock as well that jumps while a car charges."""
    told = samples[-1].at
    late = (turn.at - real(charger, told, turn.at)).total_seconds()
    if late < -TOLERANCE:
        charger = noticed(turn, charger, told)
    elif late >= _ZONE and told.year >= NO_CLOCK:
        offset = (told - turn.at).total_seconds()
        charger = _hinted(turn, charger, ClockHint(offset, turn.at, None))
    return charger, mapped(turn, charger, samples)


def on_time(turn: Turn, charger: Charger, told: datetime) -> tuple[Charger, datetime]:
    """The real instant of a time that may be of the past; one in the future shows the clock."""
    if (real(charger, told, turn.at) - turn.at).total_seconds() > TOLERANCE:
        charger = noticed(turn, charger, told)
    return charger, min(real(charger, told, turn.at), turn.at)


def _hinted(turn: Turn, charger: Charger, hint: ClockHint) -> Charger:
    """Believe a clock of which two messages say the same that are not of one queue.

    A queue comes fast, each message of it less late than the one before; after a start a charger
    tells the status of each connector at once.
    """
    before = charger.clock_hint
    if before is None or abs(hint.offset - before.offset) > _AGREE:
        charger = replace(charger, clock_hint=hint)
        turn.put(charger)
        return charger
    statuses = hint.connector is not None and before.connector is not None
    if hint.at - before.at >= _APART or (statuses and hint.connector != before.connector):
        right = abs(hint.offset) <= TOLERANCE
        return _set(turn, charger, 0.0 if right else float(round(hint.offset)))
    return charger


def _set(turn: Turn, charger: Charger, offset: float) -> Charger:
    clock = charger.care.clock
    if clock.offset == offset and charger.clock_hint is None:
        return charger
    known = clock.offset or 0.0
    clock = Clock(offset, former=clock.former if known == offset else known or clock.former)
    charger = replace(charger, clock_hint=None, care=replace(charger.care, clock=clock))
    if known == offset:
        turn.put(charger)  # on the disk it is as it was
    else:
        turn.keep_charger(charger)
    if offset:
        _say(turn, charger, offset)
    else:
        turn.mended(f"clock:{charger.id}")
    return charger


def _say(turn: Turn, charger: Charger, offset: float) -> None:
    told = turn.at + timedelta(seconds=offset)
    if told.year < NO_CLOCK:
        said = _NEVER_SET(charger=charger.called, day=day_of(told.date()))
    else:
        words = _AHEAD if offset > 0 else _BEHIND
        said = words(charger=charger.called, off=duration(abs(offset)))
    turn.trouble(f"clock:{charger.id}", "warning", said)


def perhaps(charger: Charger, told: datetime) -> frozenset[datetime]:
    """Every instant that this time may have been taken for, where the clock is or was wrong."""
    clock = charger.care.clock
    offsets = {offset for offset in (clock.offset, clock.former) if offset}
    return frozenset(told - timedelta(seconds=offset) for offset in (offsets and offsets | {0.0}))


def real(charger: Charger, told: datetime, at: datetime) -> datetime:
    """The real instant of a time that a charger told and that was heard `at`."""
    if told == at:
        return at  # it told none that can be read: it is the time of arrival
    offset = charger.clock_offset or 0.0
    unset = told.year < NO_CLOCK
    if not offset and (unset or (told - at).total_seconds() > TOLERANCE):
        # What it queued before its clock was set right still has the former one's times.
        offset = charger.care.clock.former or 0.0
        if unset and not offset:
            return at
    return told - timedelta(seconds=offset) if offset else told


def mapped(turn: Turn, charger: Charger, samples: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """The samples at their real instants."""
    return tuple(replace(one, at=min(real(charger, one.at, turn.at), turn.at)) for one in samples)
