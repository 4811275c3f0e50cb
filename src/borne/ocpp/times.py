"""OCPP's points in time: ISO 8601, and what chargers make of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

_LOOSE = re.compile(
    r"^\s*(\d{4})\D(\d{1,2})\D(\d{1,2})(?:[T\s]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d*)?)?)?"
    r"\s*(Z|UTC|[+-]\d{1,2}(?::?\d{2})?)?\s*$",
    re.IGNORECASE,
)
_LONGEST = 64
_LOOSELY = "is not in OCPP's format; read as well as can be"


def stamp(moment: datetime) -> str:
    """`2026-01-01T12:00:00Z`: whole seconds, which every charger reads."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def when(text: object, now: datetime) -> tuple[datetime, str | None]:
    """Return the instant and what was wrong with the text; what cannot be read is `now`."""
    moment, problem = _read(text)
    if moment is None:
        return now, problem or "is no time; the time of arrival is taken"
    if 1970 <= moment.year < 2000:
        return moment.astimezone(UTC), "is of a clock that was never set"
    if not 2000 <= moment.year < 2100:
        return now, "is out of all reason; the time of arrival is taken"
    return moment.astimezone(UTC), problem


def told(text: object) -> datetime | None:
    """What a charger's clock says, however wrong; None: it says nothing that can be read."""
    moment, _ = _read(text)
    try:
        return None if moment is None else moment.astimezone(UTC)
    except OverflowError:  # the last hour of the year 9999, in another zone
        return None


def _read(text: object) -> tuple[datetime | None, str | None]:
    if text is None:
        return None, "is missing; the time of arrival is taken"
    if not isinstance(text, str) or len(text) > _LONGEST:
        return None, None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return _read_loosely(text)
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC), "has no zone; UTC is taken"
    seconds = text[16:17] == ":"
    return moment, None if seconds else _LOOSELY


def _read_loosely(text: str) -> tuple[datetime | None, str | None]:
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) in (10, 13):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC), "is a count of seconds; read as such"
    found = _LOOSE.match(text)
    if found is None:
        return None, None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=_zone(found[7]))
    except ValueError:
        return None, None
    return moment, _LOOSELY


def _zone(text: str | None) -> timezone:
    if not text or text.upper() in ("Z", "UTC"):
        return UTC
    digits = text[1:].replace(":", "").zfill(4) if len(text) > 3 else f"{int(text[1:]):02}00"
    offset = timedelta(hours=int(digits[:-2]), minutes=int(digits[-2:]))
    return timezone(offset if text[0] == "+" else -offset)
