"""The wire, as an administrator sees it and nobody else."""

from __future__ import annotations

import asyncio
import json

from tests.patience import PATIENCE

from borne.domain.charger import ConfigurationKey
from borne.domain.events import ConfigurationRead, KeyAnswered
from borne.domain.traffic import Connection, Evidence, Measurand, ProfileSent, Repair
from borne.web.access import Ingress

from .conftest import NOON, House, Open


class Nobody:
    """A Home Assistant in which no user is an administrator."""

    async def is_admin(self, user_id: str) -> bool:
        del user_id
        return False


async def test_pages_of_messages_newest_first(house: House) -> None:
    await house.serve()
    for action in ("BootNotification", "Heartbeat", "Authorize"):
        house.traffic.came(action)
    first = await house.get("api/messages?limit=2")
    assert [one["action"] for one in first["messages"]] == ["Authorize", "Heartbeat"]
    assert (first["more"], first["newest"]) == (True, 3)
    assert first["messages"][0]["at"] == "2026-06-07T12:00:00.000+02:00"
    rest = await house.get(f"api/messages?before={first['messages'][-1]['number']}")
    assert [one["action"] for one in rest["messages"]] == ["BootNotification"]
    assert rest["more"] is False


async def test_what_is_asked_for_reaches_the_trace(house: House) -> None:
    await house.serve()
    query = "charger=garage&action=Heartbeat&direction=out&remarked=1"
    await house.get(f"api/messages?{query}&text=a")
    status, _ = await house.post(
        "api/messages", {"text": "<script> union select ("}, **{"X-Borne": "1"}
    )
    assert status == 200
    asked, searched = house.traffic.asked
    assert (asked.charger, asked.action, asked.sent) == ("garage", "Heartbeat", True)
    assert (asked.remarked, asked.text) == (True, "a")
    assert searched.text == "<script> union select ("


async def test_nonsense_is_refused_with_a_sentence(house: House) -> None:
    await house.serve()
    for query in ("before=x", "limit=-1", "direction=up"):
        async with house.http.get(f"{house.url}api/messages?{query}") as answer:
            assert answer.status == 400
            assert (await answer.json())["message"]


async def test_the_export_has_one_message_a_line(house: House) -> None:
    await house.serve()
    for _ in range(450):
        house.traffic.came()
    async with house.http.get(f"{house.url}api/messages/export") as answer:
        assert "borne-messages.jsonl" in answer.headers["Content-Disposition"]
        lines = (await answer.text()).splitlines()
    assert [json.loads(line)["number"] for line in lines] == list(range(1, 451))


async def test_messages_are_told_as_they_come_after_the_last_one_seen(
    house: House, page: Open
) -> None:
    await house.serve()
    house.traffic.came("BootNotification")
    house.traffic.came("StatusNotification")
    here = await page()
    await here.hello()
    await here.socket.send_json({"type": "messages", "id": 1, "after": 1, "charger": "garage"})
    missed = await here.hear("messages")
    assert [one["action"] for one in missed["messages"]] == ["StatusNotification"]
    house.traffic.came("Heartbeat")
    assert [one["action"] for one in (await here.hear("messages"))["messages"]] == ["Heartbeat"]
    await here.socket.send_json({"type": "messages", "follow": False})
    async with asyncio.timeout(PATIENCE):
        await house.traffic.left.wait()
    assert house.traffic.watchers == []


async def test_a_flood_is_told_in_few_pushes_and_says_what_it_left_out(
    house: House, page: Open
) -> None:
    await house.serve()
    here = await page()
    await here.hello()
    await here.socket.send_json({"type": "messages", "after": 0})
    await here.socket.send_json({"type": "ping"})
    await here.hear("pong")
    for _ in range(1_000):
        house.traffic.came()
    told = await here.hear("messages")
    assert told["messages"][-1]["number"] == 1_000
    assert (len(told["messages"]), told["more"]) == (200, True)


async def test_a_page_that_goes_is_told_nothing_more(house: House, page: Open) -> None:
    await house.serve()
    here = await page()
    await here.hello()
    await here.socket.send_json({"type": "messages", "after": 0})
    house.traffic.came()
    await here.hear("messages")
    await here.socket.close()
    async with asyncio.timeout(PATIENCE):
        await house.traffic.left.wait()
    assert house.traffic.watchers == []


async def test_messages_are_for_administrators_alone(house: House, page: Open) -> None:
    await house.serve(Ingress(Nobody(), frozenset({"127.0.0.1"})))
    guest = {"X-Remote-User-Id": "1", "X-Remote-User-Name": "guest"}
    for path in ("api/messages", "api/messages/export", "api/evidence?charger=garage"):
        async with house.http.get(house.url + path, headers=guest) as answer:
            assert answer.status == 403
    house.http.headers.update(guest)
    here = await page()
    await here.hello()
    await here.socket.send_json({"type": "messages", "after": 0})
    assert "administrator" in (await here.hear("messages"))["refused"]


async def test_the_evidence_of_a_charger(house: House) -> None:
    await house.serve()
    house.traffic.shown = Evidence(
        connections=(Connection(NOON, "192.168.1.9", NOON, "the line broke"),),
        repairs=(Repair("MeterValues", "unit", 3),),
        profiles=(ProfileSent("TxProfile", 8, "A", NOON, "Accepted", 2),),
        measurands=(Measurand("Current.Import", ("A",), ("L1",), "16", NOON, 9),),
        messages={"Heartbeat": 4},
    )
    shown = await house.get("api/evidence?charger=garage")
    assert shown["connections"][0]["reason"] == "the line broke"
    assert shown["repairs"] == [{"action": "MeterValues", "field": "unit", "count": 3}]
    assert shown["profiles"][0]["stack_level"] == 8
    assert shown["measurands"][0]["phases"] == ["L1"]
    assert shown["messages"] == {"Heartbeat": 4}
    assert (shown["changes"], shown["waits"]) == ([], {})


async def test_what_changed_in_the_settings_of_a_charger(house: House) -> None:
    await house.serve()
    house.connect()
    told = ConfigurationKey("HeartbeatInterval", "60", readonly=False)
    house.engine.post(ConfigurationRead(NOON, "garage", (told,)))
    house.engine.post(
        KeyAnswered(NOON, "garage", "HeartbeatInterval", "60", "30", "RebootRequired", wished=True)
    )
    await house.settle()
    shown = await house.get("api/evidence?charger=garage")
    assert shown["changes"] == [
        {"at": "2026-06-07T12:00:00.000+02:00", "key": "HeartbeatInterval", "before": "60",
         "after": "30", "status": "RebootRequired", "wished": True},
    ]  # fmt: skip
    assert shown["waits"] == {"HeartbeatInterval": "30"}
