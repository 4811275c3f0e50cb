"""What goes over the wire, for administrators: asked for, exported, followed as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, tzinfo
from typing import Any, Final

import orjson
from aiohttp import hdrs, web

from borne.domain.traffic import Evidence, Message, Messages, Question
from borne.engine.ports import EnginePort
from borne.web import errors
from borne.web.access import Guard, Viewer
from borne.web.care import keys_json
from borne.web.errors import Refusal
from borne.web.ports import TrafficPort

PUSH_EVERY: Final = 0.25
"""s between two pushes at the least."""
_MOST_AT_ONCE: Final = 200
_USUAL: Final = 100
_LONGEST: Final = 200
_LINES: Final = 200
_DIRECTIONS: Final = {"in": False, "out": True}

Json = dict[str, Any]
Say = Callable[[Json], Awaitable[None]]


class Traffic:
    """The frames of the chargers and what they prove, for those who may see them."""

    def __init__(self, engine: EnginePort, port: TrafficPort, guard: Guard) -> None:
        self._engine = engine
        self._port = port
        self._guard = guard

    async def page(self, viewer: Viewer, asked: Mapping[str, Any]) -> Json:
        """Frames before a number, newest first. Raises Refusal."""
        await self.admit(viewer)
        question = question_in(asked)
        before = _whole(asked, "before")
        most = min(_whole(asked, "limit") or _USUAL, _MOST_AT_ONCE)
        return _found(self._port.trace.before(question, before, most), self._zone)

    async def export(
        self, viewer: Viewer, asked: Mapping[str, Any], request: web.Request
    ) -> web.StreamResponse:
        """Every frame that is kept, oldest first, one JSON object a line. Raises Refusal."""
        await self.admit(viewer)
        found = self._port.trace.all_of(question_in(asked))
        response = web.StreamResponse(
            headers={hdrs.CONTENT_DISPOSITION: 'attachment; filename="borne-messages.jsonl"'}
        )
        response.content_type, response.charset = "application/jsonl", "utf-8"
        await response.prepare(request)
        lines: list[bytes] = []
        for message in found:
            lines.append(orjson.dumps(message_json(message, self._zone)) + b"\n")
            if len(lines) == _LINES:
                await response.write(b"".join(lines))
                lines.clear()
        await response.write(b"".join(lines))
        await response.write_eof()
        return response

    async def evidence(self, viewer: Viewer, charger: str) -> Json:
        """What a charger has shown of itself. Raises Refusal."""
        await self.admit(viewer)
        known = self._engine.view.state.chargers.get(charger)
        shown = evidence_json(self._port.evidence(charger), self._zone)
        return {**shown, **keys_json(known, self._zone)}

    async def follow(self, asked: Mapping[str, Any], say: Say) -> None:
        """Say what comes, a few times a second at most, until cancelled. Raises Refusal."""
        question, trace = question_in(asked), self._port.trace
        seen = _whole(asked, "after")
        if seen is None:
            seen = trace.before(question, None, 0).newest
        news = asyncio.Event()
        news.set()
        stop = trace.watch(news.set)
        try:
            while True:
                await news.wait()
                news.clear()
                found = trace.after(question, seen, _MOST_AT_ONCE)
                seen = found.newest
                if found.found:
                    await say({"type": "messages", **_found(found, self._zone)})
                await asyncio.sleep(PUSH_EVERY)
        finally:
            stop()

    async def admit(self, viewer: Viewer) -> None:
        """Frames hold badges: they are for administrators. Raises Refusal."""
        await self._guard.only_admin(viewer)

    @property
    def _zone(self) -> tzinfo:
        return self._engine.view.zone


def question_in(asked: Mapping[str, Any]) -> Question:
    """Which frames are meant. Raises Refusal."""
    direction = _text(asked, "direction")
    if direction is not None and direction not in _DIRECTIONS:
        raise Refusal(400, errors.NOT_A_DIRECTION(text=direction))
    return Question(
        charger=_text(asked, "charger"),
        action=_text(asked, "action"),
        sent=None if direction is None else _DIRECTIONS[direction],
        text=_text(asked, "text"),
        remarked=_text(asked, "remarked") in {"1", "true", "True"},
    )


def message_json(message: Message, zone: tzinfo) -> Json:
    """One frame."""
    return {
        "number": message.number,
        "at": _time(message.at, zone),
        "charger": message.charger,
        "direction": "out" if message.sent else "in",
        "kind": message.kind,
        "action": message.action,
        "id": message.id,
        "payload": message.payload,
        "code": message.code,
        "words": message.words,
        "text": message.text,
        "size": message.size,
        "remarks": [
            {"severity": one.severity, "field": one.field, "text": one.text}
            for one in message.remarks
        ],
    }


def evidence_json(evidence: Evidence, zone: tzinfo) -> Json:
    """What a charger has shown of itself."""
    return {
        "connections": [
            {
                "start": _time(one.start, zone),
                "end": one.end and _time(one.end, zone),
                "reason": one.reason,
                "remote": one.remote,
            }
            for one in evidence.connections
        ],
        "repairs": [
            {"action": one.action, "field": one.field, "count": one.count}
            for one in evidence.repairs
        ],
        "profiles": [
            {
                "purpose": one.purpose,
                "stack_level": one.stack_level,
                "unit": one.unit,
                "at": _time(one.at, zone),
                "status": one.status,
                "count": one.count,
            }
            for one in evidence.profiles
        ],
        "measurands": [
            {
                "name": one.name,
                "units": one.units,
                "phases": one.phases,
                "last": one.last,
                "at": _time(one.at, zone),
                "count": one.count,
            }
            for one in evidence.measurands
        ],
        "messages": dict(evidence.messages),
    }


def _found(found: Messages, zone: tzinfo) -> Json:
    return {
        "messages": [message_json(one, zone) for one in found.found],
        "more": found.more,
        "newest": found.newest,
    }


def _text(asked: Mapping[str, Any], name: str) -> str | None:
    value = asked.get(name)
    return str(value)[:_LONGEST] if value not in (None, "") else None


def _whole(asked: Mapping[str, Any], name: str) -> int | None:
    text = _text(asked, name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise Refusal(400, errors.NOT_A_COUNT(name=name, text=text[:40]))
    return int(text)


def _time(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="milliseconds")
