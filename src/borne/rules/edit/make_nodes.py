"""Nodes come, go, change their names and their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from borne.rules.edit import sentences
from borne.rules.edit.change import Change, Insert, Move, Put, Remove, RenameKey, Respell
from borne.rules.edit.desk import ORDERS, Desk, Plan, said
from borne.rules.edit.gesture import Add, Delete, InsertFrom, Rename, Reorder
from borne.rules.edit.lines import lines_of, under
from borne.rules.edit.page import Page
from borne.rules.edit.refusal import Refused
from borne.rules.edit.tree import Data
from borne.rules.edit.where import (
    LISTS,
    NAMED,
    NUMBERED,
    asked,
    inputs_said,
    listed_said,
    name_of,
    renamed,
    split,
)

_CHOOSING: Final = frozenset(ORDERS["rule"]) & frozenset(
    {"when", "any", "between", "days", "season", "charger", "connector", "who", "sun"}
)
_SHORT: Final = {"input": "entity", "condition": "when"}


def add(desk: Desk, gesture: Add) -> Plan:
    """Write something new."""
    kind = gesture.kind
    if kind in NUMBERED:
        return _add_entry(desk, gesture)
    name = desk.free(kind, gesture.name)
    node = f"{kind}:{name}"
    if kind in NAMED:
        value = _named_value(kind, gesture)
        change: Change = Put((NAMED[kind], name), value)
        return Plan({desk.current: [change]}, node)
    fields = {key: one for key, one in gesture.fields.items() if key != "name"}
    item: Data = {"name": name, **_ordered(kind, fields)}
    index = _index(desk, kind, gesture.before)
    return Plan({desk.current: [Insert((LISTS[kind],), index, item)]}, node)


def _add_entry(desk: Desk, gesture: Add) -> Plan:
    """Write an entry that has no name, below the others."""
    section = NUMBERED[gesture.kind]
    if not gesture.fields:
        raise Refused(sentences.MISSING(key=ORDERS[gesture.kind][0]))
    held = desk.at(desk.current, (section,))
    count = len(held) if isinstance(held, list) else 0
    item = _ordered(gesture.kind, gesture.fields)
    node = f"{gesture.kind}:{desk.current}#{count + 1}"
    return Plan({desk.current: [Insert((section,), count, item)]}, node)


def _named_value(kind: str, gesture: Add) -> Data:
    short = _SHORT[kind]
    if not gesture.fields.get(short) and (kind == "input" or not gesture.fields):
        raise Refused(sentences.MISSING(key=short))
    if set(gesture.fields) == {short}:
        return gesture.fields[short]
    return _ordered(kind, gesture.fields)


def _ordered(kind: str, fields: Mapping[str, Data]) -> dict[str, Data]:
    order = ORDERS[kind]
    return dict(
        sorted(fields.items(), key=lambda one: order.index(one[0]) if one[0] in order else 99)
    )


def _index(desk: Desk, kind: str, before: str | None) -> int:
    """Return where in its list something new stands."""
    section = LISTS[kind]
    held = desk.at(desk.current, (section,))
    items = held if isinstance(held, list) else []
    if before:
        file, path = desk.place(before)
        if file != desk.current or path[0] != section or len(path) < 2:
            raise Refused(sentences.NOT_IN_THIS_LIST(name=said(before), file=desk.current))
        return int(path[1])
    if before is None or kind != "rule":
        return len(items)
    return next((at for at, one in enumerate(items) if _always(one)), len(items))


def _always(item: Data) -> bool:
    """Whether a rule applies whatever happens, so that none below it ever does."""
    return isinstance(item, dict) and not _CHOOSING & item.keys()


def rename(desk: Desk, gesture: Rename) -> Plan:
    """Call a node otherwise, everywhere."""
    kind, old = split(gesture.node)
    file, path = desk.place(gesture.node)
    if gesture.to == old:
        return Plan({}, gesture.node)
    new = desk.free(kind, gesture.to)
    changes: dict[str, list[Change]] = {}
    for name, data in desk.all.items():
        uses = list(_uses(data, kind, old, new))
        if uses:
            changes[name] = uses
    key = RenameKey(path, new) if kind in NAMED else Put((*path, "name"), new)
    changes.setdefault(file, []).insert(0, key)  # its own expressions are found by its old name
    return Plan(changes, f"{kind}:{new}")


def _uses(data: Data, kind: str, old: str, new: str) -> Iterator[Change]:
    if kind in LISTS:
        for one in listed_said(data, kind):
            if one.name == old:
                yield Put(one.path, new)
        return
    for expression in asked(data):
        parts = renamed(expression.text, old, new)
        if parts:
            yield Respell(expression.path, parts)
    for one in inputs_said(data) if kind == "input" else ():
        if one.name == old:
            yield RenameKey(one.path, new) if one.key else Put(one.path, new)


def delete(desk: Desk, gesture: Delete) -> Plan:
    """Take a node out, unless something needs it."""
    kind, name = split(gesture.node)
    file, path = desk.place(gesture.node)
    if kind in NAMED:
        users = [node for _, node in desk.asking(name)]
        if kind == "input":
            users += [
                desk.node_at(other, one.path)
                for other, data in desk.all.items()
                for one in inputs_said(data)
                if one.name == name
            ]
        if users:
            names = ", ".join(dict.fromkeys(said(user) for user in users))
            raise Refused(sentences.STILL_USED(name=name, users=names))
    return Plan({file: [Remove(path)]})


def reorder(desk: Desk, gesture: Reorder) -> Plan:
    """Carry a rule, a limit or an entry of `events` to another place in its list."""
    file, path = desk.place(gesture.node)
    if path[0] not in (LISTS | NUMBERED).values():
        raise Refused(sentences.NO_ORDER(name=said(gesture.node)))
    held = desk.at(file, path[:1])
    before = len(held)
    if gesture.before is not None:
        other, target = desk.place(gesture.before)
        if other != file or target[:1] != path[:1]:
            raise Refused(sentences.NOT_IN_THIS_LIST(name=said(gesture.before), file=file))
        before = int(target[1])
    here = int(path[1])
    if before in (here, here + 1):
        return Plan({}, gesture.node)
    kind, _ = split(gesture.node)
    there = before if before < here else before - 1
    node = f"{kind}:{file}#{there + 1}" if kind in NUMBERED else gesture.node
    return Plan({file: [Move(path, before)]}, node)


def insert_from(desk: Desk, gesture: InsertFrom) -> Plan:
    """Write what another text has and these texts have not, with its comments."""
    page = Page(gesture.text)
    source = {} if page.root is None else page.root.data()
    changes: list[Change] = []
    for key, value in source.items() if isinstance(source, dict) else ():
        changes += _missing(desk, page, key, value)
    if not changes:
        raise Refused(sentences.ALL_THERE())
    return Plan({desk.current: changes})


def _missing(desk: Desk, page: Page, section: str, value: Data) -> Iterator[Change]:
    kinds = {name: kind for kind, name in (NAMED | LISTS).items()}
    if section in ("site", "access"):
        if isinstance(value, dict) and not desk.has(section):
            yield Put((section,), value, lines=lines_of(page, (section,)))
        return
    kind = kinds.get(section, "")
    if kind in NAMED and isinstance(value, dict):
        new = {name: one for name, one in value.items() if not _taken(desk, name)}
        yield from _pairs(desk, page, section, new)
    elif isinstance(value, list) and (kind in LISTS or section == "events"):
        yield from _items(desk, page, section, value)


def _items(desk: Desk, page: Page, section: str, value: list[Data]) -> Iterator[Change]:
    """What a list has and no file has: rules and limits by their names, events as they are."""
    kind = next((kind for kind, name in LISTS.items() if name == section), "")
    events = [one for data in desk.all.values() for one in _list(data, "events")]
    new = {
        at: one
        for at, one in enumerate(value)
        if (not desk.has(f"{kind}:{name_of(one)}") if kind else one not in events)
    }
    lines = {at: lines_of(page, (section, at)) for at in new}
    held = _list(desk.all[desk.current], section)
    if not held and new:
        whole = lines_of(page, (section,)) if len(new) == len(value) else ""
        written = whole or under(section, lines.values())
        yield Put((section,), list(new.values()), lines=written)
        return
    catching = any(_always(one) for one in held)
    for at, one in new.items():
        if not (kind == "rule" and catching and _always(one)):
            index = _index(desk, kind, "") if kind else len(held)
            yield Insert((section,), index, one, lines[at])


def _list(data: Data, section: str) -> list[Data]:
    held = data.get(section) if isinstance(data, dict) else None
    return held if isinstance(held, list) else []


def _taken(desk: Desk, name: str) -> bool:
    return any(desk.has(f"{kind}:{name}") for kind in NAMED)


def _pairs(desk: Desk, page: Page, section: str, new: dict[str, Data]) -> Iterator[Change]:
    held = desk.at(desk.current, (section,))
    if not new:
        return
    lines = {name: lines_of(page, (section, name)) for name in new}
    if isinstance(held, dict) and held:
        for name, one in new.items():
            yield Put((section, name), one, lines=lines[name])
    else:
        yield Put((section,), new, lines=under(section, lines.values()))
