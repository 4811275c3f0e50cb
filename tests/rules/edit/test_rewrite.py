from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from borne.rules.edit.change import Change, Insert, Move, Put, Remove, RenameKey
from borne.rules.edit.patch import apply, invert
from borne.rules.edit.refusal import Refused
from borne.rules.edit.rewrite import bare, rewrite
from borne.rules.edit.tree import grow

from .ugly import data, documents, texts

sections = st.dictionaries(
    st.sampled_from(("rules", "inputs", "site")), data, min_size=1, max_size=3
)


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    found = [path] if path else []
    if not isinstance(value, str):
        for step, one in inner:
            found += paths(one, (*path, step))
    return found


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def changes(draw: Any, said: dict[str, Any]) -> Change:
    path = draw(st.sampled_from(paths(said)))
    holder, here = at(said, path[:-1]), at(said, path)
    kind = draw(st.sampled_from(("put", "new", "remove", "rename", "insert", "move")))
    if kind == "new" and isinstance(here, dict):
        return Put((*path, "new"), draw(data))
    if kind == "remove":
        return Remove(path)
    if kind == "rename" and isinstance(holder, dict):
        return RenameKey(path, "other")
    if kind == "insert" and isinstance(here, list):
        return Insert(path, draw(st.integers(0, len(here))), draw(data))
    if kind == "move" and isinstance(holder, list):
        return Move(path, draw(st.integers(0, len(holder))))
    return Put(path, draw(texts))


@pytest.mark.slow
@settings(max_examples=50, deadline=None)
@given(documents(sections), st.data())
def test_a_change_means_what_it_says_and_can_be_taken_back(
    document: tuple[str, dict[str, Any]], drawn: st.DataObject
) -> None:
    text, said = document
    try:
        root = grow(text)
    except Refused:
        assume(False)
        return
    assume(root is not None and bare(root.data()) == bare(said))
    change = changes(drawn.draw, said)
    try:
        edits = rewrite(text, [change])
    except Refused:
        return
    after = apply(text, edits)
    new = grow(after)
    assert bare({} if new is None else new.data()) == bare(change.on(said))
    assert apply(after, invert(text, edits)) == text
