"""The rule files that come with Borne, and the examples of the language reference."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from borne.domain.decision import Mode, Scene, Subject
from borne.rules.check import read
from borne.rules.decide import decide
from borne.rules.document import SourceFile
from borne.rules.language import SECTIONS
from borne.rules.moment import Memory
from borne.rules.names import BUILTINS, FUNCTIONS
from borne.rules.problem import Severity

RULES = Path(__file__).parents[2] / "rules"
FILES = sorted(RULES.rglob("*.yaml"))
READMES = sorted(RULES.rglob("README.md"))
STARTS = [RULES / "start.yaml", RULES / "fr" / "start.yaml"]
NOON = datetime(2026, 6, 9, 12, 0, tzinfo=ZoneInfo("Europe/Paris"))


def _name(path: Path) -> str:
    return str(path.relative_to(RULES))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_each_file_is_read_without_a_word(path: Path) -> None:
    found = read([SourceFile(path.name, path.read_text("utf-8"))])
    assert [problem.say() for problem in found.problems] == []


@pytest.mark.parametrize("path", [path for path in FILES if path.parent == RULES], ids=_name)
def test_each_file_has_a_french_twin_that_decides_alike(path: Path) -> None:
    if path.stem.startswith("demo"):
        return  # the panel of the demo shows it in one language
    twin = RULES / "fr" / path.name
    books = [read([SourceFile("a", one.read_text("utf-8"))]).book for one in (path, twin)]
    assert books[0] is not None
    assert books[1] is not None
    assert books[0].access == books[1].access
    assert len(books[0].cases) == len(books[1].cases)
    for one, other in zip(books[0].rules, books[1].rules, strict=True):
        assert (one.mode, one.ceiling, one.style) == (other.mode, other.ceiling, other.style)
    for limit, other_limit in zip(books[0].limits, books[1].limits, strict=True):
        assert (limit.amps, limit.below) == (other_limit.amps, other_limit.below)


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_each_file_but_those_that_are_run_at_once_holds_its_own_tests(path: Path) -> None:
    book = read([SourceFile(path.name, path.read_text("utf-8"))]).book
    assert book is not None
    assert len(book.cases) >= 2 or path.stem.startswith(("demo", "start"))


def _examples(text: str) -> Iterator[tuple[int, str]]:
    """Each block of lines that begin with one `#`: its first line's number, and its lines."""
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("# ") and not (number and lines[number - 1].startswith("# ")):
            yield number, line


@pytest.mark.parametrize("path", STARTS, ids=_name)
def test_the_examples_of_the_first_file_work_when_they_are_uncommented(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(list(_examples(text))) >= 6
    uncommented = re.sub("^# ", "", text, flags=re.MULTILINE)
    found = read([SourceFile("home.yaml", uncommented)])
    assert [problem.say() for problem in found.problems] == []
    assert found.book is not None
    assert found.book.site.contract == 9000.0
    assert [rule.mode for rule in found.book.rules] == [
        Mode.MAX,
        Mode.MAX,
        Mode.SURPLUS,
        Mode.MAX,
    ]


@pytest.mark.parametrize("path", STARTS, ids=_name)
def test_the_first_file_charges_gently_with_nothing_else_set_up(path: Path) -> None:
    book = read([SourceFile("home.yaml", path.read_text("utf-8"))]).book
    assert book is not None
    car = Subject("charger/1", "charger", 1, plugged=True)
    choice, _ = decide(book, car, Scene(NOON), Memory())
    assert (choice.mode, choice.current, choice.caps) == (Mode.MAX, 16.0, ())


def _blocks(path: Path) -> list[tuple[str, str]]:
    found = re.finditer(r"```yaml\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
    return [(f"{_name(path)}:{block.start()}", block[1]) for block in found]


@pytest.mark.parametrize(
    "text", [pytest.param(text, id=id_) for path in READMES for id_, text in _blocks(path)]
)
def test_each_example_of_the_reference_is_valid(text: str) -> None:
    found = read([SourceFile("README", text)])
    assert [p.say() for p in found.problems if p.severity is Severity.ERROR] == []


@pytest.mark.parametrize("path", READMES, ids=_name)
def test_the_reference_names_every_key_name_and_function(path: Path) -> None:
    text = path.read_text("utf-8")
    words = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", text))))
    for section in SECTIONS:
        assert set(section.keys) <= words
    assert BUILTINS.keys() <= words
    assert FUNCTIONS.keys() <= words


def test_the_tables_of_the_reference_are_those_of_the_checker() -> None:
    script = RULES.parent / "script" / "rule_tables.py"
    done = subprocess.run(  # noqa: S603 - a script of this repository
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_both_languages_of_the_reference_show_the_same_examples() -> None:
    english, french = (len(_blocks(path)) for path in READMES)
    assert english == french >= 7
