"""Records as rows: which table, which key, which values. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

import msgspec
import orjson
from sqlalchemy import Table

from borne.domain.decision import Decision, LimitApplied, TraceStep
from borne.domain.records import (
    DeleteAllowedOnce,
    DeleteCharger,
    DeleteConnector,
    DeleteTag,
    DeleteUnknownTag,
    ForgetSession,
    Record,
    SaveAllowedOnce,
    SaveCharger,
    SaveConnector,
    SaveDecision,
    SavePortion,
    SaveRecording,
    SaveSample,
    SaveSession,
    SaveTag,
    SaveTransaction,
    SaveUnknownTag,
)
from borne.domain.say import Sentence
from borne.domain.tag import folded
from borne.storage import tables

Cell: TypeAlias = "str | int | float | bool | bytes | None"
Row: TypeAlias = "tuple[Cell, ...]"
Key: TypeAlias = "tuple[str | int, ...]"

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def to_micros(at: datetime) -> int:
    """µs since 1970; a float of seconds holds them exactly until 2255."""
    return round(at.timestamp() * 1_000_000)


def from_micros(micros: int) -> datetime:
    """The instant, in UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def _micros(at: datetime | None) -> int | None:
    return None if at is None else to_micros(at)


def in_both(sentence: Sentence) -> dict[str, str]:
    """A sentence as it is written down: later words may be others, these stay."""
    return {"en": sentence.say("en"), "fr": sentence.say("fr")}


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def _charger(record: SaveCharger) -> Row:
    return (
        record.id,
        to_micros(record.first_seen),
        _micros(record.last_seen),
        record.name,
        record.adopted,
        record.ignored,
        record.attempts,
        record.vendor,
        record.model,
        record.serial,
        record.firmware,
        record.protocol,
        _json(record.connectors),
        _json(record.choices),
        msgspec.json.encode(record.care).decode() if record.care else None,
        _json(msgspec.to_builtins(record.manner)),
        msgspec.json.encode(record.security).decode(),
    )


def _connector(record: SaveConnector) -> Row:
    by_hand, boost = record.by_hand, record.by_hand.boost
    return (
        record.charger,
        record.number,
        by_hand.mode,
        _micros(by_hand.mode_until),
        boost is not None,
        _micros(boost.until) if boost else None,
        boost.energy if boost else None,
        by_hand.max_current,
        record.held,
        record.operative,
        _json(msgspec.to_builtins(record.phasing)),
    )


def _tag(record: SaveTag) -> Row:
    tag = record.tag
    return (
        folded(tag.tag),
        tag.tag,
        tag.name,
        tag.person,
        tag.group,
        tag.vehicle,
        tag.blocked,
        _micros(tag.last_seen),
        tag.expires.isoformat() if tag.expires else None,
        tag.at_once,
        tag.last_charger,
        tag.last_connector,
        tag.last_answer,
    )


def _unknown_tag(record: SaveUnknownTag) -> Row:
    tag = record.tag
    return (
        folded(tag.tag),
        tag.tag,
        tag.charger,
        tag.connector,
        to_micros(tag.at),
        tag.answer,
    )


def _session(record: SaveSession) -> Row:
    session = record.session
    return (
        session.id,
        session.charger,
        session.connector,
        to_micros(session.started),
        session.tag,
        session.person,
        _micros(session.ended),
        session.stop_reason,
        session.energy_before,
        session.transactions,
        session.charging_before,
    )


def _transaction(record: SaveTransaction) -> Row:
    transaction = record.transaction
    return (
        transaction.id,
        transaction.session,
        transaction.charger,
        transaction.connector,
        transaction.tag,
        to_micros(transaction.started),
        transaction.meter_start,
        transaction.register,
        transaction.energy,
        _micros(transaction.ended),
        transaction.meter_stop,
        transaction.reason,
    )


def _sample(record: SaveSample) -> Row:
    return (
        record.charger,
        record.connector,
        to_micros(record.at),
        record.register,
        record.total,
        record.session,
        record.transaction,
        record.session_energy,
        record.transaction_energy,
        record.power,
        record.current,
        record.asked,
        record.soc,
        record.voltage,
    )


def _portion(record: SavePortion) -> Row:
    portion = record.portion
    return (
        portion.session,
        portion.day.isoformat(),
        portion.slot,
        portion.charger,
        portion.connector,
        portion.tag,
        portion.energy,
        portion.cost,
        portion.unpriced,
        portion.seconds,
        portion.solar,
        portion.metered,
    )


def _decision(record: SaveDecision) -> Row:
    decision = record.decision
    return (
        record.charger,
        record.connector,
        to_micros(decision.since),
        record.session,
        decision.rule,
        decision.mode,
        decision.charge,
        decision.current,
        decision.phases,
        _json(in_both(decision.why)),
        _next(decision),
        _json([_limit(limit) for limit in decision.limits]),
        _json([_step(step) for step in decision.trace]),
    )


def _next(decision: Decision) -> str | None:
    if decision.next is None:
        return None
    return _json({"at": decision.next.at, "why": in_both(decision.next.why)})


def _limit(limit: LimitApplied) -> dict[str, object]:
    return {
        "name": limit.name,
        "amps": limit.amps,
        "binding": limit.binding,
        "why": in_both(limit.why),
    }


def _step(step: TraceStep) -> dict[str, object]:
    return {
        "kind": step.kind,
        "name": step.name,
        "result": step.result,
        "why": in_both(step.why),
        "names": [
            {
                "name": read.name,
                "value": read.value,
                "age_s": None if read.age is None else read.age.total_seconds(),
            }
            for read in step.names
        ],
    }


@dataclass(frozen=True, slots=True)
class Kind:
    """How one class of record is written; `row` None: the row of that key goes."""

    table: Table
    key: Callable[[Any], Key]
    row: Callable[[Any], Row] | None


KINDS: Final[Mapping[type[Record], Kind]] = {
    SaveCharger: Kind(tables.CHARGERS, lambda it: (it.id,), _charger),
    DeleteCharger: Kind(tables.CHARGERS, lambda it: (it.id,), None),
    SaveConnector: Kind(tables.CONNECTORS, lambda it: (it.charger, it.number), _connector),
    DeleteConnector: Kind(tables.CONNECTORS, lambda it: (it.charger, it.number), None),
    SaveTag: Kind(tables.TAGS, lambda it: (folded(it.tag.tag),), _tag),
    DeleteTag: Kind(tables.TAGS, lambda it: (folded(it.tag),), None),
    SaveUnknownTag: Kind(tables.UNKNOWN_TAGS, lambda it: (folded(it.tag.tag),), _unknown_tag),
    DeleteUnknownTag: Kind(tables.UNKNOWN_TAGS, lambda it: (folded(it.tag),), None),
    SaveAllowedOnce: Kind(
        tables.ALLOWED_ONCE, lambda it: (folded(it.tag),), lambda it: (folded(it.tag), it.tag)
    ),
    DeleteAllowedOnce: Kind(tables.ALLOWED_ONCE, lambda it: (folded(it.tag),), None),
    SaveSession: Kind(tables.SESSIONS, lambda it: (it.session.id,), _session),
    ForgetSession: Kind(tables.SESSIONS, lambda it: (it.id,), None),
    SaveTransaction: Kind(tables.TRANSACTIONS, lambda it: (it.transaction.id,), _transaction),
    SaveSample: Kind(tables.SAMPLES, lambda it: (it.charger, it.connector, it.at), _sample),
    SavePortion: Kind(
        tables.PORTIONS,
        lambda it: (it.portion.session, it.portion.day.isoformat(), it.portion.slot),
        _portion,
    ),
    SaveRecording: Kind(
        tables.RECORDINGS,
        lambda it: (to_micros(it.start),),
        lambda it: (to_micros(it.start), to_micros(it.end), it.packed()),
    ),
    SaveDecision: Kind(
        tables.DECISIONS, lambda it: (it.charger, it.connector, it.decision.since), _decision
    ),
}
