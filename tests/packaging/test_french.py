"""French is set as it is printed: ’ where a vowel is left out, wherever a person reads it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

WRITTEN = {".md", ".py", ".svelte", ".ts", ".yaml"}
"""The kinds of file that have sentences."""
ELIDED = re.compile(r"(?i)\b(?:[cdjlmnst]|[a-zé]*qu|aujourd|entr)'(?=[\w«{`*<\[(])")


def typed(text: str) -> list[str]:
    """The words after which a typewriter's ' stands for ’."""
    return [found[0] for found in ELIDED.finditer(text)]


def test_no_sentence_has_the_mark_of_a_typewriter(tree: Path, tracked: list[Path]) -> None:
    found = {
        str(path): words
        for path in tracked
        if path.suffix in WRITTEN and path.parts[0] != "tests"
        if (words := typed((tree / path).read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jusqu'à l'heure, aujourd'hui", ["jusqu'", "l'", "aujourd'"]),
        ("S'il faut qu'une", ["S'", "qu'"]),
        ("the car's, it's, Green'Up", []),
        ("charge: 'off' == x'', l’heure", []),
    ],
)
def test_what_it_looks_for(text: str, words: list[str]) -> None:
    assert typed(text) == words
