from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.rules.document import (
    MAX_DEPTH,
    MAX_TEXT,
    MappingNode,
    Scalar,
    SequenceNode,
    SourceFile,
    parse,
)
from borne.rules.problem import Severity


def _root(text: str) -> MappingNode:
    node, problems = parse(SourceFile("home.yaml", text))
    assert problems == ()
    assert isinstance(node, MappingNode)
    return node


def _scalar(text: str, key: str = "a") -> Scalar:
    node = _root(text).get(key)
    assert isinstance(node, Scalar)
    return node


def _refused(text: str) -> tuple[int, int, str]:
    problem = parse(SourceFile("home.yaml", text))[1][0]
    assert problem.message.say("fr") != problem.message.say("en")
    return problem.line, problem.column, problem.message.say()


@pytest.mark.parametrize(
    "written",
    ["04100200", "off", "Null", "22:30", "1e3", "0x1F", "~", "yes", "1_000", "2026-06-07"],
)
def test_scalars_are_taken_as_written(written: str) -> None:
    assert _scalar(f"a: {written}").value == written


def test_windows_in_a_flow_list_are_texts() -> None:
    node = _root("between: [22:30-06:30, 12:34-14:34]").get("between")
    assert isinstance(node, SequenceNode)
    assert [item.value for item in node.items if isinstance(item, Scalar)] == [
        "22:30-06:30",
        "12:34-14:34",
    ]


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter() -> None:
    root = _root("\ufeffa: b\r\nc: d\r\n")
    assert [(pair.key.value, pair.key.span.line, pair.key.span.column) for pair in root.pairs] == [
        ("a", 1, 1),
        ("c", 2, 1),
    ]


@pytest.mark.parametrize("empty", ["", "\n", "# only a comment\n", "---\n"])
def test_an_empty_file_holds_nothing(empty: str) -> None:
    assert parse(SourceFile("home.yaml", empty)) == (None, ())


def test_an_alias_stands_for_its_anchor() -> None:
    assert _scalar("b: &x hello\na: *x").value == "hello"


@pytest.mark.parametrize(
    ("text", "line", "column", "part"),
    [
        ("a:\n\t- b", 2, 1, "tab"),
        ("a: b: c", 1, 5, "second"),
        ("a: [b\nc: d", 1, 4, "not closed"),
        ("a: {b", 1, 4, "not closed"),
        ("a: [\n", 2, 1, "not closed"),
        ("a: 'x", 1, 4, "quote"),
        ('a: "x" is y', 1, 8, "closing quote"),
        ("a: %x", 1, 4, "begin with this sign"),
        ("a: b\nc: *nowhere", 2, 4, "refers to nothing"),
        ("a: &x [*x]", 1, 8, "refers to nothing"),
        ("a: !secret b", 1, 4, "!secret"),
        ("a: !!int 5", 1, 4, "means nothing"),
        ("%YAML 1.1\n---\na: b", 1, 1, "YAML 1.2"),
        ("# x\n%YAML 1.3\n---\na: b", 2, 1, "YAML 1.2"),
        ("%TAG ! x\n---\na: b", 1, 1, "YAML 1.2"),
        ("a: b\n---\nc: d", 2, 1, "one document"),
        ("a: b\nc: \x01", 2, 4, "U+0001"),
        ("a: 1\nb: 2\na: 3", 3, 1, "line 1"),
        ("[a]: b", 1, 1, "key is a word"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(text: str, line: int, column: int, part: str) -> None:
    found = _refused(text)
    assert found[:2] == (line, column)
    assert part in found[2]


def test_yaml_1_2_may_be_said() -> None:
    assert _scalar("%YAML 1.2\n---\na: b").value == "b"


def test_depth_and_size_are_bounded() -> None:
    assert "deeply" in _refused("a: " + "[" * MAX_DEPTH + "]" * MAX_DEPTH)[2]
    assert "large" in _refused("a: " + "b" * MAX_TEXT)[2]


def test_a_billion_laughs_are_not_laughed() -> None:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert "large" in _refused("\n".join(lines))[2]


@pytest.mark.parametrize(
    ("text", "start", "place"),
    [
        ("a: one two", 4, (1, 8)),
        ("a: 'one two'", 4, (1, 9)),
        ("a: 'it''s two'", 5, (1, 11)),
        ('a: "o\\"e two"', 4, (1, 10)),
        ("a: >-\n  one\n  two", 4, (3, 3)),
        ("a: |\n  one\n  two\n", 4, (3, 3)),
        ("a: one\n   two", 4, (2, 4)),
        ("a: >-\r\n  one\r\n  two\r\n", 4, (3, 3)),
        ("\ufeffa: one two", 4, (1, 8)),
    ],
)
def test_a_place_in_a_value_is_a_place_in_the_file(
    text: str, start: int, place: tuple[int, int]
) -> None:
    scalar = _scalar(text)
    assert scalar.value[start] == "t"
    span = scalar.at(start, start + 3)
    assert (span.line, span.column) == place
    assert (span.end_line, span.end_column) == (place[0], place[1] + 3)


@given(st.text(alphabet="ab:-[]{},&*!|>'\"%#\t\n \\x0?@", max_size=60))
def test_no_text_makes_it_fail(text: str) -> None:
    node, problems = parse(SourceFile("home.yaml", text))
    assert node is not None or problems or not text.strip() or "#" in text or text.strip("- \n.")
    for problem in problems:
        assert problem.line >= 1
        assert problem.column >= 1


def test_what_nobody_sees_is_told_at_its_place_and_stops_nothing() -> None:
    node, problems = parse(SourceFile("home.yaml", "a: b\nnam\u200be: x\n# \u202e\n"))
    assert node is not None
    assert [(one.line, one.column, one.severity) for one in problems] == [
        (2, 4, Severity.WARNING),
        (3, 3, Severity.WARNING),
    ]
    assert "nobody can see (U+200B)" in problems[0].message.say("en")
    assert "personne ne voit (U+200B)" in problems[0].message.say("fr")
