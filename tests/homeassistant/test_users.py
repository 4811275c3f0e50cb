"""Who administers Home Assistant, as a real Core tells it."""

from __future__ import annotations

import aiohttp
import pytest

from borne.homeassistant.socket import Patience, connected
from borne.homeassistant.supervisor import Place, find_core
from borne.homeassistant.users import Users

from .core import Core
from .people import token_of_a_guest

pytestmark = pytest.mark.core


async def test_administrators_are_known_and_others_are_not(core: Core) -> None:
    place = find_core({"HOME_ASSISTANT_URL": core.url, "HOME_ASSISTANT_TOKEN": core.token})
    assert isinstance(place, Place)
    await token_of_a_guest(core)
    found = await core.ask({"type": "config/auth/list"})
    owner = next(user["id"] for user in found if user["is_owner"])
    guest = next(user["id"] for user in found if user["name"] == "Guest")
    users = Users()
    assert not await users.is_admin(owner)
    async with (
        aiohttp.ClientSession() as http,
        connected(http, place, Patience()) as socket,
    ):
        users.connected(socket)
        assert await users.is_admin(owner)
        assert not await users.is_admin(guest)
        assert not await users.is_admin("somebody")
    users.connected(None)
    assert await users.is_admin(owner)
