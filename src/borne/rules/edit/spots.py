"""Where the signs of a scalar's value stand in the text, over quotes, escapes and folded lines."""

from __future__ import annotations

from borne.rules.edit.tree import Scalar

_LONG: dict[str, int] = {"x": 4, "u": 6, "U": 10}


def spots_of(scalar: Scalar, text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the value's signs `start` to `end` stand; right for what is not folded away."""
    places = _places(scalar, text[scalar.start : scalar.end])
    first = places[min(start, len(places) - 1)][0]
    after = places[end - 1][1] if end > start else first
    if end == start and start == len(scalar.value) and start:
        first = after = places[start - 1][1]
    return scalar.start + first, scalar.start + after


def _places(scalar: Scalar, source: str) -> list[tuple[int, int]]:
    """The first sign and the end of each sign of the value, and of the place after it."""
    style, index = scalar.style, _first(scalar.style, source)
    found: list[tuple[int, int]] = []
    for character in scalar.value:
        index = _next(source, index, character, style)
        width = _width(source, index, style)
        found.append((index, index + width))
        index += width
    return [*found, (min(index, len(source)), min(index, len(source)))]


def _first(style: str, source: str) -> int:
    if style in ("'", '"'):
        return 1
    return source.find("\n") + 1 if style in ("|", ">") else 0


def _next(source: str, index: int, character: str, style: str) -> int:
    if character in " \n":
        return index
    while index < len(source) and source[index].isspace():
        index += 1
    if (
        style == '"'
        and source[index : index + 1] == "\\"
        and source[index + 1 : index + 2].isspace()
    ):
        return _next(source, index + 1, character, style)
    return index


def _width(source: str, index: int, style: str) -> int:
    if style == "'" and source[index : index + 2] == "''":
        return 2
    if style == '"' and source[index : index + 1] == "\\":
        return _LONG.get(source[index + 1 : index + 2], 2)
    return 1
