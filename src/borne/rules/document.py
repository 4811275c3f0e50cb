"""Rule text as nodes that know their place. Scalars stay the text that the person wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from borne.domain.legible import all_unseen_in
from borne.domain.say import Sentence
from borne.rules import words, words_of_yaml
from borne.rules.problem import Problem, Problems, Span

MAX_TEXT: Final = 200_000
MAX_DEPTH: Final = 12
MAX_NODES: Final = 20_000
_MOST_UNSEEN: Final = 20

_UNPRINTABLE: Final = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_DIRECTIVE: Final = re.compile(r"%(?!YAML[ \t]+1\.2[ \t]*(?:#|$))", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A rule file: its name (`home.yaml`) and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Scalar:
    """Text as written, without its quotes."""

    value: str
    span: Span
    style: str | None = None
    """None for plain text, else the quote or the block's sign."""
    source: str = field(default="", repr=False, compare=False)
    """The file's text from the scalar's first character to its last."""
    weight: int = 1

    def at(self, start: int, end: int) -> Span:
        """Return where the characters `start` to `end` of the value stand in the file."""
        places = _places(self)
        last = len(places) - 1
        first = places[min(start, last)]
        after = places[min(end, last)] if end > start else (first[0], first[1] + 1)
        if end > start and after[0] != places[min(end - 1, last)][0]:
            before = places[min(end - 1, last)]
            after = (before[0], before[1] + 1)
        return Span(*first, *after)


@dataclass(frozen=True, slots=True)
class Pair:
    """A key and what it stands for."""

    key: Scalar
    value: Node


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys in the order of the file, each once."""

    pairs: tuple[Pair, ...]
    span: Span
    weight: int = 1

    def get(self, key: str) -> Node | None:
        """Return what `key` stands for."""
        return next((pair.value for pair in self.pairs if pair.key.value == key), None)


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list."""

    items: tuple[Node, ...]
    span: Span
    weight: int = 1


Node: TypeAlias = Scalar | MappingNode | SequenceNode


def parse(source: SourceFile) -> tuple[Node | None, tuple[Problem, ...]]:
    """Read a file; None when it is empty or cannot be read as YAML, with the reason."""
    text = source.text.removeprefix("\ufeff")
    problems = Problems(source.name)
    refusal = _refused_before_reading(text)
    if refusal is not None:
        problems.error(refusal[0], "yaml", refusal[1])
        return None, tuple(problems.found)
    for at, code in islice(all_unseen_in(text), _MOST_UNSEEN):
        problems.warning(_span_at(text, at), "unseen", words_of_yaml.YAML_UNSEEN(code=code))
    composer = _Composer(text, problems)
    try:
        return composer.document(), tuple(problems.found)
    except _Stop as stop:
        problems.error(stop.span, "yaml", stop.sentence)
    except MarkedYAMLError as error:
        problems.error(_span_of_error(error, text), "yaml", _say_error(error))
    except (YAMLError, AssertionError, ValueError, IndexError):
        # ruamel raises bare ones for a few malformed directives and escapes
        problems.error(composer.last, "yaml", words_of_yaml.YAML_BROKEN())
    return None, tuple(problems.found)


class _Stop(Exception):  # never leaves this module
    def __init__(self, span: Span, sentence: Sentence) -> None:
        self.span = span
        self.sentence = sentence
        super().__init__(str(sentence))


class _Composer:
    """Builds nodes from YAML events: bounded, duplicates and tags refused, aliases shared."""

    def __init__(self, text: str, problems: Problems) -> None:
        self.text = text
        self.problems = problems
        self.anchors: dict[str, Node] = {}
        self.last = Span(1, 1, 1, 2)
        yaml = YAML(typ="safe", pure=True)
        self.events: Iterator[Event] = iter(yaml.parse(text))

    def document(self) -> Node | None:
        root: Node | None = None
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if root is not None:
                    raise _Stop(_span(event), words_of_yaml.YAML_DOCUMENTS())
            elif isinstance(event, NodeEvent):
                root = self.node(event, 1)
            elif isinstance(event, DocumentEndEvent | StreamEndEvent):
                continue
        return None if isinstance(root, Scalar) and not root.value.strip() else root

    def node(self, event: Event, depth: int) -> Node:
        self.last = _span(event)
        if depth > MAX_DEPTH:
            raise _Stop(self.last, words_of_yaml.TOO_DEEP())
        if isinstance(event, AliasEvent):
            return self.alias(event)
        tag = getattr(event, "tag", None)
        if tag is not None and tag != "!":
            raise _Stop(self.last, words_of_yaml.YAML_TAG(tag=str(tag)))
        node: Node
        if isinstance(event, ScalarEvent):
            source = self.text[event.start_mark.index : event.end_mark.index]
            style = event.style or None
            node = Scalar(str(event.value), self.last, style, source)
        elif isinstance(event, MappingStartEvent):
            node = self.mapping(depth)
        elif isinstance(event, SequenceStartEvent):
            node = self.sequence(depth)
        else:
            raise _Stop(self.last, words_of_yaml.YAML_BROKEN())
        if event.anchor:
            self.anchors[str(event.anchor)] = node
        return node

    def alias(self, event: AliasEvent) -> Node:
        node = self.anchors.get(str(event.anchor))
        if node is None:
            raise _Stop(self.last, words_of_yaml.YAML_ALIAS(name=str(event.anchor)))
        return node

    def mapping(self, depth: int) -> MappingNode:
        span, pairs, seen, weight = self.last, list[Pair](), dict[str, Span](), 1
        for event in self.events:
            if isinstance(event, CollectionEndEvent):
                break
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if isinstance(value, Scalar) and value.style is None and not value.value:
                value = Scalar("", key.span)  # ruamel places what is not there on a later line
            weight = self.weigh(weight + 1 + value.weight)
            if not isinstance(key, Scalar):
                self.problems.error(key.span, "key", words.KEY_NOT_TEXT())
            elif key.value in seen:
                first = seen[key.value].line
                self.problems.error(
                    key.span, "duplicate-key", words.DUPLICATE_KEY(key=key.value, line=str(first))
                )
            else:
                seen[key.value] = key.span
                pairs.append(Pair(key, value))
        return MappingNode(tuple(pairs), _opening(span, pairs), weight)

    def sequence(self, depth: int) -> SequenceNode:
        span, items, weight = self.last, list[Node](), 1
        for event in self.events:
            if isinstance(event, CollectionEndEvent):
                break
            items.append(self.node(event, depth + 1))
            weight = self.weigh(weight + items[-1].weight)
        return SequenceNode(tuple(items), span, weight)

    def weigh(self, weight: int) -> int:
        """Count nodes as if each alias were written out, so that a few lines cannot explode."""
        if weight > MAX_NODES:
            raise _Stop(self.last, words_of_yaml.TOO_LARGE())
        return weight


def _refused_before_reading(text: str) -> tuple[Span, Sentence] | None:
    if len(text) > MAX_TEXT:
        return Span(1, 1, 1, 2), words_of_yaml.TOO_LARGE()
    odd = _UNPRINTABLE.search(text)
    if odd is not None:
        code = f"U+{ord(odd[0]):04X}"
        return _span_at(text, odd.start()), words_of_yaml.YAML_CHARACTER(code=code)
    for line in re.finditer(r"^.*$", text, re.MULTILINE):
        if line[0].startswith("%"):
            if _DIRECTIVE.match(line[0].rstrip("\r")):
                return _span_at(text, line.start()), words_of_yaml.YAML_DIRECTIVE()
        elif line[0].strip() and not line[0].lstrip().startswith("#"):
            break
    return None


def _span_at(text: str, index: int) -> Span:
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return Span(line, column, line, column + 1)


def _span(event: Event) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _opening(span: Span, pairs: list[Pair]) -> Span:
    """The place to show for a mapping: its brace, else its first key."""
    if span.end_column > span.column or not pairs:
        return span
    return pairs[0].key.span


def _span_of_error(error: MarkedYAMLError, text: str) -> Span:
    mark: StreamMark | None = error.problem_mark or error.context_mark
    opened = ("quoted scalar", "parsing a flow")
    if any(part in str(error.context) for part in opened):  # where it was opened helps more
        mark = error.context_mark or mark
    if mark is None:
        return Span(1, 1, 1, 2)
    lines = max(1, text.count("\n") + 1)
    line = min(mark.line + 1, lines)
    return Span(line, mark.column + 1, line, mark.column + 2)


_ERRORS: Final[tuple[tuple[str, Sentence], ...]] = (
    ("found character '\\t'", words_of_yaml.YAML_TAB()),
    ("found character", words_of_yaml.YAML_QUOTE_IT()),
    ("mapping values are not allowed", words_of_yaml.YAML_COLON()),
    ("unexpected end of stream", words_of_yaml.YAML_UNCLOSED_QUOTE()),
    ("but got '<stream end>'", words_of_yaml.YAML_UNCLOSED_BRACKET()),
    ("but found '<stream end>'", words_of_yaml.YAML_UNCLOSED_BRACKET()),
    ("expected ',' or", words_of_yaml.YAML_UNCLOSED_BRACKET()),
    ("could not find expected ':'", words_of_yaml.YAML_NO_COLON()),
    ("expected <block end>, but found '<scalar>'", words_of_yaml.YAML_AFTER_QUOTE()),
    ("expected <block end>", words_of_yaml.YAML_INDENT()),
)


def _say_error(error: MarkedYAMLError) -> Sentence:
    problem = str(error.problem)
    for part, sentence in _ERRORS:
        if part in problem:
            return sentence
    return words_of_yaml.YAML_BROKEN()


def _places(scalar: Scalar) -> list[tuple[int, int]]:
    """Return line and column of each character of the value, and of the place after it."""
    source, value = scalar.source, scalar.value
    index = _first_index(scalar)
    places: list[tuple[int, int]] = []
    line, column = scalar.span.line, scalar.span.column
    done = 0

    def step_to(target: int) -> None:
        nonlocal line, column, done
        for character in source[done:target]:
            line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
        done = max(done, target)

    for character in value:
        index = _next_index(source, index, character, scalar.style)
        step_to(index)
        places.append((line, column))
        index += _width(source, index, scalar.style)
    step_to(min(index, len(source)))
    places.append((line, column))
    return places


def _first_index(scalar: Scalar) -> int:
    if scalar.style in ("'", '"'):
        return 1
    if scalar.style in ("|", ">"):
        return scalar.source.find("\n") + 1
    return 0


def _next_index(source: str, index: int, character: str, style: str | None) -> int:
    """Where `character` of the value stands, over the white space that YAML folds away."""
    if character in " \n":
        return index
    while index < len(source) and source[index].isspace():
        index += 1
    if (
        style == '"'
        and source[index : index + 1] == "\\"
        and source[index + 1 : index + 2].isspace()
    ):
        return _next_index(source, index + 1, character, style)
    return index


def _width(source: str, index: int, style: str | None) -> int:
    if style == "'" and source[index : index + 2] == "''":
        return 2
    if style == '"' and source[index : index + 1] == "\\":
        return {"x": 4, "u": 6, "U": 10}.get(source[index + 1 : index + 2], 2)
    return 1
