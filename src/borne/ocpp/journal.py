"""The notes of all links: counted, and logged without flooding the log."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

from borne.ocpp.note import Note

Key: TypeAlias = tuple[str, str | None, str | None]
"""Charger, action, field."""

_K = TypeVar("_K")
_V = TypeVar("_V")
_log: Final = logging.getLogger("borne.ocpp")
_LEVELS: Final = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_QUIET: Final = timedelta(minutes=10)
_MOST_LINES: Final = 20
"""A charger, in that time."""
_MOST_KEPT: Final = 4096
_MOST_OF_ONE: Final = 200
"""Actions and fields of a charger that are counted apart."""
OTHERS: Final = "others"
"""In the field's place: all the rest of a charger."""


class Journal:
    """The same note is logged once in ten minutes, and a charger has so many lines in that time."""

    def __init__(self) -> None:
        self._counts: OrderedDict[Key, int] = OrderedDict()
        self._kinds: OrderedDict[str, int] = OrderedDict()
        """By charger, how many are counted apart."""
        self._logged: OrderedDict[Note, tuple[datetime, int]] = OrderedDict()
        self._lines: OrderedDict[str, tuple[datetime, int]] = OrderedDict()

    @property
    def counts(self) -> Mapping[Key, int]:
        """How often there was something to say, by charger, action and field."""
        return MappingProxyType(self._counts)

    def write(self, note: Note, now: datetime) -> None:
        """Count a note; log it unless it was logged lately."""
        self._count(note)
        since, unsaid = self._logged.get(note, (None, 0))
        if since is not None and timedelta(0) <= now - since < _QUIET:
            _keep(self._logged, note, (since, unsaid + 1))
            return
        _keep(self._logged, note, (now, 0))
        last = self._lines_left(note.charger, now)
        if last is None:
            return
        again = f" ({unsaid} times more since the last line)" if unsaid else ""
        more = " (more from this charger is counted, not logged, for a while)" if last else ""
        _log.log(_LEVELS[note.severity], "%s%s%s", note, again, more)

    def _count(self, note: Note) -> None:
        key: Key = (note.charger, note.action, note.field)
        if key not in self._counts:
            kinds = self._kinds.get(note.charger, 0)
            if kinds >= _MOST_OF_ONE:
                key = (note.charger, None, OTHERS)
            else:
                _keep(self._kinds, note.charger, kinds + 1)
        _keep(self._counts, key, self._counts.get(key, 0) + 1)

    def _lines_left(self, charger: str, now: datetime) -> bool | None:
        """None: no line is left; else whether this is the last one."""
        since, lines = self._lines.get(charger, (now, 0))
        if not timedelta(0) <= now - since < _QUIET:
            since, lines = now, 0
        if lines >= _MOST_LINES:
            return None
        _keep(self._lines, charger, (since, lines + 1))
        return lines + 1 == _MOST_LINES


def _keep(kept: OrderedDict[_K, _V], key: _K, value: _V) -> None:
    kept[key] = value
    if len(kept) > _MOST_KEPT:
        kept.popitem(last=False)
