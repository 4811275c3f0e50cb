"""Entries of `events`, which have no name, by gestures and as forms."""

from __future__ import annotations

from borne.rules.edit.gesture import read_gesture
from borne.rules.edit.make import make
from borne.rules.edit.patch import apply
from borne.rules.edit.written import written

from .test_make import _no_library, made_on, refusal

TEXT = """\
conditions:
  night: {between: 22:00-07:00}
rules:
  - {name: Always, charge: max}
events:
  # The first one.
  - on: session ended
    notify: "{energy} charged"     # in kWh
  - on: [charger lost, charger back]
    when: not night
    event: line
"""
FIRST, SECOND = "event:home.yaml#1", "event:home.yaml#2"


def test_a_value_changes_and_all_else_stays() -> None:
    after = made_on(TEXT, do="set", node=FIRST, path=["on"], value="session started")
    assert after == TEXT.replace("session ended", "session started")
    after = made_on(TEXT, do="set", node=SECOND, path=["to"], value="anna")
    assert "event: line\n" in after
    assert "    to: anna\n" in after
    assert refusal(TEXT, do="set", node=FIRST, path=["on"], value=None)


def test_an_entry_comes_below_the_others_and_goes() -> None:
    gesture = {"do": "add", "kind": "event", "fields": {"notify": "Near", "on": "limit near"}}
    made, node = make({"home.yaml": TEXT}, "home.yaml", read_gesture(gesture, _no_library))
    assert node == "event:home.yaml#3"
    after = apply(TEXT, made[0].edits)
    assert after == TEXT + "  - on: limit near\n    notify: Near\n"
    assert made_on(after, do="delete", node=node) == TEXT
    bare = "rules:\n  - {name: Always, charge: max}\n"
    assert "events:\n" in made_on(bare, **gesture)
    assert refusal(TEXT, do="add", kind="event", fields={})


def test_it_asks_a_condition_and_no_longer() -> None:
    after = made_on(TEXT, do="connect", from_="condition:night", to=FIRST)
    assert "    when: night\n" in after
    assert made_on(after, do="disconnect", from_="condition:night", to=FIRST) == TEXT
    assert refusal(TEXT, do="connect", from_="condition:none", to=FIRST)
    assert "events, home.yaml#2" in refusal(TEXT, do="delete", node="condition:night")


def test_entries_change_places_and_are_followed_by_their_numbers() -> None:
    gesture = {"do": "reorder", "node": FIRST, "before": None}
    made, node = make({"home.yaml": TEXT}, "home.yaml", read_gesture(gesture, _no_library))
    assert node == SECOND
    after = apply(TEXT, made[0].edits)
    assert after.index("line") < after.index("# The first one.") < after.index("session ended")
    assert made_on(after, do="reorder", node=SECOND, before=FIRST) == TEXT


def test_an_entry_that_is_not_there() -> None:
    for node in ("event:home.yaml#3", "event:home.yaml#0", "event:x.yaml#1", "event:#", "event:"):
        assert refusal(TEXT, do="delete", node=node)
        assert refusal(TEXT, do="reorder", node=node, before=None)
    assert refusal(TEXT, do="reorder", node=FIRST, before="rule:Always")
    assert refusal(TEXT, do="rename", node=FIRST, to="x")


def test_a_form_shows_what_is_written() -> None:
    fields = written(TEXT, "home.yaml")
    assert [(one.path, one.value) for one in fields[FIRST]] == [
        (("on",), "session ended"),
        (("notify",), "{energy} charged"),
    ]
    assert fields[SECOND][0].value == ["charger lost", "charger back"]
