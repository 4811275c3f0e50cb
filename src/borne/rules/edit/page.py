"""A text and its tree: which lines belong to what, and where something new has its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from borne.rules.edit import sentences
from borne.rules.edit.patch import BOM, Edit, line_break
from borne.rules.edit.refusal import Refused
from borne.rules.edit.tree import Alias, Item, Mapping, Node, Pair, Sequence, grow, resolved

Path: TypeAlias = tuple[str | int, ...]

_TAIL: Final = re.compile(r"[ \t]*(?:(?<=[ \t])#[^\r\n]*)?(?=[\r\n]|\Z)")
_COMMENT: Final = re.compile(r"[ \t]*#[^\r\n]*(?=[\r\n]|\Z)")
_BLANK: Final = re.compile(r"\s*\Z")


@dataclass(frozen=True, slots=True)
class Region:
    """Whole lines, from the first sign of the first to after the break of the last."""

    start: int
    end: int


class Page:
    """The geometry of a text. Raises Refused where the text is written too oddly to be changed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = grow(text)
        self.line_break = line_break(text)

    def find(self, path: Path) -> Node | None:
        """Return what stands at a path, through aliases."""
        node = self.root
        for step in path:
            part = _part(node, step)
            if part is None:
                return None
            node = part.value
        return node

    def part(self, path: Path) -> tuple[Mapping | Sequence, Pair | Item]:
        """Return a pair or an item, and what holds it. Raises Refused."""
        holder = self.find(path[:-1])
        held = resolved(holder) if holder is not None else None
        part = _part(held, path[-1])
        if part is None or not isinstance(held, Mapping | Sequence):
            raise Refused(sentences.NOT_THERE())
        return held, part

    def line_start(self, offset: int) -> int:
        """Return where the line of an offset begins."""
        ahead = 1 if self.text.startswith(BOM) else 0
        found = max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset))
        return max(found + 1, ahead)

    def column(self, offset: int) -> int:
        """Return how many signs stand before an offset on its line."""
        return offset - self.line_start(offset)

    def tail(self, offset: int) -> int:
        """Return the end of the line after `offset`, over a comment. Raises Refused for more."""
        found = _TAIL.match(self.text, offset)
        if found is None:
            raise Refused(sentences.TOO_ODD())
        return found.end()

    def after_break(self, offset: int) -> int:
        """Return the beginning of the line after the break at `offset`."""
        if self.text.startswith("\r\n", offset):
            return offset + 2
        return min(offset + 1, len(self.text))

    def region(self, part: Pair | Item) -> Region:
        """Return the lines of a pair or an item, with the comments that belong to it.

        Those are comments on its lines, directly above it at its own column, and directly below
        it where they stand deeper. Raises Refused where something else shares its lines.
        """
        first = self.line_start(part.start)
        if self.text[first : part.start].strip(" "):
            raise Refused(sentences.TOO_ODD())
        column = part.start - first
        end = self.after_break(self.tail(part.end))
        while (comment := _COMMENT.match(self.text, end)) and self.indent(end) > column:
            end = self.after_break(comment.end())
        return Region(self.above(first, column), end)

    def above(self, first: int, column: int) -> int:
        """Return where the comments directly above a line begin that stand at the same column."""
        while first > 0:
            before = self.line_start(first - 1)
            if self.text[first - 1] == "\n" and self.text[first - 2 : first - 1] == "\r":
                before = self.line_start(first - 2)
            if before == first or not _COMMENT.match(self.text, before):
                break
            if self.indent(before) != column:
                break
            first = before
        return first

    def indent(self, line: int) -> int:
        """Return how many spaces a line begins with."""
        end = line
        while self.text[end : end + 1] == " ":
            end += 1
        return end - line

    def blank(self, start: int, end: int) -> bool:
        """Whether nothing but white space stands there."""
        return _BLANK.fullmatch(self.text, start, end) is not None

    def cut(self, region: Region) -> Edit:
        """Take lines out; a text without a break at its end has none afterwards either."""
        start, end = region.start, region.end
        if end == len(self.text) and start > 0 and self.text[end - 1] not in "\r\n":
            start -= 2 if self.text[start - 2 : start] == "\r\n" else 1
        return Edit(start, end, "")

    def unit(self) -> int:
        """Return how many spaces the text uses to indent."""
        root = self.root
        for pair in root.pairs if isinstance(root, Mapping) else ():
            value = pair.value
            if isinstance(value, Mapping | Sequence) and not value.flow:
                return self.column(value.start) or 2
        return 2


def _part(node: Node | None, step: str | int) -> Pair | Item | None:
    held = resolved(node) if isinstance(node, Alias) else node
    if isinstance(held, Mapping) and isinstance(step, str):
        return held.get(step)
    if isinstance(held, Sequence) and isinstance(step, int) and step < len(held.items):
        return held.items[step]
    return None
