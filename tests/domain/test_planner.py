"""When to charge, by tables of slots: the cheapest, in time, and steady."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borne.domain.fact import Span
from borne.domain.planner import Job, Planned, plan, sun_to_come
from borne.domain.tariff import PriceSlot

START = datetime(2026, 6, 9, 20, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def hourly(*prices: float | None) -> list[PriceSlot]:
    return [PriceSlot(at(hour), at(hour + 1), price) for hour, price in enumerate(prices)]


def job(
    hours: float,
    *,
    now: float = 0,
    until: float = 6,
    in_one_go: bool = False,
    late: bool = False,
    running: bool = False,
) -> Job:
    return Job(at(now), at(until), hours * 3600, 7000, in_one_go, late, running)


def shown(planned: Planned) -> list[tuple[float, float]]:
    """The spans in hours since the start."""
    return [
        ((start - START).total_seconds() / 3600, (end - START).total_seconds() / 3600)
        for start, end in planned.spans
    ]


@pytest.mark.parametrize(
    ("prices", "what", "spans"),
    [
        ((3, 1, 2, 1, 3, 3), job(2), [(1, 2), (3, 4)]),
        ((3, 1, 2, 1, 3, 3), job(3), [(1, 4)]),
        ((3, 1, 2, 1, 3, 3), job(0.5), [(1, 1.5)]),
        ((3, 1, 2, 1, 3, 3), job(2, in_one_go=True), [(1, 3)]),
        ((3, 1, 2, 1, 3, 3), job(2.5, in_one_go=True), [(1, 3.5)]),
        ((1, 1, 1, 1, 1, 1), job(2), [(0, 2)]),
        ((1, 1, 1, 1, 1, 1), job(2, late=True), [(4, 6)]),
        ((2, 1, 1, 1, 2, 2), job(2, late=True), [(2, 4)]),
        ((), job(2), [(0, 2)]),
        ((), job(2, late=True), [(4, 6)]),
        ((None, None, 5, 5, None, None), job(2), [(2, 4)]),
        ((3, 2, 1, None, None, None), job(4), [(0, 4)]),
        ((-1, 2, 2, 2, 2, -1), job(2), [(0, 1), (5, 6)]),
        ((2, 1, 2, 1, 2, 2), job(1.5), [(1, 2), (3, 3.5)]),
        ((3, 1.5, 1, 3, 3, 3), job(1.5), [(1.5, 3)]),
        ((3, 1, 1.5, 3, 3, 3), job(1.5), [(1, 2.5)]),
        ((1, 1, 1, 1, 1, 1), job(0), []),
    ],
)
def test_it_takes_the_cheapest(
    prices: tuple[float | None, ...], what: Job, spans: list[tuple[float, float]]
) -> None:
    assert shown(plan(what, hourly(*prices))) == spans


def test_what_cannot_be_met_is_charged_at_once_and_its_lack_is_told() -> None:
    planned = plan(job(8), hourly(3, 1, 2, 1, 3, 3))
    assert shown(planned) == [(0, 6)]
    assert planned.missing == pytest.approx(14_000)
    assert planned.charges(at(0))


def test_a_slot_that_has_begun_is_not_given_up_for_a_cent() -> None:
    prices = hourly(0.205, 0.20, 0.20, 0.25, 0.25, 0.25)
    assert shown(plan(job(1), prices)) == [(1, 2)]
    assert shown(plan(job(1, running=True), prices)) == [(0, 1)]
    assert shown(plan(job(1, running=True), hourly(0.25, 0.20, 0.2, 0.2, 0.2, 0.2))) == [(1, 2)]


def test_one_go_that_has_begun_is_not_broken_off() -> None:
    prices = hourly(3, 1, 1, 1, 1, 1)
    assert shown(plan(job(2, in_one_go=True, running=True), prices)) == [(0, 2)]


def test_nothing_is_planned_after_the_deadline() -> None:
    assert plan(job(1, now=7), hourly(1, 1)).spans == ()


def test_when_it_next_begins_or_ends() -> None:
    planned = plan(job(2), hourly(3, 1, 2, 1, 3, 3))
    assert (planned.next(at(0)), planned.next(at(1)), planned.next(at(4))) == (at(1), at(2), None)


def test_sun_counts_where_it_is_enough_for_a_car() -> None:
    ahead = (Span(at(0), at(1), 1000), Span(at(1), at(2), 4000), Span(at(2), at(3), 20_000))
    assert sun_to_come(ahead, 500, 1380, 7360, at(0), at(9)) == pytest.approx(2300 + 7360)
    assert sun_to_come(ahead, 500, 1380, 7360, at(2.5), at(9)) == pytest.approx(3680)
    assert sun_to_come(ahead, 500, 1380, 7360, at(0), at(1)) == 0


@given(
    st.lists(st.one_of(st.none(), st.floats(-1, 1)), max_size=12),
    st.floats(0, 14),
    st.floats(0, 11.9),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
def test_it_is_always_in_time(
    prices: list[float | None],
    hours: float,
    now: float,
    in_one_go: bool,  # noqa: FBT001
    late: bool,  # noqa: FBT001
    running: bool,  # noqa: FBT001
) -> None:
    """Whatever the prices: as much as is needed, or all the time there is; never outside it."""
    what = job(hours, now=now, until=12, in_one_go=in_one_go, late=late, running=running)
    planned = plan(what, hourly(*prices))
    seconds = sum((end - start).total_seconds() for start, end in planned.spans)
    left = (what.deadline - what.now).total_seconds()
    assert seconds == pytest.approx(min(what.seconds, left), abs=1)
    assert all(what.now <= start < end <= what.deadline for start, end in planned.spans)
    assert (planned.missing > 0) is (what.seconds > left)


def played(
    slots: list[PriceSlot], hours: float, speed: float, *, late: bool, in_one_go: bool
) -> tuple[int, float]:
    """A car that charges `speed` as fast as planned, minute by minute: its starts, the h left."""
    left, running, starts = hours, False, 0
    for minute in range(10 * 60):
        needed = job(
            left * 1.05,
            now=minute / 60,
            until=10,
            late=late,
            in_one_go=in_one_go,
            running=running,
        )
        charges = plan(needed, slots).charges(needed.now)
        starts += charges and not running
        left = max(0.0, left - speed / 60) if charges else left
        running = charges
    return starts, left


@pytest.mark.slow
@given(
    prices=st.lists(st.sampled_from([0.1, 0.11, 0.12, 0.2, 0.3, None]), min_size=1, max_size=12),
    hours=st.floats(0.2, 9.0),
    speed=st.sampled_from([0.9, 0.95, 1.0, 1.04]),
    late=st.booleans(),
    in_one_go=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_a_plan_that_is_made_again_each_minute_neither_flaps_nor_comes_late(
    prices: list[float | None], hours: float, speed: float, *, late: bool, in_one_go: bool
) -> None:
    slots = hourly(*prices)
    first = plan(job(hours * 1.05, until=10, late=late, in_one_go=in_one_go), slots)
    starts, left = played(slots, hours, speed, late=late, in_one_go=in_one_go)
    assert starts <= len(first.spans) + 2
    assert left <= hours * 0.06 + 0.05


def test_a_charge_at_the_last_moment_is_not_broken_off_as_it_outruns_its_reserve() -> None:
    starts, left = played(hourly(*[0.2] * 10), 3.0, 1.0, late=True, in_one_go=False)
    assert starts == 1
    assert left == pytest.approx(0, abs=0.001)
