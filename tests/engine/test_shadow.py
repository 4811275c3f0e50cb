"""Rules in the shadow of those that count."""

from __future__ import annotations

from borne.engine.shadow import Candidate, Shadow

from ..domain.playbook import Wire  # noqa: TID252  # one language for all plays
from .conftest import CorePlay, reading_of

RULES = """
site:
  phases: 3
  connectors:
    garage/1: {phases: 1 or 3, most: 16 A}
rules:
  - name: Always
    charge: max
"""
ON_ONE = RULES + "    phases: 1\n"


def test_its_rules_change_no_phases_for_no_reading_could_show_it(wire: Wire) -> None:
    play = CorePlay(RULES)
    play.plug_in(wire)
    shadow = Shadow(play.core, Candidate(reading_of(ON_ONE), "home.yaml"), wire.now)
    for second in range(0, 600, 5):
        event = wire.after(5).metered(1000.0 + second, (16.0, 16.0, 16.0))
        play.skip(event)
        for _ in shadow.follow([event], play.core.state, wire.now):
            pass
        (sides,) = shadow.sides(play.core.state).values()
        assert [side.held for side in sides] == [("Always", True, 16.0)] * 2
    assert shadow.changes == []
