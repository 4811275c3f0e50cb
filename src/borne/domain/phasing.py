"""The life of a change of phases, from the wish to what is seen of it, as a table."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from borne.domain.errors import UnknownTransition
from borne.domain.say import Sentence, Text


class Phases(StrEnum):
    """Over how many phases a rule charges."""

    ONE = "1"
    THREE = "3"
    EITHER = "1 or 3"
    """As the power asks for: one where it is too little for three."""


_ONE: Final = Text("one phase", "une phase")
_MORE: Final = Text("{count} phases", "{count} phases")
_THREE: Final = Text("three phases", "trois phases")


def say_phases(count: int) -> Sentence:
    """`one phase`, `three phases`."""
    return {1: _ONE, 3: _THREE}.get(count, _MORE)(count=str(count))


class Switching(Struct, frozen=True):
    """How often and when the phases of a connector may be changed; s, W."""

    vehicles: frozenset[str] = frozenset()
    """Folded names of the cars that bear it; empty: each that charges here."""
    pause: float = 30.0
    """So long nothing flows before the charger is told, and so long after it."""
    cool_down: float = 900.0
    """Between two changes."""
    per_day: int = 10
    margin: float = 400.0
    """W beyond the least of three phases that the sun must have to spare for them."""
    up_after: float = 300.0
    """So long it must have that much."""
    down_after: float = 300.0
    """So long it must have too little for three phases before there is but one."""


class Stage(StrEnum):
    """Where a change of phases stands."""

    STEADY = "steady"
    PAUSING = "pausing"
    """A pause is ordered: current must be seen to be gone, and stay away."""
    CHANGING = "changing"
    """The charger is told the other number; nothing may flow yet."""
    PROVING = "proving"
    """The least may flow again: the readings are to show the number."""
    UNABLE = "unable"
    """The charger was seen not to change: it is told no number any more."""


class Sign(StrEnum):
    """What moves a change of phases on."""

    WANTED = "another number is wanted"
    UNWANTED = "it is no longer wanted"
    STILL = "nothing has flowed for the pause"
    RESTED = "the charger has taken the number, and nothing has flowed since"
    SHOWN = "the readings show the number"
    OTHER = "the readings show another number"
    HIDDEN = "nothing that is read can show the number"
    LATE = "it has taken too long"
    REFUSED = "the charger takes limits without a number only"
    ANEW = "find out again"


PHASING: Final[dict[tuple[Stage, Sign], Stage]] = {
    (Stage.STEADY, Sign.WANTED): Stage.PAUSING,
    (Stage.STEADY, Sign.OTHER): Stage.STEADY,
    (Stage.PAUSING, Sign.UNWANTED): Stage.STEADY,
    (Stage.PAUSING, Sign.STILL): Stage.CHANGING,
    # A car that does not stop is not cut off: the next try waits as if this one had been made.
    (Stage.PAUSING, Sign.LATE): Stage.STEADY,
    (Stage.CHANGING, Sign.RESTED): Stage.PROVING,
    (Stage.CHANGING, Sign.LATE): Stage.UNABLE,
    (Stage.PROVING, Sign.SHOWN): Stage.STEADY,
    (Stage.PROVING, Sign.HIDDEN): Stage.STEADY,
    (Stage.PROVING, Sign.OTHER): Stage.UNABLE,
    **{(stage, Sign.REFUSED): Stage.UNABLE for stage in Stage},
    **{(stage, Sign.ANEW): Stage.STEADY for stage in Stage},
}


class Phasing(Struct, frozen=True):
    """What is known of the phases of a connector; outlives sessions and restarts."""

    stage: Stage = Stage.STEADY
    since: datetime | None = None
    """Since when it is that stage."""
    told: int | None = None
    """How many the charger was told to use; None: never told, it uses all that it has."""
    before: int = 0
    """How many it used before the change that is under way."""
    wanted: int = 0
    """How many it is to use after that change."""
    mark: datetime | None = None
    """Since when nothing flows, or something speaks against the number that was told."""
    changed_at: datetime | None = None
    """When it was last told another number, or that was tried in vain."""
    day: date | None = None
    changes: int = 0
    """How often on `day`."""
    session: int | None = None
    most: int = 0
    """Over how many phases this session's car was seen to draw at most."""
    followed: bool = False
    """It was seen to go from more phases to one as it was told."""
    refused: bool = False
    """A limit with a number was refused: one without is tried."""

    @property
    def number(self) -> int | None:
        """What limits say of the phases; None: nothing."""
        return None if self.refused else self.told

    @property
    def unable(self) -> bool:
        """Whether the charger was seen not to change."""
        return self.stage is Stage.UNABLE

    def made(self, today: date) -> int:
        """How many changes were made today."""
        return self.changes if self.day == today else 0

    def on(self, sign: Sign, at: datetime) -> Phasing:
        """The next stage. Raises UnknownTransition."""
        try:
            stage = PHASING[self.stage, sign]
        except KeyError:
            raise UnknownTransition(self.stage.value, sign.value) from None
        able = stage is not Stage.UNABLE
        told = self.told if able else None
        followed = able and self.followed
        return replace(self, stage=stage, since=at, mark=None, told=told, followed=followed)

    def counted(self, now: datetime) -> Phasing:
        """With one change more on the day of `now`, which is in the site's zone."""
        today = now.date()
        return replace(self, changed_at=now, day=today, changes=self.made(today) + 1)

    def anew(self, at: datetime) -> Phasing:
        """What it was seen not to do may be tried again; what it has borne is not forgotten."""
        return replace(self.on(Sign.ANEW, at), refused=False)
