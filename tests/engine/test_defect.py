"""A defect of Borne's own costs one event: the charger is answered, the others go on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from tests.patience import PATIENCE

from borne.domain.commands import AnswerFailed, AnswerPlain, AnswerTag, Command
from borne.domain.events import Event, TagSwiped, WishMade
from borne.domain.life import Status
from borne.domain.wishes import StopNow
from borne.engine.core import Core

from .test_engine import House, breathe, house

__all__ = ["house"]


@pytest.fixture
def defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Borne stumbles over a badge and over a wish."""
    handle = Core.handle

    def stumbling(core: Core, event: Event) -> Sequence[Command]:
        if isinstance(event, TagSwiped | WishMade):
            raise ZeroDivisionError
        return handle(core, event)

    monkeypatch.setattr(Core, "handle", stumbling)


@pytest.mark.usefixtures("defect")
async def test_the_call_is_answered_and_the_next_one_is_handled(house: House) -> None:
    await house.gets_a_car(house.wire)
    house.line.sent.clear()
    await house.hears(house.wire.swiped("anna"), house.wire.status(Status.CHARGING))
    assert house.line.to("garage")[:2] == [AnswerFailed, AnswerPlain]
    assert house.engine.view.state.troubles["defect"].severity == "error"


@pytest.mark.usefixtures("defect")
async def test_a_wish_is_answered(house: House) -> None:
    await house.gets_a_car(house.wire)
    async with asyncio.timeout(PATIENCE):
        answer = await house.engine.wish(StopNow(), charger="garage")
    assert not answer.ok
    assert "défaut" in answer.message.say("fr")


async def test_a_decision_that_fails_leaves_the_line_up(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.gets_a_car(house.wire)
    house.line.sent.clear()

    def fails(_: object) -> Sequence[Command]:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(Core, "deciding", lambda _core, _now: map(fails, [0]))
        await house.hears(house.wire.swiped("anna"))
        assert house.line.to("garage") == [AnswerTag]
        assert "defect" in house.core.state.troubles
    await house.hears(house.wire.status(Status.CHARGING))
    await breathe()
    assert AnswerPlain in house.line.to("garage")
