"""The nodes of the graph as places in a text, and what in it says a name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from borne.rules.edit.page import Path
from borne.rules.edit.patch import Edit
from borne.rules.edit.tree import Data
from borne.rules.lexer import KEYWORDS, Mark, Token, WrongExpression, tokens

LISTS: Final = {"rule": "rules", "limit": "limits"}
NAMED: Final = {"input": "inputs", "condition": "conditions"}
NUMBERED: Final = {"event": "events"}
"""What has no name: its entries are called by their file and their number, `home.yaml#1`."""
_ASKED: Final = ("when", "any")
_WORDS: Final = frozenset(
    {"time_zone", "country", "region", "breaker", "if_lost", "connectors", "prefer", "wiring"}
)
"""Keys of `site` and `charge` whose words are never names."""


@dataclass(frozen=True, slots=True)
class Asked:
    """An expression."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """A place that says a name and no more; `key`: as the key of a pair."""

    path: Path
    name: str
    key: bool = False


def split(node: str) -> tuple[str, str]:
    """Return the kind and the name of a graph's node."""
    kind, _, name = node.partition(":")
    return kind, name


def numbered(name: str) -> tuple[str, int]:
    """Return the file and the place of an entry from 0; -1 where the number is none."""
    file, _, number = name.rpartition("#")
    return file, int(number) - 1 if number.isascii() and number.isdecimal() else -1


def path_of(data: Data, node: str) -> Path | None:
    """Return where a node of the graph stands; None: not in this text."""
    kind, name = split(node)
    if not isinstance(data, dict):
        return None
    if kind in NAMED:
        held = data.get(NAMED[kind])
        return (NAMED[kind], name) if isinstance(held, dict) and name in held else None
    if kind in LISTS:
        held = data.get(LISTS[kind])
        for index, item in enumerate(held if isinstance(held, list) else ()):
            if name_of(item) == name:
                return LISTS[kind], index
        return None
    if kind == "connector":
        site = data.get("site")
        held = site.get("connectors") if isinstance(site, dict) else None
        found = isinstance(held, dict) and name in held
        return ("site", "connectors", name) if found else None
    return (kind,) if kind in ("site", "access") and kind in data else None


def name_of(item: Data) -> str | None:
    """Return what an item of a list is called."""
    name = item.get("name") if isinstance(item, dict) else None
    return name.strip() if isinstance(name, str) else None


def asked(data: Data) -> Iterator[Asked]:
    """Return every expression of a text."""
    if not isinstance(data, dict):
        return
    conditions = data.get("conditions")
    for name, one in conditions.items() if isinstance(conditions, dict) else ():
        yield from asked_by(one, ("conditions", name), whole=True)
    for section in (*LISTS.values(), "events"):
        held = data.get(section)
        for index, one in enumerate(held if isinstance(held, list) else ()):
            yield from asked_by(one, (section, index))


def asked_by(data: Data, path: Path, *, whole: bool = False) -> Iterator[Asked]:
    """Return the expressions of an item or a condition; `whole`: it may be one itself."""
    if isinstance(data, dict):
        for key in _ASKED:
            if key in data:
                yield from asked_by(data[key], (*path, key), whole=True)
    elif whole and isinstance(data, list):
        for index, one in enumerate(data):
            yield from asked_by(one, (*path, index), whole=True)
    elif whole and isinstance(data, str):
        yield Asked(path, data)


def inputs_said(data: Data) -> Iterator[Named]:
    """Return the places that say the name of an input, expressions aside."""
    if not isinstance(data, dict):
        return
    yield from _scalars(data.get("site", ""), ("site",))
    for section in LISTS.values():
        held = data.get(section)
        for index, one in enumerate(held if isinstance(held, list) else ()):
            if isinstance(one, dict):
                charge = one.get("charge", "")
                if not isinstance(charge, str):
                    yield from _scalars(charge, (section, index, "charge"))
                yield from _scalars(one.get("keep", ""), (section, index, "keep"))
    tests = data.get("tests")
    for index, one in enumerate(tests if isinstance(tests, list) else ()):
        given = one.get("given") if isinstance(one, dict) else None
        for name in given if isinstance(given, dict) else ():
            yield Named(("tests", index, "given", name), name, key=True)


def listed_said(data: Data, kind: str) -> Iterator[Named]:
    """Return the places that say the name of a rule or a limit: what tests expect."""
    tests = data.get("tests") if isinstance(data, dict) else None
    key = "rule" if kind == "rule" else "limits"
    for index, one in enumerate(tests if isinstance(tests, list) else ()):
        expected = one.get("expect") if isinstance(one, dict) else None
        if isinstance(expected, dict):
            yield from _scalars(expected.get(key, ""), ("tests", index, "expect", key))


def names_in(text: str) -> list[Token]:
    """Return the names in an expression, functions and words aside; none where it is wrong."""
    try:
        found = tokens(text)
    except WrongExpression:
        return []
    return [
        one
        for one, following in pairwise(found)
        if one.mark is Mark.NAME and one.text not in KEYWORDS and following.text != "("
    ]


def renamed(text: str, old: str, new: str) -> tuple[Edit, ...]:
    """Return what changes in an expression when a name becomes another."""
    return tuple(Edit(one.start, one.end, new) for one in names_in(text) if one.text == old)


def _scalars(data: Data, path: Path) -> Iterator[Named]:
    if isinstance(data, str):
        yield Named(path, data.strip())
    elif isinstance(data, dict):
        for key, one in data.items():
            if key not in _WORDS:
                yield from _scalars(one, (*path, key))
    else:
        for index, one in enumerate(data):
            yield from _scalars(one, (*path, index))
