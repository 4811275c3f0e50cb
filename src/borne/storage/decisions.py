"""What was decided, read back from the ledger."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from borne.domain.decision import LimitApplied, NameRead, Result, TraceStep
from borne.domain.ledger import DecisionDetail, DecisionLine, DecisionNote
from borne.domain.say import Sentence, Text
from borne.storage.rows import from_micros, to_micros
from borne.storage.tables import DECISIONS


def decisions(
    connection: Connection,
    start: datetime | None,
    end: datetime | None,
    charger: str | None,
    connector: int | None,
    limit: int,
) -> list[DecisionLine]:
    """The decisions of [start, end), newest first."""
    wanted = select(DECISIONS).order_by(DECISIONS.c.at.desc()).limit(limit)
    if start is not None:
        wanted = wanted.where(DECISIONS.c.at >= to_micros(start))
    if end is not None:
        wanted = wanted.where(DECISIONS.c.at < to_micros(end))
    if charger is not None:
        wanted = wanted.where(DECISIONS.c.charger == charger)
    if connector is not None:
        wanted = wanted.where(DECISIONS.c.connector == connector)
    return [_line(row) for row in connection.execute(wanted)]


def decision(
    connection: Connection, charger: str, connector: int, at: datetime
) -> DecisionDetail | None:
    """The decision that held at that instant, with what was looked at; None: none is kept."""
    wanted = (
        select(DECISIONS)
        .where(
            DECISIONS.c.charger == charger,
            DECISIONS.c.connector == connector,
            DECISIONS.c.at <= to_micros(at),
        )
        .order_by(DECISIONS.c.at.desc())
        .limit(1)
    )
    row = connection.execute(wanted).first()
    if row is None:
        return None
    trace = tuple(_step(step) for step in row.trace)
    return DecisionDetail(_line(row), trace, tuple(_limit(one) for one in row.limits))


def _line(row: Row[Any]) -> DecisionLine:
    following = row.next
    return DecisionLine(
        charger=row.charger,
        connector=row.connector,
        session=row.session,
        mode=row.mode,
        phases=row.phases,
        note=note(row),
        next_at=None if following is None else datetime.fromisoformat(following["at"]),
        next_why=None if following is None else _as_written(following["why"]),
    )


def note(row: Row[Any]) -> DecisionNote:
    """One row as the ledger tells it."""
    return DecisionNote(
        at=from_micros(row.at),
        rule=row.rule,
        charge=row.charge,
        current=row.current,
        why=_as_written(row.why),
    )


def _step(told: dict[str, Any]) -> TraceStep:
    names = tuple(NameRead(one["name"], one["value"], _age(one["age_s"])) for one in told["names"])
    why = _as_written(told["why"])
    return TraceStep(told["kind"], told["name"], Result(told["result"]), why, names)


def _limit(told: dict[str, Any]) -> LimitApplied:
    return LimitApplied(told["name"], told["amps"], _as_written(told["why"]), told["binding"])


def _age(seconds: float | None) -> timedelta | None:
    return None if seconds is None else timedelta(seconds=seconds)


def _as_written(words: dict[str, str]) -> Sentence:
    """A sentence that was written down; braces in it are just braces."""
    return Text(_literal(words["en"]), _literal(words["fr"]))()


def _literal(words: str) -> str:
    return words.replace("{", "{{").replace("}", "}}")
