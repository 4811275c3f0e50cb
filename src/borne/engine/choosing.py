"""What the rules want of each connector, decided anew only when something they read has changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from msgspec import Struct

from borne.domain.decision import Choice, Scene, Subject
from borne.rules.decide import decide, holds
from borne.rules.foresee import foresee
from borne.rules.model import RuleBook
from borne.rules.moment import Memory, Truth
from borne.rules.when import When

_BUILT_IN: Final = frozenset(
    {
        "charging",
        "person",
        "vehicle",
        "status",
        "session_energy",
        "session_time",
        "power",
        "current",
        "soc",
    }
)
"""The names of the rules that are fields of a subject and may change at any time."""

_OF_HOUSE: Final = frozenset({"surplus", "headroom", "price"})
"""Those that are fields of a scene: what the cars draw counts in them."""


class _Chosen(Struct, frozen=True):
    upon: tuple[object, ...]
    choice: Choice


@dataclass(slots=True)
class Choosing:
    """Keeps, by connector, the last choice, what it was made upon, and the rules' memory."""

    book: RuleBook
    trace: bool = True
    """Whether a choice says all that was looked at."""
    _chosen: dict[str, _Chosen] = field(default_factory=dict)
    _memories: dict[str, Memory] = field(default_factory=dict)
    _fields: tuple[str, ...] = ()
    _of_house: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.use(self.book)

    def use(self, book: RuleBook) -> None:
        """Choose by other rules from now on; since when a condition holds is remembered."""
        self.book = book
        self._chosen.clear()
        self._fields = tuple(sorted(book.reads & _BUILT_IN))
        self._of_house = tuple(sorted(book.reads & _OF_HOUSE))

    def remember(self, connector: str, memory: Memory) -> None:
        """Take something else as what the rules remember of a connector."""
        self._memories[connector] = memory

    def holds(self, when: When, subject: Subject, scene: Scene) -> Truth:
        """Whether something holds for a connector now, by what its rules remember."""
        memory = self._memories.get(subject.id) or Memory()
        return holds(self.book, when, subject, scene, memory)

    def choose(self, subject: Subject, scene: Scene, *, facts_changed: bool) -> Choice:
        """Return the choice for a connector now."""
        upon = self._upon(subject, scene)
        known = self._chosen.get(subject.id)
        if known is not None and not facts_changed and known.upon == upon:
            change = known.choice.next
            if change is None or scene.now < change.at:
                return known.choice
        memory = self._memories.get(subject.id) or Memory()
        choice, memory = decide(self.book, subject, scene, memory, trace=self.trace)
        self._memories[subject.id] = memory
        if self.trace:
            choice = foresee(self.book, subject, scene, memory, choice)
        self._chosen[subject.id] = _Chosen(upon, choice)
        return choice

    def _upon(self, subject: Subject, scene: Scene) -> tuple[object, ...]:
        always = (
            subject.plugged,
            subject.by_hand,
            subject.tag,
            subject.tag_known,
            subject.tag_refused,
            subject.tag_why,
            subject.held,
            subject.who,
            subject.spent,
        )
        of_house = (getattr(scene, name) for name in self._of_house)
        return (*always, *(getattr(subject, name) for name in self._fields), *of_house)
