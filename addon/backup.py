#!/usr/local/bin/python3 -I
"""Puts a consistent copy of the ledger into a backup that is made while Borne runs.

SQLite's files cannot be copied one after the other while they are written. So the Supervisor calls
`before`, which makes one consistent copy beside them, archives the folder, and calls `after`, which
removes the copy. A marker, left out of the backup by config.yaml, tells the two ways apart in which
a copy can be found at the start: without the marker it came out of a backup and becomes the ledger;
with it, a backup was cut short and the ledger itself is newer. A ledger at a PostgreSQL is backed
up by the owner of that.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

DATA = Path("/data")
LEDGER = "borne.db"
OPTIONS = "options.json"
COPY = "borne-backup.db"
PARTIAL = "borne-backup.part"
MARKER = "borne-backup.running"
AHEAD = 10_000
"""Transactions that may have begun since the backup: chargers still know their numbers."""


def before(data: Path) -> None:
    after(data)
    if _is_elsewhere(data):
        print("The ledger is at a PostgreSQL and is not in this backup.", flush=True)
        return
    if not (data / LEDGER).exists():
        return
    (data / MARKER).touch()
    _sync(data)
    ledger = sqlite3.connect(f"{(data / LEDGER).as_uri()}?mode=ro", uri=True)
    copy = sqlite3.connect(data / PARTIAL)
    with closing(ledger), closing(copy):
        ledger.backup(copy)
    _sync(data / PARTIAL)
    (data / PARTIAL).replace(data / COPY)
    _sync(data)


def _is_elsewhere(data: Path) -> bool:
    try:
        return bool(json.loads((data / OPTIONS).read_text(encoding="utf-8")).get("database"))
    except (OSError, ValueError, AttributeError):
        return False


def after(data: Path) -> None:
    """Removes the copy; the marker goes last, so that no moment shows the copy without it."""
    for name in (COPY, PARTIAL):
        for suffix in ("", "-wal", "-shm", "-journal"):
            (data / f"{name}{suffix}").unlink(missing_ok=True)
    _sync(data)
    (data / MARKER).unlink(missing_ok=True)


def restore(data: Path) -> None:
    """Before the start: the copy that came out of a backup becomes the ledger."""
    if (data / MARKER).exists() or not (data / COPY).exists():
        after(data)
        return
    # What these hold belongs to the ledger that was archived while it was written.
    for suffix in ("-wal", "-shm", "-journal"):
        (data / f"{LEDGER}{suffix}").unlink(missing_ok=True)
    _number_ahead(data / COPY)
    (data / COPY).replace(data / LEDGER)
    _sync(data)
    print("The ledger was restored from the backup.", flush=True)


def _number_ahead(copy: Path) -> None:
    """A number that a charger was given after the backup must not be given to another charge."""
    with closing(sqlite3.connect(copy)) as ledger, ledger:
        tables = {row[0] for row in ledger.execute("select name from sqlite_schema")}
        if {"counters", "transactions"} <= tables:
            ledger.execute(
                "insert into counters (name, value) "
                "select 'transaction', coalesce(max(id), 0) + ? from transactions where true "
                "on conflict (name) do update set value = max(value, excluded.value - ?) + ?",
                (AHEAD, AHEAD, AHEAD),
            )


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


STEPS = {"before": before, "after": after, "restore": restore}


def main(arguments: list[str]) -> int:
    step, *folder = arguments or [""]
    if step not in STEPS or len(folder) > 1:
        print(f"usage: borne-backup {'|'.join(STEPS)} [FOLDER]", file=sys.stderr)
        return 2
    data = Path(folder[0]) if folder else DATA
    try:
        STEPS[step](data)
    except (OSError, sqlite3.Error) as problem:
        print(f"borne-backup {step}: {problem}", file=sys.stderr, flush=True)
        if step == "before":
            after(data)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
