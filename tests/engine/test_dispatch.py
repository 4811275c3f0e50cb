from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from borne.domain.charger import Asked, Charger, Connector, Starting
from borne.domain.commands import SetFallback, SetLimit, StartRemotely
from borne.domain.decision import Decision, Mode
from borne.domain.life import Phase, Status
from borne.domain.say import plain
from borne.domain.session import Session, Transaction
from borne.domain.traits import VALID_FOR
from borne.engine.dispatch import OWN_START, RENEW, RETRY, dispatch, instants

from ..domain.playbook import NOON  # noqa: TID252  # one language for all plays

CHARGER = Charger("garage", NOON, adopted=True, online=True, booted=True, ready=True)
DECISION = Decision("Rule", Mode.MAX, True, 16.0, 1, plain("because"), NOON)
OPEN = Transaction(7, 1, "garage", 1, "ANNA", NOON, 0, 0)
PLUGGED = Connector(
    "garage", 1, Status.PREPARING, phase=Phase.PLUGGED, decision=DECISION, fallback=8.0
)
CHARGING = replace(
    PLUGGED,
    phase=Phase.CHARGING,
    session=Session(1, "garage", 1, NOON, tag="ANNA", transaction=OPEN),
)
LIMIT = SetLimit("garage", 1, 7, 16.0, 1, VALID_FOR)


def test_a_limit_is_for_the_open_transaction() -> None:
    connector, orders = dispatch(CHARGER, CHARGING, 8, NOON)
    assert orders == (LIMIT,)
    assert connector.asked == Asked(16, 1, NOON, 7)


@pytest.mark.parametrize(
    ("asked", "age", "sent"),
    [
        (Asked(16, 1, NOON, 7), timedelta(0), False),
        (Asked(16, 1, NOON, 7), RENEW - timedelta(seconds=1), False),
        (Asked(16, 1, NOON, 7), RENEW, True),
        (Asked(16, 1, NOON, 7, accepted=False), RETRY, True),
        (Asked(16, 1, NOON, 7, accepted=True), RETRY, False),
        (Asked(16, 1, NOON, 6), timedelta(0), True),
        (Asked(10, 1, NOON, 7), timedelta(0), True),
    ],
)
def test_a_limit_is_sent_when_it_is_new_or_due(asked: Asked, age: timedelta, *, sent: bool) -> None:
    _, orders = dispatch(CHARGER, replace(CHARGING, asked=asked), 8, NOON + age)
    assert bool(orders) is sent


@pytest.mark.parametrize("what", ["online", "adopted", "booted"])
def test_a_charger_that_does_not_obey_gets_nothing(what: str) -> None:
    assert dispatch(replace(CHARGER, **{what: False}), CHARGING, 8, NOON) == (CHARGING, ())


def test_a_car_is_started_under_its_badge() -> None:
    session = Session(1, "garage", 1, NOON, tag="ANNA")
    connector, orders = dispatch(CHARGER, replace(PLUGGED, session=session), 8, NOON)
    assert orders == (StartRemotely("garage", 1, "ANNA"),)
    assert connector.starting == Starting(NOON, NOON + timedelta(seconds=30))


@pytest.mark.parametrize(
    ("charger", "connector"),
    [
        (CHARGER, replace(PLUGGED, held=True)),
        (CHARGER, replace(PLUGGED, operative=False)),
        (CHARGER, replace(PLUGGED, status=Status.FAULTED)),
        (CHARGER, replace(PLUGGED, phase=Phase.IDLE)),
        (CHARGER, replace(PLUGGED, decision=replace(DECISION, charge=False))),
        (CHARGER, replace(PLUGGED, starting=Starting(NOON, NOON + timedelta(seconds=1)))),
        (replace(CHARGER, authorized_at=NOON), PLUGGED),
    ],
)
def test_nothing_is_started_against_reason(charger: Charger, connector: Connector) -> None:
    assert dispatch(charger, connector, 8, NOON) == (connector, ())


def test_the_fallback_follows_the_rules() -> None:
    connector, orders = dispatch(CHARGER, PLUGGED, 10, NOON)
    assert orders[0] == SetFallback("garage", 1, 10)
    assert dispatch(CHARGER, connector, 10, NOON)[1] == ()


def test_when_to_look_again() -> None:
    asked = replace(CHARGING, asked=Asked(16, 1, NOON, 7))
    assert list(instants(CHARGER, asked)) == [NOON + RENEW]
    refused = replace(CHARGING, asked=Asked(16, 1, NOON, 7, accepted=False))
    assert list(instants(CHARGER, refused)) == [NOON + RETRY]
    shown = replace(CHARGER, authorized_at=NOON)
    assert list(instants(shown, PLUGGED)) == [NOON + OWN_START]
    assert not list(instants(replace(CHARGER, online=False), asked))
