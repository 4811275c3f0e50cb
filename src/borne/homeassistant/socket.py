"""One WebSocket to Home Assistant Core: commands, subscriptions, and the end of it noticed."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
import orjson

from borne.homeassistant.errors import (
    CommandFailedError,
    CoreLostError,
    CoreRefusedError,
    CoreStartingError,
    CoreUnreachableError,
)
from borne.homeassistant.supervisor import Place

_LOG = logging.getLogger(__name__)

STARTING: Final = frozenset({502, 503, 504})
REFUSED: Final = frozenset({401, 403})

Listener = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in s. A dead socket is found within `ping` + `answer`."""

    connect: float = 10
    answer: float = 20
    ping: float = 30
    first_retry: float = 1
    last_retry: float = 30
    starting_retry: float = 5
    """The longest between two tries while the Supervisor says that Core is on its way."""
    calm: float = 10
    """A connection that has lasted so long makes the next trouble a first one."""
    refused_retry: float = 300
    grace: float = 60
    """How long the last facts still count after the connection was lost."""


class CoreSocket:
    """A connection that is logged in. Listeners are called in the order of Core's messages."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, patience: Patience) -> None:
        self._ws = ws
        self._patience = patience
        self._ids = itertools.count(1)
        self._answers: dict[int, tuple[str, asyncio.Future[Any]]] = {}
        self._listeners: dict[int, Listener] = {}
        self._lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def call(self, command: str, **fields: object) -> object:
        """Send a command and return its result. Raises CommandFailedError or CoreLostError."""
        return await self._call(next(self._ids), command, fields)

    async def begin(self, command: str, within: float, **fields: object) -> None:
        """Send a command that may take long: of what comes of it later, nothing is heard.

        Raises CommandFailedError where it fails within that time (s), or CoreLostError.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._answered(next(self._ids), command, fields)

    async def subscribe(self, listener: Listener, command: str, **fields: object) -> int:
        """Send a subscribing command; each of its events goes to `listener`."""
        number = next(self._ids)
        self._listeners[number] = listener
        try:
            await self._call(number, command, fields)
        except CommandFailedError:
            del self._listeners[number]
            raise
        return number

    async def unsubscribe(self, number: int) -> None:
        """End a subscription; an event that is still on its way reaches nobody."""
        if self._listeners.pop(number, None) is not None:
            await self.call("unsubscribe_events", subscription=number)

    async def lost(self) -> None:
        """Wait until the connection has ended. Always raises CoreLostError."""
        raise CoreLostError(await asyncio.shield(self._lost))

    async def _call(self, number: int, command: str, fields: Mapping[str, object]) -> object:
        try:
            async with asyncio.timeout(self._patience.answer):
                return await self._answered(number, command, fields)
        except TimeoutError:
            self._end(f"no answer to {command}")
            raise CoreLostError(f"no answer to {command}") from None

    async def _answered(self, number: int, command: str, fields: Mapping[str, object]) -> object:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._answers[number] = (command, answer)
        try:
            await self._send({"id": number, "type": command, **fields})
            return await answer
        finally:
            self._answers.pop(number, None)

    async def _send(self, message: Mapping[str, object]) -> None:
        if self._lost.done():
            raise CoreLostError(self._lost.result())
        try:
            await self._ws.send_str(orjson.dumps(message).decode())
        except (aiohttp.ClientError, ConnectionError) as error:
            raise CoreLostError(str(error) or type(error).__name__) from error

    async def read(self) -> None:
        """Take in what Core sends until the connection ends."""
        reason = "closed by Home Assistant"
        try:
            async for message in self._ws:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._receive(orjson.loads(message.data))
            if error := self._ws.exception():
                reason = str(error) or type(error).__name__
        except orjson.JSONDecodeError:
            reason = "a message that is not JSON"
        finally:
            self._end(reason)

    async def beat(self) -> None:
        """Ask Core now and then whether it is still there; the answer's absence ends it."""
        with suppress(CoreLostError, CommandFailedError):
            while True:
                await asyncio.sleep(self._patience.ping)
                await self.call("ping")

    def _receive(self, message: object) -> None:
        if isinstance(message, list):
            for part in message:
                self._receive(part)
            return
        if not isinstance(message, dict):
            return
        number = message.get("id")
        if not isinstance(number, int):
            return
        if message.get("type") == "event":
            listener = self._listeners.get(number)
            event = message.get("event")
            if listener is not None and isinstance(event, dict):
                listener(event)
            return
        command, answer = self._answers.get(number, ("", None))
        if answer is not None and not answer.done():
            _settle(command, answer, message)

    def _end(self, reason: str) -> None:
        if self._lost.done():
            return
        self._lost.set_result(reason)
        for _, answer in self._answers.values():
            if not answer.done():
                answer.set_exception(CoreLostError(reason))


def _settle(command: str, answer: asyncio.Future[Any], message: Mapping[str, Any]) -> None:
    if message.get("type") == "pong" or message.get("success"):
        answer.set_result(message.get("result"))
        return
    error = message.get("error")
    told = error if isinstance(error, dict) else {}
    answer.set_exception(
        CommandFailedError(
            command,
            str(told.get("code", "unknown_error")),
            str(told.get("message", "")),
        )
    )


@asynccontextmanager
async def connected(
    http: aiohttp.ClientSession, place: Place, patience: Patience
) -> AsyncIterator[CoreSocket]:
    """Connect and log in; leaving closes. Raises the CoreError that tells why it cannot."""
    ws = await _open(http, place, patience)
    try:
        await _log_in(ws, place, patience)
        socket = CoreSocket(ws, patience)
        tasks = [asyncio.create_task(socket.read()), asyncio.create_task(socket.beat())]
        try:
            await _allow_lists(socket)
            yield socket
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await ws.close()


async def _open(
    http: aiohttp.ClientSession, place: Place, patience: Patience
) -> aiohttp.ClientWebSocketResponse:
    try:
        async with asyncio.timeout(patience.connect):
            return await http.ws_connect(place.socket, max_msg_size=0)
    except aiohttp.WSServerHandshakeError as error:
        if error.status in STARTING:
            raise CoreStartingError from error
        if error.status in REFUSED:
            raise CoreRefusedError(supervised=place.supervised) from error
        raise CoreUnreachableError(place.socket, f"HTTP {error.status}") from error
    except TimeoutError as error:
        raise CoreUnreachableError(place.socket, "no answer in time") from error
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise CoreUnreachableError(place.socket, _reason(error)) from error


def _reason(error: Exception) -> str:
    """Return why in a few words, where the system has them."""
    if isinstance(error, OSError) and error.errno is not None and error.errno > 0:
        return os.strerror(error.errno)
    if isinstance(error, aiohttp.ClientConnectorError) and error.os_error.strerror:
        return error.os_error.strerror
    return str(error) or type(error).__name__


async def _log_in(ws: aiohttp.ClientWebSocketResponse, place: Place, patience: Patience) -> None:
    try:
        async with asyncio.timeout(patience.connect):
            while True:
                kind = await _kind_of_next(ws, place)
                if kind == "auth_required":
                    await ws.send_json({"type": "auth", "access_token": place.token})
                elif kind == "auth_ok":
                    return
                elif kind == "auth_invalid":
                    raise CoreRefusedError(supervised=place.supervised)
    except TimeoutError as error:
        raise CoreUnreachableError(place.socket, "no answer to the log-in") from error
    except ConnectionError as error:
        raise CoreUnreachableError(place.socket, "closed at the log-in") from error


async def _kind_of_next(ws: aiohttp.ClientWebSocketResponse, place: Place) -> object:
    message = await ws.receive()
    if message.type is not aiohttp.WSMsgType.TEXT:
        raise CoreUnreachableError(place.socket, "closed at the log-in")
    try:
        told = orjson.loads(message.data)
    except orjson.JSONDecodeError as error:
        raise CoreUnreachableError(place.socket, "no Home Assistant answers there") from error
    return told.get("type") if isinstance(told, dict) else None


async def _allow_lists(socket: CoreSocket) -> None:
    """Let Core send several messages at once; an old one that does not know how, does not."""
    try:
        await socket.call("supported_features", features={"coalesce_messages": 1})
    except CommandFailedError as error:
        _LOG.debug("%s", error)
