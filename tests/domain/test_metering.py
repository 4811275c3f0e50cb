"""Whatever a meter says: the total never falls and never leaps, and nothing real is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.life import Status
from borne.domain.records import SaveSample
from borne.domain.site import Site
from borne.engine.subject import draw_of

from .playbook import NOON, DomainPlay, Wire, at_work


def read(wire: Wire, play: DomainPlay, *registers: float, every: float = 60) -> None:
    for register in registers:
        play.skip(wire.after(every).metered(register))


def test_a_leap_is_not_believed_until_the_next_reading_goes_on_from_it(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(1000))
    read(wire, garage, 1100, 900_000)
    assert (garage.session().energy, garage.connector().total) == (100, 1100)
    read(wire, garage, 900_050)
    assert (garage.session().energy, garage.connector().total) == (150, 1150)
    assert garage.state.troubles["meter:garage/1"].message.say("en").startswith("The meter of")


@pytest.mark.parametrize("nonsense", [0, 12, 7_000_000])
def test_a_register_that_stumbles_once_loses_nothing(
    wire: Wire, garage: DomainPlay, nonsense: float
) -> None:
    garage.skip(wire.started(500_000))
    read(wire, garage, 500_100, nonsense, 500_300)
    assert (garage.session().energy, garage.connector().total) == (300, 500_300)
    assert not garage.state.troubles


def test_a_register_that_is_stuck_at_0_for_a_while_is_no_new_beginning(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(500))
    read(wire, garage, 600, 0, 0, 0, 800, 0, 0, 900)
    assert (garage.session().energy, garage.connector().total) == (400, 900)
    assert not garage.state.troubles


def test_a_register_that_rises_from_0_again_is_counted_on_from_there(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(500_000))
    read(wire, garage, 500_100, 0, 0, 50, 150)
    assert garage.session().energy == 250
    assert "meter:garage/1" in garage.state.troubles


def test_what_a_charger_counted_without_borne_is_no_leap(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000))
    read(wire, garage, 1100)
    wire.connection = 2
    garage.skip(wire.disconnected(1), wire.after(4 * 3600).connected(), wire.metered(45_000))
    assert garage.session().energy == 44_000


def test_a_start_at_0_does_not_count_the_whole_register(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(0))
    read(wire, garage, 1_234_567, 1_234_600)
    assert garage.session().energy == 33
    garage.skip(wire.after(60).stopped(1, 1_234_700), wire.status(Status.AVAILABLE))
    garage.skip(wire.after(3600).started(0))
    read(wire, garage, 1_234_750)
    assert garage.session().energy == 50
    assert garage.connector().total == 1_234_750


def test_a_meter_that_begins_at_0_with_each_session_counts_from_there(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(0))
    read(wire, garage, 60, 8000, every=3600)
    garage.skip(wire.stopped(1, 8000), wire.status(Status.AVAILABLE), wire.after(60).started(0))
    read(wire, garage, 100, 220)
    assert (garage.session().energy, garage.connector().total) == (220, 8220)
    assert not garage.state.troubles


def test_a_register_in_kwh_that_says_wh_is_found_out_by_its_power(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(500))
    for minute in range(1, 61):
        garage.skip(wire.after(60).metered(500 + minute * 0.12, power=7200))
    assert garage.session().energy == pytest.approx(7200, rel=0.02)
    (trouble,) = garage.state.troubles.values()
    assert "kWh" in trouble.message.say("fr")
    garage.skip(wire.after(60).stopped(1, 507.32))
    assert garage.connector().total == pytest.approx(500 + 7320, rel=0.03)


def test_an_honest_meter_is_never_taken_for_one_in_kwh(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(0))
    for reading in range(1, 900):
        garage.skip(wire.after(10).metered(reading * 4, power=1440))
    assert garage.session().energy == 899 * 4
    assert not garage.state.troubles


def test_power_is_worked_out_of_the_register_where_nothing_else_is_told(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(1000))
    read(wire, garage, 1120)
    reading = garage.connector().reading
    assert reading is not None
    assert reading.power == pytest.approx(7200)
    assert garage.last(SaveSample).power == pytest.approx(7200)
    read(wire, garage, 1120)
    reading = garage.connector().reading
    assert reading is not None
    assert reading.power == 0


def test_power_that_the_charger_tells_is_left_alone(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000), wire.after(60).metered(1100, power=3700))
    read(wire, garage, 1200)
    reading = garage.connector().reading
    assert reading is not None
    assert reading.power == 3700


ODD = st.one_of(
    st.tuples(st.just("rise"), st.integers(0, 300)),
    st.tuples(st.just("odd"), st.integers(0, 3_000_000)),
    st.tuples(st.just("late"), st.integers(1, 500)),
    st.tuples(st.just("fall"), st.integers(1, 5_000)),
)


@given(st.integers(1, 2_000_000), st.lists(ODD, max_size=40))
def test_a_mad_meter_never_gives_more_than_an_outlet_can(
    first: int, told: list[tuple[str, int]]
) -> None:
    wire, play = Wire(), DomainPlay()
    at_work(wire, play)
    play.skip(wire.started(first))
    register, total, energy = first, play.connector().total or 0.0, 0.0
    for kind, number in told:
        wire.after(30)
        if kind == "late":
            play.skip(wire.metered(number, at=NOON - timedelta(hours=1)))
        else:
            changed = {"rise": register + number, "fall": max(0, register - number)}
            register = changed.get(kind, number)
            play.skip(wire.metered(register))
        now = play.connector().total or 0.0
        assert 0 <= now - total <= 1000 + 65_205 * 30 * len(told) / 3600
        assert play.session().energy >= energy
        total, energy = now, play.session().energy


def test_a_register_in_kwh_is_known_again_after_a_restart(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(500_000))
    read(wire, garage, 500_100, 500.2, 500.4)
    assert garage.session().energy == pytest.approx(400)
    read(wire, garage, 500.5)
    assert garage.connector().total == pytest.approx(500_500)


def test_a_charger_that_tells_its_register_only_draws_what_it_shows(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(1000))
    read(wire, garage, 1115, 1230)
    draw = draw_of(garage.connector(), Site(phases=1))
    assert draw.power == pytest.approx(6900)
    assert draw.amps == pytest.approx(30)


def test_a_low_register_that_goes_on_in_kwh_is_known_for_what_it_is(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(1000))
    read(wire, garage, 1.1, 1.2, 1.3)
    garage.skip(wire.after(60).stopped(1, 1400))
    assert garage.connector().past[0].energy == pytest.approx(400)
    assert garage.connector().total == pytest.approx(1400)


FAULTS = ["reset", "jump", "stumble", "zero", "kwh", "late", "silent"]


@given(
    st.integers(20_000, 5_000_000),
    st.lists(st.tuples(st.sampled_from(FAULTS), st.integers(0, 120)), max_size=12),
)
def test_a_fault_of_a_meter_costs_at_most_the_rises_around_it_and_invents_nothing(
    first: int, told: list[tuple[str, int]]
) -> None:
    """Up to 7 kW are drawn, and read each minute; after each fault three readings are right."""
    wire, play = Wire(), DomainPlay()
    at_work(wire, play)
    play.skip(wire.started(first))
    base, drawn, faults, total = float(first), 0, 0, play.connector().total or 0.0
    for kind, rise in ((word, rise) for fault, rise in told for word in (fault, *["fine"] * 3)):
        drawn += rise
        faults += kind != "fine"
        if kind == "reset":
            base = float(-drawn)
        elif kind == "jump":
            base += 700_000
        register = base + drawn
        at = wire.after(60).now
        if kind == "kwh":
            register /= 1000
        elif kind == "zero":
            register = 0
        elif kind == "stumble":
            register += 300_000
        elif kind == "late":
            register, at = max(0, register - 500), at - timedelta(hours=1, minutes=5 * faults)
        if kind != "silent":
            play.skip(wire.metered(register, at=at))
        now = play.connector().total or 0.0
        assert now >= total
        total = now
    counted = play.session().energy
    assert total - first == pytest.approx(counted)
    assert drawn - 120 * 3 * faults <= counted + 0.01
    assert counted <= drawn + 0.01
