"""The one place where what happens becomes what is: `reduce(state, event) -> state, commands`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from borne.domain import (
    admission,
    charging,
    connection,
    expiry,
    fulfil,
    guarding,
    keep_list,
    maintain,
    settings,
    tend,
)
from borne.domain.character import traits_learned
from borne.domain.events import (
    ChargerBooted,
    ChargerConnected,
    ChargerDisconnected,
    ChargerHeard,
    ChargerReady,
    ConfigurationRead,
    DataReceived,
    Event,
    FactsChanged,
    HomeChanged,
    KeyAnswered,
    KeysWritten,
    MeterSampled,
    OrderAnswered,
    StatusChanged,
    TagSwiped,
    TraitsLearned,
    TransactionStarted,
    TransactionStopped,
    TroubleFound,
    TroubleGone,
    WishMade,
    Woke,
)
from borne.domain.fact import Fact
from borne.domain.say import Text
from borne.domain.security_events import CertificateAsked, ChargerRefused, PasswordMade
from borne.domain.state import Home, Policy, State
from borne.domain.turn import Step, Turn
from borne.domain.upkeep_events import (
    DiagnosticsStatus,
    FileMoved,
    FirmwareStatus,
    LogStatus,
    SecurityEvent,
)


def reduce(state: State, event: Event, policy: Policy) -> Step:
    """Return the state after `event` and the commands it leads to, in the order to carry out."""
    turn = Turn(state, event.at, policy)
    _HANDLERS[type(event)](turn, event)
    if turn.state.tags is not state.tags:
        keep_list.badges_changed(turn)
    return turn.step()


def _transaction_started(turn: Turn, event: TransactionStarted) -> None:
    charging.transaction_started(turn, event)
    maintain.reservation_used(turn, event)


def _facts_changed(turn: Turn, event: FactsChanged) -> None:
    since, ahead, odd = event.since or {}, event.ahead or {}, event.odd or {}
    facts = {
        name: Fact(value, since.get(name, event.at), ahead.get(name, ()), odd.get(name))
        for name, value in event.facts.items()
    }
    for name, fact in facts.items():
        _odd_fact(turn, name, turn.state.facts.get(name), fact)
    turn.state = replace(turn.state, facts={**turn.state.facts, **facts})


def _odd_fact(turn: Turn, name: str, former: Fact | None, fact: Fact) -> None:
    """A source that begins to tell what cannot be taken is a trouble until it ends."""
    was = former is not None and former.odd is not None
    if fact.odd is not None and not was:
        turn.trouble(f"input:{name}", "warning", _ODD(why=fact.odd))
    elif was and fact.odd is None:
        turn.mended(f"input:{name}")


def _home_changed(turn: Turn, event: HomeChanged) -> None:
    old = turn.state.home
    since: datetime | None = old.since if old.status == event.status else event.at
    turn.state = replace(turn.state, home=Home(event.status, event.message, since))


def _trouble_found(turn: Turn, event: TroubleFound) -> None:
    turn.trouble(event.code, event.severity, event.message)


def _trouble_gone(turn: Turn, event: TroubleGone) -> None:
    turn.mended(event.code)


_ODD: Final = Text(
    "{why}: it counts as unknown until that is mended",
    "{why} : cela compte comme inconnu tant que ce n’est pas corrigé",
)

_HANDLERS: Final[dict[type, Callable[[Turn, Any], None]]] = {
    ChargerConnected: connection.connected,
    ChargerDisconnected: connection.disconnected,
    ChargerBooted: connection.booted,
    ChargerHeard: connection.heard,
    ChargerReady: connection.ready,
    ConfigurationRead: settings.configuration_read,
    KeyAnswered: settings.key_answered,
    KeysWritten: tend.keys_written,
    TraitsLearned: traits_learned,
    DataReceived: connection.data_received,
    StatusChanged: charging.status_changed,
    TransactionStarted: _transaction_started,
    TransactionStopped: charging.transaction_stopped,
    MeterSampled: charging.meter_sampled,
    TagSwiped: admission.tag_swiped,
    OrderAnswered: fulfil.order_answered,
    FirmwareStatus: maintain.firmware_told,
    DiagnosticsStatus: maintain.diagnostics_told,
    LogStatus: maintain.log_told,
    SecurityEvent: maintain.security_told,
    FileMoved: maintain.file_moved,
    ChargerRefused: guarding.refused,
    PasswordMade: guarding.password_made,
    CertificateAsked: guarding.certificate_asked,
    WishMade: fulfil.wish_made,
    Woke: expiry.woke,
    FactsChanged: _facts_changed,
    HomeChanged: _home_changed,
    TroubleFound: _trouble_found,
    TroubleGone: _trouble_gone,
}
