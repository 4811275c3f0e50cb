"""What a rule's plan gives in a test, by the planner that the engine asks. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Final, TypeAlias

from borne.domain.decision import Choice, Mode, Scene, Subject
from borne.domain.fact import Fact
from borne.domain.phasing import Phases
from borne.domain.plan import Asked
from borne.domain.planner import (
    Job,
    Planned,
    energy_left,
    full_power,
    plan,
    seconds_for,
    sun_to_come,
    when_low,
)
from borne.domain.prices import Look, price_slots
from borne.domain.tariff import Tariff
from borne.rules.clock import Window
from borne.rules.model import RuleBook
from borne.rules.terms import as_number

Span: TypeAlias = tuple[datetime, datetime]

_DAY: Final = timedelta(days=1)
_BY_SUN: Final = frozenset({Mode.SURPLUS, Mode.MIN_SURPLUS})


def planned(book: RuleBook, subject: Subject, scene: Scene, choice: Choice) -> Planned | None:
    """Return when the chosen rule's plan charges, of a car that has just come; None: no plan."""
    asked = choice.asked
    if asked is None:
        return None
    look, site = _looker(book, scene), book.site
    until = asked.deadline or scene.now + _DAY
    tariff = Tariff(entry=asked.goal.price) if asked.goal.price else site.price
    slots = price_slots(tariff, look, scene.now, until) if tariff else ()
    if asked.deadline is None:
        return Planned(when_low(slots, asked.goal.below or 0.0))
    return plan(_job(book, subject, scene, choice, asked, asked.deadline), slots)


def _job(
    book: RuleBook,
    subject: Subject,
    scene: Scene,
    choice: Choice,
    asked: Asked,
    deadline: datetime,
) -> Job:
    goal, site, look = asked.goal, book.site, _looker(book, scene)
    now = scene.now.astimezone(UTC)
    limits = site.limits_of(subject.id)
    one = limits.switching is not None and choice.phases is Phases.ONE
    unit = site.voltage * (1 if one else min(limits.phases or site.phases, site.phases))
    power = full_power(limits, asked.ceiling, unit, site.contract)
    if goal.length is not None:
        seconds = goal.length
    else:
        energy = energy_left(goal, subject.session_energy, _soc(subject, look, goal.car))
        forecast = look(site.forecast) if site.forecast else None
        if goal.sun and choice.mode in _BY_SUN and forecast is not None:
            least = limits.least * unit
            energy -= sun_to_come(forecast.ahead, 0.0, least, power, now, deadline)
        seconds = seconds_for(energy, power)
    return Job(now, deadline, seconds, power, in_one_go=goal.in_one_go, late=goal.sun)


def _soc(subject: Subject, look: Look, car: str | None) -> float | None:
    if car is None:
        return subject.soc
    fact = look(car)
    return as_number(fact.value) if fact else None


def _looker(book: RuleBook, scene: Scene) -> Look:
    def look(name: str) -> Fact | None:
        entry, fact = book.inputs.get(name), scene.facts.get(name)
        if entry is None:
            return None
        if fact is None or fact.value is None or not fact.fresh(scene.now, entry.max_age):
            instead = entry.if_unknown
            return None if instead is None else Fact(instead, scene.now)
        return fact

    return look


def lies_in(spans: Sequence[Span], windows: Sequence[Window], now: datetime) -> bool:
    """Whether the spans lie within the windows, and each window has some of them."""
    opened = [next_span(window, now) for window in windows]
    within = all(_covered(span, opened) for span in spans)
    return within and all(
        any(start < end and begin < until for start, until in spans) for begin, end in opened
    )


def next_span(window: Window, now: datetime) -> Span:
    """Return when a window is next open, or has opened already; `now` is in the site's zone."""
    for days in (-1, 0, 1):
        midnight = datetime.combine(now.date(), time()) + timedelta(days=days)
        length = (window.end - window.start) % (24 * 60) or 24 * 60
        start = midnight + timedelta(minutes=window.start)
        end = (start + timedelta(minutes=length)).replace(tzinfo=now.tzinfo)
        if end > now:
            break
    return start.replace(tzinfo=now.tzinfo).astimezone(UTC), end.astimezone(UTC)


def _covered(span: Span, opened: Sequence[Span]) -> bool:
    start, end = span
    for begin, until in sorted(opened):
        if begin <= start < until:
            start = min(until, end)
    return start >= end
