"""What Borne costs a home with one charger: its start, its memory, its share of a core.

`borne serve` is started as the app starts it, one charger charges and sends MeterValues every 10 s;
its share of a core is taken once the first of these has passed.
The bare interpreter and `import aiohttp`, started in the same run, say what of it is the machine's.

    python -m benchmarks.one_charger [--seconds 60] [--json FILE]
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.ocpp_fleet import resident
from benchmarks.ocpp_load import LoadCharger
from benchmarks.ocpp_servers import OCPP16, borne_server, compile_all, cpu_seconds
from websockets.asyncio.client import connect

INTERVAL = 10.0
MOST_SECONDS = 600.0


def started(*words: str) -> float:
    """Seconds that a Python takes to run these words."""
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True)
    return time.perf_counter() - began


async def charge(url: str, pid: int, seconds: float) -> tuple[float, float]:
    """Let one car charge; the percent of a core that the server took, and its MiB at the end."""
    async with connect(f"{url}/home", subprotocols=[OCPP16], compression=None) as ws:
        charger = LoadCharger(ws, echo=False)
        await charger.begin()
        await charger.measure(1)
        await asyncio.sleep(INTERVAL)  # what a first start does once, as making its certificates
        before, began = cpu_seconds(pid), time.perf_counter()
        while time.perf_counter() - began < seconds:
            await asyncio.sleep(INTERVAL)
            await charger.measure(1)
        spent = cpu_seconds(pid) - before
        percent, mib = spent / (time.perf_counter() - began) * 100, resident(pid)
        await charger.leave()
        return percent, mib


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    bare = min(started("-c", "pass") for _ in range(3))
    library = min(started("-c", "import aiohttp.web, websockets, sqlalchemy") for _ in range(3))
    compile_all()
    began = time.perf_counter()
    with borne_server() as (url, pid, _):
        ready = time.perf_counter() - began
        idle = resident(pid)
        cpu, busy = asyncio.run(charge(url, pid, min(options.seconds, MOST_SECONDS)))
    figures = {
        "start_s": round(ready, 2),
        "python_s": round(bare, 3),
        "libraries_s": round(library, 2),
        "start_by_libraries": round(ready / library, 1),
        "idle_mib": round(idle, 1),
        "charging_mib": round(busy, 1),
        "core_percent": round(cpu, 2),
    }
    print(json.dumps(figures, indent=2))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
