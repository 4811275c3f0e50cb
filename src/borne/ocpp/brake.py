"""Slows down who tries passwords, and nobody else.

Counted by address and charger together: chargers behind the same address, or the true charger at
its own, are not held up by somebody's guesses. Attempts while the brake is on are refused without
a look at the password, and do not make the wait longer.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FREE: Final = 3
"""Mistakes that cost no wait."""
LONGEST: Final = timedelta(seconds=60)
_FORGOTTEN: Final = timedelta(minutes=15)
_MOST: Final = 4_096


@dataclass(slots=True)
class _Tries:
    count: int
    at: datetime
    until: datetime
    unsaid: int = 0


class Brake:
    """Bounded memory: of too many pairs, the one that failed longest ago is forgotten."""

    def __init__(self) -> None:
        self._tries: OrderedDict[tuple[str, str], _Tries] = OrderedDict()

    def wait(self, address: str, charger: str, now: datetime) -> timedelta | None:
        """How long it has to wait still; None: it may try. A try that is held up is counted."""
        tries = self._tries.get((address, charger))
        if tries is None or now >= tries.until:
            return None
        tries.unsaid += 1
        # A clock that was set back must not stretch the wait.
        return min(tries.until - now, LONGEST)

    def failed(self, address: str, charger: str, now: datetime) -> int:
        """Count a mistake; return how many tries it stands for, those held up included."""
        key = (address, charger)
        tries = self._tries.get(key)
        if tries is None or now - tries.at > _FORGOTTEN:
            tries = self._tries[key] = _Tries(0, now, now)
        tries.count += 1
        tries.at = now
        over = min(tries.count - FREE, 10)
        tries.until = now + min(timedelta(seconds=2**over), LONGEST) if over > 0 else now
        said, tries.unsaid = tries.unsaid + 1, 0
        self._tries.move_to_end(key)
        if len(self._tries) > _MOST:
            self._tries.popitem(last=False)
        return said

    def passed(self, address: str, charger: str) -> None:
        """The right password ends it."""
        self._tries.pop((address, charger), None)

    def __len__(self) -> int:
        return len(self._tries)
