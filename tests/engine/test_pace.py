"""How closely a work follows itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import pytest
from tests.tasks import end_task

from borne.engine.pace import TURN, Pace, in_turns


class Hand:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.time = 100.0
        monkeypatch.setattr(time, "perf_counter", lambda: self.time)


@pytest.mark.parametrize(
    ("took", "rests"), [(0.0, 0.0), (0.001, 0.009), (0.005, 0.045), (0.5, 0.1)]
)
def test_a_work_takes_its_share_of_the_time(
    took: float, rests: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand, pace = Hand(monkeypatch), Pace(share=0.1, longest=0.1)
    assert pace.wait() == 0
    with pace:
        hand.time += took
    assert pace.wait() == pytest.approx(rests)
    hand.time += rests + 1e-9
    assert pace.wait() == 0


def test_with_all_of_the_time_nothing_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    hand, pace = Hand(monkeypatch), Pace()
    with pace:
        hand.time += 5
    assert pace.wait() == 0


def test_after_its_turn_others_have_theirs_and_it_rests_for_all_its_turns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hand, pace = Hand(monkeypatch), Pace(share=0.1, longest=1.0, turn=0.004)
    for _ in range(3):
        with pace:
            assert not pace.is_long
            hand.time += 0.005
            assert pace.is_long
        hand.time += 0.001
    assert pace.wait() == pytest.approx(3 * 0.045 - 0.001)
    hand.time += 1
    with pace:
        hand.time += 0.005
    assert pace.wait() == pytest.approx(0.045), "what was rested from counts no longer"


async def test_others_have_their_turn_while_a_work_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    hand, seen = Hand(monkeypatch), []

    def work() -> Iterator[int]:
        for number in range(9):
            hand.time += TURN / 2.5
            yield number

    async def other() -> None:
        while True:
            seen.append(hand.time)
            await asyncio.sleep(0)

    beside = asyncio.create_task(other())
    assert await in_turns(work()) == 8
    await end_task(beside)
    assert len(seen) == 3, "after each three of the steps"
