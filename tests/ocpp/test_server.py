"""The port for chargers, over real sockets."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.typing import Subprotocol

from borne.domain.care_orders import UseCare
from borne.domain.commands import (
    AnswerBoot,
    AnswerPlain,
    SetLimit,
    StartRemotely,
    Ticket,
    Trigger,
    WriteConfiguration,
)
from borne.domain.events import (
    ChargerBooted,
    ChargerConnected,
    ChargerDisconnected,
    ChargerHeard,
    Event,
    OrderAnswered,
)
from borne.domain.traffic import Question
from borne.ocpp import socket as charger_socket
from borne.ocpp.errors import PortInUse, PortRefused
from borne.ocpp.server import OcppServer
from borne.simulate.make import GENERIC
from borne.simulate.virtual import VirtualCharger
from borne.simulate.ways import Ways

BOOT = '[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]'
HEARTBEAT = '[2,"h","Heartbeat",{}]'


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Desk:
    """The server and what it has told the engine."""

    def __init__(self) -> None:
        self.inbox: asyncio.Queue[Event] = asyncio.Queue()
        self.server = OcppServer(self.inbox.put_nowait, RealClock(), "127.0.0.1", 0)

    def url(self, path: str = "/garage") -> str:
        return f"ws://127.0.0.1:{self.server.port}{path}"

    async def next(self, kind: type[Event] | None = None) -> Any:
        """The next event, of that kind if it is named; whatever comes before is passed over."""
        async with asyncio.timeout(5):
            while True:
                event = await self.inbox.get()
                if kind is None or isinstance(event, kind):
                    return event


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    async with desk.server:
        yield desk


@asynccontextmanager
async def raw(desk: Desk) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", desk.server.port)
    try:
        yield reader, writer
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()


async def said(ws: ClientConnection) -> Any:
    async with asyncio.timeout(5):
        return json.loads(await ws.recv())


@pytest.mark.parametrize(
    ("path", "identity"),
    [
        ("/", "charger"),
        ("/garage", "garage"),
        ("/garage/", "garage"),
        ("//garage", "garage"),
        ("/x/garage", "garage"),
    ],
)
@pytest.mark.parametrize("subprotocols", [[Subprotocol("ocpp1.6")], None])
async def test_any_path_will_do(
    desk: Desk, path: str, identity: str, subprotocols: list[Subprotocol] | None
) -> None:
    async with connect(desk.url(path), subprotocols=subprotocols) as ws:
        assert ws.subprotocol == (subprotocols and "ocpp1.6")
        connected = await desk.next()
        assert isinstance(connected, ChargerConnected)
        assert (connected.charger, connected.remote) == (identity, "127.0.0.1")
        await ws.send(HEARTBEAT)
        assert (await said(ws))[:2] == [3, "h"]


async def test_the_user_of_the_basic_auth_names_a_charger_without_a_path(desk: Desk) -> None:
    url = desk.url("/").replace("ws://", "ws://carport:secret@")
    async with connect(url):
        assert (await desk.next()).charger == "carport"


async def test_a_charger_of_ocpp_2_only_is_told_what_to_choose(desk: Desk) -> None:
    with pytest.raises(InvalidStatus) as refused:
        await connect(desk.url(), subprotocols=[Subprotocol("ocpp2.0.1")])
    assert refused.value.response.status_code == 400
    assert b"Choose OCPP 1.6J" in (refused.value.response.body or b"")


async def test_a_browser_is_told_what_this_is(desk: Desk) -> None:
    async with raw(desk) as (reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        page = (await asyncio.wait_for(reader.read(), 5)).decode()
    assert page.startswith("HTTP/1.1 426")
    assert "port of Borne for charging stations" in page


async def test_a_stranger_who_speaks_tls_is_named_in_the_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with raw(desk) as (reader, writer):
        writer.write(b"\x16\x03\x01\x02\x00\x01\x00")
        with suppress(ConnectionError):
            assert await asyncio.wait_for(reader.read(), 5) == b""
    assert "wss://" in caplog.text


async def test_answers_go_to_the_call_that_asked(desk: Desk) -> None:
    async with connect(desk.url()) as ws:
        await ws.send(BOOT)
        booted = await desk.next(ChargerBooted)
        desk.server.answer(AnswerBoot("garage", booted.ticket, accepted=True, interval=60))
        assert (await said(ws))[2]["status"] == "Accepted"
        desk.server.answer(AnswerPlain("garage", Ticket(99, "1")))
        desk.server.answer(AnswerPlain("garage", booted.ticket))
        await ws.send(HEARTBEAT)
        assert (await said(ws))[1] == "h"


async def test_orders_go_out_and_their_answers_come_back(desk: Desk) -> None:
    async with connect(desk.url()) as ws:
        await desk.next(ChargerConnected)
        order = StartRemotely("garage", 1, "T")
        desk.server.order(order)
        call = await said(ws)
        assert call[2:] == ["RemoteStartTransaction", {"connectorId": 1, "idTag": "T"}]
        await ws.send(json.dumps([3, call[1], {"status": "Rejected"}]))
        answered = await desk.next(OrderAnswered)
        assert (answered.order, answered.ok, answered.status) == (order, False, "Rejected")


async def test_an_order_for_a_charger_that_is_not_there_fails_at_once(desk: Desk) -> None:
    desk.server.order(StartRemotely("nobody", 1, "T"))
    answered = await desk.next()
    assert (answered.ok, str(answered.message)) == (False, "The charger is not connected.")


async def test_an_order_in_flight_fails_when_the_line_breaks(desk: Desk) -> None:
    async with connect(desk.url()) as ws:
        await desk.next(ChargerConnected)
        desk.server.order(SetLimit("garage", 1, 5, 10, 1, 900))
        await said(ws)
    assert (await desk.next(OrderAnswered)).status == "Disconnected"
    gone = await desk.next()
    assert isinstance(gone, ChargerDisconnected)
    assert gone.reason == "the charger closed it (1000)"


async def test_an_answer_that_never_comes_fails_the_order_by_itself(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("borne.ocpp.v16.patience", lambda _: 0.05)
    async with connect(desk.url()) as ws:
        await desk.next(ChargerConnected)
        desk.server.order(Trigger("garage", "Heartbeat"))
        await said(ws)
        assert (await desk.next(OrderAnswered)).status == "Timeout"


async def test_a_handshake_that_is_none_is_refused_with_a_reason(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with raw(desk) as (reader, writer):
        writer.write(
            b"GET /garage HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
        )
        answer = await asyncio.wait_for(reader.read(), 5)
    assert answer.startswith(b"HTTP/1.1 400")
    assert "garage: opens no WebSocket: missing Sec-WebSocket-Key header" in caplog.text


async def test_a_second_socket_of_a_charger_is_kept_and_the_first_closed(desk: Desk) -> None:
    async with connect(desk.url()) as old:
        first = await desk.next(ChargerConnected)
        async with connect(desk.url()) as new:
            second = await desk.next()
            gone = await desk.next()
            assert isinstance(second, ChargerConnected)
            assert isinstance(gone, ChargerDisconnected)
            assert first.connection == gone.connection < second.connection
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(old.recv(), 5)
            await new.send(BOOT)
            booted = await desk.next()
            assert isinstance(booted, ChargerBooted)
            desk.server.answer(AnswerBoot("garage", booted.ticket, accepted=True, interval=60))
            assert (await said(new))[2]["status"] == "Accepted"
            desk.server.order(Trigger("garage", "Heartbeat"))
            assert (await said(new))[2] == "TriggerMessage"


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
    assert "garage: this is not JSON: nonsense" in lines
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


async def test_text_that_is_not_utf8_is_closed_as_the_standard_says(desk: Desk) -> None:
    async with connect(desk.url()) as ws:
        await desk.next(ChargerConnected)
        ws.protocol.send_text(b"\xff\xfe")
        ws.transport.write(b"".join(ws.protocol.data_to_send()))
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(ws.recv(), 5)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1007
    assert (await desk.next(ChargerDisconnected)).reason == "sent a text that is not UTF-8"


async def test_fragments_are_put_together(desk: Desk) -> None:
    async with connect(desk.url()) as ws:
        await ws.send([HEARTBEAT[:5], HEARTBEAT[5:9], HEARTBEAT[9:]])
        assert (await said(ws))[:2] == [3, "h"]


async def test_a_frame_beyond_all_size_is_closed(desk: Desk) -> None:
    async with connect(desk.url()) as ws:
        await ws.send("x" * (2**20 + 1))
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(ws.recv(), 5)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


async def test_a_broken_frame_ends_that_connection_and_no_other(desk: Desk) -> None:
    async with connect(desk.url("/other")) as other, raw(desk) as (reader, writer):
        writer.write(
            b"GET /garage HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        writer.write(b"\xff\xff\xff\xff")
        await asyncio.wait_for(reader.read(), 5)
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
                await asyncio.wait_for(ws.send(frame), 5)
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


async def test_a_charger_that_answers_pings_and_then_falls_silent_is_gone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.server.recall(UseCare("garage", ping=0.05))
    monkeypatch.setattr(charger_socket, "SILENT_FOR", 0.15)
    async with connect(desk.url(), ping_interval=None, close_timeout=0.1) as ws:
        await desk.next(ChargerConnected)
        await asyncio.sleep(0.3)
        assert desk.inbox.empty(), "a charger that answers pings stays"
        ws.transport.pause_reading()
        assert (await desk.next(ChargerDisconnected)).reason.startswith("silent for")


async def test_a_port_in_use_is_one_clear_sentence(desk: Desk) -> None:
    other = OcppServer(lambda _: None, RealClock(), "127.0.0.1", desk.server.port)
    with pytest.raises(PortInUse, match=r"^Port \d+ for chargers is already in use on 127"):
        await other.start()


async def test_an_address_of_another_machine_is_one_clear_sentence() -> None:
    other = OcppServer(lambda _: None, RealClock(), "192.0.2.1", 0)
    with pytest.raises(PortRefused, match="Borne cannot listen for chargers on 192"):
        await other.start()


async def test_stopping_says_goodbye(desk: Desk) -> None:
    async with connect(desk.url()) as ws:
        await desk.next(ChargerConnected)
        await asyncio.wait_for(desk.server.stop(), 5)
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(ws.recv(), 5)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1001
    assert (await desk.next(ChargerDisconnected)).reason == "Borne stops"
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", desk.server.port)) != 0


async def test_a_silent_stranger_does_not_hold_up_the_end(desk: Desk) -> None:
    async with raw(desk) as (_, writer):
        writer.write(b"GET ")
        await writer.drain()
        await asyncio.wait_for(desk.server.stop(), 5)


async def test_every_frame_is_kept_with_what_was_mended_and_connections_with_their_end(
    desk: Desk,
) -> None:
    call = '[2,"1","BootNotification",{"chargePointVendor":5,"chargePointModel":"M"}]'
    async with connect(desk.url(), subprotocols=[Subprotocol("ocpp1.6")]) as charger:
        await charger.send(call)
        booted = await desk.next(ChargerBooted)
        desk.server.answer(AnswerBoot("garage", booted.ticket, accepted=True, interval=60))
        await charger.recv()
    await desk.next(ChargerDisconnected)
    answer, asked = desk.server.trace.before(Question(charger="garage"), None, 10).found
    assert (answer.sent, answer.kind, answer.action) == (True, "result", "BootNotification")
    assert (asked.sent, [one.field for one in asked.remarks]) == (False, ["chargePointVendor"])
    evidence = desk.server.evidence("garage")
    [connection] = evidence.connections
    assert connection.end is not None
    assert "1000" in (connection.reason or "")
    assert [one.field for one in evidence.repairs] == ["chargePointVendor"]
    assert evidence.messages == {"BootNotification": 1}


async def test_a_key_that_is_written_is_kept_with_its_answer(desk: Desk) -> None:
    async with connect(desk.url(), subprotocols=[Subprotocol("ocpp1.6")]) as charger:
        await desk.next(ChargerConnected)
        desk.server.order(WriteConfiguration("garage", "HeartbeatInterval", "60"))
        id_ = json.loads(await charger.recv())[1]
        await charger.send(json.dumps([3, id_, {"status": "NotSupported"}]))
        await desk.next(OrderAnswered)
        [written] = desk.server.evidence("garage").written
        assert (written.key, written.value, written.status) == (
            "HeartbeatInterval",
            "60",
            "NotSupported",
        )


SHY: Final = replace(GENERIC, ways=Ways(leaves_after=0.6))


async def test_how_long_it_was_silent_is_told_when_a_charger_leaves(desk: Desk) -> None:
    async with VirtualCharger(desk.url(""), "garage", make=SHY):
        await desk.next(ChargerConnected)
        gone = await desk.next(ChargerDisconnected)
    assert gone.dropped
    assert gone.quiet == pytest.approx(0.6, abs=0.3)
    assert gone.mute == pytest.approx(0.6, abs=0.3)


async def test_pings_that_are_quick_enough_keep_its_line(desk: Desk) -> None:
    async with VirtualCharger(desk.url(""), "garage", make=SHY):
        await desk.next(ChargerConnected)
        desk.server.order(UseCare("garage", ping=0.2))
        await asyncio.sleep(1.5)
        left = [desk.inbox.get_nowait() for _ in range(desk.inbox.qsize())]
        assert not any(isinstance(event, ChargerDisconnected) for event in left)


async def test_an_end_that_borne_wanted_is_no_drop(desk: Desk) -> None:
    async with connect(desk.url()):
        await desk.next(ChargerConnected)
        async with connect(desk.url()):
            assert not (await desk.next(ChargerDisconnected)).dropped


async def test_strict_holds_from_the_first_frame_on(desk: Desk) -> None:
    desk.server.recall(UseCare("garage", strict=True))
    async with connect(desk.url()) as ws:
        await ws.send('[2,"1","BootNotification",{"chargePointVendor":"V"}]')
        assert (await said(ws))[:3] == [4, "1", "OccurenceConstraintViolation"]
        await ws.send('[2,"2","Heartbeat",{}]')
        assert (await said(ws))[0] == 3
