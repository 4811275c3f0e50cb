"""The lines of a part of a text with their comments, to be written elsewhere as they are."""

from __future__ import annotations

from collections.abc import Iterable

from borne.rules.edit.page import Page, Path
from borne.rules.edit.refusal import Refused


def lines_of(page: Page, path: Path) -> str:
    """Return the lines of a pair or an item of a block, not indented; nothing where it has none.

    What stands above the first pair of a file is about the file as a whole, and does not go along.
    """
    try:
        holder, part = page.part(path)
        region = page.region(part)
    except Refused:
        return ""
    if holder.flow:
        return ""
    own = page.line_start(part.start)
    start = own if page.blank(0, region.start) and len(path) == 1 else region.start
    column = part.start - own
    lines = page.text[start : region.end].splitlines()
    if any(line[:column].strip() for line in lines):
        return ""
    return "\n".join(line[column:] for line in lines)


def under(key: str, parts: Iterable[str]) -> str:
    """Return a key with the lines of its parts below it; nothing where one has none."""
    found = list(parts)
    if not all(found):
        return ""
    inner = (f"  {line}" if line else "" for part in found for line in part.split("\n"))
    return "\n".join((f"{key}:", *inner))


def indented(lines: str, indent: str, line_break: str) -> str:
    """Return lines for a place that is indented; the first one begins there."""
    first, *rest = lines.split("\n")
    return line_break.join((first, *(f"{indent}{line}" if line else "" for line in rest)))
