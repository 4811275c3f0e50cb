"""When to charge: the cheapest slots before a deadline, in time whatever happens. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from msgspec import Struct

from borne.domain.fact import Span
from borne.domain.plan import Goal
from borne.domain.site import ConnectorLimits
from borne.domain.tariff import PriceSlot

CENT: Final = 0.01
"""EUR/kWh by which another slot must be cheaper before one that has begun is given up."""

SURE: Final = 0.7
"""How much of a forecast of sun is counted on."""

_RESERVE: Final = 1.05
"""How much longer than by the book a charge is planned to take."""

_PAUSE: Final = 900.0
"""s for which it is not worth to stop."""

_LEAST: Final = 1.0
"""s that are worth a charge."""

_DEAR: Final = 1e6
"""The price of a slot whose price nobody knows: it is taken last."""


class Job(Struct, frozen=True):
    """What is to be done from now to the deadline."""

    now: datetime
    deadline: datetime
    seconds: float
    """Of charging at full power that are still needed."""
    power: float
    """W at full power."""
    in_one_go: bool = False
    late: bool = False
    """Where prices are equal, wait: the sun may do it meanwhile."""
    running: bool = False
    """The plan has it charge already."""


class Planned(Struct, frozen=True):
    """When it charges, in order; Wh that will be missing at the deadline."""

    spans: tuple[tuple[datetime, datetime], ...] = ()
    missing: float = 0.0

    def charges(self, now: datetime) -> bool:
        """Whether it charges now."""
        return any(start <= now < end for start, end in self.spans)

    def next(self, now: datetime) -> datetime | None:
        """When it next begins or ends by the plan."""
        edges = (edge for span in self.spans for edge in span if edge > now)
        return min(edges, default=None)


class _Piece(Struct, frozen=True):
    start: datetime
    end: datetime
    price: float

    @property
    def seconds(self) -> float:
        return (self.end - self.start).total_seconds()


def plan(job: Job, slots: Sequence[PriceSlot]) -> Planned:
    """Choose when to charge. What cannot be met is charged for at once, and its lack is told."""
    left = (job.deadline - job.now).total_seconds()
    if job.seconds < _LEAST or left <= 0:
        return Planned()
    if job.seconds >= left:
        missing = (job.seconds - left) * job.power / 3600
        return Planned(((job.now, job.deadline),), missing)
    pieces = _pieces(job, slots)
    chosen = _together(job, pieces) if job.in_one_go else _cheapest(job, pieces)
    return Planned(_merged(chosen))


def full_power(
    limits: ConnectorLimits, ceiling: float | None, unit: float, contract: float | None
) -> float:
    """W that a car takes at the most that it may be given; `unit`: W per A."""
    most = limits.most if ceiling is None else min(limits.most, ceiling)
    power = max(most, limits.least) * unit
    return power if contract is None else min(power, contract)


def energy_left(goal: Goal, charged: float, soc: float | None) -> float:
    """Wh still to be charged; of a car whose charge is unknown, as if it had come empty."""
    if goal.soc is None:
        return (goal.energy or 0.0) - charged
    capacity = goal.capacity or 0.0
    if soc is None:
        return capacity * goal.soc / 100 - charged
    return capacity * (goal.soc - soc) / 100


def seconds_for(energy: float, power: float) -> float:
    """s that so many Wh are planned to take."""
    return energy * 3600 / power * _RESERVE


def when_low(slots: Sequence[PriceSlot], below: float) -> tuple[tuple[datetime, datetime], ...]:
    """The times in which the price is low enough, neighbours as one."""
    found: list[tuple[datetime, datetime]] = []
    for slot in slots:
        if not is_low(slot.price, below):
            continue
        if found and found[-1][1] == slot.start:
            found[-1] = found[-1][0], slot.end
        else:
            found.append((slot.start, slot.end))
    return tuple(found)


def is_low(price: float | None, below: float) -> bool:
    """Whether a price is known and low enough."""
    return price is not None and price < below + 1e-9


def sun_to_come(
    ahead: Sequence[Span], house: float, least: float, most: float, now: datetime, until: datetime
) -> float:
    """Wh that a car can count on from forecast W of the panels, beside what the house takes.

    Below `least` W it cannot start, above `most` W it takes no more.
    """
    total = 0.0
    for span in ahead:
        start, end = max(span.start, now), min(span.end, until)
        watts = min(span.value * SURE - max(0.0, house), most)
        if end > start and watts >= least:
            total += watts * (end - start).total_seconds() / 3600
    return total


def _pieces(job: Job, slots: Sequence[PriceSlot]) -> list[_Piece]:
    """The time from now to the deadline, cut where the price changes."""
    found, at = [], job.now
    for slot in slots:
        start, end = max(slot.start, at), min(slot.end, job.deadline)
        if end <= start:
            continue
        if start > at:
            found.append(_Piece(at, start, _DEAR))
        price = _DEAR if slot.price is None else slot.price
        found.append(_Piece(start, end, price))
        at = end
    if at < job.deadline:
        found.append(_Piece(at, job.deadline, _DEAR))
    return found


def _cheapest(job: Job, pieces: Sequence[_Piece]) -> list[_Piece]:
    """The cheapest pieces until it is enough; the last one only as far as it is needed."""

    def rank(piece: _Piece) -> tuple[float, float]:
        begun = job.running and piece.start == job.now
        order = (piece.start - job.now).total_seconds()
        return piece.price - (CENT if begun else 0.0), -order if job.late else order

    chosen, left = list[_Piece](), job.seconds
    for piece in sorted(pieces, key=rank):
        if left <= 0:
            break
        chosen.append(_part(piece, left, chosen, job))
        left -= piece.seconds
    here = pieces[0]
    soon = here.seconds <= _PAUSE and any(one.start == here.end for one in chosen)
    if job.running and soon and here not in chosen:
        chosen.append(here)
    return chosen


def _part(piece: _Piece, seconds: float, chosen: Sequence[_Piece], job: Job) -> _Piece:
    """As much of a piece as is needed, beside what is chosen already.

    A charge that has begun goes on: it would pause again and again as it outruns its reserve.
    """
    begun = job.running and piece.start == job.now
    leads = any(one.start == piece.end for one in chosen)
    spare = piece.seconds - seconds
    if spare <= 0 or (begun and leads and spare <= _PAUSE):
        return piece
    length = timedelta(seconds=seconds)
    follows = any(one.end == piece.start for one in chosen)
    if (leads or job.late) and not follows and not begun:
        return _Piece(piece.end - length, piece.end, piece.price)
    return _Piece(piece.start, piece.start + length, piece.price)


def _together(job: Job, pieces: Sequence[_Piece]) -> list[_Piece]:
    """The cheapest stretch without a break; one that has begun is not broken off."""
    length = timedelta(seconds=job.seconds)
    if job.running:
        return [_Piece(job.now, job.now + length, 0.0)]
    starts = {job.now, job.deadline - length}
    for piece in pieces:
        starts |= {piece.start, piece.end - length}
    fits = sorted(at for at in starts if job.now <= at <= job.deadline - length)
    if job.late:
        fits.reverse()
    best = min(fits, key=lambda at: round(_cost(pieces, at, at + length), 6))
    return [_Piece(best, best + length, 0.0)]


def _cost(pieces: Sequence[_Piece], start: datetime, end: datetime) -> float:
    return sum(
        piece.price * max(0.0, (min(piece.end, end) - max(piece.start, start)).total_seconds())
        for piece in pieces
    )


def _merged(chosen: Sequence[_Piece]) -> tuple[tuple[datetime, datetime], ...]:
    spans = sorted((piece.start, piece.end) for piece in chosen)
    merged = [spans[0]] if spans else []
    for _, span in pairwise(spans):
        if span[0] <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], span[1])
        else:
            merged.append(span)
    return tuple(merged)
