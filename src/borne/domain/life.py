"""The life of a connector from plug to unplug, as a table; the docs draw their picture from it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from borne.domain.errors import UnknownTransition


class Status(StrEnum):
    """What a connector says of itself (OCPP 1.6 section 7.7)."""

    AVAILABLE = "Available"
    PREPARING = "Preparing"
    CHARGING = "Charging"
    SUSPENDED_EV = "SuspendedEV"
    SUSPENDED_EVSE = "SuspendedEVSE"
    FINISHING = "Finishing"
    RESERVED = "Reserved"
    UNAVAILABLE = "Unavailable"
    FAULTED = "Faulted"


class Phase(StrEnum):
    """Where a connector stands between two cars."""

    IDLE = "idle"
    PLUGGED = "plugged"
    """A car, and no transaction yet."""
    CHARGING = "charging"
    """A transaction is open, whether current flows or not."""
    STOPPED = "stopped"
    """The transaction has ended; the car is still plugged in."""


class Happening(StrEnum):
    """What the charger tells that can move a connector on."""

    PLUGGED_IN = "plugged in"
    UNPLUGGED = "unplugged"
    STARTED = "transaction started"
    STOPPED = "transaction stopped"


class Step(StrEnum):
    """What a transition does to the ledger, in this order."""

    CLOSE_TRANSACTION = "close transaction"
    CLOSE_SESSION = "close session"
    OPEN_SESSION = "open session"
    OPEN_TRANSACTION = "open transaction"


_PLUGGED: Final = frozenset(
    {
        Status.PREPARING,
        Status.CHARGING,
        Status.SUSPENDED_EV,
        Status.SUSPENDED_EVSE,
        Status.FINISHING,
    }
)

LIFE: Final[dict[tuple[Phase, Happening], tuple[Phase, tuple[Step, ...]]]] = {
    (Phase.IDLE, Happening.PLUGGED_IN): (Phase.PLUGGED, (Step.OPEN_SESSION,)),
    (Phase.IDLE, Happening.STARTED): (
        Phase.CHARGING,
        (Step.OPEN_SESSION, Step.OPEN_TRANSACTION),
    ),
    (Phase.IDLE, Happening.UNPLUGGED): (Phase.IDLE, ()),
    (Phase.PLUGGED, Happening.PLUGGED_IN): (Phase.PLUGGED, ()),
    (Phase.PLUGGED, Happening.STARTED): (Phase.CHARGING, (Step.OPEN_TRANSACTION,)),
    (Phase.PLUGGED, Happening.UNPLUGGED): (Phase.IDLE, (Step.CLOSE_SESSION,)),
    (Phase.CHARGING, Happening.PLUGGED_IN): (Phase.CHARGING, ()),
    # A second start means that the stop of the first was lost.
    (Phase.CHARGING, Happening.STARTED): (
        Phase.CHARGING,
        (Step.CLOSE_TRANSACTION, Step.OPEN_TRANSACTION),
    ),
    (Phase.CHARGING, Happening.STOPPED): (Phase.STOPPED, (Step.CLOSE_TRANSACTION,)),
    # Some chargers send no StopTransaction, only Available.
    (Phase.CHARGING, Happening.UNPLUGGED): (
        Phase.IDLE,
        (Step.CLOSE_TRANSACTION, Step.CLOSE_SESSION),
    ),
    (Phase.STOPPED, Happening.PLUGGED_IN): (Phase.STOPPED, ()),
    (Phase.STOPPED, Happening.STARTED): (Phase.CHARGING, (Step.OPEN_TRANSACTION,)),
    (Phase.STOPPED, Happening.UNPLUGGED): (Phase.IDLE, (Step.CLOSE_SESSION,)),
}


def advance(phase: Phase, happening: Happening) -> tuple[Phase, tuple[Step, ...]]:
    """Return the next phase and what it does to the ledger. Raises UnknownTransition."""
    try:
        return LIFE[phase, happening]
    except KeyError:
        raise UnknownTransition(phase.value, happening.value) from None


def happening_of(status: Status) -> Happening | None:
    """What a status says about the plug; None: nothing (Reserved, Unavailable, Faulted)."""
    if status in _PLUGGED:
        return Happening.PLUGGED_IN
    return Happening.UNPLUGGED if status is Status.AVAILABLE else None
