"""Each gesture on ugly texts: it means what the person meant, and no other byte changes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from borne.rules.check import read
from borne.rules.document import SourceFile
from borne.rules.edit.gesture import read_gesture
from borne.rules.edit.make import make
from borne.rules.edit.patch import apply, invert
from borne.rules.edit.refusal import Refused
from borne.rules.edit.rewrite import bare
from borne.rules.edit.tree import Data, grow

from .ugly import documents

EXPRESSIONS = (
    "grid > 2 kW",
    "battery >= 80 % and not heater",
    'tempo == "Rouge" or (grid > 1 kW and heater)',
    "red_day",
    "not red_day and full",
    'tempo in ["Rouge", "grid, battery: #x"]',
    "min(grid, 3 kW) > 2 kW",
)
RULES = ("Boost", "Sun", "Red day", "No: way # really", "Été 😀", "Otherwise")
asked = st.one_of(
    st.sampled_from(EXPRESSIONS),
    st.lists(st.sampled_from(EXPRESSIONS), min_size=1, max_size=3),
    st.lists(st.sampled_from(EXPRESSIONS), min_size=2, max_size=3).map(lambda any_: {"any": any_}),
)


@st.composite
def said(draw: Any) -> dict[str, Any]:
    """A rule file as data."""
    conditions: dict[str, Any] = {
        "red_day": draw(st.sampled_from(('tempo == "Rouge"', {"when": "heater", "for": "5 min"}))),
        "full": draw(asked),
    }
    if draw(st.booleans()):
        conditions["full"] = {"when": draw(asked), "between": ["22:30-06:30", "12:34-14:34"]}
    names = draw(st.lists(st.sampled_from(RULES), min_size=1, max_size=5, unique=True))
    rules = []
    for name in names:
        rule: dict[str, Any] = {"name": name}
        if draw(st.booleans()):
            rule["when"] = draw(asked)
        rule["charge"] = draw(st.sampled_from(("max", "10 A", "surplus")))
        if draw(st.booleans()):
            rule["current"] = "16 A"
        rules.append(rule)
    found: dict[str, Any] = {
        "site": {"contract": "9 kVA", "meter": "grid", "apparent": "linky"},
        "inputs": {
            "grid": "sensor.grid",
            "linky": {"entity": "sensor.linky", "unit": "VA"},
            "battery": "sensor.soc",
            "heater": "binary_sensor.heater",
            "tempo": "sensor.tempo",
        },
        "conditions": conditions,
        "rules": rules,
        "limits": [
            {"name": "Dinner", "keep": "linky", "below": "7 kVA"},
            {"name": "Heater", "when": "heater", "current": "16 A"},
        ],
    }
    keys = draw(st.permutations(sorted(found)))
    return {key: found[key] for key in keys}


def gestures(draw: Any, data: dict[str, Any]) -> dict[str, Any]:
    rules = [f"rule:{rule['name']}" for rule in data["rules"]]
    rule = st.sampled_from(rules)
    asking = st.sampled_from([*rules, "limit:Heater", "limit:Dinner", "condition:full"])
    name = st.sampled_from(
        ("input:grid", "input:battery", "input:heater", "condition:red_day", "input:tempo")
    )
    node = st.sampled_from([*rules, "limit:Dinner", "condition:full", "input:grid", "input:linky"])
    text = st.sampled_from(("x", "Sun # 2", "a: b", "16 A", "[x", "é 😀", "", "it's"))
    one_of: Any = draw(
        st.sampled_from(
            (
                lambda: (
                    {"do": "add", "kind": "rule", "name": "New: one", "before": draw(rule)}
                    | {"fields": {"charge": "max", "when": draw(asked)}}
                ),
                lambda: (
                    {"do": "add", "kind": "limit", "name": "New", "before": None}
                    | {"fields": {"current": "10 A"}}
                ),
                lambda: {
                    "do": "add",
                    "kind": "input",
                    "name": "solar",
                    "fields": {"entity": "a.b"},
                },
                lambda: {"do": "rename", "node": draw(node), "to": "other_name"},
                lambda: {"do": "delete", "node": draw(st.one_of(node, st.just("input:solar")))},
                lambda: (
                    {"do": "connect", "from": draw(name), "to": draw(asking)}
                    | {"negated": draw(st.booleans())}
                ),
                lambda: {"do": "disconnect", "from": draw(name), "to": draw(asking)},
                lambda: {"do": "reorder", "node": draw(rule), "before": draw(rule)},
                lambda: {"do": "reorder", "node": draw(rule), "before": None},
                lambda: {"do": "set", "node": draw(rule), "path": ["charge"], "value": draw(text)},
                lambda: {"do": "set", "node": draw(rule), "path": ["current"], "value": "8 A"},
                lambda: {"do": "set", "node": draw(rule), "path": ["current"], "value": None},
                lambda: {"do": "set", "node": "input:grid", "path": ["unit"], "value": "kW"},
                lambda: {"do": "set", "node": "site", "path": ["phases"], "value": 3},
                lambda: {"do": "wrap", "node": draw(rule), "name": "wrapped"},
            )
        )
    )
    gesture: dict[str, Any] = one_of()
    return gesture


def data_of(text: str) -> Data:
    root = grow(text)
    return {} if root is None else root.data()


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(documents(said()), st.data())
def test_a_gesture_changes_what_it_must_and_is_taken_back(
    document: tuple[str, dict[str, Any]], drawn: st.DataObject
) -> None:
    text, meant = document
    assume(_reads_as(text, meant))
    gesture = gestures(drawn.draw, meant)
    try:
        made, _ = make({"home.yaml": text}, "home.yaml", read_gesture(gesture, _no_library))
    except Refused:
        return
    edits = made[0].edits if made else ()
    after = apply(text, edits)
    assert apply(after, invert(text, edits)) == text
    assert bool(edits) == (bare(data_of(after)) != bare(meant)) or gesture["do"] == "reorder"
    _comments_stay(text, after, gesture)
    _others_stay(meant, data_of(after), gesture)


def _no_library(name: str, values: object) -> str:
    raise AssertionError(name, values)


def _reads_as(text: str, meant: Data) -> bool:
    try:
        return bare(data_of(text)) == bare(meant)
    except Refused:
        return False


def _comments_stay(before: str, after: str, gesture: dict[str, Any]) -> None:
    if gesture["do"] in ("delete", "disconnect", "wrap") or gesture.get("value", "") is None:
        return
    notes = [Counter(mark for mark in text.split() if mark == "#c") for text in (before, after)]
    assert notes[0] == notes[1]


def _others_stay(before: Any, after: Any, gesture: dict[str, Any]) -> None:
    """What the gesture does not name says what it said."""
    if gesture["do"] in ("rename", "wrap", "disconnect"):
        return
    names = {str(gesture.get(key, "")).partition(":")[2] for key in ("node", "to")}
    for section in ("rules", "limits"):
        for one in before[section]:
            if one["name"] not in names:
                assert one in after[section]
    for section in ("inputs", "conditions"):
        for name, one in before[section].items():
            if name not in names:
                assert after[section][name] == one


def made_on(text: str, **gesture: Any) -> str:
    """The text after a gesture."""
    gesture = {key.rstrip("_"): value for key, value in gesture.items()}
    made, _ = make({"home.yaml": text}, "home.yaml", read_gesture(gesture, _no_library))
    return apply(text, made[0].edits) if made else text


def refusal(text: str, **gesture: Any) -> str:
    with pytest.raises(Refused) as refused:
        made_on(text, **gesture)
    return refused.value.sentence.say()


HOME = """\
# The house.
inputs:
  grid: sensor.grid          # W
  heater: binary_sensor.heater

conditions:
  busy: grid > 2 kW  # or so

rules:
  # by hand
  - name: Boost
    when: boost
    charge: max

  - name: Busy   # the kitchen
    when: [busy, not heater]
    charge: off
  - name: Otherwise
    charge: surplus
"""


def lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    return sorted((old - new).elements()), sorted((new - old).elements())


def test_a_rename_follows_all_uses() -> None:
    after = made_on(HOME, do="rename", node="condition:busy", to="cooking")
    assert lines(HOME, after) == (
        ["    when: [busy, not heater]", "  busy: grid > 2 kW  # or so"],
        ["    when: [cooking, not heater]", "  cooking: grid > 2 kW  # or so"],
    )


def test_a_rename_goes_through_all_files() -> None:
    other = "conditions:\n  far: 'grid > 9 kW'\nsite:\n  meter: grid\n"
    gesture = read_gesture({"do": "rename", "node": "input:grid", "to": "house"}, _no_library)
    made, node = make({"a.yaml": other, "home.yaml": HOME}, "home.yaml", gesture)
    assert node == "input:house"
    texts = {"a.yaml": other, "home.yaml": HOME}
    after = {one.file: apply(texts[one.file], one.edits) for one in made}
    assert after["a.yaml"] == other.replace("grid", "house")
    assert "house: sensor.grid " in after["home.yaml"]
    assert "busy: house > 2 kW" in after["home.yaml"]


def test_a_rule_moves_with_its_comment_and_the_gaps_stay() -> None:
    after = made_on(HOME, do="reorder", node="rule:Otherwise", before="rule:Boost")
    names = [rule["name"] for rule in data_of(after)["rules"]]  # type: ignore[call-overload,index]
    assert names == ["Otherwise", "Boost", "Busy"]
    assert lines(HOME, after) == ([], [])
    assert after.index("# by hand") < after.index("Boost")
    assert made_on(after, do="reorder", node="rule:Otherwise", before=None) == HOME


def test_a_new_rule_stands_where_it_has_effect() -> None:
    after = made_on(HOME, do="add", kind="rule", name="Sun", fields={"charge": "min"})
    assert after == HOME.replace(
        "  - name: Otherwise", "  - name: Sun\n    charge: min\n  - name: Otherwise"
    )


def test_a_wire_is_one_more_thing_that_must_hold() -> None:
    after = made_on(HOME, do="connect", from_="condition:busy", to="rule:Boost", negated=True)
    assert lines(HOME, after) == (["    when: boost"], ["    when: boost and not busy"])
    back = made_on(after, do="disconnect", from_="condition:busy", to="rule:Boost")
    assert back == HOME
    after = made_on(
        HOME, do="connect", from_="input:grid", to="rule:Busy", expression="grid < 9 kW"
    )
    assert "when: [busy, not heater, grid < 9 kW]" in after
    assert made_on(after, do="disconnect", from_="input:grid", to="rule:Busy") == HOME


def test_the_site_measures_with_an_input() -> None:
    after = made_on(HOME, do="connect", from_="input:grid", to="site", key="meter")
    assert after.endswith("    charge: surplus\n\nsite:\n  meter: grid\n")
    assert "already stand" not in after
    assert made_on(after, do="disconnect", from_="input:grid", to="site").endswith("site:\n")


def test_what_is_used_does_not_go() -> None:
    assert "still used by Busy" in refusal(HOME, do="delete", node="condition:busy")
    assert "still used by busy" in refusal(HOME, do="delete", node="input:grid")
    after = made_on(HOME, do="delete", node="rule:Busy")
    assert lines(HOME, after)[1] == []
    assert "  busy:" not in made_on(after, do="delete", node="condition:busy")


def test_a_shorthand_becomes_what_it_must() -> None:
    after = made_on(HOME, do="set", node="input:grid", path=["max_age"], value="1 min")
    assert lines(HOME, after)[1] == ["  grid: {entity: sensor.grid, max_age: 1 min}          # W"]
    after = made_on(HOME, do="set", node="condition:busy", path=["for"], value="5 min")
    assert "  busy: {when: grid > 2 kW, for: 5 min}  # or so\n" in after


def test_what_a_rule_asks_gets_a_name() -> None:
    after = made_on(HOME, do="wrap", node="rule:Boost", name="by_hand")
    assert lines(HOME, after) == (
        ["    when: boost"],
        ["    when: by_hand", "  by_hand: boost"],
    )


def test_a_key_stands_where_a_person_looks_for_it() -> None:
    after = made_on(HOME, do="set", node="rule:Boost", path=["current"], value="16 A")
    assert "    charge: max\n    current: 16 A\n" in after
    after = made_on(HOME, do="set", node="rule:Otherwise", path=["when"], value="busy")
    assert "  - name: Otherwise\n    when: busy\n    charge: surplus\n" in after


@pytest.mark.parametrize(
    ("gesture", "said"),
    [
        ({"do": "fly"}, "no gesture"),
        ({"do": "rename", "node": "input:grid", "to": "Grid 2"}, "cannot be used in an expression"),
        ({"do": "rename", "node": "input:grid", "to": "boost"}, "already means something"),
        ({"do": "rename", "node": "rule:Boost", "to": "Busy"}, "is taken"),
        ({"do": "rename", "node": "rule:Gone", "to": "Busy"}, "There is no “Gone”"),
        ({"do": "connect", "from": "rule:Boost", "to": "rule:Busy"}, "No wire"),
        ({"do": "connect", "from": "condition:busy", "to": "rule:Busy"}, "already asks"),
        ({"do": "connect", "from": "input:grid", "to": "site"}, "Say for what"),
        ({"do": "connect", "from": "condition:busy", "to": "condition:busy"}, "cannot ask itself"),
        ({"do": "disconnect", "from": "input:grid", "to": "rule:Boost"}, "does not ask"),
        (
            {"do": "disconnect", "from": "input:grid", "to": "condition:busy"},
            "ask nothing any more",
        ),
        (
            {"do": "set", "node": "rule:Boost", "path": ["charge"], "value": None},
            "must stand there",
        ),
        ({"do": "set", "node": "rule:Boost", "path": ["style"], "value": None}, "any more"),
        ({"do": "wrap", "node": "rule:Otherwise", "name": "x"}, "asks nothing"),
        ({"do": "reorder", "node": "input:grid", "before": None}, "order counts for rules"),
        ({"do": "add", "kind": "car", "name": "x"}, "Only an input"),
        ({"do": "add", "kind": "input", "name": "x"}, "“entity” is missing"),
    ],
)
def test_a_refusal_says_what_to_do(gesture: dict[str, Any], said: str) -> None:
    told = {("from_" if key == "from" else key): value for key, value in gesture.items()}
    assert said in refusal(HOME, **told)


def test_a_broken_text_is_mended_first() -> None:
    assert "Mend the text first, line 2" in refusal("a: 1\na: 2\n", do="delete", node="rule:X")


def test_what_an_anchor_shares_is_not_changed_behind_the_back() -> None:
    text = "rules:\n- {name: A, when: &w boost, charge: max}\n- {name: B, when: *w, charge: off}\n"
    assert "by an anchor" in refusal(text, do="set", node="rule:A", path=["when"], value="plugged")
    after = made_on(text, do="set", node="rule:B", path=["when"], value="plugged")
    assert after == text.replace("*w", "plugged")


def test_every_gesture_leaves_rules_that_can_be_read() -> None:
    text = made_on(HOME, do="add", kind="input", name="soc2", fields={"entity": "sensor.soc"})
    text = made_on(text, do="connect", from_="input:soc2", to="rule:Busy", expression="soc2 > 3")
    text = made_on(text, do="rename", node="input:soc2", to="battery")
    text = made_on(text, do="add", kind="limit", name="Low", fields={"current": "8 A"})
    reading = read([SourceFile("home.yaml", text)])
    assert reading.book is not None, [one.say() for one in reading.problems]
    assert [rule.name for rule in reading.book.rules] == ["Boost", "Busy", "Otherwise"]
