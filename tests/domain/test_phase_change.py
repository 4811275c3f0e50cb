"""Which chargers are asked to change their phases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from borne.domain.charger import Charger, ConfigurationKey, Connector
from borne.domain.phase_change import obstacle_of
from borne.domain.site import Site

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "able"),
    [
        ({}, True),
        ({"ConnectorSwitch3to1PhaseSupported": "true"}, True),
        ({"ConnectorSwitch3to1PhaseSupported": "False "}, False),
        ({"ACPhaseSwitchingSupported": "false"}, False),
        ({"ACPhaseSwitchingSupported": "TRUE", "connectorSwitch3to1PhaseSupported": "false"}, True),
        ({"ACPhaseSwitchingSupported": ""}, True),
    ],
)
def test_a_charger_whose_settings_say_that_it_cannot_is_left_alone(
    said: dict[str, str], *, able: bool
) -> None:
    keys = {key: ConfigurationKey(key, value, readonly=True) for key, value in said.items()}
    charger = Charger("garage", NOON, configuration=keys)
    obstacle = obstacle_of(charger, Connector("garage", 1), Site(phases=3))
    assert (obstacle is None) is able
    assert obstacle is None or "settings" in obstacle.say("en")
