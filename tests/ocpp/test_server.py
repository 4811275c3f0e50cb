"""The port for chargers, over real sockets."""

from __future__ import annotations

import asyncio
import json
import socket
import threading

import pytest
from tests.patience import PATIENCE
from websockets.asyncio.client import connect
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
    KeyAnswered,
    OrderAnswered,
)
from borne.domain.traffic import Question
from borne.ocpp import quirks
from borne.ocpp.errors import PortInUse, PortRefused
from borne.ocpp.server import OcppServer

from .desk import BOOT, HEARTBEAT, Desk, RealClock, raw, said


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


async def test_the_quirks_are_read_before_a_charger_can_come_and_not_on_the_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    by: list[int] = []

    def packaged() -> tuple[quirks.Entry, ...]:
        by.append(threading.get_ident())
        return ()

    monkeypatch.setattr(quirks, "packaged", packaged)
    async with Desk().server:
        assert len(by) == 1
        assert threading.get_ident() not in by


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
        page = (await asyncio.wait_for(reader.read(), PATIENCE)).decode()
    assert page.startswith("HTTP/1.1 426")
    assert "port of Borne for charging stations" in page


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


async def test_a_handshake_that_is_none_is_refused_with_a_reason(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async with raw(desk) as (reader, writer):
        writer.write(
            b"GET /garage HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
        )
        answer = await asyncio.wait_for(reader.read(), PATIENCE)
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
                await asyncio.wait_for(old.recv(), PATIENCE)
            await new.send(BOOT)
            booted = await desk.next()
            assert isinstance(booted, ChargerBooted)
            desk.server.answer(AnswerBoot("garage", booted.ticket, accepted=True, interval=60))
            assert (await said(new))[2]["status"] == "Accepted"
            desk.server.order(Trigger("garage", "Heartbeat"))
            assert (await said(new))[2] == "TriggerMessage"


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
        await asyncio.wait_for(desk.server.stop(), PATIENCE)
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(ws.recv(), PATIENCE)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1001
    assert (await desk.next(ChargerDisconnected)).reason == "Borne stops"
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", desk.server.port)) != 0


async def test_a_silent_stranger_does_not_hold_up_the_end(desk: Desk) -> None:
    async with raw(desk) as (_, writer):
        writer.write(b"GET ")
        await writer.drain()
        await asyncio.wait_for(desk.server.stop(), PATIENCE)


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


async def test_a_key_that_is_written_is_told_with_its_answer(desk: Desk) -> None:
    async with connect(desk.url(), subprotocols=[Subprotocol("ocpp1.6")]) as charger:
        await desk.next(ChargerConnected)
        desk.server.order(WriteConfiguration("garage", "HeartbeatInterval", "60"))
        id_ = json.loads(await charger.recv())[1]
        await charger.send(json.dumps([3, id_, {"status": "NotSupported"}]))
        told = await desk.next(KeyAnswered)
        assert (told.key, told.before, told.value, told.status, told.wished) == (
            "HeartbeatInterval", None, "60", "NotSupported", False,
        )  # fmt: skip


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
