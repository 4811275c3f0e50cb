"""What a person may write into a Legrand's file, and what of it deserves a second look. Pure."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import urlsplit

from borne.domain.say import Sentence, Text
from borne.web import legrand_words as words
from borne.web.legrand import Field, Form
from borne.web.legrand_xml import Value

ON: Final = "activate"
OFFLINE: Final[Mapping[str, Text]] = {
    "NoControl": words.EVERYBODY,
    "LocalAuthorizationList": words.KNOWN_BADGES,
    "NoAccess": words.NOBODY,
}
IDENTITY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,35}\Z")
_MOST: Final = {"ssid": 32, "login": 64, "password": 64}
_LONGEST: Final = 200

_YES: Final = frozenset({"1", "true", "yes", "oui", "on", "activate", "active", "enabled"})


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
    if not host_of(text) or urlsplit(text).query or urlsplit(text).fragment:
        return words.NOT_A_SERVER()
    return text if text.endswith("/") else f"{text}/"


def _clean_identity(_one: Field, text: str) -> str | Sentence:
    return text if IDENTITY.match(text) else words.NOT_AN_IDENTITY()


def _clean_address(one: Field, text: str) -> str | Sentence:
    return text if is_number(text) or (not text and one.kind == "dns") else words.NOT_AN_ADDRESS()


def _clean_mask(_one: Field, text: str) -> str | Sentence:
    return text if _network("0.0.0.0", text) else words.NOT_A_MASK()  # noqa: S104  # not a socket


def _clean_key(_one: Field, text: str) -> str | Sentence:
    whole = 8 <= len(text) <= 63 or re.fullmatch(r"[0-9A-Fa-f]{64}", text)
    return text if whole else words.NOT_A_KEY()


def _clean_choice(one: Field, text: str) -> str | Sentence:
    return text if any(text == value for value, _ in choices(one)) else words.NOT_A_CHOICE()


_CHECKS: Final[Mapping[str, Callable[[Field, str], str | Sentence]]] = {
    "server": _clean_server, "identity": _clean_identity, "mode": _clean_choice,
    "offline": _clean_choice, "address": _clean_address, "mask": _clean_mask,
    "gateway": _clean_address, "dns": _clean_address, "key": _clean_key,
}  # fmt: skip


def doubts(form: Form, texts: Mapping[Value, str]) -> Mapping[str, Sentence]:
    """By id, what fits its place and yet would keep the charger from Borne."""
    found: dict[str, Sentence] = {}
    servers = {host_of(_now(one, texts)) for one in form.fields if one.kind == "server"}
    for group in ("wired", "wireless"):
        fields = {one.kind: one for one in reversed(form.fields) if one.group == group}
        now = {kind: _now(one, texts) for kind, one in fields.items()}
        address, gateway = now.get("address", ""), now.get("gateway", "")
        if now.get("dhcp", "").casefold() in _YES or unset(address) or not is_number(address):
            continue
        if address in servers:
            found[fields["address"].id] = words.OF_BORNE()
        elif address == gateway:
            found[fields["address"].id] = words.OF_GATEWAY()
        network = _network(address, now.get("mask", ""))
        if network and not (unset(gateway) or _within(gateway, network)):
            found[fields["gateway"].id] = words.GATEWAY_ELSEWHERE(gateway=gateway)
    return found


def _now(one: Field, texts: Mapping[Value, str]) -> str:
    return texts.get(one.value, one.value.text)


def _within(address: str, network: ipaddress.IPv4Network) -> bool:
    return not is_number(address) or ipaddress.IPv4Address(address) in network


def _network(address: str, mask: str) -> ipaddress.IPv4Network | None:
    """None: there is no such mask."""
    try:
        network = ipaddress.IPv4Network(f"{address}/{mask}", strict=False)
    except ValueError:
        return None
    return network if str(network.netmask) == mask else None


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def unset(text: str) -> bool:
    return text in {"", "0.0.0.0"}  # noqa: S104  # how a file says "none"


def is_number(text: str) -> bool:
    try:
        ipaddress.IPv4Address(text)
    except ValueError:
        return False
    return True


def host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def port_of(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        return None
