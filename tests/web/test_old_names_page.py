"""The old names are looked at, taken over and given back over HTTP."""

from __future__ import annotations

import pytest

from borne.domain.say import Sentence, Text
from borne.entities.old_names import Fate, Line
from borne.homeassistant.old_names import Preview

from .conftest import House

DONE = Text("Done", "Fait")
LINE = Line("borne_garage_1_power", "sensor.garage_power", "sensor.cp1_power", Fate.FREE, "kW")


class OldNames:
    """One name that can be taken over."""

    def __init__(self) -> None:
        self.taken: list[object] = []
        self.away = False

    async def known(self) -> list[str] | None:
        return None if self.away else ["cp1"]

    async def preview(self, charger: str, cpid: str, /) -> Preview | Sentence:
        assert (charger, cpid) == ("garage", "cp1")
        return DONE() if self.away else Preview((LINE,), running=True)

    async def take(self, charger: str, cpid: str, /) -> tuple[bool, Sentence]:
        self.taken.append((charger, cpid))
        return True, DONE()

    async def undo(self) -> tuple[bool, Sentence]:
        self.taken.clear()
        return False, DONE()


ASKED = {"charger": "garage", "name": "cp1"}


async def test_they_are_looked_at_taken_and_given_back(house: House) -> None:
    names = house.old_names = OldNames()
    await house.serve()
    assert await house.get("api/old-names") == {"here": True, "known": ["cp1"], "taken": 0}
    status, told = await house.post("api/old-names/preview", ASKED)
    assert (status, told["running"]) == (200, True)
    assert told["lines"] == [
        {"now": LINE.now, "wanted": LINE.wanted, "fate": "free", "unit": "kW"},
    ]
    _, told = await house.post("api/old-names/take?language=fr", ASKED)
    assert (told["ok"], told["message"], told["taken"]) == (True, "Fait", 1)
    _, told = await house.post("api/old-names/undo", {})
    assert (told["ok"], told["taken"]) == (False, 0)
    names.away = True
    _, told = await house.post("api/old-names/preview", ASKED)
    assert (told["ok"], told["message"], told["lines"]) == (False, "Done", [])
    assert (await house.get("api/old-names"))["known"] is None


@pytest.mark.parametrize("body", [{}, {"charger": "a"}, {"charger": 1, "name": "b"}])
async def test_what_makes_no_sense_is_said(house: House, body: dict[str, object]) -> None:
    house.old_names = OldNames()
    await house.serve()
    for wrong in (body, {**ASKED, "name": "../x"}):
        status, told = await house.post("api/old-names/take", wrong)
        assert (status, "charger" in told["message"]) == (400, True)


async def test_without_home_assistant_there_are_no_names(house: House) -> None:
    await house.serve()
    assert await house.get("api/old-names") == {"here": False}
    assert (await house.post("api/old-names/take", ASKED))[0] == 409
