"""A charger's clock that is wrong is noticed, shown, and its times are mapped to real ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain.charger import Charger, Sample
from borne.domain.say import Text, day_of, duration
from borne.domain.turn import Turn

TOLERANCE: Final = 300.0
"""s by which a clock may be off: messages take their time too."""
TOLERATED: Final = timedelta(seconds=TOLERANCE)
_AGREE: Final = 60.0
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


def noticed(turn: Turn, charger: Charger, told: datetime) -> Charger:
    """Compare what a charger says of the time, in a message of now, with the time.

    What was queued can only look behind: such a clock is believed once two messages agree.
    """
    offset = (told - turn.at).total_seconds()
    if abs(offset) <= TOLERANCE:
        return _set(turn, charger, 0.0)
    if abs(offset - (charger.clock_offset or 0.0)) <= _AGREE:
        return charger
    hint = charger.clock_hint
    agreed = hint is not None and abs(offset - hint) <= _AGREE
    if offset > 0 or told.year < NO_CLOCK or agreed:
        return _set(turn, charger, float(round(offset)))
    charger = replace(charger, clock_hint=offset)
    turn.put(charger)
    return charger


def on_time(turn: Turn, charger: Charger, told: datetime) -> tuple[Charger, datetime]:
    """The real instant of a time that may be of the past; one in the future shows the clock."""
    if (real(charger, told, turn.at) - turn.at).total_seconds() > TOLERANCE:
        charger = noticed(turn, charger, told)
    return charger, min(real(charger, told, turn.at), turn.at)


def _set(turn: Turn, charger: Charger, offset: float) -> Charger:
    before = charger.clock_offset
    if before == offset and charger.clock_hint is None:
        return charger
    former = before or charger.clock_former
    charger = replace(charger, clock_offset=offset, clock_hint=None, clock_former=former)
    turn.put(charger)
    if not offset:
        turn.mended(f"clock:{charger.id}")
        return charger
    told = turn.at + timedelta(seconds=offset)
    if told.year < NO_CLOCK:
        said = _NEVER_SET(charger=charger.called, day=day_of(told.date()))
    else:
        words = _AHEAD if offset > 0 else _BEHIND
        said = words(charger=charger.called, off=duration(abs(offset)))
    turn.trouble(f"clock:{charger.id}", "warning", said)
    return charger


def perhaps(charger: Charger, told: datetime) -> frozenset[datetime]:
    """Every instant that this time may have been taken for, where the clock is or was wrong."""
    offsets = {offset for offset in (charger.clock_offset, charger.clock_former) if offset}
    return frozenset(told - timedelta(seconds=offset) for offset in (offsets and offsets | {0.0}))


def real(charger: Charger, told: datetime, at: datetime) -> datetime:
    """The real instant of a time that a charger told and that was heard `at`."""
    if told == at:
        return at  # it told none that can be read: it is the time of arrival
    offset = charger.clock_offset or 0.0
    unset = told.year < NO_CLOCK
    if not offset and (unset or (told - at).total_seconds() > TOLERANCE):
        # What it queued before its clock was set right still has the former one's times.
        offset = charger.clock_former or 0.0
        if unset and not offset:
            return at
    return told - timedelta(seconds=offset) if offset else told


def mapped(turn: Turn, charger: Charger, samples: tuple[Sample, ...]) -> tuple[Sample, ...]:
    """The samples at their real instants."""
    return tuple(replace(one, at=min(real(charger, one.at, turn.at), turn.at)) for one in samples)
