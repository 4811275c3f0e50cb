"""Charging from what there is to spare: when to start and stop, and how many W to follow.

Starting and stopping look at a slow, asymmetric view of the surplus, the current at a fast one.
Times are those that did best on broken-cloud days: reference/surplus.md of the design, 3.4.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from borne.control.claim import SunFilter, Track
from borne.domain.site import Style


@dataclass(frozen=True, slots=True)
class Pace:
    """How a style follows the sun; s, and A of import that it takes to keep the car going."""

    attack: float
    decay: float
    follow: float
    least_on: float
    least_off: float
    lean: float
    """What rounding to a step adds first: 0 rounds down, half a step to the nearest."""


PACES: Final[Mapping[Style, Pace]] = {
    Style.STRICT: Pace(attack=60, decay=180, follow=5, least_on=180, least_off=180, lean=0.0),
    Style.BALANCED: Pace(attack=30, decay=600, follow=8, least_on=300, least_off=120, lean=0.5),
    Style.MOST: Pace(attack=15, decay=900, follow=8, least_on=600, least_off=60, lean=0.9),
}


def watch(
    suns: Mapping[Style, SunFilter], surplus: float | None, at: datetime, styles: Iterable[Style]
) -> Mapping[Style, SunFilter]:
    """Take a meter reading into the filters of the styles in use; an unknown one empties them."""
    if surplus is None:
        return {}
    return {style: _filtered(suns.get(style), surplus, at, PACES[style]) for style in set(styles)}


def _filtered(sun: SunFilter | None, surplus: float, at: datetime, pace: Pace) -> SunFilter:
    if sun is None:
        return SunFilter(slow=surplus, fast=surplus, at=at)
    passed = (at - sun.at).total_seconds()
    if passed <= 0:
        return sun
    tau = pace.attack if surplus > sun.slow else pace.decay
    return SunFilter(
        slow=_nearer(sun.slow, surplus, passed, tau),
        fast=_nearer(sun.fast, surplus, passed, pace.follow),
        at=at,
    )


def _nearer(value: float, target: float, passed: float, tau: float) -> float:
    return value + (target - value) * (1 - math.exp(-passed / tau))


def switch(
    track: Track, pace: Pace, slow: float, needed: float, now: datetime
) -> tuple[Track, datetime | None]:
    """Start or stop by the slow view against the W that the least current needs.

    Returns the track, and when it may change by its least time on or off if that holds it now.
    """
    wanted = slow >= needed
    if wanted == track.sun_on:
        return track, None
    held_for = pace.least_on if track.sun_on else pace.least_off
    if track.sun_since is not None:
        free_at = track.sun_since + timedelta(seconds=held_for)
        if now < free_at:
            return track, free_at
    return replace(track, sun_on=wanted, sun_since=now), None
