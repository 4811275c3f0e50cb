"""What a charge point does by itself, unasked, where its make is known for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from borne.simulate.charge_point import ChargePoint

_LEAVES_IN: Final = 1.0
_NOBODYS: Final = 987_654
"""A transaction that no central system has ever given out."""


class Habits:
    """Told of the line and of time, it has its charge point leave, or say again what it said."""

    def __init__(self, point: ChargePoint) -> None:
        self._point = point
        self._lines = 0
        self._busy_at = 0.0
        self._said_at = 0.0
        self._clock_at = 0.0
        self._restarted_at = 0.0

    def line_up(self) -> None:
        """A line is open: one of the first ones may be left at once."""
        self._busy_at = self._point.clock.now
        self._lines += 1
        if self._point.make.ways.ends_unknown:
            ended = {"transactionId": _NOBODYS, "meterStop": 0, "timestamp": self._time}
            self._point.say("StopTransaction", ended)
        if self._lines <= self._point.make.ways.leaves_first:
            self._point.leave(_LEAVES_IN)

    def advance(self) -> None:
        """Some time has passed on this line."""
        point, now = self._point, self._point.clock.now
        ways = point.make.ways
        busy = [place for place in point.connectors.values() if place.transaction is not None]
        if busy:
            self._busy_at = now
        for place in busy:
            told = point.allowed.told(place)
            if 0 < told < ways.breaks_below or (told == 0 and ways.breaks_paused):
                point.fail(place)
        if ways.leaves_idle and now - self._busy_at >= ways.leaves_idle:
            self._busy_at = now
            point.leave(0.0)
        if ways.repeats_status and now - self._said_at >= ways.repeats_status:
            self._said_at = now
            for number in point.connectors:
                point.tell_status(number)
        if ways.tells_clock and now - self._clock_at >= ways.tells_clock:
            self._clock_at = now
            clock = {"type": "SettingSystemTime", "timestamp": self._time}
            point.say("SecurityEventNotification", clock)
        if ways.restarts_every and now - self._restarted_at >= ways.restarts_every:
            self._restarted_at = now
            point.restart("HardReset")

    @property
    def _time(self) -> str:
        return self._point.clock.timestamp
