"""Rules in the shadow of those that count, over HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from borne.domain.commands import SetLimit

from .conftest import RULES, House

OFF = RULES.replace("- name: Always\n    charge: max", "- name: Never\n    charge: off")


def desk(text: str = RULES, **more: Any) -> dict[str, Any]:
    return {"name": "home.yaml", "text": text, "page": "p", "language": "en", **more}


async def test_a_shadow_decides_beside_and_orders_nothing(house: House) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    house.meter(1000.0)
    await house.settle()
    assert await house.get("api/shadow") == {"shadow": None}
    asked = desk(OFF, texts={"other.yaml": "# mine\n"}, versions={"home.yaml": "abc", "x": 1})
    assert await house.post("api/shadow", asked) == (200, {"ok": True})
    for number in range(6):
        house.meter(1100.0 + 10 * number)
        await house.settle()
    shadow = (await house.get("api/shadow?language=en"))["shadow"]
    assert shadow["name"] == "home.yaml"
    assert shadow["texts"] == [
        {"name": "other.yaml", "text": "# mine\n", "version": ""},
        {"name": "home.yaml", "text": OFF, "version": "abc"},
    ]
    (one,) = shadow["connectors"]
    assert (one["live"]["rule"], one["shadow"]["rule"], one["same"]) == ("Always", "Never", False)
    assert one["shadow"]["why"] == "Never: does not charge"
    assert shadow["was"]["energy_kwh"] == pytest.approx(0.05, abs=0.02)
    assert shadow["would"]["energy_kwh"] == 0
    curve = shadow["curve"]
    assert len(curve["was_w"]) == len(curve["would_w"]) == len(curve["spare_w"]) > 0
    assert max(power or 0 for power in curve["was_w"]) > 1000
    assert set(curve["would_w"]) <= {0, None}
    assert [(one["was"]["rule"], one["would"]["rule"]) for one in shadow["changes"]] == [
        ("Always", "Never")
    ]
    told = [one.current for one in house.chargers.orders if isinstance(one, SetLimit)]
    assert told
    assert 0 not in told
    assert await house.post("api/shadow/stop", {}) == (200, {"ok": True})
    assert await house.get("api/shadow") == {"shadow": None}


async def test_another_current_under_the_same_rule_is_a_change(house: House) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    house.meter(1000.0)
    await house.settle()
    less = RULES.replace("charge: max", "charge: 10 A")
    await house.post("api/shadow", desk(less))
    house.meter(1010.0)
    await house.settle()
    shadow = (await house.get("api/shadow"))["shadow"]
    assert [(one["was"]["current_a"], one["would"]["current_a"]) for one in shadow["changes"]] == [
        (32.0, 10.0)
    ]
    assert [one["same"] for one in shadow["connectors"]] == [False]


async def test_a_shadow_with_an_error_does_not_begin(house: House) -> None:
    await house.serve()
    status, found = await house.post("api/shadow", desk("rules: 12\n"))
    assert (status, found["ok"]) == (200, False)
    assert await house.get("api/shadow") == {"shadow": None}


async def test_a_shadow_goes_on_while_time_passes(house: House) -> None:
    await house.serve()
    house.connect()
    house.plug_in()
    await house.settle()
    await house.post("api/shadow", desk(RULES))
    for _ in range(3):
        house.clock.time += timedelta(hours=1)
        house.feel(100.0)
        await house.settle()
    shadow = (await house.get("api/shadow"))["shadow"]
    assert [one["same"] for one in shadow["connectors"]] == [True]
    assert shadow["changes"] == []
