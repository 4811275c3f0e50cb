"""The few values of a Legrand's OCPP configuration file that matter. Pure; nothing is kept.

The file is known from a few elements only, so names are taken with tolerance: in any case, with or
without prefixes, in French or English, and what is missing is not asked for.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias
from urllib.parse import urlsplit

from borne.domain.say import Sentence, Text
from borne.web import legrand_words as words
from borne.web import legrand_xml
from borne.web.legrand_xml import Document, Edit, Value

Group: TypeAlias = Literal["ocpp", "wired", "wireless", "access"]
SECRET: Final = frozenset({"key", "password"})
HIDDEN: Final = "\N{BULLET}" * 8
ON: Final = "activate"
OFFLINE: Final[Mapping[str, Text]] = {
    "NoControl": words.EVERYBODY,
    "LocalAuthorizationList": words.KNOWN_BADGES,
    "NoAccess": words.NOBODY,
}
_OCPP: Final = {
    "server": {"serveur", "server", "serveururl", "serverurl", "urlserveur", "csms", "csmsurl"},
    "identity": {"uid", "chargepointid", "chargeboxid", "chargepointidentity", "chargeridentity"},
    "offline": {"offlinebehavior", "offlinebehaviour", "comportementhorsligne"},
    "mode": {"chargingmodeocpp", "ocppchargingmode"},
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
_IDENTITY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,35}\Z")
_AT_HOME: Final = (".local", ".lan", ".home", ".internal", ".home.arpa", ".fritz.box")
_MOST: Final = {"ssid": 32, "login": 64, "password": 64}
_LONGEST: Final = 200
_MANY: Final = 200
"""Fields of a file; a real one has some twenty."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value that Borne knows the meaning of."""

    id: str
    kind: str
    group: Group
    number: int
    """Among the fields of its kind in its group, from 1: the side, for `mode`."""
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
class Place:
    """Where Borne can be found, as far as the page that asks can tell."""

    host: str
    port: int
    url: str = ""
    """The address for chargers, where the machine knows it."""
    identities: frozenset[str] = frozenset()
    """Those that are taken."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a value should be; None where only the person can know."""

    text: str | None = field(repr=False)
    why: Sentence


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
    return Form(document, tuple(fields)) if fields else words.NOTHING_KNOWN()


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
    kind = _among(_OCPP, owner)
    if kind is not None:
        return "ocpp", kind
    kind = _among(_ACCESS, owner)
    own = len(path) <= 2 or any(name in _OWN_DOORS for name in path)
    return ("access", kind) if kind and own else None


def _among(names: Mapping[str, set[str]], owner: str) -> str | None:
    return next((kind for kind, known in names.items() if owner in known), None)


def propose(form: Form, place: Place) -> dict[str, Proposal]:
    """The right value for each field, by its id."""
    return {one.id: _PROPOSALS.get(one.kind, _keep)(one, form, place) for one in form.fields}


def _keep(one: Field, _form: Form, _place: Place) -> Proposal:
    why = {"access": words.ACCESS_KEPT}.get(one.group, words.NETWORK_KEPT)
    why = words.SWITCH_KEPT if one.kind in {"use", "dhcp"} else why
    return Proposal(one.value.text, why())


def _server(one: Field, _form: Form, place: Place) -> Proposal:
    present, ours = one.value.text, place.url or _ours(place)
    by_number = _is_number(_host(ours))
    same_place = _port(present) == place.port and _is_number(_host(present))
    if same_place and (not by_number or _host(ours) == _host(present)):
        right = present.endswith("/")
        return Proposal(
            present if right else f"{present}/",
            words.SERVER_RIGHT() if right else words.SERVER_SLASH(),
        )
    if not ours:
        return Proposal(None, words.SERVER_UNKNOWN(port=str(place.port)))
    if by_number or place.url:
        return Proposal(ours, words.SERVER_OURS())
    return Proposal(ours, words.SERVER_BY_NAME(port=str(place.port)))


def _ours(place: Place) -> str:
    """The address made of the host that the page was opened at; empty if no use at home."""
    host = place.host.strip().casefold().rstrip(".")
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        near = "." not in host or host.endswith(_AT_HOME)
        named = re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,252}", host) and host != "localhost"
        return f"ws://{host}:{place.port}/" if near and named else ""
    near = address.is_private and not (address.is_loopback or address.is_link_local)
    near = near and not address.is_unspecified and address.version == 4
    return f"ws://{address}:{place.port}/" if near else ""


def _identity(one: Field, _form: Form, place: Place) -> Proposal:
    present = one.value.text
    if _IDENTITY.match(present):
        return Proposal(present, words.IDENTITY_KEPT())
    plain = unicodedata.normalize("NFKD", present).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_-")[:36]
    if plain:
        return Proposal(plain, words.IDENTITY_CLEAN())
    names = ["charger", *(f"charger_{number}" for number in range(2, 100))]
    free = next((name for name in names if name not in place.identities), None)
    return Proposal(free, words.IDENTITY_NEW())


def _mode(one: Field, _form: Form, _place: Place) -> Proposal:
    if one.value.text.casefold() == ON:
        return Proposal(one.value.text, words.MODE_RIGHT())
    return Proposal(ON, words.MODE_ON())


def _offline(one: Field, _form: Form, _place: Place) -> Proposal:
    return Proposal(one.value.text, words.OFFLINE_KEPT())


def _dns(one: Field, form: Form, _place: Place) -> Proposal:
    gateways = (
        other.value.text
        for other in form.fields
        if other.kind == "gateway" and other.group == one.group
    )
    gateway = next(gateways, "")
    if one.number == 1 and _unset(one.value.text) and _is_number(gateway) and not _unset(gateway):
        return Proposal(gateway, words.DNS_GATEWAY())
    return _keep(one, form, _place)


_PROPOSALS: Final[Mapping[str, Callable[[Field, Form, Place], Proposal]]] = {
    "server": _server, "identity": _identity, "mode": _mode, "offline": _offline, "dns": _dns,
}  # fmt: skip


def choices(one: Field) -> list[tuple[str, Sentence]]:
    """The values to choose from, with their meaning; none where the value is free."""
    present = one.value.text
    offered: Mapping[str, Text] = {}
    if one.kind == "mode":
        offered = {ON: words.ACTIVATE}
    elif one.kind == "offline":
        offered = OFFLINE
    if not offered:
        return []
    found = [
        (present if _same(value, present) else value, said()) for value, said in offered.items()
    ]
    if not any(_same(value, present) for value, _ in found):
        found.append((present, words.AS_IT_IS(value=present or words.NOTHING())))
    return found


def changes(
    form: Form, wanted: Mapping[str, str]
) -> tuple[Mapping[Value, str], Mapping[str, Sentence]]:
    """The texts to write, and what is wrong with those that cannot be, by id."""
    fields = {one.id: one for one in form.fields}
    texts: dict[Value, str] = {}
    problems: dict[str, Sentence] = {}
    for name, wish in wanted.items():
        one = fields.get(name)
        text = words.GONE() if one is None else clean(one, wish)
        if isinstance(text, Sentence):
            problems[name] = text
        elif one is not None:
            texts[one.value] = text
    return texts, problems


def clean(one: Field, wish: str) -> str | Sentence:
    """The text as it will be written, or what is wrong with it."""
    text = wish.strip()
    if text == one.value.text:
        return text
    if not text.isprintable():
        return words.NOT_ONE_LINE()
    most = _MOST.get(one.kind, _LONGEST)
    if len(text) > most:
        return words.TOO_LONG(most=most)
    return _CHECKS.get(one.kind, _free)(one, text)


def _free(_one: Field, text: str) -> str | Sentence:
    return text


def _clean_server(_one: Field, text: str) -> str | Sentence:
    """A final slash that is missing is added."""
    if not text.isascii() or " " in text or not re.match(r"wss?://", text, re.IGNORECASE):
        return words.NOT_A_SERVER()
    if not _host(text) or urlsplit(text).query or urlsplit(text).fragment:
        return words.NOT_A_SERVER()
    return text if text.endswith("/") else f"{text}/"


def _clean_identity(_one: Field, text: str) -> str | Sentence:
    return text if _IDENTITY.match(text) else words.NOT_AN_IDENTITY()


def _clean_address(one: Field, text: str) -> str | Sentence:
    return text if _is_number(text) or (not text and one.kind == "dns") else words.NOT_AN_ADDRESS()


def _clean_key(_one: Field, text: str) -> str | Sentence:
    whole = 8 <= len(text) <= 63 or re.fullmatch(r"[0-9A-Fa-f]{64}", text)
    return text if whole else words.NOT_A_KEY()


def _clean_choice(one: Field, text: str) -> str | Sentence:
    return text if any(text == value for value, _ in choices(one)) else words.NOT_A_CHOICE()


_CHECKS: Final[Mapping[str, Callable[[Field, str], str | Sentence]]] = {
    "server": _clean_server, "identity": _clean_identity, "mode": _clean_choice,
    "offline": _clean_choice, "address": _clean_address, "mask": _clean_address,
    "gateway": _clean_address, "dns": _clean_address, "key": _clean_key,
}  # fmt: skip


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


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _unset(text: str) -> bool:
    return text in {"", "0.0.0.0"}  # noqa: S104  # how a file says "none"


def _is_number(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None
