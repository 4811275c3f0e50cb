"""`borne_command`, its answer, and what Borne announces."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from borne.domain.commands import Announce, Fulfil
from borne.domain.decision import Mode
from borne.domain.say import Text, plain
from borne.domain.security_intents import SetPassword
from borne.domain.wishes import SetMode
from borne.homeassistant.actions import Asked, Told, announced, answer, read_command, refuse_for_now

BODY = {"id": 7, "charger": "garage", "connector": 1, "command": "mode", "mode": False}


def test_a_command_is_read_and_its_answer_repeats_its_id() -> None:
    asked = read_command({"data": BODY}, "en")
    assert isinstance(asked, Asked)
    assert asked.intent == SetMode(Mode.OFF)
    assert (asked.charger, asked.connector) == ("garage", 1)
    told = answer(asked, Fulfil("w", True, Text("Off", "Arrêt")(), {"id": 1, "more": [1]}), "fr")
    assert told == Told(
        "borne_command_result",
        {
            "id": 7,
            "charger": "garage",
            "connector": 1,
            "command": "mode",
            "more": [1],
            "ok": True,
            "message": "Arrêt",
        },
    )


def test_what_makes_no_sense_is_answered_all_the_same() -> None:
    told = read_command({"data": {"id": "a", "command": "fly"}}, "en")
    assert isinstance(told, Told)
    assert told.data["id"] == "a"
    assert told.data["ok"] is False
    assert "fly" in str(told.data["message"])


def test_an_event_without_data_is_answered() -> None:
    told = read_command({"data": None}, "fr")
    assert isinstance(told, Told)
    assert told.data == {"ok": False, "message": "borne_command est arrivé sans données"}


def test_one_command_too_many_is_refused_for_now() -> None:
    asked = read_command({"data": BODY}, "en")
    assert isinstance(asked, Asked)
    told = refuse_for_now(asked, "en")
    assert (told.data["id"], told.data["ok"]) == (7, False)


def test_announcements_are_plain_data_in_the_users_language() -> None:
    told = announced(
        Announce(
            "borne_decision",
            {
                "charger": "garage",
                "why": Text("sun", "soleil")(),
                "mode": Mode.MIN_SURPLUS,
                "at": datetime(2026, 6, 7, tzinfo=UTC),
                "lasted": timedelta(minutes=2),
                "parts": ({"why": Text("a", "b")()}, object),
            },
        ),
        "fr",
    )
    assert told.event == "borne_decision"
    assert told.data == {
        "charger": "garage",
        "why": "soleil",
        "mode": "min+surplus",
        "at": "2026-06-07T00:00:00+00:00",
        "lasted": 120.0,
        "parts": [{"why": "b"}, "<class 'object'>"],
    }


def test_every_event_carries_bornes_name() -> None:
    assert announced(Announce("fault", {}), "en").event == "borne_fault"


def test_a_password_never_goes_out_as_an_event() -> None:
    asked = Asked(SetPassword(), "garage", None, {"command": "set_password"})
    done = Fulfil("w", ok=True, message=plain("done"), data={"password": "s3cret", "status": "x"})
    assert "s3cret" not in repr(answer(asked, done, "en"))
