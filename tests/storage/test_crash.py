"""Power cuts between any two records: what comes next brings the ledger right to the Wh."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from borne.domain.commands import AnswerStart
from borne.domain.events import Event, TransactionStarted, TransactionStopped
from borne.domain.life import Status
from borne.domain.records import Record
from borne.storage.store import Store

from ..domain.playbook import DomainPlay, Wire  # noqa: TID252  # one language for all plays

Told = Callable[["Charger"], Event]
EXPECTED = 1234 + 800


class Charger:
    """A charger that tells again what was not answered, and uses the ids that it was given."""

    def __init__(self) -> None:
        self.wire = Wire()
        self.play = DomainPlay()
        self.id = 0

    def tell(self, told: Told) -> list[Record]:
        """What is to be stored before the answer."""
        return self.take(told(self))

    def take(self, event: Event) -> list[Record]:
        """What is to be stored before the answer to this."""
        self.play.skip(event)
        return [one for one in self.play.commands if isinstance(one, get_args(Record))]

    def hear(self) -> None:
        """The answer to the last call arrives."""
        for answer in self.play.all(AnswerStart):
            self.id = answer.transaction

    async def return_to(self, store: Store) -> list[Record]:
        """Borne is back, with what stood on the disk."""
        self.play = DomainPlay(state=await store.load())
        self.wire.connection += 1
        self.wire.after(20)
        return [*self.tell(lambda it: it.wire.connected()), *self.tell(lambda it: it.wire.booted())]


def history() -> list[Told]:
    """Two sessions, the first of them with a start that comes before the stop of the last."""
    charger = Charger()
    begun, second = charger.wire.now, charger.wire.now + timedelta(minutes=30)
    third = charger.wire.now + timedelta(hours=2)
    return [
        lambda it: it.wire.status(Status.PREPARING),
        lambda it: it.wire.started(1000, "ANNA", began=begun),
        lambda it: it.wire.after(60).metered(1100),
        lambda it: it.wire.after(60).metered(1300),
        lambda it: it.wire.after(60).stopped(it.id, 1700, "Remote"),
        lambda it: it.wire.after(1800).started(1700, "ANNA", began=second),
        lambda it: it.wire.after(60).metered(2000),
        lambda it: it.wire.after(60).stopped(it.id, 2234, "EVDisconnected"),
        lambda it: it.wire.after(60).status(Status.AVAILABLE),
        lambda it: it.wire.after(7200).status(Status.PREPARING),
        lambda it: it.wire.started(2234, "BOB", began=third),
        lambda it: it.wire.after(60).metered(2500),
        lambda it: it.wire.after(60).stopped(it.id, 3034),
        lambda it: it.wire.after(60).status(Status.AVAILABLE),
    ]


async def _crash(path: Path, at: int, after: int) -> tuple[int, float, float]:
    """Play it all, with a power cut at one event after so many of its records.

    How many records that event had, the ledger's energy and the connector's total.
    """
    charger, store, count = Charger(), await Store.open(path), 0
    await store.save(charger.tell(lambda it: it.wire.connected()))
    await store.save(charger.tell(lambda it: it.wire.booted()))
    for number, told in enumerate(history()):
        records = charger.tell(told)
        if number == at:
            count = len(records)
            await store.save(records[:after])
            await store.close()
            store = await Store.open(path)
            await store.save(await charger.return_to(store))
            records = charger.tell(told)
        await store.save(records)
        charger.hear()
    sessions = await store.sessions()
    total = (await store.load()).chargers["garage"].connectors[1].total or 0.0
    await store.close()
    return count, sum(session.energy for session in sessions), total


@pytest.mark.slow
async def test_a_power_cut_after_each_record_of_a_session(tmp_path: Path) -> None:
    whole = len(history())
    wrong: dict[tuple[int, int], tuple[float, float]] = {}
    for at in range(whole):
        after, count = 0, 0
        while after <= count:
            path = tmp_path / f"{at}-{after}" / "borne.db"
            count, energy, total = await _crash(path, at, after)
            if (energy, total) != (EXPECTED, 3034):
                wrong[at, after] = (energy, total)
            after += 1
    assert wrong == {}


async def test_a_queue_that_is_told_again_after_a_restart_counts_nothing(store: Store) -> None:
    charger = Charger()
    await store.save(charger.tell(lambda it: it.wire.connected()))
    ids: list[int] = []
    for told in history():
        await store.save(charger.tell(told))
        charger.hear()
        ids.append(charger.id)
    before = await store.sessions()
    await store.save(await charger.return_to(store))
    for number, told in enumerate(history()):
        event = told(charger)
        if isinstance(event, TransactionStarted | TransactionStopped):
            await store.save(charger.take(event))
            charger.hear()
            assert charger.id == ids[number]
    after = await store.sessions()
    assert after == before
