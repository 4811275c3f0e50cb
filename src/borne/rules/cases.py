"""A rule file's own tests, run: what each expected, and what came of it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from msgspec import structs

from borne.domain.decision import Choice, Mode, Scene
from borne.domain.fact import Fact
from borne.domain.phasing import Phases
from borne.domain.planner import Planned
from borne.domain.say import Sentence
from borne.domain.units import Dimension, Quantity
from borne.rules import reasons, words_of_cases
from borne.rules.clock import say_window
from borne.rules.decide import decide
from borne.rules.fields import LONGEST
from borne.rules.model import Case, RuleBook
from borne.rules.moment import Memory
from borne.rules.plan_cases import lies_in, planned
from borne.rules.problem import Problems, Span

_ABOUT: Final = 50.0
"""Wh that make no difference."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test: the choice, and each thing that was expected and is not so."""

    case: Case
    choice: Choice
    failures: tuple[tuple[Span, Sentence], ...]

    @property
    def passed(self) -> bool:
        return not self.failures


def run(book: RuleBook, case: Case) -> Outcome:
    """Decide as the test says. What has a `for` has held for long enough: this lasts."""
    long_ago = case.scene.now.astimezone(UTC) - LONGEST
    held = Memory({when.key: long_ago for when in book.tracked})
    scene = structs.replace(case.scene, past=_always_so(book, case.scene, long_ago))
    choice, _ = decide(book, case.subject, scene, held, trace=False)
    found = planned(book, case.subject, scene, choice)
    failures = (*_failures(book, case, choice), *_plan_failures(case, choice, found))
    return Outcome(case, choice, failures)


def _always_so(book: RuleBook, scene: Scene, since: datetime) -> dict[str, tuple[Fact, ...]]:
    """The past of a test: what is given has been so for long."""
    entities = {book.inputs[name].entity for name in book.recalls}
    return {
        entity: (structs.replace(scene.facts[entity], at=since),)
        for entity in entities & scene.facts.keys()
    }


def report(book: RuleBook, problems: Mapping[str, Problems]) -> tuple[Outcome, ...]:
    """Run every test; each expectation that is not met is an error at its place."""
    outcomes = tuple(run(book, case) for case in book.cases)
    for outcome in outcomes:
        for span, sentence in outcome.failures:
            problems[outcome.case.place.file].error(span, "test-failed", sentence)
    return outcomes


def most_current(book: RuleBook, choice: Choice, connector: str) -> float:
    """Return the most A per phase that the choice and its limits in A let through."""
    limits = book.site.limits_of(connector)
    if choice.mode in (Mode.OFF, Mode.WAIT):
        return 0.0
    wanted = limits.least if choice.mode is Mode.MIN else limits.most
    amps = [wanted, *(cap.amps for cap in choice.caps if cap.amps is not None)]
    if choice.current is not None:
        amps.append(choice.current)
    return min(amps)


def _failures(book: RuleBook, case: Case, choice: Choice) -> Iterator[tuple[Span, Sentence]]:
    expected = case.expected
    got: dict[str, tuple[bool, Sentence, Sentence]] = {}
    if expected.rule is not None:
        same = (choice.rule or "") == expected.rule
        got["rule"] = (same, _rule(expected.rule), choice.why)
    if expected.mode is not None:
        wanted = _charge(expected.mode, expected.amount)
        got["charge"] = (_charges_so(case, choice), wanted, choice.why)
    if expected.current is not None:
        amps = most_current(book, choice, case.subject.id)
        same = abs(amps - expected.current) < 0.05
        got["current"] = (same, _amps(expected.current), _amps(amps))
    if expected.limits is not None:
        names = frozenset(cap.name for cap in choice.caps)
        same = names == expected.limits
        got["limits"] = (same, _names(expected.limits), _names(names))
    if expected.allowed is not None:
        allowed = choice.mode is not Mode.WAIT
        wanted = words_of_cases.ALLOWED() if expected.allowed else words_of_cases.NOT_ALLOWED()
        got["allowed"] = (allowed is expected.allowed, wanted, choice.why)
    if expected.phases is not None:
        same = choice.phases is expected.phases
        got["phases"] = (same, _on(expected.phases), _on(choice.phases))
    yield from _told(case, got)


def _plan_failures(
    case: Case, choice: Choice, found: Planned | None
) -> Iterator[tuple[Span, Sentence]]:
    """What a plan gives; a rule that has none plans nothing."""
    expected, now = case.expected, case.scene.now
    spans = found.spans if found else ()
    got: dict[str, tuple[bool, Sentence, Sentence]] = {}
    if expected.plan is not None:
        same = lies_in(spans, expected.plan, now)
        wanted = words_of_cases.CHARGES_NEVER()
        if expected.plan:
            times = ", ".join(say_window(window) for window in expected.plan)
            wanted = words_of_cases.WITHIN(times=times)
        got["plan"] = (same, wanted, _planned(choice, found, now))
    if expected.missing is not None:
        missing = found.missing if found else 0.0
        same = abs(missing - expected.missing) < _ABOUT
        wanted = words_of_cases.WILL_MISS(missing=_energy(expected.missing))
        got["missing"] = (same, wanted, words_of_cases.WILL_MISS(missing=_energy(missing)))
    yield from _told(case, got)


def _told(
    case: Case, got: Mapping[str, tuple[bool, Sentence, Sentence]]
) -> Iterator[tuple[Span, Sentence]]:
    for key, (same, wanted, instead) in got.items():
        if not same:
            span = case.expected.places.get(key, case.place.span)
            yield span, words_of_cases.TEST_FAILED(expected=wanted, got=instead)


def _planned(choice: Choice, found: Planned | None, now: datetime) -> Sentence:
    if found is None:
        return words_of_cases.NO_PLAN(why=choice.why)
    if not found.spans:
        return words_of_cases.CHARGES_NEVER()
    times = ", ".join("-".join(_clock(at, now) for at in span) for span in found.spans)
    return words_of_cases.CHARGES_AT(times=times)


def _clock(at: datetime, now: datetime) -> str:
    return f"{at.astimezone(now.tzinfo):%H:%M}"


def _energy(wh: float) -> Quantity:
    return Quantity(wh, Dimension.ENERGY)


def _on(phases: Phases | None) -> Sentence:
    if phases is None:
        return words_of_cases.ON_ALL()
    return words_of_cases.ON_PHASES(phases=reasons.say_phases(phases))


def _charges_so(case: Case, choice: Choice) -> bool:
    amount = case.expected.amount
    if choice.mode is not case.expected.mode or amount is None:
        return choice.mode is case.expected.mode
    got = choice.current if amount.dimension is Dimension.CURRENT else choice.power
    return got is not None and abs(got - amount.value) < 0.05


def _rule(name: str) -> Sentence:
    return words_of_cases.THE_RULE(name=name) if name else words_of_cases.NO_RULE_AT_ALL()


def _charge(mode: Mode, amount: Quantity | None) -> Sentence:
    if amount is not None:
        return reasons.AMOUNT(amount=amount)
    return words_of_cases.CHARGES(mode=mode.value)


def _amps(amps: float) -> Sentence:
    return words_of_cases.AT_MOST(amps=Quantity(amps, Dimension.CURRENT))


def _names(names: frozenset[str]) -> Sentence:
    return (
        words_of_cases.LIMITS_HOLD(names=", ".join(sorted(names)))
        if names
        else words_of_cases.NO_LIMIT_HOLDS()
    )
