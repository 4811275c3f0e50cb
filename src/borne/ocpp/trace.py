"""The frames of late, kept as they went over the wire and decoded only when somebody looks."""

from __future__ import annotations

import heapq
import re
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from struct import Struct
from typing import Final, NamedTuple

from borne.domain.legible import exposed
from borne.domain.traffic import Message, Messages, Question
from borne.ocpp.frame import read_frame
from borne.ocpp.note import Note
from borne.ocpp.reveal import message_of, readable

MOST_OF_ONE: Final = 2_000
"""Frames of one charger."""
MOST_BYTES: Final = 10_000_000
"""Memory for all of them."""
_LONGEST: Final = 2**16
"""Bytes of a frame that are kept."""
_WEIGHT: Final = 100
"""Bytes that a frame costs besides its text."""
_ROW: Final = Struct(">QdI?")
"""What stands before the text of a kept frame: number, when, connection, whether Borne sent it.

One string of bytes a frame: thousands of them cost little, the garbage collector passes them by,
and they are in order by themselves."""
_HEAD: Final = re.compile(
    r'\s*\[\s*([234])\s*,\s*(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))\s*,\s*(?:"([^"\\]*)")?'
)
_MOST_OPEN: Final = 4_096
_MOST_GONE: Final = 1_000


class Kept(NamedTuple):
    """One frame."""

    number: int
    at: datetime
    charger: str
    connection: int
    sent: bool
    text: str
    size: int
    notes: Sequence[Note]


class Trace:
    """A bounded memory of frames: so many of each charger, so many bytes in all, oldest out."""

    def __init__(self, most_of_one: int = MOST_OF_ONE, most_bytes: int = MOST_BYTES) -> None:
        self._most_of_one = most_of_one
        self._most_bytes = most_bytes
        self._rings: dict[str, _Ring] = {}
        self._order: deque[_Ring] = deque()
        """The ring of each frame, oldest first, and of frames that have gone before their turn."""
        self._beside: dict[int, tuple[int, Sequence[Note]]] = {}
        """What few frames have: their size where they were cut, and notes."""
        self._count = 0
        self._bytes = 0
        self._number = 0
        self._watchers: list[Callable[[], None]] = []
        self._actions: dict[int, str] = {}
        self._open: OrderedDict[tuple[int, bool, str], str] = OrderedDict()
        self._named_until = 0

    @property
    def weight(self) -> int:
        """The memory that the frames take, near enough."""
        return self._bytes

    def __len__(self) -> int:
        return self._count

    def add(
        self,
        charger: str,
        connection: int,
        at: datetime,
        frame: str | bytes,
        *,
        sent: bool,
        notes: Sequence[Note] = (),
    ) -> None:
        """Keep a frame. It is on the way of every message: nothing is read here."""
        self._number = number = self._number + 1
        text = frame.encode("utf-8", "surrogatepass") if isinstance(frame, str) else frame
        if notes or len(text) > _LONGEST:
            self._beside[number] = len(_said(text)), notes
            text = text[:_LONGEST]
        ring = self._rings.get(charger)
        if ring is None:
            ring = self._rings[charger] = _Ring(charger)
        ring.rows.append(_ROW.pack(number, at.timestamp(), connection, sent) + text)
        self._order.append(ring)
        self._count += 1
        self._bytes += len(text) + _WEIGHT
        if len(ring.rows) > self._most_of_one:
            self._drop(ring)
            ring.gone += 1
            if len(self._order) > 2 * self._count + _MOST_GONE:
                self._put_in_order()
        while self._bytes > self._most_bytes:
            self._drop_oldest()
        for wake in self._watchers:
            wake()

    def watch(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` at every frame, until what is returned here is called."""
        self._watchers.append(wake)
        return lambda: self._watchers.remove(wake)

    def before(self, question: Question, number: int | None, most: int) -> Messages:
        """The newest frames before that number, newest first."""
        self._name()
        frames = self._of(question.charger, reverse=True)
        if number is not None:
            frames = (kept for kept in frames if kept.number < number)
        return self._gathered(frames, question, most)

    def after(self, question: Question, number: int, most: int) -> Messages:
        """The frames after that number, oldest first; of too many, the newest."""
        self._name()
        new: list[Kept] = []
        for kept in self._of(question.charger, reverse=True):
            if kept.number <= number:
                break
            new.append(kept)
        found = self._gathered(iter(new), question, most)
        return Messages(found.found[::-1], found.more, found.newest)

    def all_of(self, question: Question) -> Iterator[Message]:
        """Every frame, oldest first, as they are at the moment of the call."""
        self._name()
        frames = tuple(self._of(question.charger, reverse=False))
        return (
            message
            for kept in frames
            if self._may_be(kept, question) and (message := self._read(kept, question))
        )

    def recent(self, charger: str, action: str, most: int) -> Iterator[Kept]:
        """The newest frames of that action from a charger, newest first."""
        self._name()
        for kept in self._of(charger, reverse=True):
            if most <= 0:
                return
            if not kept.sent and self._actions.get(kept.number) == action:
                most -= 1
                yield kept

    def actions(self, charger: str) -> dict[str, int]:
        """How many frames that a charger has sent are kept, by action."""
        self._name()
        counts: dict[str, int] = {}
        for kept in self._of(charger, reverse=False):
            action = self._actions.get(kept.number)
            if action is not None and not kept.sent:
                counts[action] = counts.get(action, 0) + 1
        return counts

    def _gathered(self, frames: Iterable[Kept], question: Question, most: int) -> Messages:
        found: list[Message] = []
        for kept in frames:
            if not self._may_be(kept, question):
                continue
            message = self._read(kept, question)
            if message is None:
                continue
            if len(found) == most:
                return Messages(tuple(found), more=True, newest=self._number)
            found.append(message)
        return Messages(tuple(found), more=False, newest=self._number)

    def _may_be(self, kept: Kept, question: Question) -> bool:
        """Whether the frame can be meant, as far as is seen without decoding it."""
        return (
            (question.sent is None or kept.sent is question.sent)
            and (question.action is None or self._actions.get(kept.number) == question.action)
            and (not question.remarked or bool(kept.notes))
        )

    def _read(self, kept: Kept, question: Question) -> Message | None:
        wanted = question.text.casefold() if question.text else None
        if wanted and wanted not in kept.text.casefold():
            action = self._actions.get(kept.number)
            if action is None or wanted not in action.casefold():
                return None
        message = message_of(kept, read_frame(kept.text)[0], self._actions.get(kept.number))
        # A secret must not be found by searching for it.
        return message if not wanted or wanted in readable(message).casefold() else None

    def _of(self, charger: str | None, *, reverse: bool) -> Iterator[Kept]:
        rings = (
            self._rings.values() if charger is None else filter(None, [self._rings.get(charger)])
        )
        rows = heapq.merge(*(ring.named(reverse=reverse) for ring in rings), reverse=reverse)
        return (self._kept(named, row) for row, named in rows)

    def _kept(self, charger: str, row: bytes) -> Kept:
        number, at, connection, sent = _ROW.unpack_from(row)
        said = _said(row[_ROW.size :])
        size, notes = self._beside.get(number) or (len(said), ())
        moment = datetime.fromtimestamp(at, UTC)
        return Kept(number, moment, charger, connection, sent, said, size, notes)

    def _name(self) -> None:
        """Find the actions of the frames that have come since somebody last looked."""
        if self._named_until == self._number:
            return
        new: list[Kept] = []
        for kept in self._of(None, reverse=True):
            if kept.number <= self._named_until:
                break
            new.append(kept)
        for kept in reversed(new):
            action = self._action_of(kept)
            if action is not None:
                self._actions[kept.number] = action
        self._named_until = self._number

    def _action_of(self, kept: Kept) -> str | None:
        head = _HEAD.match(kept.text)
        if head is None:
            return None
        id_ = head[2] if head[2] is not None else head[3]
        if head[1] != "2":
            return self._open.pop((kept.connection, not kept.sent, id_), None)
        if head[4] is None:
            return None
        action = self._open[kept.connection, kept.sent, id_] = exposed(head[4])
        if len(self._open) > _MOST_OPEN:
            self._open.popitem(last=False)
        return action

    def _drop_oldest(self) -> None:
        """Forget the oldest frame of all."""
        ring = self._order.popleft()
        if ring.gone:
            ring.gone -= 1
            return
        self._drop(ring)
        if not ring.rows:
            del self._rings[ring.charger]

    def _drop(self, ring: _Ring) -> None:
        """Forget the oldest frame of a charger."""
        row = ring.rows.pop(0)
        self._count -= 1
        self._bytes -= len(row) - _ROW.size + _WEIGHT
        if self._actions or self._beside:
            number = _ROW.unpack_from(row)[0]
            self._actions.pop(number, None)
            self._beside.pop(number, None)

    def _put_in_order(self) -> None:
        """Leave out of the order those that have gone: they are the first of their ring."""
        order: deque[_Ring] = deque()
        for ring in self._order:
            if ring.gone:
                ring.gone -= 1
            else:
                order.append(ring)
        self._order = order


class _Ring:
    """The frames of one charger."""

    __slots__ = ("charger", "gone", "rows")

    def __init__(self, charger: str) -> None:
        self.charger = charger
        self.rows: list[bytes] = []
        """Oldest first."""
        self.gone = 0
        """How many have gone before their turn, and still have their place in the order."""

    def named(self, *, reverse: bool) -> Iterator[tuple[bytes, str]]:
        """The frames, each with its charger."""
        return ((row, self.charger) for row in (reversed(self.rows) if reverse else self.rows))


def _said(text: bytes) -> str:
    return text.decode(errors="replace")
