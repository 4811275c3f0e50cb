"""What the panel and scripts ask over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any, Final

import orjson
from aiohttp import hdrs, web

from borne.domain.errors import LedgerAway
from borne.domain.say import Sentence
from borne.engine.ports import EnginePort
from borne.web import errors, sessions, timeline
from borne.web.access import COOKIE, Guard, Viewer
from borne.web.commands import Commands
from borne.web.errors import Refusal
from borne.web.live import Live, States
from borne.web.ports import LedgerPort

_LOG: Final = logging.getLogger(__name__)
VIEWER: Final = web.RequestKey("viewer", Viewer)
_WORKBOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV_CHUNK: Final = 100
_SENTENCES: Final = {404: errors.NOTHING_HERE, 413: errors.TOO_LARGE}

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def answer(body: object, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(
        body=orjson.dumps(body), status=status, content_type="application/json", charset="utf-8"
    )


class Api:
    """The handlers; each is told who asks."""

    def __init__(
        self,
        engine: EnginePort,
        ledger: LedgerPort,
        states: States,
        live: Live,
        commands: Commands,
    ) -> None:
        self._engine = engine
        self._ledger = ledger
        self._states = states
        self._live = live
        self._commands = commands

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/health", self.health),
            web.get("/api/state", self.state),
            web.get("/api/sessions", self.sessions),
            web.get(r"/api/sessions/{number:\d{1,18}}", self.session),
            web.get("/api/decisions", self.decisions),
            web.get("/api/decision", self.decision),
            web.get("/api/absences", self.absences),
            web.post("/api/command", self.command),
            web.get("/api/live", self.live),
        ]

    async def health(self, _request: web.Request) -> web.Response:
        return answer({"status": "ok"})

    async def state(self, request: web.Request) -> web.Response:
        language = self._states.language(request)
        snapshot = await self._states.snapshot(language)
        return answer(self._states.whole(snapshot, request[VIEWER], language))

    async def sessions(self, request: web.Request) -> web.StreamResponse:
        kind = request.query.get("format", "json")
        if kind not in {"json", "csv", "xlsx"}:
            raise Refusal(400, errors.NOT_A_FORMAT(text=kind[:40]))
        zone, now = self._engine.view.zone, self._now()
        asked = sessions.question(request.query, zone)
        if kind == "csv":
            return await self._csv(request, asked)
        if kind == "xlsx":
            return await self._xlsx(asked)
        found = await self._ledger.sessions(**asked)
        totals = await self._ledger.totals(**asked)
        return answer(
            {
                "sessions": [sessions.row(one, now, zone) for one in found],
                "total": {
                    "count": totals.count,
                    "energy_wh": round(totals.energy, 3),
                    "cost_eur": None if totals.cost is None else round(totals.cost, 4),
                    "solar_share": sessions.share(totals.solar_share),
                },
            }
        )

    async def _csv(self, request: web.Request, asked: dict[str, Any]) -> web.StreamResponse:
        zone, now = self._engine.view.zone, self._now()
        found = await self._ledger.sessions(**asked, limit=None)
        response = web.StreamResponse(
            headers={hdrs.CONTENT_DISPOSITION: 'attachment; filename="borne-sessions.csv"'}
        )
        response.content_type, response.charset = "text/csv", "utf-8"
        await response.prepare(request)
        for start in range(0, len(found) or 1, _CSV_CHUNK):
            rows = [sessions.row(one, now, zone) for one in found[start : start + _CSV_CHUNK]]
            await response.write(sessions.as_csv(rows, header=start == 0))
            await asyncio.sleep(0)  # who reads fast would otherwise have all of it at once
        await response.write_eof()
        return response

    async def _xlsx(self, asked: dict[str, Any]) -> web.Response:
        zone, now = self._engine.view.zone, self._now()
        found = await self._ledger.sessions(**asked, limit=None)
        body = await asyncio.to_thread(
            lambda: sessions.as_xlsx(sessions.row(one, now, zone) for one in found)
        )
        disposition = {hdrs.CONTENT_DISPOSITION: 'attachment; filename="borne-sessions.xlsx"'}
        return web.Response(body=body, content_type=_WORKBOOK, headers=disposition)

    async def session(self, request: web.Request) -> web.Response:
        number = int(request.match_info["number"])
        found = await self._ledger.session(number)
        if found is None:
            raise Refusal(404, errors.NO_SUCH_SESSION(number=str(number)))
        zone = self._engine.view.zone
        return answer(sessions.detail(found, self._now(), zone, self._states.language(request)))

    async def decisions(self, request: web.Request) -> web.Response:
        zone, language = self._engine.view.zone, self._states.language(request)
        found = await self._ledger.decisions(**timeline.span(request.query, zone))
        return answer({"decisions": [timeline.line(one, zone, language) for one in found]})

    async def decision(self, request: web.Request) -> web.Response:
        zone, language = self._engine.view.zone, self._states.language(request)
        meant = timeline.moment(request.query, zone, self._now())
        found = await self._ledger.decision(**meant)
        return answer({"decision": found and timeline.whole(found, zone, language)})

    async def absences(self, request: web.Request) -> web.Response:
        zone = self._engine.view.zone
        found = await self._ledger.absences(*timeline.window(request.query, zone, self._now()))
        return answer({"absences": [timeline.absence(one, zone) for one in found]})

    async def command(self, request: web.Request) -> web.Response:
        body, language = await body_of(request), self._states.language(request)
        done = await self._commands.carry_out(body, request[VIEWER], language)
        return answer(done.body, done.status)

    async def live(self, request: web.Request) -> web.StreamResponse:
        return await self._live.serve(request, request[VIEWER])

    def _now(self) -> datetime:
        return self._engine.view.at


async def body_of(request: web.Request) -> dict[str, Any]:
    """The JSON object that was sent. Raises Refusal."""
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        raise Refusal(400, errors.NOT_JSON()) from None
    if not isinstance(body, dict):
        raise Refusal(400, errors.NOT_JSON())
    return body


class Edge:
    """The edge of every request: who asks, and a sentence for whatever goes wrong."""

    def __init__(self, guard: Guard, states: States) -> None:
        self._guard = guard
        self._states = states

    def middleware(self) -> Any:  # noqa: ANN401  # aiohttp's own type says no more
        @web.middleware
        async def edge(request: web.Request, handler: Handler) -> web.StreamResponse:
            try:
                viewer = await self._guard.admit(request)
                if viewer is not None:
                    request[VIEWER] = viewer
                response = await handler(request)
            except Refusal as refusal:
                return self._refused(request, refusal.status, refusal.sentence)
            except LedgerAway as away:
                return self._refused(request, 503, away.sentence)
            except web.HTTPException as error:
                return self._refused(request, error.status, _sentence(error, request))
            except Exception:  # noqa: BLE001  # the edge of a request
                _LOG.exception("%s %s failed", request.method, request.path)
                return self._refused(request, 500, errors.BROKEN())
            self._remember(response)
            return response

        return edge

    def _remember(self, response: web.StreamResponse) -> None:
        if self._guard.with_password and not response.prepared:
            response.set_cookie(COOKIE, self._guard.cookie(), httponly=True, samesite="Strict")

    def _refused(self, request: web.Request, status: int, sentence: Sentence) -> web.Response:
        language = self._states.language(request)
        response = answer({"ok": False, "message": sentence.say(language)}, status)
        if status == 401:
            response.headers[hdrs.WWW_AUTHENTICATE] = 'Basic realm="Borne", charset="UTF-8"'
        return response


def _sentence(error: web.HTTPException, request: web.Request) -> Sentence:
    if isinstance(error, web.HTTPMethodNotAllowed):
        return errors.NOT_SO(method=request.method)
    return _SENTENCES.get(error.status, errors.NOTHING_HERE)()
