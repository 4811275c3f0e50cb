"""One charger’s WebSocket: broken frames, floods, silence and pings, over real sockets."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

import pytest
from tests.patience import PATIENCE
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode
from websockets.protocol import Event

from borne.domain.care_orders import UseCare
from borne.domain.commands import AnswerPlain, Trigger
from borne.domain.events import (
    ChargerConnected,
    ChargerDisconnected,
    ChargerHeard,
    OrderAnswered,
    TagSwiped,
)
from borne.domain.traffic import Repair
from borne.ocpp import server
from borne.ocpp import socket as charger_socket
from borne.simulate.make import GENERIC
from borne.simulate.virtual import VirtualCharger
from borne.simulate.ways import Ways

from .desk import HEARTBEAT, Desk, raw, said


async def test_a_stranger_who_speaks_tls_is_named_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with raw(desk) as (reader, writer):
        writer.write(b"\x16\x03\x01\x02\x00\x01\x00")
        with suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), PATIENCE) == b""
    assert "wss://" in caplog.text


async def test_an_answer_that_never_comes_fails_the_order_by_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("borne.ocpp.v16.patience", lambda _: 0.05)
    async with connect(desk.url()) as ws:
        await desk.next(ChargerConnected)
        desk.server.order(Trigger("garage", "Heartbeat"))
        await said(ws)
        assert (await desk.next(OrderAnswered)).status == "Timeout"


async def test_nonsense_costs_no_charger_its_connection(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with connect(desk.url()) as ws:
        for frame in ("nonsense", "[]", "{}", b"\xff\x00", "[2]", '[9,"x"]', "[" * 100_000):
            await ws.send(frame)
        await ws.send(HEARTBEAT)
        answers = [await said(ws), await said(ws)]
        assert answers[0][:2] == [4, "x"]
        assert answers[1][:2] == [3, "h"]
    lines = [record.message for record in caplog.records if record.levelname == "WARNING"]
    assert all(line.startswith("garage: ") for line in lines)
    assert "garage: frame: this is not JSON: nonsense" in lines
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_defect_of_ours_is_logged_and_answered_and_the_line_stays(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr("borne.ocpp.v16.read", broken)
    async with connect(desk.url()) as ws:
        await ws.send(HEARTBEAT)
        assert (await said(ws))[:3] == [4, "h", "InternalError"]
        monkeypatch.undo()
        await ws.send(HEARTBEAT)
        assert (await said(ws))[:2] == [3, "h"]
    assert "a defect" in caplog.text


async def test_text_that_is_not_utf8_is_read_and_counted(desk: Desk) -> None:
    async with connect(desk.url()) as ws:
        ws.protocol.send_text('[2,"b","Authorize",{"idTag":"Zoé"}]'.encode("latin-1"))
        ws.transport.write(b"".join(ws.protocol.data_to_send()))
        assert (await desk.next(TagSwiped)).tag == "Zoé"
        await ws.send(HEARTBEAT)
        assert (await said(ws))[:2] == [3, "h"]
        assert Repair(None, "frame", 1) in desk.server.evidence("garage").repairs


async def test_fragments_are_put_together(desk: Desk) -> None:
    async with connect(desk.url()) as ws:
        await ws.send([HEARTBEAT[:5], HEARTBEAT[5:9], HEARTBEAT[9:]])
        assert (await said(ws))[:2] == [3, "h"]


async def test_a_message_beyond_all_size_is_answered_as_far_as_it_is_read(desk: Desk) -> None:
    call = f'[2,"big","DataTransfer",{{"vendorId":"V","data":"{"x" * 2**21}"}}]'
    async with connect(desk.url()) as ws:
        for message in (call, [call[:99], call[99 : 2**20], call[2**20 :]]):
            await ws.send(message)
            assert (await said(ws))[:3] == [4, "big", "FormationViolation"]
        await ws.send(HEARTBEAT)
        assert (await said(ws))[:2] == [3, "h"]


async def test_a_broken_frame_ends_that_connection_and_no_other(desk: Desk) -> None:
    async with connect(desk.url("/other")) as other, raw(desk) as (reader, writer):
        writer.write(
            b"GET /garage HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)
        writer.write(b"\xff\xff\xff\xff")
        await asyncio.wait_for(reader.read(), PATIENCE)
        writer.close()
        assert "broke the WebSocket protocol" in (await desk.next(ChargerDisconnected)).reason
        await other.send(HEARTBEAT)
        assert (await said(other))[:2] == [3, "h"]


async def test_a_charger_that_does_not_read_is_dropped_after_a_while(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charger_socket, "CHOKED_FOR", 0.05)
    monkeypatch.setattr(charger_socket, "_BUFFER", 1024)
    async with connect(desk.url()) as ws:
        await desk.next(ChargerConnected)
        ws.transport.pause_reading()
        frame = f'[2,"{"i" * 100_000}","Heartbeat",{{}}]'
        with suppress(ConnectionClosed):
            for _ in range(1000):
                await asyncio.wait_for(ws.send(frame), PATIENCE)
    assert (await desk.next(ChargerDisconnected)).reason == "did not read what it was sent"


async def test_a_flood_waits_until_its_calls_are_answered(desk: Desk) -> None:
    async with connect(desk.url()) as ws:
        await desk.next(ChargerConnected)
        for number in range(200):
            await ws.send(f'[2,"{number}","Authorize",{{"idTag":"T"}}]')
        await ws.send(HEARTBEAT)
        answered = set()
        while True:
            event = await desk.next()
            if isinstance(event, ChargerHeard):
                break
            desk.server.answer(AnswerPlain("garage", event.ticket))
            answered.add(event.ticket.call)
        assert len(answered) == 200
        ids = [(await said(ws))[1] for _ in range(201)]
        assert sorted(ids) == sorted([*answered, "h"])


@pytest.mark.slow
async def test_a_charger_that_answers_pings_and_then_falls_silent_is_gone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.server.recall(UseCare("garage", ping=0.05))
    monkeypatch.setattr(charger_socket, "SILENT_FOR", 2.5)
    async with connect(desk.url(), ping_interval=None, close_timeout=0.1) as ws:
        await desk.next(ChargerConnected)
        await asyncio.sleep(3.0)
        assert desk.inbox.empty(), "a charger that answers pings stays"
        ws.transport.pause_reading()
        assert (await desk.next(ChargerDisconnected)).reason.startswith("silent for")


SHY: Final = replace(GENERIC, ways=Ways(leaves_after=1.2))


async def test_how_long_it_was_silent_is_told_when_a_charger_leaves(desk: Desk) -> None:
    async with VirtualCharger(desk.url(""), "garage", make=SHY):
        await desk.next(ChargerConnected)
        gone = await desk.next(ChargerDisconnected)
    assert gone.dropped
    assert gone.quiet >= SHY.ways.leaves_after - 0.1
    assert gone.mute >= gone.quiet - 0.1


@pytest.mark.slow
async def test_pings_that_are_quick_enough_keep_its_line(desk: Desk) -> None:
    shy = replace(GENERIC, ways=Ways(leaves_after=2.5))
    async with VirtualCharger(desk.url(""), "garage", make=shy):
        await desk.next(ChargerConnected)
        desk.server.order(UseCare("garage", ping=0.1))
        await asyncio.sleep(3.5)
        left = [desk.inbox.get_nowait() for _ in range(desk.inbox.qsize())]
        assert not any(isinstance(event, ChargerDisconnected) for event in left)


class Pinged(ClientConnection):
    """Tells when a ping has come."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.pinged = asyncio.Event()

    def process_event(self, event: Event) -> None:
        super().process_event(event)
        if isinstance(event, Frame) and event.opcode is Opcode.PING:
            self.pinged.set()


async def test_more_chargers_than_are_remembered_cost_none_that_is_there_its_pings(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its memory is the oldest, and yet it is those that have left that are forgotten."""
    monkeypatch.setattr(server, "_MOST_REMEMBERED", 2)
    desk.server.recall(UseCare("garage", ping=60))
    async with connect(desk.url(), create_connection=Pinged) as ws:
        await desk.next(ChargerConnected)
        for number in range(4):
            async with connect(desk.url(f"/guest-{number}")):
                await desk.next(ChargerConnected)
            await desk.next(ChargerDisconnected)
        assert isinstance(ws, Pinged)
        assert not ws.pinged.is_set()
        desk.server.order(UseCare("garage", ping=0.05))
        await asyncio.wait_for(ws.pinged.wait(), PATIENCE)
