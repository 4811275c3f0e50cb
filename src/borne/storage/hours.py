"""What each connector has charged by the hour, and for how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Final

from sqlalchemy import Connection, func, select

from borne.domain.ledger import HourCount
from borne.storage.rows import from_micros, to_micros
from borne.storage.tables import PORTIONS, SAMPLES, SESSIONS

_HOUR: Final = 3_600_000_000
Part = tuple[int, str]
"""A session on a day."""


def hours(
    connection: Connection, charger: str, connector: int, since: datetime | None, zone: tzinfo
) -> list[HourCount]:
    """The counts at the end of each hour in which there was a reading, oldest first.

    None for `since`: from the beginning, the first of them the count at which it began. What a
    session cost on a day is spread over the day's hours by their energy.
    """
    begin = None if since is None else _begin(connection, charger, connector, to_micros(since))
    rows = _readings(connection, charger, connector, begin)
    if not rows:
        return []
    cost, prices = _costs(connection, charger, connector, begin)
    found: dict[int, HourCount] = {}
    first = _first(connection, charger, connector)
    if begin is None:
        hour = first[0] // _HOUR - 1
        found[hour] = HourCount(from_micros(hour * _HOUR), first[1], 0.0, cost)
    total = first[1]
    shares = _shares(rows, zone)
    for hour, session, reached, energy in rows:
        total = max(total, reached)
        part = (session, _day(hour, zone))
        if session is not None and part in prices and shares[part] > 0:
            cost = (cost or 0.0) + prices[part] * energy / shares[part]
        found[hour] = HourCount(from_micros(hour * _HOUR), total, total - first[1], cost)
    return list(found.values())


def _begin(connection: Connection, charger: str, connector: int, since: int) -> int:
    """The start of the hour before which no session began that goes on after it."""
    earliest = connection.execute(
        select(func.min(SESSIONS.c.started)).where(
            SESSIONS.c.charger == charger,
            SESSIONS.c.connector == connector,
            SESSIONS.c.ended.is_(None) | (SESSIONS.c.ended >= since),
        )
    ).scalar_one()
    begin = since if earliest is None else min(since, earliest)
    return begin // _HOUR * _HOUR


def _first(connection: Connection, charger: str, connector: int) -> tuple[int, float]:
    of_it = (SAMPLES.c.charger == charger, SAMPLES.c.connector == connector)
    found = select(SAMPLES.c.at, SAMPLES.c.total).where(*of_it).order_by(SAMPLES.c.at).limit(1)
    at, total = connection.execute(found).one()
    return at, total


def _readings(
    connection: Connection, charger: str, connector: int, begin: int | None
) -> list[tuple[int, int | None, float, float]]:
    """Each hour and session with the count that was reached, and Wh of the session in it."""
    hour = (SAMPLES.c.at // _HOUR).label("hour")
    asked = (
        select(
            hour,
            SAMPLES.c.session,
            func.max(SAMPLES.c.total),
            func.coalesce(func.max(SAMPLES.c.session_energy), 0.0),
        )
        .where(SAMPLES.c.charger == charger, SAMPLES.c.connector == connector)
        .group_by(hour, SAMPLES.c.session)
        .order_by(hour, func.max(SAMPLES.c.at))
    )
    if begin is not None:
        asked = asked.where(SAMPLES.c.at >= begin)
    before: dict[int | None, float] = defaultdict(float)
    rows = []
    for at, session, reached, energy in connection.execute(asked):
        rows.append((at, session, reached, max(0.0, energy - before[session])))
        before[session] = max(before[session], energy)
    return rows


def _costs(
    connection: Connection, charger: str, connector: int, begin: int | None
) -> tuple[float | None, dict[Part, float]]:
    """What was spent before, None where no price was ever known; and each part after it."""
    portions = (
        select(PORTIONS.c.session, PORTIONS.c.day, func.sum(PORTIONS.c.cost), SESSIONS.c.started)
        .join(SESSIONS, SESSIONS.c.id == PORTIONS.c.session)
        .where(PORTIONS.c.charger == charger, PORTIONS.c.connector == connector)
        .where(PORTIONS.c.energy > PORTIONS.c.unpriced)
        .group_by(PORTIONS.c.session, PORTIONS.c.day, SESSIONS.c.started)
    )
    spent, prices, any_price = 0.0, {}, False
    for session, day, cost, started in connection.execute(portions):
        any_price = True
        if begin is not None and started < begin:
            spent += cost
        else:
            prices[session, day] = cost
    return (spent if any_price else None), prices


def _shares(rows: list[tuple[int, int | None, float, float]], zone: tzinfo) -> dict[Part, float]:
    """Wh of each session on each day."""
    shares: dict[Part, float] = defaultdict(float)
    for part, energy in _parts(rows, zone):
        shares[part] += energy
    return shares


def _parts(
    rows: list[tuple[int, int | None, float, float]], zone: tzinfo
) -> Iterator[tuple[Part, float]]:
    for hour, session, _, energy in rows:
        if session is not None:
            yield (session, _day(hour, zone)), energy


def _day(hour: int, zone: tzinfo) -> str:
    """The day of an hour's readings; those of midnight itself belong to the day before."""
    middle = from_micros(hour * _HOUR) + timedelta(minutes=30)
    return middle.astimezone(zone).date().isoformat()
