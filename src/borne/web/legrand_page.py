"""What the Legrand page asks: the file comes with every question, and nothing of it is kept."""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from borne.domain.say import Language, Sentence
from borne.engine.ports import EnginePort
from borne.web import legrand, legrand_checks, legrand_proposals, legrand_words, legrand_xml
from borne.web.access import Guard
from borne.web.api import VIEWER, answer, body_of
from borne.web.errors import Refusal
from borne.web.legrand import Form
from borne.web.legrand_proposals import Place, Proposal
from borne.web.live import States
from borne.web.ports import PanelInfo
from borne.web.snapshot import Json

_LONGEST_HOST: Final = 255


class LegrandPage:
    """Reads a charger's configuration file and gives it back changed; threads do the work."""

    def __init__(self, engine: EnginePort, guard: Guard, states: States, info: PanelInfo) -> None:
        self._engine = engine
        self._guard = guard
        self._states = states
        self._info = info

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/legrand/read", self.read),
            web.post("/api/legrand/write", self.write),
        ]

    async def read(self, request: web.Request) -> web.Response:
        """The known values with what they should be; secrets only where `reveal` asks for them."""
        body, data, language = await self._asked(request)
        host = body.get("host")
        place = Place(
            host[:_LONGEST_HOST] if isinstance(host, str) else "",
            self._info.ocpp.port,
            self._info.ocpp.url,
            frozenset(self._engine.view.state.chargers),
        )
        reveal = body.get("reveal") is True
        return answer(await asyncio.to_thread(_read, data, place, language, reveal=reveal))

    async def write(self, request: web.Request) -> web.Response:
        """The file with the changes and their differences, or what is wrong with which value."""
        body, data, language = await self._asked(request)
        wanted = body.get("changes")
        if not isinstance(wanted, dict) or not all(isinstance(one, str) for one in wanted.values()):
            raise Refusal(400, legrand_words.NOT_CHANGES())
        return answer(await asyncio.to_thread(_write, data, wanted, language))

    async def _asked(self, request: web.Request) -> tuple[dict[str, Any], bytes, Language]:
        await self._guard.only_admin(request[VIEWER])
        body = await body_of(request)
        language = self._states.language(request, body)
        file = body.get("file")
        if not isinstance(file, str):
            raise Refusal(400, legrand_words.NOT_BASE64())
        try:
            return body, base64.b64decode(file, validate=True), language
        except (binascii.Error, ValueError):
            raise Refusal(400, legrand_words.NOT_BASE64()) from None


def _form(data: bytes) -> Form:
    form = legrand.read(data)
    if isinstance(form, Sentence):
        raise Refusal(400, form)
    return form


def _read(data: bytes, place: Place, language: Language, *, reveal: bool) -> Json:
    form = _form(data)
    proposals = legrand_proposals.propose(form, place)
    return {
        "ok": True,
        "fields": [_field(one, proposals[one.id], language, reveal=reveal) for one in form.fields],
        "others": len(form.document.values) - len(form.fields),
        "lacks": [one.say(language) for one in legrand.lacks(form)],
    }


def _field(one: legrand.Field, proposal: Proposal, language: Language, *, reveal: bool) -> Json:
    hidden = one.secret and not reveal
    return {
        "id": one.id,
        "kind": one.kind,
        "group": one.group,
        "number": one.number,
        "secret": one.secret,
        "filled": bool(one.value.text),
        "value": None if hidden else one.value.text,
        "proposed": None if hidden else proposal.text,
        "ask": proposal.text is None,
        "why": proposal.why.say(language),
        "choices": [
            {"value": value, "label": said.say(language)}
            for value, said in legrand_checks.choices(one)
        ],
    }


def _write(data: bytes, wanted: Mapping[str, str], language: Language) -> Json:
    form = _form(data)
    texts, problems = legrand_checks.changes(form, wanted)
    if problems:
        return {
            "ok": False,
            "problems": {name: problem.say(language) for name, problem in problems.items()},
        }
    edits = legrand_xml.edits(form.document, texts)
    if isinstance(edits, Sentence):
        raise Refusal(400, edits)
    written = legrand_xml.write(form.document, edits)
    return {
        "ok": True,
        "file": base64.b64encode(written).decode(),
        "doubts": {
            name: doubt.say(language) for name, doubt in legrand_checks.doubts(form, texts).items()
        },
        "diff": [
            {
                "id": one.id,
                "line": one.line,
                "before": one.before,
                "after": one.after,
                "secret": one.secret,
            }
            for one in legrand.difference(form, edits)
        ],
    }
