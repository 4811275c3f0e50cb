from __future__ import annotations

import pytest

from borne.domain.say import plain
from borne.rules.edit.hover import hover
from borne.rules.edit.known import Entity, Known


def explained(text: str) -> tuple[str, str] | None:
    """The title and the text for the word at the bar."""
    offset = text.index("|")
    text = text[:offset] + text[offset + 1 :]
    known = Known(
        texts={"home.yaml": text},
        summaries={"busy": plain("grid > 2 kW")},
        entities=[Entity("sensor.grid", "Grid power")],
    )
    found = hover(text, offset, known)
    return None if found is None else (found.title, found.text.say())


NAMES = "inputs:\n  grid: sensor.grid\nconditions:\n  busy: grid > 2 kW\n"


@pytest.mark.parametrize(
    ("text", "title", "said"),
    [
        ("si|te:\n", "site", "the house and its grid contract"),
        ("rules:\n  - na|me: A\n", "name", "a name"),
        ("rules:\n  - name: A\n    cha|rge: max\n", "charge", "off, min, max"),
        ("rules:\n  - name: A\n    charge: ma|x\n", "charge", "off, min, max"),
        (NAMES + "rules:\n  - when: b|usy\n", "busy", "grid > 2 kW"),
        (NAMES + "rules:\n  - when: [not gr|id\n", "grid", "an input"),
        (NAMES.replace("grid >", "gr|id >"), "grid", "an input"),
        (NAMES + "site:\n  meter: gri|d\n", "grid", "an input"),
        ("inputs:\n  x: sensor.gr|id\n", "sensor.grid", "Grid power"),
        ("rules:\n  - when: plugg|ed\n", "plugged", "a car is plugged in"),
        ("rules:\n  - when: kno|wn(grid) and [\n", "known()", "known(input)"),
    ],
)
def test_a_word_is_explained(text: str, title: str, said: str) -> None:
    found = explained(text)
    assert found is not None
    assert found[0] == title
    assert said in found[1]


@pytest.mark.parametrize(
    "text",
    ["# gr|id\n", "\n|\n", "rules:\n  - name: gr|id\n", "foo|: 1\n", "rules:\n  - when: x|yz\n"],
)
def test_what_is_not_known_stays_without_a_word(text: str) -> None:
    found = explained(text)
    assert found is None or found[0] == "name"
