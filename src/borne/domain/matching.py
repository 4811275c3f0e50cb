"""Which transaction a start or a stop is about, whatever id it tells and whenever it comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from borne.domain.charger import Charger, Connector
from borne.domain.events import TransactionStarted, TransactionStopped
from borne.domain.metering import could_give, in_wh
from borne.domain.session import ORPHAN, Transaction
from borne.domain.tag import folded

_ROUNDED: Final = timedelta(seconds=2)
"""By which one time may differ from itself, once the offset of the clock is known otherwise."""
_SOON: Final = 300.0
"""s within which a start without any energy in between is the same one, told again."""


def repeated(
    connector: Connector, event: TransactionStarted, perhaps: frozenset[datetime]
) -> Transaction | None:
    """The transaction that this start only repeats: its answer was lost, or the whole queue.

    `perhaps`: what its time may have been taken for when it was told first.
    """
    opened = connector.session.transaction if connector.session else None
    began, meter = min(event.began, event.at), in_wh(connector, event.meter)
    for transaction in all_of(connector):
        told = (transaction.tag, transaction.meter_start)
        if told != (event.tag, meter):
            continue
        if transaction.started == began or any(
            abs(transaction.started - one) <= _ROUNDED for one in perhaps
        ):
            return transaction
    if opened is None or opened.energy:
        return None
    # A clock that is ahead, or none, gives the time of arrival: another one each time.
    same = (opened.tag, opened.meter_start) == (event.tag, meter) and event.began >= event.at
    again = 0 <= (began - opened.started).total_seconds() <= _SOON
    return opened if same and again else None


def orphan_of(connector: Connector, event: TransactionStarted) -> Transaction | None:
    """The transaction of which only the end was known until this start came."""
    began = min(event.began, event.at)
    sessions = {session.id for session in connector.former if session.stop_reason == ORPHAN}
    meter = in_wh(connector, event.meter)
    for transaction in connector.past:
        if transaction.session not in sessions or transaction.ended is None:
            continue
        rise = (transaction.meter_stop or 0.0) - meter
        most = could_give(began, transaction.ended, away=False)
        same = folded(transaction.tag) in ("", folded(event.tag))
        fits = same and began < transaction.ended and 0 <= rise <= most
        if fits and _alone_between(connector, transaction, began, transaction.ended):
            return transaction
    return None


def owner(charger: Charger, event: TransactionStopped) -> Connector | None:
    """The connector whose open transaction ends: by its id, or as the only one that fits."""
    opened = list(_opened(charger))
    for connector, transaction in opened:
        if transaction.id == event.transaction:
            return connector
    if event.transaction <= 0 and len(opened) == 1 and may_be(*opened[0], event):
        return opened[0][0]
    found = None if any(known(charger, event)) else match(charger, event)
    if found is None or found[1].ended is not None:
        return None
    return found[0]


def match(charger: Charger, event: TransactionStopped) -> tuple[Connector, Transaction] | None:
    """The one transaction without a stop that fits by its badge, its meter and its time."""
    if not event.tag:
        return None
    ended = min(event.ended, event.at)
    fits = [
        (connector, transaction)
        for connector, transaction in (*_opened(charger), *waiting(charger))
        if may_be(connector, transaction, event)
        and 0
        <= in_wh(connector, event.meter) - transaction.register
        <= could_give(transaction.started, ended, away=False)
    ]
    return fits[0] if len(fits) == 1 else None


def waiting(charger: Charger) -> Iterator[tuple[Connector, Transaction]]:
    """The transactions that were closed without a stop."""
    for connector in charger.connectors.values():
        for transaction in connector.past:
            if transaction.meter_stop is None:
                yield connector, transaction


def known(charger: Charger, event: TransactionStopped) -> Iterator[tuple[Connector, Transaction]]:
    """What is over and has that id."""
    for connector in charger.connectors.values():
        for transaction in connector.past:
            if transaction.id == event.transaction:
                yield connector, transaction


def may_be(connector: Connector, transaction: Transaction, event: TransactionStopped) -> bool:
    """Whether the badge and the time of a stop are not against it."""
    same = not event.tag or folded(transaction.tag) == folded(event.tag)
    began, ended = transaction.started, min(event.ended, event.at)
    return same and began <= ended and _alone_between(connector, transaction, began, ended)


def all_of(connector: Connector) -> tuple[Transaction, ...]:
    """Every transaction that is remembered here, the open one first."""
    opened = connector.session.transaction if connector.session else None
    return connector.past if opened is None else (opened, *connector.past)


def _opened(charger: Charger) -> Iterator[tuple[Connector, Transaction]]:
    for connector in charger.connectors.values():
        if connector.session and connector.session.transaction:
            yield connector, connector.session.transaction


def _alone_between(
    connector: Connector, transaction: Transaction, began: datetime, ended: datetime
) -> bool:
    """Whether no other one began or was stopped meanwhile: a connector has one at a time."""
    others = [one for one in all_of(connector) if one.id != transaction.id]
    told = [one.started for one in others]
    told += [one.ended for one in others if one.ended and one.meter_stop is not None]
    return not any(began < at < ended for at in told)
