"""A text laid out: indentation, spaces and blank lines; comments and meaning stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from borne.rules.edit import sentences
from borne.rules.edit.page import Page
from borne.rules.edit.patch import Edit, apply, shrink, tidy
from borne.rules.edit.refusal import Refused
from borne.rules.edit.tree import Alias, Mapping, Node, Scalar, Sequence, empty, grow

UNIT: Final = 2
_TRAILING: Final = re.compile(r"(?<![ \t])[ \t]+(?=[\r\n]|\Z)")
_LINE: Final = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_BLANKS: Final = re.compile(r"((?:\r\n|\r|\n)[ \t]*){3,}")


def laid_out(text: str) -> tuple[Edit, ...]:
    """Return the edits that lay a text out. Raises Refused where it cannot be read.

    Each line of a block stands two spaces deeper than what it belongs to; one space follows a
    colon and a dash; blanks at the ends of lines go, and so do all but one of several empty lines.
    """
    page = Page(text)
    if page.root is None:
        return _without_blanks(text, ())
    layout = _Layout(page)
    layout.block(page.root, 0)
    layout.comments()
    inner = tuple(layout.kept)
    for edits in ([*layout.edits, *_blanks(text, inner)], _blanks(text, inner)):
        try:
            found = tidy([one for edit in edits if (one := shrink(text, edit)) is not None])
        except ValueError:
            continue
        if _same(page, apply(text, found)):
            return found
    raise Refused(sentences.TOO_ODD())


def _without_blanks(text: str, kept: tuple[tuple[int, int], ...]) -> tuple[Edit, ...]:
    return tidy([one for edit in _blanks(text, kept) if (one := shrink(text, edit)) is not None])


def _same(page: Page, text: str) -> bool:
    try:
        root = grow(text)
    except Refused:
        return False
    return root is not None and page.root is not None and root.data() == page.root.data()


def _blanks(text: str, kept: tuple[tuple[int, int], ...]) -> Iterator[Edit]:
    """Blanks at the ends of lines, and lines that are too many, outside of scalars over lines."""

    def outside(start: int, end: int) -> bool:
        return not any(start < last and end > first for first, last in kept)

    runs = [match for match in _BLANKS.finditer(text) if outside(match.start(), match.end())]
    for match in runs:
        breaks = re.findall(r"\r\n|\r|\n", match[0])
        last = match[0][match[0].rfind(breaks[-1]) + len(breaks[-1]) :]
        at_end = match.end() == len(text)
        new = breaks[0] if at_end else breaks[0] * 2
        yield Edit(match.start(), match.end() - len(last), new)
    for match in _TRAILING.finditer(text):
        apart = all(match.end() <= run.start() or match.start() >= run.end() for run in runs)
        if apart and outside(match.start(), match.end()):
            yield Edit(match.start(), match.end(), "")


class _Layout:
    """Collects the edits: each line's indentation, and the gaps of each pair."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.edits: list[Edit] = []
        self.kept: list[tuple[int, int]] = []
        """Scalars over several lines: their line ends mean something."""
        self.columns: dict[int, int] = {}
        """The new column of each line, by where it begins."""

    def block(self, node: Node, column: int) -> None:
        """Lay out a node whose lines begin at `column`."""
        if isinstance(node, Mapping) and not node.flow:
            for pair in node.pairs:
                self.line(pair.start, column)
                self.gap(pair.key.end, pair.colon, "")
                self.valued(pair.value, pair.colon + 1, column)
        elif isinstance(node, Sequence) and not node.flow:
            for item in node.items:
                self.line(item.start, column)
                self.item(item.value, item.start + 1, column)
        else:
            self.scalar(node, column)

    def valued(self, value: Node, after: int, column: int) -> None:
        """Lay out the value of a key that stands at `column`."""
        inline = self.page.line_start(value.start) <= after
        in_block = isinstance(value, Mapping | Sequence) and not value.flow
        if inline and not empty(value) and not self.page.text[after : value.start].strip(" \t"):
            self.gap(after, value.start, " ")
        self.block(value, column + UNIT if in_block or not inline else column)

    def item(self, value: Node, dash_end: int, column: int) -> None:
        """Lay out an item whose dash stands at `column`."""
        inline = self.page.line_start(value.start) < dash_end
        if inline and not empty(value) and not self.page.text[dash_end : value.start].strip(" \t"):
            self.gap(dash_end, value.start, " ")
        self.block(value, column + UNIT)

    def scalar(self, node: Node, column: int) -> None:
        """Keep what is written over several lines, moved as a whole."""
        text, page = self.page.text, self.page
        if isinstance(node, Alias) or not re.search(r"[\r\n]", text[node.start : node.end]):
            self.line(node.start, column)
            return
        if isinstance(node, Scalar) and node.style in ("|", ">"):
            end = node.end
            while end < len(text) and not text[page.line_start(end) : end].strip():
                end += 1
            self.kept.append((node.start, end))
        else:
            self.kept.append((node.start, node.end))
        self.line(node.start, column)

    def line(self, offset: int, column: int) -> None:
        """Put the line of an offset at a column, where it begins the line."""
        start = self.page.line_start(offset)
        if start not in self.columns and not self.page.text[start:offset].strip(" "):
            self.columns[start] = column
            self.edits.append(Edit(start, offset, " " * column))

    def gap(self, start: int, end: int, spaces: str) -> None:
        if start <= end and not self.page.text[start:end].strip(" \t"):
            self.edits.append(Edit(start, end, spaces))

    def comments(self) -> None:
        """Carry each comment that has a line of its own with the lines that it stands beside."""
        lines = [match for match in _LINE.finditer(self.page.text) if match[0]]
        following: tuple[int, int] = (0, 0)
        beside: list[tuple[re.Match[str], int, tuple[int, int]]] = []
        for line in reversed(lines):
            start, width = line.start(), len(line[1]) - len(line[1].lstrip(" \t"))
            if start in self.columns:
                following = width, self.columns[start]
            elif line[1].lstrip(" \t").startswith("#") and not self._kept(start):
                beside.append((line, width, following))
        for line, width, (old, new) in beside:
            column = new if width == old else self._column_above(line.start(), width)
            self.edits.append(Edit(line.start(), line.start() + width, " " * column))

    def _kept(self, line: int) -> bool:
        return any(first < line < last for first, last in self.kept)

    def _column_above(self, line: int, width: int) -> int:
        """Return where the last line above stands now that stood at this column."""
        for start in sorted(self.columns, reverse=True):
            if start < line and self.page.indent(start) == width:
                return self.columns[start]
        return width
