"""Who is let in: decided within the handshake, from what the engine has said of each charger.

The user of the Basic auth should be the charger's identity, as the whitepaper has it. It is not
insisted upon: the identity is that of the path, and its password is nobody else's.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from borne.domain.security import Profile, Refused, Security
from borne.ocpp.brake import Brake
from borne.ocpp.password import matches


@dataclass(frozen=True, slots=True)
class Knock:
    """What a charger shows at the door."""

    charger: str
    address: str
    tls: bool = False
    authorization: str | None = None
    certified: bool = False
    """Whether its client certificate is the one that Borne has signed for it."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Let in, and by what."""

    proves: Profile
    verifier: str | None = None
    """That of the password that was shown."""
    mistaken: bool = False
    """It has shown a password that is none of those it was given, and needs none yet."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Not let in; `times` tries since this was last said."""

    why: Refused
    times: int = 1


@dataclass(frozen=True, slots=True)
class Later:
    """Not even asked: too many mistakes."""

    wait: timedelta


class Gate:
    """`known` is what is expected of each charger, by identity."""

    def __init__(self, known: Mapping[str, Security] | None = None) -> None:
        self._known = dict(known or {})
        self._brake = Brake()

    def use(self, charger: str, security: Security | None) -> None:
        """Go by this from now on."""
        if security is None:
            self._known.pop(charger, None)
        else:
            self._known[charger] = security

    def knows(self, charger: str) -> bool:
        return charger in self._known

    def pinned(self, charger: str) -> str | None:
        """The only version of OCPP that it may speak."""
        security = self._known.get(charger)
        return security.protocol if security else None

    @property
    def has_certified(self) -> bool:
        """Whether any charger has a certificate to show."""
        return any(one.certificate is not None for one in self._known.values())

    def judge(self, knock: Knock, now: datetime) -> Pass | Stop | Later:
        """Decide; a mistake is remembered against the address."""
        security = self._known.get(knock.charger, _UNKNOWN)
        if knock.tls and knock.certified:
            return Pass(Profile.CERTIFICATE)
        if security.required >= Profile.TLS and not knock.tls:
            return Stop(Refused.NO_TLS)
        if security.required is Profile.CERTIFICATE:
            return Stop(Refused.NO_CERTIFICATE)
        return self._by_password(knock, security, now)

    def _by_password(self, knock: Knock, security: Security, now: datetime) -> Pass | Stop | Later:
        shown = password_in(knock.authorization, knock.charger)
        if shown is None or not (security.verifiers or security.wants_password):
            return Stop(Refused.MISSING) if security.wants_password else Pass(Profile.NONE)
        wait = self._brake.wait(knock.address, knock.charger, now)
        if wait is not None and security.wants_password:
            return Later(wait)
        found = next((one for one in security.verifiers if matches(one, shown)), None)
        if found is not None:
            self._brake.passed(knock.address, knock.charger)
            return Pass(Profile.TLS if knock.tls else Profile.PASSWORD, found)
        times = self._brake.failed(knock.address, knock.charger, now)
        if not security.wants_password:
            return Pass(Profile.NONE, mistaken=True)
        return Stop(Refused.WRONG, times)


_UNKNOWN: Final = Security()


def password_in(authorization: str | None, charger: str) -> bytes | None:
    """The password of a Basic auth, as bytes; None: there is none that can be read."""
    scheme, _, credentials = (authorization or "").partition(" ")
    if scheme.casefold() != "basic":
        return None
    try:
        decoded = base64.b64decode(credentials.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    # An identity may hold a colon, which else ends the user.
    own = f"{charger}:".encode()
    if decoded.startswith(own):
        return decoded[len(own) :]
    user, colon, password = decoded.partition(b":")
    del user
    return password if colon else None
