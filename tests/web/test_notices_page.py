"""What is told is chosen over HTTP."""

from __future__ import annotations

import pytest

from borne.domain.say import Language, Sentence, Text
from borne.engine.notices import Choices, Kind
from borne.rules.check import read
from borne.rules.document import SourceFile

from .conftest import House

SENT = Text("Sent", "Envoyé")


class Notices:
    """Rings on one phone."""

    def __init__(self) -> None:
        self.choices = Choices()

    def choose(self, choices: Choices, /) -> None:
        self.choices = choices

    async def phones(self) -> list[str] | None:
        return ["mobile_app_anna"]

    async def try_out(self, language: Language, /) -> tuple[bool, Sentence]:
        return language == "fr", SENT()


async def test_what_is_told_is_chosen(house: House) -> None:
    notices = house.notices = Notices()
    await house.serve()
    told = await house.get("api/notices")
    assert [one["kind"] for one in told["kinds"]] == list(Kind)
    assert [one["kind"] for one in told["kinds"] if not one["on"]] == ["car_waits", "boost"]
    assert (told["quiet"], told["phones"]) == ("22:00-07:00", ["mobile_app_anna"])
    status, told = await house.post("api/notices", {"off": ["problem"], "quiet": None})
    assert (status, told["quiet"]) == (200, None)
    assert notices.choices == Choices(frozenset({Kind.PROBLEM}), None)
    status, told = await house.post("api/notices/test?language=fr", {})
    assert (status, told) == (200, {"ok": True, "message": "Envoyé"})


@pytest.mark.parametrize(
    "body",
    [
        {"off": "problem", "quiet": None},
        {"off": ["nothing"], "quiet": None},
        {"off": [["problem"]], "quiet": None},
        {"quiet": None},
        {"off": [], "quiet": "at night"},
        {"off": [], "quiet": 22},
    ],
)
async def test_what_makes_no_sense_changes_nothing(house: House, body: dict[str, object]) -> None:
    notices = house.notices = Notices()
    await house.serve()
    status, told = await house.post("api/notices", body)
    assert (status, "Say" in told["message"]) == (400, True)
    assert notices.choices == Choices()


async def test_what_the_rules_tell_is_theirs(house: House) -> None:
    house.notices = Notices()
    await house.serve()
    text = "events: [{on: [session ended, charger back], notify: x}]\n"
    house.engine.use_rules(read([SourceFile("home.yaml", text)]))
    told = await house.get("api/notices")
    assert [one["kind"] for one in told["kinds"] if one["by_rules"]] == ["session_ended"]


async def test_without_home_assistant_there_is_nobody_to_tell(house: House) -> None:
    await house.serve()
    assert await house.get("api/notices") == {"here": False}
    for path in ("api/notices", "api/notices/test"):
        status, told = await house.post(path, {"off": [], "quiet": None})
        assert (status, told["ok"]) == (409, False)
