from __future__ import annotations

import asyncio
import socket
import time

import pytest
from aiohttp import AddrInfoType, ClientSession, TCPConnector
from tests.patience import PATIENCE

from borne.engine import pace
from borne.web.live import States
from borne.web.ports import PanelInfo

from .conftest import House, Open, Page


async def test_a_page_is_told_what_changes_and_only_that(house: House, page: Open) -> None:
    await house.serve()
    house.connect("garage")
    house.connect("north")
    await house.settle()
    here = await page()
    state = await here.hello()
    assert [charger["id"] for charger in state["chargers"]] == ["garage", "north"]
    house.plug_in("garage")
    changed = await here.hear("changed")
    assert set(changed["chargers"]) == {"garage"}
    assert changed["chargers"]["garage"]["connectors"][0]["plugged"] is True
    assert "rules" not in changed
    assert "tags" not in changed


async def test_pushes_are_gathered(house: House, page: Open) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    await house.settle()
    here = await page()
    await here.hello()
    began, heard = time.monotonic(), 0
    for register in range(2000, 2100):
        house.meter(register)
        await asyncio.sleep(0.005)
    async with asyncio.timeout(PATIENCE):
        while True:
            changed = await here.hear("changed")
            heard += 1
            connector = changed["chargers"]["garage"]["connectors"][0]
            if connector["session"]["energy_wh"] == 1099.0:
                break
    assert heard <= 4 * (time.monotonic() - began) + 2


async def test_many_chargers_are_shown_in_turns_and_once_for_all_pages(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "TURN", 0.0)
    for number in range(20):
        house.connect(f"charger{number}")
    await house.settle()
    states = States(house.engine, house.folder, PanelInfo("1.0"))
    pages = [asyncio.create_task(states.snapshot("en")) for _ in range(5)]
    turns = 0
    while not all(page.done() for page in pages):
        await asyncio.sleep(0)
        turns += 1
    assert 20 <= turns < 60
    assert len({id(await page) for page in pages}) == 1


async def test_a_french_and_an_english_page_side_by_side(house: House, page: Open) -> None:
    await house.serve()
    english, french = await page(), await page()
    assert "runs alone" in (await english.hello("en"))["home_assistant"]["message"]
    assert "fonctionne seul" in (await french.hello("fr"))["home_assistant"]["message"]


async def test_a_command_is_answered_under_its_number(house: House, page: Open) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    here = await page()
    await here.hello()
    body = {"charger": "garage", "connector": 1, "command": "boost", "for": "2 h"}
    await here.socket.send_json({"type": "command", "id": "7", "body": body})
    result = await here.hear("result")
    assert (result["id"], result["ok"]) == ("7", True)
    await here.socket.send_json({"type": "command", "id": "8", "body": {"command": "explode"}})
    result = await here.hear("result")
    assert (result["id"], result["ok"]) == ("8", False)
    assert "explode" in result["message"]


async def test_nonsense_does_not_end_the_conversation(house: House, page: Open) -> None:
    await house.serve()
    here = await page()
    await here.hello()
    for text in ("", "{", "[]", '{"type": 1}', '{"type": "command"}'):
        await here.socket.send_str(text)
    await here.socket.send_bytes(b"\x00")
    await here.socket.send_json({"type": "ping"})
    assert (await here.hear("pong"))["time"]


async def test_a_page_that_breaks_off_leaves_nothing_behind(
    house: House, page: Open, caplog: pytest.LogCaptureFixture
) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    here = await page()
    await here.hello()
    body = {"charger": "garage", "command": "reset", "type": "Soft"}
    await here.socket.send_json({"type": "command", "id": "1", "body": body})
    await here.socket.send_json({"type": "ping"})
    connection = here.socket._conn
    assert connection is not None
    assert connection.transport is not None
    connection.transport.abort()
    async with asyncio.timeout(PATIENCE):
        while house.engine._subscriptions:  # noqa: ASYNC110  # the server's side ends by itself
            await asyncio.sleep(0.01)
    assert caplog.records == []


async def test_hello_comes_first(house: House, page: Open) -> None:
    await house.serve()
    here = await page()
    await here.socket.send_json({"type": "ping"})
    assert (await here.hear("closing"))["reason"] == "Say hello first"


async def test_a_page_is_told_why_when_borne_stops(house: House, page: Open) -> None:
    panel = await house.serve()
    here = await page()
    await here.hello("fr")
    stopping = asyncio.create_task(panel.stop())
    assert (await here.hear("closing"))["reason"] == "Borne s’arrête"
    async with asyncio.timeout(PATIENCE):
        await stopping


async def test_while_nobody_looks_nothing_is_observed(house: House, page: Open) -> None:
    await house.serve()
    here, there = await page(), await page()
    await here.hello()
    await there.hello()
    assert len(house.engine._subscriptions) == 1
    await here.socket.close()
    await there.socket.close()
    async with asyncio.timeout(PATIENCE):
        while house.engine._subscriptions:  # noqa: ASYNC110  # the server's side ends by itself
            await asyncio.sleep(0.01)


def _narrow(address: AddrInfoType) -> socket.socket:
    """A socket that takes little more than is read from it."""
    narrow = socket.socket(*address[:3])
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    return narrow


@pytest.mark.slow
async def test_a_page_that_does_not_read_skips_to_the_latest(house: House) -> None:
    await house.serve()
    names = [f"charger-{number}" for number in range(60)]
    for name in names:
        house.connect(name, model="x" * 50_000)
    await house.settle()
    async with ClientSession(connector=TCPConnector(socket_factory=_narrow)) as http:
        slow = Page(await http.ws_connect(house.url + "api/live"))
        await slow.hello()
        connection = slow.socket._conn
        assert connection is not None
        transport = connection.transport
        assert transport is not None
        transport.pause_reading()
        for turn in range(20):
            house.feel(turn)
            for name in names:
                house.connect(name, model=chr(97 + turn) * 50_000)
            await asyncio.sleep(0.1)
        await house.settle()
        transport.resume_reading()
        values: list[float] = []
        while not values or values[-1] != 19:
            changed = await slow.hear("changed")
            values += [one["value"] for one in changed.get("inputs", ())]
    assert len(values) <= 4
