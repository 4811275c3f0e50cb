"""Brings the database to the layout that this program knows."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect

from borne.storage import database, errors

_FOLDER: Final = Path(__file__).with_name("migrations")


def alembic_config() -> Config:
    """What alembic must know; there is no file for it."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config


def upgrade(engine: Engine, path: Path) -> Path | None:
    """Migrate to the newest layout; return the copy that was kept of an older one.

    Either all of it happens or nothing. Raises SchemaTooNew, StorageUnavailable.
    """
    config = alembic_config()
    scripts = ScriptDirectory.from_config(config)
    with engine.begin() as connection:
        current = _revision(connection, path)
    if current == scripts.get_current_head():
        return None
    if current is not None and current not in {
        known.revision for known in scripts.walk_revisions()
    }:
        raise errors.SchemaTooNew(errors.NEWER_SCHEMA(path=str(path), revision=current))
    copy = database.keep_copy(path, current) if current else None
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return copy


def _revision(connection: Connection, path: Path) -> str | None:
    current = MigrationContext.configure(connection).get_current_revision()
    if current is None and inspect(connection).get_table_names():
        raise errors.StorageUnavailable(errors.FOREIGN_FILE(path=str(path)))
    return current
