"""A segment that is still open: each change is packed as it comes, and the whole of it later."""

from __future__ import annotations

from collections.abc import Iterable
from struct import Struct
from typing import Final

import msgspec
from msgspec import Raw

from borne.engine.segment import NOTHING, UNSEEN, VERSION, Shown, Told, pack

_ENCODE: Final = msgspec.msgpack.Encoder().encode
_LIST: Final = Struct(">BI")
_CHANGE: Final = Struct(">BBIBI")
# What MessagePack has before a long list, a list of three, and a number of 32 bits.
_LIST_OF: Final = 0xDD
_THREE: Final = 0x93
_NUMBER: Final = 0xCE


def packed(shown: Shown) -> bytes:
    """What a connector showed, in few bytes; equal ones have the same."""
    return _ENCODE(shown)


_UNSEEN: Final = packed(UNSEEN)


class Draft:
    """What was known at `start` (s since 1970), by place, and what has changed since."""

    def __init__(self, start: float, told: Iterable[Told], shown: Iterable[bytes]) -> None:
        self.start = start
        self._told = list(told)
        self._shown = list(shown)
        self._news = _Changes()
        self._seen = _Changes()

    def __len__(self) -> int:
        """How many changes."""
        return self._news.count + self._seen.count

    def tell(self, at: float, place: int, told: Told) -> None:
        """A source of that place has told something."""
        self._news.add(self._after(at), place, _ENCODE(told))

    def show(self, at: float, place: int, shown: bytes) -> None:
        """A connector of that place shows something else; see `packed`."""
        self._seen.add(self._after(at), place, shown)

    def close(self, end: float, sources: Iterable[str], connectors: Iterable[str]) -> Packing:
        """The whole, to be packed; the names in the order of their places."""
        names, ids = tuple(sources), tuple(connectors)
        self._told += [NOTHING] * (len(names) - len(self._told))
        self._shown += [_UNSEEN] * (len(ids) - len(self._shown))
        shown = tuple(map(Raw, self._shown))
        told, news, seen = tuple(self._told), self._news.whole(), self._seen.whole()
        return Packing((VERSION, self.start, end, names, told, ids, shown, news, seen))

    def _after(self, at: float) -> int:
        return max(0, round(at - self.start))


class Packing:
    """Called, it packs what a closed draft holds: once, and for thousands of connectors not fast.

    So it is for a thread that may take its time.
    """

    def __init__(self, fields: tuple[object, ...]) -> None:
        self._fields: tuple[object, ...] | None = fields
        self._packed = b""

    def __call__(self) -> bytes:
        if self._fields is not None:
            self._packed, self._fields = pack(self._fields), None
        return self._packed


class _Changes:
    """Changes, one behind the other in their packed form."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.count = 0

    def add(self, after: int, place: int, what: bytes) -> None:
        self._bytes += _CHANGE.pack(_THREE, _NUMBER, after, _NUMBER, place)
        self._bytes += what
        self.count += 1

    def whole(self) -> Raw:
        """The list of them."""
        return Raw(_LIST.pack(_LIST_OF, self.count) + self._bytes)
