"""What the ledger tells of past and present sessions, as the panel and the reports read it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from borne.domain.decision import LimitApplied, TraceStep
from borne.domain.say import Sentence
from borne.domain.tariff import Portion


class SessionSummary(Struct, frozen=True):
    """One line of the ledger. Wh."""

    id: int
    charger: str
    connector: int
    started: datetime
    ended: datetime | None
    tag: str | None
    person: str | None
    energy: float
    charging_before: float
    """s of the transactions that have ended."""
    charging_since: datetime | None
    """When the open transaction started."""
    stop_reason: str | None
    transactions: int
    cost: float | None = None
    """EUR of what was charged while the price was known; None: it never was."""
    solar_share: float | None = None
    """The part that did not come from the grid, 0 to 1; None: nobody knows."""

    @property
    def open(self) -> bool:
        """Whether the car is still there."""
        return self.ended is None

    def duration(self, now: datetime) -> float:
        """How many s the car has been plugged in."""
        return max(0.0, ((self.ended or now) - self.started).total_seconds())

    def charging(self, now: datetime) -> float:
        """How many s transactions have been open."""
        since = self.charging_since
        return self.charging_before + (max(0.0, (now - since).total_seconds()) if since else 0.0)


class Totals(Struct, frozen=True):
    """How many sessions a question meets, and their Wh."""

    count: int
    energy: float
    cost: float | None = None
    """EUR of what was charged while the price was known; None: it never was."""
    solar_share: float | None = None
    """The part that did not come from the grid, 0 to 1; None: nobody knows."""


class CurvePoint(Struct, frozen=True):
    """W, A per phase, and Wh of the session so far."""

    at: datetime
    power: float | None
    current: float | None
    energy: float
    asked: float | None


class DecisionNote(Struct, frozen=True):
    """A decision as it was written down. A per phase."""

    at: datetime
    rule: str | None
    charge: bool
    current: float
    why: Sentence


class DecisionLine(Struct, frozen=True):
    """A decision of a time line, newest first, with what was then known to come. A per phase."""

    charger: str
    connector: int
    session: int | None
    mode: str
    phases: int
    note: DecisionNote
    next_at: datetime | None = None
    next_why: Sentence | None = None


class DecisionDetail(Struct, frozen=True):
    """A decision of a time line, with all that was looked at and the limits that held."""

    line: DecisionLine
    trace: tuple[TraceStep, ...]
    limits: tuple[LimitApplied, ...]


class SessionDetail(Struct, frozen=True):
    """A session with its power curve, thinned for a screen, its decisions and its portions."""

    session: SessionSummary
    curve: tuple[CurvePoint, ...]
    decisions: tuple[DecisionNote, ...]
    portions: tuple[Portion, ...] = ()
    """What it has charged, by day and slot of the tariff."""


class HourCount(Struct, frozen=True):
    """How far a connector had counted at the end of an hour."""

    start: datetime
    """Of the hour."""
    total: float
    """Wh, as the entity `energy` shows it."""
    energy: float
    """Wh since Borne knows the connector."""
    cost: float | None
    """EUR since then; None: no price was ever known."""
