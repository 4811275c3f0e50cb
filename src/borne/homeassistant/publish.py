"""Pushes entities to Core: only what differs from what it shows, a few at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import aiohttp

from borne.entities.items import UNAVAILABLE, Entity
from borne.homeassistant.errors import (
    CoreError,
    CoreLostError,
    CoreRefusedError,
    CoreStartingError,
)
from borne.homeassistant.facts import REPORTED, read_reported
from borne.homeassistant.socket import REFUSED, STARTING
from borne.homeassistant.supervisor import Place

_LOG = logging.getLogger(__name__)

AT_ONCE: Final = 4
GAP: Final = 1.0
"""s: no entity is written more often."""
BUSY: Final = 429
"""Too many requests."""
SKEW: Final = timedelta(seconds=5)
"""Clocks that differ by less are taken for equal: the answer's time has whole seconds."""
TIMEOUT: Final = aiohttp.ClientTimeout(total=15)


class Publisher:
    """What one running Core has been told. A new one begins with nothing, as a new Core does."""

    def __init__(self, http: aiohttp.ClientSession, place: Place) -> None:
        self._http = http
        self._place = place
        self._shown: dict[str, Entity] = {}
        self._free_at: dict[str, float] = {}

    async def publish(self, wanted: Mapping[str, Entity]) -> float | None:
        """Push what is new or differs, and remove what is wanted no more. Raises CoreError.

        What was pushed less than a second ago waits: the s until the first of it may go, if any.
        """
        now = asyncio.get_running_loop().time()
        changed = {entity for entity, shown in wanted.items() if self._shown.get(entity) != shown}
        left = {entity: self._free_at.get(entity, now) - now for entity in changed}
        due = {entity for entity, wait in left.items() if wait <= 0}
        await self._push_all(due | (self._shown.keys() - wanted.keys()), wanted)
        return min((left[entity] for entity in changed - due), default=None)

    async def _push_all(self, entities: Iterable[str], wanted: Mapping[str, Entity]) -> None:
        todo = iter(sorted(entities))
        failed: list[Exception] = []

        async def push_rest() -> None:
            for entity in todo:
                await self._push(entity, wanted.get(entity))

        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(AT_ONCE):
                    group.create_task(push_rest())
        except* CoreError as errors:
            failed.extend(errors.exceptions)
        if failed:
            raise failed[0]

    async def remove(self, entities: Sequence[str]) -> None:
        """Remove states that an earlier Borne has pushed. Raises CoreError."""
        for entity in entities:
            await self._push(entity, None)

    async def leave(self) -> None:
        """Show everything as unavailable: Borne stops, and nobody keeps these up to date."""
        gone = {entity: Entity(UNAVAILABLE, it.attributes) for entity, it in self._shown.items()}
        await self._push_all(gone, gone)

    async def reported(self, entities: Sequence[str]) -> dict[str, float]:
        """Return when each was last reported, in s since 1970; an old Core cannot tell."""
        body = {"template": REPORTED, "variables": {"ids": list(entities)}}
        status, told = await self.request("POST", "template", body)
        return read_reported(str(told)) if status < 400 else {}

    async def skew(self, now: datetime) -> timedelta:
        """Return by how much the clock over there is behind; nothing where it does not tell."""
        try:
            async with self._http.get(f"{self._place.api}/config", timeout=TIMEOUT) as answer:
                told = parsedate_to_datetime(answer.headers.get("Date", ""))
        except (aiohttp.ClientError, OSError, ValueError) as error:
            _LOG.debug("Home Assistant does not tell its time: %s", error)
            return timedelta()
        skew = now - told
        return skew if abs(skew) > SKEW else timedelta()

    async def _push(self, entity: str, wanted: Entity | None) -> None:
        if wanted is None:
            await self.request("DELETE", f"states/{entity}", None)
            self._shown.pop(entity, None)
            self._free_at.pop(entity, None)
            return
        self._free_at[entity] = asyncio.get_running_loop().time() + GAP
        body = {"state": wanted.state, "attributes": dict(wanted.attributes)}
        status, told = await self.request("POST", f"states/{entity}", body)
        if status >= 400:
            _LOG.warning("Home Assistant does not take %s (HTTP %s: %s)", entity, status, told)
        self._shown[entity] = wanted

    async def request(
        self, method: str, path: str, body: Mapping[str, object] | None
    ) -> tuple[int, str]:
        url = f"{self._place.api}/{path}"
        try:
            async with self._http.request(method, url, json=body, timeout=TIMEOUT) as answer:
                if answer.status in STARTING:
                    raise CoreStartingError
                if answer.status in REFUSED:
                    raise CoreRefusedError(supervised=self._place.supervised)
                if answer.status == BUSY:
                    raise CoreLostError(f"HTTP {answer.status}")
                return answer.status, await answer.text()
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise CoreLostError(str(error) or type(error).__name__) from error
