"""What a car really takes: less than it is offered, or more than the least. For one session."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from borne.control.claim import Claim, Track

SETTLED: Final = 60.0
"""s after a change from which what a car draws is what it takes."""
_SPARE: Final = 1.5
"""A that are offered beyond what is drawn, from which on they are unused."""
_MORE: Final = 1.0
"""A left above what is drawn, by which a car shows that it takes more again."""
_FLOOR: Final = 0.3
_MOST_FLOOR: Final = 3.0


def learned(claim: Claim, track: Track, now: datetime) -> Track:
    """Return the track with what this car has shown of its real most and least; A per phase."""
    draw = claim.draw
    if not draw.active:
        return replace(track, takes=None, floor=0.0) if track.takes or track.floor else track
    if track.takes is not None and draw.amps > track.takes - _MORE / 2:
        return replace(track, takes=None)
    changed, read = track.changed_at, draw.read_at
    if track.current <= 0 or draw.amps <= 0 or read is None or claim.ignores:
        return track
    if changed is not None and (min(read, now) - changed).total_seconds() < SETTLED:
        return track
    if draw.amps < track.current - _SPARE:
        takes = max(claim.limits.least, draw.amps + _MORE)
        return track if takes == track.takes else replace(track, takes=takes)
    above = draw.amps - track.current
    if track.current <= claim.limits.least and _FLOOR < above <= _MOST_FLOOR:
        return replace(track, floor=draw.amps)
    return track
