"""A store over a real file or server, and the values that a charging evening writes."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.patience import PATIENCE
from tests.postgres import Postgres

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

_KINDS = ("sqlite", pytest.param("postgres", marks=pytest.mark.postgres))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What is said of a store holds for both kinds; who asks for the file means SQLite."""
    if "place" in metafunc.fixturenames:
        kinds = _KINDS[:1] if "path" in metafunc.fixturenames else _KINDS
        metafunc.parametrize("place", kinds, indirect=True)


class Place:
    """Where a ledger is, and what another program sees of it."""

    def __init__(self, where: Path | str, server: Postgres | None = None) -> None:
        self.where = where
        self._server = server

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        if self._server is not None:
            return self._server.ask(str(self.where), sql)
        with closing(sqlite3.connect(self.where)) as connection:
            return connection.execute(sql).fetchall()

    def count(self, table: str) -> int:
        found: int = self.ask(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608  the test's own names
        return found


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "borne.db"


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return Place(tmp_path / "borne.db")
    server: Postgres = request.getfixturevalue("postgres")
    return Place(server.new_place(), server)


@pytest.fixture
async def opened(place: Place) -> AsyncIterator[Opened]:
    """Opens the store anew each time, as a new process would."""
    stores: list[Store] = []

    async def open_again() -> Store:
        for store in stores:
            await store.close()
        stores[:] = [await Store.open(place.where)]
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
