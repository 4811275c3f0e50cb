"""What happens at the door: refusals, new passwords, requests for a certificate."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from msgspec import Struct

from borne.domain.commands import Ticket
from borne.domain.secret import Secret
from borne.domain.security import Refused


class ChargerRefused(Struct, frozen=True):
    """So many connections in the name of a charger that Borne knows were not let in."""

    at: datetime
    charger: str
    why: Refused
    remote: str | None = None
    times: int = 1


class PasswordMade(Struct, frozen=True):
    """The password for a charger, and what is to be kept of it."""

    at: datetime
    charger: str
    password: Secret
    verifier: str
    wish: str | None = None


class CertificateAsked(Struct, frozen=True):
    """SignCertificate: a request in PEM."""

    at: datetime
    charger: str
    ticket: Ticket
    request: str


DoorEvent: TypeAlias = ChargerRefused | PasswordMade | CertificateAsked
