"""The rules as nodes and wires, and the names that an editor may offer. A view, never the truth."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from borne.domain.phasing import Phases
from borne.domain.say import Sentence, plain
from borne.domain.site import Site
from borne.domain.units import Dimension, Quantity
from borne.rules import reasons, words
from borne.rules.model import Limit, Rule, RuleBook
from borne.rules.names import BUILTINS, FUNCTIONS
from borne.rules.ties import Tie
from borne.rules.when import Place, When


@dataclass(frozen=True, slots=True)
class Node:
    """A box of the graph.

    `kind` is input, condition, rule, limit, event, access, site or connector. An event has no name
    of its own: its id tells the file and which entry it is, its name on what it happens.
    """

    id: str
    kind: str
    name: str
    summary: Sentence
    file: str
    line: int
    order: int


@dataclass(frozen=True, slots=True)
class Wire:
    """From what is read to what reads it; negated where it stands under a `not`."""

    source: str
    target: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes and wires."""

    nodes: tuple[Node, ...] = ()
    wires: tuple[Wire, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """A name that an expression may use; `kind` is input, condition, builtin or function."""

    name: str
    kind: str
    summary: Sentence


def draw(book: RuleBook, places: Mapping[str, Place]) -> Graph:
    """Return the graph of what could be read.

    `places` tells where `site`, `access` and each `connector:garage/1` stand.
    """
    return Graph((*_sections(book, places), *_nodes(book)), (*_wires(book, places),))


def known_names(book: RuleBook) -> tuple[Name, ...]:
    """Return the names that an expression may use."""
    return (
        *(
            Name(one.name, "input", words.SUMMARY_INPUT(entity=one.entity))
            for one in book.inputs.values()
        ),
        *(Name(one.name, "condition", _say_when(one.when)) for one in book.conditions.values()),
        *(Name(name, "builtin", one.summary()) for name, one in BUILTINS.items()),
        *(Name(name, "function", summary()) for name, summary in FUNCTIONS.items()),
    )


def _sections(book: RuleBook, places: Mapping[str, Place]) -> Iterator[Node]:
    """The nodes of what is not a list of its own: the site, its connectors and the access."""
    for id_, place in places.items():
        kind, _, name = id_.partition(":")
        if kind == "site":
            summary = _say_site(book.site)
        elif kind == "access":
            access = book.access
            summary = words.SUMMARY_ACCESS(
                known=access.known_tag, unknown=access.unknown_tag, without=access.without_tag
            )
        else:
            limits = book.site.limits_of(name)
            summary = words.SUMMARY_CONNECTOR(
                least=Quantity(limits.least, Dimension.CURRENT),
                most=Quantity(limits.most, Dimension.CURRENT),
            )
            either = Phases.EITHER if limits.switching else None
            summary = reasons.on_phases(summary, either)
        yield Node(id_, kind, name or kind, summary, place.file, place.span.line, place.order)


def _nodes(book: RuleBook) -> Iterator[Node]:
    for entry in book.inputs.values():
        summary = words.SUMMARY_INPUT(entity=entry.entity)
        if entry.place is not None:
            yield _node("input", entry.name, summary, entry.place)
    for condition in book.conditions.values():
        yield _node("condition", condition.name, _say_when(condition.when), condition.place)
    for rule in book.rules:
        yield _node("rule", rule.name, _say_rule(rule), rule.place)
    for limit in book.limits:
        yield _node("limit", limit.name, _say_limit(limit), limit.place)
    for tie in book.ties:
        if tie.place is not None:
            place, name = tie.place, ", ".join(sorted(one.value for one in tie.on))
            yield Node(
                event_id(tie),
                "event",
                name,
                _say_tie(tie),
                place.file,
                place.span.line,
                place.order,
            )


def event_id(tie: Tie) -> str:
    """Return the id of an entry of `events`, as `event:home.yaml#1`."""
    return f"event:{tie.place.file if tie.place else ''}#{tie.number}"


def _node(kind: str, name: str, summary: Sentence, place: Place) -> Node:
    return Node(f"{kind}:{name}", kind, name, summary, place.file, place.span.line, place.order)


def _wires(book: RuleBook, places: Mapping[str, Place]) -> Iterator[Wire]:
    if "site" in places:
        for name in sorted(book.site.inputs & book.inputs.keys()):
            yield Wire(f"input:{name}", "site")
        yield from (Wire("site", id_) for id_ in places if id_.startswith("connector:"))
    for condition in book.conditions.values():
        yield from _reads(condition.when, f"condition:{condition.name}", book)
    for rule in book.rules:
        yield from _reads(rule.when, f"rule:{rule.name}", book)
        planned = rule.goal.inputs if rule.goal else frozenset()
        for name in sorted(planned - rule.when.reads):
            yield Wire(f"input:{name}", f"rule:{rule.name}")
    for limit in book.limits:
        target = f"limit:{limit.name}"
        yield from _reads(limit.when, target, book)
        if limit.keep is not None and limit.keep not in limit.when.reads:
            yield Wire(f"input:{limit.keep}", target)
    for tie in book.ties:
        if tie.when is not None:
            yield from _reads(tie.when, event_id(tie), book)


def _reads(when: When, target: str, book: RuleBook) -> Iterator[Wire]:
    negated = when.negated
    for name in sorted(when.reads):
        if name in book.inputs:
            yield Wire(f"input:{name}", target, name in negated)
        elif name in book.conditions:
            yield Wire(f"condition:{name}", target, name in negated)


def _say_site(site: Site) -> Sentence:
    if site.contract is None:
        return words.SUMMARY_SITE_OPEN(phases=site.phases)
    contract = Quantity(site.contract, Dimension.APPARENT)
    return words.SUMMARY_SITE(contract=contract, phases=site.phases)


def _say_when(when: When) -> Sentence:
    said = " · ".join(part.said for part in when.parts)
    if not said:
        return words.SUMMARY_ALWAYS()
    return plain(said) if when.hold is None else words.SUMMARY_FOR(when=said, hold=when.hold)


def _say_rule(rule: Rule) -> Sentence:
    charge = reasons.say_goal(rule.goal) if rule.goal else reasons.say_charge(rule)
    charge = reasons.on_phases(charge, rule.phases)
    return words.SUMMARY_RULE(charge=charge, when=_say_when(rule.when))


def _say_tie(tie: Tie) -> Sentence:
    """Say what is done, and what must hold for it."""
    done = [
        *([words.SUMMARY_NOTIFIES(text=tie.notify)] if tie.notify else []),
        *([words.SUMMARY_FIRES(event=tie.event)] if tie.event else []),
        *([words.SUMMARY_CALLS(action=tie.call)] if tie.call else []),
    ]
    said = done[0] if done else words.SUMMARY_NOTHING()
    for other in done[1:]:
        said = words.SUMMARY_AND(one=said, other=other)
    return said if tie.when is None else words.SUMMARY_RULE(charge=said, when=_say_when(tie.when))


def _say_limit(limit: Limit) -> Sentence:
    if limit.total:
        amount = Quantity(limit.amps or limit.below or 0.0, limit.dimension or Dimension.CURRENT)
        what = words.SUMMARY_TOTAL(amount=amount)
    elif limit.amps is not None:
        what = words.SUMMARY_CEILING(amps=Quantity(limit.amps, Dimension.CURRENT))
    else:
        what = words.SUMMARY_KEEP(name=limit.keep, below=_below(limit))
    return words.SUMMARY_RULE(charge=what, when=_say_when(limit.when))


def _below(limit: Limit) -> Quantity | None:
    if limit.below is None:
        return None
    return Quantity(limit.below, limit.dimension or Dimension.APPARENT)
