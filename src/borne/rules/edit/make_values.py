"""Values of a node change; what it asks gets a name."""

from __future__ import annotations

from collections.abc import Iterator

from borne.rules.edit import make_nodes, sentences
from borne.rules.edit.change import Change, Insert, Put, Remove
from borne.rules.edit.desk import ORDERS, SECTIONS, Desk, Plan, said
from borne.rules.edit.gesture import Rename, SetValue, Wrap
from borne.rules.edit.page import Path
from borne.rules.edit.refusal import Refused
from borne.rules.edit.tree import Data
from borne.rules.edit.where import LISTS, NAMED, split

_SHORT = {"input": "entity", "condition": "when"}


def set_value(desk: Desk, gesture: SetValue) -> Plan:
    """Write, replace or remove the value of a key."""
    kind, name = split(gesture.node)
    keys, value = gesture.path, gesture.value
    if kind in LISTS and keys == ("name",) and isinstance(value, str):
        return make_nodes.rename(desk, Rename(gesture.node, value.strip()))
    file, base = _base(desk, gesture.node)
    here = desk.at(file, base)
    if kind in NAMED and not isinstance(here, dict) and here:
        return Plan({file: [_shorthand(kind, name, base, here, gesture)]}, gesture.node)
    if value is None:
        return Plan({file: [_removed(desk, file, base, gesture)]}, gesture.node)
    order = ORDERS.get(kind, ()) if len(keys) == 1 else ()
    changes = list(_difference((*base, *keys), desk.at(file, (*base, *keys)), value, order))
    return Plan({file: changes}, gesture.node)


def _base(desk: Desk, node: str) -> tuple[str, Path]:
    """Return where a node stands; the site, access and connectors may be new."""
    kind, name = split(node)
    if desk.has(node):
        return desk.place(node)
    if kind in ("site", "access"):
        return desk.current, (kind,)
    if kind == "connector" and name:
        file = desk.place("site")[0] if desk.has("site") else desk.current
        return file, ("site", "connectors", name)
    raise Refused(sentences.NO_NODE(name=said(node)))


def _shorthand(kind: str, name: str, base: Path, here: Data, gesture: SetValue) -> Change:
    """Change what is written without its key, as `tempo: sensor.tempo`."""
    keys, value, short = gesture.path, gesture.value, _SHORT[kind]
    if value is None:
        key = keys[0] if keys else name
        raise Refused(sentences.NEEDED(key=key) if keys == (short,) else sentences.NOT_THERE())
    if keys == (short,):
        return Put(base, value)
    if len(keys) != 1:
        raise Refused(sentences.NOT_THERE())
    return Put(base, {short: here, str(keys[0]): value})


def _removed(desk: Desk, file: str, base: Path, gesture: SetValue) -> Change:
    kind, _ = split(gesture.node)
    key = str(gesture.path[-1])
    section = SECTIONS.get(kind)
    if section and len(gesture.path) == 1 and key in section.keys and section.keys[key].required:
        raise Refused(sentences.NEEDED(key=key))
    holder = desk.at(file, (*base, *gesture.path[:-1]))
    if not _holds(holder, gesture.path[-1]):
        raise Refused(sentences.NOT_THERE())
    return Remove((*base, *gesture.path))


def _holds(holder: Data, step: str | int) -> bool:
    if isinstance(holder, dict):
        return step in holder
    return isinstance(holder, list) and isinstance(step, int) and 0 <= step < len(holder)


def _difference(path: Path, old: Data, new: Data, order: tuple[str, ...]) -> Iterator[Change]:
    """Return the fewest changes from one value to another."""
    if old == new:
        return
    if isinstance(old, list) and isinstance(new, list) and old and new:
        yield from _between_lists(path, old, new)
    elif isinstance(old, dict) and isinstance(new, dict) and old and new and old.keys() & new:
        yield from _between_keys(path, old, new)
    else:
        yield Put(path, new, order)


def _between_lists(path: Path, old: list[Data], new: list[Data]) -> Iterator[Change]:
    if len(old) == len(new):
        for index, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _difference((*path, index), one, other, ())
    elif new[: len(old)] == old:
        for one in new[len(old) :]:
            yield Insert(path, len(old), one)
    elif len(old) == len(new) + 1:
        at = next((at for at, one in enumerate(new) if one != old[at]), len(new))
        yield Remove((*path, at)) if [*old[:at], *old[at + 1 :]] == new else Put(path, new)
    else:
        yield Put(path, new)


def _between_keys(path: Path, old: dict[str, Data], new: dict[str, Data]) -> Iterator[Change]:
    if len(old.keys() - new) > 1:
        yield Put(path, new)
        return
    for key in [*old, *(key for key in new if key not in old)]:
        if key not in new:
            yield Remove((*path, key))
        else:
            yield from _difference((*path, key), old.get(key, ""), new[key], ())


def wrap(desk: Desk, gesture: Wrap) -> Plan:
    """Give a name to what a rule or a limit asks."""
    kind, _ = split(gesture.node)
    file, path = desk.place(gesture.node)
    here = desk.at(file, path)
    if kind not in LISTS or not isinstance(here, dict):
        raise Refused(sentences.NO_WRAP(name=said(gesture.node)))
    asked = {key: here[key] for key in ("when", "any") if here.get(key)}
    if not asked:
        raise Refused(sentences.ASKS_NOTHING(name=said(gesture.node)))
    name = desk.free("condition", gesture.name)
    value: Data = {**asked, **({"for": gesture.hold} if gesture.hold else {})}
    if isinstance(value, dict) and value.keys() == {"when"}:
        value = value["when"]
    changes: list[Change] = [Put(("conditions", name), value)]
    changes.append(Put((*path, "when"), name, ORDERS[kind]))
    if "any" in here:
        changes.append(Remove((*path, "any")))
    return Plan({file: changes}, f"condition:{name}")
