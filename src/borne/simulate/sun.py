"""A generated day of solar power: clear sky, clouds that pass, and the array's own inertia.

Clear sky after Haurwitz (1945); declination after Cooper (1969); cloud lengths follow a power
law (Wood and Field 2011, exponent 1.66) and are carried over the array by the wind. The edges
of a gap are brighter than a clear sky. Nothing is recorded data: a seed gives a day.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

DAY: Final = 86_400
_SLICE: Final = 60
_LEAST_HEIGHT: Final = math.sin(math.radians(0.5))


class Regime(StrEnum):
    """What the sky is like; `mixed` goes from one to another every half hour or so."""

    CLEAR = "clear"
    SCATTERED = "scattered"
    BROKEN = "broken"
    OVERCAST = "overcast"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class _Sky:
    """How much of the sky is cloud, and what light a cloud lets through (share, spread)."""

    cover: float
    through: float
    spread: float


# As shares of the clear noon, the means of two minutes in a row then differ as in
# reference/surplus.md 3.6 of the design: broken 0.04 / 0.38 / 0.53 at p50 / p95 / p99.
_SKIES: Final = {
    Regime.CLEAR: _Sky(0.03, 0.6, 0.15),
    Regime.SCATTERED: _Sky(0.3, 0.38, 0.12),
    Regime.BROKEN: _Sky(0.6, 0.33, 0.12),
    Regime.OVERCAST: _Sky(1.0, 0.22, 0.06),
}


@dataclass(frozen=True, slots=True)
class Array:
    """A solar array: rated W, where it is, its tilt (degrees, facing the equator), losses."""

    peak_w: float
    latitude: float = 46.0
    tilt: float = 30.0
    performance: float = 0.86
    noon_hour: float = 12.0


def clear_sky_power(array: Array, day_of_year: int, second: float) -> float:
    """W of the array under a sky without clouds at a second of the day (clock time)."""
    declination = math.radians(23.45) * math.sin(2 * math.pi * (284 + day_of_year) / 365)
    hour_angle = math.radians(15 * (second / 3600 - array.noon_hour))
    latitude, tilt = math.radians(array.latitude), math.radians(array.tilt)
    height = math.sin(declination) * math.sin(latitude) + math.cos(declination) * math.cos(
        latitude
    ) * math.cos(hour_angle)
    if height <= _LEAST_HEIGHT:
        return 0.0
    facing = latitude - tilt
    onto_array = math.sin(declination) * math.sin(facing) + math.cos(declination) * math.cos(
        facing
    ) * math.cos(hour_angle)
    horizontal = 1098 * height * math.exp(-0.057 / height)
    diffuse = 0.15 * horizontal
    beam = (horizontal - diffuse) * max(0.0, onto_array) / max(height, 0.05)
    on_array = beam + diffuse * (1 + math.cos(tilt)) / 2
    return min(array.peak_w, array.peak_w * array.performance * on_array / 1000)


class Sun:
    """One generated day of an array; the same seed gives the same day.

    `power` gives W at a second of the day (it wraps round at midnight). The day is worked out
    second by second as far as it is asked for, and remembered.
    """

    def __init__(
        self,
        seed: int,
        peak_w: float,
        latitude: float = 46.0,
        day_of_year: int = 172,
        regime: Regime | str = Regime.MIXED,
        *,
        noon_hour: float = 12.0,
    ) -> None:
        self.array = Array(peak_w, latitude, noon_hour=noon_hour)
        self.day_of_year = day_of_year
        self.regime = Regime(regime)
        self._random = random.Random(seed)
        self._wind = self._random.uniform(4, 12)
        self._series: list[float] = []
        self._sky = _SKIES[Regime.CLEAR]
        self._sky_until = 0
        self._in_cloud = self._random.random() < 0.5
        self._piece_start = self._piece_end = 0.0
        self._light = 1.0
        self._edge = 1.0
        self._array_light = 1.0
        self._haze = 0.0
        self._clear: tuple[float, float] = (0.0, 0.0)

    def power(self, second: float) -> float:
        """W at a second of the day."""
        index = int(second) % DAY
        while len(self._series) <= index:
            self._series.append(self._next(len(self._series)))
        return self._series[index]

    def _next(self, second: int) -> float:
        clear = self._clear_sky(second)
        if clear <= 0:
            return 0.0
        light = self._passing_light(second)
        self._array_light += (light - self._array_light) / 6
        self._haze += -self._haze / 300 + self._random.gauss(0, 0.015) * math.sqrt(2 / 300)
        power = clear * self._array_light * (1 + self._haze)
        return max(0.0, min(self.array.peak_w, power))

    def _clear_sky(self, second: int) -> float:
        offset = second % _SLICE
        if offset == 0 or not self._series:
            start = second - offset
            self._clear = (
                clear_sky_power(self.array, self.day_of_year, start),
                clear_sky_power(self.array, self.day_of_year, start + _SLICE),
            )
        before, after = self._clear
        return before + (after - before) * offset / _SLICE

    def _passing_light(self, second: int) -> float:
        if second >= self._sky_until:
            self._choose_sky(second)
        if second >= self._piece_end:
            self._choose_piece(second)
        if self._in_cloud:
            return self._light
        from_edge = min(second - self._piece_start, self._piece_end - second)
        return 1 + (self._edge - 1) * math.exp(-max(0.0, from_edge) / 20)

    def _choose_sky(self, second: int) -> None:
        if self.regime is not Regime.MIXED:
            self._sky, self._sky_until = _SKIES[self.regime], DAY
            return
        self._sky = _SKIES[self._random.choice(list(_SKIES))]
        self._sky_until = second + self._random.randint(1200, 4800)
        self._piece_end = second

    def _choose_piece(self, second: int) -> None:
        cover = self._sky.cover
        self._in_cloud = cover > 0 and (cover >= 1 or not self._in_cloud)
        length = self._cloud_length()
        if not self._in_cloud:
            length *= (1 - cover) / max(cover, 0.05)
        through = self._random.gauss(self._sky.through, self._sky.spread)
        self._light = max(0.06, min(0.85, through))
        self._edge = self._random.uniform(1.03, 1.15) if cover > 0 else 1.0
        self._piece_start, self._piece_end = second, second + max(2.0, length / self._wind)

    def _cloud_length(self) -> float:
        """Metres, drawn from a power law between 60 m and 8 km by the inverse of its sum."""
        shortest, longest, power = 60.0, 8000.0, 1 - 1.66
        share = self._random.random()
        low, high = shortest**power, longest**power
        return float((low + share * (high - low)) ** (1 / power))
