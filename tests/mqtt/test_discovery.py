"""What Home Assistant is told of each device."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from borne.domain.charger import Charger, Connector, Sample
from borne.domain.decision import ByHand, Mode
from borne.domain.site import ConnectorLimits
from borne.domain.state import State
from borne.entities.controls import CONTROLS
from borne.entities.items import items
from borne.entities.naming import Named
from borne.mqtt.discovery import Device, Home, devices, there
from borne.mqtt.topics import Topics, discovered

NOW = datetime(2026, 6, 7, 12, tzinfo=UTC)
TOPICS = Topics("0a1b2c3d")
HOME = Home("en", "EUR", "1.0", {"garage/1": ConnectorLimits(most=16)}, ("Kitchen", "Garage"))
OLD_PLATFORMS = {"sensor", "binary_sensor", "switch", "number", "select", "button"}


def a_charger(*numbers: int, **more: Any) -> Charger:
    connectors = {number: Connector("garage", number) for number in numbers}
    return Charger("garage", NOW, adopted=True, online=True, connectors=connectors, **more)


def announced(
    charger: Charger, home: Home = HOME, known: dict[str, frozenset[str]] | None = None
) -> dict[str, Device]:
    alone = next(iter(charger.connectors)) if len(charger.connectors) == 1 else None
    naming = {"garage": Named("garage", alone)}
    state = State(chargers={"garage": charger})
    shown = items(state, naming, home.language, NOW)
    return {one.id: one for one in devices(shown, naming, TOPICS, home, known or {})}


def test_a_charger_with_one_connector_is_one_device() -> None:
    (device,) = announced(a_charger(1)).values()
    components = device.config["components"]
    assert components["c1_power"]["default_entity_id"] == "sensor.garage_power"
    assert components["c1_power"]["object_id"] == "garage_power"
    assert components["connected"]["default_entity_id"] == "binary_sensor.garage_connected"
    assert set(device.states) == {"borne/0a1b2c3d/garage/0/state", "borne/0a1b2c3d/garage/1/state"}


def test_of_several_connectors_each_is_a_device_of_the_charger() -> None:
    found = announced(a_charger(1, 2))
    assert list(found) == ["borne_garage", "borne_garage_1", "borne_garage_2"]
    second = found["borne_garage_2"].config
    assert second["device"]["via_device"] == "borne_garage"
    assert second["device"]["name"] == "garage connector 2"
    power = second["components"]["c2_power"]
    assert power["default_entity_id"] == "sensor.garage_connector_2_power"


def test_every_control_of_the_contract_is_there() -> None:
    (device,) = announced(a_charger(1)).values()
    ids = {one["default_entity_id"] for one in device.config["components"].values()}
    assert ids >= {
        "switch.garage_charging",
        "switch.garage_available",
        "number.garage_max_current",
        "select.garage_mode",
        "button.garage_boost",
        "button.garage_reset",
        "button.garage_unlock",
    }
    assert len(CONTROLS) == 7


def test_one_unknown_platform_would_spoil_the_whole_message() -> None:
    for device in announced(a_charger(1, 2)).values():
        for component in device.config["components"].values():
            assert component["platform"] in OLD_PLATFORMS


def test_unique_ids_are_unique_and_no_value_is_null() -> None:
    seen: list[str] = []
    for device in announced(a_charger(1, 2)).values():
        for component in device.config["components"].values():
            seen.append(component["unique_id"])
            assert None not in component.values()
        assert None not in device.config["device"].values()
    assert len(seen) == len(set(seen))


def test_every_state_has_all_that_the_templates_read() -> None:
    for device in announced(a_charger(1, 2)).values():
        for component in device.config["components"].values():
            if "value_template" in component:
                key = component["value_template"].removeprefix("{{ value_json.").removesuffix(" }}")
                assert key in device.states[component["state_topic"]]


def test_only_what_a_charger_tells_becomes_an_entity_and_then_it_stays() -> None:
    told = Connector("garage", 1, reading=Sample(NOW, soc=55.0))
    with_soc = Charger("garage", NOW, adopted=True, online=True, connectors={1: told})
    (device,) = announced(with_soc).values()
    assert "c1_soc" in device.config["components"]
    assert "c1_voltage" not in device.config["components"]
    known = {device.id: frozenset(device.config["components"])}
    (again,) = announced(a_charger(1), known=known).values()
    assert "c1_soc" in again.config["components"]
    assert again.states["borne/0a1b2c3d/garage/1/state"]["soc"] is None


def test_the_slider_goes_as_far_as_the_connector() -> None:
    (device,) = announced(a_charger(1)).values()
    slider = device.config["components"]["c1_do_max_current"]
    assert (slider["min"], slider["max"], slider["unit_of_measurement"]) == (0, 16, "A")


def test_a_charger_is_where_its_name_says() -> None:
    (device,) = announced(a_charger(1, name="Borne du garage")).values()
    assert device.config["device"]["suggested_area"] == "Garage"
    (other,) = announced(a_charger(1, name="Cour")).values()
    assert "suggested_area" not in other.config["device"]


def test_names_are_in_the_language_of_the_home() -> None:
    home = Home("fr", "EUR", "1.0")
    (device,) = announced(a_charger(1), home).values()
    assert device.config["components"]["c1_power"]["name"] == "Puissance"
    assert device.config["components"]["c1_session_cost"]["unit_of_measurement"] == "EUR"


def test_what_is_set_by_hand_is_shown() -> None:
    connector = Connector("garage", 1, by_hand=ByHand(mode=Mode.MAX, max_current=10))
    charger = Charger("garage", NOW, adopted=True, online=True, connectors={1: connector})
    (device,) = announced(charger).values()
    state = device.states["borne/0a1b2c3d/garage/1/state"]
    assert state["do_mode"] == "max"
    assert state["do_max_current"] == 10
    assert state["do_charging"] == "OFF"
    assert state["do_available"] == "ON"


def test_a_charger_that_is_away_is_unavailable_but_says_so() -> None:
    charger = a_charger(1)
    away = Charger("garage", NOW, adopted=True, connectors=charger.connectors)
    assert there([away], {"garage": Named("garage", 1)}, TOPICS) == {
        "borne/0a1b2c3d/garage/there": "offline"
    }
    (device,) = announced(away).values()
    assert len(device.config["availability"]) == 2
    connected = device.config["components"]["connected"]
    assert connected["availability"] == [{"topic": "borne/0a1b2c3d/status"}]


@pytest.mark.parametrize(
    ("topic", "asked"),
    [
        ("borne/0a1b2c3d/garage/1/mode/set", ("garage", 1, "mode")),
        ("borne/0a1b2c3d/garage/0/reset/set", ("garage", 0, "reset")),
        ("borne/0a1b2c3d/garage/x/mode/set", None),
        ("borne/0a1b2c3d/garage/1/mode", None),
        ("other/0a1b2c3d/garage/1/mode/set", None),
    ],
)
def test_a_command_names_its_charger_connector_and_control(topic: str, asked: object) -> None:
    assert TOPICS.asked(topic) == asked


@pytest.mark.parametrize(
    ("topic", "device"),
    [
        ("homeassistant/device/borne_garage/config", "borne_garage"),
        ("homeassistant/device/zigbee_lamp/config", None),
        ("homeassistant/sensor/borne_garage/config", None),
    ],
)
def test_only_our_own_devices_could_be_ours(topic: str, device: str | None) -> None:
    assert discovered(topic) == device
