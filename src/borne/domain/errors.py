"""What can go wrong in the domain; each message says what the person can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from borne.domain.say import Sentence  # which is made of what raises these errors


class BorneError(Exception):
    """The root of what Borne raises itself."""


class WrongQuantity(BorneError):
    """The text is no quantity, or one of another kind."""

    def __init__(self, text: str, wanted: str | None = None) -> None:
        self.text = text
        self.wanted = wanted
        super().__init__(
            f"“{text}” is not a quantity in {wanted}" if wanted else f"“{text}” is not a quantity"
        )


class LedgerAway(BorneError):
    """The ledger cannot be read for now; the sentence says why."""

    sentence: Sentence


class NoRoom(BorneError):
    """The disk is full, or a file is larger than it may be, or there are too many."""

    def __init__(self, *, disk: bool) -> None:
        self.disk = disk
        super().__init__("the disk is full" if disk else "the file is too large")


class UnknownTransition(BorneError):
    """A life cycle has no such step; names the phase and what happened."""

    def __init__(self, phase: str, happening: str) -> None:
        super().__init__(f"{happening} cannot happen in {phase}")
