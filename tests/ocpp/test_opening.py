"""How a connection begins, byte by byte, over a real socket where that is what counts."""

from __future__ import annotations

import asyncio
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.patience import PATIENCE

from borne.domain.events import ChargerConnected, ChargerDisconnected
from borne.ocpp.opening import NotHttp, Opening, opening

from .desk import Desk, raw

REQUEST: Final = (
    b"GET /garage HTTP/1.1\r\nHost: borne:9000\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
HEARTBEAT: Final = b'\x81\x96\0\0\0\0[2,"h","Heartbeat",{}]'
CLOSE: Final = b"\x88\x80\0\0\0\0"


def test_a_proper_request_is_left_as_it_is() -> None:
    assert opening(REQUEST) == Opening(REQUEST, b"", mended=False)
    assert opening(REQUEST + HEARTBEAT) == Opening(REQUEST, HEARTBEAT, mended=False)


@given(st.integers(1, len(REQUEST) - 1))
def test_what_is_not_whole_is_waited_for(length: int) -> None:
    assert opening(REQUEST[:length]) is None


@pytest.mark.parametrize(
    ("sent", "meant"),
    [
        (b"\r\n" + REQUEST, REQUEST),
        (REQUEST.replace(b"\r\n", b"\n"), REQUEST),
        (REQUEST.replace(b"HTTP/1.1", b"HTTP/1.0"), REQUEST),
        (REQUEST.replace(b"/garage", b"/my garage"), REQUEST.replace(b"/garage", b"/my%20garage")),
        (
            REQUEST.replace(b"/garage", "/caf\u00e9".encode()),
            REQUEST.replace(b"/garage", b"/caf%C3%A9"),
        ),
        (REQUEST.replace(b"Host", b"garbage\r\nX\0: y\r\nX: \0\r\nHost"), REQUEST),
        (
            REQUEST.replace(b"borne:9000", b"\r\n\tborne:9000"),
            REQUEST.replace(b"borne:", b" borne:"),
        ),
    ],
)
def test_what_is_meant_is_put_right(sent: bytes, meant: bytes) -> None:
    assert opening(sent + HEARTBEAT) == Opening(meant, HEARTBEAT, mended=True)


@pytest.mark.parametrize(
    "sent",
    [
        b"SSH-2.0-x\r\n",
        b"\0\0\0",
        b'[2,"1","BootNotification",{}]',
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        REQUEST.replace(b"Host", b"Content-Length: 5\r\nHost"),
        REQUEST.replace(b"Host", b"Transfer-Encoding: chunked\r\nHost"),
    ],
)
async def test_what_is_no_request_is_told_so(desk: Desk, sent: bytes) -> None:
    with pytest.raises(NotHttp):
        opening(sent)
    async with asyncio.timeout(PATIENCE), raw(desk) as (reader, writer):
        writer.write(sent)
        answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\n")
    assert b"Ceci est le port de Borne" in answer


async def test_a_request_without_end_is_refused_and_not_kept(desk: Desk) -> None:
    async with asyncio.timeout(PATIENCE), raw(desk) as (reader, writer):
        writer.write(b"GET /garage HTTP/1.1\r\n" + b"X: y\r\n" * 6000)
        assert (await reader.read()).startswith(b"HTTP/1.1 431 ")


@pytest.mark.parametrize("protocol", [b"", b",,,", b'"ocpp1.6"', b"ocpp1.6;x", b"\xe9", b"a b"])
async def test_a_malformed_subprotocol_costs_no_connection(desk: Desk, protocol: bytes) -> None:
    request = REQUEST.replace(b"Host", b"Sec-WebSocket-Protocol: " + protocol + b"\r\nHost")
    async with asyncio.timeout(PATIENCE), raw(desk) as (reader, writer):
        writer.write(request + HEARTBEAT)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101 ")
        assert b'[3,"h",' in await reader.read(200)


@pytest.mark.parametrize(
    ("last", "answer", "why"),
    [
        (CLOSE, b"\x88\x00", "the charger closed it (1005)"),
        (b"\x83\x80\0\0\0\0", b"\x88\x10\x03\xeainvalid opcode", "broke the WebSocket protocol"),
        (REQUEST, b"\x88", "broke the WebSocket protocol"),
    ],
)
async def test_what_comes_with_the_request_is_answered_after_it(
    desk: Desk, last: bytes, answer: bytes, why: str
) -> None:
    async with asyncio.timeout(PATIENCE), raw(desk) as (reader, writer):
        writer.write(REQUEST + last)
        head, _, frames = (await reader.read()).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 101 ")
    assert frames.startswith(answer)
    assert isinstance(await desk.next(), ChargerConnected)
    gone = await desk.next(ChargerDisconnected)
    assert gone.reason.startswith(why)
