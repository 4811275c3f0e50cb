"""Nearly JSON."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.ocpp.loose import loosely


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("{'a': 'b'}", {"a": "b"}),
        ("{a: b}", {"a": "b"}),
        ("[True, False, None, undefined, NaN, -1]", [True, False, None, None, None, -1]),
        ("[007, +5, .5, 1.e3, 0x1, 12:30]", None),
        ("[007, +5, .5, 1.e3, 0x1]", [7, 5, 0.5, 1000, "0x1"]),
        ("[1, 2, ]", [1, 2]),
        ('{"a": "x, ]", "b": {"c": 1,},}', {"a": "x, ]", "b": {"c": 1}}),
        (r'["C:\dir", "\"", "\u00e9", "\u00"]', ["C:\\dir", '"', "é", "\\u00"]),
        ("""['it\\'s "so"', "it's"]""", ['it\'s "so"', "it's"]),
        ("['never ends", None),
        ('["never ends \\', None),
    ],
)
def test_what_is_meant_is_read(text: str, meant: object) -> None:
    try:
        read = json.loads(loosely(text))
    except ValueError:
        read = None
    assert read == meant


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)


@given(values, st.sampled_from([None, 1]), st.booleans())
def test_what_is_json_stays_as_it_is(value: Any, indent: int | None, ascii_only: bool) -> None:  # noqa: FBT001  hypothesis calls by position
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only, allow_nan=True)
    if "Infinity" not in text:
        assert loosely(text) == text


@pytest.mark.parametrize("piece", ['\\"', '"', "'", "\\", ", ", "1", "a", "[", '"\\'])
def test_no_text_takes_long(piece: str) -> None:
    text = piece * (2**16 // len(piece))
    began = time.process_time()
    loosely(text)
    assert time.process_time() - began < 1
