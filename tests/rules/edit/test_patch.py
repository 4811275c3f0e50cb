from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.rules.edit.patch import Edit, Lines, apply, invert, line_break, shrink, tidy

texts = st.text("ab\r\n é😀", max_size=20)


@given(texts, st.data())
def test_edits_are_taken_back_to_the_same_text(text: str, drawn: st.DataObject) -> None:
    places = sorted(drawn.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    edits = tidy([Edit(places[0], places[1], "x"), Edit(places[2], places[3], "")])
    assert apply(apply(text, edits), invert(text, edits)) == text


@given(texts, texts)
def test_a_shrunk_edit_comes_to_the_same(text: str, new: str) -> None:
    edit = shrink(text, Edit(0, len(text), new))
    assert (text if edit is None else apply(text, [edit])) == new


@given(texts, st.integers(0, 25))
def test_a_place_leads_back_to_its_offset(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    lines = Lines(text)
    if text[offset - 1 : offset + 1] != "\r\n" or offset == 0:
        assert lines.offset(*lines.place(offset)) == offset


def test_a_byte_order_mark_has_no_column() -> None:
    assert Lines("\ufeffab").place(1) == (1, 1)
    assert Lines("\ufeffab").offset(1, 2) == 2


def test_overlapping_edits_are_no_edits() -> None:
    with pytest.raises(ValueError, match="overlap"):
        tidy([Edit(0, 3, ""), Edit(2, 4, "")])


def test_the_first_line_says_how_lines_end() -> None:
    assert (line_break("a\r\nb\n"), line_break("a"), line_break("a\rb")) == ("\r\n", "\n", "\r")
