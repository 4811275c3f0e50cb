"""Changes of a text as values: made in one step, taken back in one step."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

BOM: Final = "\ufeff"
_BREAK: Final = re.compile(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put `text` where the characters `start` to `end` stood; offsets count from 0."""

    start: int
    end: int
    text: str


def tidy(edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Sort edits, each once. Raises ValueError on overlap."""
    found = sorted(dict.fromkeys(edits), key=lambda edit: (edit.start, edit.end))
    for one, other in pairwise(found):
        if other.start < one.end:
            raise ValueError("edits overlap")
    return tuple(found)


def apply(text: str, edits: Sequence[Edit]) -> str:
    """Make edits that are sorted and apart from each other."""
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces += (text[done : edit.start], edit.text)
        done = edit.end
    return "".join((*pieces, text[done:]))


def invert(text: str, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return what takes the edits back, for the text as they leave it."""
    moved = 0
    found: list[Edit] = []
    for edit in edits:
        start = edit.start + moved
        found.append(Edit(start, start + len(edit.text), text[edit.start : edit.end]))
        moved += len(edit.text) - (edit.end - edit.start)
    return tuple(found)


def shrink(text: str, edit: Edit) -> Edit | None:
    """Leave out what an edit would put back as it was; None: it changes nothing."""
    former, start, new = text[edit.start : edit.end], edit.start, edit.text
    if former == new:
        return None
    most = min(len(former), len(new))
    ahead = next((i for i in range(most) if former[i] != new[i]), most)
    most -= ahead
    behind = next((i for i in range(most) if former[-1 - i] != new[-1 - i]), most)
    return Edit(start + ahead, edit.end - behind, new[ahead : len(new) - behind])


class Lines:
    """Offsets as lines and columns from 1; a byte order mark at the start is not counted."""

    def __init__(self, text: str) -> None:
        self._ahead = 1 if text.startswith(BOM) else 0
        self._length = len(text)
        self._starts = [self._ahead, *(match.end() for match in _BREAK.finditer(text))]
        self._ends = [*(match.start() for match in _BREAK.finditer(text)), len(text)]

    def place(self, offset: int) -> tuple[int, int]:
        """Return the line and the column of an offset."""
        line = max(1, bisect_right(self._starts, offset))
        return line, max(0, offset - self._starts[line - 1]) + 1

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a place; what lies outside is moved to the nearest that does not."""
        line = min(max(1, line), len(self._starts))
        start, end = self._starts[line - 1], self._ends[line - 1]
        return min(start + max(0, column - 1), end)


def line_break(text: str) -> str:
    """Return how the text ends its lines."""
    found = _BREAK.search(text)
    return found[0] if found else "\n"
