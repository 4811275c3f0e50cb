"""What a user sees of `borne serve`, from the outside: real processes, sockets and files."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.patience import PATIENCE

from borne.options import library_folder
from borne.simulate.car import Car
from borne.simulate.virtual import VirtualCharger

pytestmark = pytest.mark.slow  # each starts Borne as a process of its own

Serve = Callable[..., Any]

FRENCH = '{"language": "fr"}'


def car() -> Car:
    return Car("Zoe", most=32, battery=52, soc=30, least=6)


def connector(state: dict[str, Any], charger: str = "garage", number: int = 1) -> dict[str, Any]:
    connectors = state["chargers"].get(charger, {}).get("connectors", [])
    return next((one for one in connectors if one["connector"] == number), {})


def drawn(state: dict[str, Any]) -> float:
    session = connector(state).get("session") or {}
    energy: float = session.get("energy_wh", 0.0)
    return energy


def all_closed(found: dict[str, Any]) -> bool:
    """Whether no session is open any more, as the disk has it."""
    return not any(session["open"] for session in found["sessions"])


def edit(file: Path, text: str) -> None:
    """Save as most editors do: nobody ever sees half of it."""
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, encoding="utf-8")
    new.replace(file)


async def test_a_car_is_plugged_in_and_charges_by_the_rules(home: Path, serve: Serve) -> None:
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage") as charger:
        await charger.plug(car())
        state = await served.until(lambda state: connector(state).get("charging"))
        decision = connector(state)["decision"]
        assert (decision["rule"], decision["current_a"]) == ("Always", 32)
        assert "32" in decision["why"]
        await charger.until(lambda charger: charger.connectors[1].limit == 32)


async def test_no_session_is_lost_or_counted_twice_by_a_kill(home: Path, serve: Serve) -> None:
    fast: dict[str, Any] = {"meter_interval": 0.3, "speed": 400.0, "longest_retry": 0.3}
    async with serve(home) as first:
        ocpp = await first.ocpp()
        port = ocpp.rsplit(":", 1)[1].strip("/")
        async with VirtualCharger(ocpp, "garage", **fast) as charger:
            await charger.plug(car())
            await first.until(lambda state: drawn(state) > 200)
            await first.kill()
            async with serve(home, "--ocpp-port", port) as second:
                before = await second.until(
                    lambda state: drawn(state) > 200 and state["chargers"]["garage"]["online"]
                )
                assert drawn(before) > 200
                await charger.unplug()
                await second.until(lambda state: connector(state).get("session") is None)
                found = await second.finds("api/sessions", all_closed)
                register = charger.connectors[1].register
    assert found["total"]["count"] == 1
    assert found["sessions"][0]["energy_wh"] == pytest.approx(register, abs=1)
    assert found["sessions"][0]["transactions"] == 1


async def test_a_charger_waits_until_it_is_adopted(home: Path, serve: Serve) -> None:
    (home / "data" / "options.json").unlink()
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage") as charger:
        await charger.connected()
        await served.until(
            lambda state: state["chargers"].get("garage", {}).get("vendor") is not None
        )
        await charger.until(lambda charger: charger.registration == "Pending")
        answer = await served.command(command="adopt", charger="garage", name="Garage")
        assert answer["ok"], answer
        await charger.booted()
        state = await served.until(lambda state: state["chargers"]["garage"]["adopted"])
        assert state["chargers"]["garage"]["name"] == "Garage"


async def test_an_unknown_badge_is_refused_and_shown_then_allowed(home: Path, serve: Serve) -> None:
    rules = (home / "config" / "rules" / "home.yaml").read_text(encoding="utf-8")
    (home / "config" / "rules" / "home.yaml").write_text(
        rules.replace("without_tag: rules", "without_tag: wait"), encoding="utf-8"
    )
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage") as charger:
        await charger.booted()
        await charger.plug(car())
        await charger.swipe("04A1B2C3")
        state = await served.until(lambda state: state["unknown_tags"])
        assert state["unknown_tags"][0]["answer"] == "asked"
        assert not connector(state)["charging"]
        await served.command(command="allow_tag", tag="04A1B2C3", person="Ana")
        state = await served.until(lambda state: connector(state).get("charging"))
        assert connector(state)["session"]["person"] == "Ana"
        assert not state["unknown_tags"]


async def test_edited_rules_take_effect_and_broken_ones_leave_the_last_good(
    home: Path, serve: Serve
) -> None:
    file = home / "config" / "rules" / "home.yaml"
    good = file.read_text(encoding="utf-8")
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage") as charger:
        await charger.plug(car())
        await served.until(lambda state: connector(state).get("charging"))
        edit(file, good.replace("charge: max", "charge: 10 A"))
        await served.until(
            lambda state: (connector(state).get("decision") or {}).get("current_a") == 10
        )
        edit(file, good.replace("charge: max", "charge: mxa"))
        state = await served.until(lambda state: not state["rules"]["ok"])
        problem = state["rules"]["problems"][0]
        assert (problem["file"], problem["line"]) == ("home.yaml", 5)
        assert connector(state)["decision"]["current_a"] == 10
        edit(file, good)
        await served.until(
            lambda state: (connector(state).get("decision") or {}).get("current_a") == 32
        )


@pytest.mark.parametrize(("options", "file"), [("{}", "start.yaml"), (FRENCH, "fr/start.yaml")])
async def test_the_first_start_writes_rules_to_begin_with(
    tmp_path: Path, serve: Serve, options: str, file: str
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "options.json").write_text(options, encoding="utf-8")
    async with serve(tmp_path) as served:
        state = await served.until(lambda state: state["rules"]["files"])
        assert state["rules"]["ok"]
        assert state["rules"]["files"] == ["home.yaml"]
    written = tmp_path / "config" / "rules" / "home.yaml"
    assert written.read_bytes() == (library_folder() / file).read_bytes()


async def test_sigterm_ends_it_at_once_and_cleanly(home: Path, serve: Serve) -> None:
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage") as charger:
        await charger.booted()
        assert await served.stop() == 0
    assert not any("Traceback" in line for line in served.lines)


async def refused(served: Any) -> str:
    """The one sentence with which it refused to run."""
    async with asyncio.timeout(PATIENCE):
        assert await served.process.wait() == 78
    assert not any("Traceback" in line for line in served.lines)
    errors = [line for line in served.lines if " ERROR " in line]
    assert len(errors) == 1
    return str(errors[0])


async def test_a_port_in_use_is_said_in_one_sentence(home: Path, serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        async with serve(home, "--ocpp-port", port) as served:
            await served.process.wait()
        assert port in await refused(served)
        async with serve(home, "--panel-port", port) as served:
            await served.process.wait()
        assert port in await refused(served)


async def test_a_folder_that_cannot_be_used_is_said_in_one_sentence(
    tmp_path: Path, serve: Serve
) -> None:
    (tmp_path / "data").write_text("a file where a folder should be", encoding="utf-8")
    async with serve(tmp_path) as served:
        await served.process.wait()
    assert str(tmp_path / "data") in await refused(served)


async def test_a_second_borne_on_the_same_folder_is_refused(home: Path, serve: Serve) -> None:
    async with serve(home) as first:
        await first.logged("is ready")
        async with serve(home) as second:
            await second.process.wait()
        assert str(home / "data") in await refused(second)
        assert (await first.get("api/health")) == {"status": "ok"}


async def test_a_folder_of_rules_that_is_gone_leaves_the_last_good(
    home: Path, serve: Serve
) -> None:
    file = home / "config" / "rules" / "home.yaml"
    good = file.read_text(encoding="utf-8")
    async with serve(home) as served, VirtualCharger(await served.ocpp(), "garage") as charger:
        await charger.plug(car())
        await served.until(lambda state: connector(state).get("charging"))
        shutil.rmtree(file.parent)
        state = await served.until(
            lambda state: state["rules"]["problems"][0]["code"] == "no-files"
        )
        assert not state["rules"]["ok"]
        assert connector(state)["decision"]["current_a"] == 32
        file.parent.mkdir()
        edit(file, good.replace("charge: max", "charge: 10 A"))
        await served.until(
            lambda state: (connector(state).get("decision") or {}).get("current_a") == 10
        )


async def test_a_broken_database_is_set_aside_and_said(home: Path, serve: Serve) -> None:
    (home / "data" / "borne.db").write_bytes(b"this was never a database" * 400)
    async with serve(home) as served:
        state = await served.until(lambda state: state["problems"])
        assert "borne.db.broken" in state["problems"][0]["message"]
    assert list((home / "data").glob("borne.db.broken*"))


async def test_wrong_options_are_said_and_the_defaults_hold(home: Path, serve: Serve) -> None:
    (home / "data" / "options.json").write_text(
        '{"auto_adpt": true, "log_level": "loud"}', encoding="utf-8"
    )
    async with serve(home) as served:
        await served.logged("auto_adpt.*Did you mean auto_adopt")
        await served.logged("log_level: must be one of debug")
        assert (await served.get("api/health")) == {"status": "ok"}


async def test_what_was_charged_offline_is_booked_once_though_borne_was_away(
    home: Path, serve: Serve
) -> None:
    fast: dict[str, Any] = {"meter_interval": 0.3, "speed": 400.0, "longest_retry": 0.3}
    async with serve(home) as first:
        ocpp = await first.ocpp()
        port = ocpp.rsplit(":", 1)[1].strip("/")
        async with VirtualCharger(ocpp, "garage", **fast) as charger:
            await charger.plug(car())
            await first.until(lambda state: drawn(state) > 200)
            await charger.lose_line()
            await first.kill()
            await charger.unplug()
            middle = charger.connectors[1].register
            await charger.plug(car())
            await charger.swipe("BORNE")
            await charger.until(lambda charger: charger.connectors[1].register > middle + 500)
            await charger.unplug()
            async with serve(home, "--ocpp-port", port) as second:
                await charger.restore_line()
                await second.until(
                    lambda state: (
                        connector(state).get("energy_wh") == charger.connectors[1].register
                        and connector(state).get("session") is None
                    )
                )
                found = await second.finds("api/sessions", all_closed)
    total = charger.connectors[1].register
    energies = sorted(one["energy_wh"] for one in found["sessions"])
    assert energies == pytest.approx(sorted((middle, total - middle)), abs=1)
