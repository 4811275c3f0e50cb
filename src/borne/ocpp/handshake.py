"""Who a charger is and which OCPP it speaks, from its opening request (OCPP-J 1.6 section 3)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote, urlsplit

from borne.ocpp.version import Version

NAMELESS: Final = "charger"
_MOST_LETTERS: Final = 48
_LONGEST_HOST: Final = 253
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+")
_LEGAL: Final = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:@=+*|#"
)
_SPOKEN: Final = {"ocpp1.6": Version.V16, "ocpp1.6j": Version.V16}
_NOT_SPOKEN: Final = frozenset({"ocpp2.0", "ocpp2.0.1", "ocpp2.1"})

FOR_BROWSERS: Final = """\
This is the port of Borne for charging stations. It speaks OCPP 1.6 over WebSocket.

Enter this address, with ws:// in place of http://, as the address of the central system in
your charging station. Borne's own page is in Home Assistant, or on its panel port.

Ceci est le port de Borne pour les bornes de recharge. Il parle OCPP 1.6 par WebSocket.

Donnez cette adresse, avec ws:// à la place de http://, comme adresse du système central dans
les réglages de votre borne. La page de Borne est dans Home Assistant, ou sur son port à elle.
"""
TOO_NEW: Final = """\
This charging station offers OCPP 2 only, and Borne speaks OCPP 1.6.
Choose OCPP 1.6J in the settings of the charging station.

Cette borne ne propose qu'OCPP 2, et Borne parle OCPP 1.6.
Choisissez OCPP 1.6J dans les réglages de la borne.
"""


def identity_of(path: str, authorization: str | None = None) -> str:
    """The last segment of the path; else the user of the Basic auth; else `charger`."""
    for segment in reversed(path.partition("?")[0].partition("#")[0].split("/")):
        name = _legal(unquote(segment))
        if name:
            return name
    return _legal(_user(authorization)) or NAMELESS


def host_of(hosts: Iterable[str]) -> str | None:
    """The name or number that the charger was given for Borne, without the port."""
    host = next(iter(hosts), "").strip()
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return None
    return name if name and len(name) <= _LONGEST_HOST and _HOST.fullmatch(name) else None


def subprotocol_of(offered: Iterable[str]) -> tuple[str | None, Version | None]:
    """What to answer, in the charger's own spelling, and what is spoken.

    Nothing known is taken as OCPP 1.6, which many chargers speak without a word; None as the
    version: only others are offered.
    """
    names = [name.strip() for header in offered for name in header.split(",") if name.strip()]
    for name in names:
        version = _SPOKEN.get(name.casefold())
        if version is not None:
            return name, version
    if names and all(name.casefold() in _NOT_SPOKEN for name in names):
        return None, None
    return None, Version.V16


def _legal(name: str) -> str:
    """A name that is safe to show, log and keep; what is not legal becomes `_`."""
    letters = "".join(char if char in _LEGAL else "_" for char in name.strip()[:_MOST_LETTERS])
    return letters if letters.strip("._") else ""


def _user(authorization: str | None) -> str:
    scheme, _, credentials = (authorization or "").partition(" ")
    if scheme.casefold() != "basic":
        return ""
    try:
        decoded = base64.b64decode(credentials.strip(), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return decoded.partition(b":")[0].decode(errors="replace")
