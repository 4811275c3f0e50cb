"""Several connectors, the charger as a whole, and never more than one call in flight."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from borne.domain.commands import (
    ClearLimits,
    Order,
    Prepare,
    SetAvailable,
    SetLimit,
    Trigger,
    Unlock,
)
from borne.domain.events import StatusChanged
from borne.ocpp.link import Link
from borne.ocpp.patience import patience
from borne.ocpp.version import Version
from borne.ocpp.wire import Memory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SIDES = [SetLimit("garage", number, number * 10, 8.0 + number, 1, 900) for number in (1, 2)]


def test_each_side_has_its_own_limit_one_after_the_other(book: Any) -> None:
    for order in SIDES:
        book.link.order(order, book.now)
    (first,) = book.link.frames()
    (second,) = book.send(json.dumps([3, json.loads(first)[1], {"status": "Accepted"}]))
    told = [json.loads(frame)[3] for frame in (first, second)]
    assert [payload["connectorId"] for payload in told] == [1, 2]
    ids = [payload["csChargingProfiles"]["chargingProfileId"] for payload in told]
    assert len(set(ids)) == 2


def test_connector_0_is_the_charger_itself(book: Any) -> None:
    status = {"connectorId": 0, "errorCode": "NoError", "status": "Unavailable"}
    book.send(json.dumps([2, "1", "StatusNotification", status]))
    assert isinstance(book.events[0], StatusChanged)
    assert book.events[0].connector == 0


def test_one_socket_or_all_are_put_out_of_service(book: Any) -> None:
    for connector, operative, kind in [(2, False, "Inoperative"), (0, True, "Operative")]:
        book.link.order(SetAvailable("garage", connector, operative), book.now)
        (frame,) = book.link.frames()
        _, id_, action, payload = json.loads(frame)
        assert (action, payload) == ("ChangeAvailability", {"connectorId": connector, "type": kind})
        book.send(json.dumps([3, id_, {"status": "Accepted"}]))


def test_what_takes_a_charger_longer_is_waited_for_longer() -> None:
    assert patience("Heartbeat") == patience("SetChargingProfile") == 30
    for slow in ("GetConfiguration", "SendLocalList", "UnlockConnector", "Reset"):
        assert patience(slow) == 60


orders: st.SearchStrategy[Order] = st.sampled_from(
    [
        *SIDES,
        Prepare("garage"),
        ClearLimits("garage"),
        Unlock("garage", 2),
        SetAvailable("garage", 0, operative=True),
        Trigger("garage", "MeterValues", 1),
    ]
)


@given(st.lists(st.one_of(orders, st.sampled_from(["answer", "refuse", "call"])), max_size=40))
def test_never_more_than_one_call_is_in_flight(steps: list[Order | str]) -> None:
    link = Link("garage", 1, Version.V16, NOW, Memory())
    open_calls: list[str] = []
    for step in steps:
        if isinstance(step, str):
            if step == "call":
                link.receive('[2,"x","Heartbeat",{}]', NOW)
            elif open_calls:
                id_ = open_calls.pop()
                said = [3, id_, {"status": "Accepted"}] if step == "answer" else [4, id_, "E", ""]
                link.receive(json.dumps(said), NOW)
        else:
            link.order(step, NOW)
        open_calls += [id_ for kind, id_, *_ in map(json.loads, link.frames()) if kind == 2]
        assert len(open_calls) <= 1
