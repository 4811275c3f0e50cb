"""How a charger proves who it is, by the profiles of the OCPP 1.6 security whitepaper."""

from __future__ import annotations

from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final

from msgspec import Struct

MOST_AWAITED: Final = 8
"""Passwords that were given to a charger and not seen since."""


class Profile(IntEnum):
    """What a connection proves; each is more than the one before."""

    NONE = 0
    PASSWORD = 1
    """HTTP Basic auth over a line that can be listened to."""
    TLS = 2
    """The same under TLS."""
    CERTIFICATE = 3
    """TLS with the charger's own certificate."""


class Refused(StrEnum):
    """Why a connection was not let in."""

    WRONG = "wrong_password"
    MISSING = "no_password"
    NO_TLS = "no_tls"
    NO_CERTIFICATE = "no_certificate"
    PROTOCOL = "protocol"
    """It speaks no version of OCPP that it may."""


class Refusals(Struct, frozen=True):
    """The connections in a charger's name that were not let in; the rest is of the last one."""

    count: int
    at: datetime
    why: Refused
    remote: str | None = None


class Certificate(Struct, frozen=True):
    """The one that Borne has signed last for a charger."""

    serial: str
    until: datetime


class Password(Struct, frozen=True):
    """What is kept of a password: enough to know it again, not enough to tell it."""

    verifier: str
    made: datetime
    seen: datetime | None = None
    """When the charger last connected with it."""


class Security(Struct, frozen=True):
    """How one charger proves who it is. Kept as long as the charger."""

    required: Profile = Profile.NONE
    """A connection that proves less is refused."""
    password: Password | None = None
    """The one that the charger has shown; from then on none else but those awaited will do."""
    awaited: tuple[Password, ...] = ()
    """Made and not seen yet, oldest first. The charger may use any of them, or none."""
    certificate: Certificate | None = None
    protocol: str | None = None
    """The only version of OCPP that it may speak; None: any that Borne speaks."""
    offered: Profile | None = None
    """The charger has agreed to this profile: it is required once it has been seen."""
    used: Profile | None = None
    """What the last connection proved."""
    tls: bool = False
    """Whether it came under TLS."""
    refusals: Refusals | None = None

    @property
    def wants_password(self) -> bool:
        """Whether a connection without a client certificate must bring a password."""
        return self.password is not None or self.required in (Profile.PASSWORD, Profile.TLS)

    @property
    def verifiers(self) -> tuple[str, ...]:
        """Of every password that is taken."""
        known = (self.password,) if self.password else ()
        return tuple(one.verifier for one in (*known, *self.awaited))

    @property
    def expects(self) -> tuple[object, ...]:
        """What a connection is judged by."""
        return self.required, self.wants_password, self.verifiers, self.protocol
