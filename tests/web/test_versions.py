from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from borne.web.versions import compared, merged

BASE = "a\nb\nc\nd\ne\nf\ng\nh\n"
texts = st.lists(st.sampled_from("abcde"), max_size=12).map("\n".join)


def test_changes_of_two_people_apart_stand_together() -> None:
    assert merged(BASE, BASE.replace("b\n", "B\n"), BASE.replace("g\n", "")) == (
        "a\nB\nc\nd\ne\nf\nh\n"
    )


def test_changes_of_the_same_lines_do_not() -> None:
    assert merged(BASE, BASE.replace("b\n", "B\n"), BASE.replace("b\n", "x\n")) is None
    assert merged(BASE, BASE.replace("b\n", "B\n"), BASE.replace("c\n", "x\n")) is None


def test_the_same_change_twice_is_one() -> None:
    other = BASE.replace("b\n", "B\n")
    assert merged(BASE, other, other) == other


@given(texts, texts)
def test_one_change_alone_is_the_text(base: str, other: str) -> None:
    assert merged(base, other, base) == other
    assert merged(base, base, other) == other


def test_equal_lines_far_away_are_left_out() -> None:
    lines = compared(BASE + "i\nj\n", BASE.replace("h\n", "H\n") + "i\nj\n")
    assert [one["kind"] for one in lines] == [
        *("gap", "same", "same", "same", "removed", "added", "same", "same")
    ]
    assert (lines[4]["line"], lines[5]["other"]) == (8, 8)
    assert compared(BASE, BASE) == []
