"""What a charger tells of its connectors: status, transactions, meter values."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain.admission import admit, claim_shown, judge, note_seen, terms_of
from borne.domain.booking import happen
from borne.domain.character import as_meant, pauses, still_there
from borne.domain.charger import Charger, Connector, Sample
from borne.domain.clock import TOLERATED, mapped, noticed, on_time, perhaps, placed
from borne.domain.commands import Admission, AnswerPlain, AnswerStart, AnswerStop, StopRemotely
from borne.domain.events import MeterSampled, StatusChanged, TransactionStarted, TransactionStopped
from borne.domain.follow import sampled
from borne.domain.life import Happening, Status, happening_of
from borne.domain.matching import orphan_of, owner, repeated
from borne.domain.metering import at_rest, count, in_wh
from borne.domain.past import (
    adopt,
    are_closing,
    book_orphan,
    book_past,
    guess,
    is_past,
    of_another,
    put_right,
    stopped_late,
)
from borne.domain.say import Text
from borne.domain.session import LOST, Transaction
from borne.domain.turn import Turn
from borne.domain.units import Dimension, Quantity

_FINAL: Final = frozenset({None, "Local", "EmergencyStop", "UnlockCommand", "EVDisconnected"})
"""Reasons of a stop after which nothing starts again by itself: a person stopped, or pulls the
plug, whose cable a new start would lock."""

_LONG_AGO: Final = timedelta(minutes=5)
"""What is older was done while the charger was offline."""

_UNCLEAR: Final = frozenset({None, "Local"})
"""What some chargers say as well where Borne has stopped them, for a pause."""

_ORPHAN: Final = Text(
    "{charger} reported the end of transaction {id} at {meter}, which Borne does not know",
    "{charger} a signalé la fin de la transaction {id} à {meter}, que Borne ne connaît pas",
)


def status_changed(turn: Turn, event: StatusChanged) -> None:
    """StatusNotification."""
    charger = turn.heard(event.charger)
    turn.do(AnswerPlain(event.charger, event.ticket))
    if event.told is not None:
        charger = noticed(turn, charger, event.told, event.connector)
    event = replace(event, status=as_meant(charger, event.status))
    if event.connector <= 0:
        turn.put(replace(charger, status=event.status, error=event.error))
        _announce_fault(turn, _fault(charger.status, charger.error), event)
        return
    known = event.connector in charger.connectors
    connector = charger.connector(event.connector)
    _announce_fault(turn, _fault(connector.status, connector.error), event)
    before = connector
    connector = replace(
        connector,
        status=event.status,
        status_since=before.status_since if before.status is event.status else event.at,
        error=event.error,
        error_info=event.info,
    )
    charger = charger.with_connector(connector)
    if known:
        turn.put(charger)
    else:
        turn.keep_charger(charger)
    if _plugged_again(before, event.status) and not still_there(charger, before):
        connector = replace(connector, held=False)
        turn.keep_connector(connector)
    happening = happening_of(event.status)
    if happening is not None:
        claim_shown(turn, happen(turn, connector, happening, reason="Unplugged"))


def transaction_started(turn: Turn, event: TransactionStarted) -> None:
    """StartTransaction: booked even when the badge is refused, since current may have flowed."""
    charger, began = on_time(turn, turn.heard(event.charger), event.began)
    once_taken_for = perhaps(charger, event.began)
    event = replace(event, began=began)
    connector = charger.connector(max(1, event.connector))
    admission = admit(turn, charger, event.tag, connector.id)
    terms = terms_of(turn, event.tag, admission)
    known = repeated(connector, event, once_taken_for)
    orphan = None if known else orphan_of(connector, event)
    if orphan is not None:
        adopt(turn, connector, orphan, event)
    known = known or orphan
    if known is not None:
        turn.do(AnswerStart(event.charger, event.ticket, known.id, admission, terms))
        return
    opening = _opening(turn, connector, event)
    if is_past(connector, event):
        book_past(turn, connector, opening)
        turn.do(AnswerStart(event.charger, event.ticket, opening.id, admission, terms))
        return
    if connector.number not in charger.connectors:
        turn.keep_charger(charger.with_connector(connector))
    if connector.held:
        connector = replace(connector, held=False)
        turn.keep_connector(connector)
    connector = _after_another(turn, connector, opening)
    connector = happen(turn, connector, Happening.STARTED, opening=opening, reason=LOST)
    if event.meter > 0:  # 0 is also what chargers say that do not know their register yet
        start = Sample(at=opening.started, register=event.meter)
        turn.put(count(turn, connector, start))
    turn.mended(f"orphan:{charger.id}")
    turn.mended(f"meter:{connector.id}")
    turn.do(AnswerStart(charger.id, event.ticket, opening.id, admission, terms))
    if charger.adopted:
        note_seen(turn, charger.id, connector.number, event.tag, admission)
    if admission is not Admission.ACCEPTED:
        turn.do(StopRemotely(charger.id, connector.number, opening.id))


def transaction_stopped(turn: Turn, event: TransactionStopped) -> None:
    """StopTransaction: for an open one, for one that was closed without it, or for an orphan."""
    charger, ended = on_time(turn, turn.heard(event.charger), event.ended)
    event = replace(event, ended=ended, samples=mapped(turn, charger, event.samples))
    unknown = turn.policy.access.unknown_tag
    tag = event.tag if charger.adopted else None
    admission = judge(turn.state, unknown, tag, turn.now) if tag else None
    terms = terms_of(turn, tag or "", admission)
    turn.do(AnswerStop(event.charger, event.ticket, admission, terms))
    _stop(turn, charger, event)


def _stop(turn: Turn, charger: Charger, event: TransactionStopped) -> None:
    connector = owner(charger, event)
    if connector is None:
        _late_or_orphan(turn, charger, event)
        return
    if connector.session is not None and connector.session.transaction is not None:
        connector = guess(connector, connector.session.transaction, event)
    pausing = pauses(charger, connector)
    for sample in event.samples:
        connector = count(turn, connector, replace(sample, at=min(sample.at, event.at)), old=True)
    end = Sample(at=min(event.ended, event.at), register=event.meter)
    connector = count(turn, connector, end, old=True)
    connector = happen(
        turn,
        connector,
        Happening.STOPPED,
        ended=end.at,
        reason=event.reason or "Local",
        meter_stop=in_wh(connector, event.meter),
    )
    if connector.status is Status.AVAILABLE and turn.at - end.at >= _LONG_AGO:
        happen(turn, connector, Happening.UNPLUGGED, ended=end.at)
    elif event.reason in _FINAL and not (connector.held or (pausing and event.reason in _UNCLEAR)):
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
    if charger.clock_offset or abs(event.at - event.samples[-1].at) > TOLERATED:
        charger, samples = placed(turn, charger, event.samples)
        event = replace(event, samples=samples)
    opened = connector.session.transaction if connector.session else None
    over = False
    if event.transaction is not None and (opened is None or opened.id != event.transaction):
        if of_another(turn, connector, event):
            return
        connector = turn.state.chargers[event.charger].connector(event.connector)
        over = are_closing(connector, event)
    for sample in event.samples:
        known = sample if sample.at <= event.at else replace(sample, at=event.at)
        connector = count(turn, connector, known)
    if over:
        connector = replace(connector, reading=at_rest(connector.reading))
    sampled(turn, connector, event.samples)


def _opening(turn: Turn, connector: Connector, event: TransactionStarted) -> Transaction:
    """The next transaction; a meter of 0 or less is one that the charger may not know."""
    last = connector.reading.register if connector.reading else None
    told = in_wh(connector, event.meter)
    register = told if told > 0 else last or 0.0
    opened = connector.session.transaction if connector.session else None
    seen = connector.metered_at
    overtaken = opened is not None and seen is not None and opened.started <= event.began <= seen
    if told > 0 and opened is not None and overtaken:
        register = max(told, opened.register)  # its first reading came before it, and counts there
    number = turn.state.next_transaction
    turn.state = replace(turn.state, next_transaction=number + 1)
    return Transaction(
        id=number,
        session=0,
        charger=event.charger,
        connector=connector.number,
        tag=event.tag,
        started=min(event.began, event.at),
        meter_start=told,
        register=register,
    )


def _after_another(turn: Turn, connector: Connector, opening: Transaction) -> Connector:
    """Close a session that ended unseen: its plug was pulled, or a person ended it, offline."""
    session = connector.session
    if session is None or not session.transactions:
        return connector
    last = session.transaction or next(
        (one for one in connector.past if one.session == session.id), None
    )
    if last is None:
        return connector
    since = turn.charger(connector.charger).connected_at
    alone = since is not None and (last.ended or last.started) < since
    over = last.tag != opening.tag or (alone and last.reason in _FINAL)
    told_late = turn.at - opening.started >= _LONG_AGO
    if last.reason != "EVDisconnected" and not (over and told_late):
        return connector
    ended = last.ended or opening.started
    return happen(turn, connector, Happening.UNPLUGGED, ended=ended, reason=LOST)


def _plugged_again(before: Connector, status: Status) -> bool:
    """Whether the car whose plug was pulled is back, though the charger never was Available."""
    pulled = before.session is not None and before.session.stop_reason == "EVDisconnected"
    return before.held and pulled and status is Status.PREPARING


def _late_or_orphan(turn: Turn, charger: Charger, event: TransactionStopped) -> None:
    other = put_right(turn, charger, event)
    if other is not None:
        _stop(turn, turn.charger(charger.id), other)
        return
    if stopped_late(turn, charger, event) or not book_orphan(turn, charger, event):
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
