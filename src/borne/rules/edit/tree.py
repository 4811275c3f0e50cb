"""A rule text as a tree that knows where each sign of it stands, so that little need be changed.

Unlike `rules.document`, which reads what a text means, it keeps aliases, dashes, colons and ends.
Offsets count from the text's first character, a byte order mark included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from borne.rules.document import MAX_DEPTH, MAX_NODES, MAX_TEXT, SourceFile, parse
from borne.rules.edit import sentences
from borne.rules.edit.patch import BOM
from borne.rules.edit.refusal import Refused

Data: TypeAlias = "str | list[Data] | dict[str, Data]"
"""What a text says, without how it is written."""

_PROPERTIES: Final = re.compile(r"(?:[&!][^\s,\[\]{}]*|[ \t\r\n]+|(?<=\s)#[^\r\n]*)*")
_DIRECTIVE: Final = re.compile(r"^%", re.MULTILINE)
_GAP: Final = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*|&[^\s,\[\]{}]+|!(?=\s))*")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text from its first to its last sign, quotes included; `value` is what it says."""

    value: str
    start: int
    end: int
    style: str = ""
    anchor: str | None = None

    def data(self) -> Data:
        return self.value


@dataclass(frozen=True, slots=True)
class Alias:
    """`*name`: what it stands for is written elsewhere."""

    target: Node
    start: int
    end: int

    def data(self) -> Data:
        return self.target.data()


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and its value; `start` is the key's, or its `?`."""

    key: Scalar
    colon: int
    value: Node

    @property
    def start(self) -> int:
        return self.key.start

    @property
    def end(self) -> int:
        return max(self.colon + 1, self.value.end)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Pairs; in flow from `{` to after `}`, else from the first key to the last value."""

    pairs: tuple[Pair, ...]
    start: int
    end: int
    flow: bool
    anchor: str | None = None

    def data(self) -> Data:
        return {pair.key.value: pair.value.data() for pair in self.pairs}

    def get(self, key: str) -> Pair | None:
        return next((pair for pair in self.pairs if pair.key.value == key), None)


@dataclass(frozen=True, slots=True)
class Item:
    """One of a list; `dash` where it has one."""

    dash: int | None
    value: Node

    @property
    def start(self) -> int:
        return self.value.start if self.dash is None else self.dash

    @property
    def end(self) -> int:
        return self.value.end


@dataclass(frozen=True, slots=True)
class Sequence:
    """Items; in flow from `[` to after `]`, else from the first dash to the last value."""

    items: tuple[Item, ...]
    start: int
    end: int
    flow: bool
    anchor: str | None = None

    def data(self) -> Data:
        return [item.value.data() for item in self.items]


Node: TypeAlias = Scalar | Alias | Mapping | Sequence


@lru_cache(maxsize=8)
def grow(text: str) -> Node | None:
    """Return the tree of a text; None where nothing but comments stands. Raises Refused."""
    body = text.removeprefix(BOM)
    try:
        if len(text) > MAX_TEXT or _DIRECTIVE.search(body):
            raise ValueError
        return _Grower(text, len(text) - len(body)).root(body)
    except (YAMLError, LookupError, ValueError, TypeError, AssertionError) as error:
        _root, problems = parse(SourceFile("", text))
        if problems:
            sentence = sentences.MEND_FIRST(line=problems[0].line, problem=problems[0].message)
            raise Refused(sentence) from error
        raise Refused(sentences.TOO_ODD()) from error


def resolved(node: Node) -> Node:
    """Return what stands there, through an alias."""
    return node.target if isinstance(node, Alias) else node


def empty(node: Node) -> bool:
    """Whether nothing is written there."""
    return isinstance(node, Scalar) and not node.style and not node.value


class _Grower:
    def __init__(self, text: str, ahead: int) -> None:
        self.text = text
        self.ahead = ahead
        self.anchors: dict[str, Node] = {}
        self.events: Iterator[Event] = iter(())
        self.weights: dict[str, int] = {}
        self.weight = 0

    def root(self, body: str) -> Node | None:
        root: Node | None = None
        self.events = iter(YAML(typ="safe", pure=True).parse(body))
        for event in self.events:
            if isinstance(event, NodeEvent):
                root = self.node(event, self.start(event), 1)
            elif isinstance(event, DocumentStartEvent) and root is not None:
                raise ValueError("a second document")
        return None if root is None or empty(root) else root

    def start(self, event: Event) -> int:
        return int(event.start_mark.index) + self.ahead

    def end(self, event: Event) -> int:
        return int(event.end_mark.index) + self.ahead

    def node(self, event: Event, after: int, depth: int) -> Node:
        """Read a node; one that is not written stands at `after`. Bounded in depth and weight."""
        start, end = self.start(event), self.end(event)
        named = getattr(event, "anchor", None)
        anchor = str(named) if named else None
        self.weight += self.weights.get(anchor or "", 1) if isinstance(event, AliasEvent) else 1
        if depth > MAX_DEPTH or self.weight > MAX_NODES or getattr(event, "tag", None):
            raise ValueError("too much, or a tag")
        if isinstance(event, AliasEvent):
            return Alias(self.anchors[anchor or ""], start, end)
        inner, before = start, self.weight
        if anchor is not None:
            found = _PROPERTIES.match(self.text, start)
            inner = found.end() if found else start
        node: Node
        if isinstance(event, ScalarEvent):
            node = self.scalar(event, inner, end, after, anchor)
        elif isinstance(event, MappingStartEvent):
            node = self.mapping(inner, anchor, depth, flow=bool(event.flow_style))
        elif isinstance(event, SequenceStartEvent):
            node = self.sequence(inner, anchor, depth, flow=bool(event.flow_style))
        else:
            raise TypeError(event)
        if anchor is not None:
            self.anchors[anchor] = node
            self.weights[anchor] = self.weight - before + 1
        return node

    def scalar(
        self, event: ScalarEvent, inner: int, end: int, after: int, anchor: str | None
    ) -> Scalar:
        style, value = event.style or "", str(event.value)
        if style in ("|", ">"):
            end = _end_of_block(self.text, inner, end, keep=value.endswith("\n\n"))
        elif not style and not value:
            place = self.start(event) + len(anchor) + 1 if anchor else after
            return Scalar("", place, place, "", anchor)
        return Scalar(value, min(inner, end), end, style, anchor)

    def mapping(self, start: int, anchor: str | None, depth: int, *, flow: bool) -> Mapping:
        pairs: list[Pair] = []
        seen: set[str] = set()
        end = start
        for event in self.events:
            if isinstance(event, CollectionEndEvent):
                end = self.end(event) if flow else end
                break
            key = self.node(event, self.start(event), depth + 1)
            if not isinstance(key, Scalar) or key.value in seen:
                raise ValueError("not a key, or twice")
            seen.add(key.value)
            colon = self.gap(key.end, ":")
            value_event = next(self.events)
            value = self.node(value_event, key.end if colon is None else colon + 1, depth + 1)
            pairs.append(Pair(key, key.end - 1 if colon is None else colon, value))
            end = pairs[-1].end
        if not flow and pairs:
            start = pairs[0].start
        return Mapping(tuple(pairs), start, end, flow, anchor)

    def sequence(self, start: int, anchor: str | None, depth: int, *, flow: bool) -> Sequence:
        items: list[Item] = []
        end = start
        for event in self.events:
            if isinstance(event, CollectionEndEvent):
                end = self.end(event) if flow else end
                break
            dash = None if flow else self.gap(end, "-")
            value = self.node(event, self.start(event) if dash is None else dash + 1, depth + 1)
            if not flow and dash is None:
                raise ValueError("no dash")
            items.append(Item(dash, value))
            end = items[-1].end
        if not flow and items:
            start = items[0].start
        return Sequence(tuple(items), start, end, flow, anchor)

    def gap(self, start: int, sign: str) -> int | None:
        """Return where the sign stands after white space, comments and anchors."""
        found = _GAP.match(self.text, start)
        place = found.end() if found else start
        return place if self.text[place : place + 1] == sign else None


def _end_of_block(text: str, start: int, end: int, *, keep: bool) -> int:
    """Return the end of a block scalar's last line, without the break; `keep` counts empty ones."""
    written = text[start:end]
    bare = written.rstrip(" \t\r\n") if not keep else written.rstrip(" \t")
    if keep:
        return start + len(bare[: -2 if bare.endswith("\r\n") else -1])
    return start + len(bare)
