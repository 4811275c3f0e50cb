"""What a person can ask of how Borne deals with a charger."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from borne.domain.offline import Offline


class SetStrict(Struct, frozen=True):
    """Repair nothing of its messages, and refuse what is not as OCPP says; or repair again."""

    on: bool


class SetRhythm(Struct, frozen=True):
    """Fix how often Borne pings and the charger reports, s; None: as the drops seen want it."""

    ping: int | None = None
    heartbeat: int | None = None


class SetOffline(Struct, frozen=True):
    """Who may charge while Borne cannot be reached."""

    who: Offline


CareIntent: TypeAlias = SetStrict | SetRhythm | SetOffline
