"""Rules in the shadow of those that count, over HTTP: decided and recorded, never sent.

`desk`, `was`, `would`, `curve` and `changes` are as in `replay_page`. Only an administrator may
start or stop a shadow.

GET `api/shadow`
    A shadow sees all that happens, decides and orders nothing; it ends when Borne is restarted.
    → shadow: null or {name, since, by, texts: [{name, text, version}], was, would, curve, changes,
      connectors: [{id, live, shadow, same}]}
      texts: what was typed for it; version: of the saved file that it was typed over
      live, shadow: {rule, mode, charge, current_a, why}
      was, would, curve, changes: since it began; the steps of the curve grow with the time
POST `api/shadow` desk, versions: {name: version} of the saved files, as one knows them
    → ok | ok: false, problems; it takes the place of a former one
POST `api/shadow/stop`
    → ok
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from typing import Final

from aiohttp import web

from borne.engine.comparison import Side
from borne.engine.ports import EnginePort
from borne.engine.shadow import Candidate, Shadow
from borne.engine.shadow import Typed as Kept
from borne.engine.trail import Trail
from borne.web.access import Guard
from borne.web.api import VIEWER, answer, body_of
from borne.web.comparison_json import change_json, side_json, sum_json, time_json
from borne.web.live import States
from borne.web.ports import RuleFilesPort, ShadowPort
from borne.web.rule_json import errors_json
from borne.web.snapshot import Json
from borne.web.typed import Typed, read_over, read_typed

_LITTLE: Final = 1.0
"""A that make no difference."""


class ShadowPage:
    """The handlers; everybody may look, an administrator may start and stop."""

    def __init__(
        self,
        engine: EnginePort,
        shadows: ShadowPort,
        files: RuleFilesPort,
        guard: Guard,
        states: States,
    ) -> None:
        self._engine = engine
        self._shadows = shadows
        self._files = files
        self._guard = guard
        self._states = states

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/shadow", self.show),
            web.post("/api/shadow", self.start),
            web.post("/api/shadow/stop", self.stop),
        ]

    async def show(self, request: web.Request) -> web.Response:
        view, language = self._engine.view, self._states.language(request)
        shadow = view.shadow
        if shadow is None:
            return answer({"shadow": None})
        measured = view.figures.surplus is not None
        sides = shadow.sides(view.state)
        told: Json = {
            **_who(shadow, view.zone),
            "was": sum_json(shadow.was, priced=shadow.priced, measured=measured),
            "would": sum_json(shadow.would, priced=shadow.priced, measured=measured),
            "curve": _curve(shadow.trail, view.zone),
            "connectors": [
                {
                    "id": id_,
                    "live": side_json(live, language),
                    "shadow": side_json(beside, language),
                    "same": _same(live, beside),
                }
                for id_, (live, beside) in sides.items()
            ],
            "changes": [change_json(one, view.zone, language) for one in shadow.changes],
        }
        return answer({"shadow": told})

    async def start(self, request: web.Request) -> web.Response:
        viewer = await self._guard.only_admin(request[VIEWER])
        body = await body_of(request)
        typed, language = read_typed(body), self._states.language(request, body)
        _, reading = await read_over(self._files, typed)
        if reading.book is None:
            return answer({"ok": False, "problems": errors_json(reading, language)})
        kept = _kept(typed, body.get("versions"))
        self._shadows.use_shadow(Candidate(reading, typed.name, kept, viewer.name))
        return answer({"ok": True})

    async def stop(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        self._shadows.use_shadow(None)
        return answer({"ok": True})


def _kept(typed: Typed, told: object) -> tuple[Kept, ...]:
    """What was typed, each text with the version that it was typed over, as far as that is told."""
    versions = told if isinstance(told, Mapping) else {}
    texts = {**typed.texts, typed.name: typed.text}
    return tuple(
        Kept(name, text, str(versions.get(name) or "")[:100]) for name, text in texts.items()
    )


def _who(shadow: Shadow, zone: tzinfo) -> Json:
    candidate = shadow.candidate
    return {
        "name": candidate.name,
        "since": time_json(shadow.since, zone),
        "by": candidate.by,
        "texts": [
            {"name": one.name, "text": one.text, "version": one.version} for one in candidate.typed
        ],
    }


def _curve(trail: Trail, zone: tzinfo) -> Json:
    return {
        "from": time_json(trail.start, zone),
        "step_s": trail.step,
        "was_w": _whole(trail.was),
        "would_w": _whole(trail.would),
        "spare_w": _whole(trail.spare),
    }


def _whole(means: list[float | None]) -> list[int | None]:
    return [None if mean is None else round(mean) for mean in means]


def _same(live: Side, beside: Side) -> bool:
    """Whether a person would call them the same."""
    ours, theirs = (live.rule, live.charge), (beside.rule, beside.charge)
    return ours == theirs and abs(live.current - beside.current) < _LITTLE
