"""What rules speak of and the house does not have: entities, and names that no badge stands for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from borne.domain.say import Sentence
from borne.domain.tag import folded
from borne.rules import words
from borne.rules.model import RuleBook
from borne.rules.problem import Problem, Severity
from borne.rules.suggest import did_you_mean
from borne.rules.when import Place, When, every_part


@dataclass(frozen=True, slots=True)
class Outside:
    """What there is; None: not known, so that nothing is said of it."""

    entities: frozenset[str] | None = None
    names: frozenset[str] | None = None
    """Folded: badges, persons, vehicles and groups."""


def missing(book: RuleBook, there: Outside) -> tuple[Problem, ...]:
    """Warn of each entity that Home Assistant does not have, and of each name nobody has."""
    return (*_entities(book, there), *_names(book, there))


def _entities(book: RuleBook, there: Outside) -> Iterator[Problem]:
    if not there.entities:  # none at all: Home Assistant is just starting
        return
    for entry in book.inputs.values():
        if entry.entity in there.entities or entry.place is None:
            continue
        domain = entry.entity.partition(".")[0]
        alike = (one for one in there.entities if one.startswith(f"{domain}."))
        message = words.NO_SUCH_ENTITY(entity=entry.entity)
        yield _warning(entry.place, "no-such-entity", message, did_you_mean(entry.entity, alike))


def _names(book: RuleBook, there: Outside) -> Iterator[Problem]:
    if there.names is None:
        return
    for when, place in _whens(book):
        wanted = [part.about[1] for part in every_part(when.parts) if part.about is not None
                  and part.about[0] == "who"]  # fmt: skip
        for name in sorted(frozenset[str]().union(*wanted)):
            if folded(name) not in there.names:
                hint = did_you_mean(name, there.names) or words.NAME_A_BADGE()
                yield _warning(place, "nobody", words.NOBODY_CALLED(name=name), hint)


def _whens(book: RuleBook) -> Iterator[tuple[When, Place]]:
    yield from ((one.when, one.place) for one in book.conditions.values())
    yield from ((one.when, one.place) for one in book.rules)
    yield from ((one.when, one.place) for one in book.limits)
    yield from ((one.when, one.place) for one in book.ties if one.when and one.place)


def _warning(place: Place, code: str, message: Sentence, hint: Sentence | None) -> Problem:
    span = place.span
    ends = (span.line, span.column, span.end_line, span.end_column)
    return Problem(place.file, *ends, Severity.WARNING, code, message, hint)
