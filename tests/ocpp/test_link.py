"""Conversations with a well-behaved charger: what it says, and how it is answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from borne.domain.commands import (
    Admission,
    AnswerBoot,
    AnswerData,
    AnswerFailed,
    AnswerPlain,
    AnswerStart,
    AnswerStop,
    AnswerTag,
    StartRemotely,
    Ticket,
    Trigger,
)
from borne.domain.tag import Terms

G = "garage"


def ticket(call: str) -> Ticket:
    return Ticket(1, call)


def test_a_charger_boots_and_is_accepted(book: Any) -> None:
    book.play(
        """
        >> [2,"1","BootNotification",{"chargePointVendor":"Legrand","chargePointModel":"059005",
            "chargeBoxSerialNumber":"A1","firmwareVersion":"2.3"}]
        !! ChargerBooted vendor=Legrand model=059005 serial=A1 firmware=2.3
        !! TraitsLearned
        -> accepted
        << [3,"1",{"status":"Accepted","currentTime":"2026-06-01T12:00:00Z","interval":300}]
        """,
        accepted=AnswerBoot(G, ticket("1"), accepted=True, interval=300),
    )


def test_a_charger_that_waits_for_adoption_is_told_pending(book: Any) -> None:
    book.play(
        """
        >> [2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]
        !! ChargerBooted
        !! TraitsLearned
        -> pending
        << [3,"1",{"status":"Pending","currentTime":"2026-06-01T12:00:00Z","interval":60}]
        """,
        pending=AnswerBoot(G, ticket("1"), accepted=False, interval=60),
    )


def test_a_call_that_borne_cannot_handle_is_answered_all_the_same(book: Any) -> None:
    book.play(
        """
        >> [2,"2","Authorize",{"idTag":"04A1"}]
        !! TagSwiped tag=04A1
        -> defect
        << [4,"2","InternalError","Borne could not handle this call",{}]
        """,
        defect=AnswerFailed(G, ticket("2")),
    )


def test_a_whole_charge(book: Any) -> None:
    book.play(
        """
        >> [2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Preparing"}]
        !! StatusChanged connector=1 status=Preparing error=None
        -> seen
        << [3,"1",{}]
        >> [2,"2","Authorize",{"idTag":"04A1"}]
        !! TagSwiped tag=04A1
        -> tag
        << [3,"2",{"idTagInfo":{"status":"Accepted"}}]
        >> [2,"3","StartTransaction",{"connectorId":1,"idTag":"04A1",
            "meterStart":1200,"timestamp":"2026-06-01T11:59:58Z"}]
        !! TransactionStarted connector=1 tag=04A1 meter=1200 began=2026-06-01T11:59:58
        -> start
        << [3,"3",{"transactionId":17,"idTagInfo":{"status":"Accepted"}}]
        >> [2,"4","MeterValues",{"connectorId":1,"transactionId":17,
            "meterValue":[{"timestamp":"2026-06-01T12:00:00Z","sampledValue":[{"value":"1300"}]}]}]
        !! MeterSampled connector=1 transaction=17
        -> meter
        << [3,"4",{}]
        >> [2,"5","StopTransaction",{"transactionId":17,"meterStop":2200,
            "timestamp":"2026-06-01T12:00:00Z","reason":"EVDisconnected"}]
        !! TransactionStopped transaction=17 meter=2200 reason=EVDisconnected tag=None
        -> stop
        << [3,"5",{}]
        """,
        seen=AnswerPlain(G, ticket("1")),
        tag=AnswerTag(G, ticket("2"), Admission.ACCEPTED),
        start=AnswerStart(G, ticket("3"), 17, Admission.ACCEPTED),
        meter=AnswerPlain(G, ticket("4")),
        stop=AnswerStop(G, ticket("5"), None),
    )


def test_a_refused_badge_is_refused_in_each_answer(book: Any) -> None:
    book.play(
        """
        >> [2,"1","Authorize",{"idTag":"X"}]
        !! TagSwiped
        -> tag
        << [3,"1",{"idTagInfo":{"status":"Invalid"}}]
        >> [2,"2","StopTransaction",{"transactionId":1,"meterStop":1,
            "timestamp":"2026-06-01T12:00:00Z","idTag":"X"}]
        !! TransactionStopped tag=X
        -> stop
        << [3,"2",{"idTagInfo":{"status":"Blocked"}}]
        """,
        tag=AnswerTag(G, ticket("1"), Admission.INVALID),
        stop=AnswerStop(G, ticket("2"), Admission.BLOCKED),
    )


def test_a_charger_is_told_the_group_of_a_badge_and_when_it_ends(book: Any) -> None:
    terms = Terms("Family", datetime(2026, 6, 8, tzinfo=UTC))
    book.play(
        """
        >> [2,"1","Authorize",{"idTag":"X"}]
        !! TagSwiped
        -> tag
        << [3,"1",{"idTagInfo":{"status":"Accepted","expiryDate":"2026-06-08T00:00:00Z",
            "parentIdTag":"Family"}}]
        """,
        tag=AnswerTag(G, ticket("1"), Admission.ACCEPTED, terms),
    )


def test_heartbeats_are_answered_at_once(book: Any) -> None:
    book.play("""
        >> [2,"7","Heartbeat",{}]
        !! ChargerHeard at=2026-06-01T12:00:00
        << [3,"7",{"currentTime":"2026-06-01T12:00:00Z"}]
        """)


def test_data_transfer_is_answered_by_the_engine(book: Any) -> None:
    book.play(
        """
        >> [2,"1","DataTransfer",{"vendorId":"evb","messageId":"m","data":"d"}]
        !! DataReceived vendor=evb message=m data=d
        -> no
        << [3,"1",{"status":"UnknownVendorId"}]
        """,
        no=AnswerData(G, ticket("1"), "UnknownVendorId"),
    )


def test_calls_of_the_charger_while_it_owes_an_answer_are_answered_each(book: Any) -> None:
    book.play(
        """
        -> start
        << [2,"b1-1","RemoteStartTransaction",{"connectorId":1,"idTag":"T"}]
        >> [2,"1","Authorize",{"idTag":"T"}]
        !! TagSwiped
        >> [2,"2","Heartbeat",{}]
        !! ChargerHeard
        << [3,"2",{"currentTime":"2026-06-01T12:00:00Z"}]
        -> tag
        << [3,"1",{"idTagInfo":{"status":"Accepted"}}]
        >> [3,"b1-1",{"status":"Accepted"}]
        !! ChargerHeard
        !! OrderAnswered ok=True status=Accepted message='The charger accepted.'
        """,
        start=StartRemotely(G, 1, "T"),
        tag=AnswerTag(G, ticket("1"), Admission.ACCEPTED),
    )


def test_an_id_that_is_used_twice_at_once_is_answered_twice(book: Any) -> None:
    book.play(
        """
        >> [2,"1","Authorize",{"idTag":"A"}]
        !! TagSwiped ticket="Ticket(connection=1, call='1')"
        >> [2,"1","Authorize",{"idTag":"B"}]
        !! TagSwiped ticket="Ticket(connection=1, call='1#2')"
        -> b
        << [3,"1",{"idTagInfo":{"status":"Invalid"}}]
        -> a
        << [3,"1",{"idTagInfo":{"status":"Accepted"}}]
        -> a
        """,
        a=AnswerTag(G, ticket("1"), Admission.ACCEPTED),
        b=AnswerTag(G, ticket("1#2"), Admission.INVALID),
    )


def test_each_connection_has_ids_of_its_own(new_book: Callable[..., Any]) -> None:
    first, second = new_book(connection=1), new_book(connection=2)
    for book in (first, second):
        book.link.order(Trigger(G, "Heartbeat"), book.now)
    assert first.link.frames() != second.link.frames()
