"""One archive for a bug report: versions, options, state, frames, rules, log; secrets removed."""

from __future__ import annotations

import asyncio
import io
import platform
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from aiohttp import hdrs, web

from borne.domain.session import Session
from borne.domain.state import State
from borne.domain.traffic import Message, Question
from borne.engine.ports import EnginePort, View
from borne.web.access import Guard, Viewer
from borne.web.api import VIEWER
from borne.web.live import States
from borne.web.messages import message_json
from borne.web.ports import PanelInfo, RuleFilesPort, TrafficPort
from borne.web.recent import RecentLog
from borne.web.veil import Veil

MOST_FRAMES: Final = 4_000
_PRIVATE: Final = {
    "idTag": "badge",
    "parentIdTag": "badge",
    "idToken": "badge",
    "chargePointSerialNumber": "serial",
    "chargeBoxSerialNumber": "serial",
    "meterSerialNumber": "serial",
    "iccid": "sim",
    "imsi": "sim",
}
"""The fields of OCPP that tell one person or one machine from others."""
_OPEN_OPTIONS: Final = (bool, int, float)
_README: Final = """\
What Borne tells of itself for a bug report.

about.json      versions, options (texts hidden where they may be secret), the machine
state.json      what the panel shows
messages.jsonl  the last frames between Borne and the chargers
rules/          the rule files
log.txt         the last lines of the log

Passwords, tokens, certificates, badges, names of persons, serial numbers and network addresses are
replaced: the same by the same word, so that one sees what belongs together. Names of chargers, of
entities and of rules are left as they are. Look through it before you hand it on.
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What the app brings besides the engine: its options and its log."""

    options: Mapping[str, object] = field(default_factory=dict)
    log: RecentLog | None = None


class Diagnostics:
    """Makes the archive, for administrators."""

    def __init__(
        self,
        engine: EnginePort,
        states: States,
        guard: Guard,
        info: PanelInfo,
        files: RuleFilesPort,
        traffic: TrafficPort,
        report: Report,
    ) -> None:
        self._engine = engine
        self._states = states
        self._guard = guard
        self._info = info
        self._files = files
        self._traffic = traffic
        self._report = report

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/diagnostics", self.archive)]

    async def archive(self, request: web.Request) -> web.Response:
        """The archive as a download."""
        await self._guard.only_admin(request[VIEWER])
        view = self._engine.view
        snapshot = await self._states.snapshot("en")
        state = self._states.whole(snapshot, Viewer(None, admin=True), "en")
        frames = list(_last(self._traffic.trace.all_of(Question())))
        shown = orjson.dumps(state, option=orjson.OPT_INDENT_2)
        body = await asyncio.to_thread(self._zipped, view, shown, frames)
        name = f"borne-diagnostics-{view.at:%Y%m%d-%H%M%S}.zip"
        disposition = {hdrs.CONTENT_DISPOSITION: f'attachment; filename="{name}"'}
        return web.Response(body=body, content_type="application/zip", headers=disposition)

    def _zipped(self, view: View, shown: bytes, frames: list[Message]) -> bytes:
        lines = [orjson.dumps(message_json(one, view.zone)).decode() for one in frames]
        veil = _veil(view.state, frames)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr("README.txt", _README)
            for name, text in self._parts(view, shown, lines):
                file.writestr(name, veil.over(text))
        return archive.getvalue()

    def _parts(self, view: View, shown: bytes, lines: list[str]) -> Iterator[tuple[str, str]]:
        about = orjson.dumps(self._about(view), option=orjson.OPT_INDENT_2, default=str)
        yield "about.json", about.decode()
        yield "state.json", shown.decode()
        yield "messages.jsonl", "\n".join(lines) + "\n"
        for name in self._files.names():
            yield f"rules/{name}", self._text_of(name)
        if self._report.log is not None:
            yield "log.txt", self._report.log.text()

    def _text_of(self, name: str) -> str:
        try:
            return self._files.text(name)
        except (OSError, UnicodeDecodeError) as error:
            return f"# {error}\n"

    def _about(self, view: View) -> dict[str, Any]:
        return {
            "borne": self._info.version,
            "python": sys.version,
            "system": platform.platform(),
            "processor": platform.machine(),
            "at": view.at.isoformat(),
            "rules_since": view.running_since.isoformat(),
            "options": {name: _option(value) for name, value in self._report.options.items()},
            "chargers": len(view.state.chargers),
            "sessions_open": len(list(_sessions(view.state))),
            "troubles": {
                code: trouble.message.say("en") for code, trouble in view.state.troubles.items()
            },
        }


def _option(value: object) -> object:
    """Texts without a blank or a colon are choices; all other texts may be a secret."""
    if value is None or isinstance(value, _OPEN_OPTIONS):
        return value
    if isinstance(value, str) and value.isalnum() and len(value) <= 10:
        return value
    return "hidden" if value else value


def _last(frames: Iterator[Message]) -> Iterator[Message]:
    kept = list(frames)
    yield from kept[-MOST_FRAMES:]


def _veil(state: State, frames: list[Message]) -> Veil:
    veil = Veil()
    for tag in state.tags.values():
        veil.hide("badge", tag.tag)
        veil.hide("name", tag.name)
        veil.hide("person", tag.person)
        veil.hide("vehicle", tag.vehicle)
        veil.hide("group", tag.group)
    for unknown in state.unknown_tags.values():
        veil.hide("badge", unknown.tag)
    for charger in state.chargers.values():
        veil.hide("serial", charger.serial)
        veil.hide("address", charger.remote)
    for session in _sessions(state):
        veil.hide("badge", session.tag)
        veil.hide("person", session.person)
    for key, value in (one for frame in frames for one in _fields(frame.payload)):
        if key in _PRIVATE:
            veil.hide(_PRIVATE[key], value)
    return veil


def _sessions(state: State) -> Iterator[Session]:
    for charger in state.chargers.values():
        for connector in charger.connectors.values():
            if connector.session is not None:
                yield connector.session


def _fields(payload: object) -> Iterator[tuple[str, str]]:
    """Every text of a payload with its key, however deep."""
    if isinstance(payload, dict):
        for key, value in payload.items():
            if isinstance(value, str):
                yield str(key), value
            else:
                yield from _fields(value)
    elif isinstance(payload, list):
        for one in payload:
            yield from _fields(one)
