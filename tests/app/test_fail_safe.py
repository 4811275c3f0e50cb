"""The plug is pulled on Borne: what the car then draws, and what happens when Borne is back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from borne.simulate.car import Car
from borne.simulate.make import GENERIC
from borne.simulate.virtual import VirtualCharger

pytestmark = pytest.mark.slow  # each starts Borne as a process of its own

RULES = """site:
  safe_current: 8 A
  if_lost: {if_lost}
access:
  unknown_tag: accept
rules:
  - name: Always
    charge: 16 A
"""


def draws(amps: float) -> Callable[[VirtualCharger], bool]:
    return lambda charger: abs(charger.connectors[1].amps - amps) < 0.5


@pytest.mark.parametrize(("if_lost", "left"), [("safe_current", 8.0), ("off", 0.0)])
async def test_a_charger_returns_to_safety_when_borne_is_killed(
    home: Path, serve: Callable[..., Any], if_lost: str, left: float
) -> None:
    rules = home / "config" / "rules" / "home.yaml"
    rules.write_text(RULES.format(if_lost=if_lost), encoding="utf-8")
    boots = replace(GENERIC, boots_on_reconnect=True)
    fast: dict[str, Any] = {
        "make": boots,
        "meter_interval": 0.3,
        "speed": 20.0,
        "longest_retry": 0.3,
    }
    async with serve(home) as first:
        ocpp = await first.ocpp()
        port = ocpp.rsplit(":", 1)[1].strip("/")
        async with VirtualCharger(ocpp, "garage", **fast) as charger:
            await charger.plug(Car("Zoe", most=32, battery=52, soc=30, least=6))
            await charger.until(draws(16))
            state = await first.until(
                lambda state: state["chargers"]["garage"]["connectors"][0]["fail_safe"]["able"]
            )
            assert state["chargers"]["garage"]["connectors"][0]["fail_safe"]["current_a"] == left
            await first.kill()
            await charger.until(lambda charger: not charger.online)
            charger.leap(10 * 60)  # the limit is valid for 15 minutes
            with pytest.raises(TimeoutError):
                await charger.until(draws(left), timeout=1)
            charger.leap(6 * 60)
            await charger.until(draws(left))
            async with serve(home, "--ocpp-port", port) as second:
                await second.until(lambda state: state["chargers"].get("garage", {}).get("online"))
                await charger.until(draws(16))
