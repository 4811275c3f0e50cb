"""Wires come and go: what a rule, a limit, a condition or the site looks at."""

from __future__ import annotations

from collections.abc import Sequence

from borne.rules.edit import sentences
from borne.rules.edit.change import Change, Insert, Put, Remove, Respell
from borne.rules.edit.desk import ORDERS, Desk, Plan, said
from borne.rules.edit.gesture import Connect, Disconnect
from borne.rules.edit.page import Path
from borne.rules.edit.patch import Edit
from borne.rules.edit.refusal import Refused
from borne.rules.edit.terms import asks, with_term, without_name
from borne.rules.edit.tree import Data
from borne.rules.edit.where import NAMED, split
from borne.rules.expression import Logic, parse_expression
from borne.rules.lexer import WrongExpression

_ASKING = ("condition", "rule", "limit", "event")
_TIMES = frozenset({"between", "days", "season", "charger", "connector", "who", "sun"})


def connect(desk: Desk, gesture: Connect) -> Plan:
    """Make `to` look at `source`."""
    kind, name = split(gesture.source)
    target, _ = split(gesture.to)
    if kind not in NAMED or target not in (*_ASKING, "site"):
        raise Refused(sentences.NO_WIRE(source=said(gesture.source), to=said(gesture.to)))
    if not desk.has(gesture.source):
        raise Refused(sentences.NO_NODE(name=name))
    if gesture.source == gesture.to:
        raise Refused(sentences.ITSELF(name=name))
    if target == "site" or gesture.key is not None:
        return _measured(desk, gesture, name)
    file, path = desk.place(gesture.to)
    term = _term(gesture, name)
    here = desk.at(file, path)
    if term in _terms(here):
        raise Refused(sentences.ALREADY(name=said(gesture.to), term=term))
    return Plan({file: list(_asked_too(here, path, target, term))}, gesture.to)


def _measured(desk: Desk, gesture: Connect, name: str) -> Plan:
    target, _ = split(gesture.to)
    keys = tuple((gesture.key or "").split("."))
    known = ORDERS["site"] if target == "site" else ("keep",) if target == "limit" else ()
    if keys[0] not in known or split(gesture.source)[0] != "input":
        raise Refused(sentences.WHICH_KEY(name=said(gesture.to)))
    new = target == "site" and not desk.has("site")
    file, path = (desk.current, ("site",)) if new else desk.place(gesture.to)
    return Plan({file: [Put((*path, *keys), name, ORDERS[target])]}, gesture.to)


def _term(gesture: Connect, name: str) -> str:
    term = (gesture.expression or name).strip()
    try:
        tree = parse_expression(term)
    except WrongExpression as error:
        reason = error.message
        raise Refused(sentences.NOT_AN_EXPRESSION(text=term[:80], reason=reason)) from error
    if not asks(term, name):
        raise Refused(sentences.ASKS_NOT(text=term[:80], name=name))
    if not gesture.negated:
        return term
    return f"not {term}" if not isinstance(tree, Logic) and term == name else f"not ({term})"


def _terms(data: Data) -> list[str]:
    """Return the single things that must all hold, where they are written apart."""
    if isinstance(data, dict):
        data = data.get("when", "")
    if isinstance(data, list):
        return [one.strip() for one in data if isinstance(one, str)]
    return [data.strip()] if isinstance(data, str) else []


def _asked_too(data: Data, path: Path, kind: str, term: str) -> Sequence[Change]:
    order = ORDERS[kind]
    if isinstance(data, dict):
        path, data = (*path, "when"), data.get("when", "")
    if isinstance(data, list) and data:
        return [Insert(path, len(data), term)]
    if isinstance(data, dict):
        return [Put(path, [data, term], order)]
    if isinstance(data, str) and data.strip():
        return [Respell(path, with_term(data, term))]
    return [Put(path, term, order)]


def disconnect(desk: Desk, gesture: Disconnect) -> Plan:
    """Make `to` look at `source` no longer."""
    kind, name = split(gesture.source)
    target, _ = split(gesture.to)
    file, path = desk.place(gesture.to)
    here = desk.at(file, path)
    if target == "site":
        return Plan({file: [_not_measured(here, name, gesture)]}, gesture.to)
    if target not in _ASKING or kind not in NAMED:
        raise Refused(sentences.NO_WIRE(source=said(gesture.source), to=said(gesture.to)))
    if isinstance(here, dict) and str(here.get("keep", "")).strip() == name:
        raise Refused(sentences.KEEP_NEEDS(name=said(gesture.to)))
    found = _asked_by(here, path, name) if isinstance(here, dict) else _less(here, path, name)
    if found is None or (target == "condition" and _nothing_left(here, path, found)):
        raise Refused(sentences.NOTHING_LEFT(name=said(gesture.to)))
    if not found:
        raise Refused(sentences.NOT_ASKED(name=said(gesture.to), other=name))
    return Plan({file: found}, gesture.to)


def _nothing_left(data: Data, path: Path, changes: list[Change]) -> bool:
    if not isinstance(data, dict):
        return False
    gone = {one.path[-1] for one in changes if isinstance(one, Remove) and one.path[:-1] == path}
    return not ({"when", "any", *_TIMES} & (data.keys() - gone))


def _asked_by(data: dict[str, Data], path: Path, name: str) -> list[Change]:
    """Return what takes a name out of the keys that ask."""
    changes: list[Change] = []
    for key in ("when", "any"):
        if key in data:
            inner = _less(data[key], (*path, key), name)
            changes += [Remove((*path, key))] if inner is None else inner
    return changes


def _less(data: Data, path: Path, name: str) -> list[Change] | None:
    """Return what takes a name out; None: nothing would be left."""
    if isinstance(data, str):
        if not asks(data, name):
            return []
        parts = without_name(data, name)
        return None if parts is None else [Respell(path, _tidy(parts))]
    if isinstance(data, dict):
        inner = _asked_by(data, path, name)
        gone = {one.path[-1] for one in inner if isinstance(one, Remove)}
        return None if data and gone >= data.keys() else inner
    found = [_less(one, (*path, index), name) for index, one in enumerate(data)]
    if data and all(one is None for one in found):
        return None
    kept = [one for one, inner in zip(data, found, strict=True) if inner is not None]
    if len(kept) + 1 < len(data):
        return [Put(path, kept)]
    return [
        change
        for index, inner in enumerate(found)
        for change in ([Remove((*path, index))] if inner is None else inner)
    ]


def _tidy(parts: tuple[Edit, ...]) -> tuple[Edit, ...]:
    return tuple(sorted(parts))


def _not_measured(site: Data, name: str, gesture: Disconnect) -> Change:
    held = site if isinstance(site, dict) else {}
    for key, value in held.items():
        if isinstance(value, str) and value.strip() == name:
            return Remove(("site", key))
        if isinstance(value, dict) and key != "connectors":
            inner = [one for one, text in value.items() if text == name]
            if inner and key == "meter":
                raise Refused(sentences.METER_NEEDS())
            if inner:
                return Remove(("site", key, inner[0]) if len(value) > 1 else ("site", key))
    raise Refused(sentences.NOT_ASKED(name=said(gesture.to), other=name))
