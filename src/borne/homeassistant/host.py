"""What can be asked once of where the app stands: the machine's names, the house's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import aiohttp

from borne.domain.say import LANGUAGES, Language
from borne.homeassistant.supervisor import Place, find_core

_PATIENCE: Final = aiohttp.ClientTimeout(total=10)
_BRIEF: Final = aiohttp.ClientTimeout(total=3)
"""Nothing begins before it."""


async def host_names(environment: Mapping[str, str]) -> set[str]:
    """The host's name, with `.local` too, and its addresses; nothing without a Supervisor."""
    token = environment.get("SUPERVISOR_TOKEN", "").strip()
    if not token:
        return set()
    base = (environment.get("SUPERVISOR_URL", "").strip() or "http://supervisor").rstrip("/")
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(headers=headers, timeout=_PATIENCE) as session:
        name = (await _asked(session, f"{base}/info")).get("hostname")
        interfaces = (await _asked(session, f"{base}/network/info")).get("interfaces")
    found = {address for one in _list(interfaces) for address in _addresses(one)}
    if isinstance(name, str) and name:
        found |= {name.casefold(), f"{name.casefold()}.local"}
    return found


@dataclass(frozen=True, slots=True)
class Outside:
    """How a port of the app is seen from the house."""

    address: str
    """The host's IPv4; empty: not told."""
    port: int | None
    """The host's own number for it; None: not told."""
    closed: bool
    """A person has switched it off."""


async def outside(environment: Mapping[str, str], port: int) -> Outside | None:
    """Where the house finds this port; None without a Supervisor."""
    token = environment.get("SUPERVISOR_TOKEN", "").strip()
    if not token:
        return None
    base = (environment.get("SUPERVISOR_URL", "").strip() or "http://supervisor").rstrip("/")
    headers = {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession(headers=headers, timeout=_PATIENCE) as session:
        interfaces = (await _asked(session, f"{base}/network/info")).get("interfaces")
        ports = (await _asked(session, f"{base}/addons/self/info")).get("network")
    name = f"{port}/tcp"
    told = ports.get(name) if isinstance(ports, dict) else None
    return Outside(
        _main_address(_list(interfaces)),
        told if isinstance(told, int) else None,
        closed=isinstance(ports, dict) and name in ports and told is None,
    )


async def house_language(environment: Mapping[str, str]) -> Language | None:
    """The language of Home Assistant, as far as Borne speaks it; None: it cannot be told now."""
    place = find_core(environment)
    if not isinstance(place, Place):
        return None
    headers = {"Authorization": f"Bearer {place.token}"}
    async with aiohttp.ClientSession(headers=headers, timeout=_BRIEF) as session:
        language = str((await _told(session, f"{place.api}/config")).get("language", ""))
    return next((one for one in LANGUAGES if language.partition("-")[0] == one), None)


async def _asked(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    """The `data` of an answer; empty where there is none."""
    data = (await _told(session, url)).get("data")
    return data if isinstance(data, dict) else {}


async def _told(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    """The object that is answered; empty where there is none."""
    try:
        async with session.get(url) as response:
            body = await response.json()
    except (TimeoutError, aiohttp.ClientError, ValueError):
        return {}
    return body if isinstance(body, dict) else {}


def _addresses(interface: object) -> set[str]:
    if not isinstance(interface, dict):
        return set()
    families = (interface.get(name) for name in ("ipv4", "ipv6"))
    told = [
        one
        for family in families
        if isinstance(family, dict)
        for one in _list(family.get("address"))
    ]
    return {str(one).partition("/")[0] for one in told}


def _main_address(interfaces: Iterable[object]) -> str:
    """An IPv4 of the network by which the host goes out, else of any; empty where there is none."""
    there = [one for one in interfaces if isinstance(one, dict)]
    there.sort(key=lambda one: one.get("primary") is not True)
    told = [address for one in there for address in sorted(_addresses(one)) if "." in address]
    return next(iter(told), "")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
