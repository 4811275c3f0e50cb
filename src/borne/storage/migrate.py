"""Brings the database to the layout that this program knows.

Alembic is imported only where something is to be migrated: a new file gets today's layout at once,
and nearly every start finds the layout as it should be. Neither needs its time and its memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection, Engine, inspect, text

from borne.storage import errors
from borne.storage.database import Database
from borne.storage.tables import METADATA

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER: Final = Path(__file__).with_name("migrations")
_LAYOUT: Final = "alembic_version"
_NOTES_LAYOUT: Final = (
    f"CREATE TABLE {_LAYOUT} ( version_num VARCHAR(32) NOT NULL, "
    f"CONSTRAINT {_LAYOUT}_pkc PRIMARY KEY (version_num) )"
)
"""As alembic does."""


def layouts() -> tuple[str, ...]:
    """Every layout there has been, the newest last: the files are named by their number."""
    return tuple(sorted(file.name.partition("_")[0] for file in _FOLDER.glob("versions/[0-9]*.py")))


def alembic_config() -> Config:
    """What alembic must know; there is no file for it."""
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


def upgrade(engine: Engine, database: Database) -> Path | None:
    """Migrate to the newest layout; return the copy that was kept of an older one, if any.

    Either all of it happens or nothing. Raises SchemaTooNew, StorageUnavailable.
    """
    known = layouts()
    with engine.begin() as connection:
        current = _revision(connection, str(database))
    if current == known[-1]:
        return None
    if current is None:
        lay_out(engine)
        return None
    if current not in known:
        raise errors.SchemaTooNew(errors.NEWER_SCHEMA(path=str(database), revision=current))
    copy = database.keep_copy(current)
    migrate(engine)
    return copy


def lay_out(engine: Engine) -> None:
    """Make the newest layout in an empty database, all of it or nothing."""
    with engine.begin() as connection:
        METADATA.create_all(connection)
        connection.execute(text(_NOTES_LAYOUT))
        newest = {"newest": layouts()[-1]}
        connection.execute(text(f"INSERT INTO {_LAYOUT} VALUES (:newest)"), newest)  # noqa: S608  our own name


def migrate(engine: Engine) -> None:
    """Run all the migrations that have not been run yet, or none."""
    from alembic import command  # noqa: PLC0415

    config = alembic_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _revision(connection: Connection, name: str) -> str | None:
    tables = inspect(connection).get_table_names()
    found = None
    if _LAYOUT in tables:
        found = connection.execute(text(f"SELECT version_num FROM {_LAYOUT}")).scalar()  # noqa: S608  our own name
    if found is None and tables:
        raise errors.StorageUnavailable(errors.FOREIGN_FILE(path=name))
    return None if found is None else str(found)
