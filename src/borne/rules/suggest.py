"""Guess what was meant by a word that is not known."""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Iterable
from typing import Final

from borne.domain.say import Sentence
from borne.rules import words

_FEW: Final = 200
"""So many known words are compared one by one."""
_LIKELY: Final = 20
"""Of more, only so many: those that begin alike and are about as long."""


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, if any is like it."""
    by_folded = {name.casefold(): name for name in known}
    folded = word.strip().casefold()[:60]
    likely: Iterable[str] = by_folded
    if len(by_folded) > _FEW:
        alike = (name for name in by_folded if name[:2] == folded[:2])
        likely = heapq.nsmallest(_LIKELY, alike, key=lambda name: abs(len(name) - len(folded)))
    close = difflib.get_close_matches(folded, likely, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> Sentence | None:
    """Say which known word may have been meant."""
    found = closest(word, known)
    return None if found is None else words.DID_YOU_MEAN(word=found)
