"""What an entity can turn into, from Core's message to the order: never more power than safe."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from borne.domain.commands import SetLimit
from borne.domain.decision import Decision
from borne.domain.events import FactsChanged
from borne.homeassistant.following import Following
from borne.homeassistant.socket import CoreSocket
from borne.homeassistant.wanted import sources_of

from ..domain.playbook import NOON, Wire  # noqa: TID252  # one language for all plays
from ..engine.conftest import CorePlay  # noqa: TID252  # the core under real rules

RULES = """
site: {contract: 9 kVA, meter: grid, safe_current: 8 A}
inputs:
  grid: sensor.grid
  heat: {entity: sensor.heat, unit: W}
  tempo: sensor.tempo
rules:
  - {name: Red day, when: tempo is "Rouge", charge: off}
  - {name: Heating, when: not heat < 2 kW, charge: 10 A}
  - {name: Cold, when: not known(heat), charge: 6 A}
  - {name: Otherwise, charge: max}
"""
GRID, HEAT = "sensor.grid", "sensor.heat"
SAFE = 8.0


class Socket:
    """The connection as far as following entities goes: tests say what Core sends."""

    listener: Any = None

    async def subscribe(self, listener: object, command: str, **_fields: object) -> int:
        assert command == "subscribe_entities"
        self.listener = listener
        return 1

    async def call(self, command: str) -> None:
        assert command == "ping"


class House(CorePlay):
    """A car that charges at full power in a house that Home Assistant measures."""

    def __init__(self) -> None:
        super().__init__(RULES)
        self.wire = Wire(now=NOON)
        self.socket = Socket()
        self.limits: list[SetLimit] = []

    def now(self) -> datetime:
        return self.wire.now

    async def live(self) -> None:
        """The car is plugged in and all sensors are well."""
        following = Following(cast(CoreSocket, self.socket), self, self._hear, timedelta())
        await following.follow(sources_of(self.core.book))
        self.tell(a={one: self.state("500", unit="W") for one in (GRID, HEAT)})
        self.tell(a={"sensor.tempo": self.state("Bleu")})
        self.plug_in(self.wire)
        self.draws(32.0)
        self.tell(c={GRID: {"+": {"s": "7860"}}})
        assert self.decision().current == 32, self.decision().why

    def _hear(self, event: FactsChanged) -> None:
        self.skip(event)

    def state(self, state: object, unit: object = None, **more: object) -> Mapping[str, object]:
        at = self.wire.now.timestamp()
        attributes = {} if unit is None else {"unit_of_measurement": unit}
        return {"s": state, "a": attributes, "c": "x", "lc": at, "lu": at, **more}

    def tell(self, **event: object) -> None:
        """What Core's `subscribe_entities` sends."""
        self.wire.after(10)
        self.socket.listener(event)

    def draws(self, amps: float) -> None:
        self.skip(self.wire.metered(2000.0, (amps, 0.0, 0.0)))

    def said(self, name: str) -> str:
        """All that the trace says of a decision, and the troubles."""
        decision: Decision = self.decision()
        told = [str(decision.why), *(str(step.why) for step in decision.trace)]
        told += [str(one.message) for one in self.core.state.troubles.values()]
        return "\n".join(line for line in told if name in line)


async def at_home() -> House:
    house = House()
    await house.live()
    return house


def plus(state: object, unit: object = None, **more: object) -> dict[str, object]:
    attributes = {} if unit is None else {"a": {"unit_of_measurement": unit}}
    return {"+": {"s": state, **attributes, **more}}


ODD = [
    (plus("unavailable"), ""),
    (plus("unknown"), ""),
    (plus(""), ""),
    (plus(None), ""),
    (plus("nan"), "tells “nan”, and a number is wanted"),
    (plus("inf"), "tells “inf”, and a number is wanted"),
    (plus("-inf"), "tells “-inf”, and a number is wanted"),
    (plus("1e400"), ""),
    (plus("-1e30"), "more than can be"),
    (plus("-99999999"), "more than can be"),
    (plus("on"), "tells “on”, and a number is wanted"),
    (plus(True), "tells “True”, and a number is wanted"),
    (plus("off"), "tells “off”, and a number is wanted"),
    (plus("500 W"), "tells “500 W”, and a number is wanted"),
    (plus("0x10"), "and a number is wanted"),
    (plus("1,5"), "and a number is wanted"),
    (plus([500]), "tells “[500]”, and a number is wanted"),
    (plus({"value": 500}), "and a number is wanted"),
    (plus("x" * 100_000), "and a number is wanted"),
    (plus("-500", "kWh"), "in kWh, and W is wanted"),
    (plus("-500", "A"), "in A, and W is wanted"),
    (plus("-5", "°C"), "in °C, and W is wanted"),
    (plus("-5", "bananas"), "in bananas, and W is wanted"),
    (plus("-5", ["W"]), "without the unit that it had"),
    (plus("-5", 7), "without the unit that it had"),
    ({"+": {"s": "-5"}, "-": {"a": ["unit_of_measurement"]}}, "without the unit that it had"),
]


@pytest.mark.parametrize(("change", "said"), ODD, ids=lambda one: str(one)[:60])
async def test_a_meter_that_tells_what_cannot_be_gives_the_safe_current(
    change: dict[str, object], said: str
) -> None:
    house = await at_home()
    house.tell(c={GRID: change})
    assert house.decision().current <= SAFE
    assert house.last(SetLimit).current <= SAFE
    assert said in house.said("grid")
    assert ("input:sensor.grid" in house.core.state.troubles) is bool(said)
    house.tell(c={GRID: plus("500", "W")})
    assert "input:sensor.grid" not in house.core.state.troubles
    house.draws(house.decision().current)
    for _ in range(30):
        house.tell(c={GRID: plus("500", "W")})
    assert house.decision().current > SAFE


@pytest.mark.parametrize(
    ("change", "said"),
    [one for one in ODD if "without" not in one[1]],
    ids=lambda one: str(one)[:60],
)
async def test_an_input_of_a_rule_that_tells_what_cannot_be_is_unknown(
    change: dict[str, object], said: str
) -> None:
    house = await at_home()
    house.tell(c={HEAT: change})
    assert house.decision().rule == "Cold"
    assert said in house.said("heat")


@pytest.mark.parametrize(
    "event", [{"r": [GRID]}, {"r": GRID}, {"a": {GRID: None}}, {"a": {GRID: {}}}]
)
async def test_an_entity_that_is_removed_is_unknown(event: dict[str, object]) -> None:
    house = await at_home()
    house.tell(**event)
    amps = house.decision().current
    assert amps <= SAFE or event == {"r": GRID}


@pytest.mark.parametrize("at", [1e300, -1e300, 2e9, -5, True, "soon", [], None, 0])
async def test_an_instant_that_cannot_be_changes_nothing(at: object) -> None:
    house = await at_home()
    house.tell(a={GRID: house.state("500", "W", lu=at, lc=at)})
    fact = house.core.state.facts[GRID]
    assert fact.value == 500
    assert fact.at <= house.now()


@pytest.mark.parametrize(
    ("state", "unit", "value"),
    [
        ("0.5", "kW", 500),
        ("0.5", "KW", 500),
        ("500", "watts", 500),
        ("500", "VA", 500),
        ("0.0005", "MW", 500),
        (500, "W", 500),
        ("\u0665\u0660\u0660", "W", 500),
    ],
)
async def test_another_unit_of_the_same_is_converted(
    state: object, unit: str, value: float
) -> None:
    house = await at_home()
    house.tell(c={GRID: plus(state, unit)})
    assert house.core.state.facts[GRID].value == pytest.approx(value)
    assert not house.core.state.troubles


@pytest.mark.parametrize(
    "attributes", [None, [], "x", 7, {"unit_of_measurement": None}, {"today": 5}]
)
async def test_attributes_of_another_kind_break_nothing(attributes: object) -> None:
    house = await at_home()
    house.tell(c={GRID: {"+": {"s": "12000", "a": attributes}}})
    assert house.decision().current < 32


STATES = ("on", "off", "Rouge", "unavailable", "500", "-3000", "1e9", "nan", "W", "A")
KEYS = ("s", "a", "lc", "lu", "+", "-", "unit_of_measurement")
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(STATES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner),
    max_leaves=8,
)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from("acr"),
            st.dictionaries(st.sampled_from([GRID, HEAT, "sensor.tempo"]), ANYTHING) | ANYTHING,
        ),
        max_size=5,
    )
)
async def test_no_message_raises_the_power_while_the_meter_is_unknown(
    events: list[dict[str, object]],
) -> None:
    house = await at_home()
    for event in events:
        house.tell(**event)
        if house.core.state.facts[GRID].value is None:
            assert house.decision().current <= SAFE
