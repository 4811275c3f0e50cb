"""Which questions of set-up make a charger restart: none is asked over and over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

ALL_KEYS: Final = "all keys"
"""The question for the whole configuration; the others are keys by their names."""
_SOON: Final = timedelta(seconds=5)
"""A line that ends this soon after a question may have ended over it."""
_MOST: Final = 2
"""Restarts that a question may cost."""


class Suspicion:
    """What a charger was asked last, and how often it has restarted right after.

    A line that ends is no restart yet: that shows in the BootNotification that follows.
    """

    def __init__(self) -> None:
        self._asked: dict[str, datetime] = {}
        self._pending: tuple[str, ...] = ()
        self._restarts: dict[str, int] = {}

    def asked(self, question: str, at: datetime) -> None:
        """It is asked now."""
        self._pending = ()
        self._asked[question] = at

    def lost(self, at: datetime) -> None:
        """The line has ended."""
        self._pending = tuple(one for one, then in self._asked.items() if at - then <= _SOON)
        for survived in self._asked.keys() - set(self._pending):
            self._restarts.pop(survived, None)
        self._asked.clear()

    def booted(self) -> None:
        """The charger says that it has started."""
        for question in self._pending:
            self._restarts[question] = self._restarts.get(question, 0) + 1
        self._pending = ()

    def shuns(self, question: str) -> bool:
        """Whether it is better not asked again."""
        return self._restarts.get(question, 0) >= _MOST
