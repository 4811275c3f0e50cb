"""Questions to the ledger, answered as values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    ScalarSelect,
    Select,
    Table,
    case,
    func,
    select,
)

from borne.domain.ledger import (
    CurvePoint,
    DecisionNote,
    SessionDetail,
    SessionSummary,
    Totals,
)
from borne.domain.tag import folded
from borne.domain.tariff import LEAST, solar_share_of
from borne.storage.decisions import note
from borne.storage.portions import portions_of
from borne.storage.rows import from_micros, to_micros
from borne.storage.tables import DECISIONS, PORTIONS, SAMPLES, SESSIONS, TRANSACTIONS

T = TypeVar("T")

_CURVE: Final = 1_000
"""Points of a curve: more than a screen shows."""
_CLOCKS: Final = 86_400_000_000
"""µs by which a charger's clock may be off, and its samples are still found quickly."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which sessions are meant: started in [`start`, `end`), of one charger, of one badge."""

    start: datetime | None = None
    end: datetime | None = None
    charger: str | None = None
    tag: str | None = None


def sessions(connection: Connection, question: Question, limit: int | None) -> list[SessionSummary]:
    """The sessions that are meant, newest first; those without any transaction are left out."""
    wanted = (
        _summaries()
        .where(*_meant(question))
        .order_by(SESSIONS.c.started.desc(), SESSIONS.c.id.desc())
        .limit(limit)
    )
    return [_summary(row) for row in connection.execute(wanted)]


def totals(connection: Connection, question: Question) -> Totals:
    """How many they are, and their energy, however many `sessions` would show."""
    inner = _summaries().where(*_meant(question)).subquery()
    energy = func.sum(inner.c.energy_before + inner.c.energy_now)
    sums = (func.sum(inner.c.cost), func.sum(inner.c.solar), func.sum(inner.c.metered))
    found = select(func.count(), energy, *sums).select_from(inner)
    count, energy, cost, solar, metered = connection.execute(found).one()
    return Totals(count, energy or 0.0, cost, solar_share_of(solar or 0.0, metered or 0.0))


def session(connection: Connection, number: int) -> SessionDetail | None:
    """One session with its curve and its decisions."""
    row = connection.execute(_summaries().where(SESSIONS.c.id == number)).first()
    if row is None:
        return None
    return SessionDetail(
        _summary(row),
        _curve(connection, row),
        _decisions(connection, row),
        portions_of(connection, number),
    )


def _meant(question: Question) -> list[ColumnElement[bool]]:
    has_transaction = select(TRANSACTIONS.c.id).where(TRANSACTIONS.c.session == SESSIONS.c.id)
    conditions: list[ColumnElement[bool]] = [has_transaction.exists()]
    if question.start is not None:
        conditions.append(SESSIONS.c.started >= to_micros(question.start))
    if question.end is not None:
        conditions.append(SESSIONS.c.started < to_micros(question.end))
    if question.charger is not None:
        conditions.append(SESSIONS.c.charger == question.charger)
    if question.tag is not None:
        conditions.append(func.lower(SESSIONS.c.tag) == folded(question.tag))
    return conditions


def _summaries() -> Select[Any]:
    """Sessions with what their open transaction has counted so far."""
    running = TRANSACTIONS.alias("running")
    counted = (
        select(func.max(SAMPLES.c.transaction_energy))
        .where(
            SAMPLES.c.charger == running.c.charger,
            SAMPLES.c.connector == running.c.connector,
            SAMPLES.c.at >= running.c.started - _CLOCKS,
            SAMPLES.c.transaction == running.c.id,
        )
        .scalar_subquery()
    )
    last_open = (
        select(func.max(TRANSACTIONS.c.id))
        .where(TRANSACTIONS.c.session == SESSIONS.c.id, TRANSACTIONS.c.ended.is_(None))
        .correlate(SESSIONS)
        .scalar_subquery()
    )
    energy_now = case(
        (counted > running.c.energy, counted), else_=func.coalesce(running.c.energy, 0.0)
    )
    priced = PORTIONS.c.energy > PORTIONS.c.unpriced + LEAST
    columns = (
        *SESSIONS.c,
        running.c.started.label("charging_since"),
        energy_now.label("energy_now"),
        _portioned(PORTIONS.c.cost, priced).label("cost"),
        _portioned(PORTIONS.c.solar).label("solar"),
        _portioned(PORTIONS.c.metered).label("metered"),
    )
    is_running = (running.c.id == last_open) & SESSIONS.c.ended.is_(None)
    return select(*columns).select_from(SESSIONS.outerjoin(running, is_running))


def _portioned(column: Column[Any], *where: ColumnElement[bool]) -> ScalarSelect[Any]:
    """What the portions of a session add up to; null where there is none."""
    return (
        select(func.sum(column))
        .where(PORTIONS.c.session == SESSIONS.c.id, *where)
        .correlate(SESSIONS)
        .scalar_subquery()
    )


def _summary(row: Row[Any]) -> SessionSummary:
    return SessionSummary(
        id=row.id,
        charger=row.charger,
        connector=row.connector,
        started=from_micros(row.started),
        ended=None if row.ended is None else from_micros(row.ended),
        tag=row.tag,
        person=row.person,
        energy=row.energy_before + row.energy_now,
        charging_before=row.charging_before,
        charging_since=None if row.charging_since is None else from_micros(row.charging_since),
        stop_reason=row.stop_reason,
        transactions=row.transactions,
        cost=row.cost,
        solar_share=solar_share_of(row.solar or 0.0, row.metered or 0.0),
    )


def _curve(connection: Connection, session: Row[Any]) -> tuple[CurvePoint, ...]:
    rows = connection.execute(
        select(
            SAMPLES.c.at,
            SAMPLES.c.power,
            SAMPLES.c.current,
            func.coalesce(SAMPLES.c.session_energy, 0.0),
            SAMPLES.c.asked,
        )
        .where(*_within(SAMPLES, session))
        .order_by(SAMPLES.c.at)
    ).all()
    points = thinned(rows, _CURVE)
    return tuple(CurvePoint(from_micros(point[0]), *point[1:]) for point in points)


def _within(table: Table, session: Row[Any]) -> list[ColumnElement[bool]]:
    """The rows of a session, sought where the key of the table has them."""
    conditions = [
        table.c.charger == session.charger,
        table.c.connector == session.connector,
        table.c.at >= session.started - _CLOCKS,
        table.c.session == session.id,
    ]
    if session.ended is not None:
        conditions.append(table.c.at <= session.ended + _CLOCKS)
    return conditions


def thinned(rows: Sequence[T], most: int) -> Sequence[T]:
    """At most so many rows, evenly spread, the first and the last among them."""
    if len(rows) <= most:
        return rows
    stride = (len(rows) - 1) / (most - 1)
    return [rows[round(index * stride)] for index in range(most)]


def _decisions(connection: Connection, session: Row[Any]) -> tuple[DecisionNote, ...]:
    rows = connection.execute(
        select(DECISIONS).where(*_within(DECISIONS, session)).order_by(DECISIONS.c.at)
    )
    return tuple(note(row) for row in rows)
