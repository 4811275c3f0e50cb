"""Limits and fallbacks on their way to a charger, tried in the ways that it is known to follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from borne.domain.commands import SetFallback, SetLimit
from borne.domain.say import Text
from borne.domain.way import Way
from borne.ocpp.outcome import checked, outcome
from borne.ocpp.patience import patience
from borne.ocpp.profile import Abilities, abilities, fallback_profile, limit_profile
from borne.ocpp.suspicion import FALLBACK, Suspicion
from borne.ocpp.wire import Ask, Known, Outcome, Program, Report

_SET: Final = "SetChargingProfile"
_RESTARTS: Final = Text(
    "The charger restarted whenever it was told: it is told no more.",
    "La borne a redémarré chaque fois qu’on le lui disait : on ne le lui dit plus.",
)
_TRY_ANOTHER: Final = frozenset({"Rejected", "NotSupported", "NotImplemented"})


def limit(order: SetLimit, known: Known, now: datetime, report: Report) -> Program:
    """Limit a transaction, by the first purpose that is accepted. Raises ValueError."""
    if order.current == 0:
        known.memory.watch.paused(now)
    able = _able(known, order.way)
    afterwards = known.memory.fallbacks.get(order.connector)
    asks = [
        Ask(_SET, limit_profile(order, able, now, purpose, afterwards)) for purpose in able.purposes
    ]
    return _first_accepted(asks, report)


def fallback(order: SetFallback, known: Known, now: datetime, report: Report) -> Program:
    """Tell a connector what to fall back to. Raises ValueError."""
    ask = Ask(_SET, fallback_profile(order, _able(known, order.way), now))
    known.memory.fallbacks[order.connector] = order.current
    return _with_care(ask, known.memory.suspicion, now, report)


def _with_care(ask: Ask, suspicion: Suspicion, now: datetime, report: Report) -> Program:
    """Unless the charger restarts over it."""
    if suspicion.shuns(FALLBACK, now):
        return Outcome(ok=False, status="NotSent", message=_RESTARTS())
    suspicion.asked(FALLBACK, now)
    result = yield from _first_accepted([ask], report)
    suspicion.answered(FALLBACK)
    return result


def _able(known: Known, way: Way | None) -> Abilities:
    memory = known.memory
    return abilities(memory.configuration, memory.voltage, memory.character.changes, way)


def _first_accepted(asks: Sequence[Ask], report: Report) -> Program:
    first: Outcome | None = None
    for ask in asks:
        reply = checked((yield ask), ask.action, report)
        result = outcome(reply, patience(ask.action))
        if result.ok:
            return result
        first = first or result
        if result.status not in _TRY_ANOTHER:
            break
    if first is None:
        raise ValueError("there is no purpose to try")
    return first
