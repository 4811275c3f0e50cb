"""Who may charge offline is read, written where it differs, and read back."""

from __future__ import annotations

import json
from typing import Any

from borne.domain.care_orders import ChooseOffline
from borne.domain.events import ConfigurationRead, OrderAnswered
from borne.domain.offline import Offline

KNOWN = ChooseOffline("garage", Offline.KNOWN, "w")


class Keys:
    """A charger's keys, and how it answers to writes."""

    def __init__(self, **values: str) -> None:
        self.values = values
        self.readonly: set[str] = set()
        self.says: dict[str, str] = {}
        self.keeps = True
        self.asked: list[str] = []
        self.writes: list[tuple[str, str]] = []

    def serve(self, book: Any, order: ChooseOffline = KNOWN) -> OrderAnswered:
        events = book.link.order(order, book.now)
        frames = book.link.frames()
        while frames:
            _, id_, action, payload = json.loads(frames.pop(0))
            self.asked.append(action)
            events += book.link.receive(
                json.dumps([3, id_, self.answer(action, payload)]), book.now
            )
            frames += book.link.frames()
        self.read = [event for event in events if isinstance(event, ConfigurationRead)]
        answered = events[-1]
        assert isinstance(answered, OrderAnswered)
        return answered

    def answer(self, action: str, payload: dict[str, Any]) -> dict[str, Any]:
        if action == "GetConfiguration":
            return {
                "configurationKey": [
                    {"key": key, "value": self.values[key], "readonly": key in self.readonly}
                    for key in payload["key"]
                    if key in self.values
                ],
                "unknownKey": [key for key in payload["key"] if key not in self.values],
            }
        key, value = payload["key"], payload["value"]
        self.writes.append((key, value))
        status = self.says.get(key, "Accepted")
        if status == "Accepted" and self.keeps:
            self.values[key] = value
        return {"status": status}


def test_only_what_differs_is_written_and_then_read_back(book: Any) -> None:
    keys = Keys(
        LocalAuthorizeOffline="True", AllowOfflineTxForUnknownId="true", LocalAuthListEnabled="true"
    )
    answered = keys.serve(book)
    assert answered.ok
    assert answered.data == {"offline": "known"}
    assert keys.writes == [("AllowOfflineTxForUnknownId", "false")]
    assert keys.asked == ["GetConfiguration", "ChangeConfiguration", "GetConfiguration"]
    assert {key.key: key.value for key in keys.read[0].keys} == keys.values


def test_a_charger_that_does_so_already_is_only_read(book: Any) -> None:
    keys = Keys(LocalAuthorizeOffline="true", AllowOfflineTxForUnknownId="FALSE")
    assert keys.serve(book).ok
    assert keys.asked == ["GetConfiguration"]


def test_legrands_own_key_has_the_same_three(book: Any) -> None:
    keys = Keys(OfflineBehavior="NoControl")
    assert keys.serve(book, ChooseOffline("garage", Offline.NOBODY)).ok
    assert keys.writes == [("OfflineBehavior", "NoAccess")]


def test_a_charger_without_such_keys_says_so(book: Any) -> None:
    answered = Keys().serve(book)
    assert (answered.ok, answered.status) == (False, "NotSupported")
    assert "no setting" in answered.message.say("en")


def test_a_key_that_cannot_be_changed_is_named_and_nothing_more_is_written(book: Any) -> None:
    keys = Keys(LocalAuthorizeOffline="false", AllowOfflineTxForUnknownId="true")
    keys.readonly = {"AllowOfflineTxForUnknownId"}
    answered = keys.serve(book)
    assert not answered.ok
    assert "AllowOfflineTxForUnknownId" in answered.message.say("fr")
    assert keys.writes == []


def test_what_is_accepted_and_not_kept_is_no_success(book: Any) -> None:
    keys = Keys(LocalAuthorizeOffline="false", AllowOfflineTxForUnknownId="false")
    keys.keeps = False
    answered = keys.serve(book)
    assert (answered.ok, answered.status) == (False, "NotKept")
    assert "LocalAuthorizeOffline" in answered.message.say("en")


def test_a_restart_that_is_wanted_is_said(book: Any) -> None:
    keys = Keys(LocalAuthorizeOffline="false")
    keys.says = {"LocalAuthorizeOffline": "RebootRequired"}
    answered = keys.serve(book)
    assert (answered.ok, answered.status) == (True, "RebootRequired")
    assert keys.asked == ["GetConfiguration", "ChangeConfiguration"]


def test_a_refusal_ends_it(book: Any) -> None:
    keys = Keys(LocalAuthorizeOffline="false")
    keys.says = {"LocalAuthorizeOffline": "Rejected"}
    answered = keys.serve(book)
    assert (answered.ok, answered.status) == (False, "Rejected")
