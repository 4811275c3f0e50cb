"""The engine around its core: what goes out, in which order, and after the disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from tests.patience import PATIENCE
from tests.tasks import end_task

from borne.domain.charger import Charger
from borne.domain.commands import (
    Answer,
    AnswerBoot,
    AnswerPlain,
    AnswerStart,
    Order,
    Prepare,
    ResetCharger,
    SetFallback,
    SetLimit,
)
from borne.domain.decision import Mode
from borne.domain.events import Event
from borne.domain.life import Status
from borne.domain.records import Record, SaveTransaction
from borne.domain.state import Policy, State
from borne.domain.wishes import BoostNow, ResetNow, SetMode
from borne.engine import engine as engine_module
from borne.engine.core import Core
from borne.engine.dispatch import dispatch
from borne.engine.engine import Engine
from borne.engine.pace import Pace
from borne.engine.shadow import Candidate

from ..domain.playbook import NOON, Wire  # noqa: TID252  # one language for all plays
from .conftest import FREE, PARIS, limit, reading_of


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = NOON
        self.asked = 0

    def now(self) -> datetime:
        self.asked += 1
        return self.time


class RealTime:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Line:
    """What was sent to the chargers."""

    def __init__(self) -> None:
        self.sent: list[Answer | Order] = []
        self.ordered = asyncio.Event()

    def answer(self, answer: Answer) -> None:
        self.sent.append(answer)

    def order(self, order: Order) -> None:
        self.sent.append(order)
        self.ordered.set()

    def to(self, charger: str) -> list[type]:
        return [type(command) for command in self.sent if command.charger == charger]


class Disk:
    """A disk that writes when it is told to; until then it writes at once."""

    def __init__(self) -> None:
        self.slow = False
        self.written: list[Sequence[Record]] = []
        self.waiting: list[asyncio.Future[None]] = []

    def save(self, records: Sequence[Record]) -> asyncio.Future[None]:
        future = asyncio.get_running_loop().create_future()
        self.written.append(records)
        self.waiting.append(future)
        if not self.slow:
            self.write()
        return future

    def write(self) -> None:
        """Finish all that waits."""
        for future in self.waiting:
            if not future.done():
                future.set_result(None)


class Turns(Pace):
    """A pace that is kept by hand."""

    ahead = 0.0
    short = False

    def wait(self) -> float:
        return self.ahead

    @property
    def is_long(self) -> bool:
        return self.short


class House:
    """An engine that runs, with its surroundings in the test's hands."""

    def __init__(self, clock: Hand | RealTime) -> None:
        self.line, self.disk, self.clock, self.turns = Line(), Disk(), clock, Turns()
        self.core = Core(State(), Policy(auto_adopt=True), reading_of(FREE), PARIS)
        self.engine = Engine(self.core, clock, self.line, self.disk, pace=self.turns)
        self.wire = Wire(now=clock.now())

    async def hears(self, *events: Event) -> None:
        for event in events:
            self.engine.post(event)
        await breathe()

    async def gets_a_car(self, wire: Wire) -> None:
        await self.hears(
            wire.connected(), wire.booted(), wire.ready(), wire.status(Status.PREPARING)
        )


async def breathe(turns: int = 20) -> None:
    """Let every task go on until all of them wait."""
    for _ in range(turns):
        await asyncio.sleep(0)


async def a_street(house: House) -> list[Wire]:
    """Chargers whose cars charge."""
    wires = [Wire(f"charger{number}", house.clock.now()) for number in range(10)]
    for wire in wires:
        await house.gets_a_car(wire)
        await house.hears(wire.started(1000))
    return wires


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    async for found in running(House(Hand())):
        yield found


@pytest_asyncio.fixture
async def real_house() -> AsyncIterator[House]:
    async for found in running(House(RealTime())):
        yield found


async def running(house: House) -> AsyncIterator[House]:
    task = asyncio.create_task(house.engine.run())
    await breathe()
    yield house
    assert not task.done(), task.exception()
    await end_task(task)


async def test_a_start_is_answered_only_once_it_is_on_disk(house: House) -> None:
    await house.gets_a_car(house.wire)
    house.disk.slow = True
    house.line.sent.clear()
    await house.hears(house.wire.started(1000))
    assert any(isinstance(record, SaveTransaction) for record in house.disk.written[-1])
    assert not house.line.sent
    house.disk.write()
    await breathe()
    assert house.line.to("garage") == [AnswerStart, SetLimit]


async def test_no_order_overtakes_an_answer_to_the_same_charger(house: House) -> None:
    await house.gets_a_car(house.wire)
    house.disk.slow = True
    house.line.sent.clear()
    await house.hears(house.wire.started(1000))
    reset = asyncio.create_task(house.engine.wish(ResetNow(), charger="garage"))
    await breathe()
    assert not house.line.sent
    house.disk.write()
    await breathe()
    assert house.line.to("garage") == [AnswerStart, SetLimit, ResetCharger]
    reset.cancel()


async def test_a_charger_does_not_wait_for_another_ones_disk(house: House) -> None:
    barn = Wire("barn", house.wire.now)
    await house.gets_a_car(house.wire)
    await house.gets_a_car(barn)
    house.disk.slow = True
    house.line.sent.clear()
    await house.hears(house.wire.started(1000))
    await house.hears(barn.status(Status.PREPARING))
    assert house.line.sent == [AnswerPlain("barn", barn.ticket)]


async def test_a_limit_does_not_wait_for_its_own_note_in_the_ledger(house: House) -> None:
    await house.gets_a_car(house.wire)
    await house.hears(house.wire.started(1000))
    house.disk.slow = True
    house.line.sent.clear()
    wish = asyncio.create_task(house.engine.wish(SetMode(Mode.OFF), charger="garage"))
    await breathe()
    assert house.line.sent == [limit(0)]
    assert not wish.done()
    house.disk.write()
    assert (await wish).ok


async def test_a_boot_is_answered_before_the_set_up_begins(house: House) -> None:
    await house.hears(house.wire.connected(), house.wire.booted())
    assert house.line.to("garage") == [AnswerBoot, Prepare]


async def test_several_events_are_decided_once(house: House) -> None:
    await house.gets_a_car(house.wire)
    await house.hears(house.wire.started(1000))
    house.line.sent.clear()
    house.engine.post(house.wire.wishes(SetMode(Mode.MAX)))
    house.engine.post(house.wire.wishes(SetMode(Mode.MIN)))
    await breathe()
    assert house.line.sent == [limit(6)]


async def test_an_answer_does_not_wait_for_a_decision(house: House) -> None:
    await house.gets_a_car(house.wire)
    await house.hears(house.wire.started(1000))
    house.line.sent.clear()
    house.turns.ahead = 60
    await house.hears(house.wire.wishes(SetMode(Mode.MAX)))
    await house.hears(house.wire.wishes(SetMode(Mode.MIN)))
    await house.hears(house.wire.metered(1001))
    assert house.line.to("garage") == [AnswerPlain]
    house.turns.ahead = 0
    await house.hears(house.wire.metered(1002))
    assert house.line.sent[-1] == limit(6)
    assert house.line.to("garage") == [AnswerPlain, AnswerPlain, SetLimit]


async def test_what_waits_for_a_decision_is_decided_though_nothing_else_comes(house: House) -> None:
    await house.gets_a_car(house.wire)
    await house.hears(house.wire.started(1000))
    seen = house.engine.subscribe()
    await seen.next()
    house.turns.ahead = 0.01
    await house.hears(house.wire.wishes(SetMode(Mode.MIN)))
    house.turns.ahead = 0
    async with asyncio.timeout(PATIENCE):
        await seen.next()
    assert house.line.sent[-1] == limit(6)


async def test_a_wish_returns_what_the_charger_said(house: House) -> None:
    await house.gets_a_car(house.wire)
    asked = asyncio.create_task(house.engine.wish(ResetNow(hard=True), charger="garage"))
    await breathe()
    order = house.line.sent[-1]
    assert isinstance(order, ResetCharger)
    await house.hears(house.wire.answers(order, "Rejected", ok=False))
    done = await asked
    assert (done.ok, done.data) == (False, {"status": "Rejected"})


async def test_a_wish_that_can_be_fulfilled_at_once_is(house: House) -> None:
    await house.gets_a_car(house.wire)
    done = await house.engine.wish(BoostNow(), charger="garage")
    assert done.message.say("en") == "Full power until the car is unplugged"


async def test_a_wish_that_nobody_answers_is_given_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "WISH_PATIENCE", 0.01)
    await house.gets_a_car(house.wire)
    done = await house.engine.wish(ResetNow(), charger="garage")
    assert (done.ok, done.message.say("fr")) == (False, "La borne n’a pas répondu à temps")


async def test_observers_are_told_of_every_announcement(house: House) -> None:
    seen = house.engine.subscribe()
    assert not await seen.next()
    await house.gets_a_car(house.wire)
    await house.hears(house.wire.started(1000))
    announced = await seen.next()
    assert house.engine.view.state.chargers["garage"].connectors[1].session is not None
    assert [announcement.event for announcement in announced] == [
        "borne_charger_connected",
        "borne_session_started",
        "borne_decision",
    ]
    house.engine.unsubscribe(seen)
    await house.hears(house.wire.disconnected())
    assert not seen.changed.is_set()


async def test_an_observer_that_nothing_has_happened_to_waits(house: House) -> None:
    seen = house.engine.subscribe()
    await seen.next()
    await breathe()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await seen.next()


async def test_new_rules_take_effect_at_once(house: House) -> None:
    await house.gets_a_car(house.wire)
    await house.hears(house.wire.started(1000))
    house.engine.use_rules(reading_of(FREE.replace("10 A", "12 A")))
    await breathe()
    assert house.line.sent[-1] == limit(12)


async def test_an_answer_waits_for_no_decision_for_many(house: House) -> None:
    wires = await a_street(house)
    house.line.sent.clear()
    house.line.ordered.clear()
    house.turns.short = True
    house.engine.use_rules(reading_of(FREE.replace("10 A", "12 A")))
    await house.line.ordered.wait()
    house.engine.post(wires[-1].metered(1100))
    await breathe(1000)
    kinds = [type(command) for command in house.line.sent]
    assert kinds.count(SetLimit) == len(wires)
    assert kinds.index(AnswerPlain) < 5, "before the others were told their limits"


async def test_what_is_left_of_a_decision_is_told_before_it_stops() -> None:
    house = House(Hand())
    task = asyncio.create_task(house.engine.run())
    wires = await a_street(house)
    house.line.sent.clear()
    house.line.ordered.clear()
    house.turns.short = True
    house.engine.use_rules(reading_of(FREE.replace("10 A", "12 A")))
    await house.line.ordered.wait()
    await end_task(task)
    assert len(house.line.sent) < len(wires)
    house.engine.post(wires[-1].wishes(BoostNow(), charger=wires[-1].charger))
    house.engine.settle()
    assert [command.charger for command in house.line.sent] == [wire.charger for wire in wires]
    boosted = house.line.sent[-1]
    assert isinstance(boosted, SetLimit)
    assert boosted.current > 12


async def test_a_shadow_that_takes_long_keeps_no_answer_waiting(house: House) -> None:
    wires = await a_street(house)
    house.engine.use_shadow(Candidate(reading_of(FREE.replace("10 A", "8 A")), "home.yaml"))
    house.turns.short = True
    house.engine.post(wires[0].metered(1100))
    told = await upto(8.0, house)
    assert 10.0 in told, "it is not done yet"
    house.line.sent.clear()
    house.engine.post(wires[1].metered(1100))
    await breathe(4)
    assert house.line.to(wires[1].charger) == [AnswerPlain]
    assert 10.0 in would_be_told(house)
    await breathe(1000)
    assert would_be_told(house) == [8.0] * len(wires)


async def upto(amps: float, house: House) -> list[float]:
    """What the shadow would have told as soon as it would have told so many A."""
    for _ in range(1000):
        if amps in (told := would_be_told(house)):
            return told
        await breathe(1)
    raise AssertionError


def would_be_told(house: House) -> list[float]:
    shadow = house.engine.view.shadow
    assert shadow is not None
    return [would.current for _, would in shadow.sides(house.core.state).values()]


async def test_a_defect_in_a_decision_leaves_nobody_out_but_whom_it_concerns(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    wires = await a_street(house)
    house.line.sent.clear()

    def fails(charger: Charger, *rest: Any) -> Any:
        if charger.id == wires[1].charger:
            raise ZeroDivisionError
        return dispatch(charger, *rest)

    monkeypatch.setattr("borne.engine.core.dispatch", fails)
    house.engine.use_rules(reading_of(FREE.replace("10 A", "12 A")))
    await breathe()
    told = [command.charger for command in house.line.sent]
    assert told == [wire.charger for wire in wires if wire is not wires[1]]


async def test_it_wakes_for_what_ends_by_itself(real_house: House) -> None:
    await real_house.gets_a_car(real_house.wire)
    seen = real_house.engine.subscribe()
    done = await real_house.engine.wish(BoostNow(seconds=0.05), charger="garage")
    assert done.ok, done.message
    async with asyncio.timeout(PATIENCE):
        while real_house.engine.view.state.chargers["garage"].connectors[1].by_hand.boost:
            await seen.next()


async def test_an_instant_that_has_passed_does_not_make_it_spin(house: House) -> None:
    await house.gets_a_car(house.wire)
    await house.hears(house.wire.started(1000))
    assert isinstance(house.clock, Hand)
    house.clock.time += timedelta(hours=3)
    await house.hears(house.wire.woke())
    await breathe()
    asked = house.clock.asked
    for _ in range(50):
        await breathe()
    assert house.clock.asked - asked < 5


async def test_the_fallback_is_set_once_it_is_ready(house: House) -> None:
    await house.gets_a_car(house.wire)
    assert SetFallback("garage", 1, 8.0) in house.line.sent
