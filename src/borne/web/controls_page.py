"""Borne's controls in Home Assistant where no broker has them, over HTTP; for administrators.

GET `api/controls`
    → here: whether there is a Home Assistant to have them; if so wanted, count: how many helpers
      there are, full: how many there would be, by_broker: whether devices of the broker have the
      controls, trouble: why not all are there, or null
POST `api/controls` {wanted: true or false}
    → the same, with ok and message
"""

from __future__ import annotations

from typing import Any

from aiohttp import web

from borne.domain.say import Language
from borne.web import errors
from borne.web.access import Guard
from borne.web.api import VIEWER, answer, body_of
from borne.web.errors import Refusal
from borne.web.live import States
from borne.web.ports import ControlsPort


class ControlsPage:
    """The handlers."""

    def __init__(self, guard: Guard, states: States, controls: ControlsPort | None) -> None:
        self._guard = guard
        self._states = states
        self._controls = controls

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/controls", self.standing), web.post("/api/controls", self.want)]

    async def standing(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        return answer(self._told(self._states.language(request)))

    async def want(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        wanted = (await body_of(request)).get("wanted")
        if not isinstance(wanted, bool):
            raise Refusal(400, errors.WANTED())
        if self._controls is None:
            raise Refusal(409, errors.NO_HOME_ASSISTANT())
        ok, message = await self._controls.want(wanted)
        language = self._states.language(request)
        return answer({**self._told(language), "ok": ok, "message": message.say(language)})

    def _told(self, language: Language) -> dict[str, Any]:
        if self._controls is None:
            return {"here": False}
        it = self._controls.standing
        trouble = it.refused.say(language) if it.refused is not None else None
        return {
            "here": True,
            "wanted": it.wanted,
            "count": it.count,
            "full": it.full,
            "by_broker": it.by_broker,
            "trouble": trouble,
        }
