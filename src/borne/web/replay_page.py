"""Rules tried over HTTP on the days that Borne has recorded.

`desk` is as in `rules_page`: name, text, texts, page. Every body may say `language` (`en`, `fr`).
A refusal that a person can do something about is `{"ok": false, "message": "…"}`. Times are texts
with an offset; null: not known. Only an administrator may start or stop something.

GET `api/replay`
    → recorded: {from, to, days, bytes} or null (nothing yet), running: id or null
      (one replay runs at a time; the last five results are kept)
POST `api/replay` desk, days: 7 (1 to 30), or from and to
    → ok, id | ok: false, problems | 409 {ok: false, message, id}: another one runs, cancel it first
GET `api/replay/{id}`
    → id, status: running|done|cancelled|failed, progress: 0 to 1, message: null or a sentence,
      result: null until it is done
    result: from, to, was, would, connectors: [{id, was, would}], curve, changes,
      gaps: [{from, to}], unknown: [name of an input of which nothing was recorded]
      was (as it happened) and would (as this text would have it):
        {energy_kwh, solar_kwh, grid_kwh, solar_share: 0 to 1, cost, starts, phase_changes, missed,
         missed_kwh}
        phase_changes: null unless a connector may change them
        cost: in the unit of the input `price` of `site:`; missed: deadlines
      curve: {from, step_s, was_w: […], would_w: […], spare_w: […]}, the same length, at most 720
        points; null where nothing was recorded; spare_w: sun that the house left
      changes: [{at, connector, was, would}] where the two began to differ, at most 200, the oldest
        first; each {rule, mode, charge, current_a, why}
POST `api/replay/{id}/cancel`
    → ok
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from aiohttp import web

from borne.domain.say import Text
from borne.engine.ports import EnginePort
from borne.engine.replay import Job
from borne.web.access import Guard
from borne.web.api import VIEWER, answer, body_of
from borne.web.comparison_json import time_json
from borne.web.errors import Refusal
from borne.web.live import States
from borne.web.ports import ReplayPort, RuleFilesPort
from borne.web.replays import ReplayDesk, Running
from borne.web.rule_json import errors_json
from borne.web.snapshot import zone_name
from borne.web.typed import read_over, read_typed

_MOST_DAYS: Final = 30
_BUSY: Final = Text(
    "Another replay is running: cancel it first", "Une autre simulation est en cours : arrêtez-la"
)
_NO_SUCH_REPLAY: Final = Text("There is no such replay", "Cette simulation n’existe pas")
_WHICH_DAYS: Final = Text(
    "Say how many days, from 1 to 30, or “from” and “to” as times",
    "Indiquez le nombre de jours, de 1 à 30, ou « from » et « to » comme heures",
)
_NOTHING: Final = Text(
    "Nothing has been recorded of that time yet", "Rien n’a encore été enregistré de cette période"
)


class ReplayPage:
    """The handlers; everybody may look, an administrator may start and stop."""

    def __init__(
        self,
        engine: EnginePort,
        replays: ReplayPort,
        files: RuleFilesPort,
        guard: Guard,
        states: States,
    ) -> None:
        self._engine = engine
        self._desk = ReplayDesk(replays)
        self._files = files
        self._guard = guard
        self._states = states

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/replay", self.show),
            web.post("/api/replay", self.start),
            web.get("/api/replay/{id}", self.look),
            web.post("/api/replay/{id}/cancel", self.cancel),
        ]

    async def close(self, _app: web.Application) -> None:
        """End what runs."""
        await self._desk.close()

    async def show(self, _request: web.Request) -> web.Response:
        found, running = await self._desk.port.recorded(), self._desk.running
        zone = self._engine.view.zone
        recorded = found and {
            "from": time_json(found.start, zone),
            "to": time_json(found.end, zone),
            "days": round((found.end - found.start) / timedelta(days=1), 1),
            "bytes": found.size,
        }
        return answer({"recorded": recorded, "running": running and running.id})

    async def start(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        body = await body_of(request)
        typed, language = read_typed(body), self._states.language(request, body)
        running = self._desk.running
        if running is not None:
            message = _BUSY().say(language)
            return answer({"ok": False, "message": message, "id": running.id}, 409)
        start, end = await self._span(body)
        files, reading = await read_over(self._files, typed)
        if reading.book is None:
            return answer({"ok": False, "problems": errors_json(reading, language)})
        view = self._engine.view
        if self._desk.running is not None:  # somebody else was faster
            raise Refusal(409, _BUSY())
        job = Job(
            files=tuple(files),
            start=start,
            end=end,
            zone=zone_name(view.zone),
            language=language,
            tags=tuple(view.state.tags.values()),
            whereabouts=view.whereabouts,
        )
        return answer({"ok": True, "id": self._desk.start(job).id})

    async def look(self, request: web.Request) -> web.Response:
        return answer(self._found(request).json())

    async def cancel(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        await self._desk.cancel(self._found(request))
        return answer({"ok": True})

    async def _span(self, body: Mapping[str, Any]) -> tuple[datetime, datetime]:
        """The time that is asked for, as far as it was recorded. Raises Refusal."""
        found = await self._desk.port.recorded()
        if found is None:
            raise Refusal(400, _NOTHING())
        begin, finish = body.get("from"), body.get("to")
        if begin is not None or finish is not None:
            start, end = self._time(begin), self._time(finish)
        else:
            days = body.get("days", 7)
            if isinstance(days, bool) or not isinstance(days, int | float):
                raise Refusal(400, _WHICH_DAYS())
            if not 1 <= days <= _MOST_DAYS:
                raise Refusal(400, _WHICH_DAYS())
            start, end = found.end - timedelta(days=days), found.end
        start, end = max(start, found.start), min(end, found.end)
        if end <= start:
            raise Refusal(400, _NOTHING())
        if end - start > timedelta(days=_MOST_DAYS + 1):
            raise Refusal(400, _WHICH_DAYS())
        return start, end

    def _time(self, told: object) -> datetime:
        try:
            at = datetime.fromisoformat(told) if isinstance(told, str) else None
        except ValueError:
            at = None
        if at is None:
            raise Refusal(400, _WHICH_DAYS())
        return at if at.tzinfo else at.replace(tzinfo=self._engine.view.zone)

    def _found(self, request: web.Request) -> Running:
        found = self._desk.find(request.match_info["id"])
        if found is None:
            raise Refusal(404, _NO_SUCH_REPLAY())
        return found
