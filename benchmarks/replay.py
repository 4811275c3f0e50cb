"""How long a replay of 30 days takes: a meter every 10 s, twenty rules, a car every night.

    python benchmarks/replay.py [--days 30]

The aim: 30 days below 60 s of one core, in memory that does not grow with the days.
"""

from __future__ import annotations

import argparse
import math
import resource
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from borne.domain.state import State
from borne.engine.replay import Replay
from borne.engine.segment import Segment, Shown, Told, pack, unpack
from borne.rules.check import read
from borne.rules.document import SourceFile

START = datetime(2026, 6, 1, tzinfo=UTC)
SOURCES = ("sensor.grid", "sensor.linky", "sensor.solar", "sensor.battery", "sensor.tempo")
RULES = """
site: {contract: 9 kVA, meter: grid, apparent: linky, solar: solar}
inputs:
  grid: sensor.grid
  linky: {entity: sensor.linky, unit: VA, max_age: 2 min}
  solar: sensor.solar
  battery: {entity: sensor.battery, if_unknown: 0}
  tempo: sensor.tempo
conditions:
  off_peak: {between: [22:30-06:30, 12:34-14:34]}
  red_day: tempo == "Rouge"
  full: {when: battery >= 80, for: 5 min}
rules:
  - {name: Boost, when: boost, charge: max}
  - {name: Red day, when: [red_day, not off_peak], charge: off}
"""
NIGHT = "  - {name: Off-peak, when: off_peak, charge: max}\n  - {name: Sun, charge: surplus}\n"


def text() -> str:
    odd = "".join(
        f"  - {{name: Odd {number}, when: [battery > {90 + number}, solar < {number} kW], "
        f"charge: {6 + number} A}}\n"
        for number in range(16)
    )
    return RULES + odd + NIGHT


def segments(days: int) -> Iterator[bytes]:
    """Five minutes after five minutes."""
    for number in range(days * 288):
        at = START + timedelta(minutes=5 * number)
        plugged = at.hour >= 17 or at.hour < 9
        shown = Shown(online=True, plugged=plugged, status="Charging" if plugged else "Available")
        news = tuple(
            (second, place, Told(value))
            for second in range(0, 300, 10)
            for place, value in enumerate(house(number * 300 + second))
            if place < 3 or second == 0
        )
        yield pack(
            Segment(
                1,
                at.timestamp(),
                at.timestamp() + 300,
                SOURCES,
                tuple(Told(value) for value in house(number * 300)),
                ("garage/1",),
                (shown,),
                news,
            )
        )


def house(second: int) -> tuple[float | str, ...]:
    sun = max(0.0, 5000 * math.sin((second % 86_400 - 18_000) / 50_000 * math.pi))
    load = 400 + 300 * math.sin(second / 137) + 900 * (second % 7000 < 900)
    grid = round(load - sun)
    return grid, max(0, grid), round(sun), 80 + round(10 * math.sin(second / 20_000)), "Bleu"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=30)
    days: int = parser.parse_args().days
    packed = list(segments(days))
    reading = read([SourceFile("home.yaml", text())])
    assert reading.book is not None, [str(one.message) for one in reading.problems]
    replay = Replay(reading, ZoneInfo("Europe/Paris"), State(), START, START + timedelta(days=days))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.process_time()
    outcome = replay.run(lambda: (one for one in map(unpack, packed) if one is not None))
    took = time.process_time() - began
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    would = outcome.would[""]
    print(f"{days} days, {sum(map(len, packed)) / 1e6:.1f} MB recorded")
    print(f"{took:.1f} s of one core: {took / days * 30:.0f} s for 30 days; {grown / 1024:.0f} MB")
    print(f"{would.energy:.1f} kWh, {would.solar:.1f} of them sun, {would.starts} starts")


if __name__ == "__main__":
    main()
