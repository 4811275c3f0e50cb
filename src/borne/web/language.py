"""In which language somebody reads."""

from __future__ import annotations

from borne.domain.say import Language


def known(word: str | None) -> Language | None:
    """English or French, whatever the region; None for others."""
    short = (word or "").strip().casefold().replace("_", "-").partition("-")[0]
    if short == "fr":
        return "fr"
    return "en" if short == "en" else None


def choose(asked: str | None, accepted: str | None, option: str) -> Language:
    """What was asked for, else what the browser prefers (Accept-Language), else the option."""
    wishes: list[tuple[float, str]] = []
    for part in (accepted or "").split(","):
        word, _, quality = part.partition(";q=")
        wishes.append((-_number(quality), word))
    preferred = (known(word) for _, word in sorted(wishes, key=lambda wish: wish[0]))
    return known(asked) or next(filter(None, preferred), None) or known(option) or "en"


def _number(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0
