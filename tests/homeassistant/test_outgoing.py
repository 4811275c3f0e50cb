"""Events come after the entities that changed with them, and are not held up by these."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.patience import PATIENCE
from tests.tasks import end_task

from borne.homeassistant import outgoing
from borne.homeassistant.actions import Told
from borne.homeassistant.errors import CommandFailedError
from borne.homeassistant.outgoing import Outgoing


class Hearing:
    """Core's end of the socket, as far as events go."""

    def __init__(self) -> None:
        self.heard: asyncio.Queue[str] = asyncio.Queue()

    async def call(self, command: str, *, event_type: str, event_data: dict[str, Any]) -> None:
        if "refuse" in event_data:
            raise CommandFailedError(command, "invalid_format", "no")
        await self.heard.put(event_type)


@pytest.fixture
async def out() -> Outgoing:
    return Outgoing()


@pytest.fixture
async def core(out: Outgoing) -> AsyncIterator[Hearing]:
    hearing = Hearing()
    task = asyncio.create_task(out.keep(hearing))  # type: ignore[arg-type]  # all it is asked for
    yield hearing
    await end_task(task)


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_an_event_waits_for_what_has_changed_with_it(out: Outgoing, core: Hearing) -> None:
    before = now()
    out.add(Told("first", {}))
    out.add(Told("second", {}))
    out.shown(before)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(core.heard.get(), 0.05)
    out.shown(now())
    assert [await core.heard.get(), await core.heard.get()] == ["first", "second"]


async def test_entities_that_cannot_be_shown_hold_no_event_up(
    out: Outgoing, core: Hearing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outgoing, "LONGEST_S", 0.05)
    out.add(Told("answer", {}))
    assert await asyncio.wait_for(core.heard.get(), PATIENCE) == "answer"


async def test_one_that_core_refuses_does_not_hold_up_the_next(
    out: Outgoing, core: Hearing
) -> None:
    out.add(Told("wrong", {"refuse": True}))
    out.add(Told("right", {}))
    out.shown(now())
    assert await asyncio.wait_for(core.heard.get(), PATIENCE) == "right"


async def test_while_nobody_listens_the_newest_are_kept(out: Outgoing) -> None:
    for number in range(outgoing.MOST_WAITING + 5):
        out.add(Told(str(number), {}))
    out.shown(now())
    hearing = Hearing()
    task = asyncio.create_task(out.keep(hearing))  # type: ignore[arg-type]  # as above
    assert await asyncio.wait_for(hearing.heard.get(), PATIENCE) == "5"
    await end_task(task)
