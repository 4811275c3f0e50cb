"""What the word at a place is: a key, a name, an entity. It works on half-typed text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from borne.domain.say import Sentence, plain
from borne.rules.edit import sentences
from borne.rules.edit.complete import INPUT_NAMED, asks
from borne.rules.edit.cursor import Cursor, cursor_at
from borne.rules.edit.known import Known, section_at
from borne.rules.names import BUILTINS, FUNCTIONS

_WORD: Final = re.compile(r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)?")
_AFTER_KEY: Final = re.compile(r"[\"']?[ \t]*:(?:\s|\Z)")


@dataclass(frozen=True, slots=True)
class Hover:
    """What the signs `start` to `end` mean; `input` and `entity`: whose value is shown with it."""

    start: int
    end: int
    title: str
    text: Sentence
    input: str | None = None
    entity: str | None = None


def hover(text: str, offset: int, known: Known) -> Hover | None:
    """Return what the word at an offset means; None: nothing that is known."""
    line = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    word = next(
        (one for one in _WORD.finditer(text, line) if one.start() <= offset <= one.end()), None
    )
    if word is None or "\n" in text[offset : word.start()]:
        return None
    cursor = cursor_at(text, word.start())
    if cursor is None:
        return None
    found = _key(text, word, cursor) or _name(word, cursor, known) or _entity(word, known)
    return found or _value(word, cursor)


def _key(text: str, word: re.Match[str], cursor: Cursor) -> Hover | None:
    """The key, where one stands there."""
    if not cursor.at_key or not _AFTER_KEY.match(text, word.end()):
        return None
    section = section_at(cursor.path)
    key = section.keys.get(word[0]) if section is not None else None
    return None if key is None else Hover(word.start(), word.end(), word[0], key.takes())


def _name(word: re.Match[str], cursor: Cursor, known: Known) -> Hover | None:
    """The input, condition, built-in name or function, where one may stand."""
    name, path = word[0], cursor.path
    said = cursor.at_key and path in (("inputs",), ("conditions",), ("tests", "given"))
    pointed = not cursor.at_key and bool(path) and (path[-1] in INPUT_NAMED or "battery" in path)
    if not (said or pointed or asks(cursor)):
        return None
    summary = known.summaries.get(name)
    if name in known.names("inputs"):
        text = summary or sentences.AN_INPUT()
        return Hover(word.start(), word.end(), name, text, input=name)
    if name in known.names("conditions"):
        return Hover(word.start(), word.end(), name, summary or sentences.A_CONDITION())
    if name in BUILTINS:
        return Hover(word.start(), word.end(), name, BUILTINS[name].summary())
    if name in FUNCTIONS:
        return Hover(word.start(), word.end(), f"{name}()", FUNCTIONS[name]())
    return None


def _entity(word: re.Match[str], known: Known) -> Hover | None:
    entity = known.entity(word[0]) if "." in word[0] else None
    if entity is None:
        return None
    return Hover(word.start(), word.end(), word[0], plain(entity.name), entity=entity.id)


def _value(word: re.Match[str], cursor: Cursor) -> Hover | None:
    """A value, explained by its key."""
    if cursor.at_key or not cursor.path or asks(cursor):
        return None
    section = section_at(cursor.path[:-1])
    key = section.keys.get(cursor.path[-1]) if section is not None else None
    if key is None:
        return None
    return Hover(word.start(), word.end(), cursor.path[-1], key.takes())
