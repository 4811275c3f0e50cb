"""What makes a charger different: its quirks, and what a person has said of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from borne.domain.charger import Charger, Connector
from borne.domain.commands import Prepare, UseQuirks
from borne.domain.events import TraitsLearned
from borne.domain.follow import forget
from borne.domain.life import Status
from borne.domain.say import Text
from borne.domain.traits import Pause, Quirk
from borne.domain.turn import Turn
from borne.domain.way import pause_of
from borne.domain.wishes import FindWays, SetQuirk, Wish

_ON: Final = Text("{name} is on for {charger}", "{name} est active pour {charger}")
_OFF: Final = Text("{name} is off for {charger}", "{name} est inactive pour {charger}")
_AUTO: Final = Text(
    "{name} is on for {charger} if it fits it",
    "{name} est active pour {charger} si elle lui correspond",
)
_ANEW: Final = Text(
    "Borne finds out anew how {charger} is limited",
    "Borne cherche à nouveau comment limiter {charger}",
)
_IN_CHARGE: Final = frozenset({Status.CHARGING, Status.SUSPENDED_EV, Status.SUSPENDED_EVSE})


def traits_learned(turn: Turn, event: TraitsLearned) -> None:
    """What Borne has to do otherwise for this charger from now on."""
    charger = turn.charger(event.charger)
    connectors = charger.connectors
    if charger.traits != event.traits or _on(charger.quirks) != _on(event.quirks):
        # What was told to it may have been told in a way that it does not follow.
        connectors = {
            number: replace(connector, asked=None, fallback=None)
            for number, connector in connectors.items()
        }
    charger = replace(charger, traits=event.traits, quirks=event.quirks, connectors=connectors)
    if charger.manner.seen == event.seen:
        turn.put(charger)
    else:
        turn.keep_charger(replace(charger, manner=replace(charger.manner, seen=event.seen)))


def _on(quirks: Iterable[Quirk] | None) -> set[str]:
    return {quirk.name for quirk in quirks or () if quirk.on}


def recalled(charger: Charger, wish: str | None = None) -> UseQuirks:
    """What is known of it, for a connection that may know nothing."""
    return UseQuirks(
        charger.id,
        charger.vendor,
        charger.model,
        charger.firmware,
        charger.choices,
        wish,
        charger.manner.seen,
    )


def set_quirk(turn: Turn, wish: Wish, intent: SetQuirk, charger: Charger) -> None:
    """Kept for a quirk that fits; any other must first be found in the database."""
    choices = {name: on for name, on in charger.choices.items() if name != intent.name}
    if intent.on is not None:
        choices[intent.name] = intent.on
    chosen = replace(charger, choices=choices)
    if intent.name in {quirk.name for quirk in charger.quirks or ()}:
        turn.keep_charger(chosen)
        turn.do(recalled(chosen), *([Prepare(charger.id)] if charger.booted else []))
        text = {True: _ON, False: _OFF, None: _AUTO}[intent.on]
        turn.fulfil(wish, text(name=intent.name, charger=charger.called))
    else:
        turn.do(recalled(chosen, wish.id))


def find_ways(turn: Turn, wish: Wish, _intent: FindWays, charger: Charger) -> None:
    """What it has shown is forgotten; the count of writes is not."""
    forget(turn, charger)
    turn.fulfil(wish, _ANEW(charger=charger.called))


def quirks_used(turn: Turn, charger: Charger, order: UseQuirks) -> None:
    """The database has every quirk that was named: remember what a person has chosen."""
    if order.wish is not None:
        turn.keep_charger(replace(charger, choices=order.choices))
        if charger.booted:
            turn.do(Prepare(charger.id))


def as_meant(charger: Charger, status: Status) -> Status:
    """What a status means that this charger says in its own way."""
    if charger.traits.finishing_is_preparing and status is Status.FINISHING:
        return Status.PREPARING
    return status


def still_there(charger: Charger, before: Connector) -> bool:
    """Whether Preparing says no more than that a charge is over."""
    return charger.traits.finishing_is_preparing and before.status in _IN_CHARGE


def pauses(charger: Charger, connector: Connector) -> bool:
    """Whether Borne has stopped the transaction, to go on later."""
    asked = connector.asked
    transaction = connector.session.transaction if connector.session else None
    return (
        pause_of(charger) is Pause.STOP
        and asked is not None
        and asked.current == 0
        and transaction is not None
        and asked.transaction == transaction.id
    )
