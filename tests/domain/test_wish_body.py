from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.decision import Mode
from borne.domain.events import WishMade
from borne.domain.reduce import reduce
from borne.domain.say import Sentence
from borne.domain.state import Policy, State
from borne.domain.tag import Tag
from borne.domain.wish_body import read_wish
from borne.domain.wishes import (
    Adopt,
    AllowTag,
    BlockTag,
    BoostNow,
    ClearProfiles,
    DismissTag,
    Forget,
    ForgetTag,
    GetConfigurationNow,
    Ignore,
    Intent,
    LearnTag,
    Rename,
    ResetNow,
    SetAvailability,
    SetConfigurationNow,
    SetMaxCurrent,
    SetMode,
    SetTag,
    StartNow,
    StopNow,
    TransferData,
    TriggerNow,
    UnlockNow,
    Wish,
)

from .playbook import NOON

COMMANDS: list[tuple[dict[str, object], Intent]] = [
    ({"command": "mode", "mode": "max"}, SetMode(Mode.MAX)),
    ({"command": "mode", "mode": "rules"}, SetMode(None)),
    ({"command": "mode", "mode": False}, SetMode(Mode.OFF)),
    ({"command": "mode", "mode": "off", "for": "2 h"}, SetMode(Mode.OFF, 7200)),
    ({"command": "mode", "mode": "surplus", "for": 90}, SetMode(Mode.SURPLUS, 90)),
    ({"command": "max_current", "amps": 16}, SetMaxCurrent(16)),
    ({"command": "max_current", "amps": "13,5 A"}, SetMaxCurrent(13.5)),
    ({"command": "max_current", "amps": 0}, SetMaxCurrent(0)),
    ({"command": "max_current", "amps": None}, SetMaxCurrent(None)),
    ({"command": "start"}, StartNow()),
    ({"command": "start", "tag": 4100200}, StartNow("4100200")),
    ({"command": "stop"}, StopNow()),
    ({"command": "boost"}, BoostNow()),
    ({"command": "boost", "for": "30 min"}, BoostNow(seconds=1800)),
    ({"command": "boost", "energy": 10}, BoostNow(energy=10_000)),
    ({"command": "boost", "energy": "10 kWh"}, BoostNow(energy=10_000)),
    ({"command": "boost", "energy": "800 Wh"}, BoostNow(energy=800)),
    ({"command": "boost", "off": "true"}, BoostNow(off=True)),
    ({"command": "reset"}, ResetNow()),
    ({"command": "reset", "type": "hard"}, ResetNow(hard=True)),
    ({"command": "unlock"}, UnlockNow()),
    ({"command": "available", "operative": False}, SetAvailability(operative=False)),
    ({"command": "available", "operative": "yes"}, SetAvailability(operative=True)),
    ({"command": "clear_profiles"}, ClearProfiles()),
    ({"command": "clear_profiles", "all": True}, ClearProfiles(every=True)),
    ({"command": "trigger", "message": "heartbeat"}, TriggerNow("Heartbeat")),
    ({"command": "trigger", "message": "MeterValues"}, TriggerNow("MeterValues")),
    ({"command": "get_configuration"}, GetConfigurationNow()),
    ({"command": "get_configuration", "key": "A"}, GetConfigurationNow(("A",))),
    ({"command": "set_configuration", "key": "A", "value": 60}, SetConfigurationNow("A", "60")),
    ({"command": "set_configuration", "key": "A", "value": True}, SetConfigurationNow("A", "true")),
    ({"command": "set_configuration", "key": "A", "value": ""}, SetConfigurationNow("A", "")),
    ({"command": "data_transfer", "vendor": "acme", "data": "x"}, TransferData("acme", None, "x")),
    ({"command": "allow_tag", "tag": "A", "once": True}, AllowTag("A", once=True)),
    ({"command": "block_tag", "tag": "A"}, BlockTag("A")),
    (
        {"command": "set_tag", "tag": "A", "name": "", "expires": "2026-12-31", "at_once": "2"},
        SetTag(
            Tag("A", expires=date(2026, 12, 31), at_once=2),
            frozenset({"name", "expires", "at_once"}),
        ),
    ),
    (
        {"command": "learn_tag", "name": "Eve", "seconds": "1 min"},
        LearnTag("Eve", seconds=60.0),
    ),
    ({"command": "learn_tag", "off": True}, LearnTag(off=True)),
    ({"command": "forget_tag", "tag": "A"}, ForgetTag("A")),
    ({"command": "dismiss_tag", "tag": "A"}, DismissTag("A")),
    ({"command": "adopt", "name": "Garage"}, Adopt("Garage")),
    ({"command": "ignore"}, Ignore()),
    ({"command": "forget"}, Forget()),
    ({"command": "rename", "name": "Barn"}, Rename("Barn")),
]


@pytest.mark.parametrize(("body", "intent"), COMMANDS)
def test_a_body_is_read(body: dict[str, object], intent: Intent) -> None:
    assert read_wish({"charger": "garage", "connector": "2", "id": 7, **body}) == (
        intent,
        "garage",
        2,
    )


@pytest.mark.parametrize(
    ("body", "english", "french"),
    [
        (
            {},
            "Say which command is meant with “command”, for example boost",
            "Indiquez la commande avec « command », par exemple boost",
        ),
        (
            {"command": "bost"},
            "There is no command “bost”. Did you mean “boost”?",
            "Il n’y a pas de commande « bost ». Vouliez-vous dire « boost » ?",
        ),
        (
            {"command": "update_firmware"},
            (
                "Say which firmware is meant: “file” names one in the folder firmware, "
                "“url” is an address"
            ),
            (
                "Indiquez le micrologiciel : « file » en nomme un du dossier firmware, "
                "« url » est une adresse"
            ),
        ),
        (
            {"command": "boost", "energi": 3},
            "“energi” is not a field of boost. Did you mean “energy”?",
            "« energi » n’est pas un champ de boost. Vouliez-vous dire « energy » ?",
        ),
        ({"command": "mode"}, "“mode” is missing", "« mode » manque"),
        (
            {"command": "mode", "mode": "turbo"},
            "“mode” must be rules, off, min, max or surplus, not “turbo”",
            "« mode » doit être rules, off, min, max ou surplus, pas « turbo »",
        ),
        (
            {"command": "boost", "for": "soon"},
            "“for” must be seconds, or as in 2 h, not “soon”",
            "« for » doit être en secondes, ou comme 2 h, pas « soon »",
        ),
        (
            {"command": "max_current", "amps": 99},
            "“amps” must be A, from 0 to 80, or null, not “99”",
            "« amps » doit être en A, de 0 à 80, ou null, pas « 99 »",
        ),
    ],
)
def test_what_is_wrong_is_said_in_both_languages(
    body: dict[str, object], english: str, french: str
) -> None:
    sentence = read_wish(body)
    assert isinstance(sentence, Sentence)
    assert (sentence.say("en"), sentence.say("fr")) == (english, french)


@pytest.mark.parametrize(
    "body",
    [
        {"command": "boost", "for": -5},
        {"command": "boost", "for": 1e12},
        {"command": "boost", "for": "9" * 400},
        {"command": "boost", "for": True},
        {"command": "boost", "for": "10 kWh"},
        {"command": "boost", "energy": "2 h"},
        {"command": "boost", "energy": 0},
        {"command": "boost", "off": "maybe"},
        {"command": "max_current"},
        {"command": "max_current", "amps": True},
        {"command": "max_current", "amps": "7 kW"},
        {"command": "max_current", "amps": -1},
        {"command": "max_current", "amps": float("nan")},
        {"command": "start", "tag": ["A"]},
        {"command": "start", "connector": 0},
        {"command": "start", "connector": 1.5},
        {"command": "start", "connector": True},
        {"command": "start", "charger": {}},
        {"command": "available"},
        {"command": "reset", "type": "gentle"},
        {"command": "trigger"},
        {"command": "trigger", "message": "Dance"},
        {"command": "trigger", "message": "Heartbeat", "connector": -1},
        {"command": "set_configuration", "key": "A"},
        {"command": "allow_tag", "tag": ""},
        {"command": "set_tag", "tag": "A", "expires": "31/12/2026"},
        {"command": "set_tag", "tag": "A", "expires": "9999-12-31"},
        {"command": "set_tag", "tag": "A", "at_once": 0},
        {"command": "set_tag", "tag": "A", "at_once": True},
        {"command": "learn_tag", "seconds": 3600},
        {"command": ["boost"]},
    ],
)
def test_bad_values_are_refused(body: dict[str, object]) -> None:
    assert isinstance(read_wish(body), Sentence)


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(string.printable, max_size=20),
    st.sampled_from(["2 h", "10 kWh", "16 A", "999999999 d", "1e9", "max"]),
    st.lists(st.integers(), max_size=2),
)
FIELDS = st.sampled_from(
    ["charger", "connector", "mode", "for", "amps", "tag", "energy", "off", "operative", "key"]
)


@given(
    st.sampled_from([body["command"] for body, _ in COMMANDS]), st.dictionaries(FIELDS, ANYTHING)
)
def test_whatever_stands_in_a_body_it_is_done_or_refused(
    command: object, fields: dict[str, object]
) -> None:
    wish = read_wish({**fields, "command": command})
    if isinstance(wish, Sentence):
        assert wish.say("en")
        assert wish.say("fr")
        return
    intent, charger, connector = wish
    event = WishMade(NOON, Wish("w", intent, charger, connector))
    assert reduce(State(), event, Policy()).commands


@pytest.mark.parametrize("char", ["\x00", "\n", "\x1b", "\u200b", "\u202e", "\ufeff"])
@pytest.mark.parametrize(
    ("command", "field"),
    [
        ("rename", "name"),
        ("adopt", "name"),
        ("allow_tag", "tag"),
        ("set_tag", "person"),
        ("learn_tag", "group"),
        ("set_tag", "vehicle"),
        ("start", "tag"),
        ("set_configuration", "key"),
        ("data_transfer", "vendor"),
    ],
)
def test_a_name_with_what_nobody_sees_is_refused(command: str, field: str, char: str) -> None:
    needed = {"set_tag": {"tag": "04A1"}, "set_configuration": {"value": "v"}}
    said = read_wish({"command": command, **needed.get(command, {}), field: f"a{char}b"})
    assert isinstance(said, Sentence)
    assert f"“{field}” holds a character that nobody can see (U+{ord(char):04X})" in said.say("en")
    assert f"« {field} » contient un caractère que personne ne voit" in said.say("fr")


def test_a_name_is_taken_without_the_blanks_around_it_and_a_blank_is_none() -> None:
    assert read_wish({"command": "rename", "name": " Garage "}) == (Rename("Garage"), None, None)
    assert "“name” is missing" in str(read_wish({"command": "rename", "name": "  "}))


def test_what_only_the_charger_reads_goes_to_it_as_it_is() -> None:
    body = {"command": "data_transfer", "vendor": "x", "data": '{"a":\n\t"\u200b"}\n'}
    assert read_wish(body) == (TransferData("x", None, body["data"]), None, None)
    body = {"command": "set_configuration", "key": "k", "value": " "}
    assert read_wish(body) == (SetConfigurationNow("k", " "), None, None)
