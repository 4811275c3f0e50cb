"""`borne serve` with its ledger at a real PostgreSQL, looked at from outside."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from tests.postgres import PASSWORD, Postgres

from borne.cli import main
from borne.simulate.car import Car
from borne.simulate.virtual import VirtualCharger

from .test_serve import connector, drawn, refused

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

Serve = Callable[..., Any]
FAST: dict[str, Any] = {"meter_interval": 0.3, "speed": 400.0, "longest_retry": 0.3}
SECRETS = (PASSWORD, "only%40on%2Floopback")


@pytest.fixture
def server(postgres: Postgres) -> Iterator[Postgres]:
    """One that a test may stop: it runs again after it."""
    yield postgres
    if not postgres.running:
        postgres.start()


@pytest.fixture
def url(server: Postgres) -> str:
    return server.new_place()


@pytest.fixture
def house(home: Path, url: str) -> Path:
    """A home whose ledger is at the server, with the password among the secrets."""
    named = url.replace(SECRETS[1], "!secret ledger")
    options = {"auto_adopt": True, "database": named, "log_level": "debug"}
    (home / "data" / "options.json").write_text(json.dumps(options), encoding="utf-8")
    (home / "config" / "secrets.yaml").write_text(f"ledger: {PASSWORD}\n", encoding="utf-8")
    return home


def car() -> Car:
    return Car("Zoe", most=32, battery=52, soc=30, least=6)


async def hidden(served: Any) -> None:
    """Neither the log nor the archive for a bug report tells the password."""
    async with (
        aiohttp.ClientSession() as http,
        http.get(await served.panel() + "api/diagnostics") as answer,
    ):
        with zipfile.ZipFile(io.BytesIO(await answer.read())) as archive:
            told = "\n".join(archive.read(name).decode() for name in archive.namelist())
    told += "\n".join(served.lines)
    assert not [secret for secret in SECRETS if secret in told]


async def test_a_charge_outlives_borne_and_the_server(
    house: Path, serve: Serve, server: Postgres, url: str
) -> None:
    async with serve(house) as first:
        ocpp = await first.ocpp()
        port = ocpp.rsplit(":", 1)[1].strip("/")
        async with VirtualCharger(ocpp, "garage", **FAST) as charger:
            await charger.plug(car())
            await first.until(lambda state: drawn(state) > 200)
            await hidden(first)
            await first.kill()
            await asyncio.to_thread(server.kill)
            async with serve(house, "--ocpp-port", port) as second:
                state = await second.until(
                    lambda state: drawn(state) > 200 and state["chargers"]["garage"]["online"]
                )
                assert "is not reached" in state["problems"][0]["message"]
                refusal = await second.get("api/sessions")
                assert "is not reached" in refusal["message"]
                before = drawn(state)
                await second.until(lambda state: drawn(state) > before)
                await asyncio.to_thread(server.start)
                await second.until(lambda state: not state["problems"])
                await charger.unplug()
                await second.until(lambda state: connector(state).get("session") is None)
                register = charger.connectors[1].register
                found = await second.get("api/sessions")
                await hidden(second)
                assert not list((house / "data").glob("borne.db*"))
    assert found["total"]["count"] == 1
    assert found["sessions"][0]["energy_wh"] == pytest.approx(register, abs=1)
    kept = server.ask(url, "SELECT count(*), max(register) FROM transactions")
    assert kept == [(1, pytest.approx(register, abs=1))]


@pytest.mark.parametrize(
    ("database", "said"),
    [
        ("mysql://ana:topsecret@db/borne", "no address of a PostgreSQL"),
        ("postgresql://ana:topsecret@127.0.0.1:9/borne", "is not reached"),
    ],
)
async def test_a_database_that_cannot_be_used_is_said_in_one_sentence(
    home: Path, serve: Serve, database: str, said: str
) -> None:
    options = json.dumps({"database": database})
    (home / "data" / "options.json").write_text(options, encoding="utf-8")
    async with serve(home) as served:
        await served.process.wait()
    sentence = await refused(served)
    assert said in sentence
    assert not [line for line in served.lines if "topsecret" in line]


def test_the_command_copies_there_and_refuses_to_do_it_twice(
    house: Path, url: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    named = url.replace(SECRETS[1], "!secret ledger")
    config = ("--config", str(house / "config"))
    ledger = str(tmp_path / "old" / "borne.db")
    assert main(["copy-ledger", "--from", ledger, "--to", named, *config]) == 1
    assert "no ledger" in capfd.readouterr().err
    assert main(["copy-ledger", "--from", named, "--to", ledger, *config]) == 0
    assert "0 rows are copied" in capfd.readouterr().err
    assert main(["copy-ledger", "--from", ledger, "--to", "mysql://x/y", *config]) == 1
    assert "no address" in capfd.readouterr().err
