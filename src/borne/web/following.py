"""Whether a charger follows its limits, and what it does without Borne, as the panel's JSON."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, Final

from borne.domain.charger import Charger, Connector
from borne.domain.failsafe import fail_safe
from borne.domain.follow import follows_in
from borne.domain.phase_change import obstacle_of
from borne.domain.say import Language, Text
from borne.domain.site import Site
from borne.domain.way import Way, pause_of, present_way

Json = dict[str, Any]

_BY_THE_CLOCK: Final = Text(
    "{purpose} in {unit}, level {level}, by the clock{clock}",
    "{purpose} en {unit}, niveau {level}, à l’heure{clock}",
)
_FROM_ITS_START: Final = Text(
    "{purpose} in {unit}, level {level}, from the start of the charge{clock}",
    "{purpose} en {unit}, niveau {level}, dès le début de la charge{clock}",
)


def following_json(
    charger: Charger, connector: Connector, site: Site, language: Language, zone: tzinfo
) -> Json:
    """Of one connector: the verdict with the instants of what it is made of, and the fail-safe."""
    following, asked = connector.following, connector.asked
    safe = fail_safe(charger, connector, site)
    return {
        "follows": {
            "verdict": following.verdict if asked else "none",
            "since": _time(following.since, zone),
            "refused": following.refused,
            "ignores": following.ignores,
            "asked_at": asked and _time(asked.first, zone),
            "offered_at": following.offered and _time(following.offered.at, zone),
            "drawn_a": following.drawn and following.drawn.amps,
            "drawn_at": following.drawn and _time(following.drawn.at, zone),
            "rises_at": _time(following.rises_at, zone),
            "needs_s": follows_in(charger, site.limits_of(connector.id).follows_in),
        },
        "phasing": _phasing(charger, connector, site, language, zone),
        "fail_safe": {
            "able": safe.able,
            "current_a": safe.current,
            "why": safe.why.say(language),
        },
    }


def _phasing(
    charger: Charger, connector: Connector, site: Site, language: Language, zone: tzinfo
) -> Json | None:
    """How many phases it charges on, where they may change; None where nobody says so."""
    switching, phasing = site.limits_of(connector.id).switching, connector.phasing
    if switching is None:
        return None
    obstacle = obstacle_of(charger, connector, site)
    return {
        "stage": phasing.stage,
        "told": phasing.told,
        "wanted": phasing.wanted or None,
        "since": _time(phasing.since, zone),
        "changed_at": _time(phasing.changed_at, zone),
        "day": phasing.day and phasing.day.isoformat(),
        "changes": phasing.changes,
        "per_day": switching.per_day,
        "why_not": obstacle and obstacle.say(language),
    }


def limiting_json(charger: Charger, now: datetime, zone: tzinfo, language: Language) -> Json:
    """Of a charger: the way in which it is limited, those that failed, and its wear."""
    manner, way = charger.manner, present_way(charger)
    return {
        "limiting": {
            "way": _way(way, language),
            "proven": manner.way == way,
            "pause": pause_of(charger),
            "failed": [
                {
                    "way": _way(one.way, language),
                    "result": one.result,
                    "at": _time(one.at, zone),
                    "asked_a": one.asked,
                    "drawn_a": one.drawn,
                }
                for one in manner.failed
            ],
            "writes_hour": manner.writes.in_hour(now),
            "writes_day": manner.writes.in_day(now),
            "writes_budget": charger.traits.writes_per_hour,
            "valid_for_s": charger.traits.valid_for,
        }
    }


def _way(way: Way, language: Language) -> str:
    clock = f" ({way.ahead:+g} s)" if way.ahead else ""
    said = (_FROM_ITS_START if way.relative else _BY_THE_CLOCK)(
        purpose=way.purpose.value, unit=way.unit, level=str(way.stack_level), clock=clock
    )
    return said.say(language)


def _time(at: datetime | None, zone: tzinfo) -> str | None:
    return None if at is None else at.astimezone(zone).isoformat(timespec="milliseconds")
