"""What Borne tells by itself in Home Assistant, chosen over HTTP; for administrators.

GET `api/notices`
    → here: whether there is a Home Assistant to tell it; if so kinds: a list of kind, on and
      by_rules (`events:` of the rules tells it instead), quiet: `22:00-07:00` or null, phones: the
      services of `notify` that ring, or null while Home Assistant is away
POST `api/notices` {off: kinds that are not told, quiet: a window or null}
    → the same
POST `api/notices/test` {}
    → ok and message: a notification is sent, so that a person sees who gets it
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from borne.engine.notices import SAME, Choices, Kind
from borne.engine.ports import EnginePort
from borne.rules.clock import read_window
from borne.web import errors
from borne.web.access import Guard
from borne.web.api import VIEWER, answer, body_of
from borne.web.errors import Refusal
from borne.web.live import States
from borne.web.ports import NoticesPort


class NoticesPage:
    """The handlers."""

    def __init__(
        self, engine: EnginePort, guard: Guard, states: States, notices: NoticesPort | None
    ) -> None:
        self._engine = engine
        self._guard = guard
        self._states = states
        self._notices = notices

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/notices", self.standing),
            web.post("/api/notices", self.choose),
            web.post("/api/notices/test", self.try_out),
        ]

    async def standing(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        return answer(await self._told())

    async def choose(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        choices = _choices(await body_of(request))
        self._there().choose(choices)
        return answer(await self._told())

    async def try_out(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        await body_of(request)
        language = self._states.language(request)
        ok, message = await self._there().try_out(language)
        return answer({"ok": ok, "message": message.say(language)})

    def _there(self) -> NoticesPort:
        if self._notices is None:
            raise Refusal(409, errors.NOBODY_TO_TELL())
        return self._notices

    async def _told(self) -> dict[str, Any]:
        if self._notices is None:
            return {"here": False}
        choices = self._notices.choices
        book = self._engine.view.running.book
        ties = (tie for tie in (book.ties if book else ()) if tie.notify is not None)
        tied = {happening for tie in ties for happening in tie.on}
        phones = await self._notices.phones()
        return {
            "here": True,
            "kinds": [
                {"kind": kind, "on": kind not in choices.off, "by_rules": SAME.get(kind) in tied}
                for kind in Kind
            ],
            "quiet": choices.quiet,
            "phones": None if phones is None else list(phones),
        }


def _choices(body: Mapping[str, Any]) -> Choices:
    """What is asked for. Raises Refusal."""
    off, quiet = body.get("off"), body.get("quiet")
    kinds = {str(kind): kind for kind in Kind}
    if not isinstance(off, list) or any(not isinstance(it, str) or it not in kinds for it in off):
        raise Refusal(400, errors.NOTICE_KINDS(kinds=", ".join(kinds)))
    if quiet is not None and (not isinstance(quiet, str) or read_window(quiet) is None):
        raise Refusal(400, errors.QUIET_HOURS())
    return Choices(frozenset(kinds[one] for one in off), quiet)
