"""Follows the entities that the rules name, by one subscription, and posts them as facts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from borne.domain.events import FactsChanged
from borne.domain.fact import Span, Value
from borne.domain.say import Sentence
from borne.engine.ports import Clock
from borne.homeassistant.facts import ENTITY_ID, Heard, changes
from borne.homeassistant.publish import Publisher
from borne.homeassistant.socket import CoreSocket
from borne.homeassistant.wanted import Source, read

LEAST_PAUSE_S: Final = 2.0


class Following:
    """The entities of the rules, as heard over one connection.

    `skew` is by how much Core's clock is behind this one.
    """

    def __init__(
        self,
        socket: CoreSocket,
        clock: Clock,
        post: Callable[[FactsChanged], None],
        skew: timedelta,
    ) -> None:
        self._skew = skew
        self._socket = socket
        self._clock = clock
        self._post = post
        self._sources: Mapping[str, Source] = {}
        self._heard: dict[str, Heard] = {}
        self._odd: set[str] = set()
        """Entities that tell what cannot be taken."""
        self._subscription: int | None = None
        self._changed = asyncio.Event()

    async def follow(self, sources: Mapping[str, Source]) -> None:
        """Follow exactly these from now on; those that Core does not have are unknown."""
        if sources == self._sources:
            return
        if self._subscription is not None:
            await self._socket.unsubscribe(self._subscription)
            self._subscription = None
        left = self._odd - sources.keys()
        if left:  # nothing is odd about what nobody asks for
            self._tell(dict.fromkeys(left), {})
        self._sources = dict(sources)
        self._changed.set()
        self._heard = {}
        wanted = sorted(entity for entity in sources if ENTITY_ID.fullmatch(entity))
        # Without ids Core would send every entity it has.
        if wanted:
            self._subscription = await self._socket.subscribe(
                self._told, "subscribe_entities", entity_ids=wanted
            )
            # Core answers a ping after the first states, which it sends without a delay.
            await self._socket.call("ping")
        missing = [entity for entity in sources if entity not in self._heard]
        if missing:
            self._tell(dict.fromkeys(missing), {})

    async def ask_the_silent(self, publisher: Publisher) -> None:
        """Ask for the age of readings that are growing old, for as long as this runs.

        Core sends nothing when a sensor reports an equal value again.
        """
        while True:
            self._changed.clear()
            ages = [it.max_age.total_seconds() for it in self._sources.values() if it.max_age]
            pause = max(LEAST_PAUSE_S, min(ages) / 4) if ages else None
            with suppress(TimeoutError):
                async with asyncio.timeout(pause):
                    await self._changed.wait()
                    continue
            silent = [
                entity
                for entity, source in self._sources.items()
                if source.max_age and self._age(entity) > source.max_age.total_seconds() / 2
            ]
            if silent:
                self._reported(await publisher.reported(silent))

    def _reported(self, reported: Mapping[str, float]) -> None:
        for entity, at in reported.items():
            former = self._heard.get(entity)
            if former is not None and at > (former.updated or 0):
                heard = self._heard[entity] = replace(former, updated=at)
                self._tell({entity: heard}, self._since({entity: heard}))

    def _told(self, event: Mapping[str, Any]) -> None:
        found = {
            entity: heard
            for entity, heard in changes(event, self._heard).items()
            if entity in self._sources
        }
        if not found:
            return
        for entity, heard in found.items():
            if heard is None:
                self._heard.pop(entity, None)
            else:
                self._heard[entity] = heard
        # A change is as old as its message; only a first state may be older.
        first = event.get("a")
        older = {e: h for e, h in found.items() if h and isinstance(first, dict) and e in first}
        self._tell(found, self._since(older))

    def _tell(self, found: Mapping[str, Heard | None], since: Mapping[str, datetime]) -> None:
        facts: dict[str, Value | None] = {}
        odd: dict[str, Sentence] = {}
        for entity, heard in found.items():
            facts[entity], why = self._read(entity, heard)
            if why is not None:
                odd[entity] = why
        self._odd = self._odd - facts.keys() | odd.keys()
        ahead = {entity: spans for entity in facts if (spans := self._ahead(entity))}
        at = self._clock.now()
        self._post(FactsChanged(at, facts, since or None, ahead or None, odd or None))

    def _ahead(self, entity: str) -> tuple[Span, ...]:
        """What it tells of the time to come, by this machine's clock."""
        heard = self._heard.get(entity)
        if heard is None or not heard.lists:
            return ()
        return heard.ahead(self._sources[entity].factor)

    def _read(self, entity: str, heard: Heard | None) -> tuple[Value | None, Sentence | None]:
        source = self._sources.get(entity)
        return (None, None) if heard is None or source is None else read(entity, heard, source)

    def _since(self, heard: Mapping[str, Heard]) -> dict[str, datetime]:
        now = self._clock.now()
        return {
            entity: min(now, datetime.fromtimestamp(it.updated, UTC) + self._skew)
            for entity, it in heard.items()
            if it.updated
        }

    def _age(self, entity: str) -> float:
        heard = self._heard.get(entity)
        if heard is None or heard.updated is None:
            return 0.0
        behind = self._clock.now() - self._skew
        return behind.timestamp() - heard.updated
