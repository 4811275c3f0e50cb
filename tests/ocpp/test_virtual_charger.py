"""The server with a virtual charge point: what the charger then does, not what was sent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.patience import PATIENCE

from borne.domain.commands import (
    Admission,
    Answer,
    AnswerBoot,
    AnswerData,
    AnswerPlain,
    AnswerStart,
    AnswerStop,
    AnswerTag,
    ClearLimits,
    Order,
    Prepare,
    SetFallback,
    SetLimit,
    StartRemotely,
    StopRemotely,
)
from borne.domain.events import (
    ChargerBooted,
    ChargerConnected,
    ChargerReady,
    DataReceived,
    Event,
    MeterSampled,
    OrderAnswered,
    TagSwiped,
    TransactionStarted,
    TransactionStopped,
)
from borne.ocpp.server import OcppServer
from borne.simulate.car import Car
from borne.simulate.virtual import VirtualCharger

G = "garage"


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Yes:
    """An engine that says yes to everything, and remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[Event] = []
        self.server = OcppServer(self.post, RealClock(), "127.0.0.1", 0)
        self._more = asyncio.Event()

    def post(self, event: Event) -> None:
        self.told.append(event)
        self._more.set()
        answer = self._answer(event)
        if answer is not None:
            self.server.answer(answer)
        if isinstance(event, ChargerBooted):
            self.server.order(Prepare(G))

    async def heard(self, kind: type[Event], since: int = 0) -> Any:
        """The first event of that kind after so many events."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for event in self.told[since:]:
                    if isinstance(event, kind):
                        return event
                self._more.clear()
                await self._more.wait()

    async def order(self, order: Order) -> OrderAnswered:
        since = len(self.told)
        self.server.order(order)
        while True:
            answered = await self.heard(OrderAnswered, since)
            if answered.order == order:
                return answered  # type: ignore[no-any-return]  # `heard` is loose on purpose
            since = self.told.index(answered) + 1

    def _answer(self, event: Event) -> Answer | None:
        ticket = getattr(event, "ticket", None)
        if ticket is None:
            return None
        match event:
            case ChargerBooted():
                return AnswerBoot(G, ticket, accepted=True, interval=60)
            case TagSwiped():
                return AnswerTag(G, ticket, Admission.ACCEPTED)
            case TransactionStarted():
                return AnswerStart(G, ticket, 17, Admission.ACCEPTED)
            case TransactionStopped():
                return AnswerStop(G, ticket, None)
            case DataReceived():
                return AnswerData(G, ticket, "Accepted")
        return AnswerPlain(G, ticket)


@pytest.fixture
async def engine() -> AsyncIterator[Yes]:
    engine = Yes()
    async with engine.server:
        yield engine


def charger(engine: Yes) -> VirtualCharger:
    url = f"ws://127.0.0.1:{engine.server.port}"
    return VirtualCharger(url, G, meter_interval=0.05, speed=60)


async def test_a_charge_from_boot_to_stop(engine: Yes) -> None:
    async with charger(engine) as virtual:
        await virtual.booted()
        ready = await engine.heard(ChargerReady)
        assert ready.connectors == 1
        assert (await engine.order(SetFallback(G, 1, 8.0))).ok
        await virtual.plug(Car())
        assert (await engine.order(StartRemotely(G, 1, "T"))).ok
        started = await engine.heard(TransactionStarted)
        assert started.tag == "T"
        place = virtual.connectors[1]
        await virtual.until(lambda _: place.amps > 7 and place.limit == 8.0)
        assert (await engine.order(SetLimit(G, 1, 17, 10.27, 1, 900))).ok
        await virtual.until(lambda _: place.limit == 10.2)
        sampled = await engine.heard(MeterSampled)
        assert sampled.transaction == 17
        assert sampled.samples[0].register is not None
        assert (await engine.order(SetLimit(G, 1, 17, 0, 1, 900))).ok
        await virtual.until(lambda _: place.amps == 0)
        assert (await engine.order(ClearLimits(G))).ok
        await virtual.until(lambda _: place.limit > 10.2)
        assert (await engine.order(StopRemotely(G, 1, 17))).ok
        stopped = await engine.heard(TransactionStopped)
        assert stopped.transaction == 17
        assert stopped.meter >= started.meter


async def test_a_limit_for_a_transaction_that_is_not_there_is_refused(engine: Yes) -> None:
    async with charger(engine):
        await engine.heard(ChargerReady)
        answered = await engine.order(SetLimit(G, 1, 17, 10, 1, 900))
        assert (answered.ok, str(answered.message)) == (False, "The charger refused.")


async def test_a_charger_comes_back_after_a_power_cut(engine: Yes) -> None:
    async with charger(engine) as virtual:
        await engine.heard(ChargerReady)
        since = len(engine.told)
        await virtual.power_cut()
        connected = await engine.heard(ChargerConnected, since)
        assert connected.connection == 2
        await engine.heard(ChargerReady, since)
