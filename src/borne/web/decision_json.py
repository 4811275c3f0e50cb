"""A decision as the panel's JSON: what was chosen, why, what was looked at, and what is planned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import Any

from borne.domain.decision import Decision, LimitApplied, TraceStep
from borne.domain.plan import Outlook, Progress
from borne.domain.say import Language

Json = dict[str, Any]


def decision_json(decision: Decision, language: Language, zone: tzinfo) -> Json:
    """The decision that holds."""
    following = decision.next
    return {
        "rule": decision.rule,
        "mode": decision.mode,
        "charge": decision.charge,
        "current_a": decision.current,
        "phases": decision.phases,
        "why": decision.why.say(language),
        "since": time_json(decision.since, zone),
        "next": following
        and {"at": time_json(following.at, zone), "why": following.why.say(language)},
        "starts_today": decision.starts,
        "plan": decision.outlook and plan_json(decision.outlook, zone),
        **looked_json(decision.trace, decision.limits, language),
    }


def looked_json(
    trace: Iterable[TraceStep], limits: Iterable[LimitApplied], language: Language
) -> Json:
    """What was looked at on the way to a decision, and the limits that held."""
    return {
        "trace": [step_json(step, language) for step in trace],
        "limits": [
            {
                "name": limit.name,
                "amps": limit.amps,
                "binding": limit.binding,
                "why": limit.why.say(language),
            }
            for limit in limits
        ],
    }


def step_json(step: TraceStep, language: Language) -> Json:
    return {
        "kind": step.kind,
        "name": step.name,
        "result": step.result,
        "why": step.why.say(language),
        "names": [
            {"name": read.name, "value": read.value, "age_s": seconds(read.age)}
            for read in step.names
        ],
    }


def plan_json(outlook: Outlook, zone: tzinfo) -> Json:
    """When the plan charges, and the price of each hour until its deadline."""
    return {
        "deadline": time_json(outlook.deadline, zone),
        "missing_wh": outlook.missing,
        "below_eur_kwh": outlook.below,
        "progress": outlook.progress and _progress(outlook.progress),
        "spans": [[time_json(start, zone), time_json(end, zone)] for start, end in outlook.spans],
        "slots": [
            {
                "start": time_json(slot.start, zone),
                "end": time_json(slot.end, zone),
                "price_eur_kwh": slot.price,
            }
            for slot in outlook.slots
        ],
    }


def _progress(progress: Progress) -> Json:
    """How far it is, in the unit of what was asked for: Wh, s or %."""
    return {"of": progress.of, "done": round(progress.done, 1), "wanted": progress.wanted}


def time_json(at: datetime | None, zone: tzinfo) -> str | None:
    """A time with the house's offset, to the millisecond."""
    return None if at is None else at.astimezone(zone).isoformat(timespec="milliseconds")


def seconds(length: timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()
