"""How often set-up has changed a key of a charger: settings that do not stay are left alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

_MOST_A_DAY: Final = 3
_DAY: Final = timedelta(days=1)


class Writes:
    """The times at which each key was written."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[str, tuple[datetime, ...]] = {}

    def made(self, key: str, at: datetime) -> None:
        """It is written now."""
        self._made[key] = (*self._made.get(key, ()), at)[-_MOST_A_DAY:]

    def enough(self, key: str, now: datetime) -> bool:
        """Whether it was written often enough for a day."""
        return sum(now - at < _DAY for at in self._made.get(key, ())) >= _MOST_A_DAY

    def first(self, key: str) -> bool:
        """Whether its last write was the first one."""
        return len(self._made.get(key, ())) == 1

    def pardon(self) -> None:
        """All may be written again."""
        self._made.clear()
