"""Which calls of set-up make a charger restart: none is made over and over.

Two kinds of evidence. A call after which the line ends at once, and a boot follows, is to blame
by itself. Lives that end soon after whatever was asked speak against set-up as a whole, which is
then left out; a charger whose next life is as short, though nothing was asked in it, restarts by
itself: everything is pardoned, and nothing is blamed until a life was long.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

ALL_KEYS: Final = "all keys"
"""The question for the whole configuration; a key alone goes by its name."""
FALLBACK: Final = "the current to fall back to"
NEWS: Final = "news"
"""A message that is asked for; its cost is a line, for the boot may be the one asked for."""
_SOON: Final = timedelta(seconds=5)
"""A line that ends this soon after a question may have ended over it."""
_LATE: Final = timedelta(seconds=30)
"""A line that ends this soon after the last question may have ended over set-up."""
_SHORT: Final = timedelta(minutes=2)
"""A life in which nothing is asked is short up to here."""
_MOST: Final = 2
"""Restarts that a call may cost."""
_MOST_FOR_SAFETY: Final = 6
"""The same for what keeps a charger safe: by then, all others are no longer made."""
_MOST_LIVES: Final = 4
"""Short lives, one after the other, that set-up may cost."""
_TRIED_AGAIN_AFTER: Final = timedelta(days=1)
"""It may have been the network after all."""
_NONE: Final[frozenset[str]] = frozenset()
"""One for all chargers."""


class Suspicion:
    """What a charger was told or asked last, and how often it has restarted right after.

    A line that ends is no restart yet: that shows in the BootNotification that follows. Of the
    calls made just before, the one that was answered last and the one still open are to blame.
    """

    __slots__ = (
        "_answered",
        "_asked",
        "_began",
        "_ended",
        "_lives",
        "_open",
        "_pending",
        "_restarts",
        "by_itself",
    )

    def __init__(self) -> None:
        self._asked: dict[str, datetime] = {}
        self._open = _NONE
        self._answered: str | None = None
        self._pending: tuple[str, ...] = ()
        self._restarts: dict[str, tuple[int, datetime]] = {}
        self._began: datetime | None = None
        """When it has booted last."""
        self._ended: tuple[bool, bool] | None = None
        """Whether the life that has just ended was short, and whether anything was asked in it."""
        self._lives: tuple[int, datetime] | None = None
        """Short ones in a row in which something was asked, and when the last one ended."""
        self.by_itself = False
        """It restarts also where nothing is asked."""

    def asked(self, call: str, at: datetime) -> None:
        """It is made now."""
        self._pending, self._ended = (), None
        self._asked[call] = at
        self._open |= {call}

    def answered(self, call: str) -> None:
        """The charger has answered it."""
        self._open = (self._open - {call}) or _NONE
        self._answered = call

    def lost(self, at: datetime) -> None:
        """The line has ended."""
        late = {one for one, then in self._asked.items() if at - then <= _SOON}
        for survived in self._asked.keys() - late:
            self._restarts.pop(survived, None)
        # What keeps a charger safe is to blame only if nothing else can be.
        answered = None if self._open and self._answered == FALLBACK else self._answered
        self._pending = tuple(late & {*self._open, answered})
        if NEWS in self._pending:
            self._blame(NEWS, at)
        self._end_of_life(at)
        self._asked.clear()
        self._open, self._answered = _NONE, None

    def excuse(self) -> None:
        """The line has ended by itself."""
        self._pending, self._ended = (), None

    def booted(self, at: datetime) -> None:
        """The charger says that it has started."""
        for call in self._pending:
            if call != NEWS:
                self._blame(call, at)
        if self._ended is not None:
            self._judge_life(*self._ended, at)
        self._pending, self._ended, self._began = (), None, at

    def pardon(self) -> None:
        """Whatever it was to blame for may be tried again."""
        self._restarts.clear()
        self._lives = None

    def shuns(self, call: str, now: datetime) -> bool:
        """Whether it is better not made again."""
        most = _MOST_FOR_SAFETY if call == FALLBACK else _MOST
        restarts, last = self._restarts.get(call, (0, now))
        blamed = restarts >= most and now - last < _TRIED_AGAIN_AFTER
        return blamed or self._lives_lost(now) >= _MOST_LIVES * most // _MOST

    def shuns_all(self, now: datetime) -> bool:
        """Whether set-up is better left out as a whole."""
        return self._lives_lost(now) >= _MOST_LIVES

    def _blame(self, call: str, at: datetime) -> None:
        if not self.by_itself:
            before, _ = self._restarts.get(call, (0, at))
            self._restarts[call] = before + 1, at

    def _end_of_life(self, at: datetime) -> None:
        last = max(self._asked.values(), default=None)
        if last is not None:
            self._ended = at - last <= _LATE, True
        else:
            self._ended = self._began is not None and at - self._began <= _SHORT, False

    def _judge_life(self, short: bool, asked: bool, at: datetime) -> None:  # noqa: FBT001  both are named where they are kept
        if short and asked:
            self._lives = self._lives_lost(at) + 1, at
        elif short:
            self.by_itself = True
            self.pardon()
        else:
            self.by_itself = False
            self._lives = None if asked else self._lives

    def _lives_lost(self, now: datetime) -> int:
        count, last = self._lives or (0, now)
        return count if now - last < _TRIED_AGAIN_AFTER else 0
