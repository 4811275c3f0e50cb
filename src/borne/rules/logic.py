"""Kleene's three-valued logic over closures: true, false, and None for unknown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from borne.domain.fact import Value
from borne.rules.moment import Moment, Truth

Ask: TypeAlias = Callable[[Moment], Truth]


def all_of(asks: tuple[Ask, ...]) -> Ask:
    """And: false as soon as one is false, else unknown if one is unknown."""
    if len(asks) == 1:
        return asks[0]

    def ask(moment: Moment) -> Truth:
        result: Truth = True
        for one in asks:
            answer = one(moment)
            if answer is False:
                return False
            if answer is None:
                result = None
        return result

    return ask


def any_of(asks: tuple[Ask, ...]) -> Ask:
    """Or: true as soon as one is true, else unknown if one is unknown."""
    if len(asks) == 1:
        return asks[0]

    def ask(moment: Moment) -> Truth:
        result: Truth = False
        for one in asks:
            answer = one(moment)
            if answer is True:
                return True
            if answer is None:
                result = None
        return result

    return ask


def negation(ask: Ask) -> Ask:
    """Not: unknown stays unknown."""

    def reverse(moment: Moment) -> Truth:
        answer = ask(moment)
        return None if answer is None else not answer

    return reverse


WORDS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("on", "true", "yes"), True),
    **dict.fromkeys(("off", "false", "no"), False),
}


def as_truth(value: Value | None) -> Truth:
    """A value where a question is asked: on and off, or a number that is not 0."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return WORDS.get(value.strip().casefold())
    return value != 0
