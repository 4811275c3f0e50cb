"""Measured limits: down at once, up slowly. The contract stands above every rule and boost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from borne.control import say
from borne.control.budget import Budget, budgets, on_site
from borne.control.claim import Track
from borne.control.round import Plan, Round, in_line
from borne.control.share import Want, share
from borne.domain.decision import NextChange
from borne.domain.say import Sentence
from borne.domain.site import Figures, Site

CALM: Final = timedelta(seconds=30)
"""Room must hold for so long before current is given back."""

STEP: Final = 4.0
"""A given back at a time."""

STEP_EVERY: Final = timedelta(seconds=10)

BLIND_PAUSE: Final = timedelta(minutes=15)
"""A meter unknown for so long pauses the cars; until then they get the safe current."""


class _Room(Struct, frozen=True):
    """What the measured limit that binds most leaves to one connector; A per phase."""

    amps: float
    """If the cars draw the most that they may draw now: what is above it must go."""
    sure: float
    """If they draw the least: more than this is not given."""
    name: str
    why: Sentence

    def within(self, other: _Room | None) -> _Room:
        """The tighter one of two limits."""
        if other is None:
            return self
        tighter = self if self.amps < other.amps else other
        return replace(tighter, sure=min(self.sure, other.sure))


def guard(this: Round, plans: Sequence[Plan]) -> Iterator[tuple[()]]:
    """Keep what the rules say must be kept, then the contract above all; in steps."""
    rooms: dict[str, _Room] = {}
    for budget in budgets(this, plans):
        found = _rooms(this, budget, rooms)
        rooms |= {id_: room.within(rooms.get(id_)) for id_, room in found.items()}
        yield ()
    needs = [plan.track.follows_in for plan in plans if _gives_way(plan, rooms)]
    if needs:
        former = this.settles_at or this.now
        this.settles_at = max(former, this.now + timedelta(seconds=max(needs)))
    for plan in plans:
        room = rooms.get(plan.claim.id)
        if room is not None:
            _hold(this, plan, room)
        yield ()
    _contract_without_reading(this, plans)


def hold(
    track: Track,
    target: float,
    room: float,
    *,
    sure: float,
    settles_at: datetime | None,
    now: datetime,
) -> tuple[float, Track, datetime | None]:
    """Return the A that the room allows now, the track, and when more may be given.

    `target` is what is wanted without this limit, `room` what the meter leaves, `sure` what it
    leaves without any doubt about what the cars draw; A per phase. Nothing is given while a former
    order is still to be seen (`settles_at`).
    """
    allowed = min(target, room)
    calm = track.cut_at is None or now >= track.cut_at + CALM
    if allowed <= track.current:
        if room < target:
            return allowed, replace(track, cut_at=now, raised_at=None), None
        return allowed, replace(track, cut_at=None) if calm else track, None
    waits = [settles_at] if settles_at is not None else []
    if track.cut_at is not None:
        waits.append(track.cut_at + CALM)
    if track.raised_at is not None:
        waits.append(track.raised_at + STEP_EVERY)
    if any(at > now for at in waits):
        return track.current, track, max(waits)
    allowed = min(allowed, max(sure, track.current))
    if allowed <= track.current:
        return track.current, track, None
    if track.cut_at is None:
        return allowed, track if room >= target else replace(track, cut_at=now), None
    raised = min(allowed, track.current + STEP) if track.current > 0 else allowed
    if raised >= target:
        return raised, replace(track, cut_at=None, raised_at=None), None
    return raised, replace(track, raised_at=now), now + STEP_EVERY


def blind(site: Site, figures: Figures) -> bool:
    """Whether the contract has a meter that tells nothing now."""
    metered = site.apparent is not None or site.meter is not None or bool(site.per_phase)
    return site.contract is not None and metered and figures.headroom is None


def _rooms(this: Round, budget: Budget, rooms: dict[str, _Room]) -> dict[str, _Room]:
    """Share a budget. Who has all that it wants is told how much more there would have been.

    What a car draws whose charger ignores its limit is as gone as what the house draws.
    """
    obey = [plan for plan in budget.plans if not plan.claim.ignores]
    drawn = [budget.drawn(this, plan) for plan in obey]
    most = budget.unused + sum(high for _, high in drawn)
    spare = budget.unused + sum(low for low, _ in drawn)
    line = [plan for plan in in_line(obey) if plan.possible]
    units = [budget.unit(this, plan) for plan in line]
    wants = [_want(plan, unit, rooms) for plan, unit in zip(line, units, strict=True)]
    shares = share(wants, most)
    left = most - sum(shares.values())
    kept = [
        min(shares[want.id], plan.track.current * unit)
        for want, plan, unit in zip(wants, line, units, strict=True)
    ]
    spare -= sum(kept)
    found = {}
    for want, had, unit in zip(wants, kept, units, strict=True):
        given = shares[want.id]
        more = min(given - had, max(0.0, spare))
        spare -= more
        beyond = max(0.0, left) if given >= want.target else 0.0
        found[want.id] = _Room(
            (given + beyond) / unit, (had + more) / unit, budget.name, budget.why
        )
    for plan in budget.plans:
        if plan.claim.ignores:
            amps = (left + budget.drawn(this, plan)[1]) / budget.unit(this, plan)
            found[plan.claim.id] = _Room(amps, amps, budget.name, budget.why)
    return found


def _want(plan: Plan, unit: float, rooms: dict[str, _Room]) -> Want:
    """What a connector would take of a budget, within what a former one has left it."""
    want = plan.want(unit)
    room = rooms.get(plan.claim.id)
    return want if room is None else replace(want, target=min(want.target, room.amps * unit))


def _gives_way(plan: Plan, rooms: dict[str, _Room]) -> bool:
    """Whether this car gets less than it has: nobody gets more before it has given it up."""
    room = rooms.get(plan.claim.id)
    amps = plan.target if room is None else min(plan.target, room.amps)
    draw = plan.claim.draw
    return draw.active and amps < plan.track.current and amps < draw.amps


def _hold(this: Round, plan: Plan, room: _Room) -> None:
    if not plan.possible:
        return
    target, most = plan.in_steps(plan.target), plan.in_steps(room.amps)
    sure = plan.in_steps(room.sure)
    allowed, plan.track, free_at = hold(
        plan.track,
        target,
        most,
        sure=sure,
        settles_at=this.settles_at,
        now=this.now,
    )
    if free_at is not None:
        plan.nexts.append(NextChange(free_at, say.room_again(room.why)))
    less = allowed < min(target, most)
    rising = less and allowed < sure
    plan.cap(room.name, allowed if less else room.amps, room.why, rising=rising)


def _contract_without_reading(this: Round, plans: Sequence[Plan]) -> None:
    contract = this.site.contract
    if contract is None or this.figures.unused is not None:
        return
    if blind(this.site, this.figures):
        for plan in plans:
            _hold_blind(this, plan)
        return
    possible = [plan for plan in plans if plan.possible]  # the cars alone must stay below it
    given = share([plan.want(on_site(this, plan)) for plan in possible], contract)
    for plan in possible:
        amps = given[plan.claim.id] / on_site(this, plan)
        plan.cap("contract", amps, say.contract(contract))


def _hold_blind(this: Round, plan: Plan) -> None:
    """Nobody knows what the house draws: the safe current at most, then nothing."""
    if plan.target <= 0:
        return
    since = this.memory.blind_since or this.now
    why = say.blind(_unheard(this), since)
    if this.now >= since + BLIND_PAUSE:
        amps = 0.0
    else:
        held = plan.track.cut_at is not None
        amps = min(this.site.safe_current, plan.track.current if held else plan.target)
        plan.nexts.append(NextChange(since + BLIND_PAUSE, say.pause_when_blind()))
    plan.track = replace(plan.track, cut_at=this.now, raised_at=None)
    plan.cap("contract", amps, why)


def _unheard(this: Round) -> str:
    """The meter that tells nothing."""
    unknown = zip(this.site.per_phase, this.figures.phases, strict=False)
    silent = [name for name, used in unknown if used is None]
    return ", ".join(silent) or this.site.apparent or "meter"
