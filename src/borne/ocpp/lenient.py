"""The WebSocket protocol as chargers speak it: what is in a frame is no reason to close.

RFC 6455 wants a connection failed over a frame without mask, a message beyond all size, a ping that
is too long or a fragment out of turn. All of these leave no doubt where the next frame begins, so
they are read. Only where that is lost does the connection end.
"""

from __future__ import annotations

import logging
import struct
from collections.abc import Generator
from typing import Final, TypeVar

from websockets.exceptions import ProtocolError
from websockets.frames import CTRL_OPCODES, CloseCode, Frame, Opcode
from websockets.protocol import Protocol
from websockets.server import ServerProtocol
from websockets.utils import apply_mask

NO_MASK: Final = "a frame without mask; read all the same"
CUT: Final = "a message beyond all size; read as far as that"
OUT_OF_TURN: Final = "a fragment out of turn; taken as a message of its own"
LONG_PING: Final = "a ping or pong that is too long; cut"

_HEADER: Final = struct.Struct("!BB")
_SHORT: Final = struct.Struct("!H")
_LONG: Final = struct.Struct("!Q")
_MOST_IN_A_PING: Final = 125
_NO_LENGTH: Final = 2**26
"""Bytes that no frame of a charger has: what says so is no header."""

_T = TypeVar("_T")
_Reading = Generator[None, None, _T]


class _LenientFrames(Protocol):
    """Reads frames in place of `Protocol.parse`; `oddities` are what it has passed over."""

    oddities: list[str]

    def parse(self) -> _Reading[None]:
        """See `Protocol.parse`: never raises, and sets `parser_exc` where it gives up."""
        try:
            while True:
                self.recv_frame((yield from self._read_frame()))
        except ProtocolError as wrong:
            self._give_up(CloseCode.PROTOCOL_ERROR, str(wrong), wrong)
        except UnicodeDecodeError as wrong:  # in the reason of a goodbye
            self._give_up(CloseCode.INVALID_DATA, wrong.reason, wrong)
        except EOFError as end:
            self._give_up(CloseCode.ABNORMAL_CLOSURE, "unexpected end of stream", end)
        yield

    def _give_up(self, code: CloseCode, reason: str, wrong: Exception) -> None:
        self.fail(code, reason)
        self.parser_exc = wrong

    def _read_frame(self) -> _Reading[Frame]:
        read = self.reader.read_exact
        first, second = _HEADER.unpack((yield from read(2)))
        try:
            opcode = Opcode(first & 0x0F)
        except ValueError:
            raise ProtocolError("invalid opcode") from None
        if first & 0x70:
            raise ProtocolError("reserved bits must be 0")
        length = second & 0x7F
        if length == 126:
            (length,) = _SHORT.unpack((yield from read(2)))
        elif length == 127:
            (length,) = _LONG.unpack((yield from read(8)))
        if length > _NO_LENGTH:
            raise ProtocolError("a length beyond all reason")
        mask = (yield from read(4)) if second & 0x80 else None
        frame = Frame(opcode, b"", fin=bool(first & 0x80))
        self._put_in_turn(frame)
        kept = self._kept_of(frame, length)
        data = yield from read(kept)
        if kept < length:
            yield from self._skip(length - kept)
        if mask is None:
            self.oddities.append(NO_MASK)
        frame.data = data if mask is None else apply_mask(data, mask)
        return frame

    def _put_in_turn(self, frame: Frame) -> None:
        """A fragment that continues nothing begins; a beginning ends what was not at its end."""
        if frame.opcode in CTRL_OPCODES:
            frame.fin = True
        elif (frame.opcode is Opcode.CONT) is (self.current_size is None):
            self.oddities.append(OUT_OF_TURN)
            self.current_size = None
            frame.opcode = Opcode.TEXT if frame.opcode is Opcode.CONT else frame.opcode

    def _kept_of(self, frame: Frame, length: int) -> int:
        """How many of its bytes are read; the others are passed over."""
        if frame.opcode in CTRL_OPCODES:
            most, oddity = _MOST_IN_A_PING, LONG_PING
        else:
            before = self.current_size or 0
            most, oddity = max(0, (self.max_message_size or _NO_LENGTH) - before), CUT
        if length <= most:
            return length
        self.oddities.append(oddity)
        return most

    def _skip(self, length: int) -> _Reading[None]:
        """Pass over bytes as they come, so that they take no memory."""
        while length:
            while not self.reader.buffer:
                if (yield from self.reader.at_eof()):
                    raise EOFError
            part = min(length, len(self.reader.buffer))
            yield from self.reader.read_exact(part)
            length -= part


class LenientProtocol(ServerProtocol, _LenientFrames):
    """A server's side of a connection; messages of up to `max_size` bytes are whole."""

    def __init__(self, *, max_size: int, logger: logging.Logger) -> None:
        self.oddities: list[str] = []
        super().__init__(max_size=max_size, logger=logger)

    def passed_over(self) -> list[str]:
        """What has been odd since this was asked last."""
        if not self.oddities:
            return self.oddities
        oddities, self.oddities = self.oddities, []
        return oddities
