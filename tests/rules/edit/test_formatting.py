from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings

from borne.rules.edit.formatting import laid_out
from borne.rules.edit.patch import apply
from borne.rules.edit.refusal import Refused
from borne.rules.edit.tree import grow

from .test_make import said
from .ugly import documents

UGLY = """\
# The house.


inputs:
    grid :   sensor.grid     # W
    heater: {entity: binary_sensor.heater,
             max_age: 2 min}

conditions:
 # cooking
 busy:  grid > 2 kW and
    heater@@@

rules:
-   name:  Boost
    when: >
       boost
       or grid < 3 kW
    # how
    charge:  max


-   name: Otherwise
    charge:
      off
""".replace("@", " ")
TIDY = """\
# The house.

inputs:
  grid: sensor.grid     # W
  heater: {entity: binary_sensor.heater,
             max_age: 2 min}

conditions:
  # cooking
  busy: grid > 2 kW and
    heater

rules:
  - name: Boost
    when: >
       boost
       or grid < 3 kW
    # how
    charge: max

  - name: Otherwise
    charge:
      off
"""


def formatted(text: str) -> str:
    return apply(text, laid_out(text))


def test_a_text_is_laid_out_and_its_comments_stay() -> None:
    assert formatted(UGLY) == TIDY
    assert formatted(TIDY) == TIDY


def test_a_text_without_rules_loses_blanks_only() -> None:
    assert formatted("# a  \n\n\n\n# b\t\n\n\n") == "# a\n\n# b\n"


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(documents(said()))
def test_the_meaning_stays_and_a_second_time_changes_nothing(
    document: tuple[str, dict[str, Any]],
) -> None:
    text, _ = document
    try:
        root = grow(text)
        once = formatted(text)
    except Refused:
        assume(False)
        return
    new = grow(once)
    assert root is not None
    assert new is not None
    assert new.data() == root.data()
    assert formatted(once) == once
    assert sorted(once.replace(" ", "").split()) == sorted(text.replace(" ", "").split())
