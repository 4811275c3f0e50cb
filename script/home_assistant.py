"""A whole home on this machine: a real Core, Mosquitto, and Borne behind Core's own ingress.

    script/run --home-assistant [--speed N] [--port 8123] [--language fr]

The Supervisor is the stand-in of addon/emulator; sun, house and cars are those of `borne demo`, and
Borne sees them as entities of Home Assistant. Each start is a new home. Ctrl-C ends all of it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from pathlib import Path

TREE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TREE))

import aiohttp  # noqa: E402 the tree must be found first
from addon.emulator.borne import borne_of  # noqa: E402 as above
from addon.emulator.supervisor import Core as CoreBehind  # noqa: E402 as above
from addon.emulator.supervisor import Machine, Mqtt, Supervisor, read  # noqa: E402 as above
from tests.homeassistant.core import Core, CoreNotRunningError  # noqa: E402 as above
from tests.homeassistant.core_install import CoreNotInstalledError, newest_core  # noqa: E402 as above
from tests.homeassistant.entries import follow_broker  # noqa: E402 as above
from tests.homeassistant.people import a_guest  # noqa: E402 as above
from tests.mosquitto import Mosquitto  # noqa: E402 as above
from tests.mosquitto import found as mosquitto  # noqa: E402 as above

from borne.simulate.demo import CAMILLE, run_demo  # noqa: E402 as above
from borne.simulate.home import APPARENT, BATTERY, Reading  # noqa: E402 as above

SOURCE = "127.0.0.2"
OWNER = {"name": "Camille", "username": "camille", "password": "borne"}
WORDS = """
Home Assistant:   {url}/{slug}
Log in as:        {username} / {password}
Not an admin:     {guest} / {password}
A real charger:   ws://THIS-MACHINE:{ocpp}/
MQTT:             {mqtt}
Logs and rules:   {folder}
Ctrl-C stops it all.
"""


class NotStartedError(Exception):
    """The home cannot be started here; the message says what is missing."""


async def main(chosen: argparse.Namespace) -> None:
    """Start everything in order, play the home until a signal, stop in the reverse."""
    must_be_free(chosen.port, "--port")
    must_be_free(chosen.ocpp_port, "--ocpp-port")
    installed = await asyncio.to_thread(newest_core, say)
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="borne-home-")))
        machine = Machine(read(TREE / "config.yaml"), chosen_options={"auto_adopt": True})
        machine.network = {"9000/tcp": chosen.ocpp_port}
        broker = await broker_for(machine, folder, stack)
        supervisor = await stack.enter_async_context(Supervisor(machine, source=SOURCE))
        core = Core(
            installed,
            chosen.language,
            supervised=supervisor.environment_of_core(),
            port=chosen.port,
            owner=OWNER,
        )
        stack.callback(core.remove)
        say(f"starting Home Assistant Core {core.version}")
        starting = asyncio.create_task(core.start())
        if not await unless(stop, starting):
            return
        machine.core = CoreBehind(core.url, core.token, core.version)
        if broker is not None:
            await follow_broker(core, broker.port)
        await start_borne(machine, supervisor, folder, stack)
        await allow_camille(core)
        machine.control_core = controls_of(core)
        where = {"url": core.url, "slug": machine.manifest.full_slug, "ocpp": chosen.ocpp_port}
        who = {"guest": await a_guest(core), **OWNER}
        mqtt = f"127.0.0.1:{broker.port}" if broker else "none: Debian's mosquitto is missing"
        print(WORDS.format(**where, **who, mqtt=mqtt, folder=folder), flush=True)
        await play(core, chosen, stop)


def must_be_free(port: int, option: str) -> None:
    try:
        with socket.create_server(("", port)):
            pass
    except OSError as problem:
        why = os.strerror(problem.errno or 0)
        raise NotStartedError(f"Port {port}: {why}. Name another with {option}.") from problem


async def broker_for(machine: Machine, folder: Path, stack: AsyncExitStack) -> Mosquitto | None:
    """A broker of the Supervisor's, where Debian's mosquitto is installed."""
    if mosquitto() is None:
        return None
    place = folder / "mosquitto"
    place.mkdir()
    broker = await Mosquitto(place).start()
    stack.push_async_callback(broker.stop)
    machine.mqtt = Mqtt("127.0.0.1", broker.port)
    return broker


async def start_borne(
    machine: Machine, supervisor: Supervisor, folder: Path, stack: AsyncExitStack
) -> None:
    rules = folder / "config" / "rules" / "home.yaml"
    rules.parent.mkdir(parents=True)
    rules.write_text((TREE / "rules" / "demo.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    machine.app = borne_of(supervisor, folder)
    stack.push_async_callback(machine.app.stop)
    await machine.app.start()
    if not await machine.app.healthy():
        told = (folder / "borne.log").read_text(encoding="utf-8").strip().splitlines()
        raise NotStartedError("Borne did not start: " + " | ".join(told[-3:]))


async def allow_camille(core: Core) -> None:
    """Give her badge to Borne, as an automation of Home Assistant would, once Borne listens."""
    known = {"tag": CAMILLE, "name": "Camille’s badge", "person": "Camille", "group": "family"}
    async with core.subscribe("borne_command_result") as results:
        answer = asyncio.ensure_future(anext(results))
        while not answer.done():
            await core.fire("borne_command", {"command": "allow_tag", "id": "camille", **known})
            await asyncio.wait({answer}, timeout=0.5)
        await answer


async def play(core: Core, chosen: argparse.Namespace, stop: asyncio.Event) -> None:
    """The house's readings become states of Core, each second one; the cars come and go."""
    news: dict[str, Reading] = {}
    changed = asyncio.Event()

    def post(entity: str, value: Reading) -> None:
        news[entity] = value
        changed.set()

    async def show() -> None:
        while True:
            await changed.wait()
            changed.clear()
            for entity in tuple(news):
                with suppress(aiohttp.ClientError):  # while Core restarts
                    await core.set_state(entity, *shown(entity, news.pop(entity)))

    showing = asyncio.create_task(show())
    try:
        await run_demo(f"ws://127.0.0.1:{chosen.ocpp_port}/", post, chosen.speed, stop)
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


def shown(entity: str, value: Reading) -> tuple[str, dict[str, str]]:
    """A state and attributes as a device's own integration gives them."""
    name = entity.partition(".")[2].replace("_", " ").capitalize()
    if isinstance(value, bool):
        return "on" if value else "off", {"friendly_name": name}
    if isinstance(value, str):
        return value, {"friendly_name": name}
    kind, unit = {BATTERY: ("battery", "%"), APPARENT: ("apparent_power", "VA")}.get(
        entity, ("power", "W")
    )
    about = {"friendly_name": name, "device_class": kind, "state_class": "measurement"}
    return str(value), {**about, "unit_of_measurement": unit}


def controls_of(core: Core) -> Callable[[str], Awaitable[None]]:
    """What the Supervisor does to Core: not while Core still waits for its answer."""
    doing: set[asyncio.Task[None]] = set()

    async def control(verb: str) -> None:
        task = asyncio.create_task(core.restart() if verb == "restart" else core.stop())
        doing.add(task)
        task.add_done_callback(doing.discard)

    return control


async def unless(stop: asyncio.Event, work: asyncio.Task[object]) -> bool:
    """Whether the work was done before somebody wanted it all to stop; raises what it raised."""
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if work.done():
        await work
        return True
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    return False


def say(text: str) -> None:
    print(f"\033[1m→\033[0m {text}", file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/run --home-assistant",
        description="A real Home Assistant Core with Borne in its sidebar and a simulated house.",
    )
    parser.add_argument("--speed", type=float, default=1.0, metavar="N", help="of the home (1)")
    parser.add_argument("--port", type=int, default=8123, help="Home Assistant's (8123)")
    parser.add_argument("--ocpp-port", type=int, default=9000, help="for chargers (9000)")
    parser.add_argument("--language", choices=("en", "fr"), default="en", help="of Core")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        asyncio.run(main(arguments()))
    except (CoreNotInstalledError, CoreNotRunningError, NotStartedError) as problem:
        sys.exit(f"\033[31m✗\033[0m {problem}")
    except KeyboardInterrupt:  # while Core is installed
        sys.exit(130)
