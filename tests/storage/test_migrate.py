from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError

from borne.storage import errors, migrate, sqlite
from borne.storage.tables import METADATA


@pytest.fixture
def engine(path: Path) -> Iterator[Engine]:
    engine = sqlite.engine_for(path)
    yield engine
    engine.dispose()


def _layout(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name: " ".join(sql.split()) for name, sql in rows}


def _number(path: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT version_num FROM alembic_version").fetchall()


def test_the_migrations_make_the_tables_that_the_program_knows(engine: Engine) -> None:
    migrate.migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []


def test_the_migrated_layout_is_that_of_a_new_file_word_for_word(
    engine: Engine, path: Path, tmp_path: Path
) -> None:
    migrate.migrate(engine)
    new = tmp_path / "new.db"
    fresh = sqlite.engine_for(new)
    assert migrate.upgrade(fresh, sqlite.SqliteFile(new)) is None
    fresh.dispose()
    assert _layout(path) == _layout(new)
    assert _number(path) == _number(new)


def test_the_files_of_the_layouts_are_numbered_as_they_follow_each_other() -> None:
    scripts = ScriptDirectory.from_config(migrate.alembic_config())
    chain = [script.revision for script in scripts.walk_revisions()]
    assert migrate.layouts() == tuple(reversed(chain))


def test_a_second_start_changes_nothing_and_copies_nothing(engine: Engine, path: Path) -> None:
    assert migrate.upgrade(engine, sqlite.SqliteFile(path)) is None
    assert migrate.upgrade(engine, sqlite.SqliteFile(path)) is None
    assert list(path.parent.glob("*.before-*")) == []


def test_a_newer_database_is_refused_in_a_sentence(engine: Engine, path: Path) -> None:
    migrate.upgrade(engine, sqlite.SqliteFile(path))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(errors.SchemaTooNew, match="newer Borne"):
        migrate.upgrade(engine, sqlite.SqliteFile(path))


def test_another_programs_database_is_left_alone(engine: Engine, path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    with pytest.raises(errors.StorageUnavailable, match="not Borne's"):
        migrate.upgrade(engine, sqlite.SqliteFile(path))
    assert set(_layout(path)) == {"recipes"}


@pytest.mark.parametrize("make", [migrate.migrate, migrate.lay_out])
def test_what_fails_half_way_leaves_everything_as_it_was(
    engine: Engine, path: Path, make: Callable[[Engine], None]
) -> None:
    @event.listens_for(engine, "connect")
    def no_room(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA max_page_count=8")

    with pytest.raises(OperationalError, match="full"):
        make(engine)
    assert _layout(path) == {}


def test_only_the_last_two_copies_are_kept(engine: Engine, path: Path) -> None:
    migrate.upgrade(engine, sqlite.SqliteFile(path))
    copies = [sqlite.keep_copy(path, revision) for revision in ("a", "b", "c")]
    assert sorted(path.parent.glob("*.before-*")) == copies[1:]
    assert _layout(copies[2]) == _layout(path)
