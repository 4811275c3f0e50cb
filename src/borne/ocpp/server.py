"""The port that chargers connect to. Implements `borne.engine.ports.ChargersPort`."""

from __future__ import annotations

import asyncio
import itertools
import ssl
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

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
from borne.domain.security import Profile, Refused, Security
from borne.domain.traffic import Evidence
from borne.engine.ports import Clock
from borne.ocpp.courier import Courier
from borne.ocpp.evidence import Presence, measurands_in, repairs_in
from borne.ocpp.files import FilePort
from borne.ocpp.gate import Knock, Pass, Stop
from borne.ocpp.handshake import (
    FOR_BROWSERS,
    TOO_NEW,
    certified,
    host_of,
    identity_of,
    subprotocol_of,
)
from borne.ocpp.journal import Journal, Key
from borne.ocpp.link import Link
from borne.ocpp.listening import listen
from borne.ocpp.note import Note, shown
from borne.ocpp.outcome import NOT_CONNECTED
from borne.ocpp.porter import Porter, turn_away
from borne.ocpp.quirks import QUIRKS_USED, database
from borne.ocpp.socket import ChargerSocket
from borne.ocpp.tls_door import Failed, TlsDoor
from borne.ocpp.trace import Trace
from borne.ocpp.wire import Memory

if TYPE_CHECKING:
    from borne.ocpp.tls import Certificates

_MOST_REMEMBERED: Final = 1024
"""Chargers, as long as no more are connected."""
_MOST_METERED: Final = 200
"""MeterValues in which to look for what a charger measures."""
_LAST_WORDS: Final = 2.0
"""s that chargers have to close when Borne stops."""


class OcppServer:
    """Chargers on one port, and on another under TLS; what they say goes to `engine_post`.

    `first_connection` is the number of the first connection; the following ones rise from there.
    `known` is what is expected of each charger that connects.
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
        known: Mapping[str, Security] | None = None,
        certificates: Certificates | None = None,
        tls_port: int = 9443,
    ) -> None:
        self._engine_post = engine_post
        self._clock = clock
        self._host = host or None
        self._port = port
        self._courier = Courier(files)
        self._numbers = itertools.count(first_connection)
        self._server: asyncio.Server | None = None
        self._tls_port = tls_port
        self._tls_server: asyncio.Server | None = None
        self._tls_door: TlsDoor | None = None
        self._porter = Porter(engine_post, clock, known, certificates)
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
        """Listen, once the quirks are read: no answer waits for them.

        Raises PortInUse or PortRefused.
        """
        await asyncio.to_thread(database)
        self._server = await listen(self._socket, self._host, self._port)

    async def open_tls(self, context: ssl.SSLContext, bare: ssl.SSLContext) -> None:
        """Listen under TLS too. Raises PortInUse or PortRefused."""
        door = TlsDoor(self._socket, context, bare, self._clock)
        self._tls_server = await listen(door.arriving, self._host, self._tls_port)
        self._tls_door = door

    async def stop(self) -> None:
        """Close every connection politely, within seconds, and stop listening."""
        if self._server is None:
            return
        servers = [one for one in (self._server, self._tls_server) if one is not None]
        for server in servers:
            server.close()
        if self._tls_door is not None:
            self._tls_door.close()
        for socket in list(self._sockets):
            socket.close(1001, "Borne stops")
        if self._sockets:
            self._empty.clear()
            try:
                await asyncio.wait_for(self._empty.wait(), _LAST_WORDS)
            except TimeoutError:
                for socket in list(self._sockets):
                    socket.abort()
        for server in servers:
            await server.wait_closed()
        self._server = self._tls_server = None

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
    def tls_port(self) -> int | None:
        """The port for wss://; None: it is not open."""
        sockets = self._tls_server.sockets if self._tls_server else ()
        return int(sockets[0].getsockname()[1]) if sockets else None

    @property
    def tls_failed(self) -> tuple[Failed, ...]:
        """Whose TLS handshake has failed, the last one first."""
        return self._tls_door.failed if self._tls_door is not None else ()

    @property
    def reached_at(self) -> Iterable[str]:
        """Names and addresses by which chargers reach Borne."""
        return self._porter.reached_at

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
        """Queue an order for the newest connection of its charger, or do what needs none."""
        if isinstance(order, UseCare):
            self._use_care(order)
            return
        if self._porter.takes(order):
            return
        socket = self._newest.get(order.charger)
        if socket is None:
            self._not_done(order, "NotConnected", NOT_CONNECTED())
            return
        if self._courier.takes(order):
            addressed = self._courier.addressed(order, socket.reached_at)
        else:
            addressed = self._porter.completed(order)
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
        pinned = self._porter.pinned(charger)
        spoken, version = subprotocol_of(headers.get_all("Sec-WebSocket-Protocol"), pinned)
        if version is None:
            return self._wrong_version(socket, protocol, charger, pinned)
        proof = self._porter.judge(_knock(socket, charger, authorization))
        if not isinstance(proof, Pass):
            self._refused(charger, f"is not let in from {socket.remote}")
            return turn_away(protocol, proof)
        if "Sec-WebSocket-Protocol" in headers:
            del headers["Sec-WebSocket-Protocol"]  # malformed perhaps: that is no reason to refuse
        response = protocol.accept(request)
        if response.status_code != 101:
            self._refused(charger, f"opens no WebSocket: {shown(str(protocol.handshake_exc), 200)}")
            return response
        if spoken is not None:
            response.headers["Sec-WebSocket-Protocol"] = spoken
        number = next(self._numbers)
        socket.reached_at = host_of(headers.get_all("Host")) or socket.local
        socket.proof = proof
        self._porter.came_by(socket.reached_at)
        socket.link = Link(charger, number, version, self.now(), self._memory(charger))
        return response

    def _wrong_version(
        self, socket: ChargerSocket, protocol: ServerProtocol, charger: str, pinned: str | None
    ) -> Response:
        self._porter.refused(charger, Refused.PROTOCOL, socket.remote or "")
        if pinned is not None:
            self._refused(charger, f"does not offer {pinned}, the only version that it may speak")
            return turn_away(protocol, Stop(Refused.PROTOCOL))
        self._refused(charger, "offers OCPP 2 only; choose OCPP 1.6J in its settings")
        return protocol.reject(400, TOO_NEW)

    def opened(self, socket: ChargerSocket) -> None:
        link = socket.link
        if link is None:
            return
        older = self._newest.get(link.charger)
        self._newest[link.charger] = socket
        self._by_connection[link.connection] = socket
        self._inform(link.charger, f"connected from {socket.remote} with {link.version}")
        self._presence.opened(link.charger, link.connection, self.now(), socket.remote)
        proof = socket.proof or Pass(Profile.NONE)
        self._engine_post(
            ChargerConnected(
                at=self.now(),
                charger=link.charger,
                connection=link.connection,
                protocol=link.version.value,
                remote=socket.remote,
                proves=proof.proves,
                tls=socket.tls is not None,
                verifier=proof.verifier,
                mistaken=proof.mistaken,
            )
        )
        if older is not None:
            older.close(1000, "replaced by a newer connection")

    def post(self, events: Iterable[ChargerEvent]) -> None:
        for event in events:
            self._engine_post(event)
            self._courier.look(event)

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
        if self._tls_door is not None and socket.link is None:
            self._tls_door.broke(socket.remote, socket.broke)
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
        if len(self._memories) > max(_MOST_REMEMBERED, len(self._newest) + 1):
            others = (id_ for id_ in self._memories if id_ not in self._newest and id_ != charger)
            self._memories.pop(next(others, ""), None)  # who is there is never forgotten
        return memory

    def _refused(self, charger: str, text: str) -> None:
        self.note(Note("warning", charger, None, None, text))

    def _inform(self, charger: str, text: str) -> None:
        self.note(Note("info", charger, None, None, text))


def _knock(socket: ChargerSocket, charger: str, authorization: str | None) -> Knock:
    tls = socket.tls
    shown = tls.getpeercert() if tls is not None else None
    return Knock(
        charger=charger,
        address=socket.remote or "",
        tls=tls is not None,
        certified=certified(shown, charger),
        authorization=authorization,
    )
