"""What a text says of each node of the graph, at its places: for forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from borne.rules.edit.refusal import Refused
from borne.rules.edit.tree import Data, Mapping, Node, Sequence, grow, resolved
from borne.rules.edit.where import LISTS, NAMED, NUMBERED, name_of

_SHORT = {"input": "entity", "condition": "when"}


@dataclass(frozen=True, slots=True)
class Field:
    """A value as it is written: the keys that lead to it, and from where to where it stands."""

    path: tuple[str, ...]
    value: Data
    start: int
    end: int


def written(text: str, file: str) -> dict[str, tuple[Field, ...]]:
    """Return the fields of each node of a file; nothing where its text cannot be read."""
    try:
        root = grow(text)
    except Refused:
        return {}
    return dict(_nodes(root, file)) if isinstance(root, Mapping) else {}


def _nodes(root: Mapping, file: str) -> Iterator[tuple[str, tuple[Field, ...]]]:
    for kind, section in NAMED.items():
        held = _held(root, section)
        for pair in held.pairs if isinstance(held, Mapping) else ():
            yield f"{kind}:{pair.key.value}", tuple(_fields(pair.value, (), _SHORT[kind]))
    yield from _listed(root, file)
    for section in ("site", "access"):
        held = _held(root, section)
        if held is not None:
            yield section, tuple(_fields(held, (), section))
    site = _held(root, "site")
    connectors = site.get("connectors") if isinstance(site, Mapping) else None
    held = resolved(connectors.value) if connectors is not None else None
    for pair in held.pairs if isinstance(held, Mapping) else ():
        yield f"connector:{pair.key.value}", tuple(_fields(pair.value, (), "least"))


def _listed(root: Mapping, file: str) -> Iterator[tuple[str, tuple[Field, ...]]]:
    for kind, section in LISTS.items():
        held = _held(root, section)
        for item in held.items if isinstance(held, Sequence) else ():
            name = name_of(item.value.data())
            if name:
                yield f"{kind}:{name}", tuple(_fields(item.value, (), "name"))
    for kind, section in NUMBERED.items():
        held = _held(root, section)
        for number, item in enumerate(held.items if isinstance(held, Sequence) else (), start=1):
            yield f"{kind}:{file}#{number}", tuple(_fields(item.value, (), "on"))


def _held(root: Mapping, section: str) -> Node | None:
    pair = root.get(section)
    return None if pair is None else resolved(pair.value)


def _fields(node: Node, path: tuple[str, ...], short: str) -> Iterator[Field]:
    """Return the values of a node's keys; one without keys is the value of `short`."""
    held = resolved(node)
    if not isinstance(held, Mapping):
        yield Field(path or (short,), held.data(), node.start, node.end)
        return
    for pair in held.pairs:
        inner, key = resolved(pair.value), pair.key.value
        if path == () and key == "connectors":
            continue
        if isinstance(inner, Mapping) and inner.pairs and key in ("meter", "battery", "charge"):
            yield from _fields(pair.value, (*path, key), short)
        else:
            yield Field((*path, key), inner.data(), pair.value.start, pair.value.end)
