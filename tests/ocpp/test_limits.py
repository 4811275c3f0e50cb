"""Limits in the ways that a charger follows, and the answer that waits for its time."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from borne.domain.commands import (
    Admission,
    AnswerStart,
    SetFallback,
    SetLimit,
    StartRemotely,
    Ticket,
    UseQuirks,
)
from borne.domain.events import OrderAnswered, TraitsLearned
from borne.ocpp.quirks import Changes

from .playbook import START

LIMIT = SetLimit("garage", 1, 7, 12.0, 1, 900)
FALLBACK = SetFallback("garage", 1, 6.0)


def use(book: Any, *names: str) -> None:
    choices = dict.fromkeys(names, True)
    events = book.link.order(UseQuirks("garage", None, None, None, choices), book.now)
    assert isinstance(events[0], TraitsLearned)


def calls(book: Any, order: object, *statuses: str) -> tuple[list[dict[str, Any]], OrderAnswered]:
    """The profiles that are sent for an order whose calls are answered so."""
    events = book.link.order(order, book.now)
    sent = []
    for status in statuses:
        (frame,) = book.link.frames()
        _, id_, _, payload = json.loads(frame)
        sent.append(payload["csChargingProfiles"])
        events += book.link.receive(json.dumps([3, id_, {"status": status}]), book.now)
    assert book.link.frames() == []
    return sent, events[-1]


def test_a_purpose_that_is_refused_is_followed_by_the_next(book: Any) -> None:
    book.memory.character.changes = Changes(purposes=("TxProfile", "TxDefaultProfile"))
    sent, answered = calls(book, LIMIT, "Rejected", "Accepted")
    assert [one["chargingProfilePurpose"] for one in sent] == ["TxProfile", "TxDefaultProfile"]
    assert answered.ok


def test_where_all_are_refused_the_first_refusal_is_told(book: Any) -> None:
    book.memory.character.changes = Changes(purposes=("TxProfile", "TxDefaultProfile"))
    _, answered = calls(book, LIMIT, "Rejected", "NotSupported")
    assert (answered.ok, answered.status) == (False, "Rejected")


def test_a_limit_that_takes_the_place_of_the_fallback_ends_in_it(book: Any) -> None:
    use(book, "grizzl-e-limits")
    calls(book, FALLBACK, "Accepted")
    (profile,), _ = calls(book, LIMIT, "Accepted")
    schedule = profile["chargingSchedule"]
    assert "duration" not in schedule
    assert schedule["chargingSchedulePeriod"] == [
        {"startPeriod": 0, "limit": 12.0},
        {"startPeriod": 1200, "limit": 7.0},
    ]


def test_a_relative_schedule_ends_by_its_validity(book: Any) -> None:
    use(book, "wallbox-limits")
    (profile,), _ = calls(book, LIMIT, "Accepted")
    assert profile["chargingProfileKind"] == "Relative"
    assert profile["validTo"] == "2026-06-01T12:15:00Z"
    assert not {"startSchedule", "duration"} & profile["chargingSchedule"].keys()


def test_below_its_floor_a_charger_is_told_nothing(book: Any) -> None:
    use(book, "legrand-floor")
    (answered,) = book.link.order(SetLimit("garage", 1, 7, 6.0, 1, 900), book.now)
    assert not answered.ok
    assert book.link.frames() == []
    (profile,), _ = calls(book, FALLBACK, "Accepted")
    assert profile["chargingSchedule"]["chargingSchedulePeriod"][0]["limit"] == 7


def test_the_answer_to_a_start_waits_and_a_limit_does_not_outrun_it(book: Any) -> None:
    use(book, "eprowallbox-start-delay")
    start = {"connectorId": 1, "idTag": "A", "meterStart": 0, "timestamp": "2026-06-01T12:00:00Z"}
    book.send(json.dumps([2, "1", "StartTransaction", start]))
    book.link.answer(AnswerStart("garage", Ticket(1, "1"), 7, Admission.ACCEPTED), book.now)
    book.link.order(LIMIT, book.now)
    assert book.send('[2,"2","Heartbeat",{}]')[0].startswith('[3,"2"')
    assert book.link.deadline == START + timedelta(seconds=1)
    book.link.wake(START + timedelta(seconds=0.9))
    assert book.link.frames() == []
    book.link.wake(START + timedelta(seconds=1))
    answer, limit = book.link.frames()
    assert json.loads(answer)[2]["transactionId"] == 7
    assert json.loads(limit)[2] == "SetChargingProfile"


def test_a_start_for_a_badge_that_is_too_long_goes_under_that_of_borne(book: Any) -> None:
    use(book, "foxess-tag")
    book.link.order(StartRemotely("garage", 1, "12345678901234567890"), book.now)
    assert json.loads(book.link.frames()[0])[3]["idTag"] == "BORNE"


def test_a_quirk_that_nobody_knows_is_refused(book: Any) -> None:
    order = UseQuirks("garage", None, None, None, {"nonsense": True}, "wish")
    (answered,) = book.link.order(order, book.now)
    assert not answered.ok
    assert answered.message.say("en") == "There is no quirk “nonsense”"
