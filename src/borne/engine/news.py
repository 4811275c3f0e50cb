"""A decision as it is kept and told, and whether it is news."""

from __future__ import annotations

from datetime import datetime

from borne.control.claim import Setting
from borne.domain.charger import Connector
from borne.domain.commands import Announce, Command
from borne.domain.decision import Choice, Decision, Mode
from borne.domain.records import SaveDecision


def decision_of(
    choice: Choice, setting: Setting | None, phases: int, now: datetime, before: Decision | None
) -> Decision:
    """What comes of a choice once control has spoken; without a car there is no setting.

    It is the very decision of before where it says the same: whoever looks for what is new by
    identity finds nothing.
    """
    current = setting.current if setting else 0.0
    lasts = before is not None and _same(before, choice.rule, choice.mode, current)
    decision = Decision(
        rule=choice.rule,
        mode=choice.mode,
        charge=current > 0,
        current=current,
        phases=(setting and setting.phasing.told) or phases,
        why=setting.why if setting else choice.why,
        since=before.since if before is not None and lasts else now,
        next=setting.next if setting else choice.next,
        limits=setting.limits if setting else (),
        trace=choice.trace,
        outlook=choice.outlook,
        starts=setting.starts if setting else 0,
    )
    return before if before is not None and decision == before else decision


def _same(one: Decision, rule: str | None, mode: Mode, current: float) -> bool:
    """Whether nothing has changed but the words and the trace."""
    return (one.rule, one.mode, one.current) == (rule, mode, current)


def news(connector: Connector, before: Decision | None) -> list[Command]:
    """A decision that differs is kept; one that a person would call different is announced."""
    decision = connector.decision
    if decision is None:
        return []
    if before is not None and _same(before, decision.rule, decision.mode, decision.current):
        return []
    session = connector.session.id if connector.session else None
    saved = SaveDecision(connector.charger, connector.number, session, decision)
    told = (decision.rule, decision.mode, decision.charge)
    if before is not None and told == (before.rule, before.mode, before.charge):
        return [saved]
    data = {
        "charger": connector.charger,
        "connector": connector.number,
        "rule": decision.rule,
        "mode": decision.mode.value,
        "charge": decision.charge,
        "current": decision.current,
        "why": decision.why.say("en"),
    }
    return [saved, Announce("borne_decision", data)]
