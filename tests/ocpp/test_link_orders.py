"""What becomes of orders: their turn, their answer, and what is made of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from borne.domain.commands import (
    ClearLimits,
    Prepare,
    ReadConfiguration,
    ResetCharger,
    SetLimit,
    StartRemotely,
    StopRemotely,
    Trigger,
    Unlock,
    WriteConfiguration,
)
from borne.domain.events import OrderAnswered

G = "garage"


def limit(current: float, connector: int = 1) -> SetLimit:
    return SetLimit(G, connector, 5, current, 1, 900)


def test_one_call_is_in_flight_and_the_urgent_ones_go_first(book: Any) -> None:
    book.play(
        """
        -> trigger
        << [2,"b1-1","TriggerMessage",{"requestedMessage":"Heartbeat"}]
        -> reset
        -> stop
        >> [3,"b1-1",{"status":"Accepted"}]
        !! ChargerHeard
        !! OrderAnswered ok=True
        << [2,"b1-2","RemoteStopTransaction",{"transactionId":5}]
        >> [3,"b1-2",{"status":"Accepted"}]
        !! ChargerHeard
        !! OrderAnswered ok=True
        << [2,"b1-3","Reset",{"type":"Soft"}]
        """,
        trigger=Trigger(G, "Heartbeat"),
        reset=ResetCharger(G, hard=False),
        stop=StopRemotely(G, 1, 5),
    )


def test_a_newer_limit_takes_the_place_of_one_that_still_waits(book: Any) -> None:
    book.link.order(Unlock(G, 2), book.now)
    book.link.frames()
    book.play(
        """
        -> ten
        -> other
        -> twelve
        !! OrderAnswered ok=False status=Superseded
        """,
        ten=limit(10),
        other=limit(8, connector=2),
        twelve=limit(12),
    )
    sent = book.send('[3,"b1-1",{"status":"Unlocked"}]')
    assert '"limit":8.0' in sent[0]
    assert '"limit":12.0' in book.send('[3,"b1-2",{"status":"Accepted"}]')[0]


def test_a_limit_in_flight_is_not_superseded(book: Any) -> None:
    book.link.order(limit(10), book.now)
    assert book.link.order(limit(12), book.now) == []


def test_a_limit_never_overtakes_a_clear_that_came_before(book: Any) -> None:
    book.link.order(Trigger(G, "Heartbeat"), book.now)
    book.link.order(ClearLimits(G, 1), book.now)
    book.link.order(limit(9), book.now)
    book.link.frames()
    sent = [
        *book.send('[3,"b1-1",{"status":"Accepted"}]'),
        *book.send('[3,"b1-2",{"status":"Accepted"}]'),
        *book.send('[3,"b1-3",{"status":"Unknown"}]'),
    ]
    assert [frame.split('"')[3] for frame in sent] == [
        "ClearChargingProfile",
        "ClearChargingProfile",
        "SetChargingProfile",
    ]


def test_there_is_nothing_left_to_clear_where_there_was_nothing(book: Any) -> None:
    book.play(
        """
        -> clear
        << [2,"b1-1","ClearChargingProfile",{}]
        >> [3,"b1-1",{"status":"Unknown"}]
        !! ChargerHeard
        !! OrderAnswered ok=True
        """,
        clear=ClearLimits(G, every=True),
    )


def test_what_one_trigger_does_not_know_a_person_gets_by_the_other(book: Any) -> None:
    book.play(
        """
        -> trigger
        << [2,"b1-1","TriggerMessage",{"requestedMessage":"Heartbeat"}]
        >> [4,"b1-1","NotImplemented","",{}]
        !! ChargerHeard
        << [2,"b1-2","ExtendedTriggerMessage",{"requestedMessage":"Heartbeat"}]
        ~~ warning: garage: TriggerMessage: is answered by an error: NotImplemented
        >> [3,"b1-2",{"status":"Accepted"}]
        !! ChargerHeard
        !! OrderAnswered ok=True
        -> by_itself
        << [2,"b1-3","TriggerMessage",{"requestedMessage":"Heartbeat"}]
        >> [3,"b1-3",{"status":"NotImplemented"}]
        !! ChargerHeard
        !! OrderAnswered ok=False
        """,
        trigger=Trigger(G, "Heartbeat", wish="w"),
        by_itself=Trigger(G, "Heartbeat"),
    )


def test_an_answer_that_never_comes_ends_the_order_and_the_next_one_goes(book: Any) -> None:
    book.play(
        """
        -> reset
        << [2,"b1-1","Reset",{"type":"Hard"}]
        -> trigger
        ++ 59
        ++ 1
        !! OrderAnswered ok=False status=Timeout
        << [2,"b1-2","TriggerMessage",{"requestedMessage":"Heartbeat"}]
        ~~ warning: garage: Reset: was not answered in time
        >> [3,"b1-1",{"status":"Accepted"}]
        !! ChargerHeard
        ~~ info: garage: answer: came too late; ignored (b1-1)
        """,
        reset=ResetCharger(G, hard=True),
        trigger=Trigger(G, "Heartbeat"),
    )
    assert "60" in str(book.events[0].message)


def test_it_says_when_it_wants_to_be_woken(book: Any) -> None:
    assert book.link.deadline is None
    book.link.order(Trigger(G, "Heartbeat"), book.now)
    assert book.link.deadline == book.now + timedelta(seconds=30)
    book.send('[3,"b1-1",{"status":"Accepted"}]')
    assert book.link.deadline is None


def test_a_second_answer_is_ignored(book: Any) -> None:
    book.play(
        """
        -> trigger
        << [2,"b1-1","TriggerMessage",{"requestedMessage":"Heartbeat"}]
        >> [3,"b1-1",{"status":"Accepted"}]
        !! ChargerHeard
        !! OrderAnswered ok=True
        >> [3,"b1-1",{"status":"Rejected"}]
        !! ChargerHeard
        ~~ info: garage: answer: came twice; ignored (b1-1)
        >> [3,"zz",{"status":"Rejected"}]
        !! ChargerHeard
        ~~ info: garage: answer: is to a call that was never made; ignored (zz)
        """,
        trigger=Trigger(G, "Heartbeat"),
    )


def test_an_error_for_an_answer_is_told_in_the_chargers_words(book: Any) -> None:
    book.play(
        """
        -> unlock
        << [2,"b1-1","UnlockConnector",{"connectorId":1}]
        >> [4,"b1-1","InternalError","Modbus TCP/IP lost",{}]
        !! ChargerHeard
        !! OrderAnswered ok=False status=InternalError
            message='The charger answered with an error: InternalError (Modbus TCP/IP lost).'
        ~~ warning: garage: UnlockConnector: is answered by an error:
            InternalError Modbus TCP/IP lost
        """,
        unlock=Unlock(G, 1),
    )


def test_refusals_are_failures_for_whoever_pressed_the_button(book: Any) -> None:
    for order, status, words in (
        (StartRemotely(G, 1, "T"), "Rejected", "The charger refused."),
        (Unlock(G, 1), "UnlockFailed", "The charger could not unlock the cable."),
        (
            WriteConfiguration(G, "K", "1"),
            "NotSupported",
            "The charger refused: it does not support this.",
        ),
    ):
        book.link.order(order, book.now)
        id_ = book.link.frames()[0].split('"')[1]
        (*_, answered) = book.link.receive(f'[3,"{id_}",{{"status":"{status}"}}]', book.now)
        assert isinstance(answered, OrderAnswered)
        assert (answered.ok, answered.status, str(answered.message)) == (False, status, words)


def test_a_write_that_wants_a_restart_counts_and_says_so(book: Any) -> None:
    book.play(
        """
        -> write
        << [2,"b1-1","ChangeConfiguration",{"key":"K","value":"1"}]
        >> [3,"b1-1",{"status":"RebootRequired"}]
        !! ChargerHeard
        !! KeyAnswered key=K value=1 status=RebootRequired
        !! OrderAnswered ok=True status=RebootRequired
        """,
        write=WriteConfiguration(G, "K", "1"),
    )


def test_the_configuration_is_told_as_data_and_as_an_event(book: Any) -> None:
    book.play(
        """
        -> read
        << [2,"b1-1","GetConfiguration",{"key":["A","B"]}]
        >> [3,"b1-1",{"configurationKey":[{"key":"A","readonly":true,"value":"1"}],
            "unknownKey":["B"]}]
        !! ChargerHeard
        !! ConfigurationRead
        !! OrderAnswered ok=True status=Accepted
        """,
        read=ReadConfiguration(G, ("A", "B")),
    )
    assert book.events[-1].data == {
        "keys": [{"key": "A", "value": "1", "readonly": True}],
        "unknown": ["B"],
    }


def test_clearing_takes_off_what_borne_has_set_and_nothing_else(book: Any) -> None:
    book.play(
        """
        -> clear
        << [2,"b1-1","ClearChargingProfile",{"id":21}]
        >> [3,"b1-1",{"status":"Accepted"}]
        !! ChargerHeard
        << [2,"b1-2","ClearChargingProfile",{"id":22}]
        >> [3,"b1-2",{"status":"Unknown"}]
        !! ChargerHeard
        !! OrderAnswered ok=True status=Accepted
        """,
        clear=ClearLimits(G, 2),
    )


def test_a_clear_that_fails_in_part_has_failed(book: Any) -> None:
    book.link.order(ClearLimits(G, 1), book.now)
    book.send('[4,"b1-1","NotSupported","",{}]')
    book.send('[3,"b1-2",{"status":"Accepted"}]')
    assert (book.events[-1].ok, book.events[-1].status) == (False, "NotSupported")


def test_an_impossible_limit_is_not_sent_and_is_called_a_defect(book: Any) -> None:
    book.play(
        """
        -> three
        !! OrderAnswered ok=False status=InternalError
        ~~ error: garage: SetLimit is impossible and was not sent:
            a limit of 3 A was asked for: 0, or 6 A and more
        """,
        three=limit(3),
    )


def test_orders_that_are_open_when_the_line_breaks_have_failed(book: Any) -> None:
    book.link.order(limit(10), book.now)
    book.link.order(Prepare(G), book.now)
    answered = book.link.close("the line broke", book.now)
    assert [(event.ok, event.status) for event in answered] == [(False, "Disconnected")] * 2
    assert [type(event.order).__name__ for event in answered] == ["SetLimit", "Prepare"]
    assert book.link.deadline is None
