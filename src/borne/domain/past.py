"""Transactions that are over: told again, stopped late, or known only by their end."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from borne.domain.booking import named, shelved
from borne.domain.charger import Charger, Connector, Sample
from borne.domain.events import MeterSampled, TransactionStarted, TransactionStopped
from borne.domain.life import Phase
from borne.domain.matching import all_of, known, match, may_be, waiting
from borne.domain.metering import could_give, count, in_wh
from borne.domain.records import SaveSession, SaveTransaction
from borne.domain.session import LOST, ORPHAN, Session, Transaction
from borne.domain.turn import Turn


def is_past(connector: Connector, event: TransactionStarted) -> bool:
    """Whether this start is older than the open transaction, or than what was counted last."""
    opened = connector.session.transaction if connector.session else None
    if opened is not None:
        return event.began < opened.started
    last = connector.reading.register if connector.reading else None
    seen = connector.metered_at
    if connector.phase is Phase.PLUGGED or last is None or seen is None:
        return False
    return event.began < seen and 0 < in_wh(connector, event.meter) < last


def book_past(turn: Turn, connector: Connector, opening: Transaction) -> None:
    """A transaction of the past whose stop is still to come leaves the present alone."""
    later = [one.started for one in all_of(connector) if one.started > opening.started]
    ended = min(later, default=turn.at)
    transaction = replace(opening, ended=ended, reason=LOST)
    _keep(turn, connector, transaction, Session(0, opening.charger, opening.connector, ended), LOST)


def adopt(turn: Turn, connector: Connector, orphan: Transaction, event: TransactionStarted) -> None:
    """Its start has come after its end: now its energy is known."""
    began = min(event.began, event.at)
    meter = in_wh(connector, event.meter)
    energy = max(orphan.energy, (orphan.meter_stop or 0.0) - meter)
    whole = replace(orphan, tag=event.tag, started=began, meter_start=meter, energy=energy)
    session = next(one for one in connector.former if one.id == orphan.session)
    session = replace(
        named(turn, session, event.tag),
        started=began,
        stop_reason=whole.reason,
        energy_before=energy,
    )
    connector = replace(connector, guessed=connector.guessed | {orphan.id})
    _put(turn, connector, whole, session, session.charging_before)


def stopped_late(turn: Turn, charger: Charger, event: TransactionStopped) -> bool:
    """A stop that comes after its transaction was closed corrects it, once."""
    found = next(known(charger, event), None)
    waits = list(waiting(charger))
    if found is None and event.transaction <= 0 and len(waits) == 1:
        found = waits[0] if may_be(*waits[0], event) else None
    found = found or match(charger, event)
    if found is None:
        return False
    connector, transaction = found
    if transaction.meter_stop is None:
        _correct(turn, guess(connector, transaction, event), transaction, event)
    return True


def guess(connector: Connector, transaction: Transaction, event: TransactionStopped) -> Connector:
    """Remember whether this stop is taken for the transaction's by guess."""
    if transaction.id == event.transaction:
        return connector
    return replace(connector, guessed=connector.guessed | {transaction.id})


def put_right(turn: Turn, charger: Charger, event: TransactionStopped) -> TransactionStopped | None:
    """Give a transaction its own stop; the one that was taken for it is returned, as unknown."""
    for connector, transaction in known(charger, event):
        meter, ended = transaction.meter_stop, transaction.ended
        if transaction.id not in connector.guessed or meter is None or ended is None:
            continue
        if (meter, ended) == (in_wh(connector, event.meter), min(event.ended, event.at)):
            return None
        sure = replace(connector, guessed=connector.guessed - {transaction.id})
        _correct(turn, sure, transaction, event, anew=True)
        return replace(
            event,
            transaction=turn.state.next_transaction,
            meter=meter,
            ended=ended,
            tag=transaction.tag,
            reason=transaction.reason,
            samples=(),
        )
    return None


def book_orphan(turn: Turn, charger: Charger, event: TransactionStopped) -> bool:
    """Keep the end of a transaction that Borne does not know; False: it is kept already."""
    ended = min(event.ended, event.at)
    if any(
        (one.meter_stop, one.ended) == (in_wh(connector, event.meter), ended)
        for connector in charger.connectors.values()
        for one in connector.past
    ):
        return False
    connector = _place_of(charger, event)
    meter = in_wh(connector, event.meter)
    told = [s for s in event.samples if s.register is not None and 0 <= s.register <= meter]
    began = min((min(sample.at, ended) for sample in told), default=ended)
    first = min((sample.register or 0.0 for sample in told), default=meter)
    last = connector.reading.register if connector.reading else None
    energy = max(0.0, meter - max(first, last or 0.0))  # what others have counted is not counted
    if energy > could_give(began, ended, away=False):
        energy = 0.0
    number = turn.state.next_transaction
    turn.state = replace(turn.state, next_transaction=number + 1)
    transaction = Transaction(
        id=number,
        session=0,
        charger=charger.id,
        connector=connector.number,
        tag=event.tag or "",
        started=began,
        meter_start=first,
        register=meter,
        energy=energy,
        ended=ended,
        meter_stop=meter,
        reason=event.reason or "Local",
    )
    _keep(turn, connector, transaction, Session(0, charger.id, connector.number, ended), ORPHAN)
    connector = turn.state.chargers[charger.id].connector(connector.number)
    if connector.session is None or connector.session.transaction is None:
        turn.put(count(turn, connector, Sample(ended, register=event.meter), old=True))
    return True


def of_another(turn: Turn, connector: Connector, event: MeterSampled) -> bool:
    """Whether these readings are of a transaction that is over; an unstopped one still counts."""
    transaction = next((one for one in connector.past if one.id == event.transaction), None)
    if transaction is None:
        return False
    if transaction.meter_stop is None:
        registers = [s.register for s in event.samples if s.register is not None]
        if registers:
            counted = _counted(connector, transaction, max(registers), event.at)
            _replace(turn, connector, transaction, counted)
    return connector.session is not None and connector.session.transaction is not None


def are_closing(connector: Connector, event: MeterSampled) -> bool:
    """Whether these are the last readings of a transaction that has ended, told after its end."""
    ended = next((one.ended for one in connector.past if one.id == event.transaction), None)
    return ended is not None and event.samples[-1].at <= ended


def _correct(
    turn: Turn,
    connector: Connector,
    transaction: Transaction,
    event: TransactionStopped,
    *,
    anew: bool = False,
) -> None:
    """Count up to the stop; `anew`: from the start, for it was stopped too late."""
    ended = min(event.ended, event.at)
    registers = [s.register for s in event.samples if s.register is not None]
    meter = max((event.meter, *registers))
    begun = replace(transaction, register=transaction.meter_start, energy=0.0)
    counted = _counted(connector, begun if anew else transaction, meter, ended)
    stopped = replace(
        counted,
        meter_stop=in_wh(connector, event.meter),
        ended=max(ended, transaction.started),
        reason=event.reason or transaction.reason,
    )
    connector = _replace(turn, connector, transaction, stopped)
    if connector.session is None or connector.session.transaction is None:
        # Else the register is the next car's already.
        turn.put(count(turn, connector, Sample(ended, register=event.meter), old=True))


def _counted(
    connector: Connector, transaction: Transaction, meter: float, until: datetime
) -> Transaction:
    """Count up to that register, but never what a later transaction counts, nor a leap."""
    later = (
        one.meter_start
        for one in all_of(connector)
        if one.id != transaction.id
        and one.started >= transaction.started
        and one.meter_start >= transaction.register
    )
    register = min((in_wh(connector, meter), *later))
    rise = register - transaction.register
    if not 0 <= rise <= could_give(transaction.started, until, away=True):
        return transaction
    return transaction.counted(register)


def _replace(
    turn: Turn, connector: Connector, before: Transaction, after: Transaction
) -> Connector:
    """Put a transaction of the past right, and its session with it."""
    session = connector.session
    if session is None or session.id != before.session:
        session = next((one for one in connector.former if one.id == before.session), None)
    seconds = (after.ended - before.ended).total_seconds() if after.ended and before.ended else 0.0
    if session is None:
        turn.do(SaveTransaction(after))
        return _with_past(turn, connector, after)
    reason = after.reason if session.stop_reason in (LOST, None) else session.stop_reason
    if after.reason != LOST and session.ended is not None and before.reason != after.reason:
        reason = after.reason
    if after.ended and _is_end(turn, connector, session, before, after.ended):
        session = replace(session, ended=after.ended)
    session = replace(
        session,
        energy_before=session.energy_before + after.energy - before.energy,
        stop_reason=reason,
    )
    return _put(turn, connector, after, session, session.charging_before + seconds)


def _is_end(
    turn: Turn, connector: Connector, session: Session, before: Transaction, stopped: datetime
) -> bool:
    """Whether a session ends with its last transaction, for nobody saw when the car left."""
    if session.ended is None or before.ended != max(
        one.ended or turn.at for one in all_of(connector) if one.session == session.id
    ):
        return False
    since = turn.charger(connector.charger).connected_at
    unseen = since is not None and stopped < since <= session.ended
    guessed = before.meter_stop is not None and session.ended == before.ended
    return unseen or guessed or session.stop_reason == LOST


def _put(
    turn: Turn, connector: Connector, after: Transaction, session: Session, charging: float
) -> Connector:
    if after.ended is not None and session.transactions == 1 and _alone(session, after):
        charging = (after.ended - after.started).total_seconds()
    session = replace(session, charging_before=max(0.0, charging))
    turn.do(SaveTransaction(after), SaveSession(session))
    if connector.session is not None and connector.session.id == session.id:
        connector = replace(connector, session=session)
    former = tuple(session if one.id == session.id else one for one in connector.former)
    return _with_past(turn, replace(connector, former=former), after)


def _alone(session: Session, transaction: Transaction) -> bool:
    return session.transaction is None and transaction.session == session.id


def _with_past(turn: Turn, connector: Connector, after: Transaction) -> Connector:
    past = tuple(after if one.id == after.id else one for one in connector.past)
    connector = replace(connector, past=past)
    turn.put(connector)
    return connector


def _keep(
    turn: Turn, connector: Connector, transaction: Transaction, session: Session, reason: str
) -> None:
    """Write down a session that holds one transaction, both over."""
    ended = transaction.ended or turn.at
    session = replace(
        session,
        id=turn.state.next_session,
        started=transaction.started,
        ended=ended,
        stop_reason=reason,
        energy_before=transaction.energy,
        transactions=1,
        charging_before=max(0.0, (ended - transaction.started).total_seconds()),
    )
    turn.state = replace(turn.state, next_session=session.id + 1)
    if transaction.tag:
        session = named(turn, session, transaction.tag)
    transaction = replace(transaction, session=session.id)
    turn.do(SaveSession(session), SaveTransaction(transaction))
    connector = shelved(connector, transaction)
    turn.put(replace(connector, former=(session, *connector.former)))


def _place_of(charger: Charger, event: TransactionStopped) -> Connector:
    """The connector whose register lies nearest below; a stop does not say where it was."""
    below = [
        (event.meter - connector.reading.register, connector.number)
        for connector in charger.connectors.values()
        if connector.reading
        and connector.reading.register is not None
        and connector.reading.register <= event.meter
    ]
    number = min(below)[1] if below else min(charger.connectors, default=1)
    return charger.connector(number)
