"""What the values of a Legrand's file should be, so that the charger finds Borne. Pure."""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from borne.domain.say import Sentence
from borne.web import legrand_words as words
from borne.web.legrand import Field, Form
from borne.web.legrand_checks import IDENTITY, ON, host_of, is_number, port_of, unset

_AT_HOME: Final = (".local", ".lan", ".home", ".internal", ".home.arpa", ".fritz.box")


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


def propose(form: Form, place: Place) -> dict[str, Proposal]:
    """The right value for each field, by its id."""
    return {one.id: _PROPOSALS.get(one.kind, _keep)(one, form, place) for one in form.fields}


def _keep(one: Field, _form: Form, _place: Place) -> Proposal:
    why = {"access": words.ACCESS_KEPT}.get(one.group, words.NETWORK_KEPT)
    why = words.SWITCH_KEPT if one.kind in {"use", "dhcp"} else why
    return Proposal(one.value.text, why())


def _server(one: Field, _form: Form, place: Place) -> Proposal:
    present, ours = one.value.text, place.url or _ours(place)
    by_number = is_number(host_of(ours))
    same_place = port_of(present) == place.port and is_number(host_of(present))
    if same_place and (not by_number or host_of(ours) == host_of(present)):
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
    if IDENTITY.match(present):
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
    if one.number == 1 and unset(one.value.text) and is_number(gateway) and not unset(gateway):
        return Proposal(gateway, words.DNS_GATEWAY())
    return _keep(one, form, _place)


_PROPOSALS: Final[Mapping[str, Callable[[Field, Form, Place], Proposal]]] = {
    "server": _server, "identity": _identity, "mode": _mode, "offline": _offline, "dns": _dns,
}  # fmt: skip
