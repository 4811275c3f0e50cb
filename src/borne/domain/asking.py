"""Asks a charger for its values where it tells none by itself while a car charges."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain.charger import Charger, Connector
from borne.domain.commands import Trigger
from borne.domain.turn import Turn

_VALUES: Final = "MeterValues"


def ask_due(charger: Charger, connector: Connector) -> datetime | None:
    """When the charger is asked next; None: it is not."""
    every, session = charger.traits.asks_values, connector.session
    transaction = session.transaction if session else None
    if not every or transaction is None or not (charger.online and charger.booted):
        return None
    heard = connector.reading.at if connector.reading else transaction.started
    return max(heard, connector.values_asked or transaction.started) + timedelta(seconds=every)


def ask(turn: Turn, charger: Charger, connector: Connector) -> None:
    """Ask, if that is due."""
    due = ask_due(charger, connector)
    if due is not None and due <= turn.at:
        turn.put(replace(connector, values_asked=turn.at))
        turn.do(Trigger(charger.id, _VALUES, connector.number))
