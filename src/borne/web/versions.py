"""The former versions of a rule file: listed, compared, brought together."""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import Final, Protocol

from msgspec import Struct

from borne.web.snapshot import Json

AROUND: Final = 3
"""How many equal lines are shown around what differs."""


class Version(Struct, frozen=True):
    """A text as it stood in a rule file from `at` on; how: panel, restore, outside or start."""

    id: int
    name: str
    at: datetime
    by: str | None
    how: str
    text: str


class VersionsPort(Protocol):
    """Where versions are kept. Its calls may wait for the disk."""

    def of(self, name: str) -> Sequence[Version]:
        """The versions of a rule file, newest first."""
        ...

    def find(self, number: int) -> Version | None:
        """The version with that number."""
        ...

    def keep(self, name: str, text: str, at: datetime, by: str | None, how: str) -> Version | None:
        """Keep a text, unless it is the newest already. Raises OSError."""
        ...

    def forget(self, version: Version) -> None:
        """Let go of a version. Raises OSError."""
        ...


def version_of(text: str) -> str:
    """Which text it is."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def listed(versions: Sequence[Version], zone: tzinfo) -> list[Json]:
    """The versions, newest first, with how many lines each brought and took."""
    found = []
    for index, one in enumerate(versions):
        before = versions[index + 1].text if index + 1 < len(versions) else ""
        added, removed = _count(before, one.text)
        found.append({**described(one, zone), "added": added, "removed": removed})
    return found


def described(version: Version, zone: tzinfo) -> Json:
    """A version without its text."""
    return {
        "id": version.id,
        "name": version.name,
        "at": version.at.astimezone(zone).isoformat(timespec="seconds"),
        "by": version.by,
        "how": version.how,
        "version": version_of(version.text),
    }


def compared(former: str, text: str) -> list[Json]:
    """Both texts line by line; `gap` stands for equal lines far from what differs."""
    old, new = former.splitlines(), text.splitlines()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found: list[Json] = []
    last = 0
    for group in matcher.get_grouped_opcodes(AROUND):
        if group[0][1] > last:
            found.append(_line("gap", None, None, ""))
        for kind, start, end, other, other_end in group:
            if kind == "equal":
                pairs = zip(range(start, end), range(other, other_end), strict=True)
                found += [_line("same", one, two, old[one]) for one, two in pairs]
                continue
            found += [_line("removed", at, None, old[at]) for at in range(start, end)]
            found += [_line("added", None, at, new[at]) for at in range(other, other_end)]
        last = group[-1][2]
    if found and last < len(old):
        found.append(_line("gap", None, None, ""))
    return found


def merged(base: str, mine: str, theirs: str) -> str | None:
    """Both changes of one text in one text; None where they touch the same or adjoining lines."""
    lines = base.splitlines(keepends=True)
    changes = [*_changes(lines, mine), *_changes(lines, theirs)]
    changes = sorted(dict.fromkeys(changes), key=lambda change: (change[0], change[1]))
    found: list[str] = []
    done = 0
    for index, (start, end, new) in enumerate(changes):
        if index and start <= changes[index - 1][1]:
            return None
        found += (*lines[done:start], *new)
        done = end
    return "".join((*found, *lines[done:]))


def _changes(lines: list[str], text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    other = text.splitlines(keepends=True)
    matcher = difflib.SequenceMatcher(None, lines, other, autojunk=False)
    return [
        (start, end, tuple(other[new:new_end]))
        for kind, start, end, new, new_end in matcher.get_opcodes()
        if kind != "equal"
    ]


def _count(before: str, text: str) -> tuple[int, int]:
    matcher = difflib.SequenceMatcher(None, before.splitlines(), text.splitlines(), autojunk=False)
    changes = [one for one in matcher.get_opcodes() if one[0] != "equal"]
    return sum(one[4] - one[3] for one in changes), sum(one[2] - one[1] for one in changes)


def _line(kind: str, line: int | None, other: int | None, text: str) -> Json:
    numbers = {"line": line, "other": other}
    return {
        "kind": kind,
        **{key: None if at is None else at + 1 for key, at in numbers.items()},
        "text": text,
    }
