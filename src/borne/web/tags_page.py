"""Badges over HTTP: exported as CSV, imported after a look at what would change."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import hdrs, web

from borne.domain.wishes import SetTags
from borne.engine.ports import EnginePort
from borne.web import errors, tags
from borne.web.access import Guard
from borne.web.api import VIEWER, answer, body_of
from borne.web.errors import Refusal
from borne.web.live import States


class TagsPage:
    """The handlers; a badge's number opens doors, so all of them are for administrators."""

    def __init__(self, engine: EnginePort, guard: Guard, states: States) -> None:
        self._engine = engine
        self._guard = guard
        self._states = states

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/tags.csv", self.export),
            web.post("/api/tags/import", self.bring),
        ]

    async def export(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        view, language = self._engine.view, self._states.language(request)
        return web.Response(
            text=tags.to_csv(view.state.tags.values(), view.zone, language),
            content_type="text/csv",
            charset="utf-8",
            headers={hdrs.CONTENT_DISPOSITION: 'attachment; filename="borne-badges.csv"'},
        )

    async def bring(self, request: web.Request) -> web.Response:
        """`csv` is looked at; with `apply` it is taken in, unless a line has a problem."""
        viewer = await self._guard.only_admin(request[VIEWER])
        body = await body_of(request)
        text = body.get("csv")
        if not isinstance(text, str):
            raise Refusal(400, errors.MISSING_TEXT(name="csv"))
        language = self._states.language(request, body)
        # Thousands of lines take a while, in which chargers are answered.
        found = await asyncio.to_thread(tags.read, text, self._engine.view.state)
        shown = await asyncio.to_thread(tags.preview, found, language)
        said: dict[str, Any] = {"ok": not found.troubles, **shown}
        if body.get("apply") is True and not found.troubles:
            changes = tuple(change.intent for change in found.changes if change.kind != "same")
            done = await self._engine.wish(SetTags(changes), by=viewer.name)
            said |= {"ok": done.ok, "applied": done.ok, "message": done.message.say(language)}
        return answer(said)
