"""Which notices stand: from the cause until it is over, and never two of one cause."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from borne.domain.charger import Charger, Connector
from borne.domain.commands import Announce
from borne.domain.decision import Boost, ByHand, Decision, Mode
from borne.domain.life import Status
from borne.domain.say import Text
from borne.domain.session import Session
from borne.domain.site import Figures
from borne.domain.state import State, Trouble
from borne.domain.tag import TagAnswer, UnknownTag
from borne.engine.notices import Kind, Notice, Offer, Told
from borne.engine.ports import View
from borne.engine.standing import Stand, Standing
from borne.rules.check import Reading, read
from borne.rules.document import SourceFile
from borne.rules.ties import Urgency

START = datetime(2026, 6, 9, 12, 0, tzinfo=UTC)
SITE = "site: {contract: 9 kVA}\nrules: [{name: A, charge: max}]\n"
WHY = Text("Waits for the night", "Attend la nuit")()
PAUSED = Decision("Night", Mode.OFF, False, 0.0, 1, WHY, START)
SESSION = Session(7, "garage", 1, START)


def at(s: float) -> datetime:
    return START + timedelta(seconds=s)


class House:
    """Views one after the other, and what stands in them."""

    def __init__(self, *before: Told) -> None:
        told = {f"borne_{one.kind}_{one.cause}": one for one in before}
        self.standing = Standing(told, START)
        self.state = State()
        self.figures = Figures()
        self.reading = read([SourceFile("a", SITE)])
        self.broken: Reading | None = None
        self.charger()

    def charger(self, **fields: object) -> None:
        was = self.state.chargers.get("garage") or Charger(
            "garage", START, name="Garage", online=True, adopted=True
        )
        self.state = replace(self.state, chargers={"garage": replace(was, **fields)})

    def connector(self, **fields: object) -> None:
        was = self.state.chargers["garage"].connector(1)
        self.charger(connectors={1: replace(was, **fields)})

    def stand(self, s: float, *announcements: Announce) -> Stand:
        reading = self.broken or self.reading
        view = View(at(s), self.state, lambda: self.figures, reading, self.reading, START, UTC)
        return self.standing.see(view, announcements, at(s))

    def at(self, s: float, *announcements: Announce) -> list[Notice]:
        return list(self.stand(s, *announcements).notices.values())

    def kinds(self, s: float) -> list[Kind]:
        return [one.kind for one in self.at(s)]


@pytest.fixture
def house() -> House:
    return House()


def said(notices: list[Notice]) -> list[str]:
    return [f"{one.title}: {one.message}".replace("\N{NO-BREAK SPACE}", " ") for one in notices]


def test_an_unknown_badge_is_told_with_its_answers_until_it_is_decided(house: House) -> None:
    seen = UnknownTag("7F3A", "garage", 1, START, TagAnswer.ASKED)
    house.state = replace(house.state, unknown_tags={"7f3a": seen})
    (badge,) = house.at(0)
    assert (badge.id, badge.about) == ("borne_unknown_badge_7f3a", "7F3A")
    assert said([badge]) == ["An unknown badge: Badge 7F3A at Garage"]
    house.state = replace(house.state, unknown_tags={"7f3a": replace(seen, at=at(90))})
    assert [one.at for one in house.at(91)] == [at(90)]
    answered = replace(seen, answer=TagAnswer.REFUSED)
    house.state = replace(house.state, unknown_tags={"7f3a": answered})
    assert house.at(92) == []


def test_a_new_charger_asks_and_three_are_enough(house: House) -> None:
    names = ["a", "b", "c", "d", "e"]
    house.state = State(chargers={id_: Charger(id_, START, online=True) for id_ in names})
    assert [one.about for one in house.at(0)] == ["a", "b", "c"]
    house.state = State(chargers={"a": Charger("a", START, online=True, ignored=True)})
    assert house.at(1) == []


def test_a_car_that_waits_is_told_once_and_not_when_it_has_charged(house: House) -> None:
    house.connector(session=SESSION, decision=PAUSED)
    assert house.at(0) == []
    assert house.standing.due() == at(60)
    (waits,) = house.at(60)
    assert (waits.kind, waits.offers) == (Kind.CAR_WAITS, (Offer.BOOST,))
    assert said([waits]) == ["A car waits: Garage: Waits for the night"]
    house.connector(session=replace(SESSION, energy_before=500.0))
    assert house.at(70) == []


def test_a_car_that_a_person_paused_or_that_waits_for_a_badge_is_no_news(house: House) -> None:
    house.connector(session=SESSION, decision=PAUSED, held=True)
    assert house.at(100) == []
    house.connector(held=False, by_hand=ByHand(mode=Mode.OFF))
    assert house.at(200) == []
    house.connector(by_hand=ByHand(), decision=replace(PAUSED, mode=Mode.WAIT))
    assert [house.at(300), house.at(400)] == [[], []]


def test_a_boost_stands_for_as_long_as_it_lasts(house: House) -> None:
    house.connector(session=SESSION, decision=PAUSED, by_hand=ByHand(boost=Boost()))
    assert [(one.kind, one.offers) for one in house.at(0)] == [(Kind.BOOST, (Offer.BOOST_OFF,))]
    house.connector(by_hand=ByHand())
    assert house.at(1) == []


def ended(energy: float, **data: object) -> Announce:
    whose = {"charger": "garage", "connector": 1, "session": 7}
    return Announce("borne_session_ended", {**whose, "energy": energy, **data})


def test_a_session_that_has_ended_stands_until_the_next_car(house: House) -> None:
    told = said(house.at(0, ended(12340.0, duration=7500.0, cost=2.1, person="Anna")))
    assert told == ["A session has ended: Garage, Anna: 12.3 kWh in 2 h 05 min for 2.10 EUR"]
    assert house.kinds(3600) == [Kind.SESSION_ENDED]
    house.connector(session=SESSION)
    assert house.at(3700) == []
    house.connector(session=None)
    assert said(house.at(3800, ended(1000.0, duration=60.0))) == [
        "A session has ended: Garage: 1 kWh in 60 s"
    ]
    assert house.at(3800 + 90000) == []


def test_a_car_that_was_only_plugged_in_is_no_news(house: House) -> None:
    assert house.at(0, ended(0.0), ended(5.0, charger="nobody")) == []


def test_a_limit_that_is_ignored_offers_to_stop_the_charge(house: House) -> None:
    message = Text("It draws 16 A", "Elle prend 16 A")()
    trouble = Trouble("ignored:garage/1", "error", message, START)
    house.state = replace(house.state, troubles={trouble.code: trouble})
    (ignored,) = house.at(0)
    assert (ignored.kind, ignored.offers, ignored.about) == (
        Kind.LIMIT_IGNORED,
        (Offer.STOP,),
        "garage/1",
    )
    house.state = replace(house.state, troubles={})
    assert house.at(1) == []


def test_the_contract_is_near_for_a_while_and_critical_before_the_cut(house: House) -> None:
    house.figures = Figures(unused=500.0)
    assert house.at(0) == []
    assert house.standing.due() == at(30)
    (near,) = house.at(30)
    assert near.urgency is Urgency.WARNING
    house.figures = Figures(unused=1300.0)  # not far enough
    assert house.kinds(40) == [Kind.CONTRACT_NEAR]
    house.figures = Figures(unused=-900.0, breaker_left=45.0)
    (cut,) = house.at(50)
    assert (cut.id, cut.urgency) == (near.id, Urgency.CRITICAL)
    assert said([cut])[0].endswith("The breaker opens in 45 s at this load: switch something off")
    house.figures = Figures(unused=1350.0)
    assert house.at(60) == []


def test_what_would_cut_soon_is_told_at_once(house: House) -> None:
    house.figures = Figures(unused=-900.0, breaker_left=45.0)
    assert [one.urgency for one in house.at(0)] == [Urgency.CRITICAL]


def test_a_charger_is_gone_after_two_minutes_and_only_if_it_was_there(house: House) -> None:
    house.at(0)
    house.charger(online=False)
    assert [house.at(10), house.at(129)] == [[], []]
    assert said(house.at(130)) == [
        "A charger is gone: Garage has not been connected since 12:00",
    ]
    house.charger(online=True)
    assert house.at(131) == []
    other = House()
    other.charger(online=False)
    assert [other.at(0), other.at(1000)] == [[], []]


def test_a_fault_is_told_after_ten_seconds_once_for_the_charger(house: House) -> None:
    house.connector(status=Status.FAULTED, error="GroundFailure", error_info="RCD")
    assert house.at(0) == []
    assert said(house.at(10)) == ["A charger reports a fault: Garage: RCD"]
    house.charger(status=Status.FAULTED, error="InternalError")
    house.at(11)
    assert said(house.at(21)) == ["A charger reports a fault: Garage: InternalError"]
    house.charger(status=Status.AVAILABLE)
    house.connector(status=Status.AVAILABLE)
    assert house.at(22) == []


def test_what_only_a_person_can_mend_is_told_and_a_warning_is_not(house: House) -> None:
    message = Text("The disk is full", "Le disque est plein")()
    troubles = {"disk": Trouble("disk", "error", message, START)}
    troubles["tls"] = Trouble("tls", "warning", message, START)
    house.state = replace(house.state, troubles=troubles)
    assert said(house.at(0)) == ["Borne needs you: The disk is full"]
    house.state = replace(house.state, troubles={})
    house.broken = read([SourceFile("a", "rules: [")])
    assert [one.cause for one in house.at(1)] == ["rules"]


@pytest.mark.parametrize(
    ("tie", "told"),
    [
        ("on: charger lost, notify: x", []),
        ("on: charger lost, charger: [Garage], notify: x", []),
        ("on: charger lost, charger: [other], notify: x", [Kind.CHARGER_LOST]),
        ("on: charger lost, event: x", [Kind.CHARGER_LOST]),
        ("on: charger back, notify: x", [Kind.CHARGER_LOST]),
    ],
)
def test_what_the_rules_notify_themselves_is_theirs(
    house: House, tie: str, told: list[Kind]
) -> None:
    house.reading = read([SourceFile("a", f"{SITE}events:\n  - {{{tie}}}\n")])
    assert house.reading.book is not None, house.reading.problems
    house.at(0)
    house.charger(online=False)
    house.at(1)
    assert house.kinds(200) == told


LOST = Told(Kind.CHARGER_LOST, "garage", at(-5000))


def test_after_a_restart_the_same_cause_is_no_second_one() -> None:
    house = House(LOST)
    house.charger(online=False)
    assert [(one.id, one.at) for one in house.at(0)] == [("borne_charger_lost_garage", at(-5000))]


def test_after_a_restart_what_is_not_known_yet_is_kept_for_a_while() -> None:
    fault = Told(Kind.CHARGER_FAULT, "garage/1", at(-100))
    session = Told(Kind.SESSION_ENDED, "garage/1", at(-100))
    house = House(fault, session)
    assert house.stand(0).kept == {"borne_charger_fault_garage/1", "borne_session_ended_garage/1"}
    assert house.standing.due() == at(180)
    assert house.stand(180).kept == {"borne_session_ended_garage/1"}
    assert house.standing.due() is None
    house.connector(session=SESSION)
    assert house.stand(200).kept == frozenset()


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 200)), max_size=12))
def test_a_line_that_comes_and_goes_is_one_cause_at_a_time(steps: list[tuple[bool, int]]) -> None:
    house, now = House(), 0
    house.at(0)
    since: int | None = None
    for online, wait in steps:
        house.charger(online=online)
        since = None if online else (now if since is None else since)
        stands = since is not None and now - since >= 120
        assert house.kinds(now) == ([Kind.CHARGER_LOST] if stands else [])
        due = house.standing.due()
        assert due is None or due > at(now)
        now += wait


def test_a_connector_of_several_is_named(house: House) -> None:
    second = Connector("garage", 2, status=Status.FAULTED)
    house.charger(connectors={1: Connector("garage", 1), 2: second})
    house.at(0)
    (fault,) = house.at(10)
    assert fault.message.say("fr") == "Garage, prise 2 : elle ne dit pas lequel"
