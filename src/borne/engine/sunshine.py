"""How much of what the cars draw the house does not take from the grid, summed over time. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from borne.domain.site import Figures

_MOMENT: Final = 1.0
"""s. Readings closer than this came in one burst, and share what the burst covers."""


class Origin(Struct, frozen=True, gc=False):
    """Where energy came from, as shares of it."""

    solar: float = 0.0
    """Not from the grid: from the panels, or from a battery."""
    known: float = 0.0
    """Of which it is known whether it was."""


_UNKNOWN: Final = Origin()


class _Sum(Struct, frozen=True, gc=False):
    """s in which any car drew, since the beginning; and the same weighted by the shares."""

    at: datetime
    drawn: float = 0.0
    solar: float = 0.0
    known: float = 0.0

    def until(self, now: datetime, origin: Origin | None) -> _Sum:
        passed = (now - self.at).total_seconds()
        if passed <= 0:
            return self
        if origin is None:
            return replace(self, at=now)
        solar, known = self.solar + passed * origin.solar, self.known + passed * origin.known
        return _Sum(now, self.drawn + passed, solar, known)


@dataclass(slots=True)
class Sunshine:
    """The cars' share of the sun, from what the meter shows between two readings of a car.

    All cars that charge at a time have the same share: nobody can tell whose current it was. What
    is charged before the first look at the house, and where there is no meter, is of unknown
    origin.
    """

    _sum: _Sum | None = None
    _now: Origin | None = None
    _counted: dict[int, _Sum] = field(default_factory=dict)
    _last: dict[int, Origin] = field(default_factory=dict)

    def note(self, house: Figures, now: datetime) -> None:
        """From now on the power in the house is this."""
        self._sum = self._sum.until(now, self._now) if self._sum else _Sum(now)
        self._now = origin_now(house)

    def origin(self, session: int, now: datetime) -> Origin:
        """Of what the session has charged since it was last asked for."""
        if self._sum is None:
            return _UNKNOWN
        reached = self._sum.until(now, self._now)
        since = self._counted.setdefault(session, reached)
        passed = reached.drawn - since.drawn
        if passed >= _MOMENT:
            self._counted[session] = reached
            solar, known = reached.solar - since.solar, reached.known - since.known
            self._last[session] = Origin(solar / passed, known / passed)
        return self._last.get(session, _UNKNOWN)

    def forget(self, session: int) -> None:
        """The session is over."""
        self._counted.pop(session, None)
        self._last.pop(session, None)


def origin_now(house: Figures) -> Origin | None:
    """Where what the cars draw comes from now; None: they draw nothing."""
    if house.cars <= 0:
        return None
    if house.grid is None:
        return _UNKNOWN
    return Origin(min(1.0, max(0.0, 1 - house.grid / house.cars)), 1.0)
