"""Nodes read into values: what does not fit becomes a problem at its place."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypeVar

from borne.domain.errors import WrongQuantity
from borne.domain.say import Sentence
from borne.domain.units import UNITS, Dimension, Quantity, parse_quantity
from borne.rules import words, words_of_expressions
from borne.rules.document import MappingNode, Node, Scalar, SequenceNode
from borne.rules.meant import NEGATIONS, bare, meant
from borne.rules.problem import Problems, Span
from borne.rules.section import Section
from borne.rules.suggest import closest, did_you_mean

Choice = TypeVar("Choice", bound=StrEnum)

_IN_WORDS: Final = re.compile(r"([+-]?[0-9]+(?:[.,][0-9]+)?)\s*([^\W\d][^0-9]*)\Z")
LONGEST: Final = timedelta(days=366)


class Fields:
    """Reads the values of one file, and notes what is wrong with them."""

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def error(self, node: Node, code: str, message: Sentence, hint: Sentence | None = None) -> None:
        self.problems.error(node.span, code, message, hint)

    def section(self, node: Node, section: Section) -> Mapping[str, Node]:
        """Return the values of a section's keys; each other key is a problem."""
        if not isinstance(node, MappingNode):
            message = words.EXPECTED_KEYS(key=section.name, known=_listed(section.keys))
            self.error(node, "not-a-mapping", message)
            return {}
        found: dict[str, Node] = {}
        for pair in node.pairs:
            key = pair.key.value
            if key in section.keys:
                found[key] = pair.value
            else:
                self.unknown_key(pair.key, section, node)
        for key, rule in section.keys.items():
            if rule.required and key not in {pair.key.value for pair in node.pairs}:
                message = words.MISSING_KEY(key=key, takes=rule.takes())
                self.error(node, "missing-key", message)
        return found

    def unknown_key(self, key: Scalar, section: Section, among: MappingNode) -> None:
        """Refuse a key that the language does not have."""
        if key.value == "<<":
            self.error(key, "unknown-key", words.NO_MERGE())
            return
        near = self._meant(key.value, section, among)
        hint = (
            words.DID_YOU_MEAN(word=near)
            if near is not None
            else words.KNOWN_KEYS(known=_listed(section.keys))
        )
        where = words.UNKNOWN_KEY_IN(key=key.value, section=section.name)
        message = where if section.name else words.UNKNOWN_KEY(key=key.value)
        self.error(key, "unknown-key", message, hint)

    def _meant(self, text: str, section: Section, among: MappingNode) -> str | None:
        """The key that may have been meant; one that stands there already is not missed."""
        if "when" in section.keys and bare(text) in NEGATIONS:
            return "when: not …"
        there = {pair.key.value for pair in among.pairs}
        free = [key for key in section.keys if key not in there]
        return closest(text, free) or closest(text, section.keys)

    def text(self, node: Node) -> str | None:
        """Return the text of a scalar that says something."""
        if not isinstance(node, Scalar):
            self.error(node, "not-a-text", words.EXPECTED_TEXT())
            return None
        if not node.value.strip():
            self.error(node, "empty", words.EMPTY())
            return None
        return node.value.strip()

    def texts(self, node: Node) -> list[Scalar]:
        """Return the scalars of a list, or the one that stands alone."""
        items = node.items if isinstance(node, SequenceNode) else (node,)
        if not items:
            self.error(node, "empty", words.EMPTY())
        return [item for item in items if self.text(item) is not None and isinstance(item, Scalar)]

    def quantity(self, node: Node, wanted: Iterable[Dimension]) -> Quantity | None:
        """Return an amount in one of these dimensions; a bare number is of the first."""
        text = self.text(node)
        if text is None:
            return None
        dimensions = tuple(wanted)
        try:
            found = parse_quantity(text, bare=dimensions[0])
        except WrongQuantity:
            message = words.NO_QUANTITY(text=text, unit=_units(dimensions))
            if dimensions == (Dimension.NUMBER,):
                message = words_of_expressions.NOT_A_NUMBER()
            self.error(node, "wrong-unit", message, _amount_meant(text))
            return None
        if found.dimension not in dimensions or not math.isfinite(found.value):
            message = words.WRONG_UNIT(text=text, unit=_units(dimensions))
            self.error(node, "wrong-unit", message, _other_unit(text, dimensions))
            return None
        return found

    def amount(self, node: Node, dimension: Dimension, least: float, most: float) -> float | None:
        """Return an amount between two bounds, in the base unit."""
        found = self.quantity(node, (dimension,))
        if found is None:
            return None
        if not least <= found.value <= most:
            bounds = (Quantity(least, dimension), Quantity(most, dimension))
            message = words.OUT_OF_RANGE(least=bounds[0], most=bounds[1])
            self.error(node, "out-of-range", message)
            return None
        return found.value

    def amps(self, node: Node, least: float = 0.0, most: float = 500.0) -> float | None:
        """Return a current in A."""
        return self.amount(node, Dimension.CURRENT, least, most)

    def whole(self, node: Node, choices: range) -> int | None:
        """Return a whole number within `choices`."""
        text = self.text(node)
        if text is None:
            return None
        if text.lstrip("+-").isdecimal() and len(text) < 9 and int(text) in choices:
            return int(text)
        message = words.NOT_WHOLE(text=text, least=str(choices[0]), most=str(choices[-1]))
        self.error(node, "out-of-range", message)
        return None

    def duration(self, node: Node) -> timedelta | None:
        """Return a length of time; a bare number counts seconds."""
        seconds = self.amount(node, Dimension.TIME, 0.0, LONGEST.total_seconds())
        return None if seconds is None else timedelta(seconds=seconds)

    def choice(self, node: Node, choices: type[Choice]) -> Choice | None:
        """Return one of an enumeration's words."""
        text = self.text(node)
        if text is None:
            return None
        known = [choice.value for choice in choices]
        if text in known:
            return choices(text)
        message = words.NOT_ONE_OF(text=text, known=_listed(known))
        self.error(node, "not-one-of", message, did_you_mean(text, known))
        return None

    def input_name(self, node: Node, inputs: Mapping[str, object]) -> str | None:
        """Return the name of an input that exists."""
        text = self.text(node)
        if text is None or text in inputs:
            return text
        hint = did_you_mean(text, inputs) or words.NAME_IT_UNDER_INPUTS()
        self.error(node, "unknown-name", words.NO_INPUT(name=text), hint)
        return None


def place_of(scalar: Scalar, start: int, end: int) -> Span:
    """Return where a part of a scalar's stripped text stands in the file."""
    ahead = len(scalar.value) - len(scalar.value.lstrip())
    return scalar.at(start + ahead, end + ahead)


def _listed(known: Iterable[str]) -> str:
    return ", ".join(known)


def _units(dimensions: tuple[Dimension, ...]) -> str:
    shown = {
        Dimension.POWER: "W, kW",
        Dimension.APPARENT: "VA, kVA",
        Dimension.ENERGY: "Wh, kWh",
        Dimension.TIME: "s, min, h, d",
    }
    return ", ".join(shown.get(dimension, dimension.value) for dimension in dimensions)


def _amount_meant(text: str) -> Sentence | None:
    """Guess `16 A` from `16 ampères`."""
    written = _IN_WORDS.match(text)
    unit = None if written is None else meant(written[2], UNITS)
    return words.DID_YOU_MEAN(word=f"{written[1]} {unit}") if written and unit else None


def _other_unit(text: str, dimensions: tuple[Dimension, ...]) -> Sentence | None:
    """Guess `9 kVA` from `9 kW`, and the other way round."""
    pairs = {Dimension.APPARENT: ("W", "VA"), Dimension.POWER: ("VA", "W")}
    if dimensions[0] not in pairs:
        return None
    wrong, right = pairs[dimensions[0]]
    if not text.endswith(wrong):
        return None
    return words.DID_YOU_MEAN(word=text.removesuffix(wrong) + right)
