"""Home Assistant's users: who administers it, and so may change the rules and the chargers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from borne.homeassistant.errors import CoreError
from borne.homeassistant.socket import CoreSocket

FRESH_S: Final = 30.0
"""How long an answer counts; whoever loses the right loses it here within that time."""

_ADMINISTRATORS: Final = "system-admin"


class Users:
    """Asks Core for its users; while Core is away, what it said last counts."""

    def __init__(self) -> None:
        self._socket: CoreSocket | None = None
        self._admins: frozenset[str] = frozenset()
        self._asked_at: float | None = None
        self._asking = asyncio.Lock()

    def connected(self, socket: CoreSocket | None) -> None:
        """Ask over this socket from now on; None: Core is away."""
        self._socket = socket

    async def is_admin(self, user_id: str) -> bool:
        """Whether that user administers Home Assistant; somebody unknown does not."""
        async with self._asking:
            await self._refresh()
        return user_id in self._admins

    async def _refresh(self) -> None:
        now = asyncio.get_running_loop().time()
        fresh = self._asked_at is not None and now - self._asked_at < FRESH_S
        if fresh or self._socket is None:
            return
        try:
            found = await self._socket.call("config/auth/list")
        except CoreError:
            return
        self._asked_at = now
        users = found if isinstance(found, list) else []
        self._admins = frozenset(str(user["id"]) for user in users if _administers(user))


def _administers(user: object) -> bool:
    if not isinstance(user, Mapping) or "id" not in user or user.get("is_active") is False:
        return False
    groups = user.get("group_ids")
    return bool(user.get("is_owner")) or _ADMINISTRATORS in (groups or ())
