"""Each kind of bad input: the charger is answered if there is an id, and one line says why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from borne.domain.commands import AnswerPlain, Ticket, Trigger
from borne.domain.events import (
    ChargerBooted,
    ChargerHeard,
    MeterSampled,
    StatusChanged,
    TagSwiped,
    TraitsLearned,
    TransactionStarted,
    TransactionStopped,
)
from borne.domain.life import Status

NOW = '"2026-06-01T12:00:00Z"'


def notes(book: Any) -> list[str]:
    return [str(note) for note in book.link.notes]


@pytest.mark.parametrize(
    ("frame", "note"),
    [
        ("nonsense", "garage: frame: this is not JSON: nonsense"),
        ("", "garage: frame: this is not JSON: "),
        ('{"a":1}', "garage: frame: a list was expected: an object"),
        ("[]", "garage: frame: a list was expected: a list"),
        ("17", "garage: frame: a list was expected: 17"),
        ("[2]", "garage: frame: a call without an action"),
        ("[3]", "garage: frame: an answer without a unique id"),
        ("[9]", "garage: frame: unknown message type 9"),
    ],
)
def test_what_has_no_id_is_a_sign_of_life_and_one_line(book: Any, frame: str, note: str) -> None:
    assert book.send(frame) == []
    assert [type(event) for event in book.events] == [ChargerHeard]
    assert notes(book) == [note]


@pytest.mark.parametrize(
    ("frame", "answer"),
    [
        ('[2,"1","Heartbeat",{},', [4, "1", "FormationViolation"]),
        ('[2,"1"]', [4, "1", "FormationViolation"]),
        ('[2,"1",17,{}]', [4, "1", "FormationViolation"]),
        ('[2,"Heartbeat",{}]', [4, "Heartbeat", "FormationViolation"]),
        ('[5,"1","Heartbeat",{}]', [4, "1", "ProtocolError"]),
        ('["x","1","Heartbeat",{}]', [4, "1", "ProtocolError"]),
        ('[2,"1","Nonsense",{}]', [4, "1", "NotImplemented"]),
        ('[2,"1","Reset",{"type":"Hard"}]', [4, "1", "NotImplemented"]),
        ('[2,"1","StopTransaction",{"meterStop":1', [4, "1", "FormationViolation"]),
        ("[2,'1','Heartbeat',{", [4, "1", "FormationViolation"]),
        ('[2,17,"Heartbeat",{', [4, "17", "FormationViolation"]),
        (r'[2,"a\u0041","Heartbeat",{', [4, "aA", "FormationViolation"]),
        (f'[2,"1","DataTransfer",{"[" * 9999}', [4, "1", "FormationViolation"]),
    ],
)
def test_what_cannot_be_understood_is_answered_with_an_error(
    book: Any, frame: str, answer: list[object]
) -> None:
    (sent,) = book.send(frame)
    assert json.loads(sent)[:3] == answer
    assert len(notes(book)) == 1


@pytest.mark.parametrize(
    ("frame", "id_"),
    [
        ('[2,"1","Heartbeat"]', "1"),
        ('[2,"1","Heartbeat",null]', "1"),
        ('[2,"1","Heartbeat",[]]', "1"),
        ('[2,"1","Heartbeat",{},"more"]', "1"),
        ('["2","1","Heartbeat",{}]', "1"),
        ('[2,17,"Heartbeat",{}]', 17),
        ('[2,null,"Heartbeat",{}]', None),
        ('[2,true,"Heartbeat",{}]', True),
        ('[2,["x"],"Heartbeat",{}]', ["x"]),
        (f'[2,{"9" * 5000},"Heartbeat",{{}}]', None),
        ('[2,1.5,"Heartbeat",{}]', 1.5),
        ('[2,"","Heartbeat",{}]', ""),
        (f'[2,"{"x" * 200}","Heartbeat",{{}}]', "x" * 200),
        ('[2,"1","heartbeat",{}]', "1"),
        ('[2,"1"," Heartbeat ",{}]', "1"),
        ('[2,"1","Heartbeat",{"more":1}]', "1"),
        ('\ufeff[2,"1","Heartbeat",{}]\0', "1"),
        ('[2,"1","Heartbeat",{},]', "1"),
        ('[2,"1","Heartbeat",{"x":NaN}]', "1"),
        ('[2,"1","Heartbeat",{"x":"\t"}]', "1"),
        ('[2,"1","Heartbeat",{}]]', "1"),
        ('[2,"1","Heartbeat",{}]\r\nOK', "1"),
        ("[2,'1','Heartbeat',{}]", "1"),
        ('[2,"1","Heartbeat",{x:True,y:None,z:007,}]', "1"),
        (r'[2,"1","Heartbeat",{"x":"C:\dir"}]', "1"),
        (f'[2,"1","Heartbeat",{{"x":{"9" * 5000}}}]', "1"),
    ],
)
def test_what_can_be_understood_is_answered_as_if_it_were_right(
    book: Any, frame: str, id_: object
) -> None:
    (sent,) = book.send(frame)
    assert json.loads(sent) == [3, id_, {"currentTime": "2026-06-01T12:00:00Z"}]


@pytest.mark.parametrize(
    "frame",
    [
        '[2,"1","Heartbeat",{}][2,"2","Heartbeat",{}]',
        '[2,"1","Heartbeat",{}]\r\n[2,"2","Heartbeat",{}]\0\n',
        '[2,"1","Heartbeat",{}],[2,"2","Heartbeat",{}]',
        '[[2,"1","Heartbeat",{}],[2,"2","Heartbeat",{}]]',
        '[[2,"1","Heartbeat",{}]][2,"2","Heartbeat",{}]',
        "[2,'1','Heartbeat',{}],[2,'2','Heartbeat',{}]",
    ],
)
def test_each_of_several_messages_in_one_frame_is_answered(book: Any, frame: str) -> None:
    answers = [json.loads(sent)[:2] for sent in book.send(frame)]
    assert answers == [[3, "1"], [3, "2"]]
    assert notes(book) == ["garage: frame: several messages came in one frame; each is read"]


def test_what_is_cut_short_behind_a_whole_message_is_answered_too(book: Any) -> None:
    answers = [json.loads(sent)[:2] for sent in book.send('[2,"1","Heartbeat",{}][2,"2","Heart')]
    assert answers == [[3, "1"], [4, "2"]]


def test_a_message_in_a_list_of_its_own_is_answered(book: Any) -> None:
    (sent,) = book.send('[[2,"1","Heartbeat",{}]]')
    assert json.loads(sent)[:2] == [3, "1"]


@pytest.mark.parametrize("frame", ["[]" * 300, "[[[[2]]]]", "[[]]" * 300, '[[[2,"1"]],[[]]]'])
def test_a_frame_of_nothing_often_costs_little(book: Any, frame: str) -> None:
    assert book.send(frame) == []
    assert len(notes(book)) <= 50


def test_an_id_with_half_a_character_is_answered(book: Any) -> None:
    (sent,) = book.send('[2,"a\\ud800b","Heartbeat",{}]')
    assert json.loads(sent)[1] == "a?b"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_bytes_are_read_as_text(book: Any, encoding: str) -> None:
    frame = '[2,"1","Authorize",{"idTag":"Zoé"}]'.encode(encoding)
    assert book.send(frame) == []
    assert book.events[-1].tag == "Zoé"


def test_an_answer_without_payload_or_with_another_is_a_failure(book: Any) -> None:
    for frame in ('[3,"b1-1"]', '[3,"b1-2",[]]', '[3,"b1-3",{"status":7}]', '[4,"b1-4"]'):
        book.play("-> trigger\n" + _trigger(frame[4:8]), trigger=Trigger("garage", "Heartbeat"))
        book.send(frame)
        assert book.events[-1].ok is False
        book.link.notes.clear()


def _trigger(id_: str) -> str:
    return f'<< [2,"{id_}","TriggerMessage",{{"requestedMessage":"Heartbeat"}}]'


def one(book: Any, action: str, payload: str) -> Any:
    """What the engine is told of a call that stays open."""
    assert book.send(f'[2,"1","{action}",{payload}]') == []
    (event,) = (event for event in book.events if not isinstance(event, TraitsLearned))
    return event


def test_unknown_fields_are_left_out(book: Any) -> None:
    event = one(
        book,
        "StatusNotification",
        '{"connectorId":1,"errorCode":"NoError","status":"Charging","colour":"red"}',
    )
    assert isinstance(event, StatusChanged)
    assert notes(book) == ["garage: StatusNotification.colour: is not part of OCPP; left out"]


def test_wrong_types_are_read_as_what_they_mean(book: Any) -> None:
    event = one(
        book,
        "StartTransaction",
        f'{{"connectorId":"2","idTag":4711,"meterStart":"12.6","timestamp":{NOW}}}',
    )
    assert isinstance(event, TransactionStarted)
    assert (event.connector, event.tag, event.meter) == (2, "4711", 13.0)
    assert notes(book) == [
        "garage: StartTransaction.connectorId: 2 is written as no whole number; taken as 2",
        "garage: StartTransaction.idTag: 4711 is no text; taken as one",
        "garage: StartTransaction.meterStart: 12.6 is written as no whole number; taken as 13",
    ]


def test_strings_that_are_too_long_are_cut(book: Any) -> None:
    event = one(
        book,
        "BootNotification",
        f'{{"chargePointVendor":"V","chargePointModel":"{"M" * 30}"}}',
    )
    assert isinstance(event, ChargerBooted)
    assert event.model == "M" * 20
    assert notes(book) == [
        "garage: BootNotification.chargePointModel: has 30 characters where OCPP has 20; cut"
    ]


def test_the_error_of_legrand_is_another_error(book: Any) -> None:
    event = one(
        book,
        "StatusNotification",
        '{"connectorId":1,"errorCode":"Error","status":"Faulted","vendorErrorCode":"E7"}',
    )
    assert isinstance(event, StatusChanged)
    assert (event.error, event.info, event.status.value) == ("OtherError", "E7", "Faulted")
    assert notes(book) == ["garage: StatusNotification.errorCode: Error is taken as OtherError"]


def test_words_in_another_case_are_known(book: Any) -> None:
    event = one(
        book,
        "StatusNotification",
        '{"connectorid":1,"errorCode":"noerror","status":"SUSPENDED_EV"}',
    )
    assert (event.connector, event.error, event.status.value) == (1, None, "SuspendedEV")


def test_a_status_that_nobody_knows_is_confirmed_and_told_to_nobody(book: Any) -> None:
    (sent,) = book.send(
        '[2,"1","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Bored"}]'
    )
    assert json.loads(sent) == [3, "1", {}]
    assert isinstance(book.events[0], ChargerHeard)
    assert "garage: StatusNotification.status: Bored is not known; left out" in notes(book)


@pytest.mark.parametrize("text", ["2026-06-01T09:00Z", "2026-06-01T09:00:00", "yesterday"])
def test_the_time_of_a_status_is_looked_at_too(book: Any, text: str) -> None:
    said = f'{{"connectorId":1,"status":"Available","errorCode":"NoError","timestamp":"{text}"}}'
    assert one(book, "StatusNotification", said).status is Status.AVAILABLE
    (noted,) = notes(book)
    assert noted.startswith("garage: StatusNotification.timestamp: ")


@pytest.mark.parametrize(
    ("text", "began", "noted"),
    [
        ('"2026-06-01T11:00:00+02:00"', "09:00:00", 0),
        ('"2026-06-01T09:00Z"', "09:00:00", 1),
        ('"2026-06-01T11:00+02:00"', "09:00:00", 1),
        ('"20260601T090000Z"', "09:00:00", 1),
        ('"2026-06-01T09:00:00.123Z"', "09:00:00", 0),
        ('"2026-06-01T09:00:00"', "09:00:00", 1),
        ('"2026-06-01 09:00"', "09:00:00", 1),
        ('"2026/06/01 9:00:00"', "09:00:00", 1),
        ("1780304400", "09:00:00", 2),
        ('"yesterday"', "12:00:00", 1),
        ('"1970-01-01T00:00:07Z"', "00:00:07", 1),
        ("null", "12:00:00", 2),
        ("{}", "12:00:00", 2),
    ],
)
def test_times_in_other_formats(book: Any, text: str, began: str, noted: int) -> None:
    event = one(
        book,
        "StartTransaction",
        f'{{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":{text}}}',
    )
    assert event.began.strftime("%H:%M:%S") == began
    assert len(notes(book)) == noted, notes(book)


def test_a_connector_out_of_all_reason_makes_no_connector(book: Any) -> None:
    status = '{"connectorId":4711,"errorCode":"NoError","status":"Available"}'
    assert book.send(f'[2,"1","StatusNotification",{status}]') == ['[3,"1",{}]']
    assert book.send('[2,"2","MeterValues",{"connectorId":-3,"meterValue":[]}]') == ['[3,"2",{}]']
    assert [type(event) for event in book.events] == [ChargerHeard, ChargerHeard]
    book.events.clear()
    started = one(book, "StartTransaction", '{"connectorId":4711,"idTag":"T","meterStart":-4}')
    assert (started.connector, started.meter) == (1, 0.0)


@pytest.mark.parametrize(
    ("text", "began"),
    [
        ("2026-06-01T11:00:00,250 +02:00", "09:00:00"),
        ("2026-06-01 11:00:00+2", "09:00:00"),
        ("2026-06-01 4:00:00-0500", "09:00:00"),
        ("2026-06-01T09:00:00 UTC", "09:00:00"),
        ("1780304400000", "09:00:00"),
        ("2026-13-01 9:00:00", "12:00:00"),
    ],
)
def test_times_with_odd_zones(book: Any, text: str, began: str) -> None:
    event = one(
        book,
        "StartTransaction",
        f'{{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"{text}"}}',
    )
    assert event.began.strftime("%H:%M:%S") == began


@pytest.mark.parametrize("transaction", [-1, 0, "-1"])
def test_negative_and_zero_transactions(book: Any, transaction: object) -> None:
    said = json.dumps(transaction)
    event = one(
        book,
        "MeterValues",
        f'{{"connectorId":1,"transactionId":{said},"meterValue":[{{"timestamp":{NOW},'
        '"sampledValue":[{"value":"5"}]}]}',
    )
    assert isinstance(event, MeterSampled)
    assert event.transaction is None
    book.events.clear()
    assert (
        book.send(
            f'[2,"2","StopTransaction",{{"transactionId":{said},"meterStop":9,"timestamp":{NOW}}}]'
        )
        == []
    )
    stopped = book.events[0]
    assert isinstance(stopped, TransactionStopped)
    assert stopped.transaction == int(str(transaction))


def test_a_stop_that_says_nothing_is_still_a_stop(book: Any) -> None:
    event = one(book, "StopTransaction", "{}")
    assert isinstance(event, TransactionStopped)
    assert (event.transaction, event.meter, event.ended) == (0, 0.0, book.now)


def test_a_stop_without_meter_takes_the_last_register(book: Any) -> None:
    event = one(
        book,
        "StopTransaction",
        f'{{"transactionId":1,"timestamp":{NOW},"transactionData":[{{"timestamp":{NOW},'
        '"sampledValue":[{"value":"1.5","unit":"kWh"}]}]}',
    )
    assert event.meter == 1500.0


def test_a_badge_without_number_is_refused_at_once(book: Any) -> None:
    (sent,) = book.send('[2,"1","Authorize",{}]')
    assert json.loads(sent) == [3, "1", {"idTagInfo": {"status": "Invalid"}}]


def test_a_badge_that_is_too_long_is_cut(book: Any) -> None:
    event = one(book, "Authorize", f'{{"idTag":"{"0123456789" * 3}"}}')
    assert isinstance(event, TagSwiped)
    assert event.tag == "01234567890123456789"


def test_meter_values_that_say_nothing_are_answered(book: Any) -> None:
    event = one(book, "MeterValues", '{"connectorId":1,"meterValue":"no"}')
    assert isinstance(event, MeterSampled)
    assert event.samples == ()
    book.link.answer(AnswerPlain("garage", Ticket(1, "1")), book.now)
    assert book.link.frames() == ['[3,"1",{}]']


def test_data_that_is_an_object_is_passed_on_as_text(book: Any) -> None:
    event = one(book, "DataTransfer", '{"vendorId":"V","data":{"a":[1]}}')
    assert event.data == '{"a":[1]}'


def test_a_defect_of_ours_is_answered_too(book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr("borne.ocpp.v16.read", broken)
    with pytest.raises(RuntimeError):
        book.link.receive('[2,"1","Heartbeat",{}]', book.now)
    book.link.stumble()
    (sent,) = book.link.frames()
    assert json.loads(sent)[:3] == [4, "1", "InternalError"]
    assert book.link.unanswered == 0


def test_the_end_of_all_times_is_no_time(book: Any) -> None:
    status = '{"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":"%s"}'
    for moment in ("9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59"):
        book.send(f'[2,"1","StatusNotification",{status % moment}]')
        (event,) = book.events
        assert isinstance(event, StatusChanged)
        assert event.told is None
        book.events.clear()


ODD = "A\u202eB\x00"


@pytest.mark.parametrize(
    ("action", "payload", "shown"),
    [
        (
            "BootNotification",
            {"chargePointVendor": ODD, "chargePointModel": ODD, "firmwareVersion": ODD},
            {"vendor": "AB", "model": "AB", "firmware": "AB"},
        ),
        ("Authorize", {"idTag": "04\u200bA1\x00"}, {"tag": "04A1"}),
        (
            "StatusNotification",
            {
                "connectorId": 1,
                "status": "Faulted",
                "errorCode": "OtherError",
                "info": "one\r\ntwo",
                "vendorErrorCode": ODD,
            },
            {"info": "one two / AB"},
        ),
        ("DataTransfer", {"vendorId": ODD, "messageId": ODD}, {"vendor": "AB", "message": "AB"}),
        (
            "SecurityEventNotification",
            {"type": ODD, "timestamp": "2026-06-01T12:00:00Z", "techInfo": ODD},
            {"kind": "AB", "info": "AB"},
        ),
        (
            "StartTransaction",
            {"connectorId": 1, "idTag": ODD, "meterStart": 0, "timestamp": "2026-06-01T12:00:00Z"},
            {"tag": "AB"},
        ),
    ],
)
def test_what_nobody_sees_is_left_out_of_what_people_are_shown(
    book: Any, action: str, payload: dict[str, Any], shown: dict[str, str]
) -> None:
    book.send(json.dumps([2, "1", action, payload]))
    said = book.events[0]
    assert {name: getattr(said, name) for name in shown} == shown
    assert any("holds characters that nobody can see; left out" in note for note in notes(book))


def test_a_badge_of_nothing_but_what_nobody_sees_is_none(book: Any) -> None:
    assert book.send('[2,"1","Authorize",{"idTag":"\\u0000\\u0012"}]') == [
        '[3,"1",{"idTagInfo":{"status":"Invalid"}}]'
    ]
