"""From what a rule plans for to what it does now: asks the planner whenever facts have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from borne.control.claim import Claim
from borne.domain.charger import Connector
from borne.domain.decision import Choice, Mode, NextChange
from borne.domain.phasing import Phases
from borne.domain.plan import Asked, Goal, Outlook, Progress
from borne.domain.planner import (
    Job,
    Planned,
    energy_left,
    full_power,
    is_low,
    plan,
    seconds_for,
    sun_to_come,
    when_low,
)
from borne.domain.prices import Look, price_slots
from borne.domain.say import Sentence, plain
from borne.domain.session import Session
from borne.domain.site import Figures, Site
from borne.domain.state import State
from borne.domain.tariff import PriceSlot, Tariff
from borne.domain.units import Dimension, Quantity
from borne.engine import plan_words as words

_BY_SUN: Final = frozenset({Mode.SURPLUS, Mode.MIN_SURPLUS})
_DAY: Final = timedelta(days=1)


class _Memory(Struct, frozen=True):
    """What is remembered of the deadline that a connector works for."""

    session: int
    deadline: datetime
    energy: float
    """Wh of the session before it."""
    seconds: float
    """s of the session before it."""
    planned: float = 0.0
    """s that it has charged by the plan since."""
    since: datetime | None = None
    """Since when the plan has it charge."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the planner may look at; `now` is in the site's zone."""

    site: Site
    state: State
    look: Look
    figures: Figures
    now: datetime


@dataclass(slots=True)
class Planning:
    """Remembers the plan of each connector; what a session has charged is in the ledger."""

    _memories: dict[str, _Memory] = field(default_factory=dict)

    def settle(self, claim: Claim, connector: Connector, around: Around) -> Choice:
        """Return what the rule's plan has it do now; a choice without a plan as it is."""
        choice = claim.choice
        asked, session = choice.asked, connector.session
        if asked is None or session is None:
            self._memories.pop(claim.id, None)
            return choice
        if asked.deadline is None:
            return _below(choice, asked, around)
        memory = self._memory(claim.id, session, asked.deadline, around)
        planned, job, slots = _plan(claim, asked, connector, memory, around)
        charges = planned.charges(job.now)
        since = job.now if charges else None
        self._memories[claim.id] = replace(memory, since=since)
        blind = asked.goal.soc is not None and _soc(asked.goal, connector, around) is None
        named = plain(choice.rule or "")
        rule = words.BLIND(rule=named) if blind else named
        progress = _progress(asked.goal, connector, memory, around)
        outlook = Outlook(planned.spans, tuple(slots), asked.deadline, planned.missing, progress)
        return replace(_settled(choice, rule, planned, job, around), outlook=outlook)

    def _memory(self, id_: str, session: Session, deadline: datetime, around: Around) -> _Memory:
        now, memory = around.now.astimezone(UTC), self._memories.get(id_)
        if memory is not None and memory.session == session.id and memory.deadline == deadline:
            if memory.since is None:
                return memory
            return replace(memory, planned=memory.planned + (now - memory.since).total_seconds())
        if session.started >= deadline - _DAY:
            return _Memory(session.id, deadline, 0.0, 0.0)
        return _Memory(session.id, deadline, session.energy, _charged(around.state, session.id))


def _plan(
    claim: Claim, asked: Asked, connector: Connector, memory: _Memory, around: Around
) -> tuple[Planned, Job, Sequence[PriceSlot]]:
    """Ask the planner for what is still needed until the deadline."""
    goal, now, until = asked.goal, around.now.astimezone(UTC), memory.deadline
    volts = around.site.voltage
    unit = volts * _phases_at_full(claim, around.site)
    power = full_power(claim.limits, asked.ceiling, unit, around.site.contract)
    if goal.length is not None:
        seconds = goal.length - _taken(memory, around)
    else:
        energy = _wanted(goal, connector, memory, around)
        if goal.sun and claim.choice.mode in _BY_SUN:
            least = claim.limits.least * volts * claim.draw.phases
            energy -= _sun(least, power, now, until, around)
        seconds = seconds_for(energy, power)
    tariff = Tariff(entry=goal.price) if goal.price else around.site.price
    slots = price_slots(tariff, around.look, around.now, until) if tariff else ()
    job = Job(
        now,
        until,
        seconds,
        power,
        in_one_go=goal.in_one_go,
        late=goal.sun,
        running=memory.since is not None,
    )
    return plan(job, slots), job, slots


def _phases_at_full(claim: Claim, site: Site) -> int:
    """On how many phases the car takes all that it may: as its rule says, where they can change."""
    if claim.switching is None or claim.phasing.most == 1:
        return claim.draw.phases
    return 1 if claim.choice.phases is Phases.ONE else site.phases


def _taken(memory: _Memory, around: Around) -> float:
    """s that it has charged for this deadline; by the plan, where the car takes nothing."""
    return max(_charged(around.state, memory.session) - memory.seconds, memory.planned)


def _progress(goal: Goal, connector: Connector, memory: _Memory, around: Around) -> Progress | None:
    """How much there is of what was asked for; None while the car's charge is unknown."""
    if goal.length is not None:
        return Progress("time", min(_taken(memory, around), goal.length), goal.length)
    if goal.soc is not None:
        soc = _soc(goal, connector, around)
        return None if soc is None else Progress("soc", soc, goal.soc)
    charged = connector.session.energy if connector.session else 0.0
    return Progress("energy", max(0.0, charged - memory.energy), goal.energy or 0.0)


def _wanted(goal: Goal, connector: Connector, memory: _Memory, around: Around) -> float:
    """Wh still to be charged; of a car whose charge is unknown, as if it had come empty."""
    charged = connector.session.energy if connector.session else 0.0
    own = charged if goal.soc is not None else charged - memory.energy
    return energy_left(goal, own, _soc(goal, connector, around))


def _soc(goal: Goal, connector: Connector, around: Around) -> float | None:
    if goal.car is None:
        return connector.reading.soc if connector.reading else None
    fact = around.look(goal.car)
    value = fact.value if fact else None
    known = isinstance(value, float | int) and not isinstance(value, bool) and 0 <= value <= 100
    return float(value) if known and value is not None else None


def _sun(least: float, most: float, now: datetime, until: datetime, around: Around) -> float:
    name = around.site.forecast
    fact = around.look(name) if name else None
    house = around.figures.house or 0.0
    return sun_to_come(fact.ahead, house, least, most, now, until) if fact else 0.0


def _charged(state: State, session: int) -> float:
    """s in which the session has charged."""
    return sum(one.seconds for one in state.portions.get(session, ()))


def _settled(choice: Choice, rule: Sentence, planned: Planned, job: Job, around: Around) -> Choice:
    """The choice with what the plan says of now."""
    zone = around.now.tzinfo
    at = planned.next(job.now)
    here = job.deadline if at is None else at
    local, due = here.astimezone(zone), job.deadline.astimezone(zone)
    if planned.charges(job.now):
        if planned.missing > 0:
            missing = Quantity(planned.missing, Dimension.ENERGY)
            said = words.LATE(rule=rule, missing=missing, at=due)
        else:
            said = words.CHARGES(rule=rule, at=local)
        following = NextChange(local, words.ENDS(at=local))
        return _full(choice, said, following)
    if at is None:
        done = words.WAITS_FOR_SUN(rule=rule, at=due) if job.late else words.DONE(rule=rule)
        return _waiting(choice, done, None)
    said = words.WAITS(rule=rule, at=local)
    return _waiting(choice, said, NextChange(local, words.BEGINS(at=local)))


def _below(choice: Choice, asked: Asked, around: Around) -> Choice:
    """Charge while the price is low enough; one that is unknown is not."""
    goal, rule = asked.goal, plain(choice.rule or "")
    tariff = Tariff(entry=goal.price) if goal.price else around.site.price
    until = around.now + _DAY
    slots = price_slots(tariff, around.look, around.now, until) if tariff else ()
    outlook = Outlook(when_low(slots, goal.below or 0.0), tuple(slots), below=goal.below)
    choice = replace(choice, outlook=outlook)
    price = slots[0].price if slots else None
    following = _price_edge(slots, goal.below or 0.0, around.now)
    if price is None:
        return _waiting(choice, words.NO_PRICE(rule=rule), following)
    said = Quantity(price, Dimension.PRICE)
    if is_low(price, goal.below or 0.0):
        return _full(choice, words.CHEAP(rule=rule, price=said), following)
    return _waiting(choice, words.DEAR(rule=rule, price=said), following)


def _price_edge(slots: Sequence[PriceSlot], below: float, now: datetime) -> NextChange | None:
    """When the price next passes the threshold."""
    for slot in slots[1:]:
        if is_low(slot.price, below) is not is_low(slots[0].price, below):
            at = slot.start.astimezone(now.tzinfo)
            return NextChange(at, words.PRICE(at=at))
    return None


def _full(choice: Choice, said: Sentence, following: NextChange | None) -> Choice:
    return replace(
        choice,
        mode=Mode.MAX,
        current=choice.asked and choice.asked.ceiling,
        power=None,
        said=said,
        why=said,
        next=_sooner(choice.next, following),
    )


def _waiting(choice: Choice, said: Sentence, following: NextChange | None) -> Choice:
    why = said if choice.mode is Mode.OFF else choice.why
    return replace(choice, said=said, why=why, next=_sooner(choice.next, following))


def _sooner(one: NextChange | None, other: NextChange | None) -> NextChange | None:
    if one is None or other is None:
        return one or other
    return other if other.at.astimezone(UTC) <= one.at.astimezone(UTC) else one
