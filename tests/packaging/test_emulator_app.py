"""The stand-in Supervisor starts and stops an app as the real one does."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from addon.emulator.app import App, NotStartedError
from addon.emulator.ports import free_port
from addon.emulator.supervisor import Machine, Supervisor, read

# Says its token when it is there, answers the health check, and ends as its argument says.
PROGRAM = """
import asyncio, os, signal, sys
from aiohttp import web

async def main(port, manners):
    app = web.Application()
    app.router.add_get("/api/health", lambda _: asyncio.sleep(0, web.Response()))
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    print(os.environ["SUPERVISOR_TOKEN"], flush=True)
    told = asyncio.Event()
    if manners == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    if manners != "falls over":
        await told.wait()
    sys.exit(3 if manners == "falls over" else 0)

asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
"""


@pytest.fixture
def machine(tree: Path) -> Machine:
    return Machine(replace(read(tree / "config.yaml"), timeout=0.3))


Make = Callable[[str], App]


@pytest.fixture
def make(machine: Machine, tmp_path: Path) -> Make:
    port = free_port()

    def app(manners: str) -> App:
        made = App(
            machine,
            [sys.executable, "-c", PROGRAM, str(port), manners],
            panel=f"http://127.0.0.1:{port}",
            options=tmp_path / "data" / "options.json",
            environment=Supervisor(machine).environment,
            log=tmp_path / "log",
        )
        machine.app = made
        return made

    return app


@pytest.mark.slow
async def test_a_start_writes_the_options_and_makes_a_new_token(
    machine: Machine, make: Make, tmp_path: Path
) -> None:
    machine.secrets = {"broker": "mqtt://anna:hush@broker"}
    machine.chosen_options = {"auto_adopt": "yes", "mqtt": "!secret broker", "gone": 1}
    app = make("polite")
    tokens = []
    for _ in range(2):
        await app.start()
        assert (app.state, machine.panel is not None) == ("startup", True)
        assert await app.healthy()
        assert app.state == "started"
        tokens.append(machine.app_token)
        await app.stop()
        assert (app.state, machine.panel) == ("stopped", None)
    assert len(set(tokens)) == 2
    assert (tmp_path / "log").read_text().split() == tokens
    options = json.loads((tmp_path / "data" / "options.json").read_text())
    assert options["auto_adopt"] is True
    assert options["mqtt"] == "mqtt://anna:hush@broker"
    assert "gone" not in options


@pytest.mark.parametrize(
    ("options", "said"),
    [({"log_level": "loud"}, "log_level"), ({"mqtt": "!secret nothing"}, "Unknown secret")],
)
async def test_options_that_are_refused_prevent_the_start(
    machine: Machine, make: Make, options: dict[str, object], said: str
) -> None:
    machine.chosen_options = options
    app = make("polite")
    with pytest.raises(NotStartedError, match=said):
        await app.start()
    assert app.state == "error"


async def test_who_does_not_heed_the_first_signal_is_killed(make: Make) -> None:
    app = make("stubborn")
    await app.start()
    assert await app.healthy()
    ended = asyncio.create_task(app.ended())
    await asyncio.sleep(0)
    await app.stop()
    assert await ended == -9
    assert app.state == "stopped"


async def test_an_end_by_itself_is_an_error(machine: Machine, make: Make) -> None:
    app = make("falls over")
    await app.start()
    await app.ended()
    assert not await app.healthy()
    assert (app.state, machine.panel) == ("error", None)


@pytest.mark.slow
async def test_home_assistant_stops_and_starts_the_app(machine: Machine, make: Make) -> None:
    app = make("polite")
    core = {"Authorization": f"Bearer {machine.core_token}"}
    async with Supervisor(machine) as supervisor, aiohttp.ClientSession(headers=core) as client:
        address = f"{supervisor.url}/addons/local_borne"
        for verb, state in (("start", "started"), ("stop", "stopped"), ("restart", "started")):
            async with client.post(f"{address}/{verb}") as answer:
                assert answer.status == 200, await answer.text()
            if state == "started":
                assert await app.healthy()
            async with client.get(f"{address}/info") as answer:
                assert (await answer.json())["data"]["state"] == state
        async with client.post(f"{supervisor.url}/addons/self/security") as answer:
            assert answer.status == 403
        async with client.get(f"{supervisor.url}/addons/other/info") as answer:
            assert answer.status == 404
        await app.stop()


async def test_what_core_may_ask_is_not_for_the_app(machine: Machine) -> None:
    app = {"Authorization": f"Bearer {machine.app_token}"}
    async with Supervisor(machine) as supervisor, aiohttp.ClientSession(headers=app) as client:
        for path in ("/addons", "/store", "/ingress/panels"):
            async with client.get(supervisor.url + path) as answer:
                assert answer.status == 403, path
        async with client.post(f"{supervisor.url}/core/restart") as answer:
            assert answer.status == 403
