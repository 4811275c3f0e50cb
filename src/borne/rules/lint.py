"""What can be said of the rules as a whole: circles, and what is probably not meant."""

from __future__ import annotations

from collections.abc import Mapping

from borne.rules import words
from borne.rules.model import Condition, Input
from borne.rules.problem import Problems


def cycles(conditions: Mapping[str, Condition], problems: Mapping[str, Problems]) -> None:
    """Refuse conditions that ask themselves, at each of them."""
    for name, condition in conditions.items():
        circle = _circle(name, conditions)
        if circle is not None:
            message = words.CYCLE(circle=" → ".join(circle))
            place = condition.place
            problems[place.file].error(place.span, "cycle", message)


def _circle(start: str, conditions: Mapping[str, Condition]) -> list[str] | None:
    """Return the way from a condition back to itself."""
    came_from: dict[str, str] = {}
    waiting = [start]
    while waiting:
        name = waiting.pop()
        for read in sorted(conditions[name].when.reads & conditions.keys()):
            if read == start:
                way = [name]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return [*reversed(way), start]
            if read not in came_from:
                came_from[read] = name
                waiting.append(read)
    return None


def warn(
    inputs: Mapping[str, Input],
    conditions: Mapping[str, Condition],
    used: set[str],
    problems: Mapping[str, Problems],
) -> None:
    """Warn of what can never matter."""
    for entry in inputs.values():
        if entry.name not in used and entry.place is not None:
            message = words.UNUSED_INPUT(name=entry.name)
            problems[entry.place.file].warning(entry.place.span, "unused-input", message)
    for condition in conditions.values():
        if condition.name not in used:
            message = words.UNUSED_CONDITION(name=condition.name)
            place = condition.place
            problems[place.file].warning(place.span, "unused-condition", message)
