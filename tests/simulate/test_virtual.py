"""The virtual charger on a real socket, against a central system that speaks raw frames."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import TYPE_CHECKING

import pytest
from tests.patience import PATIENCE
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from borne.simulate.car import Car
from borne.simulate.charge_point import Happening
from borne.simulate.make import LEGRAND
from borne.simulate.quirky import mended, quirky
from borne.simulate.virtual import VirtualCharger

if TYPE_CHECKING:
    from tests.simulate.conftest import Central

TAG = "04A1B2C3"


def drawing(charger: VirtualCharger) -> bool:
    return charger.connectors[1].amps > 0


async def test_from_the_plug_to_the_bill(central: Central) -> None:
    async with VirtualCharger(central.url, "garage", meter_interval=0.2, speed=20) as charger:
        await charger.connected()
        await charger.booted()
        await charger.plug(Car(most=16))
        await charger.swipe(TAG)
        await charger.until(lambda c: c.connectors[1].status == "Charging")
        await charger.until(drawing)
        await charger.until(lambda _: len(central.told("MeterValues")) >= 3)
        await charger.unplug()
        await charger.until(lambda _: len(central.told("StopTransaction")) == 1)
        assert charger.frames[0].direction == "out"
        assert json.loads(charger.frames[0].text)[2] == "BootNotification"
    assert central.paths == ["/garage"]
    assert central.told("StopTransaction")[0]["meterStop"] == charger.connectors[1].register > 0


async def test_a_call_is_answered_and_obeyed(central: Central) -> None:
    async with VirtualCharger(central.url, "garage", speed=20) as charger:
        await charger.booted()
        await charger.plug(Car(most=16))
        assert await central.call("RemoteStartTransaction", idTag="BORNE") == {"status": "Accepted"}
        await charger.until(drawing)
        stop = await central.call("RemoteStopTransaction", transactionId=1)
        assert stop == {"status": "Accepted"}
        await charger.until(lambda c: c.connectors[1].status == "Finishing")


@pytest.mark.parametrize(
    ("path", "identity", "expected"),
    [
        ("", "garage", "/garage"),
        ("some/where/", "garage", "/some/where/garage"),
        ("just/this/", None, "/just/this/"),
    ],
)
async def test_it_connects_to_any_path(
    central: Central, path: str, identity: str | None, expected: str
) -> None:
    async with VirtualCharger(central.url + path, identity) as charger:
        await charger.booted()
    assert central.paths == [expected]


async def test_the_subprotocol_and_the_password(central: Central) -> None:
    async with VirtualCharger(central.url, "garage", password="secret") as charger:
        await charger.booted()
    async with VirtualCharger(central.url, "garage", subprotocol=None) as charger:
        await charger.booted()
    assert central.subprotocols == ["ocpp1.6", None]
    user = base64.b64encode(b"garage:secret").decode()
    assert central.headers[0]["Authorization"] == f"Basic {user}"
    assert "Authorization" not in central.headers[1]


async def test_a_make_and_other_names(central: Central) -> None:
    async with VirtualCharger(central.url, "a", make=LEGRAND, model="059004") as charger:
        await charger.booted()
    boot = central.told("BootNotification")[0]
    assert (boot["chargePointVendor"], boot["chargePointModel"]) == ("Legrand", "059004")


async def test_a_lost_line_is_found_again_and_the_queue_delivered(central: Central) -> None:
    async with VirtualCharger(central.url, "garage", meter_interval=0.2, speed=20) as charger:
        await charger.booted()
        await charger.plug(Car())
        await charger.swipe(TAG)
        await charger.until(lambda _: bool(central.told("StartTransaction")))
        await charger.lose_line()
        await charger.unplug()
        assert central.told("StopTransaction") == []
        await charger.restore_line()
        await charger.until(lambda _: bool(central.told("StopTransaction")))
        assert len(central.told("BootNotification")) == 1


async def test_a_reset_comes_back_and_boots(central: Central) -> None:
    async with VirtualCharger(central.url, "garage") as charger:
        await charger.booted()
        assert await central.call("Reset", type="Hard") == {"status": "Accepted"}
        await charger.until(lambda _: len(central.told("BootNotification")) == 2)


async def test_a_power_cut_ends_the_session_after_the_boot(central: Central) -> None:
    async with VirtualCharger(central.url, "garage") as charger:
        await charger.booted()
        await charger.plug(Car())
        await charger.swipe(TAG)
        await charger.until(lambda _: bool(central.told("StartTransaction")))
        await charger.power_cut(0.1)
        await charger.until(lambda _: bool(central.told("StopTransaction")))
        assert len(central.told("BootNotification")) == 2
        assert central.told("StopTransaction")[0]["reason"] == "PowerLoss"


async def test_it_says_when_nobody_is_there_and_connects_once_somebody_is(
    absent_central: Central,
) -> None:
    said: list[Happening] = []
    async with VirtualCharger(
        absent_central.url, "garage", first_retry=0.05, on_happening=said.append
    ) as charger:
        with pytest.raises(TimeoutError, match="garage offline"):
            await charger.connected(0.2)
        async with asyncio.timeout(PATIENCE):
            while not said:  # noqa: ASYNC110  nothing to wait for
                await asyncio.sleep(0.01)
        assert said[0].what == "unreachable"
        assert "nothing listens there" in said[0].text
        await absent_central.start(absent_central.port)
        await charger.booted()


async def test_a_wait_in_vain_says_the_state(central: Central) -> None:
    async with VirtualCharger(central.url, "garage") as charger:
        await charger.booted()
        with pytest.raises(TimeoutError, match=r"garage online.*1: Available"):
            await charger.until(lambda c: c.connectors[1].status == "Charging", 0.05)


async def test_a_predicate_that_fails_tells_whoever_waits(central: Central) -> None:
    async with VirtualCharger(central.url, "garage") as charger:
        await charger.booted()
        calls = 0

        def fails_later(_: VirtualCharger) -> bool:
            nonlocal calls
            calls += 1
            return calls > 1 and 1 / 0 > 0

        with pytest.raises(ZeroDivisionError):
            await charger.until(fails_later, 5)
        await charger.until(lambda c: c.online)


async def test_leaving_leaves_no_task_behind(central: Central) -> None:
    before = asyncio.all_tasks()
    async with VirtualCharger(central.url, "garage") as charger:
        await charger.booted()
    names = {task.get_name() for task in asyncio.all_tasks() - before}
    assert not {name for name in names if name.startswith("virtual")}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("", "check the id and the password"),
        (
            "By wss:// only. Change\nits address.\n\nEn wss://.",
            "By wss:// only. Change its address",
        ),
    ],
)
async def test_it_says_why_a_central_system_refuses_it(body: str, why: str) -> None:
    said: list[Happening] = []

    def refuse(connection: ServerConnection, _request: Request) -> Response:
        return connection.respond(403, body)

    async with serve(_never_reached, "127.0.0.1", 0, process_request=refuse) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        async with VirtualCharger(
            f"ws://127.0.0.1:{port}/", "garage", on_happening=said.append
        ) as charger:
            await charger.until(lambda _: bool(said))
    assert f"HTTP 403): {why}. Trying again" in said[0].text


async def _never_reached(_connection: ServerConnection) -> None:
    raise AssertionError("the handshake was refused")


async def test_who_stays_away_comes_back_once_it_is_restarted(central: Central) -> None:
    make = quirky("teison-path")
    left: list[Happening] = []
    charger = VirtualCharger(central.url, "shed", make=make, on_happening=left.append)
    async with charger:
        await charger.booted()
        await charger.lose_line()
        await charger.restore_line()
        await charger.until(lambda _: any(one.what == "away" for one in left))
        assert len(central.paths) == 1
        calm = mended(make)
        assert calm is not None
        await charger.mend(calm)
        await charger.until(lambda _: len(central.told("BootNotification")) > 1)
        await charger.booted()
