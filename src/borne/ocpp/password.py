"""A charger's password: made, kept as something that only recognises it, recognised.

A password that Borne makes holds 119 bits of chance. Nobody guesses that, so one round of a
salted HMAC keeps it as well as a slow hash would, and costs the event loop microseconds where
500 chargers come back together. A person's own password may be one that is guessed: it is kept by
scrypt, small enough (1 MiB, some ms) to be asked in the handshake, where `brake` bounds how often
a stranger can have it asked.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import string
from collections.abc import Iterator
from typing import Final

LENGTH: Final = 20
"""The most that the whitepaper lets an AuthorizationKey have (40 hexadecimal digits)."""
_LETTERS: Final = string.ascii_letters + string.digits
_MADE: Final = "hmac-sha256"
_OWN: Final = "scrypt"
_COST, _BLOCK = 2**10, 8


def made() -> str:
    """A new password: letters and digits, which every charger takes and a person can type."""
    return "".join(secrets.choice(_LETTERS) for _ in range(LENGTH))


def verifier(password: str, *, own: bool) -> str:
    """What is kept of a password: the way, the salt and the outcome, in hexadecimal."""
    way, salt = _OWN if own else _MADE, secrets.token_bytes(16)
    return f"{way}${salt.hex()}${_outcome(way, salt, password.encode()).hex()}"


def matches(verifier: str, shown: bytes) -> bool:
    """Whether that is the password, also in hexadecimal: some chargers use it as it was sent."""
    way, _, rest = verifier.partition("$")
    salt, _, outcome = rest.partition("$")
    if way not in (_OWN, _MADE):
        return False
    wanted = bytes.fromhex(outcome)
    return any(
        hmac.compare_digest(_outcome(way, bytes.fromhex(salt), one), wanted)
        for one in _readings(shown)
    )


def _readings(shown: bytes) -> Iterator[bytes]:
    yield shown
    try:
        yield bytes.fromhex(shown.decode("ascii"))
    except ValueError:
        return


def _outcome(way: str, salt: bytes, password: bytes) -> bytes:
    if way == _OWN:
        return hashlib.scrypt(password, salt=salt, n=_COST, r=_BLOCK, p=1, dklen=32)
    return hmac.digest(salt, password, "sha256")
