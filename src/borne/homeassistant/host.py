"""What the Supervisor says of the machine around the app: its name and its addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import aiohttp

_PATIENCE: Final = aiohttp.ClientTimeout(total=10)


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


async def _asked(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    """The `data` of an answer; empty where there is none."""
    try:
        async with session.get(url) as response:
            body = await response.json()
    except (TimeoutError, aiohttp.ClientError, ValueError):
        return {}
    data = body.get("data") if isinstance(body, dict) else None
    return data if isinstance(data, dict) else {}


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


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
