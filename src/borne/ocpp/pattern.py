"""Who is meant: names by patterns, firmware by ranges or patterns, however they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Final

_RANGE: Final = re.compile(r"\s*(<=|>=|<|>|=)\s*([\w.\-]+)\s*")
_DOTTED: Final = re.compile(r"\d{1,9}(?:\.\d{1,9})+")
_JOINED: Final = re.compile(r"\d{1,9}(?:[_-]\d{1,9})+")
_DIGITS: Final = re.compile(r"\d{1,9}")


def fits(patterns: Iterable[str], value: str | None) -> bool:
    """Whether one fits, in any case; * and ? stand for others, and nothing else does."""
    plain = (value or "").strip().casefold()
    return any(fnmatchcase(plain, pattern.casefold().replace("[", "[[]")) for pattern in patterns)


def runs(firmware: str | None, wanted: str) -> bool:
    """Whether a version is in a range, or fits a pattern."""
    return in_range(firmware, wanted) if is_range(wanted) else fits((wanted,), firmware)


def in_range(firmware: str | None, wanted: str) -> bool:
    """Whether a version is in a range such as `>=1.2, <2`; one that is not told may be.

    As much is compared as the bound says: 1.8.21.7 is a 1.8.21.
    """
    numbers = _numbers(firmware)
    if not numbers:
        return True
    return all(_holds(numbers, sign, _numbers(bound)) for sign, bound in bounds(wanted))


def bounds(wanted: str) -> tuple[tuple[str, str], ...]:
    """The parts of a range. Raises ValueError."""
    parts = [_RANGE.fullmatch(part) for part in wanted.split(",")]
    if not all(part and _numbers(part[2]) for part in parts):
        raise ValueError(wanted)
    return tuple((part[1], part[2]) for part in parts if part)


def is_range(wanted: str) -> bool:
    """Whether it is one of versions, and no pattern of their text."""
    return wanted.strip()[:1] in tuple("<>=")


def _numbers(version: str | None) -> tuple[int, ...]:
    """Of the first part that looks like a version, whatever stands before and after it."""
    text = version or ""
    found = _DOTTED.search(text) or _JOINED.search(text) or _DIGITS.search(text)
    return tuple(int(part) for part in _DIGITS.findall(found[0])) if found else ()


def _holds(numbers: tuple[int, ...], sign: str, bound: tuple[int, ...]) -> bool:
    one = (numbers + (0,) * len(bound))[: len(bound)]
    return {
        "<": one < bound,
        "<=": one <= bound,
        ">": one > bound,
        ">=": one >= bound,
        "=": one == bound,
    }[sign]
