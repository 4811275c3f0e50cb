"""The memory of frames: bounded, decoded on demand, without secrets."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.secret import HIDDEN
from borne.domain.traffic import Message, Question
from borne.ocpp.note import Note
from borne.ocpp.reveal import hidden_text
from borne.ocpp.trace import Trace

NOON = datetime(2026, 6, 7, 10, tzinfo=UTC)
ANY = Question()


class Talk:
    """A trace, with a shorter way to add to it."""

    def __init__(self, **bounds: int) -> None:
        self.trace = Trace(**bounds)
        self.at = NOON

    def frame(
        self, *parts: object, sent: bool = False, charger: str = "garage", field: str = ""
    ) -> None:
        self.at += timedelta(seconds=1)
        notes = (Note("warning", charger, "X", field, "was mended"),) if field else ()
        text = json.dumps(parts)
        self.trace.add(charger, 1, self.at, text, sent=sent, notes=notes)

    def found(self, question: Question = ANY, number: int | None = None) -> tuple[Message, ...]:
        return self.trace.before(question, number, 100).found

    def one(self, *parts: object) -> Message:
        self.frame(*parts)
        return self.found()[0]


@pytest.fixture
def talk() -> Talk:
    return Talk()


def test_frames_come_newest_first_and_answers_are_named_after_their_calls(talk: Talk) -> None:
    talk.frame(2, "1", "BootNotification", {"chargePointVendor": "V"})
    talk.frame(3, "1", {"status": "Accepted"}, sent=True)
    talk.frame(2, "b1", "Reset", {"type": "Soft"}, sent=True)
    talk.frame(4, "b1", "InternalError", "no", {})
    said = [(one.kind, one.action, one.sent, one.code) for one in talk.found()]
    assert said == [
        ("error", "Reset", False, "InternalError"),
        ("call", "Reset", True, None),
        ("result", "BootNotification", True, None),
        ("call", "BootNotification", False, None),
    ]


def test_the_same_id_of_both_sides_is_not_confused(talk: Talk) -> None:
    talk.frame(2, "1", "Heartbeat", {})
    talk.frame(2, "1", "GetConfiguration", {}, sent=True)
    talk.frame(3, "1", {"configurationKey": []})
    talk.frame(3, "1", {"currentTime": "now"}, sent=True)
    assert [one.action for one in talk.found()[:2]] == ["Heartbeat", "GetConfiguration"]


def test_what_is_no_message_is_shown_as_it_came(talk: Talk) -> None:
    talk.trace.add("garage", 1, NOON, b"\xffhello", sent=False)
    [found] = talk.found()
    assert (found.kind, found.text) == ("unreadable", "\N{REPLACEMENT CHARACTER}hello")


def test_a_charger_keeps_so_many_frames_and_costs_the_others_none() -> None:
    talk = Talk(most_of_one=3)
    talk.frame(2, "1", "Heartbeat", {}, charger="north")
    for number in range(10):
        talk.frame(2, str(number), "Heartbeat", {})
    assert [one.id for one in talk.found(Question(charger="garage"))] == ["9", "8", "7"]
    assert len(talk.found(Question(charger="north"))) == 1


def test_memory_is_bounded_whoever_sends_what() -> None:
    talk = Talk(most_bytes=100_000)
    for number in range(500):
        talk.frame(2, str(number), "DataTransfer", {"data": "x" * 4_000}, charger=str(number % 7))
        assert talk.trace.weight <= 100_000
    assert talk.found()[0].id == "499"
    talk.trace.add("garage", 1, NOON, "x" * 2_000_000, sent=False)
    assert talk.found()[0].size == 2_000_000
    assert len(talk.found()[0].text or "") == 2**16


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 400)), max_size=60))
def test_the_oldest_goes_first_of_its_charger_or_of_all(said: list[tuple[str, int]]) -> None:
    trace = Trace(most_of_one=4, most_bytes=3_000)
    expected: list[tuple[str | None, str]] = []
    for number, (charger, size) in enumerate(said):
        text = f"{number} {'x' * size}"
        trace.add(charger, 1, NOON, text, sent=False)
        expected.append((charger, text))
        of_charger = [one for one in expected if one[0] == charger]
        if len(of_charger) > 4:
            expected.remove(of_charger[0])
        del expected[: len(expected) - len(trace)]
        assert trace.weight <= 3_000
    assert [(one.charger, one.text) for one in trace.all_of(ANY)] == expected


def test_who_says_much_for_long_makes_nobody_else_go_first() -> None:
    talk = Talk(most_of_one=3, most_bytes=800)
    talk.frame(2, "old", "Heartbeat", {}, charger="north")
    for number in range(3_000):
        talk.frame(2, str(number), "Heartbeat", {})
    assert [one.id for one in talk.found()] == ["2999", "2998", "2997", "old"]
    for number in range(5):
        talk.frame(2, str(number), "Heartbeat", {}, charger="south")
    assert [one.id for one in talk.found()] == ["4", "3", "2", "2999", "2998", "2997"]


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        (Question(charger="north"), ["n"]),
        (Question(action="Heartbeat"), ["2", "2"]),
        (Question(sent=True), ["2"]),
        (Question(remarked=True), ["1"]),
        (Question(text="legrand"), ["1"]),
        (Question(text="CURRENTTIME"), ["2"]),
        (Question(text="nowhere"), []),
    ],
)
def test_frames_are_found_by_what_is_asked(talk: Talk, question: Question, ids: list[str]) -> None:
    talk.frame(2, "n", "Authorize", {"idTag": "A"}, charger="north")
    talk.frame(2, "1", "BootNotification", {"chargePointVendor": "Legrand"}, field="model")
    talk.frame(2, "2", "Heartbeat", {})
    talk.frame(3, "2", {"currentTime": "x"}, sent=True)
    assert [one.id for one in talk.found(question)] == ids


def test_pages_go_on_where_the_last_one_ended(talk: Talk) -> None:
    for number in range(5):
        talk.frame(2, str(number), "Heartbeat", {})
    first = talk.trace.before(ANY, None, 2)
    assert ([one.id for one in first.found], first.more) == (["4", "3"], True)
    rest = talk.trace.before(ANY, first.found[-1].number, 3)
    assert ([one.id for one in rest.found], rest.more) == (["2", "1", "0"], False)


def test_what_is_new_comes_oldest_first_and_of_too_much_the_newest(talk: Talk) -> None:
    talk.frame(2, "old", "Heartbeat", {})
    seen = talk.trace.before(ANY, None, 9).newest
    for number in range(5):
        talk.frame(2, str(number), "Heartbeat", {})
    new = talk.trace.after(ANY, seen, 3)
    assert ([one.id for one in new.found], new.more) == (["2", "3", "4"], True)
    assert talk.trace.after(ANY, new.newest, 3).found == ()


def test_who_watches_is_told_until_it_stops(talk: Talk) -> None:
    heard: list[int] = []
    stop = talk.trace.watch(lambda: heard.append(len(talk.trace)))
    talk.frame(2, "1", "Heartbeat", {})
    stop()
    talk.frame(2, "2", "Heartbeat", {})
    assert heard == [1]


def test_remarks_stand_on_the_frame(talk: Talk) -> None:
    talk.frame(2, "1", "Heartbeat", {}, field="meterValue")
    assert [(one.field, one.text) for one in talk.found()[0].remarks] == [
        ("meterValue", "was mended")
    ]


SECRET = "hunter2-hunter2"


@pytest.mark.parametrize(
    "parts",
    [
        (2, "1", "ChangeConfiguration", {"key": "AuthorizationKey", "value": SECRET}),
        (
            3,
            "1",
            {"configurationKey": [{"key": "WifiPassword", "readonly": False, "value": SECRET}]},
        ),
        (2, "1", "DataTransfer", {"vendorId": "V", "data": f"user=me;password={SECRET}"}),
        (2, "1", "DataTransfer", {"data": json.dumps({"wifi": {"psk": SECRET}})}),
        (2, "1", "DataTransfer", {"data": f'{{"password": "{SECRET} and more", broken'}),
        (2, "1", "UpdateFirmware", {"location": f"ftp://me:{SECRET}@files.example/x"}),
        (4, "1", "InternalError", f'password "{SECRET}" is wrong, password: {SECRET}', {}),
        (2, "1", "DataTransfer", {"secret": {"deep": [SECRET]}}),
    ],
)
def test_secrets_are_neither_shown_nor_found(talk: Talk, parts: tuple[Any, ...]) -> None:
    shown = talk.one(*parts)
    assert SECRET not in repr(shown)
    assert HIDDEN in repr(shown)
    assert talk.found(Question(text=SECRET)) == ()


def test_a_frame_that_cannot_be_read_is_hidden_whole_where_it_names_a_secret(talk: Talk) -> None:
    talk.trace.add("garage", 1, NOON, f'[2,"1",{{"AuthorizationKey" "{SECRET}"', sent=False)
    assert talk.found()[0].text == HIDDEN


def test_badges_are_no_secrets_to_an_administrator(talk: Talk) -> None:
    shown = talk.one(2, "1", "Authorize", {"idTag": "04A1B2"})
    assert shown.payload == {"idTag": "04A1B2"}


@given(st.text())
def test_hiding_never_fails(text: str) -> None:
    assert isinstance(hidden_text(text), str)


@given(st.lists(st.text() | st.binary(), max_size=20))
def test_no_frame_can_break_the_look(frames: list[str | bytes]) -> None:
    trace = Trace(most_of_one=5)
    for frame in frames:
        trace.add("garage", 1, NOON, frame, sent=False)
    assert len(trace.before(ANY, None, 100).found) == min(5, len(frames))
