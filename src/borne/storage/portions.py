"""The portions of the ledger: what was charged by day and by slot of the tariff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, Row, func, or_, select

from borne.domain.tariff import Portion
from borne.storage.tables import PORTIONS, SESSIONS

KEPT: Final = timedelta(days=40)
"""So far back quotas may count: a month, and the week around its beginning."""


def recent_portions(connection: Connection) -> Mapping[int, tuple[Portion, ...]]:
    """By session, those of the last days that anything was charged, and of open sessions."""
    last = connection.scalar(select(func.max(PORTIONS.c.day)))
    if last is None:
        return {}
    first = (date.fromisoformat(last) - KEPT).isoformat()
    opened = select(SESSIONS.c.id).where(SESSIONS.c.ended.is_(None))
    wanted = select(PORTIONS).where(or_(PORTIONS.c.day >= first, PORTIONS.c.session.in_(opened)))
    found = [_portion(row) for row in connection.execute(wanted.order_by(PORTIONS.c.session))]
    return {number: tuple(own) for number, own in groupby(found, lambda one: one.session)}


def portions_of(connection: Connection, session: int) -> tuple[Portion, ...]:
    """Those of one session, by day and slot."""
    wanted = (
        select(PORTIONS)
        .where(PORTIONS.c.session == session)
        .order_by(PORTIONS.c.day, PORTIONS.c.slot)
    )
    return tuple(_portion(row) for row in connection.execute(wanted))


def _portion(row: Row[Any]) -> Portion:
    return Portion(
        session=row.session,
        day=date.fromisoformat(row.day),
        slot=row.slot,
        charger=row.charger,
        connector=row.connector,
        tag=row.tag,
        energy=row.energy,
        cost=row.cost,
        unpriced=row.unpriced,
        seconds=row.seconds,
        solar=row.solar,
        metered=row.metered,
    )
