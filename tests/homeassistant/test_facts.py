"""What the rules see of a Home Assistant state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.homeassistant.facts import Heard, changes, read_reported, value_of


@pytest.mark.parametrize(
    ("state", "unit", "expected"),
    [
        ("1.25", "kW", 1250),
        ("-500", "W", -500),
        ("9", "kVA", 9000),
        ("1.5", "kWh", 1500),
        ("2", "MWh", 2e6),
        ("1500", "mA", 1.5),
        ("230000", "mV", 230),
        ("0.4", "kV", 400),
        ("2", "h", 7200),
        ("3", "min", 180),
        ("80", "%", 80),
        ("212", "°F", 100),
        ("0.2516", "EUR/kWh", 0.2516),
        ("42", None, 42),
        (" 1e3 ", "W", 1000),
    ],
)
def test_numbers_come_in_base_units(state: str, unit: str | None, expected: float) -> None:
    assert value_of("sensor.x", state, unit) == pytest.approx(expected)


@pytest.mark.parametrize("state", ["unavailable", "unknown", "", "None"])
def test_what_home_assistant_does_not_know_is_unknown(state: str) -> None:
    assert value_of("sensor.x", state, "W") is None


def test_on_and_off_are_true_and_false() -> None:
    assert value_of("binary_sensor.heater", "on", None) is True
    assert value_of("switch.heater", "off", None) is False


def test_off_as_one_mode_among_others_stays_a_word() -> None:
    assert value_of("climate.house", "off", None) == "off"
    assert value_of("input_select.plan", "off", None) == "off"


@pytest.mark.parametrize("state", ["Rouge", "1_000", "nan", "inf", "0x10", "12:30", "home"])
def test_other_text_stays_text(state: str) -> None:
    assert value_of("sensor.tempo", state, None) == state


def test_a_number_too_large_to_compute_with_is_unknown() -> None:
    assert value_of("sensor.x", "1e400", "W") is None


@given(st.text(), st.none() | st.text())
def test_any_state_reads_as_a_value_or_unknown(state: str, unit: str | None) -> None:
    assert isinstance(value_of("sensor.x", state, unit), float | str | bool | None)


def test_the_first_states_a_change_and_a_removal() -> None:
    first = {
        "a": {
            "sensor.grid": {
                "s": "1.2",
                "a": {"unit_of_measurement": "kW"},
                "c": "01",
                "lc": 100.0,
                "lu": 120.0,
            }
        }
    }
    heard = changes(first, {})["sensor.grid"]
    assert heard == Heard("1.2", "kW", changed=100, updated=120)
    later = changes(
        {"c": {"sensor.grid": {"+": {"s": "1.5", "lc": 130.0}}}}, {"sensor.grid": heard}
    )["sensor.grid"]
    assert later == Heard("1.5", "kW", changed=130, updated=130)
    assert later.value("sensor.grid") == 1500
    assert changes({"r": ["sensor.grid"]}, {"sensor.grid": later}) == {"sensor.grid": None}


def test_a_unit_that_changes_or_goes_changes_the_value() -> None:
    known = {"sensor.grid": Heard("2", "kW", 100, 100)}
    plus = {"c": {"sensor.grid": {"+": {"a": {"unit_of_measurement": "W"}, "lu": 110.0}}}}
    heard = changes(plus, known)["sensor.grid"]
    assert heard == Heard("2", "W", changed=100, updated=110)
    minus = {"c": {"sensor.grid": {"-": {"a": ["unit_of_measurement"]}}}}
    heard = changes(minus, known)["sensor.grid"]
    assert heard is not None
    assert heard.value("sensor.grid", factor=1000) == 2000
    assert heard.value("sensor.grid") == 2


@pytest.mark.slow
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("acr+-slu"), inner),
    )
)
def test_no_message_however_odd_breaks_the_reading(message: object) -> None:
    event = message if isinstance(message, dict) else {"c": message}
    changes(event, {})


def test_when_equal_values_were_last_reported() -> None:
    assert read_reported("sensor.a 1795341434.92\nsensor.b \n\nnonsense") == {
        "sensor.a": 1795341434.92
    }
