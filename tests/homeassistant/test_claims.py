"""What Borne takes for granted of Core itself, asked of a real one; README.md lists the rest."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from .both_ways import becomes
from .core import Core
from .people import token_of_a_guest

HERE = Path(__file__).parent
TESTS = HERE.parent
HOUR = timedelta(hours=1)


def test_each_claim_of_the_list_has_its_test() -> None:
    table = (HERE / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"`(?:(\w[\w/]*\.py))?::(\w+)`", table)
    assert len(named) > 40
    file = ""
    for path, name in named:
        file = path or file
        there = [it for it in (HERE / file, TESTS / file) if it.exists()]
        assert there, f"{file} is not there"
        assert f"def {name}(" in there[0].read_text(encoding="utf-8"), f"{file} has no {name}"


@pytest.mark.core
class TestStates:
    @pytest.mark.parametrize(("length", "status"), [(255, 201), (256, 400)])
    async def test_a_state_has_at_most_255_characters(
        self, core: Core, length: int, status: int
    ) -> None:
        assert await posted(core, "sensor.long", "x" * length) == status

    async def test_an_id_that_is_none_is_refused(self, core: Core) -> None:
        assert await posted(core, "sensor.A-b", "1") == 400

    async def test_any_domain_is_taken_and_stands_in_no_registry(self, core: Core) -> None:
        assert await posted(core, "switch.of_nobody", "on", unique_id="x") == 201
        entries = await core.ask({"type": "config/entity_registry/list"})
        assert all(one["entity_id"] != "switch.of_nobody" for one in entries)
        await core.remove_state("switch.of_nobody")

    async def test_what_is_told_again_is_fresher_and_only_a_template_tells(
        self, core: Core
    ) -> None:
        """The states API keeps what it once said of a state, until that changes."""
        asked = {"type": "render_template", "template": "{{ states.sensor.same.last_reported }}"}
        seen = []
        async with core.talk() as say:
            for number in (1, 2):
                await core.set_state("sensor.same", "1")
                shown = await core.state("sensor.same")
                assert (await say({"id": number, **asked}))["success"]
                seen.append((shown, (await say({}))["event"]["result"]))
        assert seen[0][0] == seen[1][0]
        assert seen[0][1] < seen[1][1]
        await core.remove_state("sensor.same")

    async def test_who_follows_entities_is_told_of_those_that_come_and_go(self, core: Core) -> None:
        async with core.talk() as say:
            follow = {"id": 1, "type": "subscribe_entities", "entity_ids": ["sensor.later"]}
            assert (await say(follow))["success"]
            assert (await say({}))["event"] == {"a": {}}
            await core.set_state("sensor.later", "1", {"unit_of_measurement": "W"})
            come = (await say({}))["event"]["a"]["sensor.later"]
            assert (come["s"], come["a"]) == ("1", {"unit_of_measurement": "W"})
            await core.set_state("sensor.later", "1", {"unit_of_measurement": "W"})
            await core.set_state("sensor.later", "2")
            changed = (await say({}))["event"]["c"]["sensor.later"]
            assert changed["+"]["s"] == "2", "nothing is told of an equal state"
            assert changed["-"] == {"a": ["unit_of_measurement"]}
            await core.remove_state("sensor.later")
            assert (await say({}))["event"] == {"r": ["sensor.later"]}


@pytest.mark.core
class TestStatistics:
    @pytest.fixture
    def start(self) -> datetime:
        return datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - 3 * HOUR

    async def test_an_hour_that_comes_again_takes_the_place_of_the_first(
        self, core: Core, start: datetime
    ) -> None:
        for total in (1.5, 1.6):
            await say_ok(core, imported(start, total))
        asked = {
            "type": "recorder/statistics_during_period",
            "start_time": start.isoformat(),
            "statistic_ids": ["borne:claim"],
            "period": "hour",
        }

        async def counted() -> list[float]:
            return [one["sum"] for one in (await core.ask(asked)).get("borne:claim", [])]

        await becomes(counted, [1.6])
        await core.ask({"type": "recorder/clear_statistics", "statistic_ids": ["borne:claim"]})

    async def test_only_whole_hours_are_taken(self, core: Core, start: datetime) -> None:
        async with core.talk() as say:
            answer = await say(imported(start + timedelta(minutes=1), 1))
        assert not answer["success"]

    async def test_a_word_too_much_is_an_invalid_format(self, core: Core, start: datetime) -> None:
        command = imported(start, 1)
        command["metadata"]["has_wings"] = True
        async with core.talk() as say:
            assert (await say(command))["error"]["code"] == "invalid_format"


@pytest.mark.core
async def test_an_action_that_is_not_there_is_said_over_the_socket(core: Core) -> None:
    call = {"id": 1, "type": "call_service", "domain": "notify", "service": "nobody"}
    async with core.talk() as say:
        answer = await say(call)
    assert answer["error"]["code"] == "not_found"
    assert "notify.nobody" in answer["error"]["message"]


@pytest.mark.core
async def test_who_is_no_administrator_may_not_hear_all_events(core: Core) -> None:
    token = await token_of_a_guest(core)
    with pytest.raises(Exception, match="Unauthorized"):
        await core.ask({"type": "subscribe_events", "event_type": "borne_command"}, token)


@pytest.mark.core
async def test_an_event_says_whose_it_is(core: Core) -> None:
    [owner] = [it for it in await core.ask({"type": "config/auth/list"}) if it["is_owner"]]
    async with core.subscribe("borne_command") as events:
        await core.fire("borne_command", {"command": "boost"})
        assert (await anext(events))["context"]["user_id"] == owner["id"]


def imported(start: datetime, total: float) -> dict[str, Any]:
    return {
        "id": 1,
        "type": "recorder/import_statistics",
        "metadata": {
            "has_sum": True,
            "mean_type": 0,
            "unit_class": "energy",
            "name": "Claim",
            "source": "borne",
            "statistic_id": "borne:claim",
            "unit_of_measurement": "kWh",
        },
        "stats": [{"start": start.isoformat(), "state": total, "sum": total}],
    }


async def say_ok(core: Core, command: dict[str, Any]) -> None:
    async with core.talk() as say:
        answer = await say(command)
    assert answer["success"], answer


async def posted(core: Core, entity: str, state: str, **attributes: object) -> int:
    body = {"state": state, "attributes": attributes}
    headers = {"Authorization": f"Bearer {core.token}"}
    async with (
        aiohttp.ClientSession(core.url, headers=headers) as http,
        http.post(f"/api/states/{entity}", json=body) as answer,
    ):
        if answer.status == 200:
            await core.remove_state(entity)
        return answer.status
