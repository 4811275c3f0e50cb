"""How quickly Borne and a real Home Assistant Core follow each other, and how little it writes.

Core, a broker, Borne and a bare script run as processes of their own on this machine. Measured in
one run, from outside:

- show: from a charger's MeterValues to Core's state, by the states API and by the broker;
- rule: from a new state of a meter in Core to SetChargingProfile at the charger, by Borne with a
  contract, rules and limits, and by a bare script that follows such a state and writes the frame;
- writes: of each entity within any second while the charger tells something new ten times a second,
  and while nothing changes.

    python -m benchmarks.homeassistant [--samples 60] [--shown 25] [--json FILE]

Core is the one that the tests install (`tests/homeassistant/core_install.py`).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from benchmarks.homeassistant_floor import bare_script
from benchmarks.homeassistant_peers import Charger, Meter, Tap, Watcher
from tests.homeassistant.core import Core
from tests.homeassistant.core_install import newest_core
from tests.homeassistant.entries import follow_broker
from tests.mosquitto import Mosquitto
from tests.served import serving

RULES = """\
site:
  contract: 9 kVA
  phases: 1
  meter: grid
  safe_current: 32 A
  price: {peak: 0.27 EUR/kWh, off_peak: 0.2068 EUR/kWh, off_peak_hours: 22:30-06:30}
  connectors:
    bench/1: {least: 6 A, most: 32 A, steps: 0.1 A}
inputs:
  grid: {entity: sensor.bench_grid, unit: W, max_age: 30 min}
  heater: binary_sensor.house_heater
  tempo: {entity: sensor.bench_tempo, if_unknown: Bleu}
access: {known_tag: rules, unknown_tag: accept, without_tag: rules}
conditions:
  red_day: tempo is "Rouge"
  off_peak: {between: 22:30-06:30}
rules:
  - name: Red day
    when: red_day and not off_peak
    charge: off
  - name: Boost
    when: boost
    charge: max
  - name: Sun
    when: surplus > 20 kW
    charge: surplus
  - name: Otherwise
    charge: max
limits:
  - name: Water heater first
    when: heater
    current: 31.9 A
  - name: The cable
    current: 32 A
"""
METER, BARE = "sensor.bench_grid", "sensor.bench_bare"
POWER = "sensor.bench_power"
CONTRACT, STEP, VOLTS, MOST = 9000.0, 46.0, 230.0, 32.0
"""VA, W by which the meter shows more each time, V, A."""
MOST_SAMPLES, MOST_SHOWN = 110, 120
"""More would end below the least current, or take too long."""
ANSWERS_WITHIN = 5.0
BETWEEN = (0.1, 0.2)
"""s of rest between two samples, so that one is over before the next begins."""
A_SECOND = 1.1
BUSY, QUIET = 6.0, 15.0
"""s for which writes are counted."""
BY_THE_MINUTE = ("_session_duration", "_last_seen")
"""What changes by itself each minute of a session."""


def say(text: str) -> None:
    print(f"→ {text}", file=sys.stderr, flush=True)


def figures(taken: list[float]) -> dict[str, float]:
    """Of seconds: how many, and ms at the median, the 95th percentile and the most."""
    ordered = sorted(taken)
    return {
        "samples": len(ordered),
        "median_ms": round(statistics.median(ordered) * 1e3, 2),
        "p95_ms": round(ordered[int(0.95 * (len(ordered) - 1))] * 1e3, 2),
        "most_ms": round(ordered[-1] * 1e3, 2),
    }


@asynccontextmanager
async def borne(core: Core, folder: Path, mqtt: str) -> AsyncIterator[str]:
    """Run `borne serve` beside Core; the address for chargers."""
    rules, data = folder / "config" / "rules", folder / "data"
    rules.mkdir(parents=True, exist_ok=True)
    data.mkdir(exist_ok=True)
    (rules / "home.yaml").write_text(RULES)
    options = {"auto_adopt": True, "language": "en", "mqtt": mqtt}
    (data / "options.json").write_text(json.dumps(options))
    where = {"HOME_ASSISTANT_URL": core.url, "HOME_ASSISTANT_TOKEN": core.token}
    async with serving(folder, **where) as served:
        yield await served.ocpp()


async def rest() -> None:
    await asyncio.sleep(random.uniform(*BETWEEN))  # noqa: S311  no secret


async def measure_show(charger: Charger, watcher: Watcher, samples: int) -> list[float]:
    """Seconds from a message of the charger to Core's state."""
    taken = []
    for number in range(samples):
        power = 2000 + number
        began = time.perf_counter()
        seen = watcher.state(POWER, str(power))
        await charger.measure(power=power)
        async with asyncio.timeout(ANSWERS_WITHIN):
            taken.append(await seen - began)
        await asyncio.sleep(A_SECOND)
        await rest()
    return taken


async def measure_rule(
    meter: Meter, charger: Charger, bare: Charger, samples: int
) -> tuple[list[float], list[float]]:
    """Seconds from a state of Core to the frame at the charger: the bare script's, and Borne's.

    One after the other, each with a meter of its own. The meter shows ever more than the contract,
    before it shows that the car has given way: each time the car must give way at once.
    """
    scripts, bornes = [], []
    await charger.measure(power=MOST * VOLTS, amps=MOST)
    await rest()
    await meter.show(METER, CONTRACT)
    await rest()
    for number in range(1, samples + 1):
        watts = CONTRACT + STEP * number
        began, (arrived, _) = await meter.change(BARE, watts, bare)
        scripts.append(arrived - began)
        await rest()
        began, (arrived, amps) = await meter.change(METER, watts, charger)
        bornes.append(arrived - began)
        await charger.measure(power=amps * VOLTS, amps=amps)
        await rest()
    return scripts, bornes


async def count_writes(
    charger: Charger, watcher: Watcher, broker: Mosquitto
) -> dict[str, int | list[str]]:
    """The most writes within a second while all changes, and the writes while nothing does."""
    watcher.begin_count()
    told: dict[str, float] = {}
    async with Tap.on(broker.client()) as tap:
        for number in range(int(BUSY * 10)):
            told = {"power": 4000 + number, "amps": 17 + number / 100, "offered": number % 30}
            await charger.measure(**told)
            await asyncio.sleep(0.1)
        busiest, busiest_topic = watcher.most_within_a_second(), tap.most_within_a_second
    await asyncio.sleep(2 * A_SECOND)
    before = await watcher.reported()
    async with Tap.on(broker.client()) as tap:
        for _ in range(int(QUIET)):
            await charger.measure(**told)
            await asyncio.sleep(1)
        published = sum(len(times) for times in tap.published.values())
    after = await watcher.reported()
    touched = sorted(one for one, at in after.items() if before.get(one) != at)
    return {
        "entity_most_a_second": busiest,
        "topic_most_a_second": busiest_topic,
        "quiet_entities": [one for one in touched if not one.endswith(BY_THE_MINUTE)],
        "quiet_by_the_minute": [one for one in touched if one.endswith(BY_THE_MINUTE)],
        "quiet_published": published,
    }


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Start everything, measure both ways, stop everything."""
    found: dict[str, Any] = {}
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="borne-home-")))
        core = Core(newest_core(say))
        stack.callback(core.remove)
        broker = Mosquitto(folder)
        stack.push_async_callback(broker.stop)
        await broker.start()
        await core.start()
        say(f"Home Assistant Core {core.version} runs")
        http = await stack.enter_async_context(ClientSession())
        watcher = await stack.enter_async_context(Watcher.of(core))
        meter = Meter(core, http)
        await meter.show(BARE, 0)
        await core.set_state("binary_sensor.house_heater", "off")
        bare_url = await stack.enter_async_context(bare_script(core.url, core.token, BARE))
        bare = await stack.enter_async_context(Charger.at(bare_url, charges=False))
        for way, mqtt in (("states", "off"), ("mqtt", broker.url)):
            if way == "mqtt":
                await follow_broker(core, broker.port)
            await meter.show(METER, 0)
            async with (
                borne(core, folder / way, mqtt) as url,
                Charger.at(url, charges=True) as charger,
            ):
                await shown_by(core, way)
                say(f"{way}: from the charger to Core")
                shown = await measure_show(charger, watcher, options.shown)
                found[f"show_{way}"] = figures(shown)
                say(f"{way}: from Core to the charger")
                scripts, bornes = await measure_rule(meter, charger, bare, options.samples)
                found[f"rule_{way}"] = figures(bornes)
                found[f"bare_{way}"] = figures(scripts)
                say(f"{way}: what is written")
                found[f"writes_{way}"] = await count_writes(charger, watcher, broker)
    for way in ("states", "mqtt"):
        rule, floor = found[f"rule_{way}"], found[f"bare_{way}"]
        found[f"times_the_floor_{way}"] = round(rule["median_ms"] / floor["median_ms"], 2)
    return found


async def shown_by(core: Core, way: str) -> None:
    """Wait until the entity has come that way."""
    async with asyncio.timeout(60):
        while True:
            entries = await core.ask({"type": "config/entity_registry/list"})
            by_broker = any(one["entity_id"] == POWER for one in entries)
            if by_broker is (way == "mqtt") and await core.state(POWER):
                return
            await asyncio.sleep(0.2)


AIMS = (
    ("from the charger to Core's state, median ms, states", "show_states", "median_ms", 30),
    ("from the charger to Core's state, median ms, MQTT", "show_mqtt", "median_ms", 30),
    ("from a meter in Core to the charger, median ms", "rule_states", "median_ms", 12),
    ("from a meter in Core to the charger, 95th percentile ms", "rule_states", "p95_ms", 30),
    ("the same with MQTT, median ms", "rule_mqtt", "median_ms", 12),
    ("the same with MQTT, 95th percentile ms", "rule_mqtt", "p95_ms", 30),
    ("times the bare script, states", "times_the_floor_states", None, 3),
    ("times the bare script, MQTT", "times_the_floor_mqtt", None, 3),
    (
        "most writes of an entity within a second, states",
        "writes_states",
        "entity_most_a_second",
        1,
    ),
    ("most writes of an entity within a second, MQTT", "writes_mqtt", "entity_most_a_second", 1),
    ("entities written while nothing changes, states", "writes_states", "quiet_entities", 0),
    ("entities written while nothing changes, MQTT", "writes_mqtt", "quiet_entities", 0),
)


def table(found: dict[str, Any]) -> str:
    """Each aim with what was measured."""
    lines = [f"{'':<58}{'measured':>10}{'aim':>7}"]
    for words, part, key, aim in AIMS:
        value = found[part] if key is None else found[part][key]
        number = len(value) if isinstance(value, list) else value
        sign = "≤" if isinstance(number, int) else "<"
        reached = number <= aim if sign == "≤" else number < aim
        lines.append(f"{words:<58}{number:>10}{sign:>4} {aim:<4}{'' if reached else 'missed'}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--samples", type=int, default=60, help="of a meter's change")
    parser.add_argument("--shown", type=int, default=25, help="of a charger's message")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    options.samples = min(options.samples, MOST_SAMPLES)
    options.shown = min(options.shown, MOST_SHOWN)
    found = asyncio.run(measure(options))
    print(json.dumps(found, indent=2))
    print(table(found))
    if options.json:
        options.json.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
