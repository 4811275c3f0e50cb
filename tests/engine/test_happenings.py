"""What `events:` calls a happening: seen once, and not before it is sure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from borne.domain.charger import Charger, Connector
from borne.domain.commands import Announce
from borne.domain.decision import Decision, Mode
from borne.domain.say import Text
from borne.domain.site import Figures
from borne.domain.state import State, Trouble
from borne.domain.tag import Tag
from borne.engine.happened import Happened
from borne.engine.happenings import Watch
from borne.engine.ports import View
from borne.rules.check import Reading, read
from borne.rules.document import SourceFile
from borne.rules.ties import TELLS, Happening

START = datetime(2026, 6, 9, 12, 0, tzinfo=UTC)
READING = read([SourceFile("a", "site: {contract: 9 kVA}\nrules: [{name: A, charge: max}]\n")])


class House:
    """Views one after the other, and what is seen in them."""

    def __init__(self) -> None:
        self.watch = Watch()
        self.charger = Charger("garage", START, name="Garage", online=True, adopted=True)
        self.state = State(chargers={"garage": self.charger})
        self.left: float | None = 5000.0
        self.reading: Reading = READING

    def at(self, s: float, *announcements: Announce) -> list[str]:
        return [one.what.value for one in self.all(s, *announcements)]

    def all(self, s: float, *announcements: Announce) -> tuple[Happened, ...]:
        now = START + timedelta(seconds=s)
        figures, reading = Figures(unused=self.left), self.reading
        view = View(now, self.state, lambda: figures, reading, reading, START, UTC)
        return self.watch.see(view, announcements, now)

    def line(self, *, online: bool) -> None:
        self.charger = replace(self.charger, online=online)
        self.state = replace(self.state, chargers={"garage": self.charger})


@pytest.fixture
def house() -> House:
    return House()


def told(event: str, **data: object) -> Announce:
    return Announce(event, {"charger": "garage", "connector": 1, **data})


def decided(rule: str | None) -> Announce:
    return told("borne_decision", rule=rule, mode="max", charge=True, current=16.0)


def test_a_charger_is_lost_after_two_minutes_and_then_back_once(house: House) -> None:
    assert house.at(0) == []
    house.line(online=False)
    assert house.at(10) == []
    assert house.watch.due() == START + timedelta(seconds=130)
    assert [house.at(129), house.at(130), house.at(500)] == [[], ["charger lost"], []]
    house.line(online=True)
    assert [house.at(501), house.at(502)] == [["charger back"], []]


def test_a_reconnect_is_no_news(house: House) -> None:
    house.at(0)
    for s in range(0, 600, 100):
        house.line(online=False)
        assert house.at(s) == []
        house.line(online=True)
        assert house.at(s + 60) == []
    assert house.watch.due() is None


def test_a_charger_that_was_never_there_is_not_lost(house: House) -> None:
    house.line(online=False)
    assert [house.at(0), house.at(1000)] == [[], []]


def test_the_contract_is_near_after_half_a_minute_and_once(house: House) -> None:
    house.left = 899
    assert house.at(0) == []
    assert house.watch.due() == START + timedelta(seconds=30)
    (near,) = house.all(30)
    assert (near.what, str(near.values["left"])[:5]) == (Happening.LIMIT_NEAR, "Quant")
    house.left = 1300  # not far enough to come near anew
    assert house.at(40) == []
    house.left = 100
    assert house.at(100) == []
    house.left = 1350
    assert house.at(110) == []
    house.left = 100
    assert [house.at(120), house.at(150)] == [[], ["limit near"]]


@pytest.mark.parametrize("left", [None, 900.0])
def test_what_is_unknown_or_enough_is_not_near(house: House, left: float | None) -> None:
    house.left = 100
    house.at(0)
    house.left = left
    assert house.at(29) == []
    house.left = 100
    assert house.at(31) == []
    assert house.watch.due() == START + timedelta(seconds=61)


def test_another_rule_is_news_and_says_why_in_both_languages(house: House) -> None:
    decision = Decision("B", Mode.MAX, True, 16.0, 1, Text("because", "parce que")(), START)
    connector = Connector("garage", 1, decision=decision)
    house.charger = replace(house.charger, connectors={1: connector})
    house.line(online=True)
    assert house.at(0, decided("A")) == []
    assert house.at(1, decided("A"), decided(None), decided("A")) == []
    (changed,) = house.all(2, decided("B"))
    assert changed.what is Happening.RULE_CHANGED
    assert (changed.charger, changed.cause) == ("garage", "garage/1 B")
    assert str(changed.values["why"]) == "because"


def test_a_session_tells_its_badge_by_name_and_its_energy(house: House) -> None:
    house.state = replace(house.state, tags={"7f3a": Tag("7F3A", name="Anna's badge")})
    (ended,) = house.all(0, told("borne_session_ended", session=1, tag="7F3A", energy=5000.0))
    assert ended.what is Happening.SESSION_ENDED
    assert (ended.values["charger"], ended.values["tag"]) == ("Garage", "Anna's badge")
    assert ended.data["energy"] == 5000.0
    assert house.at(1, told("borne_session_started", session=2)) == ["session started"]


def test_a_badge_is_accepted_or_unknown_but_one_that_is_blocked_is_neither(house: House) -> None:
    def badge(tag: str, *, accepted: bool) -> Announce:
        return Announce("borne_tag", {"charger": "garage", "tag": tag, "accepted": accepted})

    house.state = replace(house.state, tags={"b": Tag("B", blocked=True)})
    assert house.at(0, badge("X", accepted=True)) == ["tag accepted"]
    assert house.at(0, badge("X", accepted=False)) == ["tag unknown"]
    assert house.at(0, badge("B", accepted=False)) == []


def test_a_limit_that_is_ignored_tells_what_the_panel_tells(house: House) -> None:
    message = Text("It draws 16 A", "Elle prend 16 A")()
    trouble = Trouble("ignored:garage/1", "error", message, START)
    house.state = replace(house.state, troubles={trouble.code: trouble})
    (ignored,) = house.all(0, told("borne_fault", error="limit ignored", info="It draws 16 A"))
    assert (ignored.what, ignored.values["why"]) == (Happening.LIMIT_IGNORED, message)
    assert house.at(1, told("borne_fault", error="GroundFailure")) == []


def test_each_happening_tells_no_more_than_the_checker_lets_be_asked_for(
    house: House,
) -> None:
    found = [
        *house.all(0, told("borne_session_started", tag="A", person="P"), decided("A")),
        *house.all(1, told("borne_session_ended", tag="A", energy=1.0), decided("B")),
        *house.all(2, Announce("borne_tag", {"charger": "garage", "tag": "A", "accepted": True})),
        *house.all(3, told("borne_fault", error="limit ignored", info="x")),
    ]
    assert len(found) == 5
    for one in found:
        assert {"event", *one.values} <= TELLS[one.what], one.what
