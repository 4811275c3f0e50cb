"""A charger that must not be written to often: what waits for it, and what never does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from borne.domain.commands import SetLimit
from borne.domain.events import FactsChanged

from .garage import House

SUN = (
    "site: {meter: grid, contract: 9 kVA, phases: 1}\n"
    "inputs: {grid: {entity: sensor.grid, max_age: 2 min}}\n"
    "rules: [{name: Sun, charge: surplus}]\naccess: {unknown_tag: accept}\n"
)
BUDGET = 6
"""Writes an hour of a charger that keeps its limits in flash memory."""


def falling(seconds: float) -> float:
    """W of sun that is there at once and goes little by little, again and again."""
    return 7500 - 20 * (seconds % 300)


def changing(seconds: float) -> float:
    """W of sun that comes and goes with every reading of the meter."""
    return 7000 if seconds % 10 < 5 else 3000


class Sunny(House):
    """A charger with limits in flash, whose car follows the sun by a meter every 5 s."""

    def __init__(self) -> None:
        super().__init__("profiles-in-flash", {"profiles-in-flash": True}, 5.0)
        self.told(SUN)
        self.grid(-7000)
        self.charge()

    def grid(self, watts: float) -> None:
        self.take([FactsChanged(self.now, {"sensor.grid": watts})])

    def follow(self, sun: Callable[[float], float], seconds: int) -> list[float]:
        """Let the sun shine so; the limits that were sent."""
        self.sent.clear()
        for passed in range(0, seconds, 5):
            self.grid(300 + self.amps * 230 - sun(passed))
            self.run(5, step=1.0)
        return [one.current for one in self.sent if isinstance(one, SetLimit)]


@pytest.mark.parametrize("sun", [falling, changing])
def test_the_sun_alone_never_exceeds_the_budget(sun: Callable[[float], float]) -> None:
    house = Sunny()
    assert 2 <= len(house.follow(sun, 2400)) <= BUDGET
    assert house.manner.writes.in_hour(house.now) <= BUDGET + 2  # its fallback, its first limit
    decision = house.connector.decision
    assert decision is not None
    assert decision.next is not None
    assert decision.next.why.say("en").startswith("follows the sun again")


def test_what_the_contract_takes_away_never_waits() -> None:
    house = Sunny()
    house.follow(falling, 1200)
    before = house.amps
    assert before > 12
    house.sent.clear()
    house.grid(10_500)
    house.run(1)
    (limit,) = [one for one in house.sent if isinstance(one, SetLimit)]
    assert limit.current <= before - 6
    house.run(2)
    assert house.amps == pytest.approx(limit.current, abs=0.5)


def test_a_pause_never_waits() -> None:
    house = Sunny()
    house.follow(falling, 1200)
    house.sent.clear()
    house.told(SUN.replace("surplus", "off"))
    house.run(2)
    assert house.amps == 0
