"""What may be typed at a place: keys, values, names, entities. It works on half-typed text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from borne.domain.say import Sentence, plain
from borne.rules.edit import sentences
from borne.rules.edit.cursor import Cursor, cursor_at
from borne.rules.edit.known import Known, kind_at, section_at
from borne.rules.edit.write import write_scalar
from borne.rules.names import BUILTINS, FUNCTIONS
from borne.rules.words_of_values import values_of

MOST: Final = 1000
"""Entities that are offered at once."""
ASKED: Final = frozenset({"when", "any"})
INPUT_NAMED: Final = frozenset(
    {"meter", "import", "export", "apparent", "solar", "keep", "price", "forecast", "car"}
    | {"colour", "tomorrow", "voltage"}
)
_WORDS: Final = ("and", "or", "not", "in", "is")
_LIST_KEYS: Final = (
    ASKED
    | {"between", "days", "season", "charger", "connector", "who", "prefer"}
    | {"on", "to", "quiet"}
)
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_ENTITY: Final = re.compile(r"[A-Za-z0-9_.]*\Z")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that may be typed: what is shown, what is put in, and what it is."""

    label: str
    insert: str
    kind: str
    detail: Sentence | None = None
    info: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Completion:
    """The signs `start` to `end` become one of the options."""

    start: int
    end: int
    options: tuple[Option, ...] = ()
    more: bool = False
    """There are others, which longer text would bring."""


def complete(text: str, offset: int, known: Known) -> Completion:
    """Return what may be typed at an offset."""
    cursor = cursor_at(text, offset)
    if cursor is None:
        return Completion(offset, offset)
    path = cursor.path
    if asks(cursor):
        if cursor.within:
            return Completion(offset, offset)
        return _completion(cursor, offset, _NAME, expression(known))
    if cursor.at_key and not (cursor.listed and path and path[-1] in _LIST_KEYS):
        return _typed(cursor, offset, _keys(cursor, known))
    if (path[:1] == ("inputs",) and len(path) == 2) or path[-1:] == ("entity",):
        return _entities(cursor, offset, known)
    return _typed(cursor, offset, _values(cursor, known))


def asks(cursor: Cursor) -> bool:
    """Whether an expression stands at the place."""
    path = cursor.path
    if cursor.at_key and not cursor.listed:
        return False
    if path and path[-1] in ASKED:
        return True
    return not cursor.at_key and len(path) == 2 and path[0] == "conditions"


def expression(known: Known) -> list[Option]:
    """Return the names that an expression may use."""
    found = [
        Option(name, name, kind, known.summaries.get(name))
        for kind, section in (("input", "inputs"), ("condition", "conditions"))
        for name in known.names(section)
    ]
    found += [Option(name, name, "builtin", one.summary()) for name, one in BUILTINS.items()]
    found += [Option(name, f"{name}(", "function", one()) for name, one in FUNCTIONS.items()]
    return [*found, *(Option(word, word, "value") for word in _WORDS)]


def _completion(
    cursor: Cursor, offset: int, word: re.Pattern[str], options: Iterable[Option]
) -> Completion:
    found = word.search(cursor.typed)
    start = cursor.start + found.start() if found else offset
    return Completion(start, offset, tuple(options))


def _typed(cursor: Cursor, offset: int, options: Iterable[Option]) -> Completion:
    """Offer what replaces all that was typed of a key or a value."""
    start = cursor.start + len(cursor.typed) - len(cursor.typed.lstrip())
    if not cursor.quote:
        return Completion(min(start, offset), offset, tuple(options))
    bare = tuple(
        Option(one.label, one.label, one.kind, one.detail, one.info)
        for one in options
        if cursor.quote not in one.label
    )
    return Completion(min(start, offset), offset, bare)


def _keys(cursor: Cursor, known: Known) -> Iterator[Option]:
    path = cursor.path
    section = section_at(path)
    for key, one in section.keys.items() if section is not None else ():
        more = sentences.REQUIRED() if one.required else None
        yield Option(key, f"{key}: ", "key", one.takes(), more)
    if path == ("tests", "given"):
        for name in known.names("inputs"):
            yield Option(name, f"{name}: ", "input", known.summaries.get(name))
        for name, builtin in BUILTINS.items():
            yield Option(name, f"{name}: ", "builtin", builtin.summary())
    if path == ("site", "connectors"):
        for name in known.connectors:
            yield Option(name, f"{name}: ", "connector")


def _entities(cursor: Cursor, offset: int, known: Known) -> Completion:
    """Offer the entities whose id or name has what was typed, those that begin so first."""
    found = _ENTITY.search(cursor.typed)
    words = cursor.typed.strip().casefold().split()
    fitting = [
        one
        for one in known.entities
        if all(word in f"{one.id} {one.name}".casefold() for word in words)
    ]
    typed = found[0].casefold() if found else ""
    fitting.sort(key=lambda one: (not one.id.startswith(typed), one.id))
    start = cursor.start + len(cursor.typed) - len(cursor.typed.lstrip())
    options = (
        Option(
            one.id,
            one.id,
            "entity",
            plain(" ".join(part for part in (one.state, one.unit) if part)),
            plain(one.name) if one.name else None,
        )
        for one in fitting[:MOST]
    )
    return Completion(min(start, offset), offset, tuple(options), len(fitting) > MOST)


def _values(cursor: Cursor, known: Known) -> Iterator[Option]:
    path = cursor.path
    key, kind = path[-1] if path else "", kind_at(path)
    for word in values_of(kind, key):
        yield Option(word, write_scalar(word, flow=True), "value")
    if key in INPUT_NAMED or (key in ("power", "soc") and "battery" in path):
        for name in known.names("inputs"):
            yield Option(name, name, "input", known.summaries.get(name))
    if key == "who":
        for one in known.people:
            yield Option(one.name, write_scalar(one.name, flow=True), one.kind, plain(one.about))
    if key in ("charger", "connector"):
        for name in known.chargers if key == "charger" else known.connectors:
            yield Option(name, write_scalar(name, flow=True), key)
    if path[:2] == ("tests", "expect") and key in ("rule", "limits"):
        section = "rules" if key == "rule" else "limits"
        for name in [*known.listed(section), "none"]:
            yield Option(name, write_scalar(name, flow=True), "value")
