"""Sessions and transactions are opened, counted and closed: nothing lost, nothing twice."""

from __future__ import annotations

from datetime import datetime

from msgspec.structs import replace

from borne.domain.charger import Connector, Sample
from borne.domain.decision import ByHand, Mode
from borne.domain.life import Happening, Step, advance
from borne.domain.records import ForgetSession, SaveSample, SaveSession, SaveTransaction
from borne.domain.session import Session, Transaction
from borne.domain.tag import BORNE_TAG, folded
from borne.domain.turn import Turn


def happen(
    turn: Turn,
    connector: Connector,
    happening: Happening,
    *,
    opening: Transaction | None = None,
    ended: datetime | None = None,
    reason: str | None = None,
    meter_stop: float | None = None,
) -> Connector:
    """Move a connector on by the table of its life, and the ledger with it."""
    phase, steps = advance(connector.phase, happening)
    unfinished = connector.session.transaction if connector.session else None
    connector = replace(connector, phase=phase)
    for step in steps:
        if step is Step.CLOSE_TRANSACTION:
            connector = _close_transaction(turn, connector, ended or turn.at, reason, meter_stop)
        elif step is Step.CLOSE_SESSION:
            connector = _close_session(turn, connector, unfinished)
        elif step is Step.OPEN_SESSION:
            connector = _open_session(turn, connector, opening.started if opening else turn.at)
        elif opening is not None:
            connector = _open_transaction(turn, connector, opening)
    turn.put(connector)
    return connector


def count(turn: Turn, connector: Connector, sample: Sample) -> Connector:
    """Take a meter reading into the connector, its transaction and the ledger."""
    last = connector.reading.register if connector.reading else None
    if sample.register is not None and (sample.register < 0 or _overtaken(connector, sample)):
        sample = replace(sample, register=None)
    connector = replace(connector, reading=sample.over(connector.reading))
    if sample.register is None:
        return connector
    rise = 0.0 if last is None else max(0.0, sample.register - last)
    total = sample.register if connector.total is None else connector.total + rise
    connector = replace(connector, total=total)
    session = connector.session
    if session is not None and session.transaction is not None:
        session = replace(session, transaction=session.transaction.counted(sample.register))
        connector = replace(connector, session=session)
    elif last == sample.register:
        return connector
    _save_sample(turn, connector, sample)
    return connector


def stop_late(
    turn: Turn, connector: Connector, meter: float, ended: datetime, reason: str | None
) -> None:
    """A stop that came after the car was gone corrects the session that was closed without it."""
    late = connector.late
    if late is None or late.transaction is None:
        return
    before = late.transaction.energy
    transaction = late.transaction.counted(meter)
    transaction = replace(transaction, meter_stop=meter, ended=ended, reason=reason)
    energy = late.energy_before - before + transaction.energy
    reason = reason or late.stop_reason
    corrected = replace(late, energy_before=energy, transaction=None, stop_reason=reason)
    turn.do(SaveTransaction(transaction), SaveSession(corrected))
    connector = replace(connector, late=None)
    if connector.session is None:  # else the register is the next car's already
        connector = count(turn, connector, Sample(at=ended, register=meter))
    turn.put(connector)


def named(turn: Turn, session: Session, tag: str) -> Session:
    """This session under its badge and that badge's person; Borne's own tag names nobody."""
    if folded(tag) == folded(BORNE_TAG):
        return session
    known = turn.state.tag(tag)
    return replace(session, tag=known.tag if known else tag, person=known.person if known else None)


def _overtaken(connector: Connector, sample: Sample) -> bool:
    """Whether a lower register only comes late: it is older than the one that was counted."""
    newest = connector.reading
    if newest is None or newest.register is None or sample.register is None:
        return False
    return sample.register < newest.register and sample.at < newest.at


def _open_session(turn: Turn, connector: Connector, started: datetime) -> Connector:
    session = Session(
        id=turn.state.next_session,
        charger=connector.charger,
        connector=connector.number,
        started=started,
    )
    turn.state = replace(turn.state, next_session=session.id + 1)
    turn.do(SaveSession(session))
    turn.announce("borne_session_started", _data(session))
    return replace(connector, session=session)


def _open_transaction(turn: Turn, connector: Connector, opening: Transaction) -> Connector:
    session = connector.session
    if session is None:
        return connector
    opening = replace(opening, session=session.id)
    session = replace(session, transaction=opening, transactions=session.transactions + 1)
    session = named(turn, session, opening.tag)
    turn.do(SaveSession(session), SaveTransaction(opening))
    return replace(connector, session=session, asked=None, starting=None)


def _close_transaction(
    turn: Turn,
    connector: Connector,
    ended: datetime,
    reason: str | None,
    meter_stop: float | None,
) -> Connector:
    """End the open transaction; the car draws nothing from then on."""
    session = connector.session
    if session is None or session.transaction is None:
        return connector
    transaction = session.transaction
    if meter_stop is not None:
        transaction = transaction.counted(meter_stop)
    transaction = replace(transaction, ended=ended, meter_stop=meter_stop, reason=reason)
    session = replace(
        session,
        energy_before=session.energy_before + transaction.energy,
        charging_before=session.charging_seconds(ended),
        stop_reason=reason,
        transaction=None,
    )
    turn.do(SaveTransaction(transaction), SaveSession(session))
    reading = _at_rest(connector.reading)
    return replace(connector, session=session, reading=reading, asked=None, starting=None)


def _close_session(turn: Turn, connector: Connector, unfinished: Transaction | None) -> Connector:
    session = connector.session
    if session is None:
        return connector
    session = replace(session, ended=turn.at)
    turn.do(SaveSession(session) if session.transactions else ForgetSession(session.id))
    turn.announce("borne_session_ended", _data(session) | {"energy": session.energy})
    if session.tag is not None and folded(session.tag) in turn.state.allowed_once:
        once = turn.state.allowed_once - {folded(session.tag)}
        turn.state = replace(turn.state, allowed_once=once)
    late = replace(session, transaction=unfinished) if unfinished else connector.late
    connector = replace(
        connector,
        session=None,
        late=late,
        held=False,
        asked=None,
        starting=None,
        by_hand=_for_the_next(connector.by_hand),
    )
    turn.keep_connector(connector)
    return connector


def _for_the_next(by_hand: ByHand) -> ByHand:
    """What a person has set, without what was meant for the car that has gone."""
    mode = None if by_hand.mode is Mode.RULES else by_hand.mode
    return replace(by_hand, boost=None, mode=mode)


def _at_rest(reading: Sample | None) -> Sample | None:
    """The reading of a connector from which nothing is drawn any more."""
    if reading is None:
        return None
    currents = tuple(0.0 for _ in reading.currents) if reading.currents is not None else None
    power = None if reading.power is None else 0.0
    return replace(reading, power=power, currents=currents, offered=None)


def _save_sample(turn: Turn, connector: Connector, sample: Sample) -> None:
    if sample.register is None or connector.total is None:
        return
    session = connector.session
    transaction = session.transaction if session else None
    turn.do(
        SaveSample(
            charger=connector.charger,
            connector=connector.number,
            at=sample.at,
            register=sample.register,
            total=connector.total,
            session=session.id if session else None,
            transaction=transaction.id if transaction else None,
            session_energy=session.energy if session else None,
            transaction_energy=transaction.energy if transaction else None,
            power=sample.power,
            current=max(sample.currents) if sample.currents else None,
            asked=connector.asked.current if connector.asked else None,
            soc=sample.soc,
            voltage=sample.voltage,
        )
    )


def _data(session: Session) -> dict[str, object]:
    return {
        "charger": session.charger,
        "connector": session.connector,
        "session": session.id,
        "tag": session.tag,
        "person": session.person,
    }
