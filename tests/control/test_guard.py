"""Measured limits, second by second."""

from __future__ import annotations

from msgspec.structs import replace

from borne.control.claim import Track
from borne.control.guard import hold
from borne.domain.decision import Cap, Mode
from borne.domain.site import ConnectorLimits, Meter, Site

from .house import SITE, WHY, Governed, at, claim


def held(
    track: Track, target: float, room: float, seconds: float, wait: float | None = None
) -> tuple[float, Track]:
    settles_at = None if wait is None else at(wait)
    allowed, track, _ = hold(track, target, room, sure=room, settles_at=settles_at, now=at(seconds))
    return allowed, Track(
        current=allowed, cut_at=track.cut_at, raised_at=track.raised_at, changed_at=at(seconds)
    )


def test_down_at_once_and_up_in_steps_after_a_calm() -> None:
    allowed, track = held(Track(current=32), 32, 10, 0)
    assert allowed == 10
    told = []
    for second in range(1, 81):
        allowed, track = held(track, 32, 40, second)
        told.append(allowed)
    assert told[:29] == [10] * 29
    assert told[29:59] == [14] * 10 + [18] * 10 + [22] * 10
    assert told[-21:] == [26] * 10 + [30] * 10 + [32]


def test_the_calm_begins_anew_when_there_is_no_more_room() -> None:
    _, track = held(Track(current=32), 32, 10, 0)
    _, track = held(track, 32, 40, 20)
    _, track = held(track, 32, 9, 25)
    assert held(track, 32, 40, 54)[0] == 9
    assert held(track, 32, 40, 55)[0] == 13


def test_the_first_amps_need_no_calm() -> None:
    assert held(Track(), 32, 26, 0)[0] == 26
    assert held(Track(), 16, 26, 0)[0] == 16


def test_nothing_is_given_while_a_former_order_is_to_be_seen() -> None:
    assert held(Track(current=6), 32, 40, 0, wait=5)[0] == 6
    assert held(Track(current=32), 32, 10, 0, wait=5)[0] == 10


def test_a_limit_of_long_ago_slows_nothing_down() -> None:
    track = Track(current=6, cut_at=at(-3600))
    _, track = held(track, 6, 40, 0)
    assert held(track, 32, 40, 1)[0] == 32


def test_a_kettle_takes_the_cars_amps_at_once() -> None:
    home = Governed()
    assert home.round(0, claim(amps=0), grid=2000.0, linky=2000.0) == 30
    home.round(20, claim(amps=30, read=15), grid=8900.0, linky=8900.0)
    assert home.round(40, claim(amps=30, read=35), grid=10_900.0, linky=10_900.0) == 21
    assert home.why() == (
        "Rule: 21\N{NO-BREAK SPACE}A, held back by the contract (9\N{NO-BREAK SPACE}kVA)"
    )


def test_room_that_is_yet_to_be_seen_is_not_said_to_be_missing() -> None:
    home = Governed()
    home.round(0, claim(Mode.MIN, amps=6), grid=1400.0, linky=1400.0)
    home.round(60, claim(Mode.MIN, amps=6, read=59), grid=1400.0, linky=1400.0)
    home.round(61, claim(Mode.MIN, amps=0, active=False), grid=0.0, linky=0.0)
    assert home.round(62, claim(Mode.MAX, amps=0, read=61), grid=0.0, linky=0.0) == 6
    assert home.settings["garage/1"].why.say("en") == (
        "Rule: 6\N{NO-BREAK SPACE}A for now, more once the contract (9\N{NO-BREAK SPACE}kVA) is "
        "seen to leave room"
    )
    assert "pour l’instant" in home.settings["garage/1"].why.say("fr")
    assert home.round(70, claim(Mode.MAX, amps=6, read=69), grid=1380.0, linky=1380.0) == 32


def test_what_the_contract_leaves_is_said_to_be_all_until_more_is_sure() -> None:
    home = Governed()
    assert home.round(0, claim(), grid=4200.0, linky=4200.0) == 20
    assert home.round(1, claim(), grid=4200.0, linky=4200.0) == 20
    assert home.why().endswith("held back by the contract (9\N{NO-BREAK SPACE}kVA)")


def test_a_pause_that_is_about_to_end_says_so() -> None:
    home = Governed()
    home.round(0, claim(amps=0), grid=8000.0, linky=8000.0)
    assert home.why() == ("Rule: paused, held back by the contract (9\N{NO-BREAK SPACE}kVA)")
    assert home.round(20, claim(amps=0, read=20), grid=2000.0, linky=2000.0) == 0
    assert home.why() == (
        "Rule: waits to see that the contract (9\N{NO-BREAK SPACE}kVA) leaves room"
    )


def test_a_boost_does_not_outbid_the_contract() -> None:
    home = Governed()
    assert home.round(0, claim(Mode.MAX), grid=8000.0, linky=8000.0) == 0
    assert "paused" in home.why()


def test_a_car_that_was_paused_comes_back() -> None:
    home = Governed()
    assert home.round(0, claim(amps=0), grid=8000.0, linky=8000.0) == 0
    assert home.round(20, claim(amps=0, read=20), grid=2000.0, linky=2000.0) == 0
    assert home.round(30, claim(amps=0, read=30), grid=2000.0, linky=2000.0) == 30


def test_the_meter_shows_the_car_before_its_charger_does() -> None:
    """Else a car that starts would be paused for what it draws itself."""
    home = Governed()
    assert home.round(0, claim(amps=0), grid=3000.0, linky=3000.0) == 26
    assert home.round(8, claim(amps=0), grid=8980.0, linky=8980.0) == 26
    assert home.round(20, claim(amps=26, read=18), grid=8980.0, linky=8980.0) == 26


def test_the_charger_shows_the_car_before_the_meter_does() -> None:
    """Else the car would get once more what it draws already."""
    home = Governed()
    assert home.round(0, claim(amps=0), grid=3000.0, linky=3000.0) == 26
    for seconds in (8, 20, 40):
        car = claim(amps=26, read=seconds)
        assert home.round(seconds, car, grid=3000.0, linky=3000.0, heard=0) == 26


def test_a_cut_under_way_is_not_cut_again() -> None:
    home = Governed()
    home.round(0, claim(amps=0), grid=3000.0, linky=3000.0)
    home.round(20, claim(amps=26, read=15), grid=8980.0, linky=8980.0)
    assert home.round(40, claim(amps=26, read=35), grid=10_980.0, linky=10_980.0) == 17
    assert home.round(41, claim(amps=26, read=35), grid=10_980.0, linky=10_980.0) == 17
    assert home.round(46, claim(amps=17, read=45), grid=8910.0, linky=8910.0) == 17


def test_a_charger_that_never_tells_its_current_is_not_paused_for_its_own_draw() -> None:
    home = Governed()
    silent = claim(amps=0, read=None)
    assert home.round(0, silent, grid=3000.0, linky=3000.0) == 26
    for seconds in range(10, 200, 10):
        assert home.round(seconds, silent, grid=8980.0, linky=8980.0) == 26


def test_two_limits_at_once_hold_nothing_up_for_ever() -> None:
    keep = Cap("Dinner", WHY, reading=2000.0, below=7000.0)
    home = Governed()
    assert home.round(0, claim(caps=(keep,)), grid=2000.0, linky=2000.0) == 21
    tight = Cap("Dinner", WHY, reading=7500.0, below=7000.0)
    home.round(20, claim(amps=21, read=15, caps=(keep,)), grid=6830.0, linky=6830.0)
    cut = home.round(40, claim(amps=21, read=35, caps=(tight,)), grid=7500.0, linky=7500.0)
    assert cut == 18
    free = Cap("Dinner", WHY, reading=4140.0, below=7000.0)
    amps = cut
    for seconds in range(45, 100, 5):
        car = claim(amps=amps, read=seconds, caps=(free,))
        amps = home.round(seconds, car, grid=4140.0, linky=4140.0)
    assert amps > 21


def test_what_other_cars_draw_is_no_room_of_a_limit_that_is_not_theirs() -> None:
    keep = Cap("Barn", WHY, reading=6000.0, below=7000.0)
    home = Governed(Site())
    mine = claim(id_="barn/1", amps=0, caps=(keep,))
    other = claim(id_="garage/1", amps=20)
    assert home.round(0, mine, other) == 0


def test_without_a_meter_the_cars_alone_stay_below_the_contract() -> None:
    home = Governed(Site(contract=9000))
    first, second = claim(id_="a/1"), claim(id_="b/1")
    assert home.round(0, first, second) == 19
    assert home.settings["b/1"].current == 19


def test_an_unknown_meter_gives_the_safe_current_and_then_nothing() -> None:
    home = Governed()
    assert home.round(0, claim(amps=0), grid=2000.0, linky=2000.0) == 30
    assert home.round(60, claim(amps=30, read=55), grid=8900.0) == 8
    assert "the safe current, since linky has been unknown from 12:01 on" in home.why()
    assert home.round(600, claim(amps=8, read=595)) == 8
    assert home.round(959, claim(amps=8, read=955)) == 8
    assert home.round(960, claim(amps=8, read=955)) == 0
    assert home.round(970, claim(amps=0, read=965), grid=1000.0, linky=1000.0) == 0
    assert home.round(990, claim(amps=0, read=985), grid=1000.0, linky=1000.0) == 32


def test_a_car_that_was_paused_for_the_contract_stays_so_when_the_meter_is_lost() -> None:
    home = Governed()
    assert home.round(0, claim(amps=0), grid=8500.0, linky=8500.0) == 0
    assert home.round(10, claim(amps=0, read=10)) == 0


def test_on_three_phases_an_ampere_counts_on_each() -> None:
    home = Governed(Site(phases=3, contract=9000, meter=Meter("grid")))
    assert home.round(0, claim(phases=3), grid=1000.0) == 11
    home = Governed(Site(phases=3, contract=9000, meter=Meter("grid")))
    assert home.round(0, claim(phases=1), grid=1000.0) == 11


def test_several_cars_share_what_is_left_and_the_last_in_line_waits() -> None:
    home = Governed()
    low = ConnectorLimits(priority=-1)
    cars = [claim(id_="a/1"), claim(id_="b/1"), claim(id_="c/1", limits=low)]
    home.round(0, *cars, grid=5000.0, linky=5000.0)
    assert [home.settings[car.id].current for car in cars] == [8, 8, 0]


def test_the_sites_own_meter_is_the_one_that_counts() -> None:
    assert SITE.apparent == "linky"
    home = Governed()
    assert home.round(0, claim(), grid=0.0, linky=8000.0) == 0


def test_what_a_charger_draws_against_its_limit_is_given_to_nobody_else() -> None:
    for ignores, most in ((False, 33), (True, 23)):
        home = Governed()
        for second in range(0, 200, 5):
            wild = claim(id_="garage/1", amps=16, read=second, current=6)
            wild = replace(wild, ignores=ignores)
            other = claim(id_="garage/2", amps=10, read=second)
            home.round(second, wild, other, grid=26 * 230.0, linky=26 * 230.0)
        assert home.settings["garage/1"].current == 6
        assert home.settings["garage/2"].current <= most
        assert (home.settings["garage/2"].current > 23) is not ignores
