"""Phases in a rule file: what is read, what is wrong, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from borne.domain.decision import Choice, Subject
from borne.domain.phasing import Phases, Switching
from borne.rules.check import Reading
from borne.rules.model import RuleBook

Problems = Callable[[str], list[str]]
Book = Callable[[str], RuleBook]
Read = Callable[[str], Reading]

SITE = "site: {phases: 3, connectors: {g/1: {phases: 1 or 3}}}\n"


def rule(phases: str, more: str = "") -> str:
    return f"rules: [{{name: A, charge: max, phases: {phases}{more}}}]\n"


@pytest.mark.parametrize("phases", Phases)
def test_a_rule_says_on_how_many_phases(book: Book, phases: Phases) -> None:
    assert book(SITE + rule(phases)).rules[0].phases is phases


def test_it_is_forgiven_how_the_words_are_written(book: Book) -> None:
    assert book(SITE + rule("1  OR 3")).rules[0].phases is Phases.EITHER


def test_how_a_connector_changes_has_a_default_for_everything(book: Book) -> None:
    limits = book(SITE + rule("1")).site.limits_of("g/1")
    assert (limits.phases, limits.switching) == (None, Switching())


def test_how_a_connector_changes_can_be_said(book: Book) -> None:
    change = (
        "{vehicles: [Zoe, Tag 1], pause: 2 min, cool_down: 20 min, per_day: 4, margin: 1 kW, "
        "up_after: 5 min, down_after: 60}"
    )
    text = SITE.replace("1 or 3}", f"1 or 3, phase_change: {change}}}") + rule("1")
    assert book(text).site.limits_of("g/1").switching == Switching(
        frozenset({"zoe", "tag 1"}), 120, 1200, 4, 1000, 300, 60
    )


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        (SITE + rule("2"), "2}", "phases"),
        (SITE + rule("three"), "three}", "phases"),
        (SITE + rule("[1, 3]"), "[1, 3]", "not-a-text"),
        (SITE.replace("1 or 3", "4"), "4}", "phases"),
        (SITE.replace("1 or 3", "3, phase_change: {}"), "{}", "phases"),
        (SITE.replace("1 or 3", "1 or 3, phase_change: {pause: 1 s}"), "1 s", "out-of-range"),
        (SITE.replace("1 or 3", "1 or 3, phase_change: {per_day: 51}"), "51", "out-of-range"),
        (SITE.replace("1 or 3", "1 or 3, phase_change: {pauze: 1}"), "pauze", "unknown-key"),
        (SITE.replace("phases: 3", "phases: 1"), "1 or 3", "phases"),
        ("site: {phases: 1}\n" + rule("3"), "3}", "phases"),
        ("site: {phases: 1}\n" + rule("1 or 3"), "1 or 3", "phases"),
    ],
)
def test_what_is_wrong_is_told_at_its_place(
    problems: Problems, text: str, place: str, code: str
) -> None:
    line = next(number for number, one in enumerate(text.splitlines(), 1) if place in one)
    column = text.splitlines()[line - 1].index(place) + 1
    assert f"{line}:{column} {code}" in problems(text)


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("site: {phases: 3}\n" + rule("1"), True),
        ("site: {phases: 3, connectors: {g/1: {phases: 3}}}\n" + rule("1 or 3"), True),
        ("site: {phases: 3, connectors: {g/1: {phases: 1}}}\n" + rule("1"), False),
        ("site: {phases: 1}\n" + rule("1"), False),
        (SITE + rule("1", ", charger: g"), False),
        (SITE + rule("1", ", charger: other"), True),
        (SITE + rule("1", ", connector: 2"), True),
        (SITE + rule("1", ", connector: g/1"), False),
    ],
)
def test_phases_that_no_connector_can_change_are_warned_of(
    problems: Problems, text: str, *, warned: bool
) -> None:
    assert any("cannot-change-phases" in one for one in problems(text)) is warned


def test_what_was_meant_is_guessed(reading: Read) -> None:
    (problem,) = [one for one in reading(SITE + rule("1 of 3")).problems if one.code == "phases"]
    assert problem.hint is not None
    assert problem.hint.say("en") == "Did you mean “1 or 3”?"


@pytest.mark.parametrize(
    ("phases", "en", "fr"),
    [
        (
            "1",
            "A: charges at full power, on one phase",
            "A : charge à pleine puissance, sur une phase",
        ),
        (
            "1 or 3",
            "A: charges at full power, on one phase or three",
            "A : charge à pleine puissance, sur une phase ou trois",
        ),
    ],
)
def test_a_decision_says_on_how_many(
    choose: Callable[..., Choice], phases: str, en: str, fr: str
) -> None:
    choice = choose(SITE + rule(phases), subject=Subject("g/1", "g", 1, plugged=True))
    assert choice.phases == Phases(phases)
    assert (choice.why.say("en"), choice.why.say("fr")) == (en, fr)


def test_a_file_s_own_tests_may_ask_for_phases(problems: Problems) -> None:
    right = SITE + rule("1") + "tests: [{expect: {phases: 1}}]\n"
    assert problems(right) == []
    (failed,) = problems(right.replace("{phases: 1}}]", "{phases: 3}}]"))
    assert "test-failed" in failed


def test_the_graph_says_it_of_rule_and_connector(reading: Read) -> None:
    said = {one.id: one.summary.say("en") for one in reading(SITE + rule("1 or 3")).graph.nodes}
    assert said["rule:A"].startswith("charges at full power, on one phase or three")
    assert said["connector:g/1"].endswith("on one phase or three")
