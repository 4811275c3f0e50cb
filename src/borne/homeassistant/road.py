"""By which road entities reach Home Assistant: as devices at an MQTT broker, or as plain states.

Devices, wherever Core has an MQTT integration that follows the broker that Borne speaks to: this
is seen in Core's registry, where the announced entities must appear. One road at a time: what is
on the other one is taken away first, so that no entity ever stands twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, Protocol

from borne.homeassistant.socket import CoreSocket

APPEARS_WITHIN: Final = 30.0
"""s from an announcement until Core's registry has its entities."""
GONE_WITHIN: Final = 10.0
TRY_AGAIN: Final = 600.0
"""s until devices are tried again that Core did not follow."""
LOOK_EVERY: Final = 60.0
"""s between two looks at whether Core has an MQTT integration, and at its areas."""
BROKER_WITHIN: Final = 5.0
"""s for which a broker is waited for before plain states are shown."""
_LOOK: Final = 0.5


class DevicesPort(Protocol):
    """The devices at the broker."""

    changed: asyncio.Event

    @property
    def connected(self) -> bool:
        """Whether the broker is there now."""
        ...

    @property
    def shown(self) -> frozenset[str]:
        """The unique ids of the entities that the broker was told of."""
        ...

    def show(self, language: str, currency: str, areas: tuple[str, ...]) -> None:
        """Have the devices shown, in this language, from now on."""
        ...

    def hide(self) -> None:
        """Take the devices away, until they are to be shown again."""
        ...

    def not_followed(self) -> None:
        """Home Assistant does not listen to this broker."""
        ...

    def followed(self) -> None:
        """Home Assistant listens."""
        ...


class Road:
    """Which road is taken, for the length of one connection to Core."""

    def __init__(self, socket: CoreSocket, devices: DevicesPort | None) -> None:
        self._socket = socket
        self._devices = devices
        self._not_before = 0.0
        self._integrated = False
        self._areas: tuple[str, ...] = ()
        self.by_devices = False

    @property
    def devices_wanted(self) -> bool:
        """Whether devices are the road to take now."""
        if self._devices is None or not self._integrated:
            return False
        now = asyncio.get_running_loop().time()
        return (self.by_devices or self._devices.connected) and now >= self._not_before

    async def begin(self) -> None:
        """Look where things stand: what Core has by the broker, stays there. Raises CoreError.

        Without a broker, entities that are just being taken from it would take plain states of
        their ids with them: they are waited for.
        """
        await self._look()
        followed = self._devices is not None and self._integrated
        self.by_devices = followed and await self._registered()
        if not followed:
            await self._released()
        elif not self.by_devices:
            await self._broker_comes()

    async def watch(self, news: asyncio.Event) -> None:
        """Look again now and then, and whenever the broker comes or goes. Raises CoreError."""
        while True:
            before = self.devices_wanted, self._areas
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await self._broker_changed()
            await self._look()
            if (self.devices_wanted, self._areas) != before:
                news.set()

    async def take_devices(self, language: str, currency: str) -> None:
        """Show the devices; where Core does not follow them, go back. Raises CoreError."""
        devices = self._devices
        if devices is None:
            return
        first = not self.by_devices
        devices.show(language, currency, self._areas)
        self.by_devices = True
        if first and not await self._appears(devices):
            devices.not_followed()
            self._not_before = asyncio.get_running_loop().time() + TRY_AGAIN
            await self.leave_devices()
        elif first:
            devices.followed()

    async def leave_devices(self) -> None:
        """Take the devices away, and wait until Core has let go of their ids. Raises CoreError."""
        if self._devices is not None:
            self._devices.hide()
        self.by_devices = False
        await self._released()

    async def strangers(self, wanted: frozenset[str]) -> list[str]:
        """Plain states of these ids, which an earlier Borne has left. Raises CoreError."""
        entries = await self._socket.call("config/entity_registry/list")
        registered = {str(one.get("entity_id")) for one in _mappings(entries)}
        states = await self._socket.call("get_states")
        there = {str(one.get("entity_id")) for one in _mappings(states)}
        return sorted((there & wanted) - registered)

    async def _broker_comes(self) -> None:
        """Give a broker that Borne is just connecting to its time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(BROKER_WITHIN):
                while self._devices is not None and not self._devices.connected:
                    await self._broker_changed()

    async def _broker_changed(self) -> None:
        if self._devices is None:
            await asyncio.Event().wait()
            return
        await self._devices.changed.wait()
        self._devices.changed.clear()

    async def _appears(self, devices: DevicesPort) -> bool:
        """Wait until Core's registry has an entity of the devices; nothing announced will do."""
        end = asyncio.get_running_loop().time() + APPEARS_WITHIN
        while asyncio.get_running_loop().time() < end:
            if await self._registered():
                return True
            await asyncio.sleep(_LOOK)
        return not devices.shown

    async def _released(self) -> None:
        end = asyncio.get_running_loop().time() + GONE_WITHIN
        while await self._registered() and asyncio.get_running_loop().time() < end:  # noqa: ASYNC110  Core does not tell when
            await asyncio.sleep(_LOOK)

    async def _registered(self) -> bool:
        entries = await self._socket.call("config/entity_registry/list")
        return any(
            one.get("platform") == "mqtt" and str(one.get("unique_id")).startswith("borne_")
            for one in _mappings(entries)
        )

    async def _look(self) -> None:
        """See whether Core has an MQTT integration that is not switched off, and which areas."""
        entries = await self._socket.call("config_entries/get", domain="mqtt")
        self._integrated = any(one.get("disabled_by") is None for one in _mappings(entries))
        areas = await self._socket.call("config/area_registry/list")
        self._areas = tuple(str(one["name"]) for one in _mappings(areas) if one.get("name"))


def _mappings(told: object) -> list[Mapping[str, Any]]:
    return [one for one in (told if isinstance(told, list) else []) if isinstance(one, Mapping)]
