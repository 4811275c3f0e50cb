"""What the panel needs from outside besides the engine; the app brings it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from borne.domain.ledger import SessionDetail, SessionSummary, Totals
from borne.rules.document import SourceFile


class LedgerPort(Protocol):
    """The past, as the store tells it."""

    async def sessions(
        self,
        start: datetime | None = None,
        end: datetime | None = None,
        charger: str | None = None,
        tag: str | None = None,
        limit: int | None = 500,
    ) -> Sequence[SessionSummary]:
        """The sessions that started in [start, end), newest first; `limit` None: all."""
        ...

    async def totals(
        self,
        start: datetime | None = None,
        end: datetime | None = None,
        charger: str | None = None,
        tag: str | None = None,
    ) -> Totals:
        """How many that are, and their energy."""
        ...

    async def session(self, number: int) -> SessionDetail | None:
        """One session with its curve and its decisions."""
        ...


class RuleFilesPort(Protocol):
    """The folder of rule files."""

    @property
    def names(self) -> Sequence[str]:
        """The files as last read, in the order in which they count."""
        ...

    async def read(self) -> Sequence[SourceFile]:
        """The files as they are now, in that order."""
        ...

    async def save(self, name: str, text: str) -> None:
        """Write one file, all of it or nothing, and let the engine read anew. Raises OSError."""
        ...


class UsersPort(Protocol):
    """The users of Home Assistant."""

    async def is_admin(self, user_id: str) -> bool:
        """Whether that user administers Home Assistant; somebody unknown does not."""
        ...


@dataclass(frozen=True, slots=True)
class PanelInfo:
    """What the panel shows of Borne itself."""

    version: str
    demo: bool = False
    language: str = "auto"
    """The option: `auto`, `en` or `fr`."""
    ocpp_port: int = 9000
    ocpp_url: str = ""
    """What to enter in a charger; empty where the machine's address is not known."""
    site_name: str | None = None
