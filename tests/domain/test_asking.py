"""A charger that tells nothing while a car charges is asked, and no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from borne.domain.asking import ask_due
from borne.domain.charger import Charger, Connector, Sample
from borne.domain.commands import Trigger
from borne.domain.events import Woke
from borne.domain.reduce import reduce
from borne.domain.session import Session, Transaction
from borne.domain.state import Policy, State
from borne.domain.traits import Traits

START = datetime(2026, 6, 7, 12, tzinfo=UTC)
OPEN = Transaction(1, 1, "garage", 1, "ALICE", START, 0.0, 0.0)
SESSION = Session(1, "garage", 1, START, transaction=OPEN)
CONNECTOR = Connector("garage", 1, session=SESSION)
CHARGER = Charger(
    "garage",
    START,
    adopted=True,
    online=True,
    booted=True,
    traits=Traits(asks_values=30),
    connectors={1: CONNECTOR},
)


def at(s: float) -> datetime:
    return START + timedelta(seconds=s)


@pytest.mark.parametrize(
    ("charger", "connector"),
    [
        (replace(CHARGER, traits=Traits()), CONNECTOR),
        (replace(CHARGER, online=False), CONNECTOR),
        (replace(CHARGER, booted=False), CONNECTOR),
        (CHARGER, replace(CONNECTOR, session=None)),
        (CHARGER, replace(CONNECTOR, session=replace(SESSION, transaction=None))),
    ],
)
def test_nobody_else_is_asked(charger: Charger, connector: Connector) -> None:
    assert ask_due(charger, connector) is None


def test_it_is_asked_after_a_silence_and_again_after_the_next() -> None:
    assert ask_due(CHARGER, CONNECTOR) == at(30)
    state = State(chargers={"garage": CHARGER})
    assert not reduce(state, Woke(at(29)), Policy()).commands
    step = reduce(state, Woke(at(30)), Policy())
    assert Trigger("garage", "MeterValues", 1) in step.commands
    asked = step.state.chargers["garage"]
    assert ask_due(asked, asked.connector(1)) == at(60)
    told = replace(asked.connector(1), reading=Sample(at(45), power=2300.0))
    assert ask_due(asked, told) == at(75)
