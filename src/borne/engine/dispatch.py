"""From a decision to orders: what must be sent now so that the charger does it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain.charger import Asked, Charger, Connector, Starting
from borne.domain.commands import Order, SetFallback, SetLimit, StartRemotely, StopRemotely
from borne.domain.decision import Decision
from borne.domain.life import Phase, Status
from borne.domain.session import Transaction
from borne.domain.tag import BORNE_TAG
from borne.domain.traits import Pause

VALID_FOR: Final = 900
"""s after which a charger that hears nothing more falls back by itself."""

RENEW: Final = timedelta(seconds=600)
"""A limit is sent again before it ends."""

RETRY: Final = timedelta(seconds=60)
"""A limit that was refused is tried again."""

LEAST: Final = 6.0
"""A: a car takes no less."""

OWN_START: Final = timedelta(seconds=45)
"""After a badge the charger starts by itself; Borne does not get in its way."""

_MAY_START: Final = frozenset(
    {None, Status.PREPARING, Status.SUSPENDED_EV, Status.SUSPENDED_EVSE, Status.FINISHING}
)


def dispatch(
    charger: Charger, connector: Connector, safe_current: float, now: datetime
) -> tuple[Connector, tuple[Order, ...]]:
    """Return the connector as it then stands, and the orders to send."""
    decision = connector.decision
    if not (charger.online and charger.adopted and charger.booted) or decision is None:
        return connector, ()
    orders: list[Order] = []
    if charger.ready and connector.fallback != safe_current:
        asked = None if charger.traits.fallback_ends_limit else connector.asked
        connector = replace(connector, fallback=safe_current, asked=asked)
        orders.append(SetFallback(charger.id, connector.number, safe_current))
    transaction = connector.session.transaction if connector.session else None
    if transaction is not None:
        connector, limit = _limit(charger, connector, transaction, decision, now)
        orders.extend(limit)
    elif _start_due(charger, connector, decision, now):
        tag = (connector.session.tag if connector.session else None) or BORNE_TAG
        connector = replace(connector, starting=Starting.after(connector.starting, now))
        orders.append(StartRemotely(charger.id, connector.number, tag))
    return connector, tuple(orders)


def instants(charger: Charger, connector: Connector) -> Iterator[datetime]:
    """When this connector must be looked at again, whatever happens until then."""
    if not charger.online:
        return
    decision = connector.decision
    if connector.asked is not None:
        yield connector.asked.at + (RETRY if connector.asked.accepted is False else RENEW)
    if decision is not None and decision.charge and connector.phase is not Phase.CHARGING:
        if connector.starting is not None:
            yield connector.starting.again
        if charger.authorized_at is not None and not charger.traits.waits_for_start:
            yield charger.authorized_at + OWN_START


def _limit(
    charger: Charger,
    connector: Connector,
    transaction: Transaction,
    decision: Decision,
    now: datetime,
) -> tuple[Connector, tuple[Order, ...]]:
    asked = connector.asked
    if asked is not None and (asked.current, asked.transaction) == (
        decision.current,
        transaction.id,
    ):
        age = now - asked.at
        if age < (RETRY if asked.accepted is False else RENEW):
            return connector, ()
    limit = SetLimit(
        charger=connector.charger,
        connector=connector.number,
        transaction=transaction.id,
        current=decision.current,
        phases=decision.phases,
        valid_for=VALID_FOR,
    )
    orders: tuple[Order, ...] = (limit,)
    if decision.current == 0 and charger.traits.pause is Pause.STOP:
        stop = StopRemotely(connector.charger, connector.number, transaction.id)
        refused = asked is not None and asked.current == 0 and asked.accepted is False
        # What cannot be stopped is held to the least that it takes, and asked again.
        least = max(LEAST, charger.traits.floor)
        orders = (replace(limit, current=least), stop) if refused else (stop,)
    asked = Asked(decision.current, decision.phases, now, transaction.id)
    return replace(connector, asked=asked), orders


def _start_due(charger: Charger, connector: Connector, decision: Decision, now: datetime) -> bool:
    if not decision.charge or connector.held or not connector.plugged:
        return False
    if connector.status not in _MAY_START or not connector.operative:
        return False
    starts_itself = charger.authorized_at is not None and not charger.traits.waits_for_start
    if starts_itself and charger.authorized_at and now < charger.authorized_at + OWN_START:
        return False
    return connector.starting is None or now >= connector.starting.again
