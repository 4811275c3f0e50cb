"""What a person does with the graph or a form, as values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from borne.rules.edit import sentences
from borne.rules.edit.page import Path
from borne.rules.edit.refusal import Refused
from borne.rules.edit.tree import Data
from borne.rules.edit.where import NUMBERED

DEEPEST: Final = 6


@dataclass(frozen=True, slots=True)
class Add:
    """A new input, condition, rule, limit or event, which has no name.

    `before` None: at the end, "": where it has effect.
    """

    kind: str
    name: str
    fields: Mapping[str, Data] = field(default_factory=dict)
    before: str | None = ""


@dataclass(frozen=True, slots=True)
class Rename:
    """A node is called otherwise, and so by all that use it."""

    node: str
    to: str


@dataclass(frozen=True, slots=True)
class Delete:
    """A node goes; refused while something uses it."""

    node: str


@dataclass(frozen=True, slots=True)
class Connect:
    """`to` asks `source` besides what it asks already, or measures with it under `key`."""

    source: str
    to: str
    negated: bool = False
    expression: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Disconnect:
    """`to` no longer asks `source`."""

    source: str
    to: str


@dataclass(frozen=True, slots=True)
class Reorder:
    """A rule, a limit or an event stands before another; None: at the end."""

    node: str
    before: str | None


@dataclass(frozen=True, slots=True)
class SetValue:
    """A key of a node has this value; None: it goes."""

    node: str
    path: Path
    value: Data | None


@dataclass(frozen=True, slots=True)
class Wrap:
    """What a rule or a limit asks becomes a named condition, which it asks instead."""

    node: str
    name: str
    hold: str | None = None


@dataclass(frozen=True, slots=True)
class InsertFrom:
    """What a ready-made text has and this one has not."""

    text: str


Gesture: TypeAlias = (
    Add | Rename | Delete | Connect | Disconnect | Reorder | SetValue | Wrap | InsertFrom
)


def read_gesture(body: object, library: Callable[[str, Mapping[str, str]], str]) -> Gesture:
    """Read what the panel sends; `library` gives a ready-made text with values. Raises Refused."""
    if not isinstance(body, Mapping):
        raise Refused(sentences.NO_GESTURE(text=str(body)[:40]))
    told, do = _Told(body), body.get("do")
    if do == "insert":
        values = {key: str(one) for key, one in told.fields("values").items()}
        return InsertFrom(library(told.text("library"), values))
    reader = _READERS.get(do) if isinstance(do, str) else None
    if reader is None:
        raise Refused(sentences.NO_GESTURE(text=str(do)[:40]))
    return reader(told)


def read_data(value: object, depth: int = 0) -> Data:
    """Read JSON into what a text can say. Raises Refused."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        return f"{value:g}" if abs(value) < 1e6 else str(value)
    if isinstance(value, str):
        return value
    if depth < DEEPEST and isinstance(value, list):
        return [read_data(one, depth + 1) for one in value]
    if depth < DEEPEST and isinstance(value, Mapping):
        return {str(key): read_data(one, depth + 1) for key, one in value.items()}
    raise Refused(sentences.NO_VALUE())


class _Told:
    def __init__(self, body: Mapping[Any, Any]) -> None:
        self.body = body

    def text(self, key: str) -> str:
        value = self.body.get(key)
        if not isinstance(value, str) or not value.strip():
            raise Refused(sentences.MISSING(key=key))
        return value.strip()

    def maybe(self, key: str) -> str | None:
        return None if self.body.get(key) is None else self.text(key)

    def fields(self, key: str) -> dict[str, Data]:
        found = read_data(self.body.get(key) or {})
        if not isinstance(found, dict):
            raise Refused(sentences.MISSING(key=key))
        return found

    def path(self) -> Path:
        value = self.body.get("path")
        steps = value if isinstance(value, list) else [value]
        if not steps or not all(isinstance(one, str | int) and one != "" for one in steps):
            raise Refused(sentences.MISSING(key="path"))
        return tuple(steps)

    def value(self) -> Data | None:
        value = self.body.get("value")
        return None if value is None else read_data(value)


def _add(told: _Told) -> Add:
    before = told.maybe("before") if "before" in told.body else ""
    kind = told.text("kind")
    name = "" if kind in NUMBERED else told.text("name")
    return Add(kind, name, told.fields("fields"), before)


def _connect(told: _Told) -> Connect:
    negated = told.body.get("negated") is True
    expression, key = told.maybe("expression"), told.maybe("key")
    return Connect(told.text("from"), told.text("to"), negated, expression, key)


_READERS: Final[Mapping[str, Callable[[_Told], Gesture]]] = {
    "add": _add,
    "rename": lambda told: Rename(told.text("node"), told.text("to")),
    "delete": lambda told: Delete(told.text("node")),
    "connect": _connect,
    "disconnect": lambda told: Disconnect(told.text("from"), told.text("to")),
    "reorder": lambda told: Reorder(told.text("node"), told.maybe("before")),
    "set": lambda told: SetValue(told.text("node"), told.path(), told.value()),
    "wrap": lambda told: Wrap(told.text("node"), told.text("name"), told.maybe("for")),
}
