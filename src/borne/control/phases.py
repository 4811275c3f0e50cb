"""How many phases a car charges on: when another number is worth a change, and the way to it.

A change is made without current: pause, see that nothing flows, tell the charger, wait, give the
least, and see in the readings that it has followed. Nothing is changed where it is not known to be
borne, and never more often than the site allows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from borne.control import say
from borne.control.budget import room_on
from borne.control.guard import blind
from borne.control.round import Plan, Round
from borne.control.surplus import BY_SUN
from borne.domain.decision import Mode, NextChange
from borne.domain.phasing import Phases, Phasing, Sign, Stage, Switching

FLOWS: Final = 1.0
"""A from which on current flows."""

LATE: Final = timedelta(minutes=5)
"""So long a car may take to stop, or a charger to take the number."""

SURE: Final = timedelta(seconds=20)
"""So long readings must speak against a number before that is believed."""

HIDDEN: Final = timedelta(minutes=3)
"""So long the readings may leave open on how many phases a car charges."""

_IDLE: Final = frozenset({Mode.OFF, Mode.WAIT})
_AS_USUAL: Final = Switching()


def change_phases(this: Round, plans: Sequence[Plan]) -> None:
    """Take each connector a step on, and hold what it is given to what its change allows."""
    for plan in plans:
        unmoved = plan.claim.switching is None and plan.phasing.told is None
        if unmoved and plan.phasing.stage in {Stage.STEADY, Stage.UNABLE}:
            continue
        came = plan.phasing.session != plan.claim.session
        plan.phasing = _watched(plan, plan.phasing)
        if plan.claim.switching is None and came:
            _let_go(this, plan)
        plan.spare = _spare(this, plan, plans)
        _STEPS[plan.phasing.stage](this, plan)
        _hold(this, plan)


def _spare(this: Round, plan: Plan, plans: Sequence[Plan]) -> float | None:
    """What the sun leaves to this car; what others draw of it stays theirs.

    A change that interrupts nothing need not wait for the even view.
    """
    sun = this.memory.suns.get(plan.claim.choice.style)
    if sun is None or plan.claim.choice.mode not in BY_SUN:
        return None
    seen = sun.even if plan.track.current > 0 else sun.slow
    return seen - sum(
        other.claim.draw.power
        for other in plans
        if other is not plan and other.claim.draw.active and other.claim.choice.mode in BY_SUN
    )


def _watched(plan: Plan, phasing: Phasing) -> Phasing:
    """With what the readings of this session show."""
    if phasing.session != plan.claim.session:
        phasing = replace(phasing, session=plan.claim.session, most=0)
    shown = plan.claim.draw.shown if _fresh(plan, phasing.changed_at) else 0
    at_rest = phasing.stage in {Stage.STEADY, Stage.PAUSING}
    return replace(phasing, most=shown) if at_rest and shown > phasing.most else phasing


def _let_go(this: Round, plan: Plan) -> None:
    """A car has come for which nothing is changed: before it begins, all phases are its own."""
    phasing = plan.phasing
    begun = plan.claim.draw.active or plan.track.current > 0
    if begun or phasing.stage is not Stage.STEADY or phasing.told in (None, this.site.phases):
        return
    if _free_at(this, phasing, _AS_USUAL) is None:
        plan.phasing = replace(phasing.counted(this.now), told=None)


def _steady(this: Round, plan: Plan) -> None:
    """Look whether another number is wanted, and may be had."""
    phasing, switching = plan.phasing, plan.claim.switching
    if switching is None:
        return
    if phasing.told == 1 and plan.claim.draw.shown > 1 and _fresh(plan, phasing.since):
        if _sure(this, plan):  # the charger has gone back by itself
            phasing = plan.phasing.on(Sign.OTHER, this.now).counted(this.now)
            plan.phasing = replace(phasing, told=this.site.phases, followed=False)
        return
    if phasing.mark is not None:
        phasing = plan.phasing = replace(phasing, mark=None)
    wanted = _wanted(this, plan, switching)
    if wanted in (_used(this, phasing), None):
        return
    waits = _free_at(this, phasing, switching)
    if waits is not None:
        plan.nexts.append(NextChange(waits, say.phases_next(wanted)))
        return
    phasing = phasing.on(Sign.WANTED, this.now)
    plan.phasing = replace(phasing, wanted=wanted, before=_used(this, phasing))
    narrow = plan.track.narrow and wanted == 1
    plan.track = replace(plan.track, leans_to=0, leans_since=None, narrow=narrow)
    _pausing(this, plan)


def _pausing(this: Round, plan: Plan) -> None:
    """Wait until nothing has flowed for the pause, then tell the charger."""
    phasing, switching = plan.phasing, plan.claim.switching
    if switching is None or plan.claim.choice.mode in _IDLE or _unwanted(plan):
        plan.phasing = phasing.on(Sign.UNWANTED, this.now)
        return
    since = phasing.since or this.now
    if not _is_still(plan, since):
        plan.phasing = replace(phasing, mark=None)
        if this.now >= since + LATE:
            plan.phasing = phasing.on(Sign.LATE, this.now).counted(this.now)
        return
    mark = phasing.mark or this.now
    plan.phasing = replace(phasing, mark=mark)
    if this.now >= mark + timedelta(seconds=switching.pause):
        phasing = phasing.on(Sign.STILL, this.now).counted(this.now)
        plan.phasing = replace(phasing, told=phasing.wanted)
        plan.track = replace(plan.track, takes=None, floor=0.0)  # of the other number


def _changing(this: Round, plan: Plan) -> None:
    """Give the charger its time."""
    phasing, switching = plan.phasing, plan.claim.switching or _AS_USUAL
    since = phasing.since or this.now
    rested = this.now >= since + timedelta(seconds=switching.pause)
    if rested and plan.claim.heeded and _is_still(plan, since):
        plan.phasing = phasing.on(Sign.RESTED, this.now)
    elif this.now >= since + LATE:
        plan.phasing = phasing.on(Sign.LATE, this.now)


def _proving(this: Round, plan: Plan) -> None:
    """Look on how many phases the least is drawn."""
    phasing, draw = plan.phasing, plan.claim.draw
    if not draw.active or draw.amps < FLOWS or not _fresh(plan, phasing.since):
        return
    if draw.shown == 0:
        if this.now >= (phasing.since or this.now) + HIDDEN:
            plan.phasing = phasing.on(Sign.HIDDEN, this.now)
    elif (draw.shown > 1) is (phasing.told != 1):
        followed = phasing.followed or (phasing.told == 1 < phasing.most)
        phasing = replace(phasing.on(Sign.SHOWN, this.now), followed=followed)
        plan.phasing = replace(phasing, most=max(phasing.most, draw.shown))
    elif _sure(this, plan):
        # A car that was never seen on more than one phase may have no more.
        alone = phasing.told != 1 and phasing.most <= 1
        sign = Sign.SHOWN if alone else Sign.OTHER
        plan.phasing = replace(phasing.on(sign, this.now), most=draw.shown)


def _sure(this: Round, plan: Plan) -> bool:
    """Whether what speaks against the number has been read for long enough."""
    mark = plan.phasing.mark
    if mark is None:
        plan.phasing = replace(plan.phasing, mark=plan.claim.draw.read_at)
        return False
    return (plan.claim.draw.read_at or this.now) >= mark + SURE


def _hold(this: Round, plan: Plan) -> None:
    """No current on the way, and no more than the least until the number is seen."""
    phasing, limits = plan.phasing, plan.claim.limits
    if plan.pausing:
        plan.cap(say.PHASES_CAP, 0.0, say.pauses_for(phasing.wanted))
        pause = timedelta(seconds=(plan.claim.switching or _AS_USUAL).pause)
        since = phasing.since or this.now
        due = (phasing.mark or since) + pause
        at = due if due > this.now else since + LATE
        plan.nexts.append(NextChange(at, say.phases_next(phasing.wanted)))
    elif phasing.stage is Stage.PROVING:
        plan.cap(say.PHASES_CAP, limits.least, say.proves(phasing.wanted))


def _used(this: Round, phasing: Phasing) -> int:
    return phasing.told or this.site.phases


def _fresh(plan: Plan, since: datetime | None) -> bool:
    """Whether the charger has measured since then."""
    read_at = plan.claim.draw.read_at
    return read_at is not None and (since is None or read_at > since)


def _is_still(plan: Plan, since: datetime) -> bool:
    """Whether nothing flows, as was read or said since then."""
    draw = plan.claim.draw
    if not draw.active:
        return True
    if draw.read_at is not None and draw.read_at > since:
        return draw.amps < FLOWS
    return plan.claim.still


def _free_at(this: Round, phasing: Phasing, switching: Switching) -> datetime | None:
    """When the next change may be made; None: now."""
    if phasing.made(this.now.date()) >= switching.per_day:
        midnight = this.now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=1)
    if phasing.changed_at is None:
        return None
    cool = phasing.changed_at + timedelta(seconds=switching.cool_down)
    return cool if cool > this.now else None


# What is wanted


def _unwanted(plan: Plan) -> bool:
    """Whether the rule that decides now says otherwise."""
    said = plan.claim.choice.phases
    return said is not Phases.EITHER and _said(said) != plan.phasing.wanted


def _said(said: Phases | None) -> int:
    """The number of a rule that names one; one that says nothing takes all."""
    return 1 if said is Phases.ONE else 3


def _wanted(this: Round, plan: Plan, switching: Switching) -> int | None:
    """How many phases would be right; None: as many as now."""
    phasing, choice = plan.phasing, plan.claim.choice
    used = _used(this, phasing)
    if choice.mode in _IDLE or not plan.claim.limits.most:
        return _lasts(this, plan, used, 0.0)
    if phasing.most == 1 and used > 1:
        return None  # the car has but one
    if choice.phases is not Phases.EITHER:
        return _said(choice.phases)
    if choice.mode in BY_SUN:
        return _by_sun(this, plan, switching)
    return _by_power(this, plan, switching)


def _by_power(this: Round, plan: Plan, switching: Switching) -> int | None:
    """As many as the amount needs: all for full power, if the limits leave enough on them."""
    choice = plan.claim.choice
    one_is_enough = choice.power is not None and choice.power <= plan.claim.limits.most * this.volts
    if choice.mode is Mode.MIN or one_is_enough:
        return 1
    if _used(this, plan.phasing) > 1:
        narrow = _is_narrow(this, plan)
        plan.track = replace(plan.track, narrow=narrow)
        return _lasts(this, plan, 1 if narrow else 3, switching.down_after)
    wide = _is_wide(this, plan, switching)
    plan.track = replace(plan.track, narrow=plan.track.narrow or not wide)
    return _lasts(this, plan, 3 if wide else 1, switching.up_after if plan.track.narrow else 0.0)


def _by_sun(this: Round, plan: Plan, switching: Switching) -> int | None:
    """What the sun has been enough for, for so long as the site says, if the limits leave it."""
    spare = -math.inf if plan.spare is None else plan.spare
    least = max(plan.claim.limits.least, plan.track.floor) * this.volts
    if _used(this, plan.phasing) > 1:
        one = spare >= least and (spare < 3 * least or _is_narrow(this, plan))
        return _lasts(this, plan, 1 if one else 3, switching.down_after)
    takes = plan.target if plan.track.takes is None else min(plan.target, plan.track.takes)
    enough = spare >= max(3 * least + switching.margin, takes * this.volts)
    three = enough and _is_wide(this, plan, switching)
    return _lasts(this, plan, 3 if three else 1, switching.up_after)


def _lasts(this: Round, plan: Plan, suits: int, seconds: float) -> int | None:
    """The number that suits, once it has been another than is used for so long."""
    track = plan.track
    if (suits > 1) is (_used(this, plan.phasing) > 1):
        plan.track = replace(track, leans_to=0, leans_since=None)
        return None
    since = (track.leans_since if track.leans_to == suits else None) or this.now
    plan.track = replace(track, leans_to=suits, leans_since=since)
    due = since + timedelta(seconds=seconds)
    if this.now >= due:
        return suits
    plan.nexts.append(NextChange(due, say.phases_next(suits)))
    return None


def _is_narrow(this: Round, plan: Plan) -> bool:
    """Whether the limits pause a car on all its phases, and would not on one."""
    if plan.track.current > 0 or not plan.possible:
        return False
    on_all = room_on(this, plan, plan.at_risk)
    return plan.in_steps(on_all) == 0 < plan.in_steps(room_on(this, plan, 1))


def _is_wide(this: Round, plan: Plan, switching: Switching) -> bool:
    """Whether the limits leave more on all phases than on one, and that surely."""
    if blind(this.site, this.figures):
        return False
    count = this.site.phases
    on_all = room_on(this, plan, count)
    on_one = room_on(this, plan, 1)
    if on_all < plan.claim.limits.least + switching.margin / (count * this.volts):
        return False
    return count * min(on_all, plan.target) > min(on_one, plan.target)


_STEPS: Final[Mapping[Stage, Callable[[Round, Plan], None]]] = {
    Stage.STEADY: _steady,
    Stage.PAUSING: _pausing,
    Stage.CHANGING: _changing,
    Stage.PROVING: _proving,
    Stage.UNABLE: lambda _this, _plan: None,
}
