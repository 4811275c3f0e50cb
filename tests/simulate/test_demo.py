"""The demo's story on real sockets."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from tests.patience import PATIENCE

from borne.simulate.charge_point import Happening
from borne.simulate.demo import CHARGERS, DAYS, STORY, STORY_LASTS, run_demo
from borne.simulate.home import GRID, SOLAR, Reading
from borne.simulate.sun import Sun

if TYPE_CHECKING:
    from tests.simulate.conftest import Central


@pytest.mark.parametrize("phases", [1, pytest.param(3, marks=pytest.mark.slow)])
async def test_both_chargers_come_and_the_first_car_is_plugged_in(
    central: Central, phases: int
) -> None:
    stop, plugged = asyncio.Event(), asyncio.Event()
    readings: dict[str, Reading] = {}
    said: list[tuple[str, Happening]] = []

    def tell(charger: str, happening: Happening) -> None:
        said.append((charger, happening))
        if happening.what == "plugged":
            plugged.set()

    task = asyncio.create_task(
        run_demo(central.url, readings.__setitem__, 10, stop, phases=phases, on_happening=tell)
    )
    async with asyncio.timeout(PATIENCE):
        await plugged.wait()
    stop.set()
    async with asyncio.timeout(PATIENCE):
        await task
    assert sorted(central.paths) == ["/carport", "/garage"]
    assert {GRID, SOLAR} <= set(readings)
    assert ("garage", "plugged") in [(charger, each.what) for charger, each in said]


async def test_cancelling_ends_it_and_leaves_nothing(central: Central) -> None:
    before = asyncio.all_tasks()
    task = asyncio.create_task(run_demo(central.url, lambda *_: None, 1, asyncio.Event()))
    await central.hears("StatusNotification", times=4)
    task.cancel()
    async with asyncio.timeout(PATIENCE):
        await asyncio.wait([task])
    assert task.cancelled()
    names = {each.get_name() for each in asyncio.all_tasks() - before}
    assert not {name for name in names if name.startswith(("demo", "virtual"))}


def test_the_story_can_be_told_again_and_again() -> None:
    assert [scene.at for scene in STORY] == sorted(scene.at for scene in STORY)
    assert STORY[-1].at < STORY_LASTS
    plugs: Counter[str] = Counter()
    for scene in STORY:
        assert scene.charger in CHARGERS
        if scene.does == "plug":
            plugs[scene.charger] += 1
        elif scene.does == "unplug":
            plugs[scene.charger] -= 1
        assert plugs[scene.charger] in (0, 1)
    assert not +plugs


def test_on_three_phases_the_sun_is_enough_for_one_at_first_and_later_for_three() -> None:
    day = DAYS[3]
    assert day.chargers["carport"].physics.switchable
    hours, minutes = map(int, day.start.split(":"))
    begins = hours * 3600 + minutes * 60
    sun = Sun(19, 9000, regime=day.sky, noon_hour=13.8)
    assert 2500 < sun.power(begins) < sun.power(begins + 900) < 4100
    assert sun.power(begins + 7200) > 5500
