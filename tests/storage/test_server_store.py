"""A server that is away when Borne starts: chargers are let in, and nothing is lost or twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio
from tests.postgres import Postgres

from borne.domain.records import DeleteTag, SaveTag
from borne.domain.tag import Tag
from borne.storage import errors, server_store
from borne.storage.server_store import AHEAD, ServerStore
from borne.storage.sqlite import SqliteFile
from borne.storage.standin import StandIn
from borne.storage.store import Store

from .conftest import Evening, Troubles

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

Opened = Callable[[], Awaitable[ServerStore]]


@pytest.fixture
def server(postgres: Postgres) -> Iterator[Postgres]:
    """One that a test may stop: it runs again after it."""
    yield postgres
    if not postgres.running:
        postgres.start()


@pytest.fixture
def url(server: Postgres) -> str:
    return server.new_place()


@pytest_asyncio.fixture
async def opened(url: str, tmp_path: Path) -> AsyncIterator[Opened]:
    """Opens the store as each start of Borne does."""
    stores: list[ServerStore] = []

    async def open_again() -> ServerStore:
        for store in stores:
            await store.close()
        stores[:] = [await ServerStore.beside(url, tmp_path)]
        return stores[0]

    yield open_again
    for store in stores:
        await store.close()


def _beside(folder: Path) -> Path:
    (path,) = folder.glob("borne-away-*.db")
    return path


async def test_borne_starts_without_its_server_and_pays_what_it_owes(
    server: Postgres, url: str, opened: Opened, evening: Evening
) -> None:
    store = await opened()
    first = await store.load()
    await store.save([*evening.arrive(), *evening.start(), evening.meter(1500)])
    await store.save([SaveTag(Tag("gone")), SaveTag(Tag("stays"))])

    await asyncio.to_thread(server.stop)
    store, troubles = await opened(), Troubles()
    store.report_to(troubles.on_trouble, troubles.on_recovered)
    state = await store.load()
    assert troubles.told == ["error storage"]
    assert "not reached" in troubles.sentences[0].say()
    connector = state.chargers["garage"].connectors[1]
    assert state.chargers["garage"].adopted
    assert (connector.total, connector.session and connector.session.energy) == (500, 500)
    assert state.next_transaction > AHEAD > first.next_transaction
    await store.save(evening.stop())
    await store.save([DeleteTag("gone"), *evening.leave()])

    store = await opened()  # once more, before the server is back
    again = await store.load()
    assert again.next_transaction > AHEAD
    assert again.chargers["garage"].connectors[1].session is None
    assert list(again.tags) == ["stays"]
    troubles = Troubles()
    store.report_to(troubles.on_trouble, troubles.on_recovered)
    await asyncio.to_thread(server.start)
    await store.save([SaveTag(Tag("new"))])
    await troubles.until("recovered storage")
    assert server.ask(url, "SELECT tag FROM tags ORDER BY tag") == [("new",), ("stays",)]
    assert server.ask(url, "SELECT ended IS NULL, energy_before FROM sessions") == [(False, 500)]
    assert [one.energy for one in await store.sessions()] == [500]


async def test_what_waits_when_borne_stops_is_paid_at_the_next_start(
    server: Postgres, url: str, opened: Opened, evening: Evening
) -> None:
    store = await opened()
    await store.load()
    await store.save([*evening.arrive(), *evening.start(), evening.meter(1500)])
    await asyncio.to_thread(server.stop)
    await store.save([evening.meter(1900)])
    await store.save(evening.stop())
    await store.close()
    await asyncio.to_thread(server.start)
    assert server.ask(url, "SELECT ended IS NULL FROM transactions") == [(True,)]
    state = await (await opened()).load()
    assert server.ask(url, "SELECT ended IS NULL, energy FROM transactions") == [(False, 900)]
    assert state.chargers["garage"].connectors[1].total == 900
    assert state.next_transaction < AHEAD


async def test_numbers_that_a_restored_server_has_forgotten_are_not_given_again(
    server: Postgres, url: str, opened: Opened, evening: Evening
) -> None:
    store = await opened()
    await store.load()
    await store.save([*evening.arrive(), *evening.start()])
    given = (await (await opened()).load()).next_transaction
    for table in ("transactions", "sessions", "counters"):
        server.ask(url, f"DELETE FROM {table}")  # noqa: S608
    assert (await (await opened()).load()).next_transaction == given


async def test_a_server_that_was_never_reached_is_a_matter_for_a_person(
    server: Postgres, opened: Opened
) -> None:
    await asyncio.to_thread(server.stop)
    with pytest.raises(errors.StorageUnavailable, match="not reached"):
        await opened()


async def test_a_second_borne_is_refused_after_a_while(
    url: str, opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opened()
    other = tmp_path / "other"
    monkeypatch.setattr(server_store, "_ANOTHER_FOR", 0.0)
    with pytest.raises(errors.AnotherBorne, match="another Borne writes"):
        await ServerStore.beside(url, other)


async def test_the_file_beside_keeps_what_a_start_needs_and_no_more(
    opened: Opened, evening: Evening, tmp_path: Path
) -> None:
    store = await opened()
    await store.load()
    await store.save([*evening.arrive(), *evening.start(), evening.decide(1)])
    for n in range(100):
        await store.save([evening.meter(1001 + n)])
    await store.close()
    path = _beside(tmp_path)
    with closing(SqliteFile(path).connect()) as beside:
        counts = [
            beside.execute(f"SELECT count(*) FROM {name}").fetchone()[0]  # noqa: S608
            for name in ("chargers", "transactions", "samples", "decisions")
        ]
        assert counts == [1, 1, 2, 0]
        assert beside.execute("SELECT max(register) FROM samples").fetchone() == (1100,)
    store = await opened()
    await store.load()
    assert (await store.prune(evening.session.started)) == 0
    with closing(SqliteFile(path).connect()) as beside:
        assert beside.execute("SELECT register FROM samples").fetchall() == [(1100,)]


async def test_a_broken_file_beside_is_set_aside(
    opened: Opened, evening: Evening, tmp_path: Path
) -> None:
    store = await opened()
    await store.load()
    await store.save(evening.arrive())
    await store.close()
    path = _beside(tmp_path)
    path.write_bytes(b"this was never a database" * 400)
    state = await (await opened()).load()
    assert list(state.chargers) == ["garage"]
    assert StandIn(path).filled


async def test_what_sqlite_held_is_taken_along_the_first_time(
    server: Postgres, url: str, opened: Opened, evening: Evening, tmp_path: Path
) -> None:
    before = await Store.open(tmp_path / "borne.db")
    await before.save([*evening.arrive(), *evening.start(), evening.meter(1500)])
    number = (await before.load()).next_transaction
    await before.close()
    store = await opened()
    state = await store.load()
    assert state.next_transaction == number
    assert server.ask(url, "SELECT count(*) FROM samples") == [(1,)]
    await store.save([evening.meter(1600)])
    assert (await (await opened()).load()).chargers["garage"].connectors[1].total == 600
