"""The breaker of a Linky meter, as it really opens (Enedis-NOI-CPT_54E §7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_SHARE: Final = 0.008
TOLERATED: Final = 1.3
"""So many times the contract the filtered power may reach."""


@dataclass(slots=True)
class Linky:
    """Filters the apparent power drawn, each second; opens at 1.3 times the contract (VA)."""

    contract: float
    trips: int = 0
    peak: float = 0.0
    """The highest filtered power, as a share of where it opens: 1.0 trips."""
    _filtered: float = 0.0

    def second(self, apparent: float) -> None:
        """Take the VA drawn in one more second; a breaker that opened is closed again at once."""
        self._filtered += _SHARE * (apparent * apparent - self._filtered)
        share = (self._filtered**0.5) / (TOLERATED * self.contract)
        self.peak = max(self.peak, share)
        if share >= 1:
            self.trips += 1
            self._filtered = 0.0
