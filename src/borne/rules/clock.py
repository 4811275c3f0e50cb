"""Windows, days and seasons by the wall clock, and when they next open or close.

A window counts what the clock on the wall shows. When summer time begins, an edge that the clock
skips takes effect at the jump; when it ends, an hour that the clock shows twice counts twice.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final, TypeAlias

DAY: Final = 24 * 60
DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS: Final = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_LONG_DAYS: Final = (
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
)
_LONG_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_LENGTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DASH: Final = r"\s*[-\N{EN DASH}]\s*"
_CLOCK: Final = re.compile(r"([0-9]{1,2}):([0-9]{2})\Z")
_WINDOW: Final = re.compile(rf"([0-9]{{1,2}}:[0-9]{{2}}){_DASH}([0-9]{{1,2}}:[0-9]{{2}})\Z")
_DATE: Final = r"([0-9]{1,2})\s*([A-Za-z]+)\.?"
_MONTH_DAY: Final = re.compile(rf"{_DATE}\Z")
_SEASON: Final = re.compile(rf"{_DATE}{_DASH}{_DATE}\Z")

HOLIDAYS: Final = {"holidays": True, "not holidays": False}

MonthDay: TypeAlias = tuple[int, int]
DaysSaid: TypeAlias = frozenset[int] | bool
"""Days of the week, or whether public holidays are meant or left out."""


_Found: TypeAlias = tuple[datetime, datetime, frozenset[date]]


@dataclass(frozen=True, slots=True)
class Window:
    """Minutes of the day: from `start` up to, and without, `end`; over midnight when less."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Season:
    """From a first day to a last one, both included; over New Year when it is less."""

    first: MonthDay
    last: MonthDay

    def holds(self, day: date) -> bool:
        here = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= here <= self.last
        return here >= self.first or here <= self.last


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something holds by the clock; None says that it does not matter.

    A window over midnight belongs to the day on which it opens.
    """

    windows: tuple[Window, ...] | None = None
    days: frozenset[int] | None = None
    seasons: tuple[Season, ...] | None = None
    holidays: bool | None = None
    """True: public holidays too, or alone where `days` is None; False: not on one."""
    _open: bytes = field(init=False, repr=False, compare=False)
    _edges: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _spans: tuple[tuple[int, int], ...] = field(init=False, repr=False, compare=False)
    _turns: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _simple: bool = field(init=False, repr=False, compare=False)
    _found: list[_Found] = field(default_factory=list, init=False, repr=False, compare=False)
    """The edge that was searched for last: it stays the next one until it has come."""

    def __post_init__(self) -> None:
        windows = (Window(0, DAY),) if self.windows is None else self.windows
        spans = tuple(_span(window) for window in windows if window.start != window.end)
        merged = _merge(spans)
        turns = {minute % DAY for span in spans for minute in span}
        edges = {minute for start, end in merged for minute in (start, end)}
        inner = frozenset(edge for edge in edges if 0 < edge < DAY)
        whole = bytearray(DAY)
        for start, end in merged:
            whole[start:end] = b"\x01" * (end - start)
        if whole[0] != whole[-1]:
            inner |= {0}
        object.__setattr__(self, "_spans", spans)
        object.__setattr__(self, "_turns", tuple(sorted(turns)))
        object.__setattr__(self, "_open", bytes(whole))
        object.__setattr__(self, "_edges", tuple(sorted(inner)))
        simple = self.days is None and self.seasons is None and self.holidays is None
        object.__setattr__(self, "_simple", simple)

    def holds(self, wall: datetime, holidays: frozenset[date] = frozenset()) -> bool:
        """Whether it holds when the clock shows `wall`; `holidays` where it asks for them."""
        minute = wall.hour * 60 + wall.minute
        if self._simple:
            return self._open[minute] == 1
        today = wall.date()
        if self.windows is None:
            return self._opens_on(today, holidays)
        if self._opens_on(today, holidays) and any(
            start <= minute < end for start, end in self._spans
        ):
            return True
        late = minute + DAY
        if not any(start <= late < end for start, end in self._spans):
            return False
        return self._opens_on(today - timedelta(days=1), holidays)

    def masks(self) -> tuple[int, int]:
        """Return the open minutes, as bits: those of its own day, and those after midnight."""
        own = after = 0
        for start, end in self._spans:
            own |= ((1 << min(end, DAY)) - 1) & ~((1 << start) - 1)
            after |= (1 << max(end - DAY, 0)) - 1
        return own, after

    @property
    def daily(self) -> bool:
        """Whether it is the same every day."""
        return self._simple

    def next_minute(self, minute: int) -> int | None:
        """Return the next edge of what is the same every day, in minutes of the present day."""
        edges = self._edges
        if not edges:
            return None
        index = bisect_right(edges, minute)
        return edges[index] if index < len(edges) else edges[0] + DAY

    def next_edge(self, wall: datetime, holidays: frozenset[date] = frozenset()) -> datetime | None:
        """Return what the clock shows when this next begins or ends (naive, after `wall`)."""
        here = wall.replace(tzinfo=None, fold=0)
        if self._simple:
            later = self.next_minute(here.hour * 60 + here.minute)
            midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
            return None if later is None else midnight + timedelta(minutes=later)
        for since, edge, then in self._found:
            if since <= here < edge and then == holidays:
                return edge
        for first in (here.date(), *self._boundaries(here.date(), holidays)):
            found = self._edge_from(first, here, holidays)
            if found is not None:
                self._found[:] = [(here, found, holidays)]
                return found
        return None

    def _opens_on(self, day: date, holidays: frozenset[date]) -> bool:
        named = self.days is not None and day.weekday() in self.days
        if self.holidays is None:
            open_ = named or self.days is None
        elif self.holidays:
            open_ = named or day in holidays
        else:
            open_ = (named or self.days is None) and day not in holidays
        if not open_:
            return False
        return self.seasons is None or any(season.holds(day) for season in self.seasons)

    def _edge_from(self, first: date, here: datetime, holidays: frozenset[date]) -> datetime | None:
        """Search nine days from `first`: a week, and a window that began before it."""
        now = self.holds(here, holidays)
        midnight = datetime.combine(first, time())
        for ahead in range(9):
            for minute in self._turns:
                edge = midnight + timedelta(days=ahead, minutes=minute)
                if edge > here and self.holds(edge, holidays) != now:
                    return edge
        return None

    def _boundaries(self, today: date, holidays: frozenset[date]) -> list[date]:
        """Return the days on which a season next begins or has just ended, and holidays."""
        found = [day for day in holidays if day > today]
        for season in self.seasons or ():
            for month_day, after in ((season.first, 0), (season.last, 1)):
                dates = (_date(today.year + ahead, month_day, after) for ahead in (0, 1))
                found.extend(day for day in dates if day > today)
        return sorted(found)


@lru_cache(maxsize=1024)
def schedule_of(
    windows: tuple[Window, ...] | None,
    days: frozenset[int] | None,
    seasons: tuple[Season, ...] | None,
    *,
    holidays: bool | None,
) -> Schedule:
    """Return one schedule for all who mean the same, so that its next edge is searched once."""
    return Schedule(windows, days, seasons, holidays)


def instant_of(wall: datetime, now: datetime) -> datetime:
    """Return the instant (UTC) after `now` when the clock shows the naive `wall`.

    `now` is in the site's zone. When the clocks change before that, return the instant of the
    change: what holds by the clock may change there too.
    """
    zone, here = now.tzinfo, now.astimezone(UTC)
    then = wall.replace(tzinfo=zone, fold=now.fold).astimezone(UTC)
    if then.astimezone(zone).utcoffset() == now.utcoffset() and then > here:
        return then
    return _clock_change(now, here, max(then, here) + timedelta(hours=3)) or then


def read_clock(text: str) -> int | None:
    """Return the minute of the day of `22:30` (up to 24:00); None when it is no time."""
    found = _CLOCK.match(text.strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2])
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return None
    return hour * 60 + minute


def read_window(text: str) -> Window | None:
    """Read `22:30-06:30`."""
    found = _WINDOW.match(text.strip())
    if found is None:
        return None
    start, end = read_clock(found[1]), read_clock(found[2])
    if start is None or end is None or start == DAY:
        return None
    return Window(start, end)


def read_days(text: str) -> frozenset[int] | None:
    """Read `mon`, `mon-fri`, `weekend`, `weekdays` or `every day`."""
    folded = text.strip().casefold()
    named = {"weekend": range(5, 7), "weekdays": range(5), "every day": range(7)}.get(folded)
    if named is not None:
        return frozenset(named)
    ends = [_day(part) for part in re.split(_DASH, folded)]
    first, last = ends[0], ends[-1]
    if first is None or last is None or len(ends) > 2:
        return None
    return frozenset((first + ahead) % 7 for ahead in range((last - first) % 7 + 1))


def read_days_or_holidays(text: str) -> DaysSaid | None:
    """Read what `read_days` reads, `holidays` (True) or `not holidays` (False)."""
    folded = " ".join(text.casefold().split())
    return HOLIDAYS[folded] if folded in HOLIDAYS else read_days(text)


def read_season(text: str) -> Season | None:
    """Read `1 Apr-31 Oct`."""
    found = _SEASON.match(text.strip())
    if found is None:
        return None
    first, last = _month_day(found[1], found[2]), _month_day(found[3], found[4])
    return None if first is None or last is None else Season(first, last)


def read_month_day(text: str) -> MonthDay | None:
    """Read `2 Jan`."""
    found = _MONTH_DAY.match(text.strip())
    return None if found is None else _month_day(found[1], found[2])


def say_clock(minute: int) -> str:
    """Return `22:30`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def say_window(window: Window) -> str:
    """Return `22:30-06:30`."""
    return f"{say_clock(window.start)}-{say_clock(window.end)}"


def _span(window: Window) -> tuple[int, int]:
    over = window.end <= window.start
    return window.start, window.end + DAY if over else window.end


def _merge(spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    """Return spans within one day, in order, without overlap."""
    pieces: list[tuple[int, int]] = []
    for start, end in spans:
        pieces.append((start, min(end, DAY)))
        if end > DAY:
            pieces.append((0, end - DAY))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pieces):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def _clock_change(now: datetime, start: datetime, end: datetime) -> datetime | None:
    """Return the first instant after `start` with another offset than `now`'s, to the second."""
    zone, offset = now.tzinfo, now.utcoffset()
    if end.astimezone(zone).utcoffset() == offset:
        return None
    while end - start > timedelta(seconds=1):
        middle = start + (end - start) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            start = middle
        else:
            end = middle
    whole = end.replace(microsecond=0)
    return whole if whole.astimezone(zone).utcoffset() != offset else end


def _day(text: str) -> int | None:
    for names in (DAYS, _LONG_DAYS):
        if text in names:
            return names.index(text)
    return None


def _month_day(day: str, month: str) -> MonthDay | None:
    folded = month.casefold()
    names = MONTHS if folded in MONTHS else _LONG_MONTHS
    if folded not in names:
        return None
    number = names.index(folded)
    return (number + 1, int(day)) if 1 <= int(day) <= _LENGTHS[number] else None


def _date(year: int, month_day: MonthDay, after: int) -> date:
    try:
        return date(year, *month_day) + timedelta(days=after)
    except ValueError:  # 29 February of a year without one
        return date(year, 3, 1)
