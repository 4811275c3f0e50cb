"""What Borne tells a plant: the orders of the connectors that it has shown, as plain JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from borne.domain.decision import Decision, TraceStep
from borne.domain.say import Language
from borne.engine.closed_loop import ClosedLoop

Json = dict[str, Any]


def orders(loop: ClosedLoop, language: Language) -> Json:
    """`{"charger/1": {"charge": …, "current": …, …}}`; 0 A when it is paused."""
    return {
        one.id: order(one.decision, language) for one in loop.connectors if one.decision is not None
    }


def order(decision: Decision, language: Language) -> Json:
    """One connector's orders."""
    following = decision.next
    return {
        "charge": decision.charge,
        "current": decision.current if decision.charge else 0.0,
        "phases": decision.phases,
        "rule": decision.rule,
        "why": decision.why.say(language),
        "next": None if following is None else _time(following.at),
    }


def explained(decision: Decision, language: Language) -> Json:
    """One connector's orders with all that led to them."""
    following = decision.next
    return {
        **order(decision, language),
        "mode": decision.mode.value,
        "next_why": following and following.why.say(language),
        "limits": [
            {
                "name": limit.name,
                "current": limit.amps,
                "binding": limit.binding,
                "why": limit.why.say(language),
            }
            for limit in decision.limits
        ],
        "trace": [_step(step, language) for step in decision.trace],
    }


def _step(step: TraceStep, language: Language) -> Json:
    return {
        "kind": step.kind,
        "name": step.name,
        "result": step.result.value,
        "why": step.why.say(language),
        "names": [
            {
                "name": read.name,
                "value": read.value,
                "age": None if read.age is None else read.age.total_seconds(),
            }
            for read in step.names
        ],
    }


def _time(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
