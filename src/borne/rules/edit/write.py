"""Values written as YAML: plain where that says the same, else between quotes."""

from __future__ import annotations

import re
from typing import Final

from borne.rules.edit.tree import Data

_FIRST: Final = frozenset("-?:,[]{}#&*!|>'\"%@`")
_PLAIN: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff\ufffe\uffff]+")
_APART: Final = frozenset(["", " ", "\t", *",[]{}"])
_COLON: Final = re.compile(r":(?=\s|$)")
_FLOW: Final = re.compile(r"[,\[\]{}]|:(?=[,\[\]{}])|\?")
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write_scalar(value: str, *, flow: bool = False, style: str = "") -> str:
    """Return `value` as a scalar on one line, in the quotes of `style` where they can hold it."""
    clean = _PLAIN.fullmatch(value) is not None
    if style == "'" and clean:
        return "'" + value.replace("'", "''") + "'"
    if style == '"' or not (clean and _plain(value, flow=flow)):
        if clean and style != '"' and ('"' in value or "\\" in value):
            return "'" + value.replace("'", "''") + "'"
        return '"' + "".join(_escaped(character) for character in value) + '"'
    return value


def write_flow(data: Data) -> str:
    """Return a value as it may stand within brackets or after a key, on one line."""
    if isinstance(data, str):
        return write_scalar(data, flow=True)
    if isinstance(data, list):
        return "[" + ", ".join(write_flow(one) for one in data) + "]"
    pairs = (f"{write_scalar(key, flow=True)}: {write_flow(one)}" for key, one in data.items())
    return "{" + ", ".join(pairs) + "}"


def write_value(data: Data) -> str:
    """Return a value as it may stand after a key of a block, on one line."""
    return write_scalar(data) if isinstance(data, str) else write_flow(data)


def write_pairs(data: dict[str, Data], indent: str, line_break: str) -> str:
    """Return the pairs of a block, each on its line; the first is not indented."""
    lines = (f"{write_scalar(key)}: {write_value(one)}" for key, one in data.items())
    return f"{line_break}{indent}".join(lines)


def _plain(value: str, *, flow: bool) -> bool:
    if not value or value != value.strip() or value.startswith(("---", "...")):
        return False
    if value[0] in _FIRST and (value[0] not in "-:" or value[1:2] in _APART):
        return False
    if _COLON.search(value) or " #" in value or "\t#" in value:
        return False
    return not (flow and (_FLOW.search(value) or value[0] in "-:"))


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if _PLAIN.fullmatch(character):
        return character
    code = ord(character)
    return (
        f"\\x{code:02x}"
        if code < 0x100
        else f"\\u{code:04x}"
        if code < 0x10000
        else f"\\U{code:08x}"
    )
