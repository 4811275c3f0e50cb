"""Guess what was meant by a word that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from borne.domain.say import Sentence
from borne.rules import words


def closest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word most like `word`, if any is like it."""
    by_folded = {name.casefold(): name for name in known}
    folded = word.strip().casefold()
    close = difflib.get_close_matches(folded[:60], by_folded, n=1, cutoff=0.6)
    return by_folded[close[0]] if close else None


def did_you_mean(word: str, known: Iterable[str]) -> Sentence | None:
    """Say which known word may have been meant."""
    found = closest(word, known)
    return None if found is None else words.DID_YOU_MEAN(word=found)
