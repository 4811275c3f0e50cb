"""How much a rule may give: so many kWh, hours or EUR per session, day, week or month."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from borne.domain.units import Dimension, Quantity


class Period(StrEnum):
    """What a quota counts over, by the calendar of the site."""

    SESSION = "session"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Quota(Struct, frozen=True):
    """At most so much in a period; Wh, s or EUR."""

    amount: float
    dimension: Dimension
    per: Period

    @property
    def said(self) -> Quantity:
        """The amount as a person reads it."""
        return Quantity(self.amount, self.dimension)


def first_day(period: Period, today: date) -> date | None:
    """The first day of the period that today is in; None for a session."""
    if period is Period.SESSION:
        return None
    if period is Period.WEEK:
        return today - timedelta(days=today.weekday())
    return today.replace(day=1) if period is Period.MONTH else today


def day_after(period: Period, today: date) -> date | None:
    """The day on which the period begins anew; None for a session."""
    first = first_day(period, today)
    if first is None:
        return None
    if period is Period.MONTH:
        return (first + timedelta(days=32)).replace(day=1)
    return first + timedelta(days=7 if period is Period.WEEK else 1)
