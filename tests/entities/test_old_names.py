"""Which of Borne's entities stand for which of the OCPP integration's."""

from __future__ import annotations

from borne.entities.naming import Named
from borne.entities.old_names import Fate, Registered, lines, old_chargers

ONE = Named("garage", 1)


def ours(number: int, key: str, entity_id: str, prefix: str = "garage") -> Registered:
    return Registered(entity_id, f"borne_{prefix}_{number}_{key}", "mqtt")


def old(entity_id: str, unique_id: str) -> Registered:
    return Registered(entity_id, unique_id, "ocpp")


POWER = ours(1, "power", "sensor.garage_power")
CHARGING = ours(1, "do_charging", "switch.garage_charging")
RESET = ours(0, "do_reset", "button.garage_reset")


def test_the_names_that_a_person_gave_the_old_ones_are_taken() -> None:
    registry = [
        POWER,
        CHARGING,
        RESET,
        old("sensor.my_car_power", "ocpp.cp1.power_active_import.sensor"),
        old("switch.cp1_charge_control", "switch.ocpp.cp1.charge_control"),
        old("button.cp1_reset", "button.ocpp.cp1.reset"),
        old("sensor.other_voltage", "ocpp.other.voltage.sensor"),
        old("sensor.cp1_rpm", "ocpp.cp1.rpm.sensor"),
    ]
    assert old_chargers(registry) == ("cp1", "other")
    found = lines(registry, frozenset(), ONE, "cp1")
    assert [(one.now, one.wanted, one.fate, one.unit) for one in found] == [
        ("sensor.garage_power", "sensor.my_car_power", Fate.OLD, "kW"),
        ("switch.garage_charging", "switch.cp1_charge_control", Fate.OLD, None),
        ("button.garage_reset", "button.cp1_reset", Fate.OLD, None),
    ]


def test_without_the_integration_its_usual_names_are_meant() -> None:
    registry = [POWER, CHARGING, Registered("switch.charger_charge_control", "x", "template")]
    states = frozenset({"sensor.charger_power_active_import"})
    found = lines(registry, states, ONE, "charger")
    assert [(one.wanted, one.fate) for one in found] == [
        ("sensor.charger_power_active_import", Fate.TAKEN),
        ("switch.charger_charge_control", Fate.TAKEN),
    ]
    assert [one.fate for one in lines([POWER], frozenset(), ONE, "charger")] == [Fate.FREE]


def test_of_two_that_one_could_follow_the_connectors_own_wins() -> None:
    status = ours(1, "status", "sensor.garage_status")
    both = [
        old("sensor.cp1_status", "ocpp.cp1.status.sensor"),
        old("sensor.cp1_status_connector", "ocpp.cp1.status_connector.sensor"),
    ]
    (line,) = lines([status, *both], frozenset(), ONE, "cp1")
    assert line.wanted == "sensor.cp1_status_connector"
    (line,) = lines([status, both[0]], frozenset(), ONE, "cp1")
    assert line.wanted == "sensor.cp1_status"


def test_several_connectors_keep_their_numbers() -> None:
    duo = Named("garage")
    registry = [
        ours(1, "power", "sensor.garage_connector_1_power"),
        ours(2, "power", "sensor.garage_connector_2_power"),
        ours(2, "do_available", "switch.garage_connector_2_available"),
        old("sensor.duo_a", "ocpp.duo.conn1.power_active_import.sensor"),
        old("sensor.duo_b", "ocpp.duo.conn2.power_active_import.sensor"),
        old("switch.duo_c", "switch.ocpp.duo.conn2.connnector_availability"),
    ]
    found = lines(registry, frozenset(), duo, "duo")
    assert [(one.now[-9:], one.wanted) for one in found] == [
        ("r_1_power", "sensor.duo_a"),
        ("r_2_power", "sensor.duo_b"),
        ("available", "switch.duo_c"),
    ]
    usual = lines(registry[:3], frozenset(), duo, "duo")
    assert usual[1].wanted == "sensor.duo_connector_2_power_active_import"


def test_what_has_its_name_already_stays_and_other_chargers_are_left_alone() -> None:
    mine = ours(1, "voltage", "sensor.garage_voltage")
    other = ours(1, "voltage", "sensor.garage_2_voltage", prefix="garage_2")
    (line,) = lines([mine, other], frozenset({"sensor.garage_voltage"}), ONE, "garage")
    assert (line.now, line.fate) == ("sensor.garage_voltage", Fate.SAME)
