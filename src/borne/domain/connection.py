"""A charger comes, boots, is set up and goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain import guarding, keep_list, tend
from borne.domain.character import recalled
from borne.domain.charger import Charger, Connector
from borne.domain.commands import AnswerBoot, AnswerData, Prepare
from borne.domain.events import (
    ChargerBooted,
    ChargerConnected,
    ChargerDisconnected,
    ChargerHeard,
    ChargerReady,
    DataReceived,
)
from borne.domain.phase_change import anew
from borne.domain.records import DeleteCharger, DeleteConnector
from borne.domain.security_orders import Guard
from borne.domain.turn import Turn

PENDING_INTERVAL: Final = 30
"""s after which a charger that waits for adoption may boot again."""

MOST_WAITING: Final = 50
"""Chargers that nobody has adopted or ignored."""

BOOT_PATIENCE: Final = timedelta(seconds=10)
"""After a reconnect many chargers never boot again: then they are taken as they are."""


def connected(turn: Turn, event: ChargerConnected) -> None:
    """A new socket: nothing that was asked on the old one still counts."""
    charger = turn.charger(event.charger)
    if charger.last_seen is None:
        _make_room(turn)
    before = charger.security
    connectors = {number: unasked(connector) for number, connector in charger.connectors.items()}
    charger = replace(
        charger,
        online=True,
        booted=False,
        ready=False,
        connection=event.connection,
        connected_at=event.at,
        last_seen=event.at,
        attempts=charger.attempts + 1,
        adopted=charger.adopted or (turn.policy.auto_adopt and not charger.ignored),
        protocol=event.protocol,
        remote=event.remote,
        connectors=connectors,
        security=guarding.let_in(before, event),
    )
    turn.keep_charger(charger)
    guarding.after_connecting(turn, charger, before, mistaken=event.mistaken)
    turn.announce("borne_charger_connected", {"charger": charger.id, "adopted": charger.adopted})
    known = charger.vendor or charger.model or charger.manner.seen
    if charger.choices or (known and charger.quirks is None):
        turn.do(recalled(charger))


def _make_room(turn: Turn) -> None:
    """A device that calls itself otherwise each time leaves no more than so many behind."""
    waiting = [one for one in turn.state.chargers.values() if not (one.adopted or one.ignored)]
    gone = [one for one in waiting if not one.online and not _has_session(one)]
    gone.sort(key=lambda one: one.last_seen or one.first_seen)
    for charger in gone[: max(0, len(waiting) - MOST_WAITING + 1)]:
        rest = {id_: one for id_, one in turn.state.chargers.items() if id_ != charger.id}
        turn.state = replace(turn.state, chargers=rest)
        turn.do(DeleteCharger(charger.id), Guard(charger.id, None))
        turn.do(*(DeleteConnector(charger.id, number) for number in charger.connectors))


def _has_session(charger: Charger) -> bool:
    return any(connector.session is not None for connector in charger.connectors.values())


def unasked(connector: Connector) -> Connector:
    """A connector whose charger may have forgotten all that it was told."""
    return replace(connector, asked=None, starting=None, fallback=None, fallback_accepted=None)


def disconnected(turn: Turn, event: ChargerDisconnected) -> None:
    """A socket has gone; it matters only if no newer one has taken its place."""
    charger = turn.charger(event.charger)
    if charger.connection != event.connection:
        return
    charger = keep_list.line_lost(tend.dropped(turn, charger, event))
    turn.keep_charger(replace(charger, online=False, booted=False, ready=False))
    turn.announce("borne_charger_disconnected", {"charger": charger.id, "reason": event.reason})


def booted(turn: Turn, event: ChargerBooted) -> None:
    """BootNotification: who it is; accepted when it is adopted, else pending."""
    charger = turn.heard(event.charger)
    renewed = None not in (event.firmware, charger.firmware) and event.firmware != charger.firmware
    if renewed:
        charger = tend.forget_rhythm(turn, keep_list.forget(charger))
    charger = replace(
        charger,
        vendor=event.vendor or charger.vendor,
        model=event.model or charger.model,
        serial=event.serial or charger.serial,
        firmware=event.firmware or charger.firmware,
        booted=charger.adopted,
        ready=False,
        connectors={number: unasked(connector) for number, connector in charger.connectors.items()},
        manner=charger.manner.anew if renewed else charger.manner,
    )
    turn.keep_charger(charger)
    if renewed:
        for connector in charger.connectors.values():
            anew(turn, connector)
    interval = tend.heartbeat_of(turn, charger) if charger.adopted else PENDING_INTERVAL
    turn.do(AnswerBoot(charger.id, event.ticket, charger.adopted, interval))
    if charger.adopted:
        turn.do(Prepare(charger.id))


def heard(turn: Turn, event: ChargerHeard) -> None:
    """A heartbeat, or another sign of life."""
    turn.heard(event.charger)


def ready(turn: Turn, event: ChargerReady) -> None:
    """The set-up is done; connectors that it has never spoken of are there all the same."""
    charger = turn.charger(event.charger)
    missing = [
        number
        for number in range(1, (event.connectors or 1) + 1)
        if number not in charger.connectors
    ]
    charger = replace(charger, ready=True)
    for number in missing:
        charger = charger.with_connector(charger.connector(number))
    if missing:
        turn.keep_charger(charger)
    else:
        turn.put(charger)
    keep_list.settled(turn, charger)


def data_received(turn: Turn, event: DataReceived) -> None:
    """DataTransfer: Borne speaks no vendor's dialect, and says so."""
    turn.heard(event.charger)
    turn.do(AnswerData(event.charger, event.ticket, "UnknownVendorId"))


def boot_due(charger: Charger) -> datetime | None:
    """When an adopted charger that has not booted is taken as it is."""
    if charger.adopted and charger.online and not charger.booted and charger.connected_at:
        return charger.connected_at + BOOT_PATIENCE
    return None


def take_as_it_is(turn: Turn, charger: Charger) -> None:
    """It works without booting: set it up."""
    due = boot_due(charger)
    if due is not None and due <= turn.at:
        turn.put(replace(charger, booted=True))
        turn.do(Prepare(charger.id))
