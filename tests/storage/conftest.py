"""A store over a real file, and the values that a charging evening writes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.patience import PATIENCE

from borne.domain.decision import Decision, Mode
from borne.domain.records import (
    Record,
    SaveCharger,
    SaveDecision,
    SaveSample,
    SaveSession,
    SaveTransaction,
)
from borne.domain.say import Sentence, Text
from borne.domain.session import Session, Transaction
from borne.storage.store import Store

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)


class Evening:
    """Writes what one charger's evening writes."""

    def __init__(self, charger: str = "garage", number: int = 1) -> None:
        self.charger = charger
        self.number = number
        self.session = Session(number, charger, 1, NOON, tag="ALICE", person="Alice")
        self.transaction: Transaction | None = None
        self.samples = 0
        self.total = 0.0

    def arrive(self) -> list[Record]:
        charger = SaveCharger(
            self.charger, NOON, NOON, "Garage", adopted=True, ignored=False, attempts=1,
            vendor="Legrand", model="Green'up", serial="1", firmware="2", protocol="ocpp1.6",
            connectors=(1,),
        )  # fmt: skip
        return [charger, SaveSession(self.session)]

    def start(self, register: float = 1000.0) -> list[Record]:
        number = self.session.transactions + 1
        self.session = replace(self.session, transactions=number)
        self.transaction = Transaction(
            100 * self.number + number, self.session.id, self.charger, 1, "ALICE", NOON, register,
            register,
        )  # fmt: skip
        return [SaveSession(self.session), SaveTransaction(self.transaction)]

    def meter(self, register: float) -> SaveSample:
        assert self.transaction is not None
        before = self.transaction.energy
        self.transaction = self.transaction.counted(register)
        self.total += self.transaction.energy - before
        self.samples += 1
        return SaveSample(
            self.charger, 1, NOON + timedelta(seconds=self.samples), register, self.total,
            self.session.id, self.transaction.id,
            self.session.energy_before + self.transaction.energy, self.transaction.energy,
            power=7000.0, current=30.4, asked=32.0,
        )  # fmt: skip

    def stop(self) -> list[Record]:
        assert self.transaction is not None
        ended = replace(self.transaction, ended=NOON + timedelta(hours=1), reason="Local")
        self.session = replace(
            self.session,
            energy_before=self.session.energy_before + ended.energy,
            charging_before=self.session.charging_before + 3600.0,
        )
        self.transaction = None
        return [SaveTransaction(ended), SaveSession(self.session)]

    def leave(self) -> list[Record]:
        self.session = replace(self.session, ended=NOON + timedelta(hours=2), stop_reason="Local")
        return [SaveSession(self.session)]

    def decide(self, minutes: int, why: str = "{surplus} to spare {") -> SaveDecision:
        text = Text(why.replace("{", "{{").replace("}", "}}"), "Il reste du soleil")
        decision = Decision(
            "Sun", Mode.SURPLUS, charge=True, current=10.0, phases=1, why=text(),
            since=NOON + timedelta(minutes=minutes),
        )  # fmt: skip
        return SaveDecision(self.charger, 1, self.session.id, decision)


class Troubles:
    """What the store has told, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.sentences: list[Sentence] = []
        self._more = asyncio.Event()

    def on_trouble(self, code: str, severity: str, message: Sentence) -> None:
        self.told.append(f"{severity} {code}")
        self.sentences.append(message)
        self._more.set()

    def on_recovered(self, code: str) -> None:
        self.told.append(f"recovered {code}")
        self._more.set()

    async def until(self, told: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while told not in self.told:
                self._more.clear()
                await self._more.wait()


Opened = Callable[[], Awaitable[Store]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "borne.db"


@pytest.fixture
async def opened(path: Path) -> AsyncIterator[Opened]:
    """Opens the store anew each time, as a new process would."""
    stores: list[Store] = []

    async def open_again() -> Store:
        for store in stores:
            await store.close()
        stores[:] = [await Store.open(path)]
        return stores[0]

    yield open_again
    for store in stores:
        await store.close()


@pytest.fixture
async def store(opened: Opened) -> Store:
    return await opened()


@pytest.fixture
def evening() -> Evening:
    return Evening()


@pytest.fixture
def troubles(store: Store) -> Troubles:
    troubles = Troubles()
    store.report_to(troubles.on_trouble, troubles.on_recovered)
    return troubles
