"""What can be said of the rules as a whole: circles, and what is probably not meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from borne.domain.decision import Mode
from borne.domain.say import Sentence
from borne.domain.units import Dimension
from borne.rules import words, words_of_yaml
from borne.rules.expression import depth_of
from borne.rules.model import Condition, Input, Limit, Rule, RuleBook
from borne.rules.problem import Problems
from borne.rules.when import Part, Place

_DEEPEST: Final = 60
"""So deep conditions ask each other, each counted with its own brackets."""
_CIRCLES: Final = 50
"""So many circles are looked for, and so many names of one are said."""


def cycles(conditions: Mapping[str, Condition], problems: Mapping[str, Problems]) -> None:
    """Refuse conditions that ask themselves, at each of the first of them."""
    for name in list(_unsettled(conditions))[:_CIRCLES]:
        circle = _circle(name, conditions)
        if circle is not None:
            said = circle if len(circle) <= _CIRCLES else [*circle[:_CIRCLES], "…", name]
            message = words.CYCLE(circle=" → ".join(said))
            place = conditions[name].place
            problems[place.file].error(place.span, "cycle", message)


def too_deep(conditions: Mapping[str, Condition], problems: Mapping[str, Problems]) -> None:
    """Refuse what asks so many others one after the other that no program could follow."""
    depths = _depths(conditions)
    for name, condition in conditions.items():
        inner = [depths[read] for read in condition.when.reads & conditions.keys()]
        if depths[name] > _DEEPEST and max(inner, default=0) <= _DEEPEST:
            place = condition.place
            problems[place.file].error(place.span, "too-deep", words_of_yaml.TOO_DEEP())


def _depths(conditions: Mapping[str, Condition]) -> dict[str, int]:
    """How deep each asks, itself and others; what asks itself counts once."""
    found: dict[str, int] = {}
    begun: set[str] = set()
    for start in conditions:
        waiting = [start]
        while waiting:
            name = waiting[-1]
            reads = conditions[name].when.reads & conditions.keys()
            left = [read for read in reads if read not in found and read not in begun]
            if name not in found and left and name not in begun:
                begun.add(name)
                waiting.extend(left)
                continue
            waiting.pop()
            inner = max((found.get(read, 0) for read in reads), default=0)
            found.setdefault(name, inner + _own_depth(conditions[name]))
    return found


def _own_depth(condition: Condition) -> int:
    return 1 + max((_part_depth(part) for part in condition.when.parts), default=0)


def _part_depth(part: Part) -> int:
    own = depth_of(part.tree) if part.tree else 0
    return 1 + max((own, *(_part_depth(one) for one in part.parts)))


def _unsettled(conditions: Mapping[str, Condition]) -> Iterator[str]:
    """The conditions that are in a circle, or lead to one."""
    waits = {name: set(one.when.reads & conditions.keys()) for name, one in conditions.items()}
    readers: dict[str, list[str]] = {name: [] for name in conditions}
    for name, reads in waits.items():
        for read in reads:
            readers[read].append(name)
    free = [name for name, reads in waits.items() if not reads]
    while free:
        name = free.pop()
        for reader in readers[name]:
            waits[reader].discard(name)
            if not waits[reader]:
                free.append(reader)
    return (name for name, reads in waits.items() if reads)


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


_OF_SITE: Final = {"surplus": "meter", "headroom": "contract", "price": "price"}
"""Built-in names, and the key under `site` without which each is unknown."""


def needs(book: RuleBook, problems: Mapping[str, Problems]) -> None:
    """Warn of what can do nothing as long as the site does not say something."""
    lacking = {
        name: key
        for name, key in _OF_SITE.items()
        if getattr(book.site, key) is None and name not in book.inputs
    }
    asking: tuple[Condition | Rule | Limit, ...]
    asking = (*book.conditions.values(), *book.rules, *book.limits)
    for one in asking:
        for name in sorted(one.when.reads & lacking.keys()):
            _need(problems, one.place, name, lacking[name], words.STAYS_UNKNOWN())
    for rule in book.rules:
        for what, key, without in _needs_of(rule, lacking):
            _need(problems, rule.place, what, key, without)


def _needs_of(rule: Rule, lacking: Mapping[str, str]) -> Iterator[tuple[str, str, Sentence]]:
    """What the charge of a rule needs: the mode or the key that does, and the key of the site."""
    modes = {rule.mode, rule.meanwhile.mode}
    if "surplus" in lacking and Mode.SURPLUS in modes:
        yield "surplus", "meter", words.NEVER_CHARGES()
    if "price" not in lacking:
        return
    goal = rule.goal
    if goal is not None and goal.price is None and goal.below is not None:
        yield "below", "price", words.NEVER_CHARGES()
    if goal is not None and goal.price is None and goal.length is not None:
        yield "cheapest", "price", words.CHARGES_AT_ONCE()
    if any(quota.said.dimension is Dimension.MONEY for quota in rule.at_most):
        yield "at_most", "price", words.NEVER_COUNTED()


def _need(
    problems: Mapping[str, Problems], place: Place, name: str, key: str, without: Sentence
) -> None:
    message = words.NEEDS_OF_SITE(name=name, key=key, without=without)
    problems[place.file].warning(place.span, "needs-of-site", message)
