"""Measured limits: down at once, up slowly. The contract stands above every rule and boost."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from borne.control.claim import Track

CALM: Final = timedelta(seconds=30)
"""Room must hold for so long before current is given back."""

STEP: Final = 4.0
"""A given back at a time."""

STEP_EVERY: Final = timedelta(seconds=10)

BLIND_PAUSE: Final = timedelta(minutes=15)
"""A meter unknown for so long pauses the cars; until then they get the safe current."""


def hold(
    track: Track, target: float, room: float, *, settled: bool, now: datetime
) -> tuple[float, Track, datetime | None]:
    """Return the A that the room allows now, the track, and when more may be given.

    `target` is what is wanted without this limit, `room` what the meter leaves, both A per phase.
    """
    allowed = min(target, room)
    if allowed < track.current or room < target:
        track = replace(track, cut_at=now) if room < min(target, track.current) else track
    if allowed <= track.current or track.cut_at is None:
        return allowed, track, None
    free_at = track.cut_at + CALM
    if track.raised_at is not None:
        free_at = max(free_at, track.raised_at + STEP_EVERY)
    if now < free_at or not settled:
        return min(allowed, track.current), track, max(free_at, now + timedelta(seconds=1))
    raised = min(allowed, track.current + STEP) if track.current > 0 else allowed
    done = raised >= target
    return raised, replace(track, raised_at=now, cut_at=None if done else track.cut_at), None
