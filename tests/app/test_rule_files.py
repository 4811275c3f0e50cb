from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.patience import PATIENCE

from borne.rule_files import RuleFiles

GOOD = "rules:\n  - name: Always\n    charge: max\n"


@pytest.fixture
def files(tmp_path: Path) -> RuleFiles:
    first = tmp_path / "first"
    first.write_text(GOOD, encoding="utf-8")
    files = RuleFiles(tmp_path / "rules")
    files.prepare(first)
    return files


def test_the_first_file_is_written_once(files: RuleFiles, tmp_path: Path) -> None:
    files.write("home.yaml", "rules: []\n")
    files.prepare(tmp_path / "first")
    assert files.names() == ["home.yaml"]
    assert files.text("home.yaml") == "rules: []\n"


def test_files_are_read_in_name_order_as_one(files: RuleFiles) -> None:
    files.write("a.yaml", "site:\n  contract: 6 kVA\n")
    reading = files.read()
    assert files.names() == ["a.yaml", "home.yaml"]
    assert reading.book is not None
    assert reading.book.site.contract == 6000
    assert [rule.name for rule in reading.book.rules] == ["Always"]


def test_hidden_and_other_files_do_not_count(files: RuleFiles) -> None:
    (files.folder / ".hidden.yaml").write_text("what", encoding="utf-8")
    (files.folder / "notes.txt").write_text("what", encoding="utf-8")
    (files.folder / "folder.yaml").mkdir()
    assert files.names() == ["home.yaml"]


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"\xff\xfe rules", "not UTF-8"), (b"# " + b"x" * 1_000_001, "larger than 1 MB")],
)
def test_a_file_that_cannot_be_read_stops_the_book(
    files: RuleFiles, content: bytes, said: str
) -> None:
    (files.folder / "b.yaml").write_bytes(content)
    reading = files.read()
    assert reading.book is None
    assert (reading.problems[0].file, reading.problems[0].code) == ("b.yaml", "unreadable")
    assert said in reading.problems[0].say()


def test_writing_leaves_nothing_else_behind_and_keeps_line_ends(files: RuleFiles) -> None:
    files.write("home.yaml", "rules: []\r\n# é\r\n")
    assert files.text("home.yaml") == "rules: []\r\n# é\r\n"
    assert [file.name for file in files.folder.iterdir()] == ["home.yaml"]


async def test_a_change_is_noticed(files: RuleFiles) -> None:
    changes = files.changes()
    waiting = asyncio.ensure_future(anext(changes))
    async with asyncio.timeout(PATIENCE):
        number = 0
        while not waiting.done():  # the watch begins some time after it was asked for
            number += 1
            files.write("home.yaml", f"{GOOD}# {number}\n")
            await asyncio.wait({waiting}, timeout=0.3)
    await changes.aclose()
