"""Writes 1 Wh a sample until it is killed, and prints how many Wh it was told are safe."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.storage.conftest import Evening

from borne.storage.store import Store


async def write(path: Path) -> None:
    evening = Evening()
    store = await Store.open(path)
    await store.save([*evening.arrive(), *evening.start(0)])
    energy = 0
    while True:
        saved = []
        for _ in range(5):
            energy += 1
            saved.append(store.save([evening.meter(energy)]))
        await asyncio.gather(*saved)
        sys.stdout.write(f"{energy}\n")
        sys.stdout.flush()


asyncio.run(write(Path(sys.argv[1])))
