"""How long a line has been silent, so that the end of it tells what it does not stand."""

from __future__ import annotations


class Silence:
    """Times are seconds of a clock that never falls."""

    def __init__(self, now: float) -> None:
        self._heard = now
        self._used = now
        """When a byte last passed, either way."""
        self._message = now
        self._before = 0.0
        """How long nothing had passed before what was heard last."""
        self._unanswered: float | None = None
        """When the first ping went out that nothing has answered."""
        self._dead = False

    def heard(self, now: float) -> None:
        """The charger has sent something."""
        self._before = now - self._used
        self._heard = self._used = now
        self._unanswered = None

    def said(self, now: float) -> None:
        """Borne has sent something."""
        self._used = now

    def pinged(self, now: float) -> None:
        """Borne has asked whether the charger is there."""
        self._unanswered = now if self._unanswered is None else self._unanswered

    def message(self, now: float) -> None:
        """A message of OCPP has passed, either way."""
        self._message = now

    def died(self) -> None:
        """Nothing answers any more: the line ended in silence, unseen."""
        self._dead = True

    def unheard(self, now: float) -> float:
        """s since the charger was last heard."""
        return now - self._heard

    def ended(self, now: float, *, said_so: bool) -> tuple[float | None, float | None]:
        """s without a byte and s without a message before the line ended; None: not known.

        Where the charger said goodbye, its goodbye is no use of the line. Where the line died
        unseen, it was in the silence before the first ping that nothing answered.
        """
        if self._dead:
            at = self._unanswered
            return (None if at is None else max(0.0, at - self._heard)), None
        quiet = self._before if said_so else now - self._used
        return max(0.0, quiet), max(0.0, now - self._message)
