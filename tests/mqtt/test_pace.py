"""How often the values of a topic change."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from borne.mqtt.pace import Pace

TOPIC = "borne/0a1b2c3d/garage/1/state"


def test_a_value_that_has_just_changed_waits_and_another_does_not() -> None:
    pace = Pace(1.0)
    pace.shows(TOPIC, {"power": 1, "mode": "rules"}, 0.0)
    pace.shows(TOPIC, {"power": 2, "mode": "rules"}, 2.0)
    wanted = {"power": 3, "mode": "max"}
    assert pace.allowed(TOPIC, wanted, 2.5) == ({"power": 2, "mode": "max"}, 0.5)
    assert pace.allowed(TOPIC, wanted, 3.0) == (wanted, None)


def test_what_is_new_is_shown_at_once() -> None:
    pace = Pace(1.0)
    assert pace.allowed(TOPIC, {"power": 1}, 0.0) == ({"power": 1}, None)
    pace.shows(TOPIC, {"power": 1}, 0.0)
    wanted = {"power": 1, "voltage": 230}
    assert pace.allowed(TOPIC, wanted, 0.1) == (wanted, None)


STEPS = st.lists(
    st.tuples(
        st.floats(0.01, 0.7),
        st.dictionaries(st.sampled_from("ab"), st.integers(0, 3), min_size=2, max_size=2),
    ),
    max_size=30,
)


@given(STEPS)
def test_no_value_changes_twice_within_a_second_and_the_last_one_comes(
    steps: list[tuple[float, dict[str, int]]],
) -> None:
    pace, now, wanted = Pace(1.0), 0.0, {"a": 0, "b": 0}
    pace.shows(TOPIC, wanted, now)
    shown = dict(wanted)
    changed = dict.fromkeys(shown, now)
    for passed, news in steps:
        now, wanted = now + passed, news
        values, _ = pace.allowed(TOPIC, wanted, now)
        pace.shows(TOPIC, values, now)
        for key, value in values.items():
            if value != shown[key]:
                assert now - changed[key] >= 1.0 - 1e-9
                changed[key] = now
        shown = dict(values)
    values, wait = pace.allowed(TOPIC, wanted, now + 1.0)
    assert (values, wait) == (wanted, None)
