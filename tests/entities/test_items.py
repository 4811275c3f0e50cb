"""The entities of the contract."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from borne.domain.charger import Asked, Charger, Connector, Sample
from borne.domain.decision import ByHand, Decision, Mode
from borne.domain.life import Phase, Status
from borne.domain.say import Language, Text
from borne.domain.session import Session, Transaction
from borne.domain.state import State
from borne.entities.items import Entity, entities
from borne.entities.naming import Named

from ..domain.playbook import DomainPlay, Wire, at_work  # noqa: TID252  # one language for all plays

NOW = datetime(2026, 6, 7, 12, 30, 45, tzinfo=UTC)
WHY = Text("2.4 kW of sun to spare", "2,4 kW de soleil à prendre")

OF_A_NEW_CONNECTOR = {
    "sensor.charger_status",
    "sensor.charger_power",
    "sensor.charger_current",
    "sensor.charger_current_limit",
    "sensor.charger_current_offered",
    "sensor.charger_energy",
    "sensor.charger_session_energy",
    "sensor.charger_session_duration",
    "sensor.charger_session_cost",
    "sensor.charger_session_tag",
    "sensor.charger_mode",
    "sensor.charger_reason",
    "sensor.charger_error",
    "binary_sensor.charger_plugged",
    "binary_sensor.charger_charging",
}
OF_A_CHARGER = {
    "binary_sensor.charger_connected",
    "sensor.charger_last_seen",
    "sensor.charger_firmware",
    "sensor.charger_model",
}


def shown(
    charger: Charger, language: Language = "en", named: Named | None = None
) -> dict[str, Entity]:
    state = State(chargers={charger.id: charger})
    naming = {charger.id: named or Named("charger", 1)}
    return dict(entities(state, naming, language, NOW, "EUR"))


@pytest.fixture
def new() -> Charger:
    connector = Connector("charger", 1)
    return Charger("charger", NOW, adopted=True, online=True, connectors={1: connector})


@pytest.fixture
def busy(new: Charger) -> Charger:
    transaction = Transaction(7, 3, "charger", 1, "04A2", NOW, 1000, 2500, energy=1500)
    connector = Connector(
        "charger",
        1,
        status=Status.CHARGING,
        phase=Phase.CHARGING,
        session=Session(
            3,
            "charger",
            1,
            NOW - timedelta(minutes=92, seconds=30),
            "04A2",
            transaction=transaction,
        ),
        reading=Sample(
            NOW, power=2251.4, currents=(9.8, 0.0, 0.04), offered=10, voltage=229.6, soc=55
        ),
        total=123_456.7,
        asked=Asked(10, 1, NOW, 7),
        by_hand=ByHand(mode=Mode.SURPLUS),
        decision=Decision("Sun", Mode.SURPLUS, True, 10, 1, WHY(), NOW),
    )
    return replace(
        new,
        name="Garage",
        vendor="Legrand",
        model="Green'up",
        firmware="3.1",
        last_seen=NOW,
        connectors={0: Connector("charger", 0), 1: connector},
    )


def test_a_new_charger_has_what_the_contract_lists_and_no_more(new: Charger) -> None:
    assert shown(new).keys() == OF_A_NEW_CONNECTOR | OF_A_CHARGER


def test_nothing_is_claimed_before_a_first_value(new: Charger) -> None:
    states = {entity: it.state for entity, it in shown(new).items()}
    assert states.pop("binary_sensor.charger_connected") == "on"
    assert states.pop("binary_sensor.charger_plugged") == "off"
    assert states.pop("binary_sensor.charger_charging") == "off"
    assert states.pop("sensor.charger_mode") == "rules"
    assert set(states.values()) == {"unknown"}


def test_a_charging_car(busy: Charger) -> None:
    states = {entity: it.state for entity, it in shown(busy).items()}
    assert states == {
        "sensor.charger_status": "Charging",
        "sensor.charger_power": "2251",
        "sensor.charger_current": "9.80",
        "sensor.charger_current_limit": "10.0",
        "sensor.charger_current_offered": "10.0",
        "sensor.charger_energy": "123.457",
        "sensor.charger_session_energy": "1.500",
        "sensor.charger_session_duration": "92",
        "sensor.charger_session_cost": "unknown",
        "sensor.charger_session_tag": "04A2",
        "sensor.charger_mode": "surplus",
        "sensor.charger_reason": "2.4 kW of sun to spare",
        "sensor.charger_error": "NoError",
        "sensor.charger_voltage": "229.6",
        "sensor.charger_soc": "55",
        "binary_sensor.charger_plugged": "on",
        "binary_sensor.charger_charging": "on",
        "binary_sensor.charger_connected": "on",
        "sensor.charger_last_seen": "2026-06-07T12:30:00+00:00",
        "sensor.charger_firmware": "3.1",
        "sensor.charger_model": "Legrand Green'up",
    }


def test_what_home_assistant_needs_to_draw_and_count(busy: Charger) -> None:
    seen = shown(busy)
    energy = dict(seen["sensor.charger_energy"].attributes)
    assert energy.pop("icon")
    assert energy == {
        "friendly_name": "Garage Energy",
        "device_class": "energy",
        "state_class": "total_increasing",
        "unit_of_measurement": "kWh",
    }
    assert "Charging" in seen["sensor.charger_status"].attributes["options"]  # type: ignore[operator] # a plain JSON list
    assert seen["sensor.charger_session_cost"].attributes["unit_of_measurement"] == "EUR"
    assert seen["binary_sensor.charger_plugged"].attributes["device_class"] == "plug"


def test_names_and_reasons_are_in_the_users_language(busy: Charger) -> None:
    seen = shown(busy, "fr")
    assert seen["sensor.charger_power"].attributes["friendly_name"] == "Garage Puissance"
    assert seen["sensor.charger_reason"].state == "2,4 kW de soleil à prendre"


def test_several_connectors_are_told_apart(busy: Charger) -> None:
    seen = shown(busy.with_connector(Connector("charger", 2)), "fr")
    name = seen["sensor.charger_connector_2_power"].attributes["friendly_name"]
    assert name == "Garage connecteur 2 Puissance"
    assert seen["sensor.charger_power"].attributes["friendly_name"] == "Garage Puissance"
    numbered = shown(busy, named=Named("charger"))
    assert "sensor.charger_connector_1_power" in numbered
    assert "sensor.charger_connected" not in numbered


def test_a_charger_that_is_away_is_unavailable_but_says_so(busy: Charger) -> None:
    states = {entity: it.state for entity, it in shown(replace(busy, online=False)).items()}
    assert states.pop("binary_sensor.charger_connected") == "off"
    assert states.pop("sensor.charger_last_seen") == "2026-06-07T12:30:00+00:00"
    assert set(states.values()) == {"unavailable"}
    assert len(states) == 19


def test_an_idle_charger_is_no_news_by_each_of_its_words(busy: Charger) -> None:
    idle = busy.with_connector(replace(busy.connectors[1], status=Status.AVAILABLE, session=None))
    later = replace(idle, last_seen=NOW + timedelta(minutes=25))
    assert shown(idle) == shown(later)
    assert shown(later)["sensor.charger_last_seen"].state == "2026-06-07T12:00:00+00:00"
    gone = shown(replace(later, online=False))
    assert gone["sensor.charger_last_seen"].state == "2026-06-07T12:55:00+00:00"


def test_a_full_car_that_stays_all_night_is_no_news() -> None:
    play, wire = DomainPlay(), Wire()
    at_work(wire, play)
    play.skip(wire.status(Status.PREPARING), wire.started(1000, "ANNA"))
    play.skip(wire.status(Status.CHARGING), wire.after(3600).status(Status.SUSPENDED_EV))
    naming = {wire.charger: Named("charger", 1)}

    def at(minutes: int) -> dict[str, Entity]:
        now = wire.now + timedelta(minutes=minutes)
        return dict(entities(play.state, naming, "en", now, "EUR"))

    play.skip(wire.after(600).status(Status.SUSPENDED_EV))
    assert at(0) == at(480)
    assert at(480)["sensor.charger_session_duration"].state == "60"
    play.skip(wire.after(6600).status(Status.CHARGING))
    assert at(1)["sensor.charger_session_duration"].state == "181"


def test_a_charger_that_nobody_adopted_has_no_entities(busy: Charger) -> None:
    assert shown(replace(busy, adopted=False)) == {}


def test_a_long_reason_is_cut_to_what_home_assistant_takes(busy: Charger) -> None:
    decision = busy.connectors[1].decision
    assert decision is not None
    long = replace(decision, why=Text("x" * 300, "x" * 300)())
    charger = busy.with_connector(replace(busy.connectors[1], decision=long))
    reason = shown(charger)["sensor.charger_reason"].state
    assert len(reason) == 255
    assert reason.endswith("x…")


def test_no_minus_zero(busy: Charger) -> None:
    reading = Sample(NOW, power=-0.2)
    charger = busy.with_connector(replace(busy.connectors[1], reading=reading))
    assert shown(charger)["sensor.charger_power"].state == "0"


def test_thousands_of_entities_come_one_after_the_other(new: Charger) -> None:
    names = [f"charger{number}" for number in range(100)]
    connector = Connector("charger", 1)
    state = State(chargers={id_: replace(new, id=id_, connectors={1: connector}) for id_ in names})
    naming = Names({id_: Named(id_, 1) for id_ in names})
    first, _ = next(entities(state, naming, "en", NOW, "EUR"))
    assert first == "binary_sensor.charger0_connected"
    assert naming.asked == {"charger0"}


class Names(dict[str, Named]):
    """Tells whose names were asked for."""

    def __init__(self, names: Mapping[str, Named]) -> None:
        super().__init__(names)
        self.asked: set[str] = set()

    def __getitem__(self, id_: str) -> Named:
        self.asked.add(id_)
        return super().__getitem__(id_)

    def get(self, id_: str, _: object = None) -> Named:
        return self[id_]
