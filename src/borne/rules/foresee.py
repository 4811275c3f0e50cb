"""What a choice will come to at its next change, if nothing else happens until then. Pure."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from borne.domain.decision import Choice, Mode, Scene, Subject
from borne.domain.say import Sentence
from borne.rules import reasons
from borne.rules.decide import decide
from borne.rules.model import RuleBook
from borne.rules.moment import Memory

_IDLE: Final = frozenset({Mode.OFF, Mode.WAIT})


def foresee(
    book: RuleBook, subject: Subject, scene: Scene, memory: Memory, choice: Choice
) -> Choice:
    """Return the choice with what its next change leads to, in its words.

    `memory` is what the choice left behind. The same inputs are taken to hold until then. A rule
    that does not charge says which one it waits for.
    """
    change = choice.next
    if change is None or choice.asked is not None:
        return choice
    ahead = (change.at - scene.now).total_seconds()
    later = replace(subject, session_time=subject.session_time + ahead)
    coming, _ = decide(book, later, replace(scene, now=change.at), memory, trace=False)
    if _same(choice, coming):
        return choice
    why = reasons.AND_THEN(why=change.why, then=coming.why)
    choice = replace(choice, next=replace(change, why=why))
    if choice.mode is Mode.OFF and coming.mode not in _IDLE and coming.rule is not None:
        return replace(choice, why=_waits(choice, coming, scene))
    return choice


def _same(choice: Choice, coming: Choice) -> bool:
    now = (choice.rule, choice.mode, choice.current, choice.power)
    return now == (coming.rule, coming.mode, coming.current, coming.power)


def _waits(choice: Choice, coming: Choice, scene: Scene) -> Sentence:
    if choice.next is None:
        return choice.why
    at = reasons.say_when(choice.next.at, scene.now)
    if choice.rule is None:
        return reasons.WAITS_FOR(then=coming.rule, at=at, why=choice.why)
    return reasons.WAITS_FOR(then=coming.rule, at=at, why=choice.rule)
