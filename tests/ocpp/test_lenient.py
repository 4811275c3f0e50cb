"""Frames that break the rules of WebSocket, and those that break the line."""

from __future__ import annotations

import logging
import struct
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.protocol import State

from borne.ocpp.lenient import CUT, LONG_PING, NO_MASK, OUT_OF_TURN, LenientProtocol

TEXT, MORE, PING = Opcode.TEXT, Opcode.CONT, Opcode.PING
_MOST = 1_000
_OPENING = (
    b"GET /garage HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


def opened() -> LenientProtocol:
    protocol = LenientProtocol(max_size=_MOST, logger=logging.getLogger("test"))
    protocol.receive_data(_OPENING)
    (request,) = protocol.events_received()
    assert isinstance(request, Request)
    protocol.send_response(protocol.accept(request))
    protocol.data_to_send()
    return protocol


def sent(data: bytes, opcode: Opcode = TEXT, *, fin: bool = True, masked: bool = True) -> bytes:
    """A frame as a charger sends it."""
    frame = Frame(opcode, data, fin)
    if len(data) <= 125 or opcode in (TEXT, MORE):
        return frame.serialize(mask=masked)
    return bytes([0x80 | opcode, 0x80 | 126]) + struct.pack("!HI", len(data), 0) + data


def read(protocol: LenientProtocol) -> list[bytes]:
    return [bytes(frame.data) for frame in frames(protocol)]


def frames(protocol: LenientProtocol) -> Iterator[Frame]:
    for event in protocol.events_received():
        assert isinstance(event, Frame)
        yield event


@pytest.mark.parametrize(
    ("data", "said", "oddity"),
    [
        (sent(b"hello", masked=False), [b"hello"], NO_MASK),
        (sent(b"x" * 5_000), [b"x" * _MOST], CUT),
        (sent(b"more", MORE), [b"more"], OUT_OF_TURN),
        (sent(b"one", fin=False) + sent(b"two"), [b"one", b"two"], OUT_OF_TURN),
        (sent(b"?" * 200, PING), [b"?" * 125], LONG_PING),
    ],
    ids=("no mask", "too long", "no beginning", "no end", "long ping"),  # the masks are random
)
def test_what_breaks_a_rule_is_read(data: bytes, said: list[bytes], oddity: str) -> None:
    protocol = opened()
    protocol.receive_data(data)
    assert read(protocol) == said
    assert protocol.passed_over() == [oddity]
    assert protocol.passed_over() == []
    protocol.receive_data(sent(b"after"))
    assert read(protocol) == [b"after"]
    assert protocol.state is State.OPEN


def test_a_message_in_parts_is_cut_where_it_is_too_long() -> None:
    protocol = opened()
    for data in (sent(b"a" * 600, fin=False), sent(b"b" * 600, MORE, fin=False), sent(b"c", MORE)):
        protocol.receive_data(data)
    assert read(protocol) == [b"a" * 600, b"b" * 400, b""]
    protocol.receive_data(sent(b"d" * _MOST))
    assert read(protocol) == [b"d" * _MOST]


def test_what_is_passed_over_takes_no_memory() -> None:
    protocol = opened()
    head = bytes([0x81, 0xFF]) + struct.pack("!QI", 2**25, 0)
    protocol.receive_data(head)
    for _ in range(2**25 // 2**15):
        protocol.receive_data(bytes(2**15))
        assert len(protocol.reader.buffer) <= _MOST
    assert read(protocol) == [bytes(_MOST)]


@pytest.mark.parametrize(
    "data",
    [
        b"\x83\x80\0\0\0\0",  # no such opcode
        b"\xc1\x80\0\0\0\0",  # a reserved bit
        b"\x81\xff" + b"\x7f" * 12,  # a length beyond all reason
        b"\x88\x81\0\0\0\0x",  # half a code in a goodbye
        b"\x88\x83\0\0\0\0\x03\xe8\xff",  # a goodbye that is not UTF-8
    ],
)
def test_where_the_next_frame_begins_is_not_known(data: bytes) -> None:
    protocol = opened()
    protocol.receive_data(data + sent(b"after"))
    assert read(protocol) == []
    assert protocol.parser_exc is not None
    assert protocol.close_expected()


def test_a_line_that_ends_in_the_middle_has_ended() -> None:
    for end in (b"", b"\x81", sent(b"x" * 5_000)[:2_000]):
        protocol = opened()
        protocol.receive_data(end)
        protocol.receive_eof()
        assert isinstance(protocol.parser_exc, EOFError)
        assert protocol.state is State.CLOSED


@given(st.binary(max_size=400), st.integers(1, 60))
def test_no_bytes_make_it_raise(data: bytes, step: int) -> None:
    protocol = opened()
    for at in range(0, len(data), step):
        protocol.receive_data(data[at : at + step])
    protocol.receive_eof()
    assert all(len(frame.data) <= _MOST for frame in frames(protocol))
