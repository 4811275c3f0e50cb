"""The engine's core under real rules, played as a script."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from borne.domain.charger import Charger, Connector
from borne.domain.commands import Command, SetLimit, StartRemotely, StopRemotely
from borne.domain.decision import Decision
from borne.domain.events import Event, FactsChanged
from borne.domain.fact import Value
from borne.domain.life import Status
from borne.domain.state import Policy, State
from borne.domain.tag import Tag
from borne.engine.core import Core
from borne.rules.check import Reading, read
from borne.rules.document import SourceFile

from ..domain.playbook import NOON, Playbook, Wire  # noqa: TID252  # one language for all plays

PARIS = ZoneInfo("Europe/Paris")
ORDERS = (SetLimit, StartRemotely, StopRemotely)

RULES = """
site:
  contract: 9 kVA
  meter: grid
  apparent: linky
  safe_current: 8 A
inputs:
  grid: sensor.grid
  linky: {entity: sensor.linky, unit: VA, max_age: 2 min}
  tempo: sensor.tempo
rules:
  - name: Boost
    when: boost
    charge: max
  - name: Red day
    when: tempo == "Rouge"
    charge: off
  - name: Sun
    charge: surplus
"""

FREE = """
rules:
  - name: Boost
    when: boost
    charge: max
  - name: Night
    between: 22:00-06:00
    charge: max
    current: 20 A
  - name: Otherwise
    charge: 10 A
"""


def reading_of(text: str) -> Reading:
    reading = read([SourceFile("home.yaml", text)])
    assert reading.book is not None, [str(problem.message) for problem in reading.problems]
    return reading


class CorePlay(Playbook):
    """A play of the core: each event is handled and then decided upon, as in the engine."""

    def __init__(self, rules: str = RULES, tags: Sequence[Tag] = ()) -> None:
        state = State(tags={tag.tag.casefold(): tag for tag in tags})
        self.core = Core(state, Policy(auto_adopt=True), reading_of(rules), PARIS)
        super().__init__(self._take, ORDERS)

    def _take(self, event: Event) -> Sequence[Command]:
        return [*self.core.handle(event), *self.core.decide(event.at)]

    def charger(self, id_: str = "garage") -> Charger:
        return self.core.state.chargers[id_]

    def connector(self, charger: str = "garage") -> Connector:
        return self.charger(charger).connectors[1]

    def decision(self, charger: str = "garage") -> Decision:
        decision = self.connector(charger).decision
        assert decision is not None, "nothing has been decided yet"
        return decision

    def plug_in(self, wire: Wire, meter: float = 1000.0) -> None:
        """A charger at work, whose car is plugged in and has a transaction."""
        self.skip(
            wire.connected(),
            wire.booted(),
            wire.tells(SupportedFeatureProfiles="Core,SmartCharging"),
            wire.ready(),
            wire.status(Status.PREPARING),
            wire.started(meter),
            wire.status(Status.CHARGING),
        )


def hears(at: datetime, **facts: Value | None) -> FactsChanged:
    """What the house tells: `grid=800.0` is sensor.grid."""
    return FactsChanged(at, {f"sensor.{name}": value for name, value in facts.items()})


def limit(amps: float, transaction: int = 1, charger: str = "garage", phases: int = 1) -> SetLimit:
    return SetLimit(charger, 1, transaction, float(amps), phases, 900)


@pytest.fixture
def wire() -> Wire:
    return Wire(now=NOON)


@pytest.fixture
def play() -> CorePlay:
    return CorePlay()
