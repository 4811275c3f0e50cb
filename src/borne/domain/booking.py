"""Sessions and transactions are opened and closed: nothing lost, nothing twice."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from borne.domain.charger import Connector
from borne.domain.decision import ByHand, Mode
from borne.domain.life import Happening, Step, advance
from borne.domain.metering import at_rest
from borne.domain.records import (
    DeleteAllowedOnce,
    ForgetSession,
    SaveSession,
    SaveTransaction,
)
from borne.domain.session import Session, Transaction
from borne.domain.tag import BORNE_TAG, folded
from borne.domain.turn import Turn

KEPT: Final = 32
"""How many transactions that are over a connector remembers."""


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
    connector = replace(connector, phase=phase)
    ended = ended or (opening.started if opening else turn.at)
    for step in steps:
        if step is Step.CLOSE_TRANSACTION:
            connector = _close_transaction(turn, connector, ended, reason, meter_stop)
        elif step is Step.CLOSE_SESSION:
            connector = _close_session(turn, connector, ended)
        elif step is Step.OPEN_SESSION:
            connector = _open_session(turn, connector, opening.started if opening else turn.at)
        elif opening is not None:
            connector = _open_transaction(turn, connector, opening)
    turn.put(connector)
    return connector


def shelved(connector: Connector, transaction: Transaction) -> Connector:
    """Remember a transaction that is over, should its start be told again or its stop be late."""
    past = (transaction, *connector.past)[:KEPT]
    kept = {one.session for one in past}
    former = tuple(one for one in connector.former if one.id in kept)
    return replace(connector, past=past, former=former)


def named(turn: Turn, session: Session, tag: str) -> Session:
    """This session under its badge and that badge's person; Borne's own tag names nobody."""
    if folded(tag) == folded(BORNE_TAG):
        return session
    known = turn.state.tag(tag)
    return replace(session, tag=known.tag if known else tag, person=known.person if known else None)


def end_once(turn: Turn, tag: str) -> None:
    """A badge that was allowed once has had its session, or shall not have it."""
    key = folded(tag)
    if key in turn.state.allowed_once:
        turn.state = replace(turn.state, allowed_once=turn.state.allowed_once - {key})
        turn.do(DeleteAllowedOnce(tag))


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
    session = replace(
        session,
        # Its plug is told when the charger is back, before what it did meanwhile.
        started=min(session.started, opening.started),
        transaction=opening,
        transactions=session.transactions + 1,
    )
    session = named(turn, session, opening.tag)
    turn.do(SaveSession(session), SaveTransaction(opening))
    turn.mended(f"start:{connector.id}")
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
    transaction = replace(transaction, ended=ended, meter_stop=meter_stop, reason=reason)
    session = replace(
        session,
        energy_before=session.energy_before + transaction.energy,
        charging_before=session.charging_seconds(ended),
        stop_reason=reason,
        transaction=None,
    )
    turn.do(SaveTransaction(transaction), SaveSession(session))
    connector = shelved(connector, transaction)
    reading = at_rest(connector.reading)
    return replace(connector, session=session, reading=reading, asked=None, starting=None)


def _close_session(turn: Turn, connector: Connector, ended: datetime) -> Connector:
    session = connector.session
    if session is None:
        return connector
    session = replace(session, ended=ended)
    turn.do(SaveSession(session) if session.transactions else ForgetSession(session.id))
    drawn = {"energy": session.energy, "duration": session.charging_before, "cost": session.cost}
    turn.announce("borne_session_ended", _data(session) | drawn)
    turn.mended(f"start:{connector.id}")
    if session.tag is not None:
        end_once(turn, session.tag)
    kept = any(one.session == session.id for one in connector.past)
    connector = replace(
        connector,
        session=None,
        former=(session, *connector.former) if kept else connector.former,
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


def _data(session: Session) -> dict[str, object]:
    return {
        "charger": session.charger,
        "connector": session.connector,
        "session": session.id,
        "tag": session.tag,
        "person": session.person,
    }
