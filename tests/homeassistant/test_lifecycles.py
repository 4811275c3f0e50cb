"""Each party restarts after each other one, while a car charges: nothing is lost, nobody is hurt.

A real Core and a real Mosquitto, Borne as a process, the stand-in Supervisor between them, and a
virtual charger whose car charges from the first to the last moment.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import pytest
from addon.emulator.ports import free_port
from addon.emulator.supervisor import Core as CoreBehind
from addon.emulator.supervisor import Machine, Mqtt, Supervisor, read
from tests.mosquitto import Mosquitto
from tests.patience import PATIENCE
from tests.served import serving

from borne.mqtt.broker import KEEPALIVE
from borne.simulate.car import Car
from borne.simulate.virtual import VirtualCharger

from .core import Core

pytestmark = [
    pytest.mark.core,
    pytest.mark.broker,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]

MANIFEST = Path(__file__).resolve().parents[2] / "config.yaml"
RULES = "site: {contract: 9 kVA}\nrules:\n  - {name: Always, charge: 10 A}\n"
BROKER, BORNE, SUPERVISOR, CORE = "broker", "borne", "supervisor", "core"
EVERY_PAIR = (
    *(BROKER, SUPERVISOR, BROKER, CORE, SUPERVISOR, CORE, BROKER),
    *(BORNE, SUPERVISOR, BORNE, CORE, BORNE, BROKER),
)
"""Each of them right after each other one, once; Borne only at the end."""
WITHOUT_A_BROKER = (SUPERVISOR, BORNE)
"""Core's restart without a broker is tried in `test_sidebar`."""
GAINS_CONTROL = {"RemoteStopTransaction", "RemoteStartTransaction", "Reset", "ChangeAvailability"}
GAINS_CONTROL |= {"UnlockConnector", "ClearChargingProfile"}
"""What no restart is a reason for."""
IN_ITS_OWN_TIME = {"GetLocalListVersion", "SendLocalList"}
"""Badges are gathered for a while before a charger is told of them, whoever restarts meanwhile."""
CALM = 3.0
"""s without a call, after which a charger that has come is set up."""
BEFORE_A_KEEPALIVE = 1.4 * KEEPALIVE
"""s; a broker misses who is silent after one and a half of these, who has broken off at once."""
UNTOLD = {"unknown", "unavailable"}
"""The states of an entity of which Core knows none."""


@dataclass
class Household:
    """Everything that can be restarted, and the charger that must not notice."""

    core: Core
    broker: Mosquitto
    supervisor: Supervisor
    charger: VirtualCharger
    folder: Path
    ocpp_port: int
    quiet: bool = False
    """Borne has set the charger up, and nothing has happened that could be a reason to talk."""
    borne: Any = None
    _running: Any = None

    async def start_borne(self) -> None:
        self.supervisor.machine.restart_app()
        environment = self.supervisor.environment()
        self._running = serving(self.folder, "--ocpp-port", str(self.ocpp_port), **environment)
        self.borne = await self._running.__aenter__()
        await self.borne.logged("Borne .* is ready")

    async def stop_borne(self, *, kill: bool = False) -> None:
        if kill:
            await self.borne.kill()
        else:
            assert await self.borne.stop() == 0
        await self._running.__aexit__(None, None, None)
        assert not [line for line in self.borne.lines if "Traceback" in line], self.borne.lines

    async def restart(self, party: str) -> None:
        """Restart one party; the others may still be busy with the restart before."""
        calls = self.calls()
        if party == BORNE:
            self.quiet = False
            await self.stop_borne()
            await self.start_borne()
        elif party == BROKER:
            await self.broker.stop()
            await self.broker.start()
        elif party == SUPERVISOR:
            await self.supervisor.stop()
            await self.supervisor.start()
        else:
            await self.core.restart()
        new = [call for call in self.calls()[len(calls) :] if call[0] not in IN_ITS_OWN_TIME]
        assert not GAINS_CONTROL & {action for action, _ in new}, new
        assert not (self.quiet and new), (party, new)
        assert self.charger.connectors[1].status == "Charging"
        assert self.charger.connectors[1].limit == 10

    async def set_up(self) -> None:
        """Wait until Borne has nothing more to ask the charger."""
        until = time.monotonic() + PATIENCE
        seen, since = len(self.calls()), time.monotonic()
        while time.monotonic() - since < CALM:
            assert time.monotonic() < until, "the charger is asked for ever"
            if seen != (seen := len(self.calls())):
                since = time.monotonic()
            await asyncio.sleep(0.05)
        self.quiet = True

    def calls(self) -> list[tuple[str, Any]]:
        """What the charger has been asked and told by Borne."""
        told = [json.loads(frame.text) for frame in self.charger.frames if frame.direction == "in"]
        return [(frame[2], frame[3]) for frame in told if frame[0] == 2]

    def sessions(self) -> list[tuple[int, int | None, int]]:
        """Every session that the ledger has: its number, its end, its transactions."""
        with closing(sqlite3.connect(self.folder / "data" / "borne.db")) as database:
            return database.execute("select id, ended, transactions from sessions").fetchall()

    async def shows(self, entity: str, state: str, within_s: float = PATIENCE) -> None:
        await self.core.state_when(entity, state, within_s)

    async def entities(self) -> dict[str, str]:
        """What Core shows of the charger."""
        states = await self.core.get("/api/states")
        return {one["entity_id"]: one["state"] for one in states if "lasting" in one["entity_id"]}

    async def steady(self) -> dict[str, str]:
        """What Core shows as soon as no entity has come, or become known, for a while."""
        until = time.monotonic() + PATIENCE
        seen, since = await self.entities(), time.monotonic()
        while time.monotonic() - since < CALM:
            assert time.monotonic() < until, "there is always another entity"
            await asyncio.sleep(0.1)
            shown = await self.entities()
            if (shown.keys(), untold(shown)) != (seen.keys(), untold(seen)):
                since = time.monotonic()
            seen = shown
        return seen

    async def shows_all_of(self, before: dict[str, str]) -> None:
        """Wait until Core shows the same entities, and knows each that it knew."""
        until = time.monotonic() + PATIENCE
        while True:
            shown = await self.entities()
            lost = untold(shown) - untold(before)
            if shown.keys() == before.keys() and not lost:
                return
            assert time.monotonic() < until, (
                f"ghosts: {shown.keys() - before.keys()}, gaps: {before.keys() - shown.keys()}, "
                f"not told: {lost}"
            )
            await asyncio.sleep(0.05)


@asynccontextmanager
async def household(core: Core, broker: Mosquitto, folder: Path) -> AsyncIterator[Household]:
    """A car charges, and Core shows it."""
    rules = folder / "config" / "rules"
    rules.mkdir(parents=True)
    (rules / "home.yaml").write_text(RULES)
    (folder / "data").mkdir()
    (folder / "data" / "options.json").write_text('{"auto_adopt": true, "language": "en"}')
    machine = Machine(read(MANIFEST), core=CoreBehind(core.url, core.token))
    machine.mqtt = Mqtt("127.0.0.1", broker.port)
    port = free_port()
    url = f"ws://127.0.0.1:{port}/"
    async with (
        Supervisor(machine, port=free_port()) as supervisor,
        VirtualCharger(url, "lasting", meter_interval=1, longest_retry=0.5) as charger,
    ):
        home = Household(core, broker, supervisor, charger, folder, port)
        await home.start_borne()
        try:
            await charger.plug(Car("Zoe", most=32, battery=52, soc=30, least=6))
            await charger.until(lambda it: it.connectors[1].status == "Charging", PATIENCE)
            await charger.until(lambda it: it.connectors[1].limit == 10, PATIENCE)
            await home.shows("sensor.lasting_status", "Charging")
            await core.state_that(
                lambda it: it["state"] not in UNTOLD, "sensor.lasting_voltage", wanted="known"
            )
            await home.set_up()
            yield home
        finally:
            if home.borne.process.returncode is None:
                await home.stop_borne()


def untold(shown: dict[str, str]) -> set[str]:
    """The entities of which Core knows no state."""
    return {entity for entity, state in shown.items() if state in UNTOLD}


def in_wh(shown: dict[str, Any]) -> float:
    """The energy that an entity shows; none where it shows no number."""
    state = shown["state"]
    return 0.0 if state in UNTOLD else float(state) * 1000


async def restart_in_turn(home: Household, order: tuple[str, ...]) -> None:
    """Restart one right after the other; then everything is as it was, and once."""
    before = await home.steady()
    transaction = home.charger.connectors[1].transaction
    for party in order:
        await home.restart(party)
    # Only a Borne that the charger has reached again can tell a later reading.
    register = home.charger.connectors[1].register
    await home.core.state_that(
        lambda it: in_wh(it) > register, "sensor.lasting_energy", wanted=f"above {register} Wh"
    )
    await home.shows("sensor.lasting_status", "Charging")
    await home.shows("sensor.lasting_current_limit", "10.0")
    assert home.charger.connectors[1].transaction is transaction
    assert [(ended, many) for _, ended, many in home.sessions()] == [(None, 1)]
    await home.shows_all_of(before)


async def test_without_a_broker(core: Core, broker: Mosquitto, tmp_path: Path) -> None:
    """Core has no MQTT integration, though the Supervisor has a broker."""
    async with household(core, broker, tmp_path) as home:
        await restart_in_turn(home, WITHOUT_A_BROKER)
        # What a killed Borne has left stands there, and is put right at its next start.
        await home.stop_borne(kill=True)
        left = await home.entities()
        assert left["sensor.lasting_status"] == "Charging"
        await home.charger.unplug()
        await home.start_borne()
        await home.shows("sensor.lasting_status", "Available")
        await home.shows("binary_sensor.lasting_plugged", "off")
        assert (await home.steady()).keys() == left.keys()


async def test_with_a_broker(core_with_broker: Core, broker: Mosquitto, tmp_path: Path) -> None:
    assert sorted(pairwise(EVERY_PAIR)) == sorted(permutations(set(EVERY_PAIR), 2))
    async with household(core_with_broker, broker, tmp_path) as home:
        await home.shows("switch.lasting_charging", "on")
        await restart_in_turn(home, EVERY_PAIR)
        # The last will of a killed Borne tells at once; the next one puts it right.
        await home.stop_borne(kill=True)
        await home.shows("sensor.lasting_status", "unavailable", BEFORE_A_KEEPALIVE)
        await home.start_borne()
        await home.shows("sensor.lasting_status", "Charging")
        assert [ended for _, ended, _ in home.sessions()] == [None]
    async with broker.client() as client:
        await client.publish("homeassistant/device/borne_lasting/config", b"", qos=1, retain=True)
