"""The decisions of the last 30 days over HTTP.

GET `api/decisions` from, to (times, or whole days), charger, connector: each as one likes
    → decisions: [{at, charger, connector, session, rule, mode, charge, current_a, phases, why,
      next, next_why}], newest first, at most 500; for older ones, ask with `to` = the last `at`
GET `api/decision` charger, connector, at: the time, now without it
    → decision: null, or the one that held then, as above, with trace and limits as in `api/state`
GET `api/absences` from, to (the last day without them)
    → absences: [{from, to}] that touch that time, oldest first: Borne was not running
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from borne.domain.ledger import DecisionDetail, DecisionLine
from borne.domain.say import Language
from borne.web import errors
from borne.web.comparison_json import time_json
from borne.web.decision_json import looked_json
from borne.web.errors import Refusal
from borne.web.sessions import instant, question, reason


def line(found: DecisionLine, zone: tzinfo, language: Language) -> dict[str, Any]:
    """One decision of a time line."""
    return {
        **reason(found.note, zone, language),
        "at": found.note.at.astimezone(zone).isoformat(),
        "charger": found.charger,
        "connector": found.connector,
        "session": found.session,
        "mode": found.mode,
        "phases": found.phases,
        "next": found.next_at and found.next_at.astimezone(zone).isoformat(timespec="seconds"),
        "next_why": found.next_why and found.next_why.say(language),
    }


def whole(found: DecisionDetail, zone: tzinfo, language: Language) -> dict[str, Any]:
    """One decision with what was looked at."""
    return {
        **line(found.line, zone, language),
        **looked_json(found.trace, found.limits, language),
    }


def span(query: Mapping[str, str], zone: tzinfo) -> dict[str, Any]:
    """Which decisions are meant. Raises Refusal."""
    asked = question(query, zone)
    del asked["tag"]
    return {**asked, "connector": _connector(query)}


def window(query: Mapping[str, str], zone: tzinfo, now: datetime) -> tuple[datetime, datetime]:
    """The time that is meant; where none is said, the last day. Raises Refusal."""
    asked = question(query, zone)
    return asked["start"] or now - timedelta(days=1), asked["end"] or now


def absence(found: tuple[datetime, datetime], zone: tzinfo) -> dict[str, Any]:
    """A time in which Borne did not run."""
    gone, back = found
    return {"from": time_json(gone, zone), "to": time_json(back, zone)}


def moment(query: Mapping[str, str], zone: tzinfo, now: datetime) -> dict[str, Any]:
    """Which one decision is meant. Raises Refusal."""
    charger, connector = query.get("charger", ""), _connector(query)
    if not charger or connector is None:
        raise Refusal(400, errors.WHICH_CONNECTOR())
    at = instant(query, "at", zone) or now
    return {"charger": charger, "connector": connector, "at": at}


def _connector(query: Mapping[str, str]) -> int | None:
    number = query.get("connector", "").strip()
    if not number:
        return None
    if not (number.isdecimal() and len(number) < 4):
        raise Refusal(400, errors.NOT_A_CONNECTOR(text=number[:40]))
    return int(number)
