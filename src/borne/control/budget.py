"""What the meters, the contract, its breaker and the limits leave to the cars together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from borne.control import breaker, say
from borne.control.claim import FOLLOW, Draw
from borne.control.demand import allowed
from borne.control.round import Plan, Round
from borne.domain.decision import Cap
from borne.domain.phasing import Phasing
from borne.domain.say import Sentence

PHASES: Final = 3


class Scale(StrEnum):
    """What a budget counts in, and so what 1 A of a car is of it."""

    SITE = "site"
    """W or VA of a meter of the whole site: an ampere on one phase is taken as one on each."""
    POWER = "power"
    """W, wherever they flow."""
    PHASE = "phase"
    """VA on one phase."""
    AMPS = "amps"
    """A on one phase."""


class Budget(Struct, frozen=True):
    """What is left to some connectors: what nobody draws now, below 0 too much."""

    name: str
    why: Sentence
    unused: float
    plans: Sequence[Plan]
    scale: Scale
    watts: bool = False
    phase: int | None = None
    """The phase that it holds for, from 0; None: all."""
    metered: bool = True
    """What is unused is what a meter shows; else what the chargers say that they draw."""

    def unit(self, this: Round, plan: Plan) -> float:
        """How much of it 1 A takes."""
        if self.scale is Scale.SITE:
            return on_site(this, plan)
        return self._drawn_unit(this, plan)

    def drawn(self, this: Round, plan: Plan) -> tuple[float, float]:
        """The least and the most of it that the car draws in what the meter shows."""
        return plan.drawn(this, self._drawn_unit(this, plan), watts=self.watts)

    def has(self, this: Round, plan: Plan) -> float:
        """How much of what is used according to the meter is surely what the car draws."""
        if not self.metered or (self.phase is not None and self.phase not in plan.phases):
            return 0.0
        return self.drawn(this, plan)[0]

    def _drawn_unit(self, this: Round, plan: Plan) -> float:
        if self.scale is Scale.AMPS:
            return 1.0
        return this.volts * (1 if self.scale is Scale.PHASE else plan.at_risk)


def on_site(this: Round, plan: Plan) -> float:
    """VA of 1 A where no phase is measured by itself."""
    return this.volts * max(this.site.phases, plan.at_risk)


def budgets(this: Round, plans: Sequence[Plan]) -> Iterator[Budget]:
    """Every budget that holds now; the contract's last, for it stands above all."""
    yield from _limits(this, plans)
    yield from _demand(this, plans)
    yield from _breaker(this, plans)
    yield from _contract(this, plans)


def _limits(this: Round, plans: Sequence[Plan]) -> Iterator[Budget]:
    """What the rules keep below an amount, and what they give to several together."""
    held: dict[str, tuple[Cap, list[Plan]]] = {}
    for plan in plans:
        for cap in plan.claim.choice.caps:
            keeps = cap.reading is not None and cap.below is not None and not cap.missing
            if keeps or cap.total:
                held.setdefault(cap.name, (cap, []))[1].append(plan)
    for cap, some in held.values():
        if not cap.total:
            unused = (cap.below or 0.0) - (cap.reading or 0.0)
            yield Budget(cap.name, cap.why, unused, some, Scale.SITE, watts=True)
        elif cap.amps is None:
            yield _together(this, cap, some, cap.below or 0.0, Scale.POWER)
        else:
            for phase in range(PHASES):
                on_it = [plan for plan in some if phase in plan.phases_at_risk]
                if on_it:
                    yield _together(this, cap, on_it, cap.amps, Scale.AMPS)


def _together(this: Round, cap: Cap, plans: Sequence[Plan], amount: float, scale: Scale) -> Budget:
    """An amount for several: no meter is asked, what they draw is what the chargers say."""
    whole = Budget(cap.name, cap.why, amount, plans, scale, metered=False)
    drawn = sum(whole.drawn(this, plan)[1] for plan in plans)
    return replace(whole, unused=amount - drawn)


def _demand(this: Round, plans: Sequence[Plan]) -> Iterator[Budget]:
    window, demand, grid = this.site.demand, this.memory.demand, this.figures.grid
    if window is None or demand is None or grid is None:
        return
    unused = allowed(demand, window, this.now) - grid
    why = say.demand(window.below, window.seconds)
    yield Budget("demand_window", why, unused, plans, Scale.POWER, watts=True)


def _breaker(this: Round, plans: Sequence[Plan]) -> Iterator[Budget]:
    """The last line of defence: what the breaker bears if the house makes its largest step."""
    curve, contract = breaker.CURVES.get(this.site.breaker), this.site.contract
    if curve is None or contract is None or this.figures.unused is None:
        return
    phased = bool(this.figures.phases)
    follow = max((plan.track.follows_in for plan in plans), default=FOLLOW)
    for phase, heat in this.memory.heats.items():
        own = contract / PHASES if phased else contract
        room = breaker.bears(heat, curve, own, follow) - heat.apparent
        some = [plan for plan in plans if not phased or phase in plan.phases_at_risk]
        scale = Scale.PHASE if phased else Scale.SITE
        watts = not phased and this.figures.apparent is None
        on = phase if phased else None
        yield Budget("breaker", say.breaker(), room, some, scale, watts, on)


def _contract(this: Round, plans: Sequence[Plan]) -> Iterator[Budget]:
    contract = this.site.contract
    if contract is None or this.figures.unused is None:
        return
    if not this.figures.phases:
        why = say.contract(contract)
        watts = this.figures.apparent is None
        yield Budget("contract", why, this.figures.unused, plans, Scale.SITE, watts)
        return
    for phase, used in enumerate(this.figures.phases):
        if used is None:
            continue
        unused = contract / PHASES - used
        some = [plan for plan in plans if _is_bound(this, plan, phase, unused)]
        if some:
            why = say.contract_on(contract, phase)
            yield Budget("contract", why, unused, some, Scale.PHASE, phase=phase)


def _is_bound(this: Round, plan: Plan, phase: int, unused: float) -> bool:
    """Whether the contract on that phase holds for this car.

    Where the car draws only if its charger does not change as it was told, what the breaker bears
    is enough for the try, until the meter shows more than the contract.
    """
    if phase in plan.phases or phase not in plan.phases_at_risk:
        return phase in plan.phases
    return unused < 0 or phase not in this.memory.heats


def room_on(this: Round, plan: Plan, count: int) -> float:
    """A per phase that all of it would leave to a car on so many phases, beside the others.

    What nothing bounds is the most of its connector.
    """
    there = Plan(replace(plan.claim, draw=Draw(phases=count), phasing=Phasing()), plan.track)
    beside = [there, *(other for other in this.plans if other is not plan)]
    rooms = [
        (budget.unused + budget.has(this, plan)) / budget.unit(this, there)
        for budget in budgets(this, beside)
        if any(one is there for one in budget.plans)
    ]
    return min(rooms, default=there.claim.limits.most)
