"""The names of the OCPP integration's entities, taken over on request; for administrators.

GET `api/old-names`
    → here: whether there is a Home Assistant; if so known: how the integration calls its chargers
      (null: Home Assistant is away), and taken: how many names can be given back
POST `api/old-names/preview` {charger: an identity, name: how the integration calls it}
    → ok, message, running: the integration must be switched off first; lines: a list of now,
      wanted, fate (`free`, `old`: makes room, `taken`: stays, `same`) and unit
POST `api/old-names/take` {charger, name} · POST `api/old-names/undo` {}
    → ok, message and the same as GET
"""

from __future__ import annotations

import re
from typing import Any, Final

from aiohttp import web

from borne.domain.say import Sentence
from borne.web import errors
from borne.web.access import Guard
from borne.web.api import VIEWER, answer, body_of
from borne.web.errors import Refusal
from borne.web.live import States
from borne.web.ports import OldNamesPort

_NAME: Final = re.compile(r"[a-z0-9_]{1,64}")


class OldNamesPage:
    """The handlers."""

    def __init__(self, guard: Guard, states: States, names: OldNamesPort | None) -> None:
        self._guard = guard
        self._states = states
        self._names = names

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/old-names", self.standing),
            web.post("/api/old-names/preview", self.preview),
            web.post("/api/old-names/take", self.take),
            web.post("/api/old-names/undo", self.undo),
        ]

    async def standing(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        return answer(await self._told())

    async def preview(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        charger, name = await _asked(request)
        found = await self._there().preview(charger, name)
        if isinstance(found, Sentence):
            message = found.say(self._states.language(request))
            return answer({"ok": False, "message": message, "running": False, "lines": []})
        lines = [
            {"now": it.now, "wanted": it.wanted, "fate": it.fate, "unit": it.unit}
            for it in found.lines
        ]
        return answer({"ok": True, "message": "", "running": found.running, "lines": lines})

    async def take(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        charger, name = await _asked(request)
        return await self._done(request, await self._there().take(charger, name))

    async def undo(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        await body_of(request)
        return await self._done(request, await self._there().undo())

    async def _done(self, request: web.Request, result: tuple[bool, Sentence]) -> web.Response:
        ok, message = result
        said = message.say(self._states.language(request))
        return answer({**await self._told(), "ok": ok, "message": said})

    async def _told(self) -> dict[str, Any]:
        if self._names is None:
            return {"here": False}
        known = await self._names.known()
        told = None if known is None else list(known)
        return {"here": True, "known": told, "taken": len(self._names.taken)}

    def _there(self) -> OldNamesPort:
        if self._names is None:
            raise Refusal(409, errors.NO_NAMES())
        return self._names


async def _asked(request: web.Request) -> tuple[str, str]:
    """The charger, and its name in the integration. Raises Refusal."""
    body = await body_of(request)
    charger, name = body.get("charger"), body.get("name")
    if not isinstance(charger, str) or not isinstance(name, str) or not _NAME.fullmatch(name):
        raise Refusal(400, errors.OLD_NAME())
    return charger, name
