"""The last lines of the log, for a bug report."""

from __future__ import annotations

import logging
from collections import deque
from typing import Final

from borne.domain.legible import exposed

MOST: Final = 2_000
LONGEST: Final = 2_000


class Entries(logging.Formatter):
    """What one entry says can look like no other: its further lines are indented."""

    def __init__(self, datefmt: str | None = None) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", datefmt)

    def format(self, record: logging.LogRecord) -> str:
        """All of it, with its traceback if there is one."""
        return "\n    ".join(map(exposed, super().format(record).split("\n")))


class RecentLog(logging.Handler):
    """Keeps the last lines in memory, each cut at a length."""

    def __init__(self, most: int = MOST) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=most)
        self.setFormatter(Entries())

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it; a record that cannot be written out is no reason to fail."""
        try:
            self._lines.append(self.format(record)[:LONGEST])
        except Exception:  # noqa: BLE001  logging's own edge
            self.handleError(record)

    def text(self) -> str:
        """All that is kept, oldest first."""
        return "\n".join(self._lines) + "\n"
