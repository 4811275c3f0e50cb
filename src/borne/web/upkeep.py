"""What a charger told of its upkeep, as the panel's JSON. Pure."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from borne.domain.charger import Charger
from borne.domain.upkeep import Reported, Reservation, SecurityNote, Transfer


def upkeep_json(charger: Charger, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """Fields of the charger; reservations that are over are left out."""
    upkeep = charger.upkeep
    return {
        "firmware_status": _reported(upkeep.firmware, zone),
        "diagnostics_status": _reported(upkeep.diagnostics, zone),
        "log_status": _reported(upkeep.log, zone),
        "security_events": [_note(note, zone) for note in reversed(upkeep.security)],
        "transfers": [_transfer(one, zone) for one in upkeep.transfers.values()],
        "reservations": [
            _reservation(one, zone) for one in charger.care.reservations if one.until > now
        ],
    }


def _reported(one: Reported | None, zone: tzinfo) -> dict[str, Any] | None:
    return {"status": one.status, "at": _time(one.at, zone)} if one else None


def _note(note: SecurityNote, zone: tzinfo) -> dict[str, Any]:
    return {
        "type": note.kind,
        "at": _time(note.at, zone),
        "info": note.info,
        "count": note.count,
    }


def _transfer(one: Transfer, zone: tzinfo) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "name": one.name,
        "bytes": one.done,
        "total_bytes": one.total,
        "at": _time(one.at, zone),
        "finished": one.finished,
        "file": one.file,
        "problem": one.problem,
    }


def _reservation(one: Reservation, zone: tzinfo) -> dict[str, Any]:
    return {
        "id": one.id,
        "connector": one.connector,
        "tag": one.tag,
        "until": _time(one.until, zone),
    }


def _time(at: datetime, zone: tzinfo) -> str:
    return at.astimezone(zone).isoformat(timespec="milliseconds")
