"""The port that chargers connect to. Implements `borne.engine.ports.ChargersPort`."""

from __future__ import annotations

import asyncio
import errno
import itertools
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Final, Self

from msgspec.structs import replace
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from borne.domain.care_orders import UseCare
from borne.domain.commands import Answer, Order
from borne.domain.events import (
    ChargerConnected,
    ChargerDisconnected,
    ChargerEvent,
    Event,
    OrderAnswered,
)
from borne.domain.say import Sentence
from borne.domain.traffic import Evidence
from borne.domain.upkeep import FileKind
from borne.domain.upkeep_events import FirmwareStatus
from borne.domain.upkeep_orders import GetDiagnostics, GetLog, UpdateFirmware
from borne.engine.ports import Clock
from borne.ocpp.errors import PortInUse, PortRefused
from borne.ocpp.evidence import Presence, measurands_in, repairs_in
from borne.ocpp.files import FilePort
from borne.ocpp.handshake import FOR_BROWSERS, TOO_NEW, host_of, identity_of, subprotocol_of
from borne.ocpp.journal import Journal, Key
from borne.ocpp.link import Link
from borne.ocpp.note import Note, shown
from borne.ocpp.outcome import NOT_CONNECTED
from borne.ocpp.quirks import QUIRKS_USED
from borne.ocpp.socket import ChargerSocket
from borne.ocpp.trace import Trace
from borne.ocpp.wire import Memory

_MOST_REMEMBERED: Final = 1024
_MOST_METERED: Final = 200
"""MeterValues in which to look for what a charger measures."""
_ABOUT_FILES: Final = (UpdateFirmware, GetDiagnostics, GetLog)
_LAST_WORDS: Final = 2.0
"""s that chargers have to close when Borne stops."""


class OcppServer:
    """Chargers on one port; what they say goes to `engine_post`.

    `first_connection` is the number of the first connection; the following ones rise from there.
    """

    def __init__(
        self,
        engine_post: Callable[[Event], None],
        clock: Clock,
        host: str | None = None,
        port: int = 9000,
        *,
        first_connection: int = 1,
        files: FilePort | None = None,
    ) -> None:
        self._engine_post = engine_post
        self._clock = clock
        self._host = host or None
        self._port = port
        self._files = files
        self._numbers = itertools.count(first_connection)
        self._server: asyncio.Server | None = None
        self._sockets: set[ChargerSocket] = set()
        self._by_connection: dict[int, ChargerSocket] = {}
        self._newest: dict[str, ChargerSocket] = {}
        self._memories: OrderedDict[str, Memory] = OrderedDict()
        self._cares: dict[str, UseCare] = {}
        """By charger, where it is another than with any."""
        self._journal = Journal()
        self._presence = Presence()
        self._trace = Trace()
        self._empty = asyncio.Event()

    async def start(self) -> None:
        """Listen. Raises PortInUse or PortRefused."""
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(self._socket, self._host, self._port)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortInUse(self._host, self._port) from None
            raise PortRefused(self._host, self._port, error.strerror or str(error)) from None

    async def stop(self) -> None:
        """Close every connection politely, within seconds, and stop listening."""
        if self._server is None:
            return
        self._server.close()
        for socket in list(self._sockets):
            socket.close(1001, "Borne stops")
        if self._sockets:
            self._empty.clear()
            try:
                await asyncio.wait_for(self._empty.wait(), _LAST_WORDS)
            except TimeoutError:
                for socket in list(self._sockets):
                    socket.abort()
        await self._server.wait_closed()
        self._server = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def port(self) -> int:
        """The port it listens on, also where the system chose it."""
        sockets = self._server.sockets if self._server else ()
        return int(sockets[0].getsockname()[1]) if sockets else self._port

    @property
    def counts(self) -> Mapping[Key, int]:
        """How often there was something to say, by charger, action and field."""
        return self._journal.counts

    @property
    def trace(self) -> Trace:
        """The frames of late."""
        return self._trace

    def evidence(self, charger: str) -> Evidence:
        """What a charger has shown of itself since Borne started."""
        memory = self._memories.get(charger) or Memory()
        return Evidence(
            connections=self._presence.of(charger),
            repairs=repairs_in(self._journal.counts, charger),
            written=memory.answered.written,
            profiles=memory.answered.profiles,
            measurands=measurands_in(self._trace.recent(charger, "MeterValues", _MOST_METERED)),
            messages=self._trace.actions(charger),
        )

    # ChargersPort.

    def answer(self, answer: Answer) -> None:
        """Send the answer, if the connection that asked is still there."""
        socket = self._by_connection.get(answer.ticket.connection)
        if socket is not None:
            socket.answer(answer)

    def order(self, order: Order) -> None:
        """Queue an order for the newest connection of its charger."""
        if isinstance(order, UseCare):
            self._use_care(order)
            return
        socket = self._newest.get(order.charger)
        if socket is None:
            self._not_done(order, "NotConnected", NOT_CONNECTED())
            return
        addressed = self._addressed(order, socket)
        if isinstance(addressed, Sentence):
            self._not_done(order, "NotFound", addressed)
        else:
            socket.order(addressed)

    def recall(self, care: UseCare) -> None:
        """How to deal with a charger, before it connects."""
        usual = replace(care, wish=None) == UseCare(care.charger)
        if usual:
            self._cares.pop(care.charger, None)
        else:
            self._cares[care.charger] = care

    def _use_care(self, order: UseCare) -> None:
        self.recall(order)
        memory = self._memories.get(order.charger)
        if memory is not None:
            memory.care = order
        socket = self._newest.get(order.charger)
        if socket is not None:
            socket.pace()
        self._engine_post(
            OrderAnswered(self.now(), order, ok=True, status="Accepted", message=QUIRKS_USED())
        )

    def _not_done(self, order: Order, status: str, message: Sentence) -> None:
        self._engine_post(
            OrderAnswered(self.now(), order, ok=False, status=status, message=message)
        )

    def _addressed(self, order: Order, socket: ChargerSocket) -> Order | Sentence:
        """The order with the address at Borne of the file that it is about, if it has no other."""
        if not isinstance(order, _ABOUT_FILES) or order.url is not None:
            return order
        if self._files is None or socket.reached_at is None:
            return order
        host = socket.reached_at
        if isinstance(order, UpdateFirmware):
            name = order.file or ""
            url = self._files.offer_firmware(order.charger, name, host, order.at)
        else:
            kind = FileKind.LOG if isinstance(order, GetLog) else FileKind.DIAGNOSTICS
            url = self._files.offer_place(kind, order.charger, host)
        return url if isinstance(url, Sentence) else replace(order, url=url)

    # What the sockets call; see `socket.Owner`.

    def now(self) -> datetime:
        return self._clock.now()

    def admit(self, socket: ChargerSocket, protocol: ServerProtocol, request: Request) -> Response:
        headers = request.headers
        if not headers.get_all("Upgrade"):
            response = protocol.reject(426, FOR_BROWSERS)
            response.headers["Upgrade"] = "websocket"
            return response
        authorization = next(iter(headers.get_all("Authorization")), None)
        charger = identity_of(request.path, authorization)
        spoken, version = subprotocol_of(headers.get_all("Sec-WebSocket-Protocol"))
        if version is None:
            self._refused(charger, "offers OCPP 2 only; choose OCPP 1.6J in its settings")
            return protocol.reject(400, TOO_NEW)
        response = protocol.accept(request)
        if response.status_code != 101:
            self._refused(charger, f"opens no WebSocket: {shown(str(protocol.handshake_exc), 200)}")
            return response
        if spoken is not None:
            response.headers["Sec-WebSocket-Protocol"] = spoken
        number = next(self._numbers)
        socket.reached_at = host_of(headers.get_all("Host")) or socket.local
        socket.link = Link(charger, number, version, self.now(), self._memory(charger))
        return response

    def opened(self, socket: ChargerSocket) -> None:
        link = socket.link
        if link is None:
            return
        older = self._newest.get(link.charger)
        self._newest[link.charger] = socket
        self._by_connection[link.connection] = socket
        self._inform(link.charger, f"connected from {socket.remote} with {link.version}")
        self._presence.opened(link.charger, link.connection, self.now(), socket.remote)
        self._engine_post(
            ChargerConnected(
                self.now(), link.charger, link.connection, link.version.value, socket.remote
            )
        )
        if older is not None:
            older.close(1000, "replaced by a newer connection")

    def post(self, events: Iterable[ChargerEvent]) -> None:
        for event in events:
            self._engine_post(event)
            if self._files is not None:
                self._look_at_files(event, self._files)

    @staticmethod
    def _look_at_files(event: ChargerEvent, files: FilePort) -> None:
        """A path ends with the order or the update that it was for."""
        if isinstance(event, FirmwareStatus):
            files.heard(event.charger, event.status)
        elif isinstance(event, OrderAnswered) and not event.ok:
            order = event.order
            if isinstance(order, _ABOUT_FILES) and order.url is not None:
                files.withdraw(order.url)

    def note(self, note: Note) -> None:
        self._journal.write(note, self.now())

    def gone(self, socket: ChargerSocket, reason: str) -> None:
        link = socket.link
        if link is None:
            return
        self._by_connection.pop(link.connection, None)
        if self._newest.get(link.charger) is socket:
            del self._newest[link.charger]
        self._inform(link.charger, f"disconnected: {reason}")
        self._presence.gone(link.charger, link.connection, self.now(), reason)
        self._engine_post(
            ChargerDisconnected(
                self.now(),
                link.charger,
                link.connection,
                reason,
                socket.dropped,
                socket.quiet,
                socket.mute,
            )
        )

    def forget(self, socket: ChargerSocket) -> None:
        self._sockets.discard(socket)
        if not self._sockets:
            self._empty.set()

    def _socket(self) -> ChargerSocket:
        socket = ChargerSocket(self)
        self._sockets.add(socket)
        return socket

    def _memory(self, charger: str) -> Memory:
        memory = self._memories.get(charger)
        if memory is None:
            care = self._cares.get(charger) or UseCare(charger)
            memory = self._memories[charger] = Memory(
                care=care,
                written={key: set(values) for key, values in care.written.items()},
                told_written=dict(care.written),
            )
        self._memories.move_to_end(charger)
        if len(self._memories) > _MOST_REMEMBERED:
            self._memories.popitem(last=False)
        return memory

    def _refused(self, charger: str, text: str) -> None:
        self.note(Note("warning", charger, None, None, text))

    def _inform(self, charger: str, text: str) -> None:
        self.note(Note("info", charger, None, None, text))
