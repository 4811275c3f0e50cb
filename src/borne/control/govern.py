"""From what the rules want of each connector to the amps that it is told."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from borne.control import say
from borne.control.breaker import CURVES, Heat, warmed
from borne.control.claim import FOLLOW, Claim, Memory, Setting, SunFilter, Track
from borne.control.demand import Demand, counted
from borne.control.guard import blind, guard
from borne.control.learn import learned
from borne.control.measure import Read, voltage
from borne.control.phases import change_phases
from borne.control.round import Plan, Round
from borne.control.surplus import BY_SUN, follow_sun, watch
from borne.domain.decision import Mode
from borne.domain.site import Figures, Site, Style

_PAUSED = frozenset({Mode.OFF, Mode.WAIT})


def govern(
    site: Site,
    figures: Figures,
    read: Read,
    heard: datetime | None,
    claims: Mapping[str, Claim],
    memory: Memory,
    now: datetime,
    *,
    guarded: datetime | None = None,
) -> Generator[tuple[()], None, tuple[Mapping[str, Setting], Memory]]:
    """Return what every connector is told, and what to remember; in steps that are short for many.

    `heard` is when the grid meter was last heard, `guarded` when the meter of the contract was, if
    that is another one. No setting is in 0 < A < the connector's least; the sum of what is newly
    given never exceeds the contract's headroom; an unknown input never gives more.
    """
    plans = []
    for claim in claims.values():
        plans.append(_plan(claim, memory.tracks.get(claim.id), now))
        yield ()
    meter = min((at for at in (heard, guarded) if at), default=now)
    settles_at = _settles_at(plans, meter, now)
    yield ()
    blind_since = (memory.blind_since or now) if blind(site, figures) else None
    volts = voltage(site, read)
    suns = _suns(figures, plans, memory, heard or now, volts, settled=settles_at is None)
    heats = _heats(site, figures, plans, memory, guarded or meter, settled=settles_at is None)
    demand = _demand(site, figures, memory, heard or now)
    memory = replace(memory, suns=suns, blind_since=blind_since, heats=heats, demand=demand)
    this = Round(site, figures, volts, now, memory, plans, meter, settles_at)
    for plan in plans:
        _aim(this, plan)
        _cap(this, plan)
        yield ()
    change_phases(this, plans)
    yield ()
    yield from follow_sun(this, [plan for plan in plans if plan.claim.choice.mode in BY_SUN])
    yield from guard(this, plans)
    settings = {}
    for plan in plans:
        settings[plan.claim.id] = _settle(this, plan)
        yield ()
    return settings, replace(memory, tracks={plan.claim.id: plan.track for plan in plans})


def _plan(claim: Claim, track: Track | None, now: datetime) -> Plan:
    """A car that begins to draw what it was given is a change as well as an order is."""
    track = track or Track(active=claim.draw.active)
    needs = FOLLOW if claim.follows_in is None else claim.follows_in
    if track.follows_in != needs:
        track = replace(track, follows_in=needs)
    if track.active is not claim.draw.active:
        changed_at = now if track.current > 0 else track.changed_at
        track = replace(track, active=claim.draw.active, changed_at=changed_at)
    return Plan(claim, learned(claim, track, now))


def _settles_at(plans: Sequence[Plan], heard: datetime, now: datetime) -> datetime | None:
    """Until when what the cars draw and what the meters show may not be of the same moment."""
    ends = [
        plan.track.settles_at(plan.claim.draw.read_at, heard, now)
        for plan in plans
        if plan.claim.draw.active
    ]
    return max((end for end in ends if end is not None), default=None)


def _beyond(plan: Plan, volts: float) -> float:
    """W that a car draws whose charger was told less: the sun has them to give to nobody."""
    draw = plan.claim.draw
    if not (plan.claim.ignores and draw.active):
        return 0.0
    return max(0.0, draw.power - plan.track.current * draw.phases * volts)


def _suns(
    figures: Figures,
    plans: Sequence[Plan],
    memory: Memory,
    heard: datetime,
    volts: float,
    *,
    settled: bool,
) -> Mapping[Style, SunFilter]:
    """The filters with what the sun leaves to the cars that follow it."""
    styles = [plan.claim.choice.style for plan in plans if plan.claim.choice.mode in BY_SUN]
    others = sum(
        plan.claim.draw.power
        for plan in plans
        if plan.claim.choice.mode not in BY_SUN and plan.claim.draw.active
    ) + sum(_beyond(plan, volts) for plan in plans if plan.claim.choice.mode in BY_SUN)
    if figures.surplus is None:
        return {}
    return watch(memory.suns, figures.surplus - others, heard, styles) if settled else memory.suns


def _heats(
    site: Site,
    figures: Figures,
    plans: Sequence[Plan],
    memory: Memory,
    at: datetime,
    *,
    settled: bool,
) -> Mapping[int, Heat]:
    """How warm the breaker is on each phase, as its meter shows; unknown, it stays as it was."""
    curve = CURVES.get(site.breaker)
    if curve is None or site.contract is None:
        return {}
    if figures.unused is None:
        return memory.heats
    used = figures.phases or (site.contract - figures.unused,)
    heats = {}
    for phase, apparent in enumerate(used):
        house = (apparent or 0.0) - _drawn_on(site, plans, phase if figures.phases else None)
        known = house if settled else None
        heats[phase] = warmed(memory.heats.get(phase), curve, apparent or 0.0, known, at)
    return heats


def _drawn_on(site: Site, plans: Sequence[Plan], phase: int | None) -> float:
    """VA that the cars draw on a phase; None: on all of them."""
    return sum(
        plan.claim.draw.amps
        * site.voltage
        * (plan.claim.draw.phases if phase is None else phase in plan.phases)
        for plan in plans
        if plan.claim.draw.active
    )


def _demand(site: Site, figures: Figures, memory: Memory, at: datetime) -> Demand | None:
    if site.demand is None or figures.grid is None:
        return memory.demand
    return counted(memory.demand, site.demand, figures.grid, at)


def _aim(this: Round, plan: Plan) -> None:
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
        plan.target, plan.detail = amps, say.amount()
    else:
        plan.target, plan.detail = limits.most, say.full()


def _cap(this: Round, plan: Plan) -> None:
    """The ceilings that need no meter: the connector's own, the rule's, the fixed limits."""
    choice = plan.claim.choice
    plan.cap("most", plan.claim.limits.most, say.own())
    if choice.current is not None and choice.mode is not Mode.AMOUNT:
        plan.cap(choice.rule or "rule", choice.current, say.of_rule(choice.rule))
    for cap in choice.caps:
        safe = this.site.safe_current
        if cap.total:
            continue
        if cap.amps is not None:
            plan.cap(cap.name, min(cap.amps, safe) if cap.missing else cap.amps, cap.why)
        elif cap.missing or cap.reading is None:
            plan.cap(cap.name, safe, cap.why)


def _settle(this: Round, plan: Plan) -> Setting:
    """Round down, pause below the least, and say why."""
    limits, choice = plan.claim.limits, plan.claim.choice
    amps = plan.in_steps(plan.target)
    lowest = min(plan.limits, key=lambda limit: limit.amps)
    binds = math.isclose(plan.target, lowest.amps) and lowest.name != "most"
    binding = lowest if binds and choice.mode not in _PAUSED else None
    if amps == 0 < plan.target and binding is None:
        plan.detail = say.too_little(limits.least)
    applied = tuple(replace(limit, binding=limit is binding) for limit in plan.limits)
    if amps != plan.track.current:
        seen = plan.track.shown(plan.claim.draw.read_at) and plan.track.shown(this.heard)
        before = plan.claim.draw.amps if seen else max(plan.claim.draw.amps, plan.track.before)
        starts = plan.track.begun(this.now.date()) + (amps > 0 and plan.track.current == 0)
        plan.track = replace(
            plan.track,
            current=amps,
            before=before,
            changed_at=this.now,
            starts=starts,
            day=this.now.date(),
        )
    nexts = [*plan.nexts, *([choice.next] if choice.next else [])]
    soonest = min(nexts, key=lambda change: change.at, default=None)
    why = say.setting(choice, amps, plan.detail, binding, plan.untried)
    starts = plan.track.begun(this.now.date())
    return Setting(amps, why, applied, soonest, starts, plan.phasing)
