"""Borne's controls in Home Assistant, asked for over HTTP."""

from __future__ import annotations

from borne.domain.say import Sentence, Text
from borne.homeassistant.controls import Standing

from .conftest import House

DONE = Text("Done", "Fait")


class Controls:
    """Helpers that are made at once."""

    def __init__(self) -> None:
        self.wanted = False

    @property
    def standing(self) -> Standing:
        count = 7 if self.wanted else 0
        return Standing(self.wanted, count, 7, by_broker=False, refused=None)

    async def want(self, wanted: bool, /) -> tuple[bool, Sentence]:  # noqa: FBT001
        self.wanted = wanted
        return True, DONE()


async def test_the_controls_are_asked_for_and_taken_away(house: House) -> None:
    controls = house.controls = Controls()
    await house.serve()
    none = {
        "here": True,
        "wanted": False,
        "count": 0,
        "full": 7,
        "by_broker": False,
        "trouble": None,
    }
    assert await house.get("api/controls") == none
    status, told = await house.post("api/controls?language=fr", {"wanted": True})
    assert (status, told["count"], told["ok"], told["message"]) == (200, 7, True, "Fait")
    status, told = await house.post("api/controls", {"wanted": "yes"})
    assert (status, "wanted" in told["message"]) == (400, True)
    assert controls.wanted is True
    await house.post("api/controls", {"wanted": False})
    assert await house.get("api/controls") == none


async def test_without_home_assistant_there_is_nothing_to_ask(house: House) -> None:
    await house.serve()
    assert await house.get("api/controls") == {"here": False}
    status, told = await house.post("api/controls", {"wanted": True})
    assert (status, told["ok"]) == (409, False)
