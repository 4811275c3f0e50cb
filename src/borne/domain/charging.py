"""What a charger tells of its connectors: status, transactions, meter values."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from borne.domain.admission import admit, claim_shown, judge, note_seen
from borne.domain.booking import count, happen, stop_late
from borne.domain.charger import Charger, Connector, Sample
from borne.domain.commands import Admission, AnswerPlain, AnswerStart, AnswerStop, StopRemotely
from borne.domain.events import MeterSampled, StatusChanged, TransactionStarted, TransactionStopped
from borne.domain.life import Happening, Status, happening_of
from borne.domain.say import Text
from borne.domain.session import Transaction
from borne.domain.turn import Turn
from borne.domain.units import Dimension, Quantity

_FINAL: Final = frozenset({None, "Local", "EmergencyStop", "UnlockCommand", "EVDisconnected"})
"""Reasons of a stop after which nothing starts again by itself: a person stopped, or pulls the
plug, whose cable a new start would lock."""

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
        _announce_fault(turn, _fault(charger.status, charger.error), event)
        return
    known = event.connector in charger.connectors
    connector = charger.connector(event.connector)
    _announce_fault(turn, _fault(connector.status, connector.error), event)
    before = connector
    connector = replace(connector, status=event.status, error=event.error, error_info=event.info)
    charger = charger.with_connector(connector)
    if known:
        turn.put(charger)
    else:
        turn.keep_charger(charger)
    if _plugged_again(before, event.status):
        connector = replace(connector, held=False)
        turn.keep_connector(connector)
    happening = happening_of(event.status)
    if happening is not None:
        claim_shown(turn, happen(turn, connector, happening, reason="Unplugged"))


def transaction_started(turn: Turn, event: TransactionStarted) -> None:
    """StartTransaction: booked even when the badge is refused, since current may have flowed."""
    charger = turn.heard(event.charger)
    connector = charger.connector(max(1, event.connector))
    admission = admit(turn, event.tag, connector.id)
    repeated = _repeated(connector, event)
    if repeated is not None:
        turn.do(AnswerStart(event.charger, event.ticket, repeated.id, admission))
        return
    opening = _opening(turn, connector, event)
    if connector.number not in charger.connectors:
        turn.keep_charger(charger.with_connector(connector))
    if connector.held:
        connector = replace(connector, held=False)
        turn.keep_connector(connector)
    connector = happen(turn, connector, Happening.STARTED, opening=opening, reason="Lost")
    start = Sample(at=opening.started, register=opening.register)
    turn.put(count(turn, connector, start))
    turn.mended(f"orphan:{charger.id}")
    turn.do(AnswerStart(charger.id, event.ticket, opening.id, admission))
    note_seen(turn, charger.id, connector.number, event.tag, admission)
    if admission is not Admission.ACCEPTED:
        turn.do(StopRemotely(charger.id, connector.number, opening.id))


def transaction_stopped(turn: Turn, event: TransactionStopped) -> None:
    """StopTransaction: for an open one, for one that was closed without it, or for an orphan."""
    charger = turn.heard(event.charger)
    connector = _owner(charger, event.transaction)
    unknown = turn.policy.access.unknown_tag
    admission = judge(turn.state, unknown, event.tag, turn.now) if event.tag else None
    turn.do(AnswerStop(event.charger, event.ticket, admission))
    if connector is None:
        _late_or_orphan(turn, charger, event)
        return
    for sample in event.samples:
        at = min(sample.at, event.at)
        connector = _counted_rise(turn, connector, replace(sample, at=at))
    end = Sample(at=min(event.ended, event.at), register=event.meter)
    connector = _counted_rise(turn, connector, end)
    connector = happen(
        turn,
        connector,
        Happening.STOPPED,
        ended=end.at,
        reason=event.reason or "Local",
        meter_stop=event.meter,
    )
    if event.reason in _FINAL and not connector.held:
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


def _opening(turn: Turn, connector: Connector, event: TransactionStarted) -> Transaction:
    """The next transaction; a meter below zero is one that the charger does not know."""
    meter = event.meter
    if meter < 0:
        meter = (connector.reading.register if connector.reading else None) or 0.0
    number = turn.state.next_transaction
    turn.state = replace(turn.state, next_transaction=number + 1)
    return Transaction(
        id=number,
        session=0,
        charger=event.charger,
        connector=connector.number,
        tag=event.tag,
        started=min(event.began, event.at),
        meter_start=event.meter,
        register=meter,
    )


def _counted_rise(turn: Turn, connector: Connector, sample: Sample) -> Connector:
    """Count a reading that tells of the past: a lower register is no reset, but an old one."""
    last = connector.reading.register if connector.reading else None
    if last is not None and sample.register is not None and sample.register < last:
        return connector
    return count(turn, connector, sample)


def _plugged_again(before: Connector, status: Status) -> bool:
    """Whether the car whose plug was pulled is back, though the charger never was Available."""
    pulled = before.session is not None and before.session.stop_reason == "EVDisconnected"
    return before.held and pulled and status is Status.PREPARING


def _repeated(connector: Connector, event: TransactionStarted) -> Transaction | None:
    """The transaction that this start only repeats (its answer was lost); open, or unplugged."""
    for session in (connector.session, connector.late):
        transaction = session.transaction if session else None
        if transaction is None:
            continue
        known = (transaction.tag, transaction.meter_start, transaction.started)
        if known == (event.tag, event.meter, min(event.began, event.at)):
            return transaction
    return None


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
    """The connector that waits for that stop; a lone one is meant by an id of 0 or less."""
    waiting = {
        connector.late.transaction.id: connector
        for connector in charger.connectors.values()
        if connector.late and connector.late.transaction
    }
    if transaction <= 0 and len(waiting) == 1:
        return next(iter(waiting.values()))
    return waiting.get(transaction)


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


def _fault(status: Status | None, error: str | None) -> str | None:
    return error or ("Faulted" if status is Status.FAULTED else None)


def _announce_fault(turn: Turn, before: str | None, event: StatusChanged) -> None:
    faulted = _fault(event.status, event.error)
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
