"""The state as it changes, pushed over WebSockets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from aiohttp import WSCloseCode, WSMsgType, web

from borne.domain.say import Language, Sentence
from borne.engine.pace import in_turns
from borne.engine.ports import EnginePort, View
from borne.web import errors
from borne.web.access import Guard, Viewer
from borne.web.commands import Commands
from borne.web.errors import Refusal
from borne.web.language import choose
from borne.web.messages import Traffic
from borne.web.ports import PanelInfo, RuleFilesPort
from borne.web.snapshot import Renderer, Snapshot, zone_name

_LOG: Final = logging.getLogger(__name__)

PUSH_EVERY: Final = 0.25
"""s between two pushes at the least."""
LOOK_EVERY: Final = 5.0
"""s after which values are looked at again, because they age by themselves."""
_HELLO_WITHIN: Final = 10.0
_MOST_COMMANDS: Final = 8
_LARGEST: Final = 2**20


class States:
    """The whole state for one viewer, as JSON text."""

    def __init__(self, engine: EnginePort, files: RuleFilesPort, info: PanelInfo) -> None:
        self._engine = engine
        self._files = files
        self._info = info
        self._renderers: dict[Language, Renderer] = {}
        self._rendered: dict[Language, tuple[View, Snapshot]] = {}
        self._rendering = asyncio.Lock()

    async def snapshot(self, language: Language) -> Snapshot:
        """The parts of the state as they are now; what was just rendered serves every viewer."""
        async with self._rendering:
            view, known = self._engine.view, self._rendered.get(language)
            if known is not None and _same(known[0], view):
                return known[1]
            renderer = self._renderers.get(language)
            if renderer is None:
                renderer = self._renderers[language] = Renderer(
                    language, self._info.site_name, self._files.names
                )
            snapshot = await in_turns(renderer.render(view)) or Snapshot(view.at)
            self._rendered[language] = view, snapshot
            return snapshot

    def language(self, request: web.Request, body: Mapping[str, Any] | None = None) -> Language:
        """In which language to speak: as the body asks, else the query, else what is usual."""
        asked = str((body or {}).get("language") or request.query.get("language") or "")
        return choose(asked, request.headers.get("Accept-Language"), self._info.language)

    def whole(self, snapshot: Snapshot, viewer: Viewer, language: Language) -> dict[str, Any]:
        """All that the panel shows."""
        info = self._info
        zone = self._engine.view.zone
        return {
            "version": info.version,
            "time": _now(snapshot.at, self._engine),
            "time_zone": zone_name(zone),
            "language": language,
            "demo": info.demo,
            "user": {"name": viewer.name, "admin": viewer.admin},
            "ocpp": {"port": info.ocpp.port, "url": info.ocpp.url},
            **snapshot.parts,
            "chargers": list(snapshot.chargers.values()),
        }

    def changed(self, snapshot: Snapshot, seen: _Seen) -> dict[str, Any] | None:
        """What differs from what has been seen; None: nothing."""
        news: dict[str, Any] = {
            name: part for name, part in snapshot.parts.items() if seen.parts.get(name) is not part
        }
        chargers: dict[str, orjson.Fragment | None] = {
            id_: text
            for id_, text in snapshot.chargers.items()
            if seen.chargers.get(id_) is not text
        }
        chargers |= dict.fromkeys(seen.chargers.keys() - snapshot.chargers.keys())
        if chargers:
            news["chargers"] = chargers
        if not news:
            return None
        return {"type": "changed", "time": _now(snapshot.at, self._engine), **news}


@dataclass(slots=True)
class _Seen:
    """What a client has been sent."""

    parts: Mapping[str, orjson.Fragment] = field(default_factory=dict)
    chargers: Mapping[str, orjson.Fragment] = field(default_factory=dict)


@dataclass(eq=False, slots=True)
class _Client:
    socket: web.WebSocketResponse
    language: Language
    news: asyncio.Event = field(default_factory=asyncio.Event)
    commands: set[asyncio.Task[None]] = field(default_factory=set)
    following: asyncio.Task[None] | None = None
    """Tells the frames as they come."""


class Live:
    """Serves `api/live`. While nobody looks, it does not observe the engine at all.

    Nothing is queued: each client is sent what differs between what it has and what holds when
    its socket is ready, so one that is slow skips to the latest.
    """

    def __init__(
        self,
        engine: EnginePort,
        states: States,
        commands: Commands,
        traffic: Traffic,
        guard: Guard,
    ) -> None:
        self._guard = guard
        self._traffic = traffic
        self._engine = engine
        self._states = states
        self._commands = commands
        self._clients: set[_Client] = set()
        self._observer: asyncio.Task[None] | None = None

    async def serve(self, request: web.Request, viewer: Viewer) -> web.WebSocketResponse:
        """Talk with one page until it goes."""
        socket = web.WebSocketResponse(heartbeat=30.0, max_msg_size=_LARGEST)
        await socket.prepare(request)
        hello = await _hello(socket)
        if hello is None:
            language = self._states.language(request)
            await _close(socket, errors.HELLO_FIRST(), language)
            return socket
        language = self._states.language(request, hello)
        client = _Client(socket, language)
        self._join(client)
        sender = asyncio.create_task(self._send(client, viewer))
        try:
            await self._receive(client, viewer)
        finally:
            self._leave(client)
            following = (client.following,) if client.following else ()
            tasks = (sender, *client.commands, *following)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return socket

    async def close(self) -> None:
        """Tell every page why, and let go."""
        for client in tuple(self._clients):
            await _close(client.socket, errors.STOPPING(), client.language)
        if self._observer is not None:
            self._observer.cancel()

    def _join(self, client: _Client) -> None:
        self._clients.add(client)
        if self._observer is None:
            self._observer = asyncio.create_task(self._observe())

    def _leave(self, client: _Client) -> None:
        self._clients.discard(client)
        if not self._clients and self._observer is not None:
            self._observer.cancel()
            self._observer = None

    async def _observe(self) -> None:
        subscription = self._engine.subscribe()
        try:
            while True:
                try:
                    async with asyncio.timeout(LOOK_EVERY):
                        await subscription.next()
                except TimeoutError:
                    pass
                for client in self._clients:
                    client.news.set()
                await asyncio.sleep(PUSH_EVERY)
        finally:
            self._engine.unsubscribe(subscription)

    async def _send(self, client: _Client, viewer: Viewer) -> None:
        try:
            await self._push(client, viewer)
        except Exception:  # noqa: BLE001  # the edge of a page
            _LOG.exception("A page could not be kept up to date")
            await client.socket.close(code=WSCloseCode.INTERNAL_ERROR)

    async def _push(self, client: _Client, viewer: Viewer) -> None:
        seen = await self._whole(client, viewer)
        while True:
            await client.news.wait()
            client.news.clear()
            admin = await self._guard.is_admin(viewer)
            if admin != viewer.admin:
                viewer = replace(viewer, admin=admin)
                seen = await self._whole(client, viewer)
                continue
            snapshot = await self._states.snapshot(client.language)
            changed = self._states.changed(snapshot, seen)
            seen = _Seen(snapshot.parts, snapshot.chargers)
            if changed is not None:
                await _say(client.socket, changed)

    async def _whole(self, client: _Client, viewer: Viewer) -> _Seen:
        snapshot = await self._states.snapshot(client.language)
        state = self._states.whole(snapshot, viewer, client.language)
        await _say(client.socket, {"type": "state", "state": state})
        return _Seen(snapshot.parts, snapshot.chargers)

    async def _receive(self, client: _Client, viewer: Viewer) -> None:
        async for message in client.socket:
            if message.type is not WSMsgType.TEXT:
                continue
            body = _object(message.data)
            if body.get("type") == "ping":
                time = _now(datetime.now(UTC), self._engine)
                await _say(client.socket, {"type": "pong", "time": time})
            elif body.get("type") == "command":
                await self._command(client, viewer, body)
            elif body.get("type") == "messages":
                self._follow(client, viewer, body)

    def _follow(self, client: _Client, viewer: Viewer, asked: dict[str, Any]) -> None:
        """Tell the frames that are asked for from now on, instead of those asked for before."""
        if client.following is not None:
            client.following.cancel()
            client.following = None
        if asked.get("follow", True):
            work = self._tell_messages(client, viewer, asked)
            client.following = asyncio.create_task(work)

    async def _tell_messages(self, client: _Client, viewer: Viewer, asked: dict[str, Any]) -> None:
        async def say(body: dict[str, Any]) -> None:
            await _say(client.socket, {**body, "id": asked.get("id")})

        try:
            await self._traffic.admit(viewer)
            await self._traffic.follow(asked, say)
        except Refusal as refusal:
            await say({"type": "messages", "refused": refusal.sentence.say(client.language)})
        except Exception:  # noqa: BLE001  # the edge of a page
            _LOG.exception("A page could not be told the messages")
            await client.socket.close(code=WSCloseCode.INTERNAL_ERROR)

    async def _command(self, client: _Client, viewer: Viewer, message: dict[str, Any]) -> None:
        id_ = str(message.get("id", ""))
        if len(client.commands) >= _MOST_COMMANDS:
            refusal = errors.BUSY().say(client.language)
            await _say(client.socket, _result(id_, {"ok": False, "message": refusal}))
            return

        async def carry_out() -> None:
            answer = await self._commands.carry_out(message.get("body"), viewer, client.language)
            await _say(client.socket, _result(id_, answer.body))

        task = asyncio.create_task(carry_out())
        client.commands.add(task)
        task.add_done_callback(_ended(client.commands))


def _same(former: View, view: View) -> bool:
    """Whether nothing has happened in between; a value ages only so fast."""
    return (
        former.state is view.state
        and former.figures is view.figures
        and former.reading is view.reading
        and former.running is view.running
        and view.at - former.at < timedelta(seconds=1)
    )


def _ended(tasks: set[asyncio.Task[None]]) -> Callable[[asyncio.Task[None]], None]:
    def end(task: asyncio.Task[None]) -> None:
        tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _LOG.error("A command's answer was lost", exc_info=error)

    return end


def _result(id_: str, answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "type": "result", "id": id_}


async def _hello(socket: web.WebSocketResponse) -> dict[str, Any] | None:
    try:
        message = await socket.receive(timeout=_HELLO_WITHIN)
    except TimeoutError:
        return None
    body = _object(message.data) if message.type is WSMsgType.TEXT else {}
    return body if body.get("type") == "hello" else None


def _object(text: str) -> dict[str, Any]:
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


async def _say(socket: web.WebSocketResponse, body: dict[str, Any]) -> None:
    with suppress(ConnectionError):  # the page has gone: its conversation ends by itself
        await socket.send_str(orjson.dumps(body).decode())


async def _close(socket: web.WebSocketResponse, reason: Sentence, language: Language) -> None:
    """Say why first: the ingress does not pass close codes on."""
    try:
        async with asyncio.timeout(1.0):
            await _say(socket, {"type": "closing", "reason": reason.say(language)})
            await socket.close(code=WSCloseCode.GOING_AWAY)
    except (ConnectionError, TimeoutError):
        pass


def _now(at: datetime, engine: EnginePort) -> str:
    return at.astimezone(engine.view.zone).isoformat(timespec="milliseconds")
