"""What Borne says of itself while it runs: to standard error, and kept for a bug report."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from borne.web.recent import Entries, RecentLog

_log = logging.getLogger("borne")


def set_up(level: str) -> RecentLog:
    """Log to standard error, and keep the last lines for a bug report."""
    out = logging.StreamHandler()
    out.setFormatter(Entries(datefmt="%Y-%m-%d %H:%M:%S"))
    logging.basicConfig(level=level.upper(), handlers=[out])
    for chatty in ("alembic", "watchfiles"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    recent = RecentLog()
    logging.getLogger().addHandler(recent)
    return recent


def calmly(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A page or a charger that goes while it is being written to is no defect."""
    error = context.get("exception")
    if isinstance(error, ConnectionError):
        _log.debug("A connection has gone: %s", error)
    else:
        loop.default_exception_handler(context)
