"""Charging from what there is to spare: when to start and stop, and how many W to follow.

Starting and stopping look at a slow, asymmetric view of the surplus, the current at a fast one.
Times are those that did best on broken-cloud days, beside others: benchmarks/control.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from borne.control import say
from borne.control.amps import floor_to
from borne.control.claim import SunFilter, Track
from borne.control.round import Plan, Round, in_line
from borne.control.share import share
from borne.domain.decision import Mode, NextChange
from borne.domain.say import Sentence
from borne.domain.site import Style

BY_SUN: Final = frozenset({Mode.SURPLUS, Mode.MIN_SURPLUS})
"""The modes that look at what there is to spare."""


class Pace(Struct, frozen=True):
    """How a style follows the sun; s, and A of import that it takes to keep the car going."""

    attack: float
    """The slow view rises so fast, and falls by `decay`."""
    decay: float
    rise: float
    """The fast view rises so fast, and falls by `fall`."""
    fall: float
    ahead: float
    """A on one phase beyond the least that must be there to start again after a cloud."""
    least_on: float
    least_off: float
    lean: float
    """What rounding to a step adds first: 0 rounds down, half a step to the nearest."""


PACES: Final[Mapping[Style, Pace]] = {
    Style.STRICT: Pace(
        attack=30, decay=300, rise=1, fall=0.5, ahead=1.3, least_on=300, least_off=60, lean=0.0
    ),
    Style.BALANCED: Pace(
        attack=40, decay=600, rise=0.5, fall=0.5, ahead=1.5, least_on=600, least_off=60, lean=0.0
    ),
    Style.MOST: Pace(
        attack=30, decay=900, rise=1, fall=0.5, ahead=0.0, least_on=600, least_off=60, lean=0.5
    ),
}


EVEN: Final = 900.0
"""s in which the even view follows, of any style: clouds that pass change no phases."""

MOST_STARTS: Final = 20
"""So often a car begins to charge from the sun on one day; then it waits longer each time."""

WORN_OFF: Final = 1800.0
"""s that it stays off at least from then on."""

EASED_AFTER: Final = timedelta(minutes=15)
"""So long after a cloud has stopped a car it needs more than its least to start again."""


def watch(
    suns: Mapping[Style, SunFilter], surplus: float | None, at: datetime, styles: Iterable[Style]
) -> Mapping[Style, SunFilter]:
    """Take a meter reading into the filters of the styles in use; an unknown one empties them."""
    if surplus is None:
        return {}
    return {style: _filtered(suns.get(style), surplus, at, PACES[style]) for style in set(styles)}


def _filtered(sun: SunFilter | None, surplus: float, at: datetime, pace: Pace) -> SunFilter:
    if sun is None:
        return SunFilter(slow=surplus, fast=surplus, at=at, even=surplus)
    passed = (at - sun.at).total_seconds()
    if passed <= 0:
        return sun
    slow = pace.attack if surplus > sun.slow else pace.decay
    fast = pace.rise if surplus > sun.fast else pace.fall
    return SunFilter(
        slow=_nearer(sun.slow, surplus, passed, slow),
        fast=_nearer(sun.fast, surplus, passed, fast),
        at=at,
        even=_nearer(sun.even, surplus, passed, EVEN),
    )


def _nearer(value: float, target: float, passed: float, tau: float) -> float:
    return value + (target - value) * (1 - math.exp(-passed / tau))


def switch(
    track: Track, pace: Pace, slow: float, needed: float, now: datetime
) -> tuple[Track, datetime | None]:
    """Start or stop by the slow view against the W that the least current needs.

    Returns the track, and when it may change by its least time on or off if that holds it now.
    """
    wanted = slow >= needed
    if wanted == track.sun_on:
        return track, None
    worn = track.begun(now.date()) >= MOST_STARTS
    least_off = WORN_OFF if worn else pace.least_off
    held_for = pace.least_on if track.sun_on else least_off
    if track.sun_since is not None:
        free_at = track.sun_since + timedelta(seconds=held_for)
        if now < free_at:
            return track, free_at
    return replace(track, sun_on=wanted, sun_since=now), None


def follow_sun(this: Round, plans: Sequence[Plan]) -> Iterator[tuple[()]]:
    """Start, stop and follow by what there is to spare; in steps.

    A car that is on has its least before another one starts; what a `min+surplus` car takes
    whatever the sun does is nobody else's.
    """
    line = [plan for plan in in_line(plans) if plan.possible]
    taken = {
        plan.claim.id: _needed(this, plan)
        for plan in in_line(plans)
        if plan.pausing or (plan.possible and plan.claim.choice.mode is Mode.MIN_SURPLUS)
    }
    on, gone = [], sum(taken.values())
    for plan in line:
        own = taken.get(plan.claim.id, 0.0)
        if _sun_is_on(this, plan, gone - own):
            taken[plan.claim.id] = _needed(this, plan)
            gone += taken[plan.claim.id] - own
            on.append(plan)
        yield ()
    idle = gone - sum(_needed(this, plan) for plan in on)
    wants = [plan.want(_watts(this, plan)) for plan in on]
    least = sum(want.least for want in wants)
    shared: dict[float, tuple[Mapping[str, float], float]] = {}
    for plan in on:
        style = plan.claim.choice.style
        fast = this.memory.suns[style].fast
        budget = max(fast - idle, least)
        if budget not in shared:  # as of each style
            shares = share(wants, budget)
            shared[budget] = shares, max(0.0, budget - sum(shares.values()))
        given, left = shared[budget][0][plan.claim.id], shared[budget][1]
        if plan.track.takes is not None:  # what nobody else takes stays offered
            given += left
        step = plan.claim.limits.step
        amps = floor_to(given / _watts(this, plan) + PACES[style].lean * step, step)
        amps = _spared(this, plan, max(plan.claim.limits.least, amps))
        plan.target = min(plan.target, amps)
        plan.detail = say.from_sun(fast)
        yield ()


def _spared(this: Round, plan: Plan, amps: float) -> float:
    """What it is told already, where its charger is to be spared another write for the sun."""
    told, until = plan.track.current, plan.claim.spared_until
    if until is None or until <= this.now or told in (0.0, amps):
        return amps
    plan.nexts.append(NextChange(until, say.sun_again()))
    return told


def _sun_is_on(this: Round, plan: Plan, others: float) -> bool:
    """Whether this car may follow the sun now; if not, its target says what it does instead."""
    needed, style = _needed(this, plan), plan.claim.choice.style
    sun = this.memory.suns.get(style)
    if this.figures.surplus is None:
        _without_sun(plan, say.no_meter())
        return False
    if sun is None:  # the first look waits until what was ordered last can be seen
        _without_sun(plan, say.waits_for_sun(this.figures.surplus, needed))
        if this.settles_at is not None:
            plan.nexts.append(NextChange(this.settles_at, say.sun_may_switch(on=True)))
        return False
    slow = sun.slow - others
    again_at = _eased_at(this, plan)
    if again_at is not None:
        if slow >= needed:
            plan.nexts.append(NextChange(again_at, say.sun_may_switch(on=True)))
        needed += PACES[style].ahead * this.volts
    plan.track, free_at = switch(plan.track, PACES[style], slow, needed, this.now)
    if free_at is not None:
        plan.nexts.append(NextChange(free_at, say.sun_may_switch(on=not plan.track.sun_on)))
    if not plan.track.sun_on:
        _without_sun(plan, say.waits_for_sun(slow, needed))
    return plan.track.sun_on


def _eased_at(this: Round, plan: Plan) -> datetime | None:
    """When the least is enough again for a car that a cloud has stopped; None: it is now."""
    track = plan.track
    if track.sun_on or track.sun_since is None:
        return None
    eased = track.sun_since + EASED_AFTER
    return eased if this.now < eased else None


def _without_sun(plan: Plan, why: Sentence) -> None:
    if plan.claim.choice.mode is Mode.MIN_SURPLUS:
        plan.target, plan.detail = min(plan.target, plan.claim.limits.least), say.least()
    else:
        plan.target, plan.detail = 0.0, why


def _needed(this: Round, plan: Plan) -> float:
    """W that the least current takes; some cars take more than that."""
    return max(plan.claim.limits.least, plan.track.floor) * _watts(this, plan)


def _watts(this: Round, plan: Plan) -> float:
    """W of 1 A."""
    return this.volts * plan.claim.draw.phases
