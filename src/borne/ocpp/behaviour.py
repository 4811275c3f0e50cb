"""What a charger can be seen to do without telling it, whatever it calls itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from borne.domain.say import Text

ERROR_WORD, MESURAND, PHASE_N = "error-word", "mesurand", "phase-n"
RESTARTS_READ: Final = "restarts-read"
FINISHING_FIRST: Final = "finishing-first"
START_DROPPED: Final = "start-dropped"
WAITS_AFTER_BADGE: Final = "waits-after-badge"
SILENT: Final = "silent"
RESTARTS_PAUSED: Final = "restarts-paused"

BEHAVIOURS: Final[Mapping[str, Text]] = {
    ERROR_WORD: Text(
        "it reports an error code that OCPP does not have",
        "elle signale un code d’erreur qu’OCPP ne connaît pas",
    ),
    MESURAND: Text("it writes “mesurand”", "elle écrit « mesurand »"),
    PHASE_N: Text("it reports its current on N alone", "elle indique son courant sur N seulement"),
    RESTARTS_READ: Text(
        "it restarted each time all its settings were asked for",
        "elle a redémarré chaque fois que tous ses réglages lui étaient demandés",
    ),
    RESTARTS_PAUSED: Text(
        "twice it left right after it was told a limit of 0 A",
        "deux fois elle est partie juste après avoir reçu une limite de 0 A",
    ),
    FINISHING_FIRST: Text(
        "it said Finishing when a car came, before any charge",
        "elle a dit Finishing à l’arrivée d’une voiture, avant toute charge",
    ),
    START_DROPPED: Text(
        "twice it closed the connection right after the start of a charge was confirmed",
        "deux fois elle a coupé la connexion juste après la confirmation d’un début de charge",
    ),
    WAITS_AFTER_BADGE: Text(
        "after a badge it did not start by itself, and started when it was told to",
        "après un badge elle n’a pas démarré seule, et a démarré sur ordre",
    ),
    SILENT: Text(
        "it sent no values for minutes while a car charged",
        "elle n’a envoyé aucune valeur pendant des minutes de charge",
    ),
}

_BY_FIELD: Final = {"errorCode": ERROR_WORD, "mesurand": MESURAND, "N": PHASE_N}
_DROPS: Final = 2
_DROPPED_WITHIN: Final = timedelta(seconds=2)
"""A line that ends so soon after a start was confirmed has ended over it."""
_PAUSED_WITHIN: Final = timedelta(seconds=15)
"""The same for a limit of 0 A: Legrand's board takes 8 s to fail."""
_STARTS_ITSELF: Final = timedelta(seconds=30)
"""A charger that has not started so long after a badge waits for an order."""
_STARTS_ON_ORDER: Final = timedelta(seconds=60)
_SILENCE: Final = timedelta(minutes=3)


def behaviour_in(field_name: str | None) -> str | None:
    """The behaviour that a repair of that field shows, if any."""
    return _BY_FIELD.get((field_name or "").rpartition(".")[2])


class Watch:
    """What one charger was last heard to do; each method returns what it has shown by it."""

    __slots__ = (
        "_badge",
        "_charging",
        "_confirmed",
        "_drops",
        "_failures",
        "_ordered",
        "_paused",
        "_statuses",
        "sampled",
    )

    def __init__(self) -> None:
        self.sampled: datetime | None = None
        """When values came last."""
        self._statuses: dict[int, str] = {}
        self._charging: dict[int, datetime] = {}
        self._confirmed: datetime | None = None
        self._drops = 0
        self._paused: datetime | None = None
        self._failures = 0
        self._badge: datetime | None = None
        self._ordered: datetime | None = None

    def status(self, connector: int, status: str, at: datetime) -> str | None:
        """A connector has told its status."""
        before = self._statuses.get(connector)
        self._statuses[connector] = status
        if status == "Charging":
            self._charging.setdefault(connector, at)
        else:
            self._charging.pop(connector, None)
        return FINISHING_FIRST if (before, status) == ("Available", "Finishing") else None

    def admitted(self, at: datetime) -> None:
        """A badge was accepted; it counts only where a car is there already."""
        self._badge = at if "Preparing" in self._statuses.values() else None
        self._ordered = None

    def ordered(self, at: datetime) -> None:
        """It was told to start."""
        self._ordered = at

    def started(self, at: datetime) -> str | None:
        """A transaction begins."""
        badge, ordered = self._badge, self._ordered
        self._badge = self._ordered = None
        if badge is None or ordered is None or at - ordered > _STARTS_ON_ORDER:
            return None
        return WAITS_AFTER_BADGE if ordered - badge >= _STARTS_ITSELF else None

    def confirmed(self, at: datetime) -> None:
        """The start of a transaction is answered."""
        self._confirmed = at

    def paused(self, at: datetime) -> None:
        """It is told a limit of 0 A."""
        self._paused = at

    def heard(self, at: datetime, interval: float | None) -> str | None:
        """A sign of life without any news; `interval` is that of its values, in s."""
        patience = max(_SILENCE, timedelta(seconds=3 * (interval or 0)))
        since = min(self._charging.values(), default=None)
        if since is None or at - max(since, self.sampled or since) < patience:
            return None
        return SILENT

    def lost(self, at: datetime) -> str | None:
        """The line has ended."""
        self._statuses.clear()
        self._charging.clear()
        self._badge = self._ordered = None
        confirmed, self._confirmed = self._confirmed, None
        paused, self._paused = self._paused, None
        if confirmed is not None:
            self._drops = self._drops + 1 if at - confirmed <= _DROPPED_WITHIN else 0
            if self._drops >= _DROPS:
                return START_DROPPED
        if paused is not None:
            self._failures = self._failures + 1 if at - paused <= _PAUSED_WITHIN else 0
            if self._failures >= _DROPS:
                return RESTARTS_PAUSED
        return None
