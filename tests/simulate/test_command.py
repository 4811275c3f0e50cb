"""`borne charger` as a person uses it: a program of its own, with keys pressed and Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import sys
from argparse import ArgumentParser
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest
from tests.patience import PATIENCE

from borne.simulate.command import add_arguments, main

if TYPE_CHECKING:
    from tests.simulate.conftest import Central

PROGRAM = """
import argparse
from borne.simulate.command import add_arguments, main
parser = argparse.ArgumentParser()
add_arguments(parser)
raise SystemExit(main(parser.parse_args()))
"""


class Terminal:
    """What the program wrote, line by line, and a hand on the keys."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.lines: list[str] = []

    async def sees(self, text: str) -> str:
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while line := (await self.process.stdout.readline()).decode():
                self.lines.append(line)
                if text in line:
                    return line
        raise AssertionError(f"{text!r} never came: {self.lines}")

    async def types(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n".encode())
        await self.process.stdin.drain()

    async def ends(self) -> int:
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


@asynccontextmanager
async def terminal(*arguments: str) -> AsyncIterator[Terminal]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROGRAM, *arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE
    )
    try:
        yield Terminal(process)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_a_session_by_typing(central: Central) -> None:
    async with terminal("--url", central.url, "--id", "shed", "--speed", "20") as screen:
        await screen.sees("connected to")
        await screen.sees("Accepted by the central system")
        await screen.types("plug")
        await screen.sees("plugged in, 40 %")
        await screen.types("swipe 04A1B2C3")
        await screen.sees("connector 1 draws")
        await screen.types("fly")
        await screen.sees("not a command. Type help")
        await screen.types("status")
        await screen.sees("shed online, registration Accepted, 1: Charging")
        await screen.types("unplug")
        await screen.sees("ended (EVDisconnected)")
        await screen.types("quit")
        assert await screen.ends() == 0


async def test_what_its_owner_can_put_right_is_put_right_by_a_word(central: Central) -> None:
    async with terminal("--url", central.url, "--quirk", "rolec-cap") as screen:
        await screen.sees("Accepted by the central system")
        await screen.types("mend")
        await screen.sees("its owner has done what the hint says")
    async with terminal("--url", central.url, "--quirk", "zappi-cloud") as screen:
        await screen.sees("connected to")
        await screen.types("mend")
        await screen.sees("nothing here that its owner could put right")


@pytest.mark.parametrize("each", [signal.SIGINT, signal.SIGTERM])
async def test_without_a_keyboard_it_stays_until_it_is_told_to_end(
    central: Central, each: signal.Signals
) -> None:
    arguments = ("--url", central.url, "--plug", "--tag", "04A1B2C3", "--make", "legrand")
    async with terminal(*arguments) as screen:
        assert screen.process.stdin is not None
        screen.process.stdin.close()
        await screen.sees("session of 04A1B2C3 begins")
        screen.process.send_signal(each)
        assert await screen.ends() == 0
        assert screen.process.stderr is not None
        assert await screen.process.stderr.read() == b""


async def test_nobody_there_is_one_clear_sentence() -> None:
    async with terminal("--url", "ws://127.0.0.1:9/") as screen:
        line = await screen.sees("Cannot reach ws://127.0.0.1:9/virtual")
        assert "Trying again in 1 s." in line
        screen.process.send_signal(signal.SIGINT)
        assert await screen.ends() == 0


async def test_it_leaves_where_nobody_reads_any_more() -> None:
    async with terminal("--url", "ws://127.0.0.1:9/") as screen:
        await screen.sees("Cannot reach")
        screen.process._transport.get_pipe_transport(1).close()  # type: ignore[attr-defined]
        assert await screen.ends() == 0
        assert screen.process.stderr is not None
        assert await screen.process.stderr.read() == b""


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--url", "ws://x:1/", "--switchable"], "on three phases can change them"),
        (["--url", "127.0.0.1:9000"], "not the address"),
        (["--url", "ws://h/", "--car-least", "20"], "least current"),
        (["--url", "ws://h/", "--soc", "120"], "between 0 and 100 %"),
        (["--url", "ws://h/", "--speed", "0"], "above 0"),
        (["--url", "ws://h/", "--quirk", "legrand-flor"], "Did you mean legrand-floor or"),
        (["--url", "ws://h/", "--quirk", "Wallbox"], "Did you mean wallbox-free or wallbox-boot"),
        (["--url", "ws://h/", "--quirk", "nothing"], "There is no quirk nothing. These are: abb"),
    ],
)
def test_wrong_arguments_are_said(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = ArgumentParser()
    add_arguments(parser)
    assert main(parser.parse_args(arguments)) == 2
    assert sentence in capsys.readouterr().err


async def test_a_quirk_about_phases_is_played_on_the_phases_that_it_is_about(
    central: Central,
) -> None:
    arguments = ("--url", central.url, "--plug", "--tag", "04A1B2C3", "--speed", "20")
    async with terminal(*arguments, "--quirk", "garo-phases") as screen:
        await screen.sees("on 3 of 3 phases")
