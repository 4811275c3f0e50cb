"""Characters that nobody sees, in names and in what chargers send."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.legible import all_unseen_in, exposed, legible, unseen_in

FAMILY = "\U0001f469\u200d\U0001f467 famille"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648"
"""Joiners between letters that need them."""


@pytest.mark.parametrize(
    ("text", "unseen", "read", "shown"),
    [
        ("Anna", None, "Anna", "Anna"),
        ("Zoé & Cie", None, "Zoé & Cie", "Zoé & Cie"),
        ("16\u00a0A", None, "16\u00a0A", "16\u00a0A"),
        (FAMILY, None, FAMILY, FAMILY),
        (PERSIAN, None, PERSIAN, PERSIAN),
        ("ABB\x00\x00", "U+0000", "ABB", r"ABB\x00\x00"),
        ("one\r\ntwo", "U+000D", "one two", r"one\r\ntwo"),
        ("\u202egnirahC", "U+202E", "gnirahC", r"\u202egnirahC"),
        ("04\u200bA1", "U+200B", "04A1", r"04\u200bA1"),
        ("04\u200dA1", "U+200D", "04A1", r"04\u200dA1"),
        ("a\x1b[31mb", "U+001B", "a[31mb", r"a\x1b[31mb"),
        ("\ud800", "U+D800", "", r"\ud800"),
        ("\u3164", "U+3164", "", r"\u3164"),
        ("a\U000e0041", "U+E0041", "a", r"a\U000e0041"),
    ],
)
def test_what_is_made_of_a_text(text: str, unseen: str | None, read: str, shown: str) -> None:
    assert (unseen_in(text), legible(text), exposed(text)) == (unseen, read, shown)


@given(st.text(st.characters()))
def test_what_is_legible_or_exposed_can_be_seen_and_stays_as_it_is(text: str) -> None:
    for plain in (legible(text), exposed(text)):
        assert unseen_in(plain) is None
        assert not {unicodedata.category(char) for char in plain} & {"Cc", "Cs", "Zl", "Zp"}
        assert (legible(plain), exposed(plain)) == (plain.strip(), plain)
    if unseen_in(text) is None:
        assert exposed(text) == text


def test_where_they_stand_between_the_ends_of_the_lines() -> None:
    assert list(all_unseen_in("a:\tb\r\n\u200bc\u202e\n")) == [(6, "U+200B"), (8, "U+202E")]
