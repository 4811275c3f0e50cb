"""Chargers that start for some badges only: Borne orders under one, and knows what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from msgspec.structs import replace

from borne.domain.charger import ConfigurationKey
from borne.domain.commands import StartRemotely
from borne.domain.events import ChargerEvent, TagSwiped, TransactionStarted, TransactionStopped
from borne.domain.tag import BORNE_TAG, folded
from borne.ocpp.quirks import Changes

Keys: TypeAlias = Mapping[str, ConfigurationKey]

_LONGEST: Final = 20
"""Characters of an idTag (OCPP 1.6 section 7.29)."""
_WITHIN: Final = timedelta(minutes=5)
"""A start that comes later than this after its order is another one."""


@dataclass(slots=True)
class StartTag:
    """The badges that were meant, and when, by connector, where the charger was told another."""

    _told: str | None = None
    _meant: dict[int, tuple[str, datetime]] = field(default_factory=dict)
    _last: tuple[TransactionStarted, str] | None = None
    """The start that was told last, and under which badge it was taken."""

    def order(self, order: StartRemotely, now: datetime, changes: Changes, keys: Keys) -> str:
        """The badge to start under, for the one that is meant."""
        connector, tag = order.connector, order.tag
        told = _only(changes, keys)
        if told is None and changes.tag_length is not None and len(tag) > changes.tag_length:
            told = BORNE_TAG
        if told is None or folded(told) == folded(tag):
            self._meant.pop(connector, None)
            return tag
        self._told = told
        self._meant[connector] = tag, now
        return told

    def said(self, event: ChargerEvent) -> ChargerEvent:
        """What a charger says, under the badge that was meant."""
        if self._told is None:
            return event
        match event:
            case TransactionStarted(tag=tag) if self._is_told(tag):
                return replace(event, tag=self._meant_by(event))
            case TagSwiped(tag=tag) if self._is_told(tag) and self._meant:
                return replace(event, tag=BORNE_TAG)
            case TransactionStopped(tag=str(tag)) if self._is_told(tag):
                return replace(event, tag=None)
        return event

    def _meant_by(self, start: TransactionStarted) -> str:
        """Once for each order; a start that is told again is the same."""
        if self._last is None or _what(self._last[0]) != _what(start):
            meant, at = self._meant.pop(start.connector, (start.tag, start.at))
            self._last = start, meant if start.at - at <= _WITHIN else start.tag
        return self._last[1]

    def _is_told(self, tag: str) -> bool:
        return self._told is not None and folded(self._told) == folded(tag)


def _what(start: TransactionStarted) -> tuple[int, datetime, float]:
    return start.connector, start.began, start.meter


def _only(changes: Changes, keys: Keys) -> str | None:
    """The only badge that it starts for; None: any."""
    key = keys.get(changes.start_tag_key) if changes.start_tag_key else None
    tag = (key.value or "").strip() if key else ""
    return tag if 0 < len(tag) <= _LONGEST else changes.start_tag
