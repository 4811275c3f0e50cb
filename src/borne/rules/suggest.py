"""Guess what was meant by a word that is not known."""

from __future__ import annotations

import difflib
import heapq
from collections.abc import Iterable
from typing import Final

from borne.domain.say import Sentence
from borne.rules import words
from borne.rules.meant import meant

_FEW: Final = 200
"""So many known words are compared one by one."""
_LIKELY: Final = 20
"""Of more, only so many: those that begin alike and are about as long."""


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word that means the same as `word`, else the one most like it, if any."""
    by_folded = {name.casefold(): name for name in known}
    folded = word.strip().casefold()[:60]
    sure = by_folded.get(folded) or meant(word, by_folded.values())
    if sure is not None:
        return sure
    likely: Iterable[str] = by_folded
    if len(by_folded) > _FEW:
        alike = (name for name in by_folded if name[:2] == folded[:2])
        likely = heapq.nsmallest(_LIKELY, alike, key=lambda name: abs(len(name) - len(folded)))
    close = difflib.get_close_matches(folded, likely, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def hint_meant(word: str, known: Iterable[str]) -> Sentence | None:
    """Say which known word means the same."""
    found = meant(word, known)
    return None if found is None else words.DID_YOU_MEAN(word=found)


def did_you_mean(word: str, known: Iterable[str]) -> Sentence | None:
    """Say which known word may have been meant."""
    found = closest(word, known)
    return None if found is None else words.DID_YOU_MEAN(word=found)
