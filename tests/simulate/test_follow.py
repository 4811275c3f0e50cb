"""A charger that does not follow its limits: what Borne tries, finds, keeps and tells."""

from __future__ import annotations

from dataclasses import replace as with_fields
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from borne.domain.commands import Announce, SetLimit, StopRemotely
from borne.domain.failsafe import fail_safe
from borne.domain.following import Verdict
from borne.domain.site import IfLost, Site
from borne.domain.traits import Pause
from borne.domain.way import Manner, Purpose, Result, Way, Writes
from borne.domain.wishes import FindWays, SetMaxCurrent
from borne.simulate.charge_point import ChargePoint
from borne.simulate.make import GENERIC
from borne.simulate.station import Physics
from borne.simulate.ways import Ways

from .garage import START, House


def charging(name: str, **choices: bool) -> House:
    """A car at 12 A, whose charger tells what it draws every 5 s."""
    house = House(name, choices, 5.0)
    house.charge()
    return house


def verdict(house: House) -> Verdict:
    return house.connector.following.verdict


def announced(house: House, event: str) -> list[dict[str, Any]]:
    return [
        dict(one.data) for one in house.said if isinstance(one, Announce) and one.event == event
    ]


@pytest.mark.parametrize(
    ("name", "purpose", "unit", "level"),
    [
        ("follows-default-only", Purpose.EVERY_TRANSACTION, "A", 1),
        ("follows-watts-only", Purpose.TRANSACTION, "W", 1),
        ("huawei-watts", Purpose.TRANSACTION, "W", 1),
        ("abb-stack-level", Purpose.TRANSACTION, "A", 0),
        ("grizzl-e-limits", Purpose.EVERY_TRANSACTION, "A", 0),
    ],
)
def test_borne_finds_the_way_that_a_charger_follows(
    name: str, purpose: Purpose, unit: str, level: int
) -> None:
    off = {name: False} if "-only" not in name else {}
    house = charging(name, **off)
    house.run(120)
    house.wish(SetMaxCurrent(9))
    house.run(60)
    assert house.amps == pytest.approx(9, abs=0.5)
    assert verdict(house) is Verdict.FOLLOWED
    way = house.manner.way
    assert way is not None
    assert (way.purpose, way.unit, way.stack_level) == (purpose, unit, level)
    assert house.manner.failed
    assert not house.core.state.troubles


def test_the_next_session_begins_with_what_works() -> None:
    house = charging("follows-default-only")
    house.run(60)
    house.wish(SetMaxCurrent(9))
    house.run(30)
    assert [one.result for one in house.manner.failed] == [Result.IGNORED]
    house.point.unplug()
    house.run(5)
    house.sent.clear()
    house.wish(SetMaxCurrent(None))
    house.charge()
    assert house.amps == pytest.approx(12, abs=0.5)
    limits = [one for one in house.sent if isinstance(one, SetLimit)]
    assert {one.way and one.way.purpose for one in limits} == {Purpose.EVERY_TRANSACTION}


def test_one_that_follows_nothing_is_told_of_once_and_counted_as_it_draws() -> None:
    house = charging("ignores-limits")
    house.run(300)
    assert house.amps > 30
    assert verdict(house) is Verdict.IGNORED
    assert house.connector.following.ignores
    tried = [one.way for one in house.manner.failed]
    assert len(tried) == len(set(tried)) > 5
    trouble = house.core.state.troubles["ignored:garage/1"]
    assert "12\xa0A was asked for, 32\xa0A is drawn" in trouble.message.say("en")
    assert "12\xa0A demandés, 32\xa0A consommés" in trouble.message.say("fr")
    (fault,) = announced(house, "borne_fault")
    assert fault["error"] == "limit ignored"
    assert (fault["charger"], fault["connector"], len(fault["tried"])) == ("garage", 1, len(tried))
    house.run(300)
    assert [one.way for one in house.manner.failed] == tried


def test_a_pause_that_no_limit_makes_is_made_by_a_stop() -> None:
    house = charging("ignores-limits")
    house.run(300)
    house.sent.clear()
    house.wish(SetMaxCurrent(0))
    house.run(60)
    assert house.amps == 0
    assert any(isinstance(one, StopRemotely) for one in house.sent)
    assert house.manner.pause is Pause.STOP
    house.wish(SetMaxCurrent(None))
    house.run(60)
    assert house.amps > 0


def test_one_that_follows_but_does_not_pause_keeps_its_way() -> None:
    house = House("legrand-pause", {"legrand-pause": False, "legrand-sides": False}, 5.0)
    house.charge()
    house.wish(SetMaxCurrent(8))
    house.run(30)
    before = house.manner.way
    assert before is not None
    house.wish(SetMaxCurrent(0))
    house.run(60)
    assert house.amps == 0
    assert (house.manner.way, house.manner.pause, house.manner.failed) == (before, Pause.STOP, ())


def test_a_pause_is_never_a_stop_where_a_quirk_forbids_it() -> None:
    house = House("ignores-limits", {"beny-pause": True}, 5.0)
    house.charge()
    house.run(300)
    house.wish(SetMaxCurrent(0))
    house.run(120)
    assert not any(isinstance(one, StopRemotely) for one in house.sent)


def test_a_car_that_takes_less_than_it_may_ignores_nothing() -> None:
    house = House("garage", {}, 5.0, most=8.0)
    house.charge()
    house.run(60)
    assert house.amps == pytest.approx(8, abs=0.5)
    assert verdict(house) is Verdict.FOLLOWED  # it offers 12 A, and says so
    assert not house.manner.failed
    house = House("garage", {}, 5.0, most=8.0, offers=False)
    house.charge()
    house.run(60)
    assert verdict(house) is Verdict.UNKNOWN
    assert not house.manner.failed


def test_what_is_known_is_forgotten_with_a_firmware_and_by_its_owner() -> None:
    house = charging("follows-default-only")
    house.run(60)
    writes = house.manner.writes
    assert house.manner.failed
    house.wish(FindWays())
    assert not house.manner.failed
    assert house.manner.writes.in_day(house.now) >= writes.in_day(house.now)
    house.run(60)
    assert house.manner.failed
    house.point.make = with_fields(house.point.make, firmware="2.0")
    house.point.registration._identity["firmwareVersion"] = "2.0"
    house.point.restart("HardReset")
    house.run(1)
    assert not house.manner.failed


def test_one_profile_of_the_station_never_limits_one_side() -> None:
    house = House("ignores-limits", {}, 5.0, connectors=2)
    house.charge()
    house.run(400)
    assert house.core.state.troubles
    purposes = {one.way.purpose for one in house.manner.failed}
    assert purposes == {Purpose.TRANSACTION, Purpose.EVERY_TRANSACTION}


def test_how_long_it_needs_is_learned_and_the_site_may_tell_it() -> None:
    house = House("slow-to-follow", {"slow-to-follow": True}, 5.0)
    house.charge()
    house.run(60)
    house.wish(SetMaxCurrent(8))
    house.run(60)
    assert 10 <= house.manner.needs <= 20
    house = House("slow-to-follow", {}, 5.0)
    house.told(
        "site: {connectors: {garage/1: {follows_in: 20 s}}}\n"
        "rules: [{name: Always, charge: 12 A}]\naccess: {unknown_tag: accept}\n"
    )
    house.charge()
    house.run(60)
    house.wish(SetMaxCurrent(8))
    house.run(60)
    assert house.amps == pytest.approx(8, abs=0.5)
    assert not house.manner.failed


@pytest.mark.parametrize("interval", [5.0, 30.0])
def test_one_that_is_slow_is_found_to_be_slow_and_not_to_ignore(interval: float) -> None:
    house = House("", {}, interval, make=with_fields(GENERIC, physics=Physics(follows_in=40.0)))
    house.charge()
    for amps in (9, None, 8):
        house.wish(SetMaxCurrent(amps))
        house.run(240, step=1.0)
    assert 40 <= house.manner.needs <= 60
    house.wish(SetMaxCurrent(14))
    house.run(100, step=1.0)
    house.wish(SetMaxCurrent(0))
    house.run(100, step=1.0)
    assert house.amps == 0
    assert verdict(house) is Verdict.FOLLOWED
    assert (house.manner.failed, house.manner.pause) == ((), None), "nothing was found not to work"
    assert house.manner.way == Way()
    assert not house.core.state.troubles


def test_two_departures_are_tried_together() -> None:
    ways = Ways(kinds=("Relative",), units=("W",))
    house = House("", {}, 5.0, make=with_fields(GENERIC, ways=ways))
    house.charge()
    house.run(150)
    assert house.amps == pytest.approx(12, abs=0.5)
    assert house.connector.asked is not None
    assert house.connector.asked.way == Way(unit="W", relative=True)


def test_limits_are_sent_again_to_one_that_forgets_them_with_the_line() -> None:
    house = charging("goe-amps")
    assert house.amps == pytest.approx(12, abs=0.5)
    house.hang_up()
    house.point.profiles.clear()
    house.run(10)
    assert house.amps > 30, "it charges at full speed while nobody tells it better"
    house.connect()
    house.run(30)
    assert house.amps == pytest.approx(12, abs=0.5)
    assert {one.purpose for one in house.point.profiles.profiles} == {
        "TxProfile",
        "TxDefaultProfile",
    }


@pytest.mark.parametrize(("if_lost", "left"), [("safe_current", 8.0), ("off", 0.0)])
def test_without_borne_it_returns_to_what_the_site_says(if_lost: str, left: float) -> None:
    house = House("garage", {}, 5.0)
    house.told(
        f"site: {{if_lost: {if_lost}, safe_current: 8 A}}\n"
        "rules: [{name: Always, charge: 16 A}]\naccess: {unknown_tag: accept}\n"
    )
    house.charge()
    assert house.amps == pytest.approx(16, abs=0.5)
    safe = fail_safe(house.core.state.chargers["garage"], house.connector, house.core.book.site)
    assert (safe.able, safe.current) == (True, left)
    house.hang_up()
    house.run(14 * 60)
    assert house.amps == pytest.approx(16, abs=0.5)
    house.run(3 * 60)
    assert house.amps == pytest.approx(left, abs=0.5)
    house.connect()
    house.run(60)
    assert house.amps == pytest.approx(16, abs=0.5)


def test_what_cannot_fall_back_says_so() -> None:
    house = charging("wallbox-limits")
    charger, site = house.core.state.chargers["garage"], Site()
    said = fail_safe(charger, house.connector, site)
    assert said.able is False
    assert said.why.say("en").startswith("It cannot for sure")
    refused = replace(house.connector, fallback_accepted=False)
    assert "refuses" in fail_safe(charger, refused, site).why.say("en")
    stops = House("legrand-pause", {}, 5.0)
    stops.charge()
    said = fail_safe(stops.core.state.chargers["garage"], stops.connector, Site(if_lost=IfLost.OFF))
    assert (said.able, said.current) == (False, 8.0)


def test_writes_are_counted_by_the_hour_and_the_day() -> None:
    writes = Writes()
    for minutes in range(0, 60 * 30, 30):
        writes = writes.added(1, START + timedelta(minutes=minutes))
    last = START + timedelta(minutes=60 * 30 - 30)
    assert writes.in_hour(last) == 2
    assert writes.in_day(last) == 48
    assert writes.in_day(last + timedelta(days=2)) == 0
    assert len(writes.counts) <= 145
    assert Manner(writes=writes).anew.writes == writes


def test_a_charger_that_comes_back_without_its_transaction_has_refused_no_way() -> None:
    """The limit of a transaction that it no longer has is refused: that says nothing of limits."""
    house = charging("")
    house.hang_up()
    house.point = ChargePoint(make=GENERIC, epoch=house.now, sample_interval=5.0)
    house.connect()
    house.run(60)
    assert "SetLimit" in house.refused
    assert house.manner.failed == ()
    assert not house.core.state.troubles
    house.charge()
    assert house.manner.failed == ()
    assert abs(house.amps - 12) < 0.5
