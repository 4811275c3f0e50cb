"""Sunrise and sunset: `after sunrise + 30 min`, `before sunset`, and when these next change.

A day's light lasts from its sunrise to its sunset, a night from there to the next sunrise; times
are in whole minutes. What is after sunrise or before sunset lies in the light, what is after
sunset or before sunrise lies in the night, moved by the offset. Where the sun stays up, or down,
for days, one light or one night lasts as long.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Final, TypeAlias

from astral import Observer, SunDirection
from astral.sun import SUN_APPARENT_RADIUS, elevation, time_of_transit

from borne.domain.errors import WrongQuantity
from borne.domain.units import Dimension, read_quantity
from borne.domain.whereabouts import Whereabouts

Light: TypeAlias = tuple[datetime, datetime]
"""From sunrise to sunset, in UTC."""

MOST_OFFSET: Final = timedelta(hours=6)
_HORIZON: Final = 90.0 + SUN_APPARENT_RADIUS
"""Degrees from the zenith at which the sun's upper edge touches the horizon; the library adds
what the air bends."""
_POLE: Final = 89.5
_DAY: Final = timedelta(days=1)
_NEAR: Final = (-2, -1, 0, 1, 2, 3)
_PHRASE: Final = re.compile(r"(after|before)\s+(sunrise|sunset)(?:\s*([+-])\s*(.+))?\Z")


class Turning(StrEnum):
    """What the sun does at the horizon."""

    SUNRISE = "sunrise"
    SUNSET = "sunset"


@dataclass(frozen=True, slots=True)
class SunSpan:
    """`after sunrise + 30 min`, and the like."""

    after: bool
    turning: Turning
    offset: timedelta = timedelta()

    def spans(self, lights: tuple[Light, ...]) -> tuple[Light, ...]:
        """Return from when to when it holds, around these days."""
        in_light = self.after is (self.turning is Turning.SUNRISE)
        halves = lights if in_light else nights(lights)
        if self.after:
            return tuple((start + self.offset, end) for start, end in halves)
        return tuple((start, end + self.offset) for start, end in halves)

    def holds(self, now: datetime, where: Whereabouts) -> bool | None:
        """Whether it holds; None where the house is nowhere known. `now` in the house's zone."""
        lights = lights_around(now, where)
        if lights is None:
            return None
        return any(start <= now < end for start, end in self.spans(lights))

    def next_edge(self, now: datetime, where: Whereabouts) -> datetime | None:
        """Return when this next begins or ends; at the latest a day from now, to look again."""
        lights = lights_around(now, where)
        if lights is None:
            return None
        spans = self.spans(lights)
        holds = any(start <= now < end for start, end in spans)
        edges = sorted(edge for span in spans for edge in span if now < edge <= now + _DAY)
        for edge in edges:
            if any(start <= edge < end for start, end in spans) is not holds:
                return edge
        return now.astimezone(UTC) + _DAY


def read_sun_span(text: str) -> SunSpan | None:
    """Read `after sunrise + 30 min`; None when it is none, or is moved by more than 6 hours."""
    found = _PHRASE.match(" ".join(text.split()))
    if found is None:
        return None
    offset = timedelta()
    if found[4] is not None:
        try:
            offset = timedelta(seconds=read_quantity(found[4], Dimension.TIME))
        except (WrongQuantity, OverflowError):
            return None
    if not timedelta() <= offset <= MOST_OFFSET:
        return None
    signed = -offset if found[3] == "-" else offset
    return SunSpan(found[1] == "after", Turning(found[2]), signed)


def turning_minute(turning: Turning, now: datetime, where: Whereabouts) -> int | None:
    """Return today's sunrise or sunset in minutes of the clock on the wall.

    Past 1440 where the sun sets after midnight. In a polar day the sun rises at 0 and sets at
    1440; in a polar night the other way round. None where the house is nowhere known.
    """
    light = _light_at_noon(now, where)
    if light is None:
        return None
    at = light[turning is Turning.SUNSET]
    if light[1] - light[0] >= _DAY:
        return 0 if turning is Turning.SUNRISE else 24 * 60
    if light[0] == light[1]:
        return 24 * 60 if turning is Turning.SUNRISE else 0
    local = at.astimezone(now.tzinfo)
    return (local.date() - now.date()).days * 24 * 60 + local.hour * 60 + local.minute


def _light_at_noon(now: datetime, where: Whereabouts) -> Light | None:
    """Return the light whose middle falls on today's date, as the house counts its days."""
    found: Light | None = None
    for ahead in (-1, 1, 0):
        light = light_of(now.date() + timedelta(days=ahead), where)
        if light is None:
            return None
        middle = light[0] + (light[1] - light[0]) / 2
        if found is None or middle.astimezone(now.tzinfo).date() == now.date():
            found = light
    return found


def nights(lights: tuple[Light, ...]) -> tuple[Light, ...]:
    """Return the nights between days' lights."""
    return tuple((one[1], other[0]) for one, other in pairwise(lights) if one[1] < other[0])


def lights_around(now: datetime, where: Whereabouts) -> tuple[Light, ...] | None:
    """Return the lights of the days around `now`; those that touch are one."""
    merged: list[Light] = []
    for ahead in _NEAR:
        light = light_of(now.date() + timedelta(days=ahead), where)
        if light is None:
            return None
        if light[0] == light[1]:
            continue
        if merged and light[0] <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(light[1], merged[-1][1]))
        else:
            merged.append(light)
    first, last = now + _NEAR[0] * _DAY, now + _NEAR[-1] * _DAY
    ends = (first.astimezone(UTC), last.astimezone(UTC))
    # a light of no length at either end: what lies between is night
    before = () if merged and merged[0][0] <= ends[0] else ((ends[0], ends[0]),)
    after = () if merged and merged[-1][1] >= ends[1] else ((ends[1], ends[1]),)
    return (*before, *merged, *after)


def light_of(day: date, where: Whereabouts) -> Light | None:
    """Return when the sun is up on a day of the house; None where the house is nowhere known."""
    if where.latitude is None or where.longitude is None:
        return None
    return _light(day, where.latitude, where.longitude)


@lru_cache(maxsize=512)
def _light(day: date, latitude: float, longitude: float) -> Light:
    observer = Observer(max(-_POLE, min(latitude, _POLE)), longitude)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) - timedelta(hours=longitude / 15)
    half = _DAY / 2
    rises = _transits(observer, noon, SunDirection.RISING)
    sets = _transits(observer, noon, SunDirection.SETTING)
    rise = next((at for at in rises if noon - half < at <= noon), None)
    down = next((at for at in sets if noon <= at < noon + half), None)
    if rise is None and down is None:
        up = elevation(observer, noon) > 90 - _HORIZON
        return (noon - half, noon + half) if up else (noon, noon)
    return rise or noon - half, down or noon + half


def _transits(observer: Observer, noon: datetime, direction: SunDirection) -> list[datetime]:
    """Return when the sun crosses the horizon around a noon, in whole minutes."""
    found: list[datetime] = []
    for ahead in (-1, 0, 1):
        day = noon.date() + timedelta(days=ahead)
        try:
            at = time_of_transit(observer, day, _HORIZON, direction)
        except ValueError:  # it does not, on that day
            continue
        found.append((at + timedelta(seconds=30)).replace(second=0, microsecond=0))
    return found
