"""How a charger is dealt with, as the panel's JSON. Pure."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from borne.domain import listing
from borne.domain.charger import Charger
from borne.domain.keep_list import has_list, is_off, most_of
from borne.domain.offline import choice_in
from borne.domain.rhythm import PING, Bounds, Pace, heartbeat_bounds, recurring
from borne.domain.settings import waiting
from borne.domain.state import Policy, State

Json = dict[str, Any]


def care_json(charger: Charger, state: State, now: datetime, zone: tzinfo) -> Json:
    """Fields of the charger."""
    care = charger.care
    return {
        "strict": care.strict,
        "offline_access": choice_in(charger.configuration),
        "local_list": _list(charger, state, now, zone),
        "rhythm": {
            "ping": _pace(care.ping, PING, zone),
            "heartbeat": _pace(care.heartbeat, heartbeat_bounds(Policy().heartbeat), zone),
            "drops": len(care.drops),
            "pattern_s": recurring([one.quiet for one in care.drops if one.quiet is not None]),
            "last_drop": _time(care.drops[-1].at if care.drops else None, zone),
        },
    }


def keys_json(charger: Charger | None, zone: tzinfo) -> Json:
    """What changed in its settings, the oldest first, and what it only uses after a restart."""
    if charger is None:
        return {"changes": [], "waits": {}}
    return {
        "changes": [
            {
                "at": _time(one.at, zone),
                "key": one.key,
                "before": one.before,
                "after": one.after,
                "status": one.status,
                "wished": one.wished,
            }
            for one in charger.care.keys
        ],
        "waits": waiting(charger),
    }


def _pace(pace: Pace, bounds: Bounds, zone: tzinfo) -> Json:
    return {
        "seconds": pace.seconds(bounds),
        "usual_s": bounds.usual,
        "silence_s": pace.silence,
        "changed": _time(pace.changed, zone),
        "fixed": pace.fixed is not None,
    }


def _list(charger: Charger, state: State, now: datetime, zone: tzinfo) -> Json:
    kept = charger.care.listing
    most, _ = most_of(charger)
    wanted = listing.wanted(state.tags.values(), now.astimezone(zone), most)
    return {
        "state": _standing(charger, in_step=listing.in_step(kept, wanted)),
        "version": kept.version,
        "entries": None if kept.entries is None else len(kept.entries),
        "wanted": len(wanted),
        "most": most,
        "status": kept.status,
        "due": _time(kept.due, zone),
        "sent": _time(kept.sent[-1] if kept.sent else None, zone),
        "writes_today": len(listing.lately(kept, now)),
    }


def _standing(charger: Charger, *, in_step: bool) -> str:
    kept = charger.care.listing
    if kept.refused or not has_list(charger):
        return "refused" if kept.refused else "unsupported"
    if is_off(charger):
        return "off"
    if in_step:
        return "in_step"
    return "sending" if kept.waits else "failed" if kept.status else "waiting"


def _time(at: datetime | None, zone: tzinfo) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat(timespec="milliseconds")
