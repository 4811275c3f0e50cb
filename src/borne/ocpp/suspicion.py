"""Which calls of set-up make a charger restart: none is made over and over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

ALL_KEYS: Final = "all keys"
"""The question for the whole configuration; a key alone goes by its name."""
FALLBACK: Final = "the current to fall back to"
_SOON: Final = timedelta(seconds=5)
"""A line that ends this soon after a question may have ended over it."""
_MOST: Final = 2
"""Restarts that a call may cost."""
_MOST_FOR_SAFETY: Final = 6
"""The same for what keeps a charger safe: by then, all others are no longer made."""
_TRIED_AGAIN_AFTER: Final = timedelta(days=1)
"""It may have been the network after all."""
_NONE: Final[frozenset[str]] = frozenset()
"""One for all chargers."""


class Suspicion:
    """What a charger was told or asked last, and how often it has restarted right after.

    A line that ends is no restart yet: that shows in the BootNotification that follows. Where an
    answer was still to come, that call is to blame; else all that were made just before.
    """

    __slots__ = ("_asked", "_open", "_pending", "_restarts")

    def __init__(self) -> None:
        self._asked: dict[str, datetime] = {}
        self._open = _NONE
        self._pending: tuple[str, ...] = ()
        self._restarts: dict[str, tuple[int, datetime]] = {}

    def asked(self, call: str, at: datetime) -> None:
        """It is made now."""
        self._pending = ()
        self._asked[call] = at
        self._open |= {call}

    def answered(self, call: str) -> None:
        """The charger has answered it."""
        self._open = (self._open - {call}) or _NONE

    def lost(self, at: datetime) -> None:
        """The line has ended."""
        late = {one for one, then in self._asked.items() if at - then <= _SOON}
        for survived in self._asked.keys() - late:
            self._restarts.pop(survived, None)
        self._pending = tuple(late & self._open or late)
        self._asked.clear()
        self._open = _NONE

    def excuse(self) -> None:
        """The line has ended by itself."""
        self._pending = ()

    def booted(self, at: datetime) -> None:
        """The charger says that it has started."""
        for call in self._pending:
            before, _ = self._restarts.get(call, (0, at))
            self._restarts[call] = before + 1, at
        self._pending = ()

    def pardon(self) -> None:
        """Whatever it was to blame for may be tried again."""
        self._restarts.clear()

    def shuns(self, call: str, now: datetime) -> bool:
        """Whether it is better not made again."""
        most = _MOST_FOR_SAFETY if call == FALLBACK else _MOST
        restarts, last = self._restarts.get(call, (0, now))
        return restarts >= most and now - last < _TRIED_AGAIN_AFTER
