"""Some minutes of the past, packed small: what the house told and what the connectors showed.

Each segment stands alone: it begins with all that was known, and goes on with what changed.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import Final

import msgspec
from msgspec import Struct

from borne.domain.fact import Fact, Span, Value

_VERSION: Final = 1
_LARGEST: Final = 16_000_000
"""Bytes that a segment may unpack to; more is no segment of ours."""


class Shown(Struct, frozen=True, array_like=True):
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


class Told(Struct, frozen=True, array_like=True):
    """A value of a source; `age` in s at the beginning of the segment, 0 for one that is fresh."""

    value: Value | None
    age: int = 0
    ahead: tuple[tuple[float, float, float], ...] = ()
    """What it told of the time to come: from, to (s since 1970), value."""

    @classmethod
    def of(cls, fact: Fact, age: int = 0) -> Told:
        """Pack a fact."""
        ahead = tuple(
            (span.start.timestamp(), span.end.timestamp(), round(span.value, 4))
            for span in fact.ahead
        )
        return cls(rounded(fact.value), age, ahead)

    @property
    def spans(self) -> tuple[Span, ...]:
        """What it told of the time to come."""
        return tuple(Span(_at(start), _at(end), value) for start, end, value in self.ahead)


class Segment(Struct, frozen=True, array_like=True):
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


_ENCODE: Final = msgspec.msgpack.Encoder().encode
_DECODE: Final = msgspec.msgpack.Decoder(Segment).decode


def pack(segment: Segment) -> bytes:
    """The segment in few bytes."""
    return zlib.compress(_ENCODE(segment), 6)


def unpack(data: bytes) -> Segment | None:
    """The segment again; None where the bytes are damaged or of another version."""
    try:
        reader = zlib.decompressobj()
        plain = reader.decompress(data, _LARGEST)
        segment = _DECODE(plain if reader.eof else b"")
    except (zlib.error, msgspec.DecodeError):
        return None
    return segment if segment.version == _VERSION else None


def new(start: float, end: float, known: Known) -> Segment:
    """A segment that begins with what is known."""
    return Segment(
        _VERSION,
        start,
        end,
        tuple(known.told),
        tuple(known.told.values()),
        tuple(known.shown),
        tuple(known.shown.values()),
    )


class Known(Struct):
    """What is known at one instant, by source and by connector."""

    told: dict[str, Told]
    shown: dict[str, Shown]


def rounded(value: Value | None) -> Value | None:
    """As exact as a person would read it: whole W, two places of what is small."""
    if value is None or isinstance(value, bool | str):
        return value
    if not -1e12 < value < 1e12:
        return None
    return round(value) if abs(value) >= 100 else round(value, 2)


def _at(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
