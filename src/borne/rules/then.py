"""What a rule does once it decides: its charge, its plan, or its `meanwhile`."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from msgspec import Struct

from borne.domain.decision import Mode
from borne.domain.plan import Asked
from borne.domain.quota import Period, Quota, day_after
from borne.domain.say import Sentence, Text
from borne.rules import reasons
from borne.rules.clock import instant_of
from borne.rules.deadline import next_deadline
from borne.rules.model import Rule, Way
from borne.rules.moment import Moment

_EPSILON: Final = 1e-6


class Then(Struct, frozen=True):
    """What a rule does now."""

    way: Way
    why: Sentence
    said: Sentence | None = None
    asked: Asked | None = None


def then(rule: Rule, moment: Moment) -> Then:
    """Return what the rule does now: a quota that is used up, or cannot be told, makes it wait."""
    for quota, used in zip(rule.at_most, _spent(rule, moment), strict=False):
        if used is None or used >= quota.amount - _EPSILON:
            return _used_up(rule, quota, moment, known=used is not None)
    if rule.goal is None:
        charge = reasons.on_phases(reasons.say_charge(rule), rule.phases)
        return Then(rule.way, reasons.RULE(rule=rule.name, charge=charge))
    by = rule.goal.by
    deadline = None if by is None else next_deadline(moment.now, by)
    if deadline is not None:
        moment.until(deadline, reasons.DEADLINE, rule.name)
    why = reasons.RULE(rule=rule.name, charge=reasons.say_charge(rule.meanwhile))
    return Then(rule.meanwhile, why, asked=Asked(rule.goal, deadline, rule.ceiling))


def _spent(rule: Rule, moment: Moment) -> tuple[float | None, ...]:
    return moment.subject.spent.get(rule.name, ())


def _used_up(rule: Rule, quota: Quota, moment: Moment, *, known: bool) -> Then:
    day = day_after(quota.per, moment.now.date())
    if day is not None:
        at = instant_of(datetime.combine(day, time()), moment.now)
        moment.until(at, reasons.QUOTA_ANEW, rule.name)
    text = _USED_UP[quota.per] if known else reasons.QUOTA_UNKNOWN
    said = text(rule=rule.name, amount=quota.said)
    if rule.meanwhile.mode is Mode.OFF:
        return Then(rule.meanwhile, said, said)
    charge = reasons.say_charge(rule.meanwhile)
    return Then(rule.meanwhile, reasons.RULE(rule=rule.name, charge=charge), said)


_USED_UP: Final[dict[Period, Text]] = {
    Period.SESSION: reasons.QUOTA_SESSION,
    Period.DAY: reasons.QUOTA_DAY,
    Period.WEEK: reasons.QUOTA_WEEK,
    Period.MONTH: reasons.QUOTA_MONTH,
}
