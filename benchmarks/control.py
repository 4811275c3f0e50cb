"""How well Borne follows the sun, beside others and beside a clairvoyant, on the same days.

    python benchmarks/control.py [--days N] [--first SEED] [--sky broken …] [--styles …] [--json]

The controllers of others are written by us from what they publish (simulate/peers.py). The styles
were tuned on the seeds 1 to 6; what is printed by default are other days.

Borne keeps to its budget of writes (`domain.traits.WRITES_PER_HOUR`), as it does with a charger;
the others write as often as they like. What the budget costs shows beside another one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from statistics import fmean
from zoneinfo import ZoneInfo

import msgspec

from borne.engine.closed_loop import ClosedLoop
from borne.rules.check import read
from borne.rules.document import SourceFile
from borne.simulate.car import Car
from borne.simulate.day import SLOW_START, Controller, Day, Socket, always_there
from borne.simulate.figures import Figures
from borne.simulate.governed import Governed
from borne.simulate.house import House
from borne.simulate.optimum import optimum
from borne.simulate.peers import PEERS, VOLTS, Played
from borne.simulate.station import Physics, Station
from borne.simulate.sun import Sun
from borne.simulate.surroundings import Generated

PARIS = ZoneInfo("Europe/Paris")
MIDNIGHT = datetime(2026, 6, 21, tzinfo=PARIS)
CONNECTOR = "charger/1"
STYLES = ("strict", "balanced", "most")
RULES = """
site:
  contract: 9 kVA
  meter: grid
  apparent: linky
  connectors: {{charger/1: {{steps: 0.1 A, follows_in: 2 s}}}}
inputs:
  grid: sensor.grid
  linky: {{entity: sensor.linky, unit: VA, max_age: 2 min}}
rules:
  - name: Sun
    charge: {mode}
    style: {style}
"""
FINE = Physics(SLOW_START.dead_time, SLOW_START.ramp, 0.1, SLOW_START.follows_in)


def borne(style: str, mode: str = "surplus") -> Controller:
    reading = read([SourceFile("home.yaml", RULES.format(style=style, mode=mode))])
    assert reading.book is not None, [str(one.message) for one in reading.problems]
    return Governed(ClosedLoop(reading, PARIS, trace=False), MIDNIGHT)


def play(home: Generated, controller: Controller, period: float) -> Figures:
    socket = Socket(Station(FINE), Car(most=32, battery=400, soc=5))
    day = Day(home, {CONNECTOR: socket}, always_there((CONNECTOR,)), period=period)
    return day.run(controller)


def peer(name: str) -> Controller:
    return Played(PEERS[name]())


def controllers(styles: Sequence[str]) -> Iterator[tuple[str, Callable[[], Controller]]]:
    for name in PEERS:
        yield name, partial(peer, name)
    for style in styles:
        if style == "min+surplus":
            yield "Borne min+surplus", partial(borne, "balanced", style)
        else:
            yield f"Borne {style}", partial(borne, style)


def bound(homes: Sequence[Generated], days: Sequence[Figures]) -> float:
    """The share that a clairvoyant takes on the same days with the same starts and import."""
    captured = possible = 0.0
    for home, figures in zip(homes, days, strict=True):
        spare = [-home.load(second).watts for second in range(6 * 3600, 21 * 3600)]
        found = optimum(spare, 6 * VOLTS, 32 * VOLTS, figures.starts, figures.grid_energy)
        captured += found.captured
        possible += sum(min(max(0.0, watts), 32 * VOLTS) for watts in spare) / 3.6e6
    return captured / possible


def table(rows: Mapping[str, Sequence[Figures]], homes: Sequence[Generated]) -> Iterator[str]:
    yield (
        f"{'':<18}{'captured':>9}{'possible':>9}{'grid/day':>9}{'solar':>7}{'starts':>7}"
        f"{'<5 min':>7}{'orders/h':>9}{'trips':>6}{'below':>6}"
    )
    for name, days in rows.items():
        yield (
            f"{name:<18}{fmean(one.surplus_captured for one in days):>9.1%}"
            f"{bound(homes, days):>9.1%}{fmean(one.grid_energy for one in days):>9.2f}"
            f"{fmean(one.solar_share for one in days):>7.1%}"
            f"{fmean(one.starts for one in days):>7.1f}"
            f"{fmean(one.short_runs for one in days):>7.1f}"
            f"{fmean(one.setpoints_per_hour for one in days):>9.0f}"
            f"{sum(one.trips for one in days):>6}"
            f"{sum(one.orders_below_minimum for one in days):>6}"
        )


def verdicts(rows: Mapping[str, Sequence[Figures]]) -> Iterator[str]:
    """For each peer: the styles as good on captured, grid and starts, and on how many better."""
    mean = {
        name: (
            fmean(one.surplus_captured for one in days),
            -fmean(one.grid_energy for one in days),
            -fmean(one.starts for one in days),
        )
        for name, days in rows.items()
    }
    for name in PEERS:
        found = []
        for style, ours in mean.items():
            if not style.startswith("Borne"):
                continue
            better = sum(a > b + 1e-9 for a, b in zip(ours, mean[name], strict=True))
            if all(a >= b - 1e-9 for a, b in zip(ours, mean[name], strict=True)):
                found.append(f"{style} ({better} of 3 better)")
        yield f"{name:<18}{', '.join(found) or '—'}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=6)
    parser.add_argument("--first", type=int, default=101, help="the first seed (101)")
    parser.add_argument("--sky", nargs="+", default=["broken"])
    parser.add_argument("--styles", nargs="*", default=[*STYLES, "min+surplus"])
    parser.add_argument("--period", type=float, default=2.0, help="s between two meter readings")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    for sky in chosen.sky:
        seeds = range(chosen.first, chosen.first + chosen.days)
        homes = [
            Generated(Sun(seed, 6000, regime=sky, noon_hour=13.8), House(seed)) for seed in seeds
        ]
        rows: dict[str, list[Figures]] = {}
        for name, controller in controllers(chosen.styles):
            rows[name] = []
            for home in homes:
                rows[name].append(play(home, controller(), chosen.period))
                sys.stderr.write(f"\r{sky} {name} {len(rows[name])}/{len(homes)}        ")
        sys.stderr.write("\r" + " " * 50 + "\r")
        if chosen.json:
            print(msgspec.json.encode({sky: rows}).decode())
            continue
        print(f"\n{sky}, {len(homes)} days, seeds from {chosen.first}, meter {chosen.period:g} s")
        print("\n".join(table(rows, homes)))
        print("\nas good or better on captured, grid and starts:")
        print("\n".join(verdicts(rows)))


if __name__ == "__main__":
    main()
