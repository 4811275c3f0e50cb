"""What a condition of `events:` sees of the connector that something has happened to."""

from __future__ import annotations

from datetime import datetime

import pytest

from borne.domain.tag import Tag
from borne.engine.happened import Happened, subject_at
from borne.rules.moment import Truth
from borne.rules.ties import ANSWERS, Happening

from ..domain.playbook import NOON, Wire  # noqa: TID252  # one language for all plays
from .conftest import CorePlay, hears

RULES = """
inputs: {tempo: sensor.tempo, level: {entity: sensor.level, unit: "%"}}
conditions:
  red: tempo is "Rouge"
  full: {when: level >= 80 %, for: 5 min}
rules: [{name: Otherwise, charge: 10 A}]
events:
  - {on: ON, when: WHEN, event: a}
"""
ANNA = Tag("7F3A", person="Anna", vehicle="Zoe", group="family")


def answer(play: CorePlay, happened: Happened, now: datetime = NOON) -> Truth:
    core = play.core
    (tie,) = core.book.ties
    assert tie.when is not None
    assert happened.what in tie.on
    subject = subject_at(core.state, happened, core.policy.access.unknown_tag, now)
    return core.holds(tie.when, subject, now)


def rules(on: str, when: str) -> str:
    return RULES.replace("ON", on).replace("WHEN", when)


@pytest.mark.parametrize(
    ("when", "truth"),
    [
        ("session_energy > 5 kWh", True),
        ("session_energy > 6 kWh", False),
        ('person is "anna" and vehicle is "Zoe"', True),
        ('person is "Bob"', False),
        ("red", None),
    ],
)
def test_a_session_that_has_ended_answers_as_it_was(when: str, truth: Truth) -> None:
    play = CorePlay(rules("session ended", when), [ANNA])
    data = {"charger": "garage", "connector": 1, "tag": "7F3A", "energy": 5500.0}
    assert answer(play, Happened(Happening.SESSION_ENDED, "x", "garage", data=data)) is truth


def test_a_badge_that_nobody_has_is_itself() -> None:
    play = CorePlay(rules("tag unknown", 'tag is "X" and person is ""'), [ANNA])
    data = {"charger": "garage", "tag": "X", "accepted": False}
    assert answer(play, Happened(Happening.TAG_UNKNOWN, "x", "garage", data=data)) is True


def test_since_when_something_holds_is_known_of_the_connector(wire: Wire) -> None:
    play = CorePlay(rules("rule changed", "full and charging"))
    play.plug_in(wire)
    happened = Happened(
        Happening.RULE_CHANGED, "x", "garage", data={"charger": "garage", "connector": 1}
    )
    for seconds, truth in ((0.0, False), (299.0, False), (1.0, True)):
        now = wire.after(seconds).now
        play.skip(hears(now, level=85.0))
        assert answer(play, happened, now) is truth


def test_what_happens_to_no_charger_is_about_the_house_alone() -> None:
    play = CorePlay(rules("limit near", "red"))
    play.skip(hears(NOON, tempo="Rouge"))
    assert answer(play, Happened(Happening.LIMIT_NEAR, "")) is True


def test_it_is_known_of_each_event_what_can_be_asked() -> None:
    assert ANSWERS.keys() == set(Happening)
