"""From what the rules want of each connector to the amps that it is told."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from borne.control import say
from borne.control.claim import Claim, Memory, Setting, Track
from borne.control.guard import BLIND_PAUSE, hold
from borne.control.measure import Read, voltage
from borne.control.share import Want, share
from borne.control.surplus import PACES, switch, watch
from borne.domain.decision import LimitApplied, Mode, NextChange
from borne.domain.say import Sentence
from borne.domain.site import Figures, Site

_PAUSED = frozenset({Mode.OFF, Mode.WAIT})
_BY_SUN = frozenset({Mode.SURPLUS, Mode.MIN_SURPLUS})


@dataclass(slots=True)
class _Plan:
    """One connector's way through a round."""

    claim: Claim
    track: Track
    target: float = 0.0
    detail: Sentence | None = None
    limits: list[LimitApplied] = field(default_factory=list)
    nexts: list[NextChange] = field(default_factory=list)

    def cap(self, name: str, amps: float, why: Sentence) -> None:
        """Hold the target to `amps`."""
        self.limits.append(LimitApplied(name, amps, why))
        self.target = min(self.target, amps)


@dataclass(slots=True)
class _Round:
    """What all connectors share in one round."""

    site: Site
    figures: Figures
    volts: float
    now: datetime
    memory: Memory


def govern(
    site: Site,
    figures: Figures,
    read: Read,
    heard: datetime | None,
    claims: Mapping[str, Claim],
    memory: Memory,
    now: datetime,
) -> tuple[Mapping[str, Setting], Memory]:
    """Return what every connector is told, and what to remember.

    `heard` is when the grid meter was last heard. No setting is in 0 < A < the connector's least;
    the sum of what is newly given never exceeds the contract's headroom; an unknown input never
    gives more.
    """
    plans = [_Plan(claim, memory.tracks.get(claim.id, Track())) for claim in claims.values()]
    settled = all(plan.track.settled(plan.claim.draw.read_at, now) for plan in plans)
    styles = [plan.claim.choice.style for plan in plans if plan.claim.choice.mode in _BY_SUN]
    suns = memory.suns
    if figures.surplus is None or (settled and heard is not None):
        suns = watch(memory.suns, _for_sun(figures, plans), heard or now, styles)
    blind_since = memory.blind_since if _blind(site, figures) else None
    if _blind(site, figures) and blind_since is None:
        blind_since = now
    memory = replace(memory, suns=suns, blind_since=blind_since)
    this = _Round(site, figures, voltage(site, read), now, memory)
    for plan in plans:
        _aim(this, plan)
        _cap(this, plan)
    _follow_sun(this, [plan for plan in plans if plan.claim.choice.mode in _BY_SUN])
    _guard(this, plans, settled=settled)
    tracks = {plan.claim.id: plan.track for plan in plans}
    settings = {plan.claim.id: _settle(this, plan, tracks) for plan in plans}
    return settings, replace(memory, tracks=tracks)


def _for_sun(figures: Figures, plans: Sequence[_Plan]) -> float | None:
    """W for the cars that follow the sun: what the others draw is not theirs to take."""
    if figures.surplus is None:
        return None
    return figures.surplus - sum(
        plan.claim.draw.power
        for plan in plans
        if plan.claim.draw.active and plan.claim.choice.mode not in _BY_SUN
    )


def _aim(this: _Round, plan: _Plan) -> None:
    """What the mode alone asks for."""
    choice, limits = plan.claim.choice, plan.claim.limits
    if choice.mode in _PAUSED:
        plan.target = 0.0
    elif choice.mode is Mode.MIN:
        plan.target, plan.detail = limits.least, say.least()
    elif choice.mode is Mode.AMOUNT:
        amps = choice.current
        if amps is None:
            amps = (choice.power or 0.0) / (this.volts * plan.claim.draw.phases)
        plan.target, plan.detail = min(amps, limits.most), say.amount()
    else:
        plan.target, plan.detail = limits.most, say.full()


def _cap(this: _Round, plan: _Plan) -> None:
    """The ceilings that need no meter: the connector's own, the rule's, the fixed limits."""
    choice = plan.claim.choice
    plan.cap("most", plan.claim.limits.most, say.own())
    if choice.current is not None and choice.mode is not Mode.AMOUNT:
        plan.cap(choice.rule or "rule", choice.current, say.of_rule(choice.rule))
    for cap in choice.caps:
        if cap.missing or (cap.amps is None and cap.reading is None):
            plan.cap(cap.name, this.site.safe_current, cap.why)
        elif cap.amps is not None:
            plan.cap(cap.name, cap.amps, cap.why)


def _follow_sun(this: _Round, plans: Sequence[_Plan]) -> None:
    """Start, stop and follow by what there is to spare."""
    if not plans:
        return
    if this.figures.surplus is None:
        for plan in plans:
            _without_sun(plan, say.no_meter())
        return
    wants = []
    spoken_for = 0.0
    for plan in sorted(plans, key=lambda plan: (-plan.claim.limits.priority, plan.claim.id)):
        watts = this.volts * plan.claim.draw.phases
        needed = plan.claim.limits.least * watts
        pace = PACES[plan.claim.choice.style]
        slow = this.memory.suns[plan.claim.choice.style].slow - spoken_for
        plan.track, free_at = switch(plan.track, pace, slow, needed, this.now)
        if free_at is not None:
            plan.nexts.append(NextChange(free_at, say.sun_may_switch(on=not plan.track.sun_on)))
        if plan.track.sun_on:
            spoken_for += needed
            wants.append(_want(plan, watts))
        else:
            _without_sun(plan, say.waits_for_sun(slow, needed))
    _give_sun(this, {plan.claim.id: plan for plan in plans}, wants)


def _give_sun(this: _Round, plans: Mapping[str, _Plan], wants: list[Want]) -> None:
    for want in wants:
        plan = plans[want.id]
        fast = this.memory.suns[plan.claim.choice.style].fast
        given = share(wants, max(fast, sum(other.least for other in wants)))
        step = plan.claim.limits.step
        lean = PACES[plan.claim.choice.style].lean * step
        amps = given[want.id] / (this.volts * plan.claim.draw.phases) + lean
        plan.target = min(plan.target, max(plan.claim.limits.least, _floor(amps, step)))
        plan.detail = say.from_sun(fast)


def _without_sun(plan: _Plan, why: Sentence) -> None:
    if plan.claim.choice.mode is Mode.MIN_SURPLUS:
        plan.target = min(plan.target, plan.claim.limits.least)
        plan.detail = say.least()
    else:
        plan.target, plan.detail = 0.0, why


def _guard(this: _Round, plans: Sequence[_Plan], *, settled: bool) -> None:
    """The measured limits: the rules' `keep`, then the contract above all."""
    keeps: dict[str, tuple[float, Sentence]] = {}
    for plan in plans:
        for cap in plan.claim.choice.caps:
            if cap.reading is not None and cap.below is not None and not cap.missing:
                keeps[cap.name] = (cap.below - cap.reading + _drawn(this, plans), cap.why)
    for name, (budget, why) in keeps.items():
        held = [plan for plan in plans if any(c.name == name for c in plan.claim.choice.caps)]
        _hold_all(this, held, (name, budget, why), settled=settled)
    if this.site.contract is None:
        return
    why = say.contract(this.site.contract)
    if this.figures.headroom is not None:
        _hold_all(this, plans, ("contract", this.figures.headroom, why), settled=settled)
    elif _blind(this.site, this.figures):
        for plan in plans:
            _hold_blind(this, plan)
    else:  # a contract without any meter: the cars alone must stay below it
        _hold_all(this, plans, ("contract", this.site.contract, why), settled=settled)


def _hold_all(
    this: _Round,
    plans: Sequence[_Plan],
    limit: tuple[str, float, Sentence],
    *,
    settled: bool,
) -> None:
    name, budget, why = limit
    wants = [_want(plan, this.volts * _phases_held(this, plan)) for plan in plans]
    rooms = share([want for want in wants if want.target > 0], budget)
    for plan in plans:
        if plan.target <= 0:
            continue
        room = rooms[plan.claim.id] / (this.volts * _phases_held(this, plan))
        if len(rooms) == 1:
            room = max(0.0, budget) / (this.volts * _phases_held(this, plan))
        allowed, plan.track, free_at = hold(
            plan.track, plan.target, room, settled=settled, now=this.now
        )
        if free_at is not None:
            plan.nexts.append(NextChange(free_at, say.room_again(name)))
        plan.cap(name, min(room, allowed) if allowed < plan.target else room, why)


def _hold_blind(this: _Round, plan: _Plan) -> None:
    """Nobody knows what the house draws: the safe current, then nothing."""
    since = this.memory.blind_since or this.now
    pause_at = since + BLIND_PAUSE
    inputs = this.site.apparent or "meter"
    if this.now >= pause_at:
        plan.cap("contract", 0.0, say.blind(inputs, since))
        return
    plan.cap("contract", this.site.safe_current, say.blind(inputs, since))
    if plan.target > 0:
        plan.nexts.append(NextChange(pause_at, say.pause_when_blind()))


def _settle(this: _Round, plan: _Plan, tracks: dict[str, Track]) -> Setting:
    """Round down, pause below the least, and say why."""
    limits = plan.claim.limits
    amps = _floor(plan.target, limits.step)
    if amps < limits.least:
        amps = 0.0
    lowest = min(plan.limits, key=lambda limit: limit.amps)
    bound = plan.target > 0 or lowest.amps < limits.least
    binding = bound and math.isclose(plan.target, lowest.amps) and lowest.name != "most"
    applied = tuple(replace(limit, binding=binding and limit is lowest) for limit in plan.limits)
    track = plan.track
    if amps != track.current:
        track = replace(track, current=amps, changed_at=this.now)
    tracks[plan.claim.id] = track
    why = say.setting(plan.claim.choice, amps, plan.detail, lowest if binding else None)
    nexts = [*plan.nexts, *([plan.claim.choice.next] if plan.claim.choice.next else [])]
    soonest = min(nexts, key=lambda change: change.at, default=None)
    return Setting(amps, why, applied, soonest)


def _want(plan: _Plan, unit: float) -> Want:
    limits = plan.claim.limits
    return Want(
        plan.claim.id,
        least=limits.least * unit,
        target=plan.target * unit,
        priority=limits.priority,
        active=plan.claim.draw.active and plan.track.current > 0,
    )


def _phases_held(this: _Round, plan: _Plan) -> int:
    """Without a meter per phase, an ampere on one phase is taken as one on each."""
    return max(this.site.phases, plan.claim.draw.phases)


def _drawn(this: _Round, plans: Sequence[_Plan]) -> float:
    """VA that the cars draw."""
    draws = [plan.claim.draw for plan in plans if plan.claim.draw.active]
    return sum(draw.amps * draw.phases for draw in draws) * this.volts


def _blind(site: Site, figures: Figures) -> bool:
    """Whether the contract has a meter that tells nothing now."""
    metered = site.apparent is not None or site.meter is not None
    return site.contract is not None and metered and figures.headroom is None


def _floor(amps: float, step: float) -> float:
    return round(math.floor(amps / step + 1e-9) * step, 3)
