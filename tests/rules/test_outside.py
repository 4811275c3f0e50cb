"""What rules speak of and the house does not have."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from borne.domain.say import LANGUAGES
from borne.rules.model import RuleBook
from borne.rules.outside import Outside, missing

Book = Callable[[str], RuleBook]

RULES = """
inputs: {grid: sensor.grid_powr, tempo: sensor.tempo}
conditions: {family: {who: Familly}}
rules:
  - {name: A, when: family and grid > 3 and known(tempo), charge: max}
  - {name: B, when: [plugged, any: [charging]], who: [guests, 04ab], charge: min}
  - {name: Z, charge: off}
"""
ENTITIES = frozenset({"sensor.grid_power", "sensor.tempo", "light.grid_powr"})


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (Outside(), []),
        (Outside(frozenset()), []),
        (Outside(ENTITIES), ["2:10 no-such-entity"]),
        (Outside(ENTITIES | {"sensor.grid_powr"}), []),
        (Outside(names=frozenset({"family", "guests", "04ab"})), ["3:14 nobody"]),
        (Outside(names=frozenset({"familly", "guests"})), ["6:12 nobody"]),
        (Outside(names=frozenset()), ["3:14 nobody", "6:12 nobody", "6:12 nobody"]),
    ],
)
def test_what_there_is_not_is_told(there: Outside, told: list[str], book: Book) -> None:
    found = missing(book(RULES), there)
    assert [f"{one.line}:{one.column} {one.code}" for one in found] == told
    assert all(one.message.say(language) for one in found for language in LANGUAGES)


def test_what_was_meant_is_guessed(book: Book) -> None:
    entity, name = missing(book(RULES), Outside(ENTITIES, frozenset({"family", "guests", "04ab"})))
    assert entity.hint is not None
    assert entity.hint.say() == "Did you mean “sensor.grid_power”?"
    assert name.hint is not None
    assert name.hint.say() == "Did you mean “family”?"
