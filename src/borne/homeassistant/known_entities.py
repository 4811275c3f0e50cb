"""What Home Assistant has: every entity with its name, for whoever writes rules."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from borne.homeassistant.errors import CoreError
from borne.homeassistant.socket import CoreSocket
from borne.rules.edit.known import Entity

FRESH_S: Final = 10.0
"""How long an answer counts: a person who types asks many times."""


class KnownEntities:
    """Asks Core for its states; while Core is away, what it said last counts."""

    def __init__(self) -> None:
        self._socket: CoreSocket | None = None
        self._entities: Sequence[Entity] = ()
        self._asked_at: float | None = None
        self._asking = asyncio.Lock()

    def connected(self, socket: CoreSocket | None) -> None:
        """Ask over this socket from now on; None: Core is away."""
        self._socket = socket

    async def all(self) -> Sequence[Entity]:
        """Every entity as it was at most 10 s ago."""
        async with self._asking:
            await self._refresh()
        return self._entities

    async def _refresh(self) -> None:
        now = asyncio.get_running_loop().time()
        fresh = self._asked_at is not None and now - self._asked_at < FRESH_S
        if fresh or self._socket is None:
            return
        try:
            found = await self._socket.call("get_states")
        except CoreError:
            return
        self._asked_at = now
        states = found if isinstance(found, list) else []
        self._entities = tuple(entity for one in states if (entity := read_entity(one)) is not None)


def read_entity(told: object) -> Entity | None:
    """Read one of Core's states; None: it is none."""
    if not isinstance(told, Mapping) or not isinstance(told.get("entity_id"), str):
        return None
    attributes = told.get("attributes")
    held = attributes if isinstance(attributes, Mapping) else {}
    unit = held.get("unit_of_measurement")
    name = held.get("friendly_name")
    return Entity(
        id=told["entity_id"],
        name=name if isinstance(name, str) else "",
        state=str(told.get("state", ""))[:40],
        unit=unit if isinstance(unit, str) else None,
    )
