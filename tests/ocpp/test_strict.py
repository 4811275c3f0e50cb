"""A charger taken at its word: nothing is repaired, what is wrong is refused by its right name."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from borne.domain.care_orders import UseCare
from borne.domain.commands import AnswerStop, Prepare, ReadConfiguration, Ticket
from borne.domain.events import ChargerHeard, OrderAnswered, StatusChanged, TransactionStopped
from borne.ocpp.wire import Memory

STATUS = {"connectorId": 1, "errorCode": "NoError", "status": "Available"}
STOP = {"transactionId": 5, "meterStop": 1000, "timestamp": "2026-06-01T12:00:00Z"}


@pytest.fixture
def book(new_book: Callable[..., Any]) -> Any:
    return new_book(Memory(care=UseCare("garage", strict=True)))


def said(book: Any, action: str, payload: object, id_: str = "1") -> list[Any]:
    (frame,) = book.send(json.dumps([2, id_, action, payload]))
    answer: list[Any] = json.loads(frame)
    return answer


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({}, "OccurenceConstraintViolation"),
        (STATUS | {"connectorId": "1"}, "TypeConstraintViolation"),
        (STATUS | {"errorCode": "Error"}, "PropertyConstraintViolation"),
        (STATUS | {"info": "x" * 51}, "PropertyConstraintViolation"),
        (STATUS | {"timestamp": "2026-06-01 12:00"}, "PropertyConstraintViolation"),
        (STATUS | {"colour": "red"}, "FormationViolation"),
        ([], "FormationViolation"),
    ],
)
def test_what_is_wrong_has_its_name(book: Any, payload: object, code: str) -> None:
    kind, id_, answered, words, details = said(book, "StatusNotification", payload)
    assert (kind, id_, answered, details) == (4, "1", code, {})
    assert words
    assert not any(isinstance(event, StatusChanged) for event in book.events)
    assert [note.action for note in book.link.notes] == ["StatusNotification"]
    assert code in book.link.notes[0].text


def test_what_is_right_is_taken(book: Any) -> None:
    book.send(json.dumps([2, "1", "StatusNotification", STATUS]))
    assert isinstance(book.events[-1], StatusChanged)
    assert said(book, "Heartbeat", {})[0] == 3
    assert book.link.notes == []


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ('[2,"1","Heartbeat",{},]', "FormationViolation"),
        ('[2,"1","Heartbeat"]', "FormationViolation"),
        ('[2,7,"Heartbeat",{}]', "FormationViolation"),
        ('[2,"1","heartbeat",{}]', "NotImplemented"),
        ('[2,"1","Dance",{}]', "NotImplemented"),
        ('[2,"1","Heartbeat",{"a":', "FormationViolation"),
        ('[9,"1","Heartbeat",{}]', "ProtocolError"),
    ],
)
def test_a_frame_that_is_not_as_it_should_be(book: Any, frame: str, code: str) -> None:
    assert json.loads(book.send(frame)[0])[2] == code


def test_each_of_several_messages_in_one_frame_is_refused(book: Any) -> None:
    answers = [json.loads(one) for one in book.send('[2,"1","Heartbeat",{}][2,"2","Heartbeat",{}]')]
    assert [answer[:3] for answer in answers] == [
        [4, "1", "FormationViolation"],
        [4, "2", "FormationViolation"],
    ]


def test_the_end_of_a_charge_is_refused_and_booked_all_the_same(book: Any) -> None:
    answer = said(book, "StopTransaction", STOP | {"meterStop": "1000"})
    assert answer[2] == "TypeConstraintViolation"
    (event,) = book.events
    assert isinstance(event, TransactionStopped)
    assert (event.transaction, event.meter) == (5, 1000)
    book.link.answer(AnswerStop("garage", event.ticket, None), book.now)
    assert book.link.frames() == []
    assert book.link.unanswered == 0


def test_an_answer_of_the_charger_that_is_wrong_is_none(book: Any) -> None:
    events = book.link.order(ReadConfiguration("garage"), book.now)
    (call,) = book.link.frames()
    wrong = {"configurationKey": [{"key": "A", "value": 5, "readonly": "no"}]}
    events += book.link.receive(json.dumps([3, json.loads(call)[1], wrong]), book.now)
    (answered,) = [event for event in events if isinstance(event, OrderAnswered)]
    assert (answered.ok, answered.status) == (False, "TypeConstraintViolation")


def test_set_up_goes_on_with_a_charger_that_answers_wrongly(book: Any) -> None:
    events = book.link.order(Prepare("garage"), book.now)
    for _ in range(30):
        for frame in book.link.frames():
            id_ = json.loads(frame)[1]
            events += book.link.receive(json.dumps([3, id_, {"status": "No"}]), book.now)
    assert any(isinstance(event, OrderAnswered) and event.ok for event in events)


def test_it_ends_when_it_is_switched_off(book: Any) -> None:
    book.memory.care = UseCare("garage")
    book.send(json.dumps([2, "1", "StatusNotification", STATUS | {"errorCode": "Error"}]))
    assert isinstance(book.events[0], StatusChanged)
    assert not isinstance(book.events[0], ChargerHeard)
    assert Ticket(1, "1") == book.events[0].ticket
