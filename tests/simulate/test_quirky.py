"""Each quirk: first the failure that it is about, then the same with Borne going by the quirk.

A virtual charger, a link and the engine's core, with a clock of their own and no socket.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, get_args

import pytest

from borne.domain.charger import Charger, Connector
from borne.domain.commands import Answer, Command, Order, SetLimit
from borne.domain.events import (
    ChargerConnected,
    ChargerDisconnected,
    Event,
    OrderAnswered,
    WishMade,
)
from borne.domain.state import Policy, State
from borne.domain.wishes import Intent, SetMaxCurrent, StartNow, Wish
from borne.engine.core import Core
from borne.ocpp.link import Link
from borne.ocpp.quirks import database
from borne.ocpp.version import Version
from borne.ocpp.wire import Memory
from borne.rules.check import read
from borne.rules.document import SourceFile
from borne.simulate.car import Car
from borne.simulate.charge_point import ChargePoint
from borne.simulate.quirky import played, quirky

START: Final = datetime(2026, 6, 7, 12, tzinfo=UTC)
RULES: Final = "rules:\n  - name: Always\n    charge: 12 A\naccess:\n  unknown_tag: accept\n"


class House:
    """One virtual charger and Borne; `choices` as its owner has made them."""

    def __init__(self, name: str, choices: dict[str, bool]) -> None:
        reading = read([SourceFile("home.yaml", RULES)])
        known = Charger("garage", START, adopted=True, choices=choices)
        self.core = Core(State(chargers={"garage": known}), Policy(), reading, UTC)
        self.point = ChargePoint(make=quirky(name), epoch=START, sample_interval=120.0)
        self.memory = Memory()
        self.seconds = 0.0
        self.lines = 0
        self.refused: list[str] = []
        self.sent: list[object] = []
        self.connect()
        self.run(20)

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    @property
    def connector(self) -> Connector:
        return self.core.state.chargers["garage"].connectors[1]

    @property
    def amps(self) -> float:
        return self.point.connectors[1].amps

    @property
    def asked(self) -> float:
        return self.connector.asked.current if self.connector.asked else 0.0

    def connect(self) -> None:
        self.lines += 1
        self.link = Link("garage", self.lines, Version.V16, self.now, self.memory)
        self.take([ChargerConnected(self.now, "garage", self.lines, "ocpp1.6")])
        self.point.line_up(self.seconds)

    def run(self, seconds: float) -> None:
        """Let time pass, and frames with it."""
        for _ in range(round(seconds / 0.25)):
            self.seconds += 0.25
            self.take(self.link.wake(self.now))
            self.exchange()
            if self.point.restarts(self.seconds):
                self.point.line_lost(self.seconds)
                self.take(self.link.close("hung up", self.now))
                self.take([ChargerDisconnected(self.now, "garage", self.lines, "hung up")])
                self.connect()

    def exchange(self) -> None:
        for _ in range(50):
            frames = self.point.outgoing(self.seconds)
            for frame in frames:
                self.take(self.link.receive(frame, self.now))
            answers = self.link.frames()
            for frame in answers:
                self.point.receive(frame, self.seconds)
            if not frames and not answers:
                return

    def take(self, events: Iterable[Event]) -> None:
        for event in events:
            if isinstance(event, OrderAnswered) and not event.ok:
                self.refused.append(type(event.order).__name__)
            commands = [*self.core.handle(event), *self.core.decide(self.now)]
            for command in commands:
                self.obey(command)

    def obey(self, command: Command) -> None:
        if isinstance(command, get_args(Answer)):
            self.link.answer(command, self.now)
        elif isinstance(command, _ORDERS):
            self.sent.append(command)
            self.take(self.link.order(command, self.now))  # type: ignore[arg-type] # sorted by type

    def wish(self, intent: Intent) -> None:
        self.take([WishMade(self.now, Wish("w", intent, "garage", 1))])

    def charge(self) -> None:
        """A car comes and draws what it may."""
        self.point.plug(Car(least=6, most=32))
        self.run(60)


def _members(union: Any) -> tuple[type, ...]:
    return tuple(
        one for part in get_args(union) for one in (_members(part) if get_args(part) else (part,))
    )


_ORDERS: Final = _members(Order)


def starts_after_a_badge(house: House) -> bool:
    house.point.plug(Car(least=6, most=32))
    house.take([WishMade(house.now, Wish("w", SetMaxCurrent(0), "garage", 1))])
    house.run(5)
    house.point.swipe("04A1B2C3")
    house.run(1)
    house.wish(SetMaxCurrent(None))
    house.run(5)
    return house.point.connectors[1].transaction is not None


def follows(house: House) -> bool:
    house.charge()
    house.run(60)
    return bool(house.asked == 12) and abs(house.amps - house.asked) < 0.5


def is_given_what_is_asked(house: House) -> bool:
    house.charge()
    return house.asked > 0 and house.point.limit_of(house.point.connectors[1]) == house.asked


def draws_no_more_than_asked(house: House) -> bool:
    house.charge()
    house.wish(SetMaxCurrent(6))
    house.run(30)
    return house.amps <= house.asked


def pauses(house: House) -> bool:
    house.charge()
    house.wish(SetMaxCurrent(0))
    house.run(30)
    paused = house.amps == 0
    house.wish(SetMaxCurrent(None))
    house.run(60)
    return paused and house.amps > 6


def has_its_interval(house: House) -> bool:
    return "WriteConfiguration" not in house.refused and house.point.configuration.number(
        "MeterValueSampleInterval"
    ) in (30, 60)


def stays_connected(house: House) -> bool:
    house.charge()
    return house.lines == 1 and house.amps > 6


def refuses_no_setting(house: House) -> bool:
    house.run(5)
    return not any("cannot be set" in note.text for note in house.link.notes)


def starts_for_a_long_badge(house: House) -> bool:
    house.wish(StartNow(tag="12345678901234567890"))
    house.charge()
    return (
        house.point.connectors[1].transaction is not None and "StartRemotely" not in house.refused
    )


def says_preparing(house: House) -> bool:
    house.wish(SetMaxCurrent(0))
    house.charge()
    return house.connector.status == "Preparing"


SCENES: Final[dict[str, Callable[[House], bool]]] = {
    "legrand-floor": draws_no_more_than_asked,
    "legrand-pause": pauses,
    "abb-measurands": stays_connected,
    "abb-stack-level": follows,
    "autel-remote-start": starts_after_a_badge,
    "easee-interval": has_its_interval,
    "enplus-finishing": says_preparing,
    "eprowallbox-start-delay": stays_connected,
    "evbox-measurands": refuses_no_setting,
    "foxess-tag": starts_for_a_long_badge,
    "goe-amps": follows,
    "grizzl-e-limits": follows,
    "huawei-watts": follows,
    "mennekes-interval": has_its_interval,
    "necharge-steps": is_given_what_is_asked,
    "ocular-pause": pauses,
    "wallbox-limits": follows,
    "beny-pause": pauses,
}
CONTRARY: Final = {"ocular-pause": "legrand-pause", "beny-pause": "legrand-pause"}
"""What another make needs, and these cannot bear: it is on in both plays."""


@pytest.mark.parametrize("name", SCENES)
def test_the_failure_is_there_and_gone_with_the_quirk(name: str) -> None:
    contrary = {CONTRARY[name]: True} if name in CONTRARY else {}
    assert not SCENES[name](House(name, {**contrary, name: False})), "the failure does not show"
    assert SCENES[name](House(name, contrary)), "the quirk does not help"


def test_every_quirk_that_changes_something_has_its_scene() -> None:
    changing = {entry.name for entry in database() if entry.changes}
    # What holds for every charger cannot fail: no limit is ever one of the whole station.
    assert changing - SCENES.keys() == {"legrand-sides"}


@pytest.mark.parametrize("name", played())
def test_every_quirk_can_be_played_and_is_found(name: str) -> None:
    house = House(name, {})
    found = {quirk.name: quirk for quirk in house.core.state.chargers["garage"].quirks or ()}
    assert found[name].on
    assert found[name].evidence.say("en").startswith("BootNotification: vendor ")


def test_a_legrand_is_never_told_less_than_7_a_nor_given_a_limit_of_the_station() -> None:
    house = House("legrand-pause", {})
    house.charge()
    for amps in (6, 6.5, 0, 7, 5):
        house.wish(SetMaxCurrent(amps))
        house.run(20)
    told = [order.current for order in house.sent if isinstance(order, SetLimit)]
    assert told
    assert min(told) >= 7
    assert {profile.purpose for profile in house.point.profiles.profiles} <= {
        "TxProfile",
        "TxDefaultProfile",
    }
    assert all(profile.connector == 1 for profile in house.point.profiles.profiles)
