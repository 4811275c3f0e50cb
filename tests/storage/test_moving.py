"""A whole ledger, into a server and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.postgres import Postgres

from borne.domain.records import SaveRecording, SaveTag
from borne.domain.tag import Tag
from borne.storage import errors, moving
from borne.storage.kinds import named
from borne.storage.store import Store

from .conftest import NOON, Evening

pytestmark = pytest.mark.postgres


def _nothing(_table: str, _done: int, _every: int) -> None:
    """Nobody looks at the progress."""


async def _written(path: Path) -> None:
    store, evening = await Store.open(path), Evening()
    await store.save([*evening.arrive(), *evening.start()])
    await store.save([evening.meter(1001 + n / 3) for n in range(3000)])
    await store.save([*evening.stop(), evening.decide(1), evening.decide(2)])
    tags = (Tag("É’l ève", blocked=True), Tag("zorro"), Tag("Zoé"), Tag("z-1"))
    await store.save([SaveTag(tag) for tag in tags])
    await store.save([SaveRecording(NOON, NOON, lambda: b"\x00packed")])
    await store.close()


async def test_there_and_back_again(path: Path, postgres: Postgres, tmp_path: Path) -> None:
    await _written(path)
    url, other, back = postgres.new_place(), postgres.new_place(), tmp_path / "back.db"
    told = list[tuple[str, int, int]]()
    count = moving.move(path, url, lambda *one: told.append(one))
    assert moving.move(url, other, _nothing) == count  # another place of the same server
    assert moving.move(other, back, _nothing) == count
    assert ("samples", 3000, 3000) in told
    found = []
    for where in (path, url, back):
        store = await Store.open(where)
        found.append((await store.load(), await store.session(1), await store.decisions()))
        await store.close()
    assert found[0] == found[1] == found[2]


def test_what_is_damaged_or_not_there_is_not_copied(path: Path, postgres: Postgres) -> None:
    url = postgres.new_place()
    with pytest.raises(moving.CannotMove, match="no ledger"):
        moving.move(path, url, _nothing)
    path.write_bytes(b"this was never a database" * 400)
    with pytest.raises(errors.DatabaseBroken):
        moving.move(path, url, _nothing)
    with pytest.raises(moving.CannotMove, match="the same"):
        moving.move(url, url, _nothing)


async def test_a_copy_that_differs_is_not_kept(path: Path, postgres: Postgres) -> None:
    await _written(path)
    url = postgres.new_place()
    counts = "BEGIN NEW.total = round(NEW.total); RETURN NEW; END"
    database = named(url)
    database.make_ready()
    database.connect().close()
    postgres.ask(url, f"CREATE FUNCTION round() RETURNS trigger AS $$ {counts} $$ LANGUAGE plpgsql")
    postgres.ask(
        url, "CREATE TRIGGER r BEFORE INSERT ON samples FOR EACH ROW EXECUTE FUNCTION round()"
    )
    with pytest.raises(moving.CannotMove, match="samples differs"):
        moving.move(path, url, _nothing)
    assert postgres.ask(url, "SELECT count(*) FROM chargers") == [(0,)]


async def test_what_is_not_empty_is_left_alone(path: Path, postgres: Postgres) -> None:
    await _written(path)
    url = postgres.new_place()
    moving.move(path, url, _nothing)
    with pytest.raises(moving.NotEmpty, match="is not empty"):
        moving.move(path, url, _nothing)
    assert postgres.ask(url, "SELECT count(*) FROM samples") == [(3000,)]
