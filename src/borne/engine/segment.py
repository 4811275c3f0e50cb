"""Some minutes of the past, packed small: what the house told and what the connectors showed.

Each segment stands alone: it begins with all that was known, and goes on with what changed.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec import Struct

from borne.domain.fact import Fact, Span, Value

VERSION: Final = 1
_FINE: Final = 1e-6
_HUGE: Final = 1e12
_LARGEST: Final = 16_000_000
"""Bytes that a segment may unpack to; more is no segment of ours."""


class Shown(Struct, frozen=True, array_like=True, gc=False):
    """A connector as it was: what it showed, what Borne told it, and what a person had set."""

    online: bool = False
    plugged: bool = False
    status: str | None = None
    tag: str | None = None
    power: float | None = None
    """W."""
    currents: tuple[float, ...] | None = None
    energy: float | None = None
    """Wh, as they never fall."""
    told: float = 0.0
    """A that Borne had decided on."""
    rule: str | None = None
    mode: str | None = None
    by_hand: str | None = None
    boost: bool = False
    ceiling: float | None = None


class Told(Struct, frozen=True, array_like=True, gc=False):
    """A value of a source; `age` in s at the beginning of the segment, 0 for one that is fresh."""

    value: Value | None
    age: int = 0
    ahead: tuple[tuple[float, float, float | tuple[int, ...]], ...] = ()
    """What it told of the time to come: runs of equal length, one after the other.

    A run is its start (s since 1970), how long each of its spans is (s), and their values in
    millionths; or, as older recordings have it, the start, the end and the value of one span.
    """

    @classmethod
    def of(cls, fact: Fact, age: int = 0) -> Told:
        """Pack a fact."""
        return cls(rounded(fact.value), age, tuple(_runs(fact.ahead)))

    def later(self, now: float, age: int) -> Told:
        """The same at a later time, without the spans that are over."""
        spans = self.spans
        ahead = tuple(span for span in spans if span.end.timestamp() > now)
        runs = self.ahead if len(ahead) == len(spans) else tuple(_runs(ahead))
        return Told(self.value, age, runs)

    @property
    def spans(self) -> tuple[Span, ...]:
        """What it told of the time to come."""
        return tuple(span for run in self.ahead for span in _spans(*run))


class Segment(Struct, frozen=True, array_like=True, gc=False):
    """From `start` to `end`, s since 1970; changes at s after the start, in their order."""

    version: int
    start: float
    end: float
    sources: tuple[str, ...]
    told: tuple[Told, ...]
    """At the start, in the order of the sources."""
    connectors: tuple[str, ...]
    shown: tuple[Shown, ...]
    news: tuple[tuple[int, int, Told], ...] = ()
    """When, which source, what it told."""
    seen: tuple[tuple[int, int, Shown], ...] = ()
    """When, which connector, how it was then."""

    @property
    def anew(self) -> bool:
        """Whether it begins with nothing at all, as after a start of Borne."""
        unknown = all(one == NOTHING for one in self.told)
        return unknown and all(one == UNSEEN for one in self.shown)


NOTHING: Final = Told(None)
UNSEEN: Final = Shown()


_ENCODE: Final = msgspec.msgpack.Encoder().encode
_DECODE: Final = msgspec.msgpack.Decoder(Segment).decode


def pack(segment: Segment | Sequence[object]) -> bytes:
    """The segment, or what its fields are, in few bytes."""
    return zlib.compress(_ENCODE(segment), 6)


def unpack(data: bytes) -> Segment | None:
    """The segment again; None where the bytes are damaged or of another version."""
    try:
        reader = zlib.decompressobj()
        plain = reader.decompress(data, _LARGEST)
        segment = _DECODE(plain if reader.eof else b"")
    except (zlib.error, msgspec.DecodeError):
        return None
    return segment if segment.version == VERSION else None


def rounded(value: Value | None) -> Value | None:
    """As exact as a person would read it: whole W, two places of what is small, prices whole."""
    if value is None or isinstance(value, bool | str):
        return value
    if not abs(value) < _HUGE:
        return None
    size = abs(value)
    return round(value) if size >= 100 else round(value, 2 if size >= 1 else 5)


def _runs(ahead: Iterable[Span]) -> Iterator[tuple[float, float, tuple[int, ...]]]:
    start, end, step = 0.0, None, 0.0
    values: list[int] = []
    for span in ahead:
        if not abs(span.value) < _HUGE:
            continue
        first, last = span.start.timestamp(), span.end.timestamp()
        if values and (first != end or last - first != step):
            yield start, step, tuple(values)
            values = []
        if not values:
            start, step = first, last - first
        values.append(round(span.value / _FINE))
        end = last
    if values:
        yield start, step, tuple(values)


def _spans(start: float, step: float, values: float | tuple[int, ...]) -> Iterator[Span]:
    if not isinstance(values, tuple):
        yield Span(_at(start), _at(step), values)
        return
    for place, value in enumerate(values):
        first = start + place * step
        yield Span(_at(first), _at(first + step), round(value * _FINE, 6))


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
