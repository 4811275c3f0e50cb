"""The texts that a gesture is made on, and the changes that it comes to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from borne.rules.edit import sentences
from borne.rules.edit.change import Change
from borne.rules.edit.page import Path
from borne.rules.edit.patch import Edit, invert
from borne.rules.edit.refusal import Refused
from borne.rules.edit.rewrite import rewrite
from borne.rules.edit.tree import Data, grow
from borne.rules.edit.where import (
    LISTS,
    NAMED,
    NUMBERED,
    asked,
    name_of,
    names_in,
    numbered,
    path_of,
    split,
)
from borne.rules.language import ACCESS, INPUT, LIMIT, RULE
from borne.rules.language_of_conditions import CONDITION
from borne.rules.language_of_events import EVENT
from borne.rules.language_of_site import CONNECTOR, SITE
from borne.rules.lexer import KEYWORDS
from borne.rules.names import BUILTINS, FUNCTIONS
from borne.rules.section import Section

SECTIONS: Final[Mapping[str, Section]] = {
    "input": INPUT,
    "condition": CONDITION,
    "rule": RULE,
    "limit": LIMIT,
    "event": EVENT,
    "site": SITE,
    "access": ACCESS,
    "connector": CONNECTOR,
}
_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
ORDERS: Final = {kind: tuple(section.keys) for kind, section in SECTIONS.items()}


@dataclass(frozen=True, slots=True)
class Made:
    """The edits of a file, and what takes them back."""

    file: str
    edits: tuple[Edit, ...]
    inverse: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The changes of each file, and the node that the person will look at."""

    changes: Mapping[str, Sequence[Change]]
    node: str | None = None


class Desk:
    """All files as they are on the page. What cannot be read is as if it were not there."""

    def __init__(self, texts: Mapping[str, str], current: str) -> None:
        self.texts = texts
        self.current = current
        self.all = dict(self._read())

    def _read(self) -> Iterator[tuple[str, Data]]:
        for name, text in sorted(self.texts.items()):
            try:
                root = grow(text)
            except Refused:
                if name == self.current:
                    raise
                continue
            yield name, {} if root is None else root.data()

    def place(self, node: str) -> tuple[str, Path]:
        """Return the file and the path of a node. Raises Refused."""
        found = self._find(node)
        if found is None:
            raise Refused(sentences.NO_NODE(name=said(node)))
        return found

    def _find(self, node: str) -> tuple[str, Path] | None:
        kind, called = split(node)
        if kind in NUMBERED:
            file, index = numbered(called)
            held = self.at(file, (NUMBERED[kind],)) if file in self.all else ""
            there = isinstance(held, list) and 0 <= index < len(held)
            return (file, (NUMBERED[kind], index)) if there else None
        for name in sorted(self.all, key=lambda name: name != self.current):
            path = path_of(self.all[name], node)
            if path is not None:
                return name, path
        return None

    def at(self, file: str, path: Path) -> Data:
        """Return what stands at a path; nothing where it does not."""
        data = self.all[file]
        for step in path:
            if isinstance(data, dict):
                data = data.get(str(step), "")
            elif isinstance(data, list) and isinstance(step, int) and step < len(data):
                data = data[step]
            else:
                return ""
        return data

    def has(self, node: str) -> bool:
        """Whether a node stands in one of the files."""
        return self._find(node) is not None

    def free(self, kind: str, name: str) -> str:
        """Return a name that nothing of the kind has. Raises Refused."""
        if kind in NAMED:
            if not _NAME.fullmatch(name):
                raise Refused(sentences.NOT_A_NAME(name=name[:60]))
            if name in BUILTINS or name in FUNCTIONS or name in KEYWORDS:
                raise Refused(sentences.RESERVED(name=name))
            taken = any(self.has(f"{one}:{name}") for one in NAMED)
        elif kind in LISTS:
            taken = self.has(f"{kind}:{name}")
        else:
            raise Refused(sentences.NO_SUCH_KIND(kind=kind[:40]))
        if taken:
            raise Refused(sentences.TAKEN(name=name))
        return name

    def asking(self, name: str) -> Iterator[tuple[str, str]]:
        """Return who asks a name in an expression: a file and a node."""
        for file, data in self.all.items():
            for one in asked(data):
                if any(token.text == name for token in names_in(one.text)):
                    yield file, self.node_at(file, one.path)

    def node_at(self, file: str, path: Path) -> str:
        """Return the node to which a path belongs."""
        section, step = path[0], path[1] if len(path) > 1 else ""
        for kind, name in NUMBERED.items():
            if name == section and isinstance(step, int):
                return f"{kind}:{file}#{step + 1}"
        for kinds in (NAMED, LISTS):
            for kind, name in kinds.items():
                if name == section:
                    named = name_of(self.at(file, (section, step))) if kind in LISTS else step
                    return f"{kind}:{named or ''}"
        return str(section)

    def make(self, plan: Plan) -> list[Made]:
        """Write the changes. Raises Refused."""
        found = []
        for name, changes in plan.changes.items():
            text = self.texts[name]
            edits = rewrite(text, changes)
            if edits:
                found.append(Made(name, edits, invert(text, edits)))
        return found


def said(node: str) -> str:
    """Return what a sentence calls a node."""
    kind, name = split(node)
    if kind in NUMBERED:
        return f"{NUMBERED[kind]}, {name}"
    return name or kind
