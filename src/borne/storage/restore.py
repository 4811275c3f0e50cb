"""What stood on disk, as the state that the engine goes on from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, Row, Table, func, select

from borne.domain.booking import KEPT
from borne.domain.care import Care
from borne.domain.charger import Charger, Connector, Sample
from borne.domain.decision import Boost, ByHand, Mode
from borne.domain.life import Phase
from borne.domain.phasing import Phasing
from borne.domain.security import Security
from borne.domain.session import Session, Transaction
from borne.domain.state import State
from borne.domain.tag import Tag, TagAnswer, UnknownTag
from borne.domain.way import Manner
from borne.storage.portions import recent_portions
from borne.storage.rows import from_micros
from borne.storage.tables import (
    ALLOWED_ONCE,
    CHARGERS,
    CONNECTORS,
    COUNTERS,
    SAMPLES,
    SESSIONS,
    TAGS,
    TRANSACTIONS,
    UNKNOWN_TAGS,
)

_NONE: Final[Mapping[int, Connector]] = {}


def load(connection: Connection) -> State:
    """Chargers away, their open sessions with what was counted; nothing lost, nothing twice."""
    known = list(connection.execute(select(CHARGERS)))
    connectors = _connectors(connection, known)
    chargers = {row.id: _charger(row, connectors) for row in known}
    return State(
        chargers=chargers,
        tags={row.folded: _tag(row) for row in connection.execute(select(TAGS))},
        unknown_tags={
            row.folded: _unknown_tag(row) for row in connection.execute(select(UNKNOWN_TAGS))
        },
        allowed_once=frozenset(connection.scalars(select(ALLOWED_ONCE.c.folded))),
        portions=recent_portions(connection),
        next_session=_next(connection, "session", SESSIONS),
        next_transaction=_next(connection, "transaction", TRANSACTIONS),
    )


def _next(connection: Connection, name: str, table: Table) -> int:
    ever = connection.scalar(select(COUNTERS.c.value).where(COUNTERS.c.name == name)) or 0
    standing = connection.scalar(select(func.max(table.c.id))) or 0
    return max(ever, standing) + 1


def _charger(row: Row[Any], connectors: Mapping[str, Mapping[int, Connector]]) -> Charger:
    known = {number: Connector(row.id, number) for number in row.connectors}
    return Charger(
        id=row.id,
        first_seen=from_micros(row.first_seen),
        last_seen=None if row.last_seen is None else from_micros(row.last_seen),
        name=row.name,
        adopted=row.adopted,
        ignored=row.ignored,
        attempts=row.attempts,
        vendor=row.vendor,
        model=row.model,
        serial=row.serial,
        firmware=row.firmware,
        protocol=row.protocol,
        choices=row.choices or {},
        care=_care(row.care),
        manner=_manner(row.manner),
        security=msgspec.convert(row.security or {}, Security),
        connectors=dict(sorted({**known, **connectors.get(row.id, _NONE)}.items())),
    )


def _care(written: object) -> Care:
    """How the charger was dealt with; what another version wrote otherwise begins anew."""
    try:
        return msgspec.convert(written, Care) if written else Care()
    except msgspec.ValidationError:
        return Care()


def _manner(kept: object) -> Manner:
    """What is not understood has to be found out anew, and does no harm."""
    try:
        return msgspec.convert(kept or {}, Manner)
    except msgspec.ValidationError:
        return Manner()


def _phasing(kept: object) -> Phasing:
    """What another version wrote otherwise begins anew."""
    try:
        return msgspec.convert(kept or {}, Phasing)
    except msgspec.ValidationError:
        return Phasing()


def _connectors(
    connection: Connection, chargers: Sequence[Row[Any]]
) -> Mapping[str, Mapping[int, Connector]]:
    """Every connector that anything is known about, by charger and number."""
    found: defaultdict[str, dict[int, Connector]] = defaultdict(dict)

    def at(charger: str, number: int) -> Connector:
        return found[charger].get(number) or Connector(charger, number)

    for row in connection.execute(select(CONNECTORS)):
        found[row.charger][row.number] = replace(
            at(row.charger, row.number),
            by_hand=_by_hand(row),
            held=row.held,
            operative=row.operative,
            phasing=_phasing(row.phasing),
        )
    numbers = {(row.id, number) for row in chargers for number in row.connectors}
    numbers |= {(charger, number) for charger in found for number in found[charger]}
    for row in _last_samples(connection, numbers):
        found[row.charger][row.connector] = replace(
            at(row.charger, row.connector),
            reading=Sample(from_micros(row.at), register=row.register),
            total=row.total,
            metered_at=from_micros(row.at),
        )
    for row in connection.execute(
        select(SESSIONS).where(SESSIONS.c.ended.is_(None)).order_by(SESSIONS.c.id)
    ):
        transaction = _open_transaction(connection, row.id)
        session = _summed(connection, _session(row, transaction))
        found[row.charger][row.connector] = replace(
            at(row.charger, row.connector), session=session, phase=_phase(session)
        )
    for charger, number, past, former in _past(connection, len(numbers)):
        found[charger][number] = replace(at(charger, number), past=past, former=former)
    return found


def _past(
    connection: Connection, connectors: int
) -> Iterator[tuple[str, int, tuple[Transaction, ...], tuple[Session, ...]]]:
    """What each connector remembers of its last transactions that are over, and their sessions."""
    rows = connection.execute(
        select(TRANSACTIONS)
        .where(TRANSACTIONS.c.ended.is_not(None))
        .order_by(TRANSACTIONS.c.id.desc())
        .limit(KEPT * connectors)
    )
    past: defaultdict[tuple[str, int], list[Transaction]] = defaultdict(list)
    for row in rows:
        past[row.charger, row.connector].append(_transaction(row))
    for (charger, number), transactions in past.items():
        kept = tuple(transactions[:KEPT])
        sessions = connection.execute(
            select(SESSIONS)
            .where(SESSIONS.c.id.in_({one.session for one in kept}))
            .where(SESSIONS.c.ended.is_not(None))
            .order_by(SESSIONS.c.id.desc())
        )
        yield charger, number, kept, tuple(_session(row, None) for row in sessions)


def _summed(connection: Connection, session: Session) -> Session:
    """An open session with what its transactions say, should a crash have come between the two."""
    energy, count = connection.execute(
        select(
            func.sum(TRANSACTIONS.c.energy).filter(TRANSACTIONS.c.ended.is_not(None)),
            func.count(),
        ).where(TRANSACTIONS.c.session == session.id)
    ).one()
    return replace(
        session, energy_before=max(session.energy_before, energy or 0.0), transactions=count
    )


def last_samples(connection: Connection) -> list[Row[Any]]:
    """The last sample of every connector that has any."""
    chargers = connection.execute(select(CHARGERS.c.id, CHARGERS.c.connectors))
    every = {(charger, number) for charger, numbers in chargers for number in numbers}
    set_ = connection.execute(select(CONNECTORS.c.charger, CONNECTORS.c.number))
    return _last_samples(connection, every | {(charger, number) for charger, number in set_})


def _last_samples(connection: Connection, connectors: set[tuple[str, int]]) -> list[Row[Any]]:
    """The sample of each connector that was counted last: the total never falls, clocks may."""
    found = (
        connection.execute(
            select(SAMPLES)
            .where(SAMPLES.c.charger == charger, SAMPLES.c.connector == number)
            .order_by(SAMPLES.c.total.desc(), SAMPLES.c.at.desc())
            .limit(1)
        ).first()
        for charger, number in connectors
    )
    return [row for row in found if row is not None]


def _phase(session: Session) -> Phase:
    if session.transaction is not None:
        return Phase.CHARGING
    return Phase.STOPPED if session.transactions else Phase.PLUGGED


def _session(row: Row[Any], transaction: Transaction | None) -> Session:
    return Session(
        id=row.id,
        charger=row.charger,
        connector=row.connector,
        started=from_micros(row.started),
        tag=row.tag,
        person=row.person,
        energy_before=row.energy_before,
        ended=None if row.ended is None else from_micros(row.ended),
        stop_reason=row.stop_reason,
        transactions=row.transactions,
        charging_before=row.charging_before,
        transaction=transaction,
    )


def _transaction(row: Row[Any]) -> Transaction:
    return Transaction(
        id=row.id,
        session=row.session,
        charger=row.charger,
        connector=row.connector,
        tag=row.tag,
        started=from_micros(row.started),
        meter_start=row.meter_start,
        register=row.register,
        energy=row.energy,
        ended=None if row.ended is None else from_micros(row.ended),
        meter_stop=row.meter_stop,
        reason=row.reason,
    )


def _open_transaction(connection: Connection, session: int) -> Transaction | None:
    """The open transaction, with the energy and the register that were counted last."""
    open_ones = (
        select(TRANSACTIONS)
        .where(TRANSACTIONS.c.session == session, TRANSACTIONS.c.ended.is_(None))
        .order_by(TRANSACTIONS.c.id.desc())
    )
    row = connection.execute(open_ones).first()
    if row is None:
        return None
    energy, register = row.energy, row.register
    sample = connection.execute(
        select(SAMPLES.c.transaction_energy, SAMPLES.c.register)
        .where(
            SAMPLES.c.charger == row.charger,
            SAMPLES.c.connector == row.connector,
            SAMPLES.c.transaction == row.id,
            SAMPLES.c.transaction_energy >= energy,
        )
        .order_by(SAMPLES.c.transaction_energy.desc(), SAMPLES.c.at.desc())
    ).first()
    if sample is not None:
        energy, register = sample
    return replace(_transaction(row), register=register, energy=energy)


def _by_hand(row: Row[Any]) -> ByHand:
    boost = (
        Boost(
            until=None if row.boost_until is None else from_micros(row.boost_until),
            energy=row.boost_energy,
        )
        if row.boost
        else None
    )
    return ByHand(
        mode=None if row.mode is None else Mode(row.mode),
        mode_until=None if row.mode_until is None else from_micros(row.mode_until),
        boost=boost,
        max_current=row.max_current,
    )


def _tag(row: Row[Any]) -> Tag:
    return Tag(
        tag=row.tag,
        name=row.name,
        person=row.person,
        group=row.group,
        vehicle=row.vehicle,
        blocked=row.blocked,
        last_seen=None if row.last_seen is None else from_micros(row.last_seen),
        expires=None if row.expires is None else date.fromisoformat(row.expires),
        at_once=row.at_once,
        last_charger=row.last_charger,
        last_connector=row.last_connector,
        last_answer=row.last_answer,
    )


def _unknown_tag(row: Row[Any]) -> UnknownTag:
    return UnknownTag(
        tag=row.tag,
        charger=row.charger,
        connector=row.connector,
        at=from_micros(row.at),
        answer=TagAnswer(row.answer),
    )
