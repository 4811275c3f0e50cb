"""Who a charger is and which OCPP it speaks, from its opening request (OCPP-J 1.6 section 3)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from borne.domain.security import Refused
from borne.ocpp.version import Version

NAMELESS: Final = "charger"
_MOST_LETTERS: Final = 48
_LONGEST_HOST: Final = 253
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]+")
_LEGAL: Final = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:@=+*|#"
)
_BETWEEN: Final = re.compile(r"[,;\s\"']+")
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

Cette borne ne propose qu’OCPP 2, et Borne parle OCPP 1.6.
Choisissez OCPP 1.6J dans les réglages de la borne.
"""


_NOT_THAT_VERSION: Final = """\
This charging station may speak one version of OCPP only, and does not offer it.
Choose that version in its settings, or take the limit off in Borne's panel.

Cette borne ne peut parler qu’une version d’OCPP, et ne la propose pas.
Choisissez cette version dans ses réglages, ou levez la limite dans le panneau de Borne.
"""
_EXPECTED: Final = """\
Borne expects the password of this charging station, with its identity as the user.
Enter it in the charging station, or make a new one in Borne's panel.

Borne attend le mot de passe de cette borne, avec son identité comme utilisateur.
Saisissez-le dans la borne, ou faites-en un nouveau dans le panneau de Borne.
"""
_BY_TLS: Final = """\
This charging station must connect by wss://. Change its address for Borne, or lower the security
profile in Borne's panel.

Cette borne doit se connecter par wss://. Changez l’adresse de Borne dans ses réglages, ou abaissez
le profil de sécurité dans le panneau de Borne.
"""
_BY_CERTIFICATE: Final = """\
This charging station must show the certificate that Borne has signed for it. Ask it for a new
request, or lower the security profile in Borne's panel.

Cette borne doit montrer le certificat que Borne a signé pour elle. Faites-lui faire une nouvelle
demande, ou abaissez le profil de sécurité dans le panneau de Borne.
"""
TOO_MANY_TRIES: Final = """\
Too many wrong passwords: wait a minute.

Trop de mots de passe faux : attendez une minute.
"""
TURNED_AWAY: Final = {
    Refused.WRONG: (401, _EXPECTED),
    Refused.MISSING: (401, _EXPECTED),
    Refused.NO_TLS: (403, _BY_TLS),
    Refused.NO_CERTIFICATE: (403, _BY_CERTIFICATE),
    Refused.PROTOCOL: (400, _NOT_THAT_VERSION),
}
"""By why a connection is not let in: the status, and what the charger's log may show."""


def identity_of(path: str, authorization: str | None = None) -> str:
    """The last segment of the path; else the user of the Basic auth; else `charger`."""
    for segment in reversed(path.partition("?")[0].partition("#")[0].split("/")):
        name = _legal(unquote(segment))
        if name:
            return name
    return _legal(_user(authorization)) or NAMELESS


def name_in_certificate(identity: str) -> str:
    """How a certificate that Borne signs names its charger: an URI."""
    return f"urn:borne:charger:{quote(identity, safe='')}"


def certified(certificate: Mapping[str, Any] | None, identity: str) -> bool:
    """Whether a client certificate, as `ssl` has checked and tells it, is that charger's."""
    names = certificate.get("subjectAltName", ()) if certificate else ()
    return ("URI", name_in_certificate(identity)) in names


def host_of(hosts: Iterable[str]) -> str | None:
    """The name or number that the charger was given for Borne, without the port."""
    host = next(iter(hosts), "").strip()
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return None
    return name if name and len(name) <= _LONGEST_HOST and _HOST.fullmatch(name) else None


def subprotocol_of(
    offered: Iterable[str], pinned: str | None = None
) -> tuple[str | None, Version | None]:
    """What to answer, in the charger's own spelling, and what is spoken.

    Nothing known is taken as OCPP 1.6, which many chargers speak without a word; None as the
    version: only others are offered, or not the one that it is pinned to.
    """
    names = [name for header in offered for name in _BETWEEN.split(header) if name]
    for name in names:
        version = _SPOKEN.get(name.casefold())
        if version is not None and pinned in (None, version.value):
            return name, version
    if names and pinned is not None:
        return None, None
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
