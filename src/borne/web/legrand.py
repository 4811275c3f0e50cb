"""The few values of a Legrand's OCPP configuration file that matter. Pure; nothing is kept.

The file is known from a few elements only, so names are taken with tolerance: in any case, with or
without prefixes, in French or English, and what is missing is not asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from borne.domain.say import Sentence
from borne.web import legrand_words as words
from borne.web import legrand_xml
from borne.web.legrand_xml import Document, Edit, Value

Group: TypeAlias = Literal["ocpp", "wired", "wireless", "access"]
SECRET: Final = frozenset({"key", "password"})
HIDDEN: Final = "\N{BULLET}" * 8
_OCPP: Final = {
    "server": {"serveur", "server", "serveururl", "serverurl", "urlserveur", "csms", "csmsurl"},
    "identity": {"uid", "chargepointid", "chargeboxid", "chargepointidentity", "chargeridentity"},
    "offline": {"offlinebehavior", "offlinebehaviour", "comportementhorsligne"},
    "mode": {"chargingmodeocpp", "ocppchargingmode"},
}
_PER_SIDE: Final = {"mode": _OCPP["mode"]}
_NEEDED: Final = {
    "server": words.NO_SERVER,
    "identity": words.NO_IDENTITY,
    "mode": words.NO_MODE,
}
_SECTIONS: Final[Mapping[str, Group]] = {
    "rj45": "wired", "ethernet": "wired", "lan": "wired",
    "wifi": "wireless", "wlan": "wireless",
}  # fmt: skip
_NETWORK: Final = {
    "use": {"rj45", "ethernet", "lan", "wifi", "wlan", "activate", "active", "enable", "enabled"},
    "dhcp": {"dhcp", "usedhcp", "dhcpenabled"},
    "address": {"ip", "ipaddress", "adresseip", "address", "adresse", "addressip", "ipv4"},
    "mask": {"mask", "masque", "netmask", "subnetmask", "masquesousreseau"},
    "gateway": {"gateway", "passerelle", "defaultgateway", "gatewayip", "ipgateway", "router"},
    "dns": {"dns", "dns1", "dns2", "primarydns", "secondarydns", "dnsserver", "ipdns", "dnsip"},
    "ssid": {"ssid", "essid", "networkname", "nomreseau"},
    "key": {"key", "cle", "password", "motdepasse", "psk", "passphrase", "presharedkey", "wpakey",
            "wifikey", "clewifi", "keywifi", "wpapsk", "networkkey"},
}  # fmt: skip
_ACCESS: Final = {
    "login": {"login", "user", "username", "identifiant"},
    "password": {"password", "motdepasse", "pwd"},
}
_OWN_DOORS: Final = {"accesscontrol", "controleacces"}
_MANY: Final = 200
"""Fields of a file; a real one has some twenty."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value that Borne knows the meaning of."""

    id: str
    kind: str
    group: Group
    number: int
    """Among the fields of its kind in its group, from 1; for `mode` the side as the file counts."""
    value: Value

    @property
    def secret(self) -> bool:
        return self.kind in SECRET


@dataclass(frozen=True, slots=True)
class Form:
    """A charger's configuration file, and what is known of it."""

    document: Document
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One changed line as it was and as it is, with secrets hidden."""

    id: str
    line: int
    before: str
    after: str
    secret: bool


def read(data: bytes) -> Form | Sentence:
    """The known fields of the file, or why it is not a charger's configuration."""
    document = legrand_xml.read(data)
    if isinstance(document, Sentence):
        return document
    fields: list[Field] = []
    seen: Counter[tuple[str, str]] = Counter()
    for value in document.values:
        known = _meaning([_flat(name) for name in value.path])
        if known is None:
            continue
        group, kind = known
        if len(fields) == _MANY:
            return words.TOO_MANY(count=_MANY)
        seen[known] += 1
        name = kind if group == "ocpp" else f"{group}.{kind}"
        fields.append(Field(f"{name}.{seen[known]}", kind, group, seen[known], value))
    return Form(document, _by_side(fields)) if fields else words.NOTHING_KNOWN()


def lacks(form: Form) -> list[Sentence]:
    """What a charger of Borne needs and the file has no place for."""
    there = {one.kind for one in form.fields}
    return [said() for kind, said in _NEEDED.items() if kind not in there]


def _by_side(fields: list[Field]) -> tuple[Field, ...]:
    """The modes under the numbers of their sides, where the names of the elements tell them all."""
    sides = {one.id: _side(one) for one in fields if one.kind == "mode"}
    if None in sides.values() or len(set(sides.values())) < len(sides):
        return tuple(fields)
    return tuple(replace(one, number=sides.get(one.id) or one.number) for one in fields)


def _side(one: Field) -> int | None:
    numbers = (re.search(r"[a-z]([1-9])\Z", _flat(name)) for name in reversed(one.value.path))
    return next((int(found.group(1)) for found in numbers if found), None)


def _flat(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def _meaning(path: Sequence[str]) -> tuple[Group, str] | None:
    if not path:
        return None
    owner = path[-1]
    section = next((_SECTIONS[name] for name in reversed(path) if name in _SECTIONS), None)
    if section is not None:
        kind = _among(_NETWORK, owner)
        return (section, kind) if kind else None
    kind = _among(_OCPP, owner) or _among(_PER_SIDE, owner.rstrip("123456789"))
    if kind is not None:
        return "ocpp", kind
    for name, group in _SECTIONS.items():
        kind = _among(_NETWORK, owner.removeprefix(name)) or _among(
            _NETWORK, owner.removesuffix(name)
        )
        if name in owner and kind:
            return group, kind
    kind = _among(_ACCESS, owner)
    own = len(path) <= 2 or any(name in _OWN_DOORS for name in path)
    return ("access", kind) if kind and own else None


def _among(names: Mapping[str, set[str]], owner: str) -> str | None:
    return next((kind for kind, known in names.items() if owner in known), None)


def difference(form: Form, edits: Sequence[Edit]) -> list[Difference]:
    """The changed lines, cut down to the value's own tags: nothing else of the file is shown."""
    fields = {one.value: one for one in form.fields}
    found = []
    for edit in edits:
        one, document = fields[edit.value], form.document
        before = document.text(0, edit.value.start)
        lines = re.split(r"\r\n|\r|\n", before)
        tags = re.split(r"\r\n|\r|\n", document.text(edit.value.end))[0]
        opened, closed = _last_tags(lines[-1]), _first_tags(tags)
        was = document.text(edit.value.start, edit.value.end)
        now = edit.written.decode(document.codec)
        if one.secret:
            was, now = (_hide(text, edit.value) for text in (was, now))
        found.append(
            Difference(
                one.id, len(lines), f"{opened}{was}{closed}", f"{opened}{now}{closed}", one.secret
            )
        )
    return found


def _last_tags(text: str) -> str:
    """The last two tags of a line, which open the value."""
    last = text.rfind("<")
    owner = text.rfind("<", 0, max(last, 0))
    return text[max(owner, 0) :].lstrip()


def _first_tags(text: str) -> str:
    found = re.match(r"(?:</[^<>]*>\s*){0,2}", text)
    return found.group().rstrip() if found else ""


def _hide(text: str, value: Value) -> str:
    if value.closing is not None:
        return text if text.strip() == "/>" else f">{HIDDEN}</{value.closing}>"
    return HIDDEN if text.strip() else text
