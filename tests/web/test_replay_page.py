"""Rules tried on the recorded past, over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.patience import PATIENCE

from borne.simulate import replay_process

from .conftest import RULES, House

OFF = RULES.replace("- name: Always\n    charge: max", "- name: Never\n    charge: off")


def desk(text: str = RULES, **more: Any) -> dict[str, Any]:
    return {"name": "home.yaml", "text": text, "page": "p", "language": "en", **more}


async def charge(house: House, minutes: int = 12) -> None:
    """A car charges for some minutes, and it is written down."""
    await house.serve()
    house.connect()
    house.feel(500.0)
    house.plug_in()
    for number in range(minutes * 6):
        house.meter(1000.0 + number * 10)
        house.feel(500.0 + number)
        await house.settle()
    house.engine.flush()
    await house.settle()


async def ended(house: House, id_: str) -> dict[str, Any]:
    async with asyncio.timeout(PATIENCE):
        while True:
            found: dict[str, Any] = await house.get(f"api/replay/{id_}")
            if found["status"] != "running":
                return found
            await asyncio.sleep(0.1)


async def test_before_anything_is_recorded_there_is_nothing_to_replay(house: House) -> None:
    await house.serve()
    assert await house.get("api/replay") == {"recorded": None, "running": None}
    status, found = await house.post("api/replay", desk())
    assert status == 400
    assert found == {"ok": False, "message": "Nothing has been recorded of that time yet"}


@pytest.mark.slow  # it starts a process
async def test_a_text_is_replayed_in_a_process_of_its_own(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, followed = asyncio.Event(), replay_process._followed

    async def later(*process_and_job: Any) -> dict[str, object]:
        await go.wait()
        return await followed(*process_and_job)

    monkeypatch.setattr(replay_process, "_followed", later)
    await charge(house)
    recorded = (await house.get("api/replay"))["recorded"]
    assert recorded["bytes"] > 100
    status, started = await house.post("api/replay", desk(OFF, days=1))
    assert (status, started["ok"]) == (200, True)
    status, busy = await house.post("api/replay", desk())
    assert (status, busy["id"]) == (409, started["id"])
    go.set()
    found = await ended(house, started["id"])
    assert (found["status"], found["progress"], found["message"]) == ("done", 1.0, None)
    result = found["result"]
    assert result["was"]["energy_kwh"] == pytest.approx(0.72, abs=0.06)
    assert result["would"]["energy_kwh"] == 0
    assert result["was"]["solar_kwh"] is None  # the rules name no meter
    assert result["changes"][0]["would"]["why"] == "Never: does not charge"
    curve = result["curve"]
    assert len(curve["was_w"]) == len(curve["would_w"]) == len(curve["spare_w"]) >= 12


@pytest.mark.slow  # it starts a process
async def test_a_replay_is_cancelled(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    async def for_ever(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(replay_process, "_followed", for_ever)
    await charge(house, minutes=6)
    _, started = await house.post("api/replay", desk())
    assert await house.post(f"api/replay/{started['id']}/cancel", {}) == (200, {"ok": True})
    assert (await house.get(f"api/replay/{started['id']}"))["status"] == "cancelled"
    assert (await house.get("api/replay"))["running"] is None


async def test_questions_that_make_no_sense(house: House) -> None:
    await charge(house, minutes=6)
    status, found = await house.post("api/replay", desk("rules: 12\n"))
    assert (status, found["ok"]) == (200, False)
    assert found["problems"][0]["line"] == 1
    for odd in (
        {"days": 0},
        {"days": "x"},
        {"days": True},
        {"from": "now"},
        {"from": "2026-01-01"},
    ):
        status, found = await house.post("api/replay", desk(**odd))
        assert (status, found["ok"]) == (400, False)
    assert (await house.http.get(f"{house.url}api/replay/nothing")).status == 404
