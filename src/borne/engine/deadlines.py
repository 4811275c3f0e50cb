"""The deadlines of plans, as they pass: what was missing then is missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from borne.domain.charger import Connector
from borne.domain.plan import Outlook


@dataclass(slots=True)
class Deadlines:
    """Remembers of each connector the next deadline, and what would be missing."""

    _open: dict[str, tuple[datetime, float]] = field(default_factory=dict)

    def look(self, at: datetime, connectors: Iterable[Connector]) -> Iterator[tuple[str, float]]:
        """Note the plans of now; return whose deadline has passed, and the Wh that were missing."""
        for id_, (deadline, missing) in list(self._open.items()):
            if at >= deadline:
                del self._open[id_]
                if missing > 0:
                    yield id_, missing
        for one in connectors:
            plan = one.decision.outlook if one.decision else None
            if plan is not None and plan.deadline is not None and at < plan.deadline:
                self._open[one.id] = (plan.deadline, _missing(plan))


def _missing(plan: Outlook) -> float:
    """What will be missing, without what a plan reckons in reserve."""
    progress = plan.progress
    if progress is None or progress.of != "energy":
        return plan.missing
    return min(plan.missing, max(0.0, progress.wanted - progress.done))
