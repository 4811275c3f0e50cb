from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from borne.rules.edit.tree import grow
from borne.rules.edit.write import write_flow, write_scalar, write_value

from .ugly import data

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.text(
    "ab -:?#,[]{}&*!|>'\"%@`\\\n\t.=<", max_size=12
)


@given(texts, st.sampled_from(("", "'", '"')))
def test_whatever_is_written_is_read_again(text: str, style: str) -> None:
    for written in (write_scalar(text, style=style), write_scalar(text, flow=True, style=style)):
        assert "\n" not in written
        node = grow(f"key: {written}")
        assert node is not None
        assert node.data() == {"key": text}
    node = grow(f"[a, {write_scalar(text, flow=True, style=style)}]")
    assert node is not None
    assert node.data() == ["a", text]


@given(data)
def test_whatever_has_parts_is_read_again(value: object) -> None:
    for written in (write_flow(value), write_value(value)):  # type: ignore[arg-type]
        node = grow(f"key: {written}\n")
        assert node is not None
        assert node.data() == {"key": value}


def test_what_needs_no_quotes_has_none() -> None:
    assert write_scalar("grid > 2 kW") == "grid > 2 kW"
    assert write_flow(["22:30-06:30", "not busy"]) == "[22:30-06:30, not busy]"
    assert write_scalar('tempo == "Rouge"') == 'tempo == "Rouge"'
    assert write_flow(['tempo in ["Rouge"]']) == "['tempo in [\"Rouge\"]']"
