"""Following the sun."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from borne.control.claim import Track
from borne.control.surplus import MOST_STARTS, PACES, WORN_OFF, switch
from borne.domain.decision import Mode
from borne.domain.site import ConnectorLimits, Meter, Site, Style

from .house import NOON, Governed, at, claim

SUNNY = Site(meter=Meter("grid"))


def sunny() -> Governed:
    return Governed(SUNNY)


@pytest.mark.parametrize(
    ("style", "amps"), [(Style.STRICT, 8), (Style.BALANCED, 8), (Style.MOST, 9)]
)
def test_the_styles_differ_in_how_they_round(style: Style, amps: float) -> None:
    home = sunny()
    assert home.round(0, claim(Mode.SURPLUS, style=style), grid=-2000.0) == amps


def test_a_car_waits_until_the_sun_gives_its_least() -> None:
    home = sunny()
    assert home.round(0, claim(Mode.SURPLUS), grid=-1000.0) == 0
    assert home.why() == (
        "Rule: waits for the sun, 1\N{NO-BREAK SPACE}kW to spare of the "
        "1.4\N{NO-BREAK SPACE}kW needed"
    )


def test_three_phases_need_three_times_the_sun() -> None:
    home = Governed(Site(phases=3, meter=Meter("grid")))
    assert home.round(0, claim(Mode.SURPLUS, phases=3), grid=-4000.0) == 0
    home = Governed(Site(phases=3, meter=Meter("grid")))
    assert home.round(0, claim(Mode.SURPLUS, phases=3), grid=-4200.0) == 6


def test_a_cloud_does_not_stop_the_car_but_its_current_follows() -> None:
    home = sunny()
    assert home.round(0, claim(Mode.SURPLUS), grid=-3000.0) == 13
    for seconds in range(10, 130, 10):
        car = claim(Mode.SURPLUS, amps=6, read=seconds)
        amps = home.round(seconds, car, grid=880.0)
    assert amps == 6


def test_a_cloud_that_takes_all_of_the_sun_is_said_without_a_minus() -> None:
    home = sunny()
    home.round(0, claim(Mode.SURPLUS), grid=-3000.0)
    for seconds in range(10, 60, 10):
        home.round(seconds, claim(Mode.SURPLUS, amps=6, read=seconds), grid=1680.0)
    assert home.why() == ("Rule: 6\N{NO-BREAK SPACE}A, though there is nothing to spare now")


def test_a_long_cloud_stops_it_after_its_least_time() -> None:
    home = sunny()
    home.round(0, claim(Mode.SURPLUS, style=Style.STRICT), grid=-1500.0)
    stopped = None
    for seconds in range(10, 600, 10):
        car = claim(Mode.SURPLUS, amps=6, read=seconds, style=Style.STRICT)
        if home.round(seconds, car, grid=1380.0) == 0 and stopped is None:
            stopped = seconds
    assert stopped == PACES[Style.STRICT].least_on


def test_it_does_not_start_again_before_its_least_time_off() -> None:
    home = sunny()
    for seconds in range(0, 400, 10):
        car = claim(Mode.SURPLUS, amps=6 if seconds else 0, read=seconds, style=Style.STRICT)
        amps = home.round(seconds, car, grid=-1500.0 if seconds == 0 else 1380.0)
    assert amps == 0
    stopped = home.memory.tracks["garage/1"].sun_since
    assert stopped is not None
    for seconds in range(400, 900, 10):
        amps = home.round(seconds, claim(Mode.SURPLUS, read=seconds, style=Style.STRICT), grid=-4e3)
        if amps:
            break
    assert at(seconds) - stopped >= timedelta(seconds=PACES[Style.STRICT].least_off)


def test_after_a_cloud_more_than_the_least_is_needed_for_a_while() -> None:
    home = sunny()
    for seconds in range(0, 1200, 10):
        car = claim(Mode.SURPLUS, amps=6 if home.settings else 0, read=seconds)
        home.round(seconds, car, grid=-1500.0 if seconds == 0 else 1380.0)
    stopped = home.memory.tracks["garage/1"].sun_since
    assert stopped is not None
    started = None
    for seconds in range(1200, 4000, 10):
        if home.round(seconds, claim(Mode.SURPLUS, read=seconds), grid=-1500.0):
            started = at(seconds) - stopped
            break
    assert started is not None
    assert timedelta(minutes=15) <= started < timedelta(minutes=16)


def test_min_and_surplus_never_stops() -> None:
    home = sunny()
    assert home.round(0, claim(Mode.MIN_SURPLUS), grid=500.0) == 6
    assert home.round(10, claim(Mode.MIN_SURPLUS, amps=6, read=9)) == 6


def test_without_the_meter_a_car_waits_and_says_why() -> None:
    home = sunny()
    assert home.round(0, claim(Mode.SURPLUS)) == 0
    assert home.why() == "Rule: waits, since the grid meter is unknown"


def test_a_car_at_full_power_leaves_its_own_draw_to_nobody() -> None:
    """Else the sun that it takes would be given once more."""
    home = sunny()
    sun, full = claim(Mode.SURPLUS, id_="a/1"), claim(Mode.MAX, id_="b/1", amps=32)
    assert home.round(0, sun, full, grid=5000.0) == 0


def test_what_a_min_car_takes_is_not_the_next_ones() -> None:
    home = sunny()
    least = claim(Mode.MIN_SURPLUS, id_="b/1", amps=6)
    assert home.round(0, claim(Mode.SURPLUS, id_="a/1"), least, grid=0.0) == 0
    assert home.settings["b/1"].current == 6


def test_two_cars_share_the_sun_and_one_waits_when_it_is_too_little() -> None:
    home = sunny()
    cars = [claim(Mode.SURPLUS, id_="a/1"), claim(Mode.SURPLUS, id_="b/1")]
    assert home.round(0, *cars, grid=-4600.0) == 10
    assert home.settings["b/1"].current == 10
    home = sunny()
    first = ConnectorLimits(priority=1)
    cars = [claim(Mode.SURPLUS, id_="a/1"), claim(Mode.SURPLUS, id_="b/1", limits=first)]
    assert home.round(0, *cars, grid=-2300.0) == 0
    assert home.settings["b/1"].current == 10


def test_a_car_that_may_not_take_its_least_keeps_no_sun_from_the_next() -> None:
    home = sunny()
    capped = claim(Mode.SURPLUS, id_="a/1", current=5)
    other = claim(Mode.SURPLUS, id_="b/1")
    home.round(0, capped, other, grid=-2300.0)
    assert home.settings["a/1"].current == 0
    assert home.settings["b/1"].current == 10


def test_a_first_look_at_the_sun_while_another_car_is_changing() -> None:
    home = sunny()
    home.round(0, claim(Mode.MAX, id_="b/1", amps=0), grid=-3000.0)
    changing = claim(Mode.MAX, id_="b/1", amps=0)
    assert home.round(2, claim(Mode.SURPLUS, id_="a/1"), changing, grid=-3000.0) == 0
    settled = claim(Mode.MAX, id_="b/1", amps=0, read=5)
    assert home.round(5, claim(Mode.SURPLUS, id_="a/1"), settled, grid=-3000.0) == 13


def test_the_sun_is_watched_though_a_charger_tells_nothing() -> None:
    home = sunny()
    home.round(0, claim(Mode.SURPLUS, read=None), grid=-3000.0)
    for seconds in range(10, 400, 10):
        amps = home.round(seconds, claim(Mode.SURPLUS, read=None), grid=-6000.0)
    assert amps == 26


def test_a_car_that_has_begun_too_often_waits_longer() -> None:
    pace = PACES[Style.BALANCED]
    fresh = Track(sun_since=at(0), starts=MOST_STARTS - 1, day=NOON.date())
    worn = replace(fresh, starts=MOST_STARTS)
    later = at(pace.least_off + 1)
    assert switch(fresh, pace, 3000, 1400, later)[0].sun_on
    assert switch(worn, pace, 3000, 1400, later) == (worn, at(WORN_OFF))
    yesterday = replace(worn, day=NOON.date() - timedelta(days=1))
    assert switch(yesterday, pace, 3000, 1400, later)[0].sun_on


def test_starts_are_counted_by_the_day() -> None:
    home = Governed(Site())
    for second in range(0, 60, 20):
        home.round(second, claim(Mode.MAX))
        home.round(second + 10, claim(Mode.OFF))
    assert home.settings["garage/1"].starts == 3
    home.round(86_400, claim(Mode.MAX))
    assert home.settings["garage/1"].starts == 1
