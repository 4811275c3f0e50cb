"""What a charger tells of its connectors: status, transactions, meter values."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from borne.domain.admission import admit, note_unknown
from borne.domain.booking import count, happen, stop_late
from borne.domain.charger import Charger, Connector, Sample
from borne.domain.commands import Admission, AnswerPlain, AnswerStart, AnswerStop, StopRemotely
from borne.domain.events import MeterSampled, StatusChanged, TransactionStarted, TransactionStopped
from borne.domain.life import Happening, Status, happening_of
from borne.domain.say import Text
from borne.domain.session import Transaction
from borne.domain.turn import Turn
from borne.domain.units import Dimension, Quantity

_BY_A_PERSON: Final = frozenset({None, "Local", "EmergencyStop"})
"""Reasons of a stop after which nothing starts again by itself."""

_ORPHAN: Final = Text(
    "{charger} reported the end of transaction {id} at {meter}, which Borne does not know",
    "{charger} a signalé la fin de la transaction {id} à {meter}, que Borne ne connaît pas",
)


def status_changed(turn: Turn, event: StatusChanged) -> None:
    """StatusNotification."""
    charger = turn.heard(event.charger)
    turn.do(AnswerPlain(event.charger, event.ticket))
    if event.connector <= 0:
        turn.put(replace(charger, status=event.status, error=event.error))
        _announce_fault(turn, charger.error, event)
        return
    known = event.connector in charger.connectors
    connector = charger.connector(event.connector)
    _announce_fault(turn, connector.error, event)
    connector = replace(connector, status=event.status, error=event.error, error_info=event.info)
    charger = charger.with_connector(connector)
    if known:
        turn.put(charger)
    else:
        turn.keep_charger(charger)
    happening = happening_of(event.status)
    if happening is not None:
        happen(turn, connector, happening, reason="Unplugged")


def transaction_started(turn: Turn, event: TransactionStarted) -> None:
    """StartTransaction: booked even when the badge is refused, since current may have flowed."""
    charger = turn.heard(event.charger)
    connector = charger.connector(max(1, event.connector))
    admission = admit(turn, event.tag)
    repeated = _repeated(connector, event)
    if repeated is not None:
        turn.do(AnswerStart(event.charger, event.ticket, repeated.id, admission))
        return
    opening = Transaction(
        id=turn.state.next_transaction,
        session=0,
        charger=charger.id,
        connector=connector.number,
        tag=event.tag,
        started=min(event.began, event.at),
        meter_start=event.meter,
        register=event.meter,
    )
    turn.state = replace(turn.state, next_transaction=opening.id + 1)
    if connector.number not in charger.connectors:
        turn.keep_charger(charger.with_connector(connector))
    start = Sample(at=opening.started, register=event.meter)
    connector = replace(connector, held=False)
    connector = happen(turn, connector, Happening.STARTED, opening=opening, reason="Lost")
    turn.put(count(turn, connector, start))
    turn.do(AnswerStart(charger.id, event.ticket, opening.id, admission))
    if admission is not Admission.ACCEPTED:
        note_unknown(turn, charger.id, connector.number, event.tag, admission)
        turn.do(StopRemotely(charger.id, connector.number, opening.id))


def transaction_stopped(turn: Turn, event: TransactionStopped) -> None:
    """StopTransaction: for an open one, for one that was closed without it, or for an orphan."""
    charger = turn.heard(event.charger)
    connector = _owner(charger, event.transaction)
    admission = admit(turn, event.tag) if event.tag else None
    turn.do(AnswerStop(event.charger, event.ticket, admission))
    if connector is None:
        _late_or_orphan(turn, charger, event)
        return
    for sample in event.samples:
        connector = count(turn, connector, sample)
    end = Sample(at=min(event.ended, event.at), register=event.meter)
    connector = count(turn, connector, end)
    connector = happen(
        turn,
        connector,
        Happening.STOPPED,
        ended=end.at,
        reason=event.reason or "Local",
        meter_stop=event.meter,
    )
    if event.reason in _BY_A_PERSON and not connector.held:
        turn.keep_connector(replace(connector, held=True))


def meter_sampled(turn: Turn, event: MeterSampled) -> None:
    """MeterValues; those of connector 0 are the charger's own supply and count for nobody."""
    charger = turn.heard(event.charger)
    turn.do(AnswerPlain(event.charger, event.ticket))
    if event.connector <= 0 or not event.samples:
        return
    connector = charger.connector(event.connector)
    if event.connector not in charger.connectors:
        turn.keep_charger(charger.with_connector(connector))
    for sample in event.samples:
        connector = count(turn, connector, replace(sample, at=min(sample.at, event.at)))
    turn.put(connector)


def _repeated(connector: Connector, event: TransactionStarted) -> Transaction | None:
    """The open transaction, if this start only repeats it (its answer was lost)."""
    session = connector.session
    transaction = session.transaction if session else None
    if transaction is None or (transaction.tag, transaction.meter_start) != (
        event.tag,
        event.meter,
    ):
        return None
    return transaction if transaction.started == min(event.began, event.at) else None


def _owner(charger: Charger, transaction: int) -> Connector | None:
    """The connector whose open transaction that is; a lone one is meant by an id of 0 or less."""
    opened = {
        connector.session.transaction.id: connector
        for connector in charger.connectors.values()
        if connector.session and connector.session.transaction
    }
    if transaction in opened:
        return opened[transaction]
    alone = len(opened) == 1 and transaction <= 0
    return next(iter(opened.values())) if alone else None


def _late(charger: Charger, transaction: int) -> Connector | None:
    for connector in charger.connectors.values():
        late = connector.late
        if late and late.transaction and late.transaction.id == transaction:
            return connector
    return None


def _late_or_orphan(turn: Turn, charger: Charger, event: TransactionStopped) -> None:
    late = _late(charger, event.transaction)
    if late is not None:
        stop_late(turn, late, event.meter, min(event.ended, event.at), event.reason)
        return
    turn.trouble(
        f"orphan:{charger.id}",
        "warning",
        _ORPHAN(
            charger=charger.called,
            id=str(event.transaction),
            meter=Quantity(event.meter, Dimension.ENERGY),
        ),
    )


def _announce_fault(turn: Turn, before: str | None, event: StatusChanged) -> None:
    faulted = event.error or (event.status is Status.FAULTED and "Faulted") or None
    if faulted and faulted != before:
        turn.announce(
            "borne_fault",
            {
                "charger": event.charger,
                "connector": event.connector,
                "error": faulted,
                "info": event.info,
            },
        )
