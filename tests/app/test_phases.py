"""One phase and three over a real socket: the engine, the server, and a charger that can change."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from borne.domain.events import Event
from borne.domain.phasing import Phasing, Switching
from borne.domain.records import Record
from borne.domain.state import Policy, State
from borne.engine.core import Core
from borne.engine.engine import Engine
from borne.ocpp.server import OcppServer
from borne.rules.check import Reading, read
from borne.rules.document import SourceFile
from borne.simulate.car import Car
from borne.simulate.make import GENERIC
from borne.simulate.station import Physics
from borne.simulate.virtual import VirtualCharger
from borne.simulate.ways import Ways

RULES = """
site:
  phases: 3
  connectors: {garage/1: {phases: 1 or 3, most: 16 A}}
rules:
  - name: Always
    charge: max
    phases: PHASES
"""
HASTY = Switching(pause=0.4, cool_down=1.0)
"""What no file may say: a test does not wait for minutes."""
THREE = replace(GENERIC, physics=Physics(phases=3, switchable=True, dead_time=1.0))


class RealClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class Nowhere:
    """A disk that takes everything at once."""

    def save(self, _records: Sequence[Record]) -> asyncio.Future[None]:
        done = asyncio.get_running_loop().create_future()
        done.set_result(None)
        return done


def rules(phases: str) -> Reading:
    reading = read([SourceFile("home.yaml", RULES.replace("PHASES", phases))])
    assert reading.book is not None
    site = reading.book.site
    limits = msgspec.structs.replace(site.limits_of("garage/1"), switching=HASTY)
    site = msgspec.structs.replace(site, connectors={"garage/1": limits})
    return replace(reading, book=replace(reading.book, site=site))


class House:
    """Borne with one charger on a socket."""

    def __init__(self) -> None:
        core = Core(State(), Policy(auto_adopt=True), rules("3"), UTC)
        self.server = OcppServer(self.post, RealClock(), "127.0.0.1", 0)
        self.engine = Engine(core, RealClock(), self.server, Nowhere())

    def post(self, event: Event) -> None:
        self.engine.post(event)

    @property
    def phasing(self) -> Phasing:
        return self.engine.view.state.chargers["garage"].connectors[1].phasing


def flows_on(phases: int) -> Callable[[VirtualCharger], bool]:
    def met(charger: VirtualCharger) -> bool:
        return sum(amps > 10 for amps in charger.connectors[1].station.current) == phases

    return met


@pytest.mark.slow
async def test_it_goes_to_one_phase_and_back_without_current() -> None:
    house = House()
    async with house.server, asyncio.TaskGroup() as tasks:
        running = tasks.create_task(house.engine.run())
        url = f"ws://127.0.0.1:{house.server.port}"
        async with VirtualCharger(
            url, "garage", make=THREE, meter_interval=0.1, speed=20
        ) as charger:
            await charger.plug(Car(most=16, phases=3, battery=100))
            await charger.until(flows_on(3))
            assert house.phasing.changes == 0
            house.engine.use_rules(rules("1"))
            await charger.until(flows_on(1))
            house.engine.use_rules(rules("3"))
            await charger.until(flows_on(3))
            station = charger.connectors[1].station
            assert (station.switched, station.switched_loaded) == (2, 0)
            await charger.until(lambda _: (house.phasing.told, house.phasing.changes) == (3, 2))
            assert not house.engine.view.state.troubles
        running.cancel()


async def test_one_that_refuses_the_number_charges_on_all_and_is_told_of() -> None:
    house = House()
    async with house.server, asyncio.TaskGroup() as tasks:
        running = tasks.create_task(house.engine.run())
        url = f"ws://127.0.0.1:{house.server.port}"
        refuses = replace(THREE, ways=Ways(refuses_phases=True))
        async with VirtualCharger(
            url, "garage", make=refuses, meter_interval=0.1, speed=20
        ) as charger:
            await charger.plug(Car(most=16, phases=3, battery=100))
            await charger.until(flows_on(3))
            house.engine.use_rules(rules("1"))
            await charger.until(lambda charger: charger.connectors[1].amps == 0)
            await charger.until(flows_on(3))
            assert house.phasing.unable
            assert "phases:garage/1" in house.engine.view.state.troubles
        running.cancel()
