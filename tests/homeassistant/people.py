"""Users of a real Core beside its owner."""

from __future__ import annotations

import aiohttp

from .core import CLIENT, Core


async def a_guest(core: Core) -> str:
    """Make a user who is not an administrator; the name to log in with."""
    made = await core.ask(
        {"type": "config/auth/create", "name": "Guest", "group_ids": ["system-users"]}
    )
    id_: str = made["user"]["id"]
    name = f"guest-{id_[:8]}"
    login = {"user_id": id_, "username": name, "password": core.owner["password"]}
    await core.ask({"type": "config/auth_provider/homeassistant/create"} | login)
    return name


async def token_of_a_guest(core: Core) -> str:
    """Return a token of a user who is not an administrator."""
    login = {"username": await a_guest(core), "password": core.owner["password"]}
    flow = {"client_id": CLIENT, "handler": ["homeassistant", None], "redirect_uri": CLIENT}
    begun = await core.post("/auth/login_flow", flow)
    done = await core.post(f"/auth/login_flow/{begun['flow_id']}", {"client_id": CLIENT} | login)
    asked = {"grant_type": "authorization_code", "code": done["result"], "client_id": CLIENT}
    async with (
        aiohttp.ClientSession(core.url) as http,
        http.post("/auth/token", data=asked, raise_for_status=True) as answer,
    ):
        token: str = (await answer.json())["access_token"]
        return token
