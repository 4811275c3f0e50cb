"""The little story of `borne demo`: two chargers, a few cars, a known badge and a strange one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from borne.simulate.car import Car
from borne.simulate.home import Reading, Readings, SimulatedHome
from borne.simulate.house import House
from borne.simulate.load import Load
from borne.simulate.make import GENERIC, LEGRAND
from borne.simulate.meter import Meter
from borne.simulate.sun import Regime, Sun
from borne.simulate.virtual import VirtualCharger

if TYPE_CHECKING:
    from borne.simulate.charge_point import Happening
    from borne.simulate.make import Make

CAMILLE: Final = "04A2B3C4D5"
STRANGER: Final = "04DEADBEEF"
CHARGERS: Final[dict[str, Make]] = {"garage": LEGRAND, "carport": GENERIC}


@dataclass(frozen=True, slots=True)
class Day:
    """Where and when the story plays."""

    chargers: dict[str, Make]
    sky: Regime
    start: str


DAYS: Final = {
    1: Day(CHARGERS, Regime.SCATTERED, "13:05"),
    3: Day(
        CHARGERS
        | {
            "carport": replace(GENERIC, physics=replace(GENERIC.physics, phases=3, switchable=True))
        },
        Regime.CLEAR,
        "09:10",
    ),
}
"""By the phases of the home. One: a noon with sun for two cars, and its first cloud some minutes
later. Three: a morning whose sun is enough for one phase, and an hour later for three; the
carport's charger can change between them."""

_READY_WITHIN: Final = 20.0
_CARS: Final[dict[str, Car]] = {
    "Zoe": Car("Zoe", most=32, battery=52, soc=41, least=6),
    "Kona": Car("Kona", most=16, phases=3, battery=64, soc=58, least=6),
    "Twingo": Car("Twingo", most=16, phases=3, battery=22, soc=35, least=6),
}


@dataclass(frozen=True, slots=True)
class Scene:
    """At a second of the story, at a charger: `plug` a car, `swipe` a badge, or `unplug`."""

    at: float
    charger: str
    does: str
    what: str = ""


STORY: Final = (
    Scene(3, "garage", "plug", "Zoe"),
    Scene(12, "carport", "swipe", CAMILLE),
    Scene(13, "carport", "plug", "Kona"),
    Scene(40, "carport", "swipe", STRANGER),
    Scene(240, "carport", "swipe", CAMILLE),
    Scene(255, "carport", "unplug"),
    Scene(300, "carport", "plug", "Twingo"),
    Scene(420, "garage", "unplug"),
    Scene(450, "garage", "plug", "Kona"),
    Scene(455, "garage", "swipe", STRANGER),
    Scene(660, "carport", "unplug"),
    Scene(690, "garage", "unplug"),
)
STORY_LASTS: Final = 720.0


async def run_demo(
    ocpp_url: str,
    post_reading: Callable[[str, Reading], None],
    speed: float,
    stop: asyncio.Event,
    *,
    phases: int = 1,
    on_happening: Callable[[str, Happening], None] | None = None,
    seed: int = 19,
) -> None:
    """Play the home and its chargers until `stop` is set, or the task is cancelled.

    `post_reading` gets each reading of the home by entity id; `on_happening` what happens at a
    charger, by its id. The home and the cars run `speed` times faster, the story does not.
    """
    day = DAYS[phases]
    async with AsyncExitStack() as stack:
        chargers = {
            name: await stack.enter_async_context(
                _charger(ocpp_url, name, make, speed, on_happening)
            )
            for name, make in day.chargers.items()
        }
        home = _home(chargers, day, speed, seed)
        tasks = [
            asyncio.create_task(_play_home(home, post_reading), name="demo home"),
            asyncio.create_task(_play_story(chargers), name="demo story"),
            asyncio.create_task(stop.wait(), name="demo stop"),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()


def _charger(
    url: str,
    name: str,
    make: Make,
    speed: float,
    on_happening: Callable[[str, Happening], None] | None,
) -> VirtualCharger:
    def tell(happening: Happening) -> None:
        if on_happening is not None:
            on_happening(name, happening)

    return VirtualCharger(
        url, name, make=make, meter_interval=2.0, speed=speed, on_happening=tell, longest_retry=2.0
    )


def _home(chargers: dict[str, VirtualCharger], day: Day, speed: float, seed: int) -> SimulatedHome:
    def cars_draw() -> Load:
        total = Load()
        for charger in chargers.values():
            total += charger.load
        return total

    return SimulatedHome(
        Sun(seed, 9000, regime=day.sky, noon_hour=13.8),
        House(seed),
        Meter[Readings](delay=1.0, period=2.0),
        cars_draw,
        speed,
        day.start,
    )


async def _play_home(home: SimulatedHome, post_reading: Callable[[str, Reading], None]) -> None:
    loop = asyncio.get_running_loop()
    before = loop.time()
    shown: Readings = {}
    while True:
        now = loop.time()
        for entity, value in home.step(now - before).items():
            if shown.get(entity) != value or isinstance(value, float):
                post_reading(entity, value)
            shown[entity] = value
        before = now
        await asyncio.sleep(home.next_delay)


async def _play_story(chargers: dict[str, VirtualCharger]) -> None:
    with suppress(TimeoutError):
        for charger in chargers.values():
            await charger.booted(_READY_WITHIN)
    loop = asyncio.get_running_loop()
    cars = {name: _fresh(car) for name, car in _CARS.items()}
    while True:
        began = loop.time()
        for scene in STORY:
            await asyncio.sleep(max(0.0, began + scene.at - loop.time()))
            await _play(scene, chargers[scene.charger], cars)
        await asyncio.sleep(max(0.0, began + STORY_LASTS - loop.time()))


async def _play(scene: Scene, charger: VirtualCharger, cars: dict[str, Car]) -> None:
    if scene.does == "plug":
        await charger.plug(cars[scene.what])
    elif scene.does == "swipe":
        await charger.swipe(scene.what)
    else:
        await charger.unplug()


def _fresh(car: Car) -> Car:
    return replace(car)
