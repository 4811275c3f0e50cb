"""Orders as they go over the wire: each fits OCPP's schema."""

from __future__ import annotations

import json
from typing import Any

import pytest

from borne.domain.commands import (
    ClearLimits,
    Order,
    Prepare,
    ReadConfiguration,
    ResetCharger,
    SendData,
    SetAvailable,
    SetFallback,
    SetLimit,
    StartRemotely,
    StopRemotely,
    Trigger,
    Unlock,
    WriteConfiguration,
)
from borne.ocpp.schemas import validator

G = "garage"


@pytest.mark.parametrize(
    ("order", "action", "payload"),
    [
        (Prepare(G), "GetConfiguration", {}),
        (SetLimit(G, 1, 5, 10.0, 1, 900), "SetChargingProfile", None),
        (SetFallback(G, 1, 0.0), "SetChargingProfile", None),
        (ClearLimits(G), "ClearChargingProfile", {"id": 11}),
        (ClearLimits(G, every=True), "ClearChargingProfile", {}),
        (ClearLimits(G, 2, every=True), "ClearChargingProfile", {"connectorId": 2}),
        (StartRemotely(G, 2, "T"), "RemoteStartTransaction", {"connectorId": 2, "idTag": "T"}),
        (StopRemotely(G, 2, 7), "RemoteStopTransaction", {"transactionId": 7}),
        (ResetCharger(G, hard=True), "Reset", {"type": "Hard"}),
        (Unlock(G, 1), "UnlockConnector", {"connectorId": 1}),
        (
            SetAvailable(G, 0, operative=False),
            "ChangeAvailability",
            {"connectorId": 0, "type": "Inoperative"},
        ),
        (
            Trigger(G, "StatusNotification", 1),
            "TriggerMessage",
            {"requestedMessage": "StatusNotification", "connectorId": 1},
        ),
        (ReadConfiguration(G), "GetConfiguration", {}),
        (WriteConfiguration(G, "K", "V"), "ChangeConfiguration", {"key": "K", "value": "V"}),
        (
            SendData(G, "V", "M", "D"),
            "DataTransfer",
            {"vendorId": "V", "messageId": "M", "data": "D"},
        ),
        (SendData(G, "V"), "DataTransfer", {"vendorId": "V"}),
    ],
)
def test_an_order_is_the_call_that_ocpp_has_for_it(
    book: Any, order: Order, action: str, payload: dict[str, Any] | None
) -> None:
    book.link.order(order, book.now)
    (frame,) = book.link.frames()
    kind, _, named, sent = json.loads(frame)
    assert (kind, named) == (2, action)
    assert validator(action).is_valid(sent), sent
    assert payload is None or sent == payload


def answered(book: Any, order: Order, payload: str) -> Any:
    book.link.order(order, book.now)
    id_ = json.loads(book.link.frames()[0])[1]
    book.send(f'[3,"{id_}",{payload}]')
    return book.events[-1]


def test_the_answer_to_a_data_transfer_is_handed_on(book: Any) -> None:
    event = answered(book, SendData(G, "V"), '{"status":"Accepted","data":"D"}')
    assert (event.ok, event.data) == (True, {"data": "D"})
    event = answered(book, SendData(G, "V"), '{"status":"UnknownVendorId"}')
    assert (event.ok, str(event.message)) == (False, "The charger does not know this vendor.")


def test_what_was_written_counts_as_told(book: Any) -> None:
    answered(book, WriteConfiguration(G, "K", "V"), '{"status":"Accepted"}')
    told = book.events[-2]
    assert [(key.key, key.value) for key in told.keys] == [("K", "V")]


def test_a_status_in_another_case_is_understood(book: Any) -> None:
    event = answered(book, Unlock(G, 1), '{"status":"unlocked"}')
    assert (event.ok, event.status) == (True, "Unlocked")


def test_a_status_of_the_chargers_own_is_a_failure_in_its_words(book: Any) -> None:
    event = answered(book, Unlock(G, 1), '{"status":"Busy"}')
    assert (event.ok, event.status) == (False, "Busy")
    assert str(event.message) == "The charger answered “Busy”."
    assert event.message.say("fr") == "La borne a répondu « Busy »."


def test_an_answer_without_a_status_is_a_failure(book: Any) -> None:
    event = answered(book, Unlock(G, 1), "{}")
    assert (event.ok, str(event.message)) == (False, "The charger’s answer cannot be understood.")


def test_a_configuration_that_cannot_be_read_is_a_failure(book: Any) -> None:
    book.link.order(ReadConfiguration(G), book.now)
    book.send('[4,"b1-1","NotSupported","",{}]')
    event = book.events[-1]
    assert (event.ok, event.status, event.data) == (False, "NotSupported", None)
    assert str(event.message) == "The charger refused: it does not support this."


def test_whatever_a_person_types_can_be_sent(book: Any) -> None:
    book.link.order(WriteConfiguration(G, "K", "half \ud800"), book.now)
    (frame,) = book.link.frames()
    assert frame.isascii()
    assert json.loads(frame)[3] == {"key": "K", "value": "half \ud800"}
