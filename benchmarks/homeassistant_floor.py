"""The floor: a bare script that follows one entity of Core and writes the frame to a charger.

It knows one entity and one charger; it has no rules, no limits, no memory and no care.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.typing import Subprotocol

VOLTS = 230.0
OCPP16 = Subprotocol("ocpp1.6")


def frame(number: int, amps: float) -> str:
    """SetChargingProfile as Borne sends it."""
    period = {"startPeriod": 0, "limit": amps, "numberPhases": 1}
    schedule = {"duration": 900, "chargingRateUnit": "A", "chargingSchedulePeriod": [period]}
    profile = {
        "chargingProfileId": 1,
        "transactionId": 1,
        "stackLevel": 1,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Absolute",
        "chargingSchedule": schedule,
    }
    payload = {"connectorId": 1, "csChargingProfiles": profile}
    return json.dumps([2, str(number), "SetChargingProfile", payload])


async def main(url: str, token: str, entity: str) -> None:
    chargers: set[ServerConnection] = set()

    async def on_connect(ws: ServerConnection) -> None:
        chargers.add(ws)
        try:
            async for _ in ws:
                pass
        finally:
            chargers.discard(ws)

    async with (
        serve(on_connect, "127.0.0.1", 0, subprotocols=[OCPP16], compression=None) as server,
        connect(f"ws{url.removeprefix('http')}/api/websocket", compression=None) as core,
    ):
        await core.recv()
        await core.send(json.dumps({"type": "auth", "access_token": token}))
        await core.recv()
        asked = {"id": 1, "type": "subscribe_entities", "entity_ids": [entity]}
        await core.send(json.dumps(asked))
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        number = 0
        async for message in core:
            changed: dict[str, Any] = json.loads(message).get("event", {}).get("c", {})
            state = changed.get(entity, {}).get("+", {}).get("s")
            if state is not None:
                number += 1
                for charger in chargers:
                    await charger.send(frame(number, round(float(state) / VOLTS, 1)))


@asynccontextmanager
async def bare_script(url: str, token: str, entity: str) -> AsyncIterator[str]:
    """Run it in a process of its own; the address for the charger."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.homeassistant_floor", url, entity),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "BARE_SCRIPT_TOKEN": token},
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(20):
            port = (await process.stdout.readline()).decode().strip()
        yield f"ws://127.0.0.1:{port}/"
    finally:
        process.terminate()
        await process.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], os.environ["BARE_SCRIPT_TOKEN"], sys.argv[2]))
