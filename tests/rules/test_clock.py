from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.rules.clock import (
    DAYS,
    Schedule,
    Window,
    instant_of,
    read_days,
    read_season,
    read_window,
)

PARIS = ZoneInfo("Europe/Paris")


def _schedule(window: str | None = None, days: str = "", season: str = "") -> Schedule:
    windows = None if window is None else tuple(map(_window, window.split(",")))
    seasons = read_season(season) if season else None
    return Schedule(
        windows, read_days(days) if days else None, None if seasons is None else (seasons,)
    )


def _window(text: str) -> Window:
    window = read_window(text)
    assert window is not None
    return window


def _at(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold)


@pytest.mark.parametrize(
    ("window", "inside", "outside"),
    [
        ("22:30-06:30", ["22:30", "23:59", "00:00", "06:29"], ["06:30", "12:00", "22:29"]),
        ("12:34-14:34", ["12:34", "14:33"], ["12:33", "14:34"]),
        ("00:00-24:00", ["00:00", "23:59"], []),
        ("22:00-24:00", ["22:00", "23:59"], ["00:00", "21:59"]),
        ("22:00-00:00", ["22:00", "23:59"], ["00:00", "21:59"]),
        ("08:00-08:00", [], ["08:00", "12:00"]),
        ("7:00 - 8:00", ["07:30"], ["08:00"]),
        ("7:00\N{EN DASH}8:00", ["07:30"], ["08:00"]),
        ("22:30-06:30,12:34-14:34", ["13:00", "23:00"], ["07:00", "15:00"]),
    ],
)
def test_a_window_holds_to_the_minute(window: str, inside: list[str], outside: list[str]) -> None:
    schedule = _schedule(window)
    for clock in inside:
        assert schedule.holds(_at(f"2026-06-09 {clock}:00")), clock
    for clock in outside:
        assert not schedule.holds(_at(f"2026-06-09 {clock}:59")), clock


@pytest.mark.parametrize("text", ["25:00-06:00", "22:60-23:00", "24:00-06:00", "22h30-6h", "22:30"])
def test_what_is_no_window_is_not_read(text: str) -> None:
    assert read_window(text) is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", "mon"),
        ("mon-fri", "mon tue wed thu fri"),
        ("fri-mon", "mon fri sat sun"),
        ("weekend", "sat sun"),
        ("Weekdays", "mon tue wed thu fri"),
        ("Monday", "mon"),
        ("every day", "mon tue wed thu fri sat sun"),
    ],
)
def test_days_are_read(text: str, days: str) -> None:
    found = read_days(text)
    assert found is not None
    assert [DAYS[day] for day in sorted(found)] == days.split()


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_opens() -> None:
    schedule = _schedule("22:00-06:00", "fri")
    assert schedule.holds(_at("2026-06-12 23:00"))  # Friday
    assert schedule.holds(_at("2026-06-13 05:59"))
    assert not schedule.holds(_at("2026-06-12 05:00"))
    assert not schedule.holds(_at("2026-06-13 23:00"))


@pytest.mark.parametrize(
    ("season", "inside", "outside"),
    [
        ("1 Apr-31 Oct", ["04-01", "10-31", "07-14"], ["03-31", "11-01"]),
        ("15 November - 3 mar", ["11-15", "12-31", "01-01", "03-03"], ["03-04", "11-14"]),
        ("29 Feb-29 Feb", [], ["02-28", "03-01"]),
    ],
)
def test_a_season_includes_its_ends(season: str, inside: list[str], outside: list[str]) -> None:
    schedule = _schedule(season=season)
    assert all(schedule.holds(_at(f"2026-{day} 12:00")) for day in inside)
    assert not any(schedule.holds(_at(f"2026-{day} 12:00")) for day in outside)


@pytest.mark.parametrize("text", ["31 Feb-1 Mar", "1 Foo-2 Mar", "Apr-Oct", "0 Apr-1 May"])
def test_what_is_no_season_is_not_read(text: str) -> None:
    assert read_season(text) is None


@pytest.mark.parametrize(
    ("schedule", "now", "edge"),
    [
        (_schedule("22:30-06:30"), "2026-06-09 12:00", "2026-06-09 22:30"),
        (_schedule("22:30-06:30"), "2026-06-09 22:30", "2026-06-10 06:30"),
        (_schedule("22:30-00:00,00:00-06:30"), "2026-06-09 23:00", "2026-06-10 06:30"),
        (_schedule("22:30-06:30", "fri"), "2026-06-13 07:00", "2026-06-19 22:30"),
        (_schedule(days="mon-fri"), "2026-06-09 12:00", "2026-06-13 00:00"),
        (_schedule(days="weekend"), "2026-06-09 12:00", "2026-06-13 00:00"),
        (_schedule(season="1 Apr-31 Oct"), "2026-06-09 12:00", "2026-11-01 00:00"),
        (_schedule(season="1 Apr-31 Oct"), "2026-11-09 12:00", "2027-04-01 00:00"),
        (_schedule("12:00-13:00", season="1 Apr-31 Oct"), "2026-11-09 12:00", "2027-04-01 12:00"),
    ],
)
def test_the_next_edge_is_the_next_change(schedule: Schedule, now: str, edge: str) -> None:
    assert schedule.next_edge(_at(now)) == datetime.fromisoformat(edge)


@pytest.mark.parametrize(
    "schedule", [_schedule("00:00-24:00"), _schedule("08:00-08:00"), _schedule(days="every day")]
)
def test_what_never_changes_has_no_edge(schedule: Schedule) -> None:
    assert schedule.next_edge(_at("2026-06-09 12:00")) is None


def _changes(schedule: Schedule, start: datetime, end: datetime) -> list[str]:
    """Walk from edge to edge as the engine does, and note each instant that changes something."""
    now, found = start, list[str]()
    holds = schedule.holds(now)
    while True:
        edge = schedule.next_edge(now)
        assert edge is not None
        then = instant_of(edge, now)
        assert then > now.astimezone(UTC)
        if then > end.astimezone(UTC):
            return found
        now = then.astimezone(PARIS)
        if schedule.holds(now) != holds:
            holds = not holds
            found.append(f"{now:%H:%M%z}")


@pytest.mark.parametrize(
    ("day", "window", "changes"),
    [
        ("2026-03-29", "22:30-06:30", ["06:30+0200", "22:30+0200"]),
        ("2026-03-29", "02:30-05:00", ["03:00+0200", "05:00+0200"]),
        ("2026-03-29", "01:00-02:30", ["01:00+0100", "03:00+0200"]),
        ("2026-03-29", "02:10-02:50", []),
        ("2026-10-25", "22:30-06:30", ["06:30+0100", "22:30+0100"]),
        ("2026-10-25", "02:30-05:00", ["02:30+0200", "02:00+0100", "02:30+0100", "05:00+0100"]),
        ("2026-10-25", "01:00-02:30", ["01:00+0200", "02:30+0200", "02:00+0100", "02:30+0100"]),
        ("2026-10-25", "01:00-03:00", ["01:00+0200", "03:00+0100"]),
    ],
)
def test_windows_count_the_wall_clock_when_summer_time_begins_and_ends(
    day: str, window: str, changes: list[str]
) -> None:
    start, end = _at(f"{day} 00:00"), _at(f"{day} 23:59")
    assert _changes(_schedule(window), start, end) == changes


def test_the_nights_of_the_change_have_7_and_9_hours_of_off_peak() -> None:
    schedule = _schedule("22:30-06:30")
    for day, hours in (("2026-03-28", 7), ("2026-10-24", 9), ("2026-06-09", 8)):
        opened = _at(f"{day} 22:30")
        minutes = 0
        while schedule.holds(
            (opened.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(PARIS)
        ):
            minutes += 1
        assert minutes == hours * 60


_MINUTES = st.integers(0, 1439)
_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
_INSTANTS = st.integers(0, 730 * 86400).map(lambda second: _YEAR + timedelta(seconds=second))


@given(
    st.lists(st.builds(Window, _MINUTES, _MINUTES), min_size=1, max_size=3),
    st.one_of(st.none(), st.frozensets(st.integers(0, 6), min_size=1)),
    _INSTANTS,
)
def test_nothing_changes_before_the_next_edge(
    windows: list[Window], days: frozenset[int] | None, instant: datetime
) -> None:
    schedule = Schedule(tuple(windows), days)
    now = instant.astimezone(PARIS)
    edge = schedule.next_edge(now)
    then = instant + timedelta(days=9) if edge is None else instant_of(edge, now)
    assert then > instant
    holds = schedule.holds(now)
    for part in (0.1, 0.5, 0.9, 0.999):
        between = instant + (then - instant) * part
        assert schedule.holds(between.astimezone(PARIS)) == holds
