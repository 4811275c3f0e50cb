from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from borne.domain.charger import Charger, Connector, Sample
from borne.domain.decision import Subject
from borne.domain.life import Phase, Status
from borne.domain.session import Session, Transaction
from borne.domain.site import ConnectorLimits, Site
from borne.domain.state import State
from borne.domain.tag import Tag, UnknownTagPolicy
from borne.engine.draws import Draws
from borne.engine.subject import draw_of, subject_of

from ..domain.playbook import NOON  # noqa: TID252  # one language for all plays

ANNA = Tag("04A1", name="Key", person="Anna", group="Family", vehicle="Zoe")
THREE = Site(phases=3)
OPEN = Transaction(7, 1, "garage", 1, "04A1", NOON, 0, 0, energy=500)


def car(tag: str | None = None, reading: Sample | None = None) -> Connector:
    session = Session(1, "garage", 1, NOON, tag=tag, transaction=OPEN)
    return Connector(
        "garage", 1, Status.CHARGING, phase=Phase.CHARGING, session=session, reading=reading
    )


def seen(
    tag: str | None,
    policy: UnknownTagPolicy = UnknownTagPolicy.ASK,
    once: frozenset[str] = frozenset(),
) -> Subject:
    state = State(
        tags={"04a1": ANNA, "666": Tag("666", blocked=True)},
        allowed_once=once,
    )
    return subject_of(state, Charger("garage", NOON), car(tag), policy, NOON)


def test_whose_car_it_is() -> None:
    subject = seen("04a1 ")
    assert (subject.person, subject.vehicle, subject.tag_known) == ("Anna", "Zoe", True)
    assert subject.who == {"04a1", "key", "anna", "family", "zoe"}
    assert seen("STRANGER").who == {"stranger"}
    assert seen(None).who == frozenset()


@pytest.mark.parametrize(
    ("tag", "policy", "refused"),
    [
        ("04A1", UnknownTagPolicy.REJECT, False),
        ("666", UnknownTagPolicy.ACCEPT, True),
        ("STRANGER", UnknownTagPolicy.ASK, True),
        ("STRANGER", UnknownTagPolicy.ACCEPT, False),
        (None, UnknownTagPolicy.REJECT, False),
    ],
)
def test_who_must_not_charge(tag: str | None, policy: UnknownTagPolicy, *, refused: bool) -> None:
    assert seen(tag, policy).tag_refused is refused


def test_who_is_allowed_once_may_charge() -> None:
    assert not seen("Stranger", once=frozenset({"stranger"})).tag_refused


def test_what_the_car_has_got() -> None:
    subject = seen("04A1")
    assert (subject.session_energy, subject.session_time, subject.started) == (500, 0, True)


@pytest.mark.parametrize(
    ("reading", "amps", "watts"),
    [
        (Sample(NOON, currents=(10.0, 0.2, 0.0)), 10, 10.2 * 230),
        (Sample(NOON, power=4600), 4600 / 690, 4600),
        (Sample(NOON, power=2200, currents=(10.0,)), 10, 2200),
        (Sample(NOON), 0, 0),
    ],
)
def test_what_the_car_draws(reading: Sample, amps: float, watts: float) -> None:
    draw = draw_of(car(reading=reading), THREE)
    assert draw.amps == pytest.approx(amps)
    assert draw.power == pytest.approx(watts)
    assert draw.active


def test_the_phases_are_those_that_flow_and_are_remembered_for_the_car() -> None:
    draws = Draws(THREE)
    assert draws.of(car()).phases == 3
    assert draws.of(car(reading=Sample(NOON, currents=(9.0, 0.0, 0.0)))).phases == 1
    assert draws.of(car(reading=Sample(NOON, currents=(0.0, 0.0, 0.0)))).phases == 1
    assert draws.of(Connector("garage", 1)).phases == 3


def test_the_site_may_say_how_many_phases() -> None:
    site = Site(phases=3, connectors={"garage/1": ConnectorLimits(phases=1)})
    assert draw_of(car(), site).phases == 1


def test_why_a_badge_must_not_charge() -> None:
    late = Tag("04A1", name="Key", expires=NOON.date())
    state = State(tags={"04a1": late})
    later = NOON + timedelta(days=1)
    place = Charger("garage", NOON)
    assert not subject_of(state, place, car("04A1"), UnknownTagPolicy.ASK, NOON).tag_refused
    subject = subject_of(state, place, car("04A1"), UnknownTagPolicy.ASK, later)
    assert subject.tag_refused
    assert not subject.tag_known
    assert str(subject.tag_why) == "The badge Key was valid until 7 June 2026"


def test_of_two_cars_under_a_badge_for_one_the_first_goes_on() -> None:
    second = replace(car("04A1"), number=2)
    assert second.session is not None
    later = replace(OPEN, id=8, connector=2)
    second = replace(second, session=replace(second.session, transaction=later))
    place = Charger("garage", NOON, connectors={1: car("04A1"), 2: second})
    state = State(chargers={"garage": place}, tags={"04a1": replace(ANNA, at_once=1)})
    first = subject_of(state, place, car("04A1"), UnknownTagPolicy.ASK, NOON)
    other = subject_of(state, place, second, UnknownTagPolicy.ASK, NOON)
    assert (first.tag_refused, other.tag_refused) == (False, True)
    assert str(other.tag_why) == "The badge Key charges elsewhere already"
