"""All that chargers are known to do in their own way, for owners of one that nobody recognises.

GET `api/quirks`
  {quirks: [{name, title, why, hint, source, by_hand}]}
"""

from __future__ import annotations

import asyncio

from aiohttp import web

from borne.domain.say import Language
from borne.domain.traits import Quirk
from borne.web.api import answer
from borne.web.live import States
from borne.web.ports import PanelInfo
from borne.web.snapshot import Json


class QuirksPage:
    """The handler."""

    def __init__(self, states: States, info: PanelInfo) -> None:
        self._states = states
        self._info = info

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/quirks", self.quirks)]

    async def quirks(self, request: web.Request) -> web.Response:
        language = self._states.language(request)
        # The first time, the database is read for it.
        found = await asyncio.to_thread(self._info.quirks)
        return answer({"quirks": [_shown(quirk, language) for quirk in found]})


def _shown(quirk: Quirk, language: Language) -> Json:
    return {
        "name": quirk.name,
        "title": quirk.title.say(language),
        "why": quirk.why.say(language),
        "hint": quirk.hint and quirk.hint.say(language),
        "source": quirk.source.say(language),
        "by_hand": quirk.by_hand,
    }
