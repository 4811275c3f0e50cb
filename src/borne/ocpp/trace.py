"""The frames of late, kept as they went over the wire and decoded only when somebody looks."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias

from borne.domain.traffic import Message, Messages, Question
from borne.ocpp.frame import read_frame
from borne.ocpp.note import Note
from borne.ocpp.reveal import message_of, readable

MOST_OF_ONE: Final = 2_000
"""Frames of one charger."""
MOST_BYTES: Final = 20_000_000
"""Memory for all of them."""
_LONGEST: Final = 2**16
"""Characters of a frame that are kept."""
_WEIGHT: Final = 400
"""Bytes that a frame costs besides its text."""
_HEAD: Final = re.compile(
    r'\s*\[\s*([234])\s*,\s*(?:"((?:[^"\\]|\\.)*)"|([^,\s]+))\s*,\s*(?:"([^"\\]*)")?'
)
_MOST_OPEN: Final = 4_096


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


_Row: TypeAlias = tuple[int, datetime, str, int, bool, str, int, Sequence[Note]]
"""The same as a bare tuple, which the garbage collector need not visit."""


class Trace:
    """A bounded memory of frames: so many of each charger, so many bytes in all, oldest out."""

    def __init__(self, most_of_one: int = MOST_OF_ONE, most_bytes: int = MOST_BYTES) -> None:
        self._most_of_one = most_of_one
        self._most_bytes = most_bytes
        self._frames: OrderedDict[int, _Row] = OrderedDict()
        self._rings: dict[str, list[int]] = {}
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
        return len(self._frames)

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
        text = frame if isinstance(frame, str) else frame.decode(errors="replace")
        size = len(text)
        if size > _LONGEST:
            text = text[:_LONGEST]
        ring = self._rings.get(charger)
        if ring is None:
            ring = self._rings[charger] = []
        ring.append(number)
        self._frames[number] = (number, at, charger, connection, sent, text, size, notes)
        self._bytes += _weight(text)
        if len(ring) > self._most_of_one:
            self._drop(ring[0])
        while self._bytes > self._most_bytes:
            self._drop(next(iter(self._frames)))
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
        numbers = self._frames if charger is None else self._rings.get(charger, [])
        frames = self._frames
        return (Kept._make(frames[one]) for one in (reversed(numbers) if reverse else numbers))

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
        if head[4] is not None:
            self._open[kept.connection, kept.sent, id_] = head[4]
            if len(self._open) > _MOST_OPEN:
                self._open.popitem(last=False)
        return head[4]

    def _drop(self, number: int) -> None:
        """Forget the oldest frame of its charger."""
        row = self._frames.pop(number)
        charger, text = row[2], row[5]
        self._actions.pop(number, None)
        self._bytes -= _weight(text)
        ring = self._rings[charger]
        del ring[0]
        if not ring:
            del self._rings[charger]


def _weight(text: str) -> int:
    """Bytes of memory, near enough: a text with one rare character takes four a character."""
    return (len(text) if text.isascii() else 4 * len(text)) + _WEIGHT
