"""A whole fleet on one `borne serve`: how long answers take, what a charger costs in memory.

Chargers connect over the loopback, boot, start a transaction and send MeterValues at their
interval, spread evenly. Measured from outside: the time from a call to its answer, the server's
resident memory a charger, and its CPU. The bare `websockets` echo, under the same load in the same
run, says what of it is the machine's.

    python -m benchmarks.ocpp_fleet [--chargers 2000] [--interval 10] [--seconds 40] [--json FILE]

With `--contract` the chargers share one: whatever one of them draws, it is decided for all. With
`--new-rules` the rule file is replaced in the middle, which changes what each charger is told; what
was sent in the few seconds after it is told apart. With `--lag FILE` the loop of Borne is watched,
and FILE says what it did when it was late.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import statistics
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.ocpp_load import LoadCharger
from benchmarks.ocpp_servers import OCPP16, RULES, borne_server, cpu_seconds, own_server
from websockets.asyncio.client import connect

AT_ONCE = 40
"""Chargers that connect and boot at the same time."""
MOST_SECONDS = 300
SETTLE = 3.0
"""s between the last start of a charge and the first look at the memory."""
CONTRACT = "site: {contract: 1000 kVA, phases: 3}\n"
STIRRED = 3.0
"""s after the rule file was replaced."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What one server did. ms, KiB, percent of a core, MiB."""

    server: str
    chargers: int
    messages: int
    median: float
    p99: float
    longest: float
    memory_a_charger: float
    cpu: float
    microseconds: float
    """CPU a message, all besides included."""
    resident: float
    stirred: tuple[float, float] | None = None
    """p99 and the longest of those after the rule file was replaced."""


def resident(pid: int) -> float:
    """MiB of a process that are in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"process {pid} has no memory")


async def measure(
    name: str, url: str, pid: int, rules: Path | None, options: argparse.Namespace
) -> Figures:
    before, echo = resident(pid), rules is None
    gate = asyncio.Semaphore(AT_ONCE)
    fleet: list[LoadCharger] = []

    async def arrive(number: int) -> None:
        async with gate:
            ws = await connect(f"{url}/fleet{number}", subprotocols=[OCPP16], compression=None)
            charger = LoadCharger(ws, echo=echo)
            await charger.begin()
            fleet.append(charger)

    await asyncio.gather(*(arrive(number) for number in range(options.chargers)))
    tasks = [
        asyncio.create_task(report(charger, index / options.chargers, options))
        for index, charger in enumerate(fleet)
    ]
    await asyncio.sleep(options.interval + SETTLE)  # each has sent once; what follows is measured
    cpu, began = cpu_seconds(pid), time.perf_counter()
    stir = began + options.seconds / 2
    if rules is not None and options.new_rules:
        await asyncio.sleep(options.seconds / 2)
        give_less(rules)
    answers = [one for task in await asyncio.gather(*tasks) for one in task]
    passed = time.perf_counter() - began
    taken = [took for _, took in answers]
    stirred = sorted(took for sent, took in answers if stir <= sent < stir + STIRRED)
    spent, after = cpu_seconds(pid) - cpu, resident(pid)
    for charger in fleet:
        await charger.leave()
    taken.sort()
    return Figures(
        name,
        options.chargers,
        len(taken),
        round(statistics.median(taken) * 1e3, 2),
        at(taken, 0.99),
        at(taken, 1.0),
        round((after - before) * 1024 / options.chargers, 1),
        round(spent / passed * 100, 1),
        round(spent / len(taken) * 1e6, 1),
        round(after, 1),
        (at(stirred, 0.99), at(stirred, 1.0)) if stirred else None,
    )


def give_less(rules: Path) -> None:
    rules.write_text(rules.read_text().replace("10 A", "8 A"))


def at(taken: list[float], part: float) -> float:
    """ms that so many of the answers took at the most; `taken` is in order."""
    return round(taken[min(int(len(taken) * part), len(taken) - 1)] * 1e3, 2)


async def report(
    charger: LoadCharger, phase: float, options: argparse.Namespace
) -> list[tuple[float, float]]:
    """Send at the interval until the time is up; when, and the seconds that each answer took."""
    await asyncio.sleep(phase * options.interval)
    end = time.perf_counter() + options.interval + SETTLE + options.seconds
    taken = []
    while True:
        began = time.perf_counter()
        await charger.measure(1)
        taken.append((began, time.perf_counter() - began))
        wait = options.interval - taken[-1][1]
        if began + options.interval > end:
            return taken[1:]
        await asyncio.sleep(max(0.0, wait))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--chargers", type=int, default=2000)
    parser.add_argument("--interval", type=float, default=10.0, help="s between two MeterValues")
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--only", choices=["echo", "borne"])
    parser.add_argument("--contract", action="store_true", help="that all chargers share")
    parser.add_argument("--new-rules", action="store_true", help="in the middle, for all")
    parser.add_argument("--lag", type=Path, metavar="FILE", help="see benchmarks/loop_lag.py")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    options.seconds = min(options.seconds, MOST_SECONDS)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    rows = []
    text = RULES + CONTRACT if options.contract else RULES
    through = ("borne",) if options.lag is None else ("benchmarks.loop_lag", str(options.lag))
    for name in ("echo", "borne") if options.only is None else (options.only,):
        with borne_server(through, text) if name == "borne" else own_server(name) as server:
            url, pid, *rules = server
            row = asyncio.run(measure(name, url, pid, next(iter(rules), None), options))
        print(row, file=sys.stderr)
        rows.append(asdict(row))
    text = json.dumps(rows, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
