"""Sunrise and sunset, wherever a house may be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.decision import Choice, Scene, Subject
from borne.domain.whereabouts import Whereabouts
from borne.rules.decide import decide
from borne.rules.model import RuleBook
from borne.rules.moment import Memory
from borne.rules.sun import SunSpan, Turning, light_of, read_sun_span, turning_minute

Book = Callable[[str], RuleBook]

PARIS = Whereabouts(48.8567, 2.3508)
HOME = ZoneInfo("Europe/Paris")
AUCKLAND = Whereabouts(-36.85, 174.76)
SVALBARD = Whereabouts(78.22, 15.65)
OSLO = ZoneInfo("Europe/Oslo")
ICELAND = Whereabouts(64.8, -18.0)
LINE_ISLANDS = Whereabouts(1.9, -157.4)
CAR = Subject("garage/1", "garage", 1, plugged=True)
RULES = "rules: [{{name: A, charge: max, {when}}}, {{name: B, charge: off}}]"


def _choose(book: RuleBook, now: datetime, where: Whereabouts = PARIS) -> Choice:
    return decide(book, CAR, Scene(now, whereabouts=where), Memory())[0]


@pytest.mark.parametrize(
    ("where", "day", "rises", "sets"),
    [
        # The almanac of the Observatoire de Paris, and NOAA's solar calculator
        (PARIS, datetime(2026, 6, 21, tzinfo=HOME), "05:47", "21:58"),
        (PARIS, datetime(2026, 12, 21, tzinfo=HOME), "08:41", "16:56"),
        (AUCKLAND, datetime(2026, 12, 21, tzinfo=ZoneInfo("Pacific/Auckland")), "05:58", "20:39"),
    ],
)
def test_the_sun_rises_and_sets_as_the_almanac_says(
    where: Whereabouts, day: datetime, rises: str, sets: str
) -> None:
    light = light_of(day.date(), where)
    assert light is not None
    for at, told in zip(light, (rises, sets), strict=True):
        here = at.astimezone(day.tzinfo)
        hour, minute = map(int, told.split(":"))
        off = here.replace(tzinfo=None) - datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - the wall
        assert abs(off) <= timedelta(minutes=1)


@pytest.mark.parametrize(
    ("text", "clock", "applies", "next_clock"),
    [
        ("after sunrise", "05:47", False, "05:48"),
        ("after sunrise", "05:48", True, "21:52"),
        ("after sunrise + 30 min", "06:17", False, "06:18"),
        ("after sunrise + 30 min", "06:18", True, "21:52"),
        ("before sunset - 1 h", "20:51", True, "20:52"),
        ("before sunset - 1 h", "20:52", False, "05:48"),
        ("after sunset", "21:51", False, "21:52"),
        ("after sunset", "03:00", True, "05:48"),
        ("after sunset - 30 min", "21:22", True, "05:48"),
        ("before sunrise", "05:00", True, "05:48"),
        ("before sunrise + 1 h", "06:47", True, "06:48"),
        ("before sunrise + 1 h", "06:48", False, "21:52"),
    ],
)
def test_a_rule_goes_by_the_sun_and_knows_when_it_changes(
    text: str, clock: str, applies: object, next_clock: str, book: Book
) -> None:
    hour, minute = map(int, clock.split(":"))
    now = datetime(2026, 6, 9, hour, minute, tzinfo=HOME)
    choice = _choose(book(RULES.format(when=f"sun: {text}")), now)
    assert (choice.rule == "A") is applies
    assert choice.next is not None
    assert choice.next.at.strftime("%H:%M") == next_clock


def test_several_times_of_the_sun_must_all_hold(book: Book) -> None:
    made = book(RULES.format(when="sun: [after sunrise + 1 h, before sunset - 1 h]"))
    noon = datetime(2026, 6, 9, 12, tzinfo=HOME)
    choices = [_choose(made, noon.replace(hour=hour, minute=50)).rule for hour in (5, 6, 20, 21)]
    assert choices == ["B", "A", "A", "B"]


@pytest.mark.parametrize(
    ("text", "clock", "applies", "next_clock"),
    [
        ("now > sunset", "21:52", False, "21:53"),
        ("now >= sunset", "21:51", False, "21:52"),
        ("now >= sunset", "23:00", True, "00:00"),
        ("now < sunrise + 15 min", "06:02", True, "06:03"),
        ("sunset - 2 h <= now", "19:51", False, "19:52"),
        ("sunrise < now and now < sunset", "12:00", True, "21:52"),
    ],
)
def test_the_clock_is_compared_with_the_sun_of_the_day(
    text: str, clock: str, applies: object, next_clock: str, book: Book
) -> None:
    hour, minute = map(int, clock.split(":"))
    now = datetime(2026, 6, 9, hour, minute, tzinfo=HOME)
    choice = _choose(book(RULES.format(when=f"when: {text}")), now)
    assert (choice.rule == "A") is applies
    assert choice.next is not None
    assert choice.next.at.strftime("%H:%M") == next_clock


def test_where_the_house_is_nowhere_known_nothing_goes_by_the_sun(book: Book) -> None:
    for when in ("sun: after sunrise", "when: now > sunrise", "when: not (now > sunrise)"):
        made = book(RULES.format(when=when))
        assert _choose(made, datetime(2026, 6, 9, 12, tzinfo=HOME), Whereabouts()).rule == "B"


def test_the_rules_say_where_the_house_is(book: Book) -> None:
    made = book("site: {latitude: 78.22, longitude: 15.65}\n" + RULES.format(when="when: plugged"))
    assert made.site.whereabouts.over(PARIS).latitude == 78.22


@pytest.mark.parametrize("day", [datetime(2026, 6, 15, hour, tzinfo=OSLO) for hour in (0, 9, 23)])
def test_in_a_polar_day_it_is_always_after_sunrise(day: datetime) -> None:
    assert SunSpan(True, Turning.SUNRISE).holds(day, SVALBARD) is True
    assert SunSpan(False, Turning.SUNSET).holds(day, SVALBARD) is True
    assert SunSpan(True, Turning.SUNSET).holds(day, SVALBARD) is False
    assert turning_minute(Turning.SUNRISE, day, SVALBARD) == 0
    assert turning_minute(Turning.SUNSET, day, SVALBARD) == 1440
    assert SunSpan(True, Turning.SUNSET).next_edge(day, SVALBARD) == day + timedelta(days=1)


@pytest.mark.parametrize("day", [datetime(2026, 12, 15, hour, tzinfo=OSLO) for hour in (0, 9, 23)])
def test_in_a_polar_night_it_is_always_after_sunset(day: datetime) -> None:
    assert SunSpan(True, Turning.SUNRISE).holds(day, SVALBARD) is False
    assert SunSpan(True, Turning.SUNSET).holds(day, SVALBARD) is True
    assert SunSpan(False, Turning.SUNRISE).holds(day, SVALBARD) is True
    assert turning_minute(Turning.SUNRISE, day, SVALBARD) == 1440
    assert turning_minute(Turning.SUNSET, day, SVALBARD) == 0


def test_a_sun_that_sets_after_midnight_sets_on_the_day_on_which_it_rose() -> None:
    evening = datetime(2026, 6, 21, 23, tzinfo=ZoneInfo("Atlantic/Reykjavik"))
    assert turning_minute(Turning.SUNSET, evening, ICELAND) == 24 * 60 + 6


def test_the_day_is_the_one_that_the_house_counts() -> None:
    noon = datetime(2026, 11, 25, 12, tzinfo=ZoneInfo("Pacific/Kiritimati"))
    assert turning_minute(Turning.SUNRISE, noon, LINE_ISLANDS) == 6 * 60 + 16


@given(
    st.builds(
        SunSpan,
        st.booleans(),
        st.sampled_from(Turning),
        st.integers(-360, 360).map(lambda minutes: timedelta(minutes=minutes)),
    ),
    st.builds(Whereabouts, st.floats(-90, 90), st.floats(-180, 180)),
    st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001 - a zone is added
    st.sampled_from([HOME, ZoneInfo("Asia/Kolkata"), ZoneInfo("America/Los_Angeles")]),
)
def test_nothing_changes_before_the_next_edge(
    span: SunSpan, where: Whereabouts, wall: datetime, zone: ZoneInfo
) -> None:
    now = wall.replace(tzinfo=zone, fold=0)
    edge = span.next_edge(now, where)
    assert edge is not None
    assert edge > now
    holds = span.holds(now, where)
    for share in (0.01, 0.5, 0.99):
        between = (now + share * (edge - now)).astimezone(now.tzinfo)
        assert span.holds(between, where) is holds


@pytest.mark.parametrize("text", ["", "sunrise", "after sunset +", "after sunset + 5", "at sunset"])
def test_what_is_no_time_of_the_sun(text: str) -> None:
    found = read_sun_span(text)
    assert found is None or found.offset == timedelta(seconds=5)
