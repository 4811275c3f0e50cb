"""One WebSocket of one charger: the shell of bytes and timers around a link.

The WebSocket protocol is that of `websockets`, without its tasks and queues: a frame is answered
within the call that brings it, and a charger costs no task.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Iterable
from datetime import datetime
from typing import Final, Protocol

from websockets.frames import Frame, Opcode
from websockets.http11 import Request, Response
from websockets.protocol import State
from websockets.server import ServerProtocol

from borne.domain.commands import Answer, Order
from borne.domain.events import ChargerEvent
from borne.domain.rhythm import PING
from borne.ocpp.gate import Pass
from borne.ocpp.lenient import LenientProtocol
from borne.ocpp.link import Link
from borne.ocpp.note import Note, Problem
from borne.ocpp.opening import NotHttp, opening
from borne.ocpp.silence import Silence
from borne.ocpp.timers import Timers
from borne.ocpp.trace import Trace

SILENT_FOR: Final = 60.0
"""s without a byte after which a charger that answers pings is taken for gone."""
_PINGS_MISSED: Final = 2
"""At the least, whatever the time between them."""
MUTE_FOR: Final = 600.0
"""The same for one that has never answered a ping."""
CHOKED_FOR: Final = 30.0
"""s that a charger may take to read what it is sent."""
_HANDSHAKE: Final = 15.0
_CLOSING: Final = 5.0
_LARGEST: Final = 2**20
_BUFFER: Final = 2**18
_MOST_UNANSWERED: Final = 64

_log: Final = logging.getLogger("borne.ocpp")
_quiet: Final = logging.getLogger("borne.ocpp.websocket")
_quiet.setLevel(logging.ERROR)


class Owner(Protocol):
    """What a socket needs from the server."""

    @property
    def trace(self) -> Trace:
        """Where every frame is kept."""
        ...

    def now(self) -> datetime: ...

    def admit(self, socket: ChargerSocket, protocol: ServerProtocol, request: Request) -> Response:
        """Decide about an opening request; gives the socket its link if it may stay."""
        ...

    def opened(self, socket: ChargerSocket) -> None: ...

    def post(self, events: Iterable[ChargerEvent]) -> None: ...

    def note(self, note: Note) -> None: ...

    def gone(self, socket: ChargerSocket, reason: str) -> None:
        """The link is of no use any more; called once, and only if there was one."""
        ...

    def forget(self, socket: ChargerSocket) -> None:
        """The transport is closed."""
        ...


class ChargerSocket(asyncio.Protocol):
    """Bytes from asyncio in, frames to the link; what the link has to say, out."""

    def __init__(self, owner: Owner) -> None:
        self.remote: str | None = None
        self.local: str | None = None
        """Our own address on this connection."""
        self.reached_at: str | None = None
        """The address by which the charger reaches us."""
        self.dropped = False
        """It ended, and neither Borne nor a broken protocol was why."""
        self.quiet: float | None = None
        self.mute: float | None = None
        self.link: Link | None = None
        self.broke: ssl.SSLError | None = None
        """By what TLS itself ended it: in TLS 1.3 a charger tells late that it trusts nobody."""
        self.proof: Pass | None = None
        """What it has shown at the door."""
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self._protocol = LenientProtocol(max_size=_LARGEST, logger=_quiet)
        self._transport: asyncio.Transport | None = None
        self._begun: bytes | None = b""
        """What has come of the opening request; None: it was whole."""
        self._fragments: list[bytes] = []
        self._text = True
        self._line = Silence(self._loop.time())
        self._ended_by_us = False
        self._answers_pings = False
        self._gone = False
        self._paused = False
        self._why = ""
        self._armed: datetime | None = None
        self._timers = Timers(self._loop)

    @property
    def tls(self) -> ssl.SSLObject | None:
        """The TLS that it came under, if any."""
        transport = self._transport
        return transport.get_extra_info("ssl_object") if transport is not None else None

    # What asyncio calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  the type that TCP has
        self._transport = transport
        transport.set_write_buffer_limits(high=_BUFFER)
        peer = transport.get_extra_info("peername")
        self.remote = peer[0] if peer else None
        own = transport.get_extra_info("sockname")
        self.local = own[0] if own else None
        self._timers.later("handshake", _HANDSHAKE, self._abort)

    def data_received(self, data: bytes) -> None:
        self._line.heard(self._loop.time())
        if self._begun is None:
            self._take(data)
        else:
            self._begin(self._begun + data)

    def _take(self, data: bytes) -> None:
        self._protocol.receive_data(data)
        for event in self._protocol.events_received():
            if isinstance(event, Request):
                self._open(event)
            elif isinstance(event, Frame) and not self._gone:
                self._frame(event)
        self._flush()

    def eof_received(self) -> None:
        self._protocol.receive_eof()
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        self._timers.stop()
        self.broke = exc if isinstance(exc, ssl.SSLError) else None
        self._lose(self._why or self._reason(exc))
        self._owner.forget(self)

    def pause_writing(self) -> None:
        self._timers.later("choked", CHOKED_FOR, self._choke)
        self._regulate()

    def resume_writing(self) -> None:
        self._timers.cancel("choked")
        self._regulate()

    # What the server calls.

    def answer(self, answer: Answer) -> None:
        if self.link is not None and not self._gone:
            self.link.answer(answer, self._owner.now())
            self._flush()
            if self._paused:
                self._regulate()

    def order(self, order: Order) -> None:
        if self.link is not None and not self._gone:
            self._owner.post(self.link.order(order, self._owner.now()))
            self._flush()

    def close(self, code: int, reason: str) -> None:
        """Close politely, and in any case within seconds; nothing more is heard or said."""
        self._why = self._why or reason
        self._ended_by_us = True
        self._lose(reason)
        if self._protocol.state is State.OPEN:
            self._protocol.send_close(code, reason)
            self._flush()
            self._timers.later("closing", _CLOSING, self._abort)
        else:
            self._abort()

    def abort(self) -> None:
        self._ended_by_us = True
        self._abort()

    def pace(self) -> None:
        """Ping from now on as often as the link's care says."""
        if "ping" in self._timers:
            self._timers.later("ping", self._ping_every, self._ping)

    @property
    def _ping_every(self) -> float:
        return self.link.ping if self.link is not None else PING.usual

    # The opening.

    def _begin(self, data: bytes) -> None:
        """Open once the request is whole; what is behind it waits until that is answered."""
        try:
            found = opening(data)
        except NotHttp as other:
            self._turn_away(other)
            return
        self._begun = data if found is None else None
        if found is None:
            return
        self._take(found.request)
        if found.mended and self.link is not None:
            self._note(Problem(None, "opens with what is not quite HTTP; read anyway"))
        if found.rest:
            self._take(found.rest)

    def _turn_away(self, other: NotHttp) -> None:
        self._owner.note(Note("warning", self.remote or "somebody", None, None, other.words))
        if self._transport is not None:
            self._transport.pause_reading()
            self._transport.write(other.answer)
            self._transport.close()

    def _open(self, request: Request) -> None:
        self._timers.cancel("handshake")
        response = self._owner.admit(self, self._protocol, request)
        self._protocol.send_response(response)
        request.headers.clear()  # the protocol keeps the request as long as the connection lasts
        self._flush()
        if self.link is not None:
            self._owner.opened(self)
            self._timers.later("ping", self._ping_every, self._ping)

    # Frames.

    def _frame(self, frame: Frame) -> None:
        if frame.opcode is Opcode.PONG:
            self._answers_pings = True
        elif frame.opcode in (Opcode.TEXT, Opcode.BINARY, Opcode.CONT):
            if frame.opcode is not Opcode.CONT:
                self._end_fragments()
                self._text = frame.opcode is Opcode.TEXT
            data = bytes(frame.data)
            frame.data = b""  # the protocol keeps the frame until the next one
            if frame.fin and not self._fragments:
                self._message(data)
                return
            self._fragments.append(data)
            if frame.fin:
                self._end_fragments()

    def _end_fragments(self) -> None:
        """Take what has come of a message, also where its end is missing."""
        if self._fragments:
            message, self._fragments = b"".join(self._fragments), []
            self._message(message)

    def _message(self, data: bytes) -> None:
        link = self.link
        if link is None:
            return
        now, noted = self._owner.now(), len(link.notes)
        for oddity in self._protocol.passed_over():
            link.odd(oddity)
        text: str | bytes = data
        if self._text:
            try:
                text = data.decode()
            except UnicodeDecodeError:
                link.odd("a text that is not UTF-8; read as well as can be")
        self._line.message(self._loop.time())
        try:
            events = link.receive(text, now)
        except Exception:  # noqa: BLE001  the supervised edge: a defect costs no charger its line
            _log.exception("%s: a message could not be handled", link.charger)
            link.stumble()
            return
        finally:
            notes = tuple(link.notes[noted:]) if len(link.notes) > noted else ()
            self._owner.trace.add(link.charger, link.connection, now, data, sent=False, notes=notes)
        self._owner.post(events)
        if link.unanswered >= _MOST_UNANSWERED:
            self._regulate()

    def _flush(self) -> None:
        """Send what the link and the protocol have to send, log the notes, set the clock."""
        link = self.link
        if link is not None and not self._gone:
            if self._protocol.state is State.OPEN:
                for frame in map(str.encode, link.frames()):
                    self._line.message(self._loop.time())
                    self._protocol.send_text(frame)
                    now = self._owner.now()
                    self._owner.trace.add(link.charger, link.connection, now, frame, sent=True)
            if link.notes:
                self._tell(link)
            if link.deadline != self._armed:
                self._arm(link)
        self._write()

    def _write(self) -> None:
        transport = self._transport
        if transport is None:
            return
        for data in self._protocol.data_to_send():
            if transport.is_closing():
                return
            if data:
                self._line.said(self._loop.time())
                transport.write(data)
            elif transport.can_write_eof():
                transport.write_eof()
        if self._protocol.close_expected() and "closing" not in self._timers:
            self._timers.later("closing", _CLOSING, self._abort)

    def _tell(self, link: Link) -> None:
        notes, link.notes = link.notes, []
        for note in notes:
            self._owner.note(note)

    def _note(self, problem: Problem) -> None:
        if self.link is not None:
            note = Note("warning", self.link.charger, None, problem.field, problem.text)
            self._owner.note(note)

    # Time.

    def _arm(self, link: Link) -> None:
        self._timers.cancel("deadline")
        self._armed = link.deadline
        if self._armed is not None:
            wait = (self._armed - self._owner.now()).total_seconds()
            self._timers.later("deadline", max(0.0, wait), self._wake)

    def _wake(self) -> None:
        self._armed = None
        if self.link is not None and not self._gone:
            self._owner.post(self.link.wake(self._owner.now()))
            self._flush()

    def _ping(self) -> None:
        silence = self._line.unheard(self._loop.time())
        patience = max(SILENT_FOR, _PINGS_MISSED * self._ping_every)
        patience = patience if self._answers_pings else max(patience, MUTE_FOR)
        if silence >= patience and not self._paused:
            self._why = f"silent for {silence:.0f} s"
            self._line.died()
            self._abort()
            return
        if self._protocol.state is State.OPEN:
            self._protocol.send_ping(b"")
            self._line.pinged(self._loop.time())
            self._write()
            self._timers.later("ping", self._ping_every, self._ping)

    def _choke(self) -> None:
        self._ended_by_us = True
        self._note(Problem(None, "does not read what it is sent; the connection is dropped"))
        self._why = "did not read what it was sent"
        self._abort()

    def _regulate(self) -> None:
        """Read no more while too many calls wait for answers, or the charger does not read."""
        full = self.link is not None and self.link.unanswered >= _MOST_UNANSWERED
        choked = "choked" in self._timers
        if self._transport is None or (full or choked) is self._paused:
            return
        self._paused = full or choked
        if self._paused:
            self._transport.pause_reading()
        else:
            self._line.heard(self._loop.time())
            self._transport.resume_reading()

    # The end.

    def _abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def _lose(self, reason: str) -> None:
        if self.link is None or self._gone:
            return
        self._gone = True
        broken = self._protocol.parser_exc is not None and self._protocol.close_sent is not None
        self.dropped = not (self._ended_by_us or broken)
        self.quiet, self.mute = self._line.ended(
            self._loop.time(), said_so=self._protocol.close_rcvd is not None
        )
        self._timers.cancel("ping")
        self._timers.cancel("deadline")
        self._owner.post(self.link.close(reason, self._owner.now()))
        self._tell(self.link)
        self._owner.gone(self, reason)

    def _reason(self, exc: Exception | None) -> str:
        closed = self._protocol.close_rcvd
        if closed is not None:
            return f"the charger closed it ({closed.code}{closed.reason and f' {closed.reason}'})"
        if self._protocol.parser_exc is not None and self._protocol.close_sent is not None:
            return f"broke the WebSocket protocol ({self._protocol.close_sent.reason})"
        return f"the line broke ({exc})" if exc else "the line broke"
