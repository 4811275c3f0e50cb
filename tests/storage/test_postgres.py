"""What is a server's alone: it may be away, refuse, drop the line, freeze, and be killed."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
import pytest_asyncio
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from tests.patience import PATIENCE
from tests.postgres import PASSWORD, Postgres

from borne.storage import errors, migrate, writer
from borne.storage.kinds import named
from borne.storage.postgres import PostgresServer
from borne.storage.store import Store
from borne.storage.tables import METADATA

from .conftest import Evening, Troubles

pytestmark = pytest.mark.postgres


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
async def store(url: str) -> AsyncIterator[Store]:
    store = await Store.open(url)
    yield store
    await store.close()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_name_has_no_secret_in_it(postgres: Postgres, scheme: str) -> None:
    assert str(named(postgres.url("borne", scheme=scheme))) == "127.0.0.1/borne"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://ana:{password}@127.0.0.1:{port}/nowhere", "no such database"),
        ("postgresql://ana:wrong{password}@127.0.0.1:{port}/postgres", "refuses the user"),
        ("postgresql://bob:{password}@127.0.0.1:{port}/postgres", "refuses the user"),
        ("postgresql://ana:{password}@127.0.0.1:9/postgres", "is not reached"),
        ("postgresql://ana:{password}@nowhere.invalid/postgres", "is not reached"),
        ("postgresql://ana:{password}@127.0.0.1:{port}/postgres?sslmode=require", "sslmode"),
        ("postgresql://ana:{password}@[::1/postgres", "no address"),
        ("postgresql://ana:{password}@127.0.0.1/postgres?colour=red", "no address"),
    ],
)
async def test_what_keeps_borne_out_is_said_without_the_password(
    postgres: Postgres, url: str, said: str
) -> None:
    secret = "only%40on%2Floopback"
    with pytest.raises(errors.StorageUnavailable, match=said) as raised:
        await Store.open(url.format(password=secret, port=postgres.port))
    for language in ("en", "fr"):
        sentence = raised.value.sentence.say(language)
        assert secret not in sentence
        assert PASSWORD not in sentence


async def test_a_second_borne_is_refused_until_the_first_has_stopped(url: str) -> None:
    first = await Store.open(url)
    with pytest.raises(errors.AnotherBorne, match="another Borne writes"):
        await Store.open(url)
    await first.close()
    await (await Store.open(url)).close()


def _drop(server: Postgres, store: Store, name: str | None = None) -> None:
    """The server ends the connections of this store."""
    assert isinstance(store._database, PostgresServer)
    name = name or store._database._application
    server.ask(
        "postgres",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{name}'",  # noqa: S608
    )


async def test_a_connection_that_drops_mends_and_nothing_is_lost(
    server: Postgres, url: str, store: Store, evening: Evening
) -> None:
    troubles = Troubles()
    store.report_to(troubles.on_trouble, troubles.on_recovered)
    await store.save([*evening.arrive(), *evening.start()])
    assert len(await store.sessions()) == 1
    await asyncio.to_thread(_drop, server, store)
    await store.save([evening.meter(1500)])
    await troubles.until("recovered storage")
    assert troubles.told == ["error storage", "recovered storage"]
    assert server.ask(url, "SELECT count(*) FROM samples") == [(1,)]
    assert (await store.sessions())[0].energy == 500


async def test_the_connection_of_before_that_the_server_takes_for_alive_is_ended(
    server: Postgres, url: str, store: Store, evening: Evening
) -> None:
    """As after a network that died and came back."""
    assert isinstance(store._database, PostgresServer)
    await store.save(evening.arrive())
    ghost = PostgresServer(url)
    ghost._conninfo = store._database._conninfo
    await asyncio.to_thread(_drop, server, store)
    held = await asyncio.to_thread(ghost.connect)
    await store.save(evening.start())
    async with asyncio.timeout(PATIENCE):
        while not server.ask(url, "SELECT 1 FROM transactions"):  # noqa: ASYNC110  another process
            await asyncio.sleep(0.05)
    with pytest.raises(psycopg.Error):
        held.execute("SELECT 1")


@pytest.mark.slow
async def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    server: Postgres, url: str, store: Store, evening: Evening
) -> None:
    troubles = Troubles()
    store.report_to(troubles.on_trouble, troubles.on_recovered)
    await store.save([*evening.arrive(), *evening.start()])
    for n in range(50):
        await store.save([evening.meter(1001 + n)])
    pending = [store.save([evening.meter(1051 + n)]) for n in range(500)]
    await asyncio.to_thread(server.kill)
    await asyncio.wait_for(asyncio.gather(*pending), PATIENCE)  # chargers have their answers
    await store.save([evening.meter(1600)])
    await troubles.until("error storage")
    with pytest.raises(errors.StorageUnavailable, match="not reached"):
        await store.sessions()
    await asyncio.to_thread(server.start)
    await troubles.until("recovered storage")
    assert server.ask(url, "SELECT count(*), max(register) FROM samples") == [(551, 1600.0)]
    assert (await store.sessions())[0].energy == 600


@pytest.mark.slow
async def test_a_server_that_freezes_hangs_neither_a_charger_nor_the_end(
    server: Postgres, url: str, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_ANSWER_WITHIN", 0.2)
    monkeypatch.setattr(writer, "_CLOSE_WITHIN", 0.5)
    store, troubles = await Store.open(url), Troubles()
    store.report_to(troubles.on_trouble, troubles.on_recovered)
    await store.save(evening.arrive())
    server.signal(signal.SIGSTOP)
    try:
        async with asyncio.timeout(PATIENCE):
            await store.save(evening.start())
            assert "does not answer" in troubles.sentences[-1].say()
            await store.close()
    finally:
        server.signal(signal.SIGCONT)


@pytest.mark.parametrize(
    ("code", "said"),
    [("53100", "is full"), ("25006", "read-only"), ("42501", "forbids"), ("XX001", "refuses")],
)
async def test_what_the_server_refuses_is_said_and_kept(
    server: Postgres, url: str, evening: Evening, code: str, said: str
) -> None:
    store, troubles = await Store.open(url), Troubles()
    store.report_to(troubles.on_trouble, troubles.on_recovered)
    server.ask(
        url,
        "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN "
        f"RAISE EXCEPTION 'no' USING ERRCODE = '{code}'; END $$ LANGUAGE plpgsql",
    )
    server.ask(url, "CREATE TRIGGER no BEFORE INSERT ON sessions EXECUTE FUNCTION refuse()")
    await store.save(evening.arrive())
    assert troubles.told == ["error storage"]
    assert said in troubles.sentences[0].say()
    server.ask(url, "DROP TRIGGER no ON sessions")
    await troubles.until("recovered storage")
    assert server.ask(url, "SELECT count(*) FROM sessions") == [(1,)]
    await store.close()


async def test_what_another_program_holds_is_waited_for_in_the_background(
    server: Postgres, url: str, store: Store, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "_ANSWER_WITHIN", 0.2)
    troubles = Troubles()
    store.report_to(troubles.on_trouble, troubles.on_recovered)
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE sessions IN EXCLUSIVE MODE")
        await store.save(evening.arrive())
        assert troubles.told == ["error storage"]
        assert await store.sessions() == []  # reading goes on
    await troubles.until("recovered storage")
    assert server.ask(url, "SELECT count(*) FROM sessions") == [(1,)]


async def test_many_saves_wait_for_few_commits(store: Store, evening: Evening) -> None:
    await store.save([*evening.arrive(), *evening.start()])
    before, written = store._writer.commits, threading.Event()
    writing = asyncio.create_task(store._writer.call(lambda _: written.wait(PATIENCE)))
    await asyncio.sleep(0)  # it is queued before them
    saved = [store.save([evening.meter(1000 + n)]) for n in range(500)]
    written.set()
    await asyncio.gather(writing, *saved)
    assert store._writer.commits - before <= 2


_LAYOUT = (
    """SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
       WHERE table_schema = current_schema() ORDER BY 1, 2""",
    """SELECT tablename, replace(indexdef, schemaname, '') FROM pg_indexes
       WHERE schemaname = current_schema() ORDER BY 2""",
    """SELECT conname, contype, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = current_schema()::regnamespace ORDER BY 1""",
    "SELECT version_num FROM alembic_version",
)


def _lay_out(url: str) -> None:
    database = named(url)
    database.make_ready()
    database.connect().close()


def test_the_migrated_layout_is_that_of_a_new_database(server: Postgres) -> None:
    migrated, new = server.new_place(), server.new_place()
    engine = PostgresServer(migrated).engine()
    migrate.migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    engine.dispose()
    _lay_out(new)
    for question in _LAYOUT:
        assert server.ask(migrated, question) == server.ask(new, question)


def test_what_fails_half_way_leaves_everything_as_it_was(server: Postgres, url: str) -> None:
    server.ask(url, "CREATE TABLE tags (name text)")
    with pytest.raises(errors.StorageUnavailable, match="not Borne's"):
        _lay_out(url)
    assert server.ask(url, "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    server.ask(url, "DROP TABLE tags")
    _lay_out(url)
    server.ask(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(errors.SchemaTooNew, match="newer Borne"):
        _lay_out(url)
