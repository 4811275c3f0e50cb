"""The last lines of the log, for a bug report."""

from __future__ import annotations

import logging
from collections import deque
from typing import Final

MOST: Final = 2_000
LONGEST: Final = 2_000


class RecentLog(logging.Handler):
    """Keeps the last lines in memory, each cut at a length."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=most)
        form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
        self.setFormatter(logging.Formatter(form))

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it; a record that cannot be written out is no reason to fail."""
        try:
            self._lines.append(self.format(record)[:LONGEST])
        except Exception:  # noqa: BLE001  logging's own edge
            self.handleError(record)

    def text(self) -> str:
        """All that is kept, oldest first."""
        return "\n".join(self._lines) + "\n"
