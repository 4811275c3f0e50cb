"""What the rules want of an entity; what it tells that is odd is unknown, and said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from borne.domain.fact import Value
from borne.domain.say import Sentence, Text
from borne.domain.units import Dimension
from borne.homeassistant.facts import Heard, dimension_of
from borne.rules.model import RuleBook

_NOT_A_NUMBER: Final = Text(
    "{entity} tells “{state}”, and a number is wanted",
    "{entity} donne « {state} », et il faut un nombre",
)
_WRONG_UNIT: Final = Text(
    "{entity} tells “{state}” in {unit}, and {wanted} is wanted",
    "{entity} donne « {state} » en {unit}, et il faut des {wanted}",
)
_LOST_UNIT: Final = Text(
    "{entity} tells “{state}” without the unit that it had",
    "{entity} donne « {state} » sans l’unité qu’elle avait",
)
_IMPOSSIBLE: Final = Text(
    "{entity} tells “{state}”, which is more than can be",
    "{entity} donne « {state} », plus que le possible",
)

_MOST: Final[Mapping[Dimension, float]] = {
    Dimension.POWER: 1e6,
    Dimension.APPARENT: 1e6,
    Dimension.CURRENT: 1e4,
}
"""More than this no house has: it is a defect of the sensor."""

_POWERS: Final = frozenset({Dimension.POWER, Dimension.APPARENT})
_ANY_CURRENCY: Final = frozenset({Dimension.PRICE, Dimension.MONEY})
_LONGEST: Final = 40
"""Signs of a state that are said."""


@dataclass(frozen=True, slots=True)
class Source:
    """What the rules say of an entity: what to multiply by if it tells no unit, and its age."""

    factor: float = 1.0
    max_age: timedelta | None = None
    dimension: Dimension | None = None
    """What it must measure; None: whatever it tells."""
    unit_said: bool = False
    """The rules say the unit that counts where the entity tells none."""


def sources_of(book: RuleBook | None) -> dict[str, Source]:
    """What rules look at; of several inputs over one entity, the strictest age counts."""
    sources: dict[str, Source] = {}
    for one in book.inputs.values() if book is not None else ():
        former = sources.get(one.entity)
        source = Source(one.factor, one.max_age, one.dimension, one.unit is not None)
        sources[one.entity] = source if former is None else _both(former, source)
    return sources


def _both(one: Source, other: Source) -> Source:
    ages = [age for age in (one.max_age, other.max_age) if age is not None]
    measured = {one.dimension, other.dimension} - {None}
    return Source(
        other.factor if other.factor != 1 else one.factor,
        min(ages, default=None),
        measured.pop() if len(measured) == 1 else None,
        one.unit_said or other.unit_said,
    )


def read(entity: str, heard: Heard, source: Source) -> tuple[Value | None, Sentence | None]:
    """Return the value that counts, and what is odd where that is unknown for it."""
    value = heard.value(entity, source.factor)
    odd = None if value is None else _odd(entity, heard, value, source)
    return (value, None) if odd is None else (None, odd)


def _odd(entity: str, heard: Heard, value: Value, source: Source) -> Sentence | None:
    wanted, unit, state = source.dimension, heard.unit, heard.state[:_LONGEST]
    numeric = wanted not in (None, Dimension.NUMBER)
    if isinstance(value, bool | str):
        told = numeric or (unit is not None and isinstance(value, str))
        return _NOT_A_NUMBER(entity=entity, state=state) if told else None
    if unit == "" and not source.unit_said:
        return _LOST_UNIT(entity=entity, state=state)
    if unit and wanted and not _fits(unit, wanted):
        return _WRONG_UNIT(entity=entity, state=state, unit=unit[:_LONGEST], wanted=wanted.value)
    if wanted and abs(value) > _MOST.get(wanted, float("inf")):
        return _IMPOSSIBLE(entity=entity, state=state)
    return None


def _fits(unit: str, wanted: Dimension) -> bool:
    """Whether a number in that unit is what is wanted: W or VA is all one, and any currency."""
    given = dimension_of(unit)
    if wanted is Dimension.NUMBER or given is wanted or {given, wanted} <= _POWERS:
        return True
    return wanted in _ANY_CURRENCY and (given is None or given in _ANY_CURRENCY)
