"""The decision: what the rules want of one connector at one instant, and why. Pure and total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC
from typing import Final

from borne.domain.decision import Boost, Cap, Choice, Mode, Scene, Subject, TraceStep
from borne.domain.phasing import Phases
from borne.domain.say import Sentence
from borne.domain.site import Style
from borne.domain.tag import KnownTag, WithoutTag
from borne.domain.units import Dimension, Quantity
from borne.rules import reasons
from borne.rules.model import Limit, Rule, RuleBook, Way
from borne.rules.moment import Memory, Moment, Truth
from borne.rules.terms import as_number
from borne.rules.then import Then, then
from borne.rules.trace import limit_steps, missing_of, rule_steps, step
from borne.rules.when import When

BY_HAND_CAP: Final = "Set by hand"


@dataclass(frozen=True, slots=True)
class _Wish:
    """What has been chosen, before limits."""

    mode: Mode
    why: Sentence
    rule: Rule | None = None
    then: Then | None = None
    """What that rule does."""
    steps: tuple[TraceStep, ...] = ()
    asked: list[Truth] = field(default_factory=list)
    """What the rules answered, from the top, as far as they were asked."""


def decide(
    book: RuleBook, subject: Subject, scene: Scene, memory: Memory, *, trace: bool = True
) -> tuple[Choice, Memory]:
    """Return what the rules want of a connector, and what to remember until the next time.

    `scene.now` is in the site's zone. Without `trace` the steps are left out, for speed.
    """
    moment = _moment(book, subject, scene, memory)
    if not subject.plugged:
        _track(book, moment)
        choice = Choice(None, Mode.WAIT, reasons.NO_CAR(), next=moment.next())
        return choice, moment.memory(memory)
    wish = _wish(book, moment)
    answers = [limit.when.ask(moment) for limit in book.limits]
    caps = _caps(book, moment, answers)
    _track(book, moment)
    following, remembered = moment.next(), moment.memory(memory)
    steps: tuple[TraceStep, ...] = ()
    if trace:  # last: it asks again, and what it looks at must not count
        rules = rule_steps(book, moment, wish.rule, wish.asked)
        steps = (*wish.steps, *rules, *limit_steps(book, moment, answers))
    rule, done = wish.rule, wish.then
    choice = Choice(
        rule=None if rule is None else rule.name,
        mode=wish.mode,
        why=wish.why,
        current=None if done is None else _current(done.way),
        power=None if done is None else done.way.amount_power,
        style=Style.BALANCED if rule is None else rule.style,
        caps=caps,
        trace=steps,
        next=following,
        priority=None if rule is None else rule.priority,
        said=None if done is None else done.said,
        phases=Phases.EITHER if rule is None else rule.phases,
        asked=None if done is None else done.asked,
    )
    return choice, remembered


def holds(book: RuleBook, when: When, subject: Subject, scene: Scene, memory: Memory) -> Truth:
    """Whether something holds for a connector at one instant, as its rules would find."""
    return when.ask(_moment(book, subject, scene, memory))


def _moment(book: RuleBook, subject: Subject, scene: Scene, memory: Memory) -> Moment:
    boost = _boosted_by_hand(subject, scene) or _boosted_by_badge(book, subject)
    return Moment(subject, scene, memory, boost=boost)


def _current(way: Way) -> float | None:
    """Return the amount in A, kept below the rule's own ceiling, else the ceiling."""
    if way.amount_current is None:
        return way.ceiling
    if way.ceiling is None:
        return way.amount_current
    return min(way.amount_current, way.ceiling)


def _by_rule(
    rule: Rule, moment: Moment, steps: tuple[TraceStep, ...] = (), asked: Sequence[Truth] = ()
) -> _Wish:
    """What that rule wants now."""
    done = then(rule, moment)
    return _Wish(done.way.mode, done.why, rule, done, steps, list(asked))


def _boosted_by_hand(subject: Subject, scene: Scene) -> bool:
    boost: Boost | None = subject.by_hand.boost
    if boost is None:
        return False
    if boost.until is not None and boost.until.astimezone(UTC) <= scene.now.astimezone(UTC):
        return False
    return boost.energy is None or subject.session_energy < boost.energy


def _boosted_by_badge(book: RuleBook, subject: Subject) -> bool:
    if subject.by_hand.mode is Mode.RULES or book.access.known_tag is not KnownTag.BOOST:
        return False
    return subject.tag_known and bool(subject.tag)


def _wish(book: RuleBook, moment: Moment) -> _Wish:
    """What a person has set stands above what must be waited for, and that above the rules."""
    subject = moment.subject
    return (
        _set_by_hand(moment)
        or (_boosting(book, moment) if _boosted_by_hand(subject, moment.scene) else None)
        or _waiting(book, moment)
        or (_boosting(book, moment) if moment.boost else None)
        or _ruled(book, moment)
    )


def _set_by_hand(moment: Moment) -> _Wish | None:
    by_hand = moment.subject.by_hand
    mode, until = by_hand.mode, by_hand.mode_until
    if mode in (None, Mode.RULES) or (until is not None and until.astimezone(UTC) <= moment.here):
        return None
    if until is not None:
        moment.until(until, reasons.MODE_ENDS)
    why = reasons.BY_HAND.get(mode, reasons.BY_HAND_OTHER)()
    return _Wish(mode, why, steps=(step("by_hand", mode.value, why),))


def _waiting(book: RuleBook, moment: Moment) -> _Wish | None:
    subject = moment.subject
    if subject.held:
        why = reasons.HELD()
    elif subject.tag_refused:
        why = subject.tag_why or reasons.REFUSED(tag=subject.tag)
    elif not subject.tag and book.access.without_tag is WithoutTag.WAIT:
        why = reasons.WAITS_FOR_BADGE()
    else:
        return None
    return _Wish(Mode.WAIT, why, steps=(step("access", "access", why),))


def _boosting(book: RuleBook, moment: Moment) -> _Wish:
    """Full power; in the words and below the ceiling of the rule that speaks of boost, if any."""
    subject = moment.subject
    by_hand = _boosted_by_hand(subject, moment.scene)
    boost = subject.by_hand.boost
    if by_hand and boost is not None and boost.until is not None:
        moment.until(boost.until, reasons.BOOST_ENDS)
    why = reasons.BOOST() if by_hand else reasons.BADGE_BOOST(tag=subject.tag)
    steps = (step("by_hand", "boost", why) if by_hand else step("access", subject.tag or "", why),)
    for rule in book.rules:
        speaks = rule.mode is Mode.MAX and "boost" in rule.when.reads
        if speaks and rule.when.ask(moment) is True:
            return _by_rule(rule, moment, steps=steps)
    return _Wish(Mode.MAX, why, steps=steps)


def _ruled(book: RuleBook, moment: Moment) -> _Wish:
    asked: list[Truth] = []
    for rule in book.rules:
        answer = rule.when.ask(moment)
        asked.append(answer)
        if answer is True or rule.stay_for is not None:
            if not _stays(rule, moment, applies=answer is True):
                continue
            return _by_rule(rule, moment, asked=asked)
    return _Wish(Mode.OFF, reasons.NO_RULE(), asked=asked)


def _stays(rule: Rule, moment: Moment, *, applies: bool) -> bool:
    """Whether a rule decides: it applies, or it did and has not stayed for its time yet."""
    if rule.stay_for is None:
        return applies
    key = f"stay:{rule.name}"
    since = moment.remembered.get(key)
    if since is None:
        if not applies:
            return False
        since = moment.here
    left = rule.stay_for - (moment.here - since)
    if not applies:
        moment.wake(left, reasons.STAY_ENDS, rule.name)
        applies = left.total_seconds() > 0
    if applies:
        moment.kept[key] = since
    return applies


def _caps(book: RuleBook, moment: Moment, answers: list[Truth]) -> tuple[Cap, ...]:
    """Return the limits that hold; one that cannot be told holds as well."""
    caps = [
        _cap(book, moment, limit, answer)
        for limit, answer in zip(book.limits, answers, strict=True)
        if answer is not False
    ]
    ceiling = moment.subject.by_hand.max_current
    if ceiling is not None:
        why = reasons.CEILING_BY_HAND(amps=Quantity(ceiling, Dimension.CURRENT))
        caps.append(Cap(BY_HAND_CAP, why, amps=ceiling))
    return tuple(caps)


def _cap(book: RuleBook, moment: Moment, limit: Limit, answer: Truth) -> Cap:
    missing = missing_of(book, moment, limit.when) if answer is None else ()
    if limit.total:
        return _total(limit)
    if limit.keep is not None and limit.below is not None:
        return _keep(book, moment, limit, missing)
    amps = limit.amps if limit.amps is not None else book.site.safe_current
    if answer is True:
        why = reasons.CEILING(limit=limit.name, amps=Quantity(amps, Dimension.CURRENT))
        return Cap(limit.name, why, amps=amps)
    amps = min(amps, book.site.safe_current)
    why = reasons.CEILING_UNKNOWN(
        limit=limit.name, missing=", ".join(missing), amps=Quantity(amps, Dimension.CURRENT)
    )
    return Cap(limit.name, why, amps=amps, missing=missing)


def _total(limit: Limit) -> Cap:
    """What all have together; one that cannot be told holds like one that does."""
    if limit.amps is not None:
        why = reasons.TOTAL(limit=limit.name, amount=Quantity(limit.amps, Dimension.CURRENT))
        return Cap(limit.name, why, amps=limit.amps, total=True)
    amount = Quantity(limit.below or 0.0, Dimension.POWER)
    why = reasons.TOTAL(limit=limit.name, amount=amount)
    return Cap(limit.name, why, below=limit.below, total=True)


def _keep(book: RuleBook, moment: Moment, limit: Limit, missing: tuple[str, ...]) -> Cap:
    """The reading to keep below an amount; without it the site's safe current holds."""
    entry = book.inputs[limit.keep or ""]
    value = moment.value(entry.name, entry.entity, entry.max_age)
    reading = as_number(entry.if_unknown if value is None else value)
    if reading is None:
        why = reasons.KEEP_UNKNOWN(limit=limit.name, missing=entry.name)
        return Cap(limit.name, why, below=limit.below, missing=(entry.name, *missing))
    below = Quantity(limit.below or 0.0, limit.dimension or Dimension.APPARENT)
    why = reasons.KEEP(limit=limit.name, input=entry.name, below=below)
    return Cap(limit.name, why, reading=reading, below=limit.below, missing=missing)


def _track(book: RuleBook, moment: Moment) -> None:
    """Ask what has a `for` even where nothing looked at it, so that it counts from the start."""
    for when in book.tracked:
        if when.key not in moment.kept:
            when.ask(moment)
