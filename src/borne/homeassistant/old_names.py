"""Gives Borne's entities the names of the OCPP integration's, where a person asks, and back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from borne.domain.say import Sentence, Text
from borne.entities.names import Names
from borne.entities.old_names import (
    PLATFORM,
    Fate,
    Line,
    Registered,
    is_device,
    lines,
    old_chargers,
)
from borne.homeassistant.errors import CommandFailedError, CoreError
from borne.homeassistant.memory import keep, recalled
from borne.homeassistant.socket import CoreSocket

_LOG = logging.getLogger(__name__)

_AWAY: Final = Text(
    "Home Assistant is away: try again when it is back",
    "Home Assistant est absent : réessayez à son retour",
)
_LOST: Final = Text(
    "Home Assistant was lost on the way: {count} names were changed; ask again for the rest",
    "Home Assistant s’est absenté en route : {count} noms ont été changés ; redemandez le reste",
)
_RUNNING: Final = Text(
    "The OCPP integration is still running: switch it off in Home Assistant first "
    "(Settings > Devices & services > OCPP > Disable)",
    "L’intégration OCPP tourne encore : désactivez-la d’abord dans Home Assistant "
    "(Paramètres > Appareils et services > OCPP > Désactiver)",
)
_NO_DEVICE: Final = Text(
    "Home Assistant does not show this charger as a device, and only a device's entities can be "
    "renamed: set an MQTT broker up first (Settings > Devices & services > MQTT)",
    "Home Assistant ne montre pas cette borne en appareil, et seules les entités d’un appareil se "
    "renomment : installez d’abord un broker MQTT (Paramètres > Appareils et services > MQTT)",
)
_NOTHING: Final = Text("There is nothing to change", "Il n’y a rien à changer")
_TAKEN: Final = Text(
    "{count} entities have the old names", "{count} entités portent les anciens noms"
)
_BACK: Final = Text(
    "{count} entities have their own names again", "{count} entités ont repris leur propre nom"
)
_REFUSED: Final = Text(
    "{done}. {entity}: Home Assistant refuses ({reason})",
    "{done}. {entity} : Home Assistant refuse ({reason})",
)


class Taken(Struct, frozen=True):
    """A name that was taken over."""

    unique_id: str
    had: str
    got: str
    unit: str | None = None
    usual: bool = False


class Preview(Struct, frozen=True):
    """What could be done for one charger."""

    lines: tuple[Line, ...]
    running: bool
    """The integration holds its entities: nothing can be done until it is switched off."""


class OldNames:
    """Works on Core's entity registry; remembers what it did, so that it can be undone."""

    def __init__(self, names: Names, memory: Path | None = None) -> None:
        self._names = names
        self._memory = memory
        self._taken = recalled(memory, tuple[Taken, ...], (), "what it says cannot be undone")
        self._socket: CoreSocket | None = None
        self._one_at_a_time = asyncio.Lock()

    @property
    def taken(self) -> Sequence[Taken]:
        """What can be undone."""
        return self._taken

    def connected(self, socket: CoreSocket | None) -> None:
        """Speak over this socket from now on; None: Core is away."""
        self._socket = socket

    async def known(self) -> Sequence[str] | None:
        """How the integration calls its chargers, as far as Core knows; None: Core is away."""
        try:
            return old_chargers(await _registry(self._there()))
        except CoreError:
            return None

    async def preview(self, charger: str, cpid: str) -> Preview | Sentence:
        """What would be done, or why nothing can be."""
        try:
            return await self._preview(self._there(), charger, cpid)
        except CoreError:
            return _AWAY()

    async def take(self, charger: str, cpid: str) -> tuple[bool, Sentence]:
        """Take the old names over; whether all went well, and how."""
        async with self._one_at_a_time:
            before = len(self._taken)
            try:
                socket = self._there()
                found = await self._preview(socket, charger, cpid)
                if isinstance(found, Sentence):
                    return False, found
                if found.running:
                    return False, _RUNNING()
                refused = await self._take_all(socket, found.lines)
            except CoreError:
                count = len(self._taken) - before
                return False, _LOST(count=str(count)) if count else _AWAY()
            return _told(_TAKEN, len(self._taken) - before, refused)

    async def undo(self) -> tuple[bool, Sentence]:
        """Give every entity the name back that it had."""
        async with self._one_at_a_time:
            before = len(self._taken)
            try:
                refused = await self._undo_all(self._there())
            except CoreError:
                count = before - len(self._taken)
                return False, _LOST(count=str(count)) if count else _AWAY()
            return _told(_BACK, before - len(self._taken), refused)

    async def _preview(self, socket: CoreSocket, charger: str, cpid: str) -> Preview | Sentence:
        named = self._names.naming.get(charger)
        registry = await _registry(socket)
        if named is not None and not is_device(registry, named):
            return _NO_DEVICE()
        states = frozenset(
            str(one.get("entity_id")) for one in _mappings(await socket.call("get_states"))
        )
        entries = _mappings(await socket.call("config_entries/get", domain=PLATFORM))
        running = any(one.get("state") == "loaded" for one in entries)
        if named is None:
            return Preview((), running)
        mine = [one for one in self._taken if one.unique_id.startswith(f"borne_{named.prefix}_")]
        usual = all(one.usual for one in mine)
        return Preview(lines(registry, states, named, cpid, usual=usual), running)

    async def _take_all(
        self, socket: CoreSocket, wanted: Sequence[Line]
    ) -> tuple[str, CommandFailedError] | None:
        refused = None
        for line in wanted:
            if line.fate not in {Fate.FREE, Fate.OLD}:
                continue
            try:
                if line.fate is Fate.OLD:
                    await socket.call("config/entity_registry/remove", entity_id=line.wanted)
                await _rename(socket, line.now, line.wanted, line.unit)
            except CommandFailedError as error:
                _LOG.warning("%s stays %s: %s", line.wanted, line.now, error)
                refused = refused or (line.wanted, error)
                continue
            taken = Taken(line.unique_id, line.now, line.wanted, line.unit, line.usual)
            self._keep((*self._taken, taken))
        return refused

    async def _undo_all(self, socket: CoreSocket) -> tuple[str, CommandFailedError] | None:
        ids = {one.unique_id: one.entity_id for one in await _registry(socket)}
        refused = None
        for one in self._taken:
            try:
                if ids.get(one.unique_id) == one.got:  # else a person has named it since
                    await _rename(socket, one.got, one.had, None, unit_was=one.unit)
            except CommandFailedError as error:
                _LOG.warning("%s stays %s: %s", one.had, one.got, error)
                refused = refused or (one.had, error)
                continue
            self._keep(tuple(other for other in self._taken if other != one))
        return refused

    def _there(self) -> CoreSocket:
        if self._socket is None:
            raise CoreError(_AWAY())
        return self._socket

    def _keep(self, taken: tuple[Taken, ...]) -> None:
        self._taken = taken
        keep(self._memory, taken)


async def _rename(
    socket: CoreSocket, now: str, wanted: str, unit: str | None, unit_was: str | None = None
) -> None:
    """Change an entity's id, and the unit in which Core shows it."""
    update = "config/entity_registry/update"
    await socket.call(update, entity_id=now, new_entity_id=wanted)
    if unit is not None or unit_was is not None:
        options = {"unit_of_measurement": unit} if unit else None
        await socket.call(update, entity_id=wanted, options_domain="sensor", options=options)


async def _registry(socket: CoreSocket) -> list[Registered]:
    return [
        Registered(str(one.get("entity_id")), str(one.get("unique_id")), str(one.get("platform")))
        for one in _mappings(await socket.call("config/entity_registry/list"))
    ]


def _mappings(told: object) -> list[Mapping[str, Any]]:
    return [one for one in (told if isinstance(told, list) else []) if isinstance(one, Mapping)]


def _told(
    text: Text, count: int, refused: tuple[str, CommandFailedError] | None
) -> tuple[bool, Sentence]:
    done = text(count=str(count)) if count else _NOTHING()
    if refused is None:
        return True, done
    entity, error = refused
    return False, _REFUSED(done=done, entity=entity, reason=error.reason)
