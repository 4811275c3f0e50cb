"""One budget among several cars: nobody below the least, nobody starved for nothing."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Want(Struct, frozen=True):
    """What one connector would take of a budget, in the budget's unit."""

    id: str
    least: float
    target: float
    priority: int = 0
    active: bool = False
    """It draws already: it is not turned off to turn another one on."""


def share(wants: Sequence[Want], budget: float) -> dict[str, float]:
    """Return what each gets: at least its least or nothing, equal parts above, never its target.

    The sum never exceeds the budget. Who does not fit waits: the last in line by priority, by
    who charges already, by name.
    """
    line = sorted(wants, key=lambda want: (-want.priority, not want.active, want.id))
    given = dict.fromkeys((want.id for want in wants), 0.0)
    left = budget
    seated: list[Want] = []
    for want in line:
        least = min(want.least, want.target)
        if want.target >= want.least and least <= left:
            given[want.id] = least
            left -= least
            seated.append(want)
    _fill(seated, given, left)
    return given


def _fill(seated: list[Want], given: dict[str, float], left: float) -> None:
    """Pour the rest out evenly, the higher priority first."""
    for priority in sorted({want.priority for want in seated}, reverse=True):
        hungry = [want for want in seated if want.priority == priority]
        hungry.sort(key=lambda want: want.target - given[want.id])
        for place, want in enumerate(hungry):
            part = min(want.target - given[want.id], left / (len(hungry) - place))
            given[want.id] += part
            left -= part
