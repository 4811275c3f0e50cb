from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from borne.rules.edit.complete import complete
from borne.rules.edit.cursor import cursor_at, listed_names, names_of
from borne.rules.edit.hover import hover
from borne.rules.edit.known import Known

pieces = st.sampled_from(
    ("rules:", "\n", "  ", "- ", "name: ", "when: ", "[", "]", "{", "}", ",", '"', "'", "#", "grid")
)
half_typed = st.lists(pieces, max_size=40).map("".join) | st.text(max_size=60)


@settings(max_examples=150, deadline=None)
@given(half_typed, st.integers(0, 80))
def test_any_text_at_any_place_is_borne(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    found = complete(text, offset, Known({"a.yaml": text}))
    assert 0 <= found.start <= found.end == offset
    told = hover(text, offset, Known({"a.yaml": text}))
    assert told is None or told.start <= offset <= told.end


def test_the_keys_around_a_place_are_known_through_dashes_and_brackets() -> None:
    text = "rules:\n- name: A\n  # c\n\n  charge:\n     ready_by: 7\n     prefer: [sun, "
    found = cursor_at(text, len(text))
    assert found is not None
    assert (found.path, found.at_key, found.listed) == (("rules", "charge", "prefer"), False, True)


def test_names_are_found_in_text_that_cannot_be_read() -> None:
    text = 'inputs:\n    "a": x\n    b: {entity: [\n    # c: d\n      unit: W\n'
    text += 'rules:\n- name: "A B"\n- {name: C, x\n'
    assert names_of(text, "inputs") == ["a", "b"]
    assert listed_names(text, "rules") == ["A B", "C"]
