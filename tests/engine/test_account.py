"""The books: what was charged on which day, in which slot of the tariff, and what it cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from borne.domain.events import Event
from borne.domain.records import SavePortion
from borne.domain.state import Policy
from borne.domain.tag import Tag
from borne.domain.tariff import Portion
from borne.engine.core import Core

from ..domain.playbook import Wire  # noqa: TID252  # one language for all plays
from .conftest import PARIS, CorePlay, hears, reading_of

NIGHTLY = """
site:
  price: {peak: 0.27, off_peak: 0.20, off_peak_hours: 22:30-06:30}
rules:
  - {name: Otherwise, charge: max}
"""
BY_INPUT = """
site: {price: spot}
inputs: {spot: sensor.spot}
rules:
  - {name: Otherwise, charge: max}
"""


def paris(hour: int, minute: int = 0, day: int = 7) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def portions(play: CorePlay) -> dict[tuple[str, str], Portion]:
    return {
        (one.day.isoformat()[5:], one.slot): one
        for own in play.core.state.portions.values()
        for one in own
    }


def reads(play: CorePlay, wire: Wire, at: datetime, register: float) -> None:
    wire.now = at
    play.skip(wire.metered(register, (16.0,)))


def test_a_reading_is_cut_where_the_price_and_the_day_change() -> None:
    play, wire = CorePlay(NIGHTLY), Wire(now=paris(22))
    play.plug_in(wire)
    reads(play, wire, paris(0, 30, day=8), 1000 + 5000)
    found = portions(play)
    assert {key: (one.energy, round(one.cost, 4)) for key, one in found.items()} == {
        ("06-07", "peak"): (1000, 0.27),
        ("06-07", "off_peak"): (3000, 0.6),
        ("06-08", "off_peak"): (1000, 0.2),
    }
    assert sum(one.seconds for one in found.values()) == 9000
    session = play.connector().session
    assert session is not None
    assert session.cost == pytest.approx(1.07)


@pytest.mark.parametrize("every", [120, 1800, 19800])
def test_many_readings_come_to_what_one_does(every: int) -> None:
    """However the night is told: 1 Wh for each 3 s."""
    one, many = CorePlay(NIGHTLY), CorePlay(NIGHTLY)
    told, finely = Wire(now=paris(21)), Wire(now=paris(21))
    one.plug_in(told)
    many.plug_in(finely)
    night = range(0, 11 * 3600 + 1, every)
    for seconds in night:
        at = paris(21) + timedelta(seconds=seconds)
        reads(many, finely, at, 1000 + seconds / 3)
    reads(one, told, paris(21) + timedelta(seconds=night[-1]), 1000 + night[-1] / 3)
    found, wanted = portions(many), portions(one)
    assert found.keys() == wanted.keys()
    assert len(wanted) == 4
    for key, portion in wanted.items():
        assert found[key].energy == pytest.approx(portion.energy, abs=0.01)
        assert found[key].cost == pytest.approx(portion.cost, abs=1e-5)
        assert found[key].seconds == pytest.approx(portion.seconds, abs=0.1)


def test_readings_a_moment_before_midnight_and_a_moment_after_are_all_booked() -> None:
    midnight = paris(0, day=8)
    play, wire = CorePlay(NIGHTLY), Wire(now=midnight - timedelta(seconds=0.9))
    play.plug_in(wire)
    for place, after in enumerate((-0.8, -0.6, -0.4, -0.1, 0.2, 0.4, 30)):
        reads(play, wire, midnight + timedelta(seconds=after), 1000 + 10 * (place + 1))
    assert sum(one.energy for one in portions(play).values()) == pytest.approx(70)


def test_each_portion_that_has_grown_is_kept() -> None:
    play, wire = CorePlay(NIGHTLY), Wire(now=paris(12))
    play.plug_in(wire)
    reads(play, wire, paris(12, 10), 2000)
    kept = play.last(SavePortion).portion
    assert (kept.session, kept.day, kept.slot) == (1, date(2026, 6, 7), "peak")
    assert [kept.energy, kept.cost, kept.unpriced] == pytest.approx([1000, 0.27, 0])
    reads(play, wire, paris(12, 20), 2000)
    assert play.all(SavePortion) == []


def test_without_a_known_price_there_is_energy_and_no_cost() -> None:
    play, wire = CorePlay(BY_INPUT), Wire(now=paris(12))
    play.plug_in(wire)
    reads(play, wire, paris(12, 10), 2000)
    session = play.connector().session
    assert session is not None
    assert session.cost is None
    play.skip(hears(wire.after(1).now, spot=0.1))
    reads(play, wire, paris(12, 20), 3000)
    session = play.connector().session
    assert session is not None
    assert session.cost == pytest.approx(0.1)
    assert portions(play)["06-07", ""].unpriced == pytest.approx(1000)


def test_what_a_session_reports_at_its_end_counts_too() -> None:
    play, wire = CorePlay(NIGHTLY), Wire(now=paris(12))
    play.plug_in(wire)
    wire.now = paris(13)
    play.skip(wire.stopped(1, 4000))
    assert portions(play)["06-07", "peak"].energy == 3000


def test_after_a_restart_nothing_is_counted_twice() -> None:
    play, wire = CorePlay(NIGHTLY, tags=[Tag("ANNA")]), Wire(now=paris(12))
    play.plug_in(wire)
    reads(play, wire, paris(12, 10), 2000)
    again = Core(play.core.state, Policy(auto_adopt=True), reading_of(NIGHTLY), PARIS)
    event: Event = Wire(now=paris(12, 20)).metered(2500, (16.0,))
    commands = again.handle(event)
    kept = [one.portion for one in commands if isinstance(one, SavePortion)]
    assert [round(one.energy) for one in kept] == [1500]


def test_an_open_session_goes_to_the_disk_once_a_minute_and_whole_at_its_end() -> None:
    play, wire = CorePlay(NIGHTLY), Wire(now=paris(12))
    play.plug_in(wire)
    written = []
    for seconds in range(10, 600, 10):
        reads(play, wire, paris(12) + timedelta(seconds=seconds), 1000 + seconds)
        written += [one.portion.energy for one in play.all(SavePortion)]
    assert written == [10, 70, 130, 190, 250, 310, 370, 430, 490, 550]
    play.skip(wire.stopped(1, 1600, "Local"))
    assert play.last(SavePortion).portion.energy == 600


def test_what_a_power_cut_took_of_the_books_is_booked_again() -> None:
    play, wire = CorePlay(NIGHTLY), Wire(now=paris(12))
    play.plug_in(wire)
    reads(play, wire, paris(12, 10), 2000)
    on_disk = play.core.state.portions
    wire.now = paris(12, 10)
    reads(play, wire, paris(12, 10) + timedelta(seconds=30), 2100)
    assert play.all(SavePortion) == []
    restored = replace(play.core.state, portions=on_disk)
    again = Core(restored, Policy(auto_adopt=True), reading_of(NIGHTLY), PARIS)
    commands = again.handle(Wire(now=paris(12, 20)).metered(2500, (16.0,)))
    kept = [one.portion for one in commands if isinstance(one, SavePortion)]
    assert [round(one.energy) for one in kept] == [1500]


def test_what_no_quota_counts_any_more_is_forgotten_with_the_next_day() -> None:
    play, wire = CorePlay(NIGHTLY), Wire(now=paris(12))
    old = Portion(77, date(2026, 4, 1), "peak", "garage", 1, energy=500.0)
    recent = Portion(78, date(2026, 6, 1), "peak", "garage", 1, energy=500.0)
    play.core.state = play.core.state.with_portions(77, (old,)).with_portions(78, (recent,))
    play.plug_in(wire)
    reads(play, wire, paris(12, 10), 1000 + 500)
    assert play.core.state.portions.keys() == {1, 78}
    play.core.state = play.core.state.with_portions(77, (old,))
    reads(play, wire, paris(12, 20), 1000 + 900)
    assert 77 in play.core.state.portions
    reads(play, wire, paris(1, 0, day=8), 1000 + 1500)
    assert play.core.state.portions.keys() == {1, 78}
