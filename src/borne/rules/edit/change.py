"""The few things that can happen to a text; each knows what it means and which signs it changes.

`on` makes the change on the data, `edits` on the text: a rewriting compares the two.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Protocol

from borne.rules.edit import sentences
from borne.rules.edit.page import Page, Path
from borne.rules.edit.patch import Edit
from borne.rules.edit.place import items_moved, new_item, new_pair, pair_of_flow, without
from borne.rules.edit.refusal import Refused
from borne.rules.edit.spots import spots_of
from borne.rules.edit.tree import Data, Item, Mapping, Scalar, Sequence, empty, resolved
from borne.rules.edit.write import write_flow, write_scalar, write_value


class Change(Protocol):
    """One thing that happens to a text."""

    def on(self, data: Data) -> Data:
        """Return the data with the change; what it was given stays as it is."""
        ...

    def edits(self, page: Page, *, coarse: bool) -> Iterator[Edit]:
        """Say which signs change; `coarse`: whole values, where a part was not understood."""
        ...


@dataclass(frozen=True, slots=True)
class Put:
    """A value where there is one already, or there is none."""

    path: Path
    value: Data
    order: tuple[str, ...] = ()
    """The keys in the order in which a person expects them; for one that is new."""
    lines: str = ""
    """How the pair is written elsewhere; for one that is new."""

    def on(self, data: Data) -> Data:
        return _put(data, self.path, self.value)

    def edits(self, page: Page, *, coarse: bool) -> Iterator[Edit]:
        holder = resolved(found) if (found := page.find(self.path[:-1])) is not None else None
        known = page.find(self.path)
        if known is not None:
            yield self._instead(page, coarse=coarse)
        elif isinstance(holder, Mapping):
            lines = "" if coarse else self.lines
            yield new_pair(page, holder, str(self.path[-1]), self.value, self.order, lines)
        elif len(self.path) > 1:
            inner: Data = {str(self.path[-1]): self.value}
            yield from Put(self.path[:-1], inner, self.order).edits(page, coarse=coarse)
        elif page.root is None:
            lines = "" if coarse else self.lines
            yield new_pair(page, None, str(self.path[-1]), self.value, (), lines)
        else:
            raise Refused(sentences.TOO_ODD())

    def _instead(self, page: Page, *, coarse: bool) -> Edit:
        holder, part = page.part(self.path)
        old, flow = part.value, holder.flow
        if empty(old):
            return pair_of_flow(page, part, self.value, flow=flow)
        if isinstance(old, Scalar) and isinstance(self.value, str):
            quotes = old.style if old.style in ("'", '"') and not coarse else ""
            return Edit(old.start, old.end, write_scalar(self.value, flow=flow, style=quotes))
        written = write_flow(self.value) if flow else write_value(self.value)
        in_block = isinstance(old, Mapping | Sequence) and not old.flow
        if in_block and not isinstance(part, Item) and page.line_start(old.start) > part.colon:
            return Edit(part.colon + 1, old.end, f" {written}")
        return Edit(old.start, old.end, written)


@dataclass(frozen=True, slots=True)
class Respell:
    """Parts of a scalar's value, written anew; places count its signs."""

    path: Path
    parts: tuple[Edit, ...]

    def on(self, data: Data) -> Data:
        return _put(data, self.path, self._value(_get(data, self.path)))

    def edits(self, page: Page, *, coarse: bool) -> Iterator[Edit]:
        node = page.find(self.path)
        scalar = resolved(node) if node is not None else None
        if not isinstance(scalar, Scalar):
            raise Refused(sentences.NOT_THERE())
        if coarse:
            yield from Put(self.path, self._value(scalar.value)).edits(page, coarse=True)
            return
        for part in self.parts:
            start, end = spots_of(scalar, page.text, part.start, part.end)
            yield Edit(start, end, _within(part.text, scalar.style))

    def _value(self, value: Data) -> str:
        text = value if isinstance(value, str) else ""
        for part in reversed(self.parts):
            text = text[: part.start] + part.text + text[part.end :]
        return text


@dataclass(frozen=True, slots=True)
class Remove:
    """A pair or an item goes, with its lines."""

    path: Path

    def on(self, data: Data) -> Data:
        found = deepcopy(data)
        holder = _get(found, self.path[:-1])
        if isinstance(holder, dict):
            del holder[str(self.path[-1])]
        elif isinstance(holder, list):
            del holder[int(self.path[-1])]
        return found

    def edits(self, page: Page, *, coarse: bool) -> Iterator[Edit]:
        del coarse
        holder, part = page.part(self.path)
        yield without(page, holder, part)


@dataclass(frozen=True, slots=True)
class RenameKey:
    """A key is called otherwise."""

    path: Path
    name: str

    def on(self, data: Data) -> Data:
        found = deepcopy(data)
        holder = _get(found, self.path[:-1])
        if isinstance(holder, dict):
            holder[self.name] = holder.pop(str(self.path[-1]))
        return found

    def edits(self, page: Page, *, coarse: bool) -> Iterator[Edit]:
        holder, part = page.part(self.path)
        if isinstance(part, Item):
            raise Refused(sentences.NOT_THERE())
        style = "" if coarse else part.key.style
        written = write_scalar(self.name, flow=holder.flow, style=style)
        yield Edit(part.key.start, part.key.end, written)


@dataclass(frozen=True, slots=True)
class Insert:
    """Items into a list, before the one that is now at `index`, or at the end."""

    path: Path
    index: int
    value: Data
    lines: str = ""
    """How the item is written elsewhere."""

    def on(self, data: Data) -> Data:
        found = deepcopy(data)
        holder = _get(found, self.path)
        if isinstance(holder, list):
            holder.insert(self.index, deepcopy(self.value))
            return found
        return _put(found, self.path, [self.value])

    def edits(self, page: Page, *, coarse: bool) -> Iterator[Edit]:
        node = page.find(self.path)
        holder = resolved(node) if node is not None else None
        if isinstance(holder, Sequence) and (holder.items or holder.flow):
            lines = "" if coarse else self.lines
            yield new_item(page, holder, self.index, self.value, lines)
        else:
            yield from Put(self.path, [self.value]).edits(page, coarse=coarse)


@dataclass(frozen=True, slots=True)
class Move:
    """An item of a list stands before the one at `before`, or at the end."""

    path: Path
    before: int

    def on(self, data: Data) -> Data:
        found = deepcopy(data)
        holder, index = _get(found, self.path[:-1]), int(self.path[-1])
        if isinstance(holder, list):
            item = holder.pop(index)
            holder.insert(self.before - (self.before > index), item)
        return found

    def edits(self, page: Page, *, coarse: bool) -> Iterator[Edit]:
        del coarse
        holder, _ = page.part(self.path)
        if not isinstance(holder, Sequence):
            raise Refused(sentences.NOT_THERE())
        yield from items_moved(page, holder, int(self.path[-1]), self.before)


def _within(text: str, style: str) -> str:
    if style == "'":
        return text.replace("'", "''")
    return write_scalar(text, style='"')[1:-1] if style == '"' else text


def _get(data: Data, path: Path) -> Data:
    for step in path:
        if isinstance(data, dict):
            data = data.get(str(step), "")
        elif isinstance(data, list):
            data = data[int(step)]
    return data


def _put(data: Data, path: Path, value: Data) -> Data:
    if not path:
        return deepcopy(value)
    step, rest = path[0], path[1:]
    if isinstance(data, list):
        return [_put(one, rest, value) if at == step else one for at, one in enumerate(data)]
    former = data if isinstance(data, dict) else {}
    return {**former, str(step): _put(former.get(str(step), ""), rest, value)}
