"""The time of day at which a plan must have done its work."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from borne.rules import reasons
from borne.rules.clock import Schedule
from borne.rules.moment import Moment, Truth
from borne.rules.when import Part


def next_deadline(now: datetime, minute: int) -> datetime:
    """The instant (UTC) after `now` at which the clock shows that minute of the day."""
    wall = datetime.combine(now.date(), time()) + timedelta(minutes=minute)
    if wall <= now.replace(tzinfo=None):
        wall += timedelta(days=1)
    return wall.replace(tzinfo=now.tzinfo).astimezone(UTC)


def deadline_part(days: Schedule, minute: int, said: str, label: str) -> Part:
    """Whether the next deadline is on one of the days."""

    def ask(moment: Moment) -> Truth:
        at = next_deadline(moment.now, minute)
        moment.until(at, reasons.DEADLINE, label)
        return moment.holds(days, at.astimezone(moment.now.tzinfo))

    return Part(ask, said, reasons.OUTSIDE(times=said), deadline=days)
