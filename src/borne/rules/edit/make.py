"""Gestures become changes of the texts."""

from __future__ import annotations

from collections.abc import Mapping

from borne.rules.edit import make_nodes, make_values, make_wires
from borne.rules.edit.desk import Desk, Made, Plan
from borne.rules.edit.gesture import (
    Add,
    Connect,
    Delete,
    Disconnect,
    Gesture,
    InsertFrom,
    Rename,
    Reorder,
    SetValue,
    Wrap,
)


def make(texts: Mapping[str, str], current: str, gesture: Gesture) -> tuple[list[Made], str | None]:
    """Return the edits of each file that changes, and the node that was made or named.

    `current` is the file in which something new is written. Raises Refused.
    """
    desk = Desk(texts, current)
    plan = _plan(desk, gesture)
    return desk.make(plan), plan.node


def _plan(desk: Desk, gesture: Gesture) -> Plan:
    match gesture:
        case Add():
            return make_nodes.add(desk, gesture)
        case Rename():
            return make_nodes.rename(desk, gesture)
        case Delete():
            return make_nodes.delete(desk, gesture)
        case Reorder():
            return make_nodes.reorder(desk, gesture)
        case InsertFrom():
            return make_nodes.insert_from(desk, gesture)
        case Connect():
            return make_wires.connect(desk, gesture)
        case Disconnect():
            return make_wires.disconnect(desk, gesture)
        case SetValue():
            return make_values.set_value(desk, gesture)
        case Wrap():
            return make_values.wrap(desk, gesture)
