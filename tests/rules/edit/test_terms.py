from __future__ import annotations

import pytest

from borne.rules.edit.patch import apply
from borne.rules.edit.terms import with_term, without_name


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a and b", "b"),
        ("b and a", "b"),
        ("b and (a)", "b"),
        ("(a + 1) * 2 > 3 and b", "b"),
        ("x or a and b", "x or b"),
        ("(x or (a)) and not (b or a)", "(x) and not (b)"),
        ("min(a, 2) > 1 or b or c", "b or c"),
        ('b or a == "x" or c', "b or c"),
        ("a and b and a", "b"),
        ("known(a) and b in [a, 2] and c", "c"),
        ("not a", None),
        ("a or -a > 2", None),
        ("b", "b"),
    ],
)
def test_what_asks_a_name_goes_and_no_more(text: str, left: str | None) -> None:
    edits = without_name(text, "a")
    assert (None if edits is None else apply(text, edits)) == left


@pytest.mark.parametrize(
    ("text", "term", "both"),
    [
        ("a", "b", "a and b"),
        ("a or b", "c", "(a or b) and c"),
        ("a", "b or c", "a and (b or c)"),
        (" a ", "b", " a and b "),
    ],
)
def test_one_more_thing_must_hold(text: str, term: str, both: str) -> None:
    assert apply(text, with_term(text, term)) == both
