"""How often a line is used follows the silences after which it ended."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.rhythm import (
    PING,
    Bounds,
    Pace,
    heartbeat_bounds,
    judged,
    recurring,
    rest_due,
    rested,
)

from .playbook import NOON

DAY = timedelta(days=1)
HEARTBEAT = heartbeat_bounds(60)


@pytest.mark.parametrize(
    ("silences", "found"),
    [
        ([], None),
        ([60.0, 60.2], None),
        ([60.0, 60.2, 60.1], 60.0),
        ([25.0, 24.8, 25.3, 3.0, 1.0], 24.8),
        ([25.0, 24.8, 25.3, 3.0, 1.0, 2.0, 0.5], None),
        ([1.0, 2.0, 1.5], None),
        ([9.0, 15.0, 22.0, 28.0, 4.0, 12.0], None),
        ([3600.0, 3605.0, 3590.0], 3590.0),
    ],
)
def test_a_pattern_is_most_drops_after_the_same_silence(
    silences: list[float], found: float | None
) -> None:
    assert recurring(silences) == found


def lived(limit: float, days: float, bounds: Bounds) -> list[int]:
    """The paces that a line has whose charger leaves after so many s of silence."""
    pace, now, end = Pace(), NOON, NOON + days * DAY
    drops: list[tuple[datetime, float | None]] = []
    paces = [pace.seconds(bounds)]
    while now < end:
        if pace.seconds(bounds) > limit:
            now += timedelta(hours=1)
            drops.append((now, limit + 0.01 * (len(drops) % 3)))
            pace = judged(pace, drops[-20:], bounds, now)
        else:
            now += DAY
            pace = rested(pace, drops[-1][0] if drops else None, bounds, now)
        if pace.seconds(bounds) != paces[-1]:
            paces.append(pace.seconds(bounds))
    return paces


@pytest.mark.parametrize(
    ("limit", "bounds", "paces"),
    [
        (25.0, PING, [30, 15, 18, 20]),
        (12.0, PING, [30, 10]),
        (60.0, PING, [30]),
        (45.0, HEARTBEAT, [60, 27, 33, 36]),
        (3600.0, HEARTBEAT, [60]),
        (5.0, PING, [30]),
    ],
)
def test_it_settles_below_the_silence_and_stays(
    limit: float, bounds: Bounds, paces: list[int]
) -> None:
    assert lived(limit, 400, bounds) == paces


@given(st.floats(9, 120), st.sampled_from([PING, HEARTBEAT]))
def test_it_tightens_once_and_then_only_relaxes(limit: float, bounds: Bounds) -> None:
    paces = lived(limit, 200, bounds)
    assert paces[1:] == sorted(paces[1:])
    assert all(bounds.least <= pace <= bounds.usual for pace in paces)


def test_it_relaxes_week_by_week_where_nothing_is_known_of_a_silence() -> None:
    pace = Pace(every=15, changed=NOON)
    assert rest_due(pace, None, PING) == NOON + 7 * DAY
    assert rest_due(pace, NOON + DAY, PING) == NOON + 8 * DAY
    assert rested(pace, None, PING, NOON + 6 * DAY) is pace
    eased = rested(pace, None, PING, NOON + 7 * DAY)
    assert (eased.every, eased.changed) == (18, NOON + 7 * DAY)


def test_old_drops_and_what_a_person_fixed() -> None:
    old = [(NOON - 15 * DAY, 25.0)] * 3
    assert judged(Pace(), old, PING, NOON).every is None
    fixed = judged(Pace(fixed=120), [(NOON, 25.0)] * 3, PING, NOON + DAY)
    assert fixed.seconds(PING) == 120
