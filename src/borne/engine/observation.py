"""What somebody else's plant shows at one instant: the house by name, the connectors, commands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from borne.domain.fact import Span, Value
from borne.domain.life import Status
from borne.domain.wishes import Intent


class ConnectorSeen(Struct, frozen=True):
    """What a connector shows; None: nothing new, what it showed last goes on. W, Wh, A."""

    status: Status | None = None
    plugged: bool | None = None
    tag: str | None = None
    """The badge that was shown; it stays the session's until the car is unplugged."""
    currents: tuple[float, ...] | None = None
    """Per phase, L1 first."""
    power: float | None = None
    energy: float | None = None
    """The charger's register."""


class Asked(Struct, frozen=True):
    """A command, as in `borne_command`."""

    intent: Intent
    charger: str | None = None
    connector: int | None = None


class Observation(Struct, frozen=True):
    """One instant. Facts by the input's name or by entity; None: unavailable."""

    at: datetime
    facts: Mapping[str, Value | None] = {}
    connectors: Mapping[str, ConnectorSeen] = {}
    """By `charger/1`."""
    commands: tuple[Asked, ...] = ()
    since: Mapping[str, datetime] = {}
    """When facts were last heard that are older than this."""
    ahead: Mapping[str, tuple[Span, ...]] = {}
    """What sources tell of the time to come."""
