"""What happens to a charger that has just connected."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from borne.domain.care_orders import Interval, UseCare
from borne.domain.commands import Prepare, SetLimit
from borne.domain.events import (
    ChargerHeard,
    ChargerReady,
    ConfigurationRead,
    KeyAnswered,
    KeysWritten,
    OrderAnswered,
)
from borne.ocpp.setup import FEW_KEYS, NEEDED
from borne.ocpp.wire import Memory

PREPARE = Prepare("garage")
ENOUGH = ",".join(NEEDED)


class Firmware:
    """A charger's side of the set-up: keys, and what it says to each write."""

    def __init__(self, **keys: str) -> None:
        self.keys = keys
        self.answers: dict[str, list[str]] = {}
        self.silent: set[str] = set()
        self.lists_all = True
        self.triggers = "Accepted"
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def serve(self, book: Any, order: object = PREPARE) -> list[Any]:
        """Let the order run to its end; return the events."""
        book.events.clear()
        book.events += book.link.order(order, book.now)
        frames = book.link.frames()
        while frames:
            _, id_, action, payload = json.loads(frames.pop(0))
            self.asked.append((action, payload))
            if action in self.silent:
                book.now = book.link.deadline
                book.events += book.link.wake(book.now)
                frames += book.link.frames()
            else:
                frames += book.send(json.dumps([3, id_, self.answer(action, payload)]))
        quiet = (ChargerHeard, KeyAnswered, KeysWritten)
        return [event for event in book.events if not isinstance(event, quiet)]

    def answer(self, action: str, payload: dict[str, Any]) -> dict[str, Any]:
        if action == "GetConfiguration":
            names = payload.get("key") or (self.keys if self.lists_all else ())
            known = [name for name in names if name in self.keys]
            return {
                "configurationKey": [
                    {"key": name, "value": self.keys[name], "readonly": False} for name in known
                ]
            }
        if action == "TriggerMessage":
            return {"status": self.triggers}
        key = payload["key"]
        status = self.answers[key].pop(0) if self.answers.get(key) else "Accepted"
        if status == "Accepted":
            self.keys[key] = payload["value"]
        return {"status": status}

    @property
    def writes(self) -> list[tuple[str, str]]:
        return [(p["key"], p["value"]) for action, p in self.asked if "Change" in action]

    @property
    def triggered(self) -> list[tuple[str, int | None]]:
        return [
            (p["requestedMessage"], p.get("connectorId"))
            for action, p in self.asked
            if action == "TriggerMessage"
        ]


def test_a_charger_that_is_set_as_it_should_be_is_only_read(book: Any) -> None:
    firmware = Firmware(
        NumberOfConnectors="2", MeterValueSampleInterval="10", MeterValuesSampledData=ENOUGH
    )
    read, ready, answered = firmware.serve(book)
    assert firmware.writes == []
    assert isinstance(read, ConfigurationRead)
    assert {key.key: key.value for key in read.keys} == firmware.keys
    assert isinstance(ready, ChargerReady)
    assert ready.connectors == 2
    assert isinstance(answered, OrderAnswered)
    assert answered.ok


def test_only_what_differs_is_written(book: Any) -> None:
    firmware = Firmware(
        MeterValueSampleInterval="60", MeterValuesSampledData=f"Voltage,{NEEDED[0]}"
    )
    firmware.serve(book)
    assert firmware.writes == [
        ("MeterValueSampleInterval", "10"),
        ("MeterValuesSampledData", f"Voltage,{','.join(NEEDED)}"),
    ]


def test_measurands_by_phase_and_in_quotes_are_enough(book: Any) -> None:
    said = "'Energy.Active.Import.Register, Power.Active.Import.L1, Current.Import.L1'"
    firmware = Firmware(MeterValuesSampledData=said)
    firmware.serve(book)
    assert firmware.writes == []


def test_a_refused_list_is_tried_once_shorter(book: Any) -> None:
    firmware = Firmware(MeterValuesSampledData="Voltage")
    firmware.answers["MeterValuesSampledData"] = ["Rejected", "Rejected"]
    firmware.serve(book)
    assert [value for _, value in firmware.writes] == [
        f"Voltage,{','.join(NEEDED)}",
        f"Voltage,{','.join(NEEDED[:2])}",
    ]


def test_no_longer_list_is_written_than_the_charger_takes(book: Any) -> None:
    firmware = Firmware(MeterValuesSampledData="Voltage", MeterValuesSampledDataMaxLength="2")
    firmware.serve(book)
    assert firmware.writes == [("MeterValuesSampledData", ",".join(NEEDED[:2]))]


def test_a_charger_that_tells_one_value_only_is_left_with_its_register(book: Any) -> None:
    firmware = Firmware(MeterValuesSampledData=NEEDED[0], MeterValuesSampledDataMaxLength="1")
    firmware.serve(book)
    assert firmware.writes == []


def test_keys_in_any_case_are_those_of_ocpp(book: Any) -> None:
    firmware = Firmware(
        metervaluesampleinterval="300", METERVALUESSAMPLEDDATA=ENOUGH, numberofconnectors="2"
    )
    read, ready, _ = firmware.serve(book)
    assert firmware.writes == [("MeterValueSampleInterval", "10")]
    assert {key.key for key in read.keys} == {
        "MeterValueSampleInterval",
        "MeterValuesSampledData",
        "NumberOfConnectors",
    }
    assert ready.connectors == 2


def test_what_was_written_in_vain_is_not_written_at_each_connection(
    new_book: Callable[..., Any],
) -> None:
    firmware = Firmware(MeterValueSampleInterval="60", MeterValuesSampledData="Voltage")
    firmware.answers = {
        "MeterValueSampleInterval": ["RebootRequired", "RebootRequired"],
        "MeterValuesSampledData": ["Rejected"] * 4,
    }
    first = new_book()
    firmware.serve(first)
    assert len(firmware.writes) == 3
    second = new_book(memory=first.memory, connection=2)
    firmware.serve(second)
    assert len(firmware.writes) == 3
    assert any("not written again" in note.text for note in second.link.notes)


def test_what_had_been_taken_is_written_again_after_a_factory_reset(
    new_book: Callable[..., Any],
) -> None:
    firmware = Firmware(MeterValueSampleInterval="60")
    book = new_book()
    firmware.serve(book)
    firmware.serve(book)
    firmware.keys["MeterValueSampleInterval"] = "60"
    firmware.serve(book)
    assert firmware.writes == [("MeterValueSampleInterval", "10")] * 2


def test_a_charger_that_cannot_list_its_keys_is_asked_for_the_few_that_matter(book: Any) -> None:
    firmware = Firmware(NumberOfConnectors="1", MeterValueSampleInterval="300")
    firmware.lists_all = False
    _, ready, _ = firmware.serve(book)
    asked = [p.get("key") for action, p in firmware.asked if action == "GetConfiguration"]
    assert asked == [None, *([key] for key in FEW_KEYS)]
    assert firmware.writes == [("MeterValueSampleInterval", "10")]
    assert ready.connectors == 1


def test_a_charger_that_answers_nothing_is_ready_all_the_same(book: Any) -> None:
    firmware = Firmware()
    firmware.silent = {"GetConfiguration", "ChangeConfiguration", "TriggerMessage"}
    ready, answered = firmware.serve(book)
    assert isinstance(ready, ChargerReady)
    assert ready.connectors is None
    assert answered.ok
    assert len(firmware.asked) == 3


def test_a_charger_that_came_back_without_a_word_is_asked_for_news(book: Any) -> None:
    firmware = Firmware(NumberOfConnectors="2")
    firmware.serve(book)
    assert firmware.triggered == [
        ("BootNotification", None),
        ("StatusNotification", 1),
        ("StatusNotification", 2),
    ]


def test_what_has_come_by_itself_is_not_asked_for(book: Any) -> None:
    book.send('[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]')
    book.send(
        '[2,"2","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Available"}]'
    )
    firmware = Firmware(NumberOfConnectors="2")
    firmware.serve(book)
    assert firmware.triggered == [("StatusNotification", 2)]


def test_a_charger_that_knows_no_triggers_is_asked_once(book: Any) -> None:
    firmware = Firmware(NumberOfConnectors="4")
    firmware.triggers = "NotImplemented"
    firmware.serve(book)
    assert len(firmware.triggered) == 1


def test_connectors_are_counted_by_what_was_heard_if_the_charger_does_not_say(book: Any) -> None:
    for number in (1, 3):
        book.send(
            f'[2,"{number}","StatusNotification",'
            f'{{"connectorId":{number},"errorCode":"NoError","status":"Available"}}]'
        )
    firmware = Firmware(NumberOfConnectors="many")
    _, ready, _ = firmware.serve(book)
    assert ready.connectors == 3


def test_a_limit_does_not_wait_for_the_end_of_the_set_up(book: Any) -> None:
    book.link.order(PREPARE, book.now)
    book.link.order(SetLimit("garage", 1, 5, 10, 1, 900), book.now)
    (first,) = book.link.frames()
    assert "GetConfiguration" in first
    (second,) = book.send('[4,"b1-1","InternalError","",{}]')
    assert "SetChargingProfile" in second
    (third,) = book.send('[3,"b1-2",{"status":"Accepted"}]')
    assert "GetConfiguration" in third


def test_a_power_only_charger_is_known_after_its_set_up(book: Any) -> None:
    firmware = Firmware(ChargingScheduleAllowedChargingRateUnit="Power")
    firmware.serve(book)
    book.link.order(SetLimit("garage", 1, 5, 10, 1, 900), book.now)
    assert '"chargingRateUnit":"W"' in book.link.frames()[0]


def remembered(book: Any) -> UseCare:
    """What the engine has kept of a connection, as it is recalled after a restart of Borne."""
    (*_, told) = [event for event in book.events if isinstance(event, KeysWritten)]
    return UseCare("garage", written=told.written)


def after_a_restart(care: UseCare) -> Memory:
    written = {key: set(values) for key, values in care.written.items()}
    return Memory(care=care, written=written, told_written=dict(care.written))


def test_a_charger_that_restarts_at_each_write_does_not_loop_when_borne_restarts_too(
    new_book: Callable[..., Any],
) -> None:
    care = UseCare("garage")
    writes = []
    for connection in range(1, 6):
        book = new_book(after_a_restart(care), connection)
        firmware = Firmware(MeterValueSampleInterval="60", MeterValuesSampledData=ENOUGH)
        firmware.silent = {"ChangeConfiguration"}
        book.link.order(PREPARE, book.now)
        for frame in book.link.frames():
            action, payload = json.loads(frame)[2:]
            assert action == "GetConfiguration"
            answer = firmware.answer(action, payload)
            book.send(json.dumps([3, json.loads(frame)[1], answer]))
        writes += [note for note in book.link.notes if "not written again" in note.text]
        if connection == 1:
            care = remembered(book)
        book.link.close("it restarts", book.now)
    assert dict(care.written) == {"MeterValueSampleInterval": ("10",)}
    assert len(writes) == 4


def test_what_shows_as_written_may_be_written_again_some_day(book: Any) -> None:
    firmware = Firmware(MeterValueSampleInterval="60", MeterValuesSampledData=ENOUGH)
    firmware.serve(book)
    assert remembered(book).written == {"MeterValueSampleInterval": ("10",)}
    firmware.serve(book)
    assert remembered(book).written == {}


def test_what_comes_by_itself_is_not_asked_for(book: Any) -> None:
    sampled = [
        {"value": "100", "measurand": "Energy.Active.Import.Register"},
        {"value": "2300", "measurand": "Power.Active.Import"},
        {"value": "10", "measurand": "Current.Import", "phase": "L1"},
    ]
    values = {"timestamp": "2026-06-01T12:00:00Z", "sampledValue": sampled}
    book.send(json.dumps([2, "1", "MeterValues", {"connectorId": 1, "meterValue": [values]}]))
    firmware = Firmware(MeterValueSampleInterval="10", MeterValuesSampledData="Voltage")
    firmware.serve(book)
    assert firmware.writes == []


def test_the_rhythm_is_written_where_it_is_slower(new_book: Callable[..., Any]) -> None:
    care = UseCare(
        "garage",
        intervals=(Interval("HeartbeatInterval", 36), Interval("WebSocketPingInterval", 15)),
    )
    for before, written in [
        ({"HeartbeatInterval": "300", "WebSocketPingInterval": "0"}, ["36", "15"]),
        ({"HeartbeatInterval": "20", "WebSocketPingInterval": "15"}, []),
        ({"HeartbeatInterval": "?"}, ["36"]),
        ({}, []),
    ]:
        firmware = Firmware(MeterValueSampleInterval="10", **before)
        firmware.serve(new_book(Memory(care=care)))
        assert [value for _, value in firmware.writes] == written


def test_a_rhythm_that_a_person_fixed_is_written_as_it_is(new_book: Callable[..., Any]) -> None:
    care = UseCare("garage", intervals=(Interval("HeartbeatInterval", 300, exact=True),))
    firmware = Firmware(HeartbeatInterval="60", MeterValueSampleInterval="10")
    book = new_book(Memory(care=care))
    firmware.serve(book)
    firmware.serve(book)
    assert firmware.writes == [("HeartbeatInterval", "300")]


class Restarting(Firmware):
    """It takes a write, and restarts before anything else comes."""

    def __init__(self, **keys: str) -> None:
        super().__init__(**keys)
        self.resets: dict[str, tuple[str, str]] = {}
        """By key that is written: another one that then has that value."""

    def boot(self, new_book: Callable[..., Any], memory: Memory | None, connection: int) -> Memory:
        book = new_book(memory, connection)
        book.send('[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]')
        frames = self._sent(book, book.link.order(PREPARE, book.now))
        restarts = False
        while frames and not restarts:
            _, id_, action, payload = json.loads(frames.pop(0))
            self.asked.append((action, payload))
            restarts = action == "ChangeConfiguration"
            frames += book.send(json.dumps([3, id_, self.answer(action, payload)]))
            key, value = self.resets.get(payload.get("key", ""), ("", ""))
            self.keys |= {key: value} if restarts and key else {}
        self._sent(book, book.link.close("it restarts", book.now))
        return book.memory  # type: ignore[no-any-return]  # what makes books is of any kind

    def _sent(self, book: Any, events: list[Any]) -> list[str]:
        book.events += events
        return book.link.frames()  # type: ignore[no-any-return]  # likewise


def test_a_write_that_was_lost_in_a_restart_is_made_again(new_book: Callable[..., Any]) -> None:
    firmware = Restarting(MeterValueSampleInterval="60", MeterValuesSampledData="Voltage")
    memory = None
    for connection in range(1, 6):
        memory = firmware.boot(new_book, memory, connection)
    assert firmware.writes == [
        ("MeterValueSampleInterval", "10"),
        ("MeterValuesSampledData", f"Voltage,{ENOUGH}"),
    ]
    assert memory is not None
    assert memory.told_written == {}


def test_a_write_that_is_never_answered_is_made_twice(new_book: Callable[..., Any]) -> None:
    memory, sent = Memory(), []
    for connection in range(1, 6):
        book = new_book(memory, connection)
        firmware = Firmware(MeterValueSampleInterval="60", MeterValuesSampledData=ENOUGH)
        book.link.order(PREPARE, book.now)
        (frame,) = book.link.frames()
        answer = firmware.answer("GetConfiguration", {})
        sent += [
            one
            for one in book.send(json.dumps([3, json.loads(frame)[1], answer]))
            if "ChangeConfiguration" in one
        ]
        book.events += book.link.close("it restarts", book.now)
        memory = book.memory
    assert len(sent) == 2
    assert memory.told_written == {"MeterValueSampleInterval": ("10",)}


def test_two_settings_that_undo_each_other_make_no_loop(new_book: Callable[..., Any]) -> None:
    firmware = Restarting(MeterValueSampleInterval="60", MeterValuesSampledData="Voltage")
    firmware.resets = {
        "MeterValueSampleInterval": ("MeterValuesSampledData", "Voltage"),
        "MeterValuesSampledData": ("MeterValueSampleInterval", "60"),
    }
    memory = None
    for connection in range(1, 30):
        memory = firmware.boot(new_book, memory, connection)
    assert len(firmware.writes) <= 6


def test_settings_that_the_charger_lies_about_are_left_alone(new_book: Callable[..., Any]) -> None:
    firmware = Firmware(MeterValueSampleInterval="60", MeterValuesSampledData=ENOUGH)
    book = new_book()
    for _ in range(10):
        firmware.serve(book)
        firmware.serve(book)
        firmware.keys["MeterValueSampleInterval"] = "60"
    assert len(firmware.writes) == 3
    assert any("does not stay as it was written" in note.text for note in book.link.notes)
