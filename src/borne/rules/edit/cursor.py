"""What stands at a place of a text that need not be whole: which key, which value, which word.

It reads lines and brackets, not YAML, for while a person types the text is seldom valid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 5_000
"""Signs of a line, beyond which nobody reads it."""
_KEY: Final = re.compile(
    r"""(?:"([^"]*)"|'([^']*)'|([^\s#\[\]{}'"&*!|>%@,-][^#]*?))[ \t]*:(?=\s|$)"""
)
_DASHES: Final = re.compile(r" *(?:-(?=\s|$)[ \t]*)*")
_INDENT: Final = re.compile(r" *")
_BLOCK: Final = re.compile(r"( *)(?:- |[A-Za-z_][\w ]*:(?=\s))")
_NOTHING: Final = re.compile(r"[ \t]*(?:#.*)?$|---|\.\.\.|%")
_BEFORE_QUOTE: Final = frozenset(" \t,[{(:-=")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a place is: the keys around it, and what has been typed up to it."""

    path: tuple[str, ...]
    """The keys that lead to it, dashes left out; for a value, its own key last."""
    at_key: bool
    """A key is expected here, or else a value."""
    typed: str
    """What stands before the place, from `start` on."""
    start: int
    listed: bool = False
    """An item of a list is expected."""
    quote: str = ""
    """In which the whole value stands."""
    within: bool = False
    """The place is in a text of its own, between quotes."""


@dataclass(frozen=True, slots=True)
class _Opener:
    """Something that others may stand in: a dash, or a key."""

    column: int
    key: str | None


def cursor_at(text: str, offset: int) -> Cursor | None:
    """Return what stands at an offset; None: a comment, where nothing is expected."""
    first = _logical_start(text, offset)
    if offset - first > LONGEST:
        return None
    line = text[first:offset]
    dashes = _DASHES.match(line)
    head = dashes.end() if dashes else 0
    scan = _Scan(line, head)
    if scan.comment:
        return None
    listed = "-" in line[:head]
    column = head
    outer = _parents(text, first, line[:head], column)
    path = (*outer, *scan.keys)
    typed, start = line[scan.start :], first + scan.start
    wrapped = bool(scan.quote) and line[scan.start - 1 : scan.start] == scan.quote
    inner = "'" if scan.quote == '"' else '"'
    within = typed.count(inner) % 2 == 1 if wrapped else bool(scan.quote)
    quote = scan.quote if wrapped else ""
    return Cursor(path, scan.at_key, typed, start, listed or scan.listed, quote, within)


class _Scan:
    """The last line up to the place, its brackets, quotes and keys."""

    def __init__(self, line: str, head: int) -> None:
        self.keys: list[str] = []
        self.start = head
        self.at_key, self.listed, self.comment, self.quote = True, False, False, ""
        self._stack: list[tuple[str, int, bool]] = []
        self._line = line
        index = head
        while index < len(line):
            index = self._step(index)

    def _step(self, index: int) -> int:
        line, sign = self._line, self._line[index]
        if self.quote:
            return self._quoted(sign, index)
        before = line[index - 1] if index else " "
        if sign in "'\"" and before in _BEFORE_QUOTE:
            self.quote = sign
            if not line[self.start : index].strip():
                self.start = index + 1
        elif sign == "#" and before in " \t\r\n":
            end = line.find("\n", index)
            if end < 0:
                self.comment = True
                return len(line)
            return end
        elif sign in "[{" and not line[self.start : index].strip():
            self._open(sign, index)
        elif sign in "]}" and self._stack:
            self._close(index)
        elif sign == "," and self._stack:
            self._next(index)
        elif sign == ":" and self.at_key and line[index + 1 : index + 2] in ("", " ", "\t", "\n"):
            self._named(index)
        return index + 1

    def _quoted(self, sign: str, index: int) -> int:
        if sign == "\\" and self.quote == '"':
            return index + 2
        if sign == self.quote:
            self.quote = ""
        return index + 1

    def _open(self, sign: str, index: int) -> None:
        self._stack.append((sign, len(self.keys), self.at_key))
        self.at_key, self.listed, self.start = sign == "{", sign == "[", index + 1

    def _close(self, index: int) -> None:
        _, depth, _ = self._stack.pop()
        del self.keys[depth:]
        self.at_key, self.listed, self.start = False, False, index + 1

    def _next(self, index: int) -> None:
        sign, depth, _ = self._stack[-1]
        del self.keys[depth:]
        self.at_key, self.start = sign == "{", index + 1

    def _named(self, index: int) -> None:
        key = self._line[self.start : index].strip().strip("'\"")
        self.keys.append(key)
        self.at_key, self.listed, self.start = False, False, index + 1


def _logical_start(text: str, offset: int) -> int:
    """Return where the line begins, or the one on which a bracket stands open."""
    section = 0
    for match in re.finditer(r"^[^\s#\-\]}]", text[:offset], re.MULTILINE):
        section = match.start()
    opened: list[int] = []
    quote, before, index = "", " ", section
    while index < offset:
        sign = text[index]
        if sign == "\n" and opened and _begins(text, index + 1, opened[0]):
            opened.clear()
        if quote:
            quote = "" if sign in (quote, "\n") else quote
        elif sign in "'\"" and before in _BEFORE_QUOTE:
            quote = sign
        elif sign == "#" and before in " \t\r\n":
            end = text.find("\n", index)
            index = offset if end < 0 else end
        elif sign in "[{":
            opened.append(index)
        elif sign in "]}" and opened:
            opened.pop()
        before = sign
        index += 1
    place = opened[0] if opened else offset
    return text.rfind("\n", 0, place) + 1


def _begins(text: str, line: int, opened: int) -> bool:
    """Whether a line is a new key or item beside the one in which a bracket was never closed."""
    key = _BLOCK.match(text, line)
    around = _INDENT.match(text, text.rfind("\n", 0, opened) + 1)
    return key is not None and around is not None and key.end(1) - line <= len(around[0])


def _parents(text: str, first: int, dashes: str, column: int) -> list[str]:
    """Return the keys in which a line stands, outermost first."""
    found: list[str] = []
    need, strict = column, True
    for at in reversed([at for at, sign in enumerate(dashes) if sign == "-"]):
        need, strict = at, False
    for line in reversed(text[:first].splitlines()):
        if need == 0 and strict:
            break
        if _NOTHING.match(line):
            continue
        for opener in reversed(_openers(line)):
            if opener.key is None:
                if strict and opener.column < need:
                    need, strict = opener.column, False
            elif opener.column < need or (opener.column == need and not strict):
                found.insert(0, opener.key)
                need, strict = opener.column, True
    return found


def _openers(line: str) -> list[_Opener]:
    line = line[:LONGEST]
    dashes = _DASHES.match(line)
    head = dashes.end() if dashes else 0
    found = [_Opener(at, None) for at, sign in enumerate(line[:head]) if sign == "-"]
    key = _KEY.match(line, head)
    if key is not None:
        name = next(group for group in key.groups() if group is not None)
        found.append(_Opener(head, name))
    return found


def names_of(text: str, section: str) -> list[str]:
    """Return the names that stand in a section, from the look of the lines."""
    found: list[str] = []
    inside, column = False, -1
    for line in text.removeprefix("\ufeff").splitlines():
        if _NOTHING.match(line):
            continue
        openers = _openers(line)
        key = openers[-1] if openers and openers[-1].key is not None else None
        if key is not None and key.column == 0:
            inside, column = key.key == section, -1
        elif inside and key is not None:
            column = key.column if column < 0 else column
            if key.column == column and key.key:
                found.append(key.key)
    return found


def listed_names(text: str, section: str) -> list[str]:
    """Return what the items of a list are called, from the look of the lines."""
    found: list[str] = []
    inside = False
    for line in text.removeprefix("\ufeff").splitlines():
        start = re.match(r"([a-z_]+)[ \t]*:", line)
        if start:
            inside = start[1] == section
        name = re.search(
            r"""\bname[ \t]*:[ \t]*(?:"([^"]+)"|'([^']+)'|([^#,}\r\n]+))""", line[:LONGEST]
        )
        if inside and name:
            found.append(next(group for group in name.groups() if group).strip())
    return found
