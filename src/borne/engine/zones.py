"""Time zones by name, and the machine's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def zone_named(name: str) -> tzinfo | None:
    """The zone of that name, None if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def machine_zone(environment: Mapping[str, str]) -> tzinfo:
    """The machine's own zone by name, so that summer time is known; else UTC."""
    named = environment.get("TZ", "").lstrip(":")
    linked = Path("/etc/localtime").resolve().as_posix().rpartition("/zoneinfo/")[2]
    return zone_named(named) or zone_named(linked) or UTC
