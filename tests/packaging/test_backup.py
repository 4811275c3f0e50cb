"""A backup that is made while Borne writes must hold a ledger that opens."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from addon import backup


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def ledger(data: Path) -> Iterator[sqlite3.Connection]:
    """The ledger as a running program holds it: write-ahead log, not checkpointed."""
    with closing(sqlite3.connect(data / backup.LEDGER)) as connection:
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma wal_autocheckpoint=0")
        connection.execute("create table session (energy integer)")
        connection.commit()
        yield connection


def book(ledger: sqlite3.Connection, energy: int) -> None:
    ledger.execute("insert into session values (?)", [energy])
    ledger.commit()


def energies(data: Path) -> list[int]:
    with closing(sqlite3.connect(data / backup.LEDGER)) as connection:
        return [row[0] for row in connection.execute("select energy from session order by 1")]


def archived(data: Path, into: Path, excluded: list[str]) -> Path:
    """What the Supervisor does: every file, one after the other, but for those left out."""
    into.mkdir()
    for file in sorted(data.iterdir()):
        if not any(file.match(pattern) for pattern in excluded):
            shutil.copy(file, into / file.name)
    return into


@pytest.fixture
def excluded(manifest: dict[str, list[str]]) -> list[str]:
    return manifest["backup_exclude"]


def test_ledger_in_use_is_restored_as_it_was(
    data: Path, ledger: sqlite3.Connection, tmp_path: Path, excluded: list[str]
) -> None:
    book(ledger, 1200)
    backup.before(data)
    book(ledger, 3400)
    restored = archived(data, tmp_path / "restored", excluded)
    # The worst that can be archived of a file that is written meanwhile.
    (restored / backup.LEDGER).write_bytes(b"SQLite format 3\0torn")
    backup.restore(restored)
    assert energies(restored) == [1200]
    assert {file.name for file in restored.iterdir()} == {backup.LEDGER}


def test_nothing_is_left_after_a_backup(data: Path, ledger: sqlite3.Connection) -> None:
    book(ledger, 1200)
    backup.before(data)
    backup.after(data)
    assert not list(data.glob("borne-backup*"))


def test_backup_cut_short_does_not_bring_back_the_past(
    data: Path, ledger: sqlite3.Connection
) -> None:
    book(ledger, 1200)
    backup.before(data)
    book(ledger, 3400)
    ledger.close()
    backup.restore(data)
    assert energies(data) == [1200, 3400]
    assert not list(data.glob("borne-backup*"))


def test_backup_of_a_stopped_app_holds_the_ledger_itself(
    data: Path, ledger: sqlite3.Connection, tmp_path: Path, excluded: list[str]
) -> None:
    book(ledger, 1200)
    ledger.close()
    restored = archived(data, tmp_path / "restored", excluded)
    backup.restore(restored)
    assert energies(restored) == [1200]


def test_before_the_first_start_there_is_nothing_to_copy(data: Path) -> None:
    backup.before(data)
    backup.restore(data)
    assert not list(data.iterdir())


def test_failure_is_one_sentence_and_a_status(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (data / backup.LEDGER).write_bytes(b"not a database, but long enough to be read as one" * 100)
    assert backup.main(["before", str(data)]) == 1
    assert capsys.readouterr().err == "borne-backup before: file is not a database\n"
    assert not list(data.glob("borne-backup*"))


@pytest.mark.parametrize("words", [[], ["during"], ["before", "/data", "/more"]])
def test_words_that_it_does_not_know_change_nothing(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert backup.main(words) == 2
    assert capsys.readouterr().err == "usage: borne-backup before|after|restore [FOLDER]\n"


def test_manifest_calls_the_steps_that_exist(manifest: dict[str, str]) -> None:
    for key in ("backup_pre", "backup_post"):
        program, step = manifest[key].split()
        assert program == "/usr/bin/borne-backup"
        assert step in backup.STEPS


def test_a_ledger_at_a_postgresql_is_no_part_of_it_and_that_is_said(
    data: Path, ledger: sqlite3.Connection, capsys: pytest.CaptureFixture[str]
) -> None:
    book(ledger, 1200)
    (data / "options.json").write_text('{"database": "postgresql://ana:pw@db/borne"}')
    backup.before(data)
    assert "is not in this backup" in capsys.readouterr().out
    assert not (data / backup.COPY).exists()
    for text in ("", "[]", '{"database": ""}'):
        (data / "options.json").write_text(text)
        backup.before(data)
        assert (data / backup.COPY).exists()
        backup.after(data)
