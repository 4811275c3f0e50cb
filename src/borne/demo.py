"""`borne demo`: the app with a simulated home and two simulated chargers over real sockets."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from borne.app import Running
from borne.app import run as run_app
from borne.domain.events import FactsChanged
from borne.domain.fact import Value
from borne.domain.wishes import AllowTag
from borne.options import Places
from borne.simulate.demo import CAMILLE, run_demo


def run(
    places: Callable[[Path], Places],
    data: Path | None,
    options: Path | None,
    speed: float,
    phases: int,
    environment: Mapping[str, str],
) -> int:
    """Run until SIGTERM or SIGINT; a temporary folder is gone afterwards."""
    folder: AbstractContextManager[str] = (
        tempfile.TemporaryDirectory(prefix="borne-demo-")
        if data is None
        else nullcontext(str(data))
    )
    with folder as name:
        here = places(Path(name))
        here.data.mkdir(parents=True, exist_ok=True)
        return run_app(
            here,
            options or _options(here.data / "options.json"),
            environment,
            beside=lambda running: _play(running, here, speed, phases),
            first_rules="demo.yaml" if phases == 1 else "demo-three-phases.yaml",
        )


def _options(file: Path) -> Path:
    """The demo adopts its chargers by itself."""
    if not file.exists():
        file.write_text(json.dumps({"auto_adopt": True}), encoding="utf-8")
    return file


async def _play(running: Running, here: Places, speed: float, phases: int) -> None:
    """Say where to look, give Camille her badge, and let the story run."""
    print(  # noqa: T201 - the address is for the person at the terminal
        f"\nBorne's panel:   http://{here.panel_host}:{running.panel_port}/"
        f"\nA real charger:  ws://THIS-MACHINE:{running.ocpp_port}/"
        f"\nThe rules:       {here.rules}"
        "\nCtrl-C stops it.\n",
        flush=True,
    )
    await running.engine.wish(
        AllowTag(CAMILLE, name="Camille’s badge", person="Camille", group="family")
    )

    def post(entity: str, value: Value) -> None:
        running.engine.post(FactsChanged(datetime.now(UTC), {entity: value}))

    url = f"ws://127.0.0.1:{running.ocpp_port}/"
    await run_demo(url, post, speed, asyncio.Event(), phases=phases)
