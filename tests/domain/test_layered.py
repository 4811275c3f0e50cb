"""A mapping that shares what has not changed: always as a dict would say."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from borne.domain.layered import Layered

KEYS = st.integers(0, 40)


@given(st.dictionaries(KEYS, st.integers()), st.lists(st.tuples(KEYS, st.integers()), max_size=120))
def test_it_is_as_a_dict_would_be(start: dict[int, int], changes: list[tuple[int, int]]) -> None:
    layered, plain = Layered.of(start), dict(start)
    for key, value in changes:
        before, said = layered, dict(layered.items())
        layered = layered.with_item(key, value)
        plain[key] = value
        assert list(layered.items()) == list(plain.items())
        assert dict(before.items()) == said, "what was there before has changed"
    assert list(layered) == list(plain)
    assert list(layered.values()) == list(plain.values())
    assert len(layered) == len(plain)
    assert layered == plain
    for key in range(41):
        assert (key in layered, layered.get(key)) == (key in plain, plain.get(key))


def test_what_was_given_stays_as_it_is() -> None:
    given = {1: "one"}
    layered = Layered.of(given)
    for number in range(100):
        layered = layered.with_item(number, "other")
    assert given == {1: "one"}
    assert Layered.of(layered) is layered


def test_a_change_of_one_among_thousands_copies_few() -> None:
    layered = Layered.of(dict.fromkeys(range(10_000), 0))
    copied = 0
    for number in range(1000):
        layered = layered.with_item(number, 1)
        copied += len(layered._top) or len(layered)
    assert copied < 1000 * 250
