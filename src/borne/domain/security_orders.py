"""Orders about a charger's security; those without a call are for Borne's own port."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from msgspec import Struct

from borne.domain.secret import Secret
from borne.domain.security import Profile, Security

if TYPE_CHECKING:
    from borne.domain.commands import Ticket


class Guard(Struct, frozen=True):
    """Let connections in by this from now on; None: nothing is known of that charger."""

    charger: str
    security: Security | None
    wish: str | None = None


class MakePassword(Struct, frozen=True):
    """Make a password, or take the person's own; it comes back as PasswordMade."""

    charger: str
    own: Secret | None = None
    wish: str | None = None


class WritePassword(Struct, frozen=True):
    """ChangeConfiguration of AuthorizationKey. Goes out only once Borne knows it again."""

    charger: str
    password: Secret
    wish: str | None = None


class RaiseProfile(Struct, frozen=True):
    """ChangeConfiguration of SecurityProfile, with what must be there before."""

    charger: str
    profile: Profile
    root: str | None = None
    """The certificate (PEM) to install first; Borne's port fills it in where its own is served."""
    wish: str | None = None


class SignRequest(Struct, frozen=True):
    """Sign a charger's request (PEM) for a certificate with Borne's own authority."""

    charger: str
    ticket: Ticket
    """The call that asks: what comes of the order is its answer."""
    request: str
    serial: str | None = None
    """The charger's serial number, by which it may call itself too."""
    wish: str | None = None


SecurityOrder: TypeAlias = Guard | MakePassword | WritePassword | RaiseProfile | SignRequest
