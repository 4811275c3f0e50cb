"""`borne charger`: one virtual charge point on the command line, with a car to try things out."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from borne.ocpp.quirks import near_names
from borne.simulate.car import Car
from borne.simulate.charge_point import Happening
from borne.simulate.credentials import Credentials
from borne.simulate.make import MAKES, Make
from borne.simulate.quirky import mended, playable, quirky
from borne.simulate.virtual import OCPP16, VirtualCharger

HELP: Final = """\
plug [CONNECTOR]         plug the car in
unplug [CONNECTOR]       pull the plug
swipe TAG [CONNECTOR]    hold a badge to the reader
mend                     do what the hint of the quirk says
status                   what each connector does
quit                     leave (Ctrl-C does the same)"""
_REPORT_EVERY: Final = 10.0


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of `borne charger`."""
    parser.add_argument("--url", required=True, help="the central system, as ws://HOST:9000/")
    parser.add_argument("--id", default="virtual", help="the charger's identity (virtual)")
    parser.add_argument("--connectors", type=int, default=1, choices=range(1, 5))
    parser.add_argument("--make", default="generic", choices=sorted(MAKES))
    parser.add_argument(
        "--quirk", metavar="NAME", help="play a charger with this quirk of the database"
    )
    parser.add_argument("--car-least", type=float, default=6.0, metavar="A")
    parser.add_argument("--car-most", type=float, default=16.0, metavar="A")
    parser.add_argument("--phases", type=int, choices=(1, 2, 3), help="else as the make has them")
    parser.add_argument(
        "--switchable", action="store_true", help="its phases can be changed by a profile"
    )
    parser.add_argument("--battery", type=float, default=52.0, metavar="KWH")
    parser.add_argument("--soc", type=float, default=40.0, metavar="PERCENT")
    parser.add_argument("--plug", action="store_true", help="begin with the car plugged in")
    parser.add_argument("--tag", help="swipe this badge once accepted")
    parser.add_argument("--password", help="for Basic auth, with the id as the user")
    parser.add_argument(
        "--ca", type=Path, metavar="FILE", help="the root to believe in on wss:// (PEM)"
    )
    parser.add_argument(
        "--certificate", type=Path, metavar="FILE", help="its own, with its key (PEM)"
    )
    parser.add_argument(
        "--wss", metavar="URL", help="where to connect once told to use profile 2 or 3"
    )
    parser.add_argument("--speed", type=float, default=1.0, help="how much faster the car charges")
    parser.add_argument("--meter-interval", type=float, default=10.0, metavar="SECONDS")
    parser.add_argument(
        "--no-subprotocol", action="store_true", help="connect without asking for ocpp1.6"
    )


def main(namespace: Namespace) -> int:
    """Play the charge point until Ctrl-C or `quit`; the exit status."""
    wrong = _what_is_wrong(namespace)
    if wrong is not None:
        sys.stderr.write(f"{wrong}\n")
        return 2
    return asyncio.run(run(namespace))


async def run(namespace: Namespace) -> int:
    """As `main`, in a running loop, with the arguments already checked."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stop.set)
    try:
        async with _charger(namespace) as charger:
            console = _Console(charger, namespace, stop)
            if sys.stdin is not None:
                read_lines(sys.stdin.fileno(), loop, console.feed)
            tasks = [
                asyncio.create_task(console.obey()),
                asyncio.create_task(console.report()),
                asyncio.create_task(stop.wait()),
            ]
            try:
                done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            for task in done:
                task.result()
    finally:
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(each)
    return 0


def read_lines(
    descriptor: int, loop: asyncio.AbstractEventLoop, feed: Callable[[str], None]
) -> None:
    """Give each line of a file descriptor to `feed`, in the loop, from a thread of its own.

    A thread, because not every standard input can be watched (a file cannot); a daemon, because
    a read from a terminal cannot be called off.
    """

    def read() -> None:
        rest = b""
        while data := os.read(descriptor, 4096):
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                if not _call(line):
                    return
        if rest:
            _call(rest)

    def _call(line: bytes) -> bool:
        try:
            loop.call_soon_threadsafe(feed, line.decode(errors="replace"))
        except RuntimeError:
            return False
        return True

    threading.Thread(target=read, name="standard input", daemon=True).start()


class _Console:
    """Obeys what is typed, and tells what the cars draw."""

    def __init__(self, charger: VirtualCharger, namespace: Namespace, stop: asyncio.Event) -> None:
        self._charger = charger
        self._namespace = namespace
        self._stop = stop
        self._lines: asyncio.Queue[str] = asyncio.Queue()

    def feed(self, line: str) -> None:
        self._lines.put_nowait(line)

    async def obey(self) -> None:
        if self._namespace.plug:
            await self._charger.plug(_car(self._namespace))
        if self._namespace.tag:
            await self._swipe_once_accepted(self._namespace.tag)
        while not self._stop.is_set():
            words = (await self._lines.get()).split()
            if not words:
                continue
            try:
                await self._do(words[0], words[1:])
            except (ValueError, KeyError, IndexError) as wrong:
                say(f"{' '.join(words)}: {_why(wrong)} Type help for the commands.")

    async def report(self) -> None:
        """Tell now and then, and when it begins or ends, what is drawn."""
        while True:
            drawing = _draws(self._charger)
            for line in self._describe():
                say(line)
            try:
                change = _stops_drawing if drawing else _draws
                await self._charger.until(change, _REPORT_EVERY)
            except TimeoutError:
                continue
            if drawing:
                say("nothing is drawn any more")

    async def _swipe_once_accepted(self, tag: str) -> None:
        while not self._stop.is_set():
            try:
                await self._charger.booted(60)
            except TimeoutError:
                continue
            break
        await self._charger.swipe(tag)

    async def _do(self, word: str, rest: list[str]) -> None:
        if word == "plug":
            await self._charger.plug(_car(self._namespace), _number(rest))
        elif word == "unplug":
            await self._charger.unplug(_number(rest))
        elif word == "swipe":
            await self._charger.swipe(rest[0], _number(rest[1:]) if rest[1:] else None)
        elif word == "mend":
            await self._charger.mend(_mended(self._namespace))
        elif word == "status":
            say(self._charger.describe())
        elif word == "quit":
            self._stop.set()
        elif word == "help":
            say(HELP)
        else:
            raise ValueError("this is not a command.")

    def _describe(self) -> list[str]:
        return [
            f"connector {place.number} draws {place.amps:.1f} A of {place.station.offered:.1f} A "
            f"on {sum(amps > 0 for amps in place.station.current)} "
            f"of {place.station.physics.phases} phases, "
            f"{place.power / 1000:.2f} kW; register {place.register / 1000:.3f} kWh, "
            f"car at {place.car.soc:.1f} %"
            for place in self._charger.connectors.values()
            if place.car is not None and place.amps > 0
        ]


def _draws(charger: VirtualCharger) -> bool:
    return any(place.amps > 0 for place in charger.connectors.values())


def _stops_drawing(charger: VirtualCharger) -> bool:
    return not _draws(charger)


def say(text: str) -> None:
    """Print a line with the time before it; where nobody reads any more, leave."""
    try:
        sys.stdout.write(f"{datetime.now().astimezone():%H:%M:%S} {text}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        signal.raise_signal(signal.SIGTERM)


def _tell(happening: Happening) -> None:
    where = "" if happening.connector is None else f"connector {happening.connector}: "
    say(f"{where}{happening.text}")


def _make(namespace: Namespace) -> Make:
    return quirky(namespace.quirk) if namespace.quirk else MAKES[namespace.make]


def _mended(namespace: Namespace) -> Make:
    make = mended(_make(namespace))
    if make is None:
        raise ValueError("there is nothing here that its owner could put right.")
    return make


def _phases(namespace: Namespace) -> int:
    phases: int = namespace.phases or _make(namespace).physics.phases
    return phases


def _charger(namespace: Namespace) -> VirtualCharger:
    make = _make(namespace)
    physics = make.physics
    phases, switchable = _phases(namespace), namespace.switchable or physics.switchable
    make = replace(make, physics=replace(physics, phases=phases, switchable=switchable))
    return VirtualCharger(
        namespace.url,
        namespace.id,
        connectors=namespace.connectors,
        make=make,
        meter_interval=namespace.meter_interval,
        speed=namespace.speed,
        credentials=_credentials(namespace),
        secure_url=namespace.wss,
        subprotocol=None if namespace.no_subprotocol else OCPP16,
        first_retry=1.0,
        on_happening=_tell,
    )


def _credentials(namespace: Namespace) -> Credentials:
    own = namespace.certificate.read_text() if namespace.certificate else None
    return Credentials(
        namespace.id,
        namespace.password,
        roots=[namespace.ca.read_text()] if namespace.ca else [],
        chain=own,
        key=own,
    )


def _car(namespace: Namespace) -> Car:
    return Car(
        least=namespace.car_least,
        most=namespace.car_most,
        phases=_phases(namespace),
        battery=namespace.battery,
        soc=namespace.soc,
    )


def _number(rest: list[str]) -> int:
    return int(rest[0]) if rest else 1


def _why(wrong: Exception) -> str:
    if isinstance(wrong, KeyError):
        return "there is no such connector."
    if isinstance(wrong, IndexError):
        return "something is missing."
    return str(wrong)


def _what_is_wrong(namespace: Namespace) -> str | None:
    parts = urlsplit(namespace.url)
    if parts.scheme not in ("ws", "wss") or not parts.hostname:
        return f"{namespace.url} is not the address of a central system: ws://HOST:9000/ is one."
    if namespace.wss is not None and not namespace.wss.startswith("wss://"):
        return f"{namespace.wss} is not an address under TLS: wss://HOST:9443/ is one."
    for file in (namespace.ca, namespace.certificate):
        if file is not None and "-----BEGIN" not in _text_of(file):
            return f"{file} cannot be read, or holds no certificate (PEM)."
    if not 0 < namespace.car_least <= namespace.car_most:
        return "The car's least current must be above 0 A and not above its most."
    if namespace.quirk is not None and namespace.quirk not in playable():
        return _no_quirk(namespace.quirk)
    if namespace.switchable and _phases(namespace) == 1:
        return "Only a charger on three phases can change them: --phases 3 --switchable."
    if namespace.battery <= 0 or not 0 <= namespace.soc <= 100:
        return "The battery must be above 0 kWh and its charge between 0 and 100 %."
    if namespace.speed <= 0 or namespace.meter_interval <= 0:
        return "The speed and the meter's interval must be above 0."
    return None


def _no_quirk(name: str) -> str:
    """With what may be meant; else with all."""
    known = playable()
    near = near_names(name, known)
    if near:
        return f"There is no quirk {name}. Did you mean {' or '.join(near)}?"
    return f"There is no quirk {name}. These are: {', '.join(sorted(known))}."


def _text_of(file: Path) -> str:
    try:
        return file.read_text()
    except (OSError, ValueError):
        return ""
