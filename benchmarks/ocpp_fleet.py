"""A whole fleet on one `borne serve`: how long answers take, what a charger costs in memory.

Chargers connect over the loopback, boot, start a transaction and send MeterValues at their
interval, spread evenly. Measured from outside: the time from a call to its answer, the server's
resident memory a charger, and its CPU. The bare `websockets` echo, under the same load in the same
run, says what of it is the machine's.

    python -m benchmarks.ocpp_fleet [--chargers 2000] [--interval 10] [--seconds 40] [--json FILE]

With `--contract` the chargers share one that leaves each its 10 A: whatever one of them draws,
it is decided for all. With `--lag FILE` the loop of Borne is watched, and FILE says what it did
when it was late.
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


def resident(pid: int) -> float:
    """MiB of a process that are in memory."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit(f"process {pid} has no memory")


async def measure(
    name: str, url: str, pid: int, options: argparse.Namespace, *, echo: bool
) -> Figures:
    before = resident(pid)
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
    taken = [one for task in await asyncio.gather(*tasks) for one in task]
    passed = time.perf_counter() - began
    spent, after = cpu_seconds(pid) - cpu, resident(pid)
    for charger in fleet:
        await charger.leave()
    taken.sort()
    return Figures(
        name,
        options.chargers,
        len(taken),
        round(statistics.median(taken) * 1e3, 2),
        round(taken[int(len(taken) * 0.99)] * 1e3, 2),
        round(taken[-1] * 1e3, 2),
        round((after - before) * 1024 / options.chargers, 1),
        round(spent / passed * 100, 1),
        round(spent / len(taken) * 1e6, 1),
        round(after, 1),
    )


async def report(charger: LoadCharger, phase: float, options: argparse.Namespace) -> list[float]:
    """Send at the interval until the time is up; the seconds that each answer took."""
    await asyncio.sleep(phase * options.interval)
    end = time.perf_counter() + options.interval + SETTLE + options.seconds
    taken = []
    while True:
        began = time.perf_counter()
        await charger.measure(1)
        taken.append(time.perf_counter() - began)
        wait = options.interval - taken[-1]
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
    parser.add_argument("--lag", type=Path, metavar="FILE", help="see benchmarks/loop_lag.py")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    options.seconds = min(options.seconds, MOST_SECONDS)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    rows = []
    rules = RULES
    if options.contract:
        rules += f"site: {{contract: {options.chargers * 3} kVA, phases: 3}}\n"
    through = ("borne",) if options.lag is None else ("benchmarks.loop_lag", str(options.lag))
    for name in ("echo", "borne") if options.only is None else (options.only,):
        with borne_server(through, rules) if name == "borne" else own_server(name) as (url, pid):
            row = asyncio.run(measure(name, url, pid, options, echo=name == "echo"))
        print(row, file=sys.stderr)
        rows.append(asdict(row))
    text = json.dumps(rows, indent=2)
    print(text)
    if options.json:
        options.json.write_text(text + "\n")


if __name__ == "__main__":
    main()
