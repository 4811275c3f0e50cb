"""What a person can ask of a charger's security."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from borne.domain.secret import Secret
from borne.domain.security import Profile


class SetPassword(Struct, frozen=True):
    """A password of the person's own; None: Borne makes one."""

    own: Secret | None = None


class RemovePassword(Struct, frozen=True):
    """Let the charger in without one."""


class RequireProfile(Struct, frozen=True):
    """Refuse connections that prove less. More than the charger proves now must be confirmed."""

    profile: Profile
    confirmed: bool = False


class OfferProfile(Struct, frozen=True):
    """Ask the charger itself for that profile; it is required once the charger uses it."""

    profile: Profile


class PinProtocol(Struct, frozen=True):
    """The only version of OCPP that it may speak; None: any."""

    protocol: str | None


SecurityIntent: TypeAlias = (
    SetPassword | RemovePassword | RequireProfile | OfferProfile | PinProtocol
)
