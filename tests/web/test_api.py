from __future__ import annotations

import asyncio
import csv
import io
import json
import threading
import zipfile
from datetime import timedelta
from urllib.parse import quote

import pytest
from tests.patience import PATIENCE

from borne.domain.charger import ConfigurationKey
from borne.domain.events import ConfigurationRead, TraitsLearned
from borne.domain.records import SaveRecording
from borne.domain.say import Text, plain
from borne.domain.traits import Quirk, Traits
from borne.engine.draft import Draft
from borne.engine.segment import Told
from borne.web.ports import OcppAddress

from .conftest import NOON, House


async def test_health_answers_though_the_disk_does_not(house: House) -> None:
    await house.serve()
    answers = threading.Event()
    writing = asyncio.create_task(house.store._writer.call(lambda _: answers.wait(PATIENCE)))
    reading = house.store._reader.submit(answers.wait, PATIENCE)
    assert await house.get("api/health") == {"status": "ok"}
    assert not reading.done()
    answers.set()
    assert await writing


async def test_the_state_of_a_charging_car(house: House) -> None:
    await house.serve(language="fr", demo=True, ocpp=OcppAddress(url="ws://house:9000/"))
    house.feel(-1500)
    house.connect()
    house.plug_in()
    house.meter(1500)
    await house.settle()
    state = await house.get("api/state?language=en")
    assert (state["version"], state["demo"], state["language"]) == ("1.2.3", True, "en")
    assert state["time_zone"] == "Europe/Paris"
    assert state["time"].endswith("+02:00")
    assert state["user"] == {"name": None, "admin": True}
    assert state["ocpp"] == {"port": 9000, "url": "ws://house:9000/"}
    (charger,) = state["chargers"]
    assert (charger["id"], charger["name"], charger["online"]) == ("garage", "garage", True)
    (connector,) = charger["connectors"]
    assert (connector["id"], connector["status"]) == ("garage/1", "Charging")
    assert (connector["plugged"], connector["charging"]) == (True, True)
    assert (connector["power_w"], connector["current_a"]) == (3600.0, [15.7])
    assert connector["session"]["energy_wh"] == 500.0
    assert connector["session"]["tag"] == "ALICE"
    assert connector["by_hand"]["mode"] == "rules"
    assert connector["decision"]["rule"] == "Always"
    assert connector["decision"]["why"]
    assert state["rules"] | {"running_since": None} == {
        "ok": True, "files": ["home.yaml"], "problems": [], "running_since": None,
    }  # fmt: skip
    (grid,) = state["inputs"]
    assert (grid["value"], grid["unit"], grid["status"]) == (-1500.0, "W", "ok")


async def test_an_input_grows_old_and_is_told_so(house: House) -> None:
    await house.serve()
    (grid,) = (await house.get("api/state"))["inputs"]
    assert (grid["status"], grid["value"], grid["at"]) == ("missing", None, None)
    house.feel(100)
    await house.settle()
    house.clock.time = house.clock.time.replace(minute=2)
    (grid,) = (await house.get("api/state"))["inputs"]
    assert grid["status"] == "stale"


async def test_sentences_come_in_the_language_of_the_reader(house: House) -> None:
    await house.serve(language="fr")
    french = await house.get("api/state", headers={"Accept-Language": "de, fr-CA;q=0.8, en;q=0.5"})
    assert french["language"] == "fr"
    assert "Borne fonctionne seul" in french["home_assistant"]["message"]
    assert (await house.get("api/state"))["language"] == "fr"
    english = await house.get("api/state?language=en")
    assert "Borne runs alone" in english["home_assistant"]["message"]
    refused = await house.get("api/nothing?language=fr")
    assert refused == {"ok": False, "message": "Il n’y a rien ici"}


async def test_the_ledger_in_all_its_forms(house: House) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    house.meter(1900)
    await house.settle()
    ledger = await house.get("api/sessions")
    assert ledger["total"] == {
        "count": 1,
        "energy_wh": 900.0,
        "cost_eur": None,
        "solar_share": None,
    }
    (row,) = ledger["sessions"]
    assert (row["charger"], row["tag"], row["open"], row["transactions"]) == (
        "garage", "ALICE", True, 1,
    )  # fmt: skip
    detail = await house.get(f"api/sessions/{row['id']}?language=en")
    assert detail["session"] == row
    assert [point["energy_wh"] for point in detail["curve"]] == [0.0, 900.0]
    assert detail["decisions"][-1]["rule"] == "Always"
    async with house.http.get(house.url + "api/sessions?format=csv") as answer:
        assert answer.content_type == "text/csv"
        (line,) = csv.DictReader((await answer.text()).splitlines())
    assert line["energy_wh"] == "900.0"
    assert line["open"] == "true"


async def test_the_decisions_are_a_time_line(house: House) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    house.meter(1900)
    await house.settle()
    told = (await house.get("api/decisions?charger=garage&connector=1&language=en"))["decisions"]
    assert told[0]["rule"] == "Always"
    assert (told[0]["charger"], told[0]["connector"], told[0]["mode"]) == ("garage", 1, "max")
    assert told == sorted(told, key=lambda one: one["at"], reverse=True)
    assert told[0]["why"]
    for none in ("charger=barn", "connector=2", "to=2026-06-06"):
        assert (await house.get(f"api/decisions?{none}"))["decisions"] == []


async def test_it_is_told_when_borne_was_not_running(house: House) -> None:
    await house.serve()
    here = "from=2026-06-07&to=2026-06-07"
    assert await house.get(f"api/absences?{here}") == {"absences": []}
    for hours, value in ((0, 1), (3, None), (5, 1)):
        at = NOON + timedelta(hours=hours)
        draft = Draft(at.timestamp(), [Told(value)], [])
        packed = draft.close(at.timestamp() + 300, ["a"], [])
        await house.store.save([SaveRecording(at, at + timedelta(minutes=5), packed)])
    (gone,) = (await house.get(f"api/absences?{here}"))["absences"]
    assert gone == {"from": "2026-06-07T12:05:00+02:00", "to": "2026-06-07T15:00:00+02:00"}
    assert await house.get("api/absences?from=2026-06-09") == {"absences": []}


async def test_each_decision_is_told_with_what_was_looked_at(house: House) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    await house.settle()
    here = "charger=garage&connector=1&language=en"
    newest, *_ = (await house.get(f"api/decisions?{here}"))["decisions"]
    at = quote(newest["at"])
    for asked in (f"{here}&at={at}", here):
        found = (await house.get(f"api/decision?{asked}"))["decision"]
        assert {name: found[name] for name in newest} == newest
        assert [step["name"] for step in found["trace"] if step["kind"] == "rule"] == [
            "Too much",
            "Always",
        ]
        assert found["limits"]
    assert (await house.get(f"api/decision?{here}&at=2026-06-06"))["decision"] is None


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("from=2026-06-07&to=2026-06-07", 1),
        ("to=2026-06-06", 0),
        ("from=2026-06-07T12:00:00+02:00", 1),
        ("from=2026-06-07T12:00:01%2B02:00", 0),
        ("charger=garage&tag=alice", 1),
        ("charger=north", 0),
    ],
)
async def test_questions_to_the_ledger(house: House, query: str, count: int) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    await house.settle()
    assert (await house.get(f"api/sessions?{query}"))["total"]["count"] == count


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("api/sessions?from=yesterday", 400, "“yesterday” is not a time"),
        ("api/sessions?to=9999-12-31", 400, "is not a time"),
        ("api/sessions?format=pdf", 400, "json, csv or xlsx"),
        ("api/sessions/99", 404, "no session 99"),
        ("api/decisions?connector=left", 400, "connector is a number"),
        ("api/decision?charger=garage", 400, "Say which connector"),
        ("api/decision?charger=garage&connector=1&at=noon", 400, "is not a time"),
        ("api/decisions?from=yesterday", 400, "is not a time"),
        ("api/absences?from=yesterday", 400, "is not a time"),
        ("api/sessions/x", 404, "nothing here"),
        ("assets/../../errors.py", 404, "nothing here"),
        ("assets/%2e%2e%2ferrors.py", 404, "nothing here"),
        ("api/command", 405, "GET is not possible"),
    ],
)
async def test_what_cannot_be_answered_says_why(
    house: House, path: str, status: int, sentence: str
) -> None:
    await house.serve()
    async with house.http.get(house.url + path) as answer:
        assert answer.status == status
        body = await answer.json()
    assert body["ok"] is False
    assert sentence in body["message"]


async def test_a_script_commands_like_an_automation(house: House) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    answer = await house.command(charger="garage", connector=1, command="mode", mode="off")
    assert answer["ok"] is True
    assert answer["message"]
    state = await house.get("api/state")
    assert state["chargers"][0]["connectors"][0]["by_hand"]["mode"] == "off"


async def test_a_command_that_cannot_be_done(house: House) -> None:
    await house.serve()
    refused = await house.command(charger="nowhere", command="boost")
    assert refused["ok"] is False
    assert "nowhere" in refused["message"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"boost"', b'{"command": "explode"}', b'{"command": 1}', b"\xff\xfe"],
)
async def test_a_command_that_makes_no_sense(house: House, body: bytes) -> None:
    await house.serve()
    headers = {"Content-Type": "application/json"}
    async with house.http.post(house.url + "api/command", data=body, headers=headers) as answer:
        assert answer.status == 400
        assert (await answer.json())["message"]


async def test_a_message_larger_than_a_mebibyte(house: House) -> None:
    await house.serve()
    headers = {"Content-Type": "application/json"}
    data = io.BytesIO(b'{"command": "' + b"x" * 2**20 + b'"}')
    async with house.http.post(house.url + "api/command", data=data, headers=headers) as answer:
        assert answer.status == 413
        assert (await answer.json())["message"] == "The message is larger than 1 MiB"


async def test_every_answer_is_safe_inside_home_assistant(house: House) -> None:
    await house.serve()
    for path in ("", "api/state", "api/nothing", "api/health"):
        async with house.http.get(house.url + path) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert "script-src 'self'" in policy
            assert "unsafe" not in policy
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Cache-Control"] == "no-store"


async def test_a_password_of_a_charger_is_not_shown(house: House) -> None:
    await house.serve()
    house.connect()
    keys = (
        ConfigurationKey("WifiPassword", "hunter2", readonly=False),
        ConfigurationKey("HeartbeatInterval", "60", readonly=False),
    )
    house.engine.post(ConfigurationRead(house.clock.now(), "garage", keys))
    await house.settle()
    state = await house.get("api/state")
    assert "hunter2" not in json.dumps(state)
    values = {one["key"]: one["value"] for one in state["chargers"][0]["configuration"]}
    assert values["HeartbeatInterval"] == "60"


async def test_a_quirk_is_shown_with_its_reason_and_evidence_in_the_language_asked_for(
    house: House,
) -> None:
    await house.serve()
    house.connect()
    said = Text("because", "parce que")()
    evidence, source, hint = plain("its name"), Text("a book", "un livre")(), plain("a hint")
    quirk = Quirk("legrand-floor", said, True, said, evidence, source, hint)
    house.engine.post(TraitsLearned(house.clock.now(), "garage", Traits(floor=7.0), (quirk,)))
    await house.settle()
    state = await house.get("api/state?language=fr")
    assert state["chargers"][0]["quirks"] == [
        {
            "name": "legrand-floor",
            "title": "parce que",
            "on": True,
            "why": "parce que",
            "evidence": "its name",
            "source": "un livre",
            "hint": "a hint",
            "by_hand": False,
        }
    ]
    assert state["chargers"][0]["connectors"][0]["least_a"] == 7


async def test_all_quirks_are_offered_in_the_language_asked_for(house: House) -> None:
    title, why = Text("Deaf", "Sourde")(), Text("because", "parce que")()
    known = (Quirk("deaf", title, False, why, plain("-"), plain("a book")),)
    await house.serve(quirks=lambda: known)
    found = await house.get("api/quirks?language=fr")
    assert found["quirks"] == [
        {
            "name": "deaf",
            "title": "Sourde",
            "why": "parce que",
            "hint": None,
            "source": "a book",
            "by_hand": False,
        }
    ]


async def test_a_workbook_has_every_session_and_their_sum(house: House) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    house.meter(1010.0)
    await house.settle()
    async with house.http.get(house.url + "api/sessions?format=xlsx") as answer:
        assert answer.status == 200
        assert "borne-sessions.xlsx" in answer.headers["Content-Disposition"]
        book = zipfile.ZipFile(io.BytesIO(await answer.read()))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<v>10</v>" in sheet
    assert "SUM(H2:H2)" in sheet
    assert "garage" in book.read("xl/sharedStrings.xml").decode()
