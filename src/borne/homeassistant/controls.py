"""Real controls in Home Assistant without a broker: asked for in the panel, kept in step here."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from borne.domain.say import Sentence, Text
from borne.entities.template_forms import Form
from borne.homeassistant.publish import Publisher
from borne.homeassistant.socket import CoreSocket
from borne.homeassistant.templates import Templates

ANSWER_WITHIN: Final = 20.0
"""s for which a person waits for the helpers."""

_AWAY: Final = Text(
    "Home Assistant is away: it is done when it is back",
    "Home Assistant est absent : ce sera fait à son retour",
)
_BY_BROKER: Final = Text(
    "The controls are there already, as devices of the MQTT broker",
    "Les commandes sont déjà là, comme appareils du broker MQTT",
)
_MADE: Final = Text(
    "{count} controls are in Home Assistant", "{count} commandes sont dans Home Assistant"
)
_NONE: Final = Text(
    "The controls are gone from Home Assistant", "Les commandes ont quitté Home Assistant"
)
_LATER: Final = Text(
    "Home Assistant is slow: the controls appear one after the other",
    "Home Assistant est lent : les commandes apparaissent l’une après l’autre",
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand: asked for, how many there are, how many there should be."""

    wanted: bool
    count: int
    full: int
    by_broker: bool
    refused: Sentence | None


class Controls:
    """The controls as template helpers; a broker's devices take their place."""

    def __init__(self, templates: Templates, news: asyncio.Event) -> None:
        self._templates = templates
        self._news = news
        self._settled = asyncio.Event()
        self._asked = 0
        self._socket: CoreSocket | None = None
        self._full = 0
        self._by_broker = False

    @property
    def standing(self) -> Standing:
        """How things stand now."""
        there = self._templates
        return Standing(there.wanted, there.count, self._full, self._by_broker, there.refused)

    async def want(self, wanted: bool, /) -> tuple[bool, Sentence]:  # noqa: FBT001  the one thing it is told
        """Have the helpers made, or taken away; whether all is done, and how it went."""
        self._asked += 1
        self._settled.clear()
        self._templates.want(wanted)
        if self._socket is None:
            return False, _AWAY()
        self._news.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(ANSWER_WITHIN):
                await self._settled.wait()
        if not self._settled.is_set():
            return False, _LATER()
        if self._by_broker:
            return not wanted, _BY_BROKER() if wanted else _NONE()
        if self._templates.refused is not None:
            return False, self._templates.refused
        return True, _MADE(count=str(self._templates.count)) if wanted else _NONE()

    def connected(self, socket: CoreSocket | None) -> None:
        """Speak over this socket from now on; None: Core is away."""
        self._socket = socket
        self._templates.look_again()

    def registry_changed(self, event: Mapping[str, Any]) -> None:
        """Somebody may have deleted a helper."""
        data = event.get("data")
        if isinstance(data, Mapping) and data.get("action") == "remove" and self._templates.count:
            self._templates.look_again()
            self._news.set()

    async def keep(self, forms: Mapping[str, Form] | None, publisher: Publisher) -> None:
        """Bring the helpers in step with the forms; None: a broker has the controls."""
        asked = self._asked
        self._by_broker = forms is None
        self._full = len(forms or {})
        if self._socket is not None:
            await self._templates.keep(forms or {}, self._socket, publisher)
        if asked == self._asked:
            self._settled.set()
