"""What must never be shown: which names stand for secrets, and what stands in their place."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

HIDDEN: Final = "••••••"
_WORDS: Final = ("password", "passwd", "psk", "secret", "authorizationkey", "token")


def names_secret(name: str) -> bool:
    """Whether a value of that name is a password or a key."""
    folded = name.casefold()
    return any(word in folded for word in _WORDS)


class Secret(Struct, frozen=True):
    """A password on its way to whoever needs it; it shows itself nowhere by accident."""

    text: str

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    __str__ = __repr__
