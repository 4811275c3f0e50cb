"""The price of the hours to come, from the site's tariff. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Final, TypeAlias

from borne.domain.fact import Fact
from borne.domain.tariff import PriceSlot, Rates, Tariff

Look: TypeAlias = Callable[[str], "Fact | None"]
"""The fact of an input by its name, where it is fresh."""

_COLOURS: Final = {
    **dict.fromkeys(("blue", "bleu", "bleue", "tempo_bleu", "1"), "blue"),
    **dict.fromkeys(("white", "blanc", "blanche", "tempo_blanc", "2"), "white"),
    **dict.fromkeys(("red", "rouge", "tempo_rouge", "3"), "red"),
}
_SHORTEST: Final = timedelta(seconds=1)


def price_slots(
    tariff: Tariff, look: Look, start: datetime, end: datetime
) -> tuple[PriceSlot, ...]:
    """The slots from `start` (in the site's zone) to `end`, without a gap; their times are in UTC.

    What nobody knows yet has the price None; it is never guessed.
    """
    first, last = start.astimezone(UTC), end.astimezone(UTC)
    if tariff.entry is not None:
        return tuple(_told(look(tariff.entry), first, last))
    edges = sorted({first, last, *_edges(tariff, start, last)})
    return tuple(
        _by_clock(tariff, look, start, one, other)
        for one, other in pairwise(edges)
        if other - one >= _SHORTEST
    )


def price_at(tariff: Tariff | None, look: Look, now: datetime) -> PriceSlot | None:
    """The slot of this instant, as far as it is known to last within a day."""
    if tariff is None:
        return None
    return next(iter(price_slots(tariff, look, now, now + timedelta(days=1))), None)


def _told(fact: Fact | None, start: datetime, end: datetime) -> Iterator[PriceSlot]:
    """What an entity tells: its list of prices where it has one, else its state for now only."""
    at = start
    for span in fact.ahead if fact else ():
        if span.end <= at or span.start >= end:
            continue
        if span.start > at:
            yield PriceSlot(at, span.start, None)
            at = span.start
        yield PriceSlot(at, min(span.end, end), span.value)
        at = min(span.end, end)
    if at >= end:
        return
    value = fact.value if fact and not fact.ahead else None
    if isinstance(value, bool) or not isinstance(value, float | int):
        yield PriceSlot(at, end, None)
        return
    hour = min(end, start + timedelta(hours=1))
    yield PriceSlot(at, hour, float(value))
    if hour < end:
        yield PriceSlot(hour, end, None)


def _edges(tariff: Tariff, start: datetime, end: datetime) -> Iterator[datetime]:
    """Every instant at which the clock may change the price."""
    minutes = {minute % (24 * 60) for window in tariff.off_peak for minute in window}
    minutes |= {tariff.turns} if tariff.colour else set()
    day, last = start.date(), end.astimezone(start.tzinfo).date()
    while day <= last:
        for minute in minutes:
            wall = datetime.combine(day, time()) + timedelta(minutes=minute)
            at = wall.replace(tzinfo=start.tzinfo).astimezone(UTC)
            if start.astimezone(UTC) < at < end:
                yield at
        day += timedelta(days=1)


def _by_clock(
    tariff: Tariff, look: Look, now: datetime, start: datetime, end: datetime
) -> PriceSlot:
    here = start.astimezone(now.tzinfo)
    low = _within(tariff.off_peak, here.hour * 60 + here.minute)
    if tariff.colour is None:
        return _slot(start, end, tariff.rates, low=low)
    ahead = (_colour_day(tariff, here) - _colour_day(tariff, now)).days
    name = {0: tariff.colour, 1: tariff.tomorrow}.get(ahead)
    fact = look(name) if name else None
    colour = None if fact is None or fact.value is None else _COLOURS.get(_written(fact.value))
    rates = tariff.colours.get(colour) if colour else None
    return _slot(start, end, rates, low=low, colour=colour or "")


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value).strip().casefold()


def _colour_day(tariff: Tariff, here: datetime) -> date:
    return (here.replace(tzinfo=None) - timedelta(minutes=tariff.turns)).date()


def _slot(
    start: datetime, end: datetime, rates: Rates | None, *, low: bool, colour: str = ""
) -> PriceSlot:
    if rates is None:
        return PriceSlot(start, end, None)
    if rates.off_peak is None:
        return PriceSlot(start, end, rates.peak, colour)
    name = f"{colour} {'off_peak' if low else 'peak'}".strip()
    return PriceSlot(start, end, rates.off_peak if low else rates.peak, name)


def _within(windows: Sequence[tuple[int, int]], minute: int) -> bool:
    return any(
        first <= minute < last if first < last else minute >= first or minute < last
        for first, last in windows
    )
