"""From a decision to orders: what must be sent now so that the charger does it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain.charger import Asked, Charger, Connector, Starting
from borne.domain.commands import Order, SetFallback, SetLimit, StartRemotely, StopRemotely
from borne.domain.decision import Decision
from borne.domain.follow import begun
from borne.domain.life import Phase, Status
from borne.domain.session import Transaction
from borne.domain.tag import BORNE_TAG
from borne.domain.traits import Pause
from borne.domain.way import ends_fallback, pause_of, present_way, renewed_after, spacing, usual

RENEW: Final = timedelta(seconds=600)
"""A limit is sent again before it ends: after two thirds of the usual validity."""

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
    charger: Charger, connector: Connector, fallback: float, now: datetime
) -> tuple[Connector, tuple[Order, ...]]:
    """Return the connector as it then stands, and the orders to send."""
    decision = connector.decision
    if not (charger.online and charger.adopted and charger.booted) or decision is None:
        return connector, ()
    orders: list[Order] = []
    way, usually = present_way(charger), usual(charger)
    as_usual = replace(usually, purpose=way.purpose, stack_level=way.stack_level) == way
    told, number = None if as_usual else way, connector.phasing.number
    stands = connector.fallback, connector.fallback_way, connector.fallback_number
    if charger.ready and stands != (fallback, told, number):
        connector = replace(
            connector,
            fallback=fallback,
            fallback_way=told,
            fallback_number=number,
            fallback_accepted=None,
            asked=None if ends_fallback(way) else connector.asked,
        )
        orders.append(SetFallback(charger.id, connector.number, fallback, way=told, number=number))
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
        yield connector.asked.at + _again_after(charger, connector.asked)
    if connector.following.rises_at is not None:
        yield connector.following.rises_at
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
    if asked is not None and asked.transaction != transaction.id:
        asked = None
    number = connector.phasing.number
    told_so = (decision.current, number)
    renewed = asked is not None and (asked.current, asked.number) == told_so
    if asked is not None:
        if renewed and now - asked.at < _again_after(charger, asked):
            return _not_waiting(connector), ()
        rises_at = None if renewed else _rises_at(charger, connector, asked, decision, now)
        if rises_at is not None:
            waits = replace(connector.following, rises_at=rises_at)
            return replace(connector, following=waits), ()
    way = present_way(charger)
    told = None if way == usual(charger) else way
    limit = SetLimit(
        charger=connector.charger,
        connector=connector.number,
        transaction=transaction.id,
        current=decision.current,
        phases=decision.phases,
        valid_for=charger.traits.valid_for,
        way=told,
        number=number,
    )
    orders: tuple[Order, ...] = (limit,)
    if decision.current == 0 and pause_of(charger) is Pause.STOP:
        stop = StopRemotely(connector.charger, connector.number, transaction.id)
        refused = asked is not None and asked.current == 0 and asked.accepted is False
        # What cannot be stopped is held to the least that it takes, and asked again.
        least = max(LEAST, charger.traits.floor)
        orders = (replace(limit, current=least), stop) if refused else (stop,)
    since = asked.first if renewed and asked is not None and asked.way == told else None
    following = connector.following if since else begun(charger, connector, now)
    asked = Asked(
        decision.current,
        decision.phases,
        now,
        transaction.id,
        way=told,
        since=since,
        number=number,
    )
    return replace(_not_waiting(connector), asked=asked, following=following), orders


def _again_after(charger: Charger, asked: Asked) -> timedelta:
    """A limit is sent again before it ends, and sooner where it was refused."""
    renew = timedelta(seconds=renewed_after(charger.traits))
    return RETRY if asked.accepted is False else renew


def _rises_at(
    charger: Charger, connector: Connector, asked: Asked, decision: Decision, now: datetime
) -> datetime | None:
    """Until when a higher limit waits, so that few are written; what a person wants does not."""
    by_hand = connector.by_hand.boost is not None or connector.by_hand.mode is not None
    if decision.current <= asked.current or by_hand:
        return None
    return spaced_until(charger, asked, now)


def spaced_until(charger: Charger, asked: Asked | None, now: datetime) -> datetime | None:
    """Until when a charger that was written to often is spared what can wait; None: it is not."""
    if asked is None or asked.accepted is False:
        return None
    until = asked.at + spacing(charger, now)
    return until if until > now else None


def _not_waiting(connector: Connector) -> Connector:
    if connector.following.rises_at is None:
        return connector
    return replace(connector, following=replace(connector.following, rises_at=None))


def _start_due(charger: Charger, connector: Connector, decision: Decision, now: datetime) -> bool:
    if not decision.charge or connector.held or not connector.plugged:
        return False
    if connector.status not in _MAY_START or not connector.operative:
        return False
    starts_itself = charger.authorized_at is not None and not charger.traits.waits_for_start
    if starts_itself and charger.authorized_at and now < charger.authorized_at + OWN_START:
        return False
    return connector.starting is None or now >= connector.starting.again
