"""One round of control: what all connectors share in it, and each one's way through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from borne.control.amps import floor_to
from borne.control.claim import METER_LONGEST, Claim, Memory, Track
from borne.control.share import Want
from borne.domain.decision import LimitApplied, NextChange
from borne.domain.phasing import Phasing, Stage
from borne.domain.say import Sentence
from borne.domain.site import Figures, Site


@dataclass(slots=True)
class Plan:
    """One connector's way through a round; A per phase."""

    claim: Claim
    track: Track
    target: float = 0.0
    detail: Sentence | None = None
    limits: list[LimitApplied] = field(default_factory=list)
    nexts: list[NextChange] = field(default_factory=list)
    phasing: Phasing = field(init=False)
    spare: float | None = None
    """W that the sun has had for it of late, evenly seen; None: unknown, or none of its matter."""

    def __post_init__(self) -> None:
        self.phasing = self.claim.phasing

    @property
    def priority(self) -> int:
        """Its place in line: what its rule says, else its connector's."""
        said = self.claim.choice.priority
        return self.claim.limits.priority if said is None else said

    @property
    def phases(self) -> tuple[int, ...]:
        """The phases of the site that it uses, from 0."""
        return self._wired(self.claim.draw.phases)

    @property
    def at_risk(self) -> int:
        """On how many it may draw: until a change has been seen, as many as before it too."""
        return max(self.claim.draw.phases, self.phasing.before if self.untried else 0)

    @property
    def untried(self) -> int:
        """The number of phases that it was told and is yet to be seen on; 0: none.

        A charger that was seen to go to one phase before is believed to do so again.
        """
        unseen = self.phasing.stage is Stage.PROVING and not self.phasing.followed
        return self.phasing.wanted if unseen else 0

    @property
    def phases_at_risk(self) -> tuple[int, ...]:
        """Those, from 0."""
        return self._wired(self.at_risk)

    @property
    def pausing(self) -> bool:
        """Whether it pauses to change its phases, and goes on at once."""
        return self.phasing.stage in {Stage.PAUSING, Stage.CHANGING}

    def _wired(self, count: int) -> tuple[int, ...]:
        return tuple("RST".index(letter) for letter in self.claim.limits.wiring[:count])

    @property
    def possible(self) -> bool:
        """Whether what is left of the target is enough for a car."""
        return self.in_steps(self.target) > 0

    def in_steps(self, amps: float) -> float:
        """What of it a charger can be told: whole steps, nothing below the least."""
        limits = self.claim.limits
        if amps < limits.least - 1e-9:
            return 0.0
        if limits.steps:
            return max((step for step in limits.steps if step <= amps + 1e-9), default=0.0)
        return max(floor_to(amps, limits.step), limits.least)

    def cap(self, name: str, amps: float, why: Sentence, *, rising: bool = False) -> None:
        """Hold the target to `amps`."""
        self.limits.append(LimitApplied(name, amps, why, rising=rising))
        self.target = min(self.target, amps)

    def want(self, unit: float) -> Want:
        """What it would take of a budget of which 1 A takes `unit`."""
        limits, takes = self.claim.limits, self.track.takes
        target = self.target if takes is None else min(self.target, takes)
        return Want(
            self.claim.id,
            least=limits.least * unit,
            target=target * unit,
            priority=self.priority,
            active=self.claim.draw.active and self.track.current > 0,
        )

    def drawn(self, this: Round, unit: float, *, watts: bool) -> tuple[float, float]:
        """The least and the most that the car draws in what the meter shows; 1 A is `unit` of it.

        Until charger and meter both show the last change, it is somewhere between what it drew
        before, what it was told and what its charger says.
        """
        draw, track = self.claim.draw, self.track
        if not draw.active:
            return 0.0, 0.0
        read = draw.amps * unit
        if watts and draw.power > 0:
            read = min(read, draw.power)
        waits = track.changed_at is not None and this.now < track.changed_at + METER_LONGEST
        if track.shown(draw.read_at) and (track.shown(this.heard) or not waits):
            return read, read
        ordered, before = track.current * unit, track.before * unit if waits else 0.0
        return min(read, ordered), max(read, ordered, before)


@dataclass(slots=True)
class Round:
    """What all connectors share in one round."""

    site: Site
    figures: Figures
    volts: float
    now: datetime
    memory: Memory
    plans: Sequence[Plan]
    heard: datetime
    """When the meter was last heard that was heard longest ago."""
    settles_at: datetime | None = None
    """Until when a reading or the meter is still to show what was last ordered."""


def in_line(plans: Sequence[Plan]) -> list[Plan]:
    """The plans in the order in which they are served."""
    return sorted(plans, key=lambda plan: (-plan.priority, plan.claim.id))
