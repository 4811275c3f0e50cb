"""What can be seen of the engine, as the panel's JSON in one language. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any, Final

import orjson

from borne.control.claim import fitted
from borne.domain.charger import Charger, Connector
from borne.domain.decision import ByHand, Decision
from borne.domain.fact import Fact
from borne.domain.failsafe import left_alone
from borne.domain.say import Language
from borne.domain.secret import HIDDEN, names_secret
from borne.domain.session import Session
from borne.domain.site import Site
from borne.domain.state import State, Trouble
from borne.domain.tag import BORNE_TAG
from borne.domain.traits import Quirk
from borne.engine.ports import View
from borne.rules.check import Reading
from borne.rules.model import Input
from borne.rules.problem import Problem
from borne.web.care import care_json
from borne.web.decision_json import decision_json, seconds, time_json
from borne.web.following import following_json, limiting_json
from borne.web.security import security_json
from borne.web.upkeep import upkeep_json

Json = dict[str, Any]


@dataclass(slots=True)
class Snapshot:
    """The parts of the state as JSON text; a part that says the same is the same object."""

    at: datetime
    parts: dict[str, orjson.Fragment] = field(default_factory=dict)
    chargers: dict[str, orjson.Fragment] = field(default_factory=dict)


@dataclass(slots=True)
class _Kept:
    """What was rendered of a value; good as long as the value is the very same."""

    value: Any
    context: object
    rendered: orjson.Fragment


class Renderer:
    """Renders views in one language, and only what has changed since the last one.

    The engine replaces what changes and keeps what does not, so an unchanged charger is
    recognised by its identity.
    """

    def __init__(
        self, language: Language, name: str | None, files: Callable[[], Sequence[str]]
    ) -> None:
        self._language = language
        self._files = files
        self._name = name
        self._named: tuple[Reading, list[str]] | None = None
        self._tags: _Kept | None = None
        self._chargers: dict[str, _Kept] = {}
        self._decisions: dict[str, _Kept] = {}
        self._texts: dict[str, tuple[bytes, orjson.Fragment]] = {}

    def render(self, view: View) -> Iterator[Snapshot]:
        """The view, with what the last one had taken over where it still holds.

        It grows in short steps, for there may be thousands of chargers; what is yielded last is
        whole. A view is begun once the one before is whole.
        """
        state, site = view.state, _site_of(view)
        snapshot = Snapshot(view.at)
        for name, value in self._parts(view, site):
            snapshot.parts[name] = self._text(name, value)
        snapshot.parts["tags"] = self._tags_text(view)
        for id_, charger in state.chargers.items():
            snapshot.chargers[id_] = self._charger_text(charger, site, view)
            yield snapshot
        self._forget(state)
        yield snapshot

    def _parts(self, view: View, site: Site) -> Iterator[tuple[str, object]]:
        state = view.state
        yield "site", {"name": self._name, **_site(view, site)}
        yield "inputs", [input_json(one, state.facts, view) for one in _inputs_of(view)]
        yield "unknown_tags", _unknown_tags(state, view.zone)
        yield "learning", _learning(state, view)
        yield "allowed_once", sorted(state.allowed_once)
        yield "rules", self._rules(view)
        yield "problems", self._problems(view, site)
        yield "home_assistant", self._home(state, view.zone)

    def _text(self, name: str, value: object) -> orjson.Fragment:
        """The part as text: the former object where it would say the same."""
        text = orjson.dumps(value)
        former = self._texts.get(name)
        if former is None or former[0] != text:
            former = self._texts[name] = text, orjson.Fragment(text)
        return former[1]

    def _tags_text(self, view: View) -> orjson.Fragment:
        """There may be thousands, and they seldom change."""
        tags, here = view.state.tags, view.at.astimezone(view.zone)
        kept, context = self._tags, (view.zone, here.date())
        if kept is None or kept.value is not tags or kept.context != context:
            kept = self._tags = _Kept(tags, context, self._text("tags", _tags(view.state, view)))
        return kept.rendered

    def _charger_text(self, charger: Charger, site: Site, view: View) -> orjson.Fragment:
        # A car that waits makes no news, yet its time goes on.
        waits = any(one.session for one in charger.connectors.values())
        context = site, view.zone, int(view.at.timestamp() // 60) if waits else None
        kept = self._chargers.get(charger.id)
        if kept is None or kept.value is not charger or kept.context != context:
            text = orjson.Fragment(orjson.dumps(self._charger(charger, site, view)))
            kept = self._chargers[charger.id] = _Kept(charger, context, text)
        return kept.rendered

    def _forget(self, state: State) -> None:
        for id_ in self._chargers.keys() - state.chargers.keys():
            gone = self._chargers.pop(id_).value
            for one in gone.connectors.values():
                self._decisions.pop(one.id, None)

    def _rules(self, view: View) -> Json:
        return {
            "ok": view.reading.book is not None,
            "files": self._file_names(view),
            "problems": [problem_json(one, self._language) for one in view.reading.problems],
            "running_since": time_json(view.running_since, view.zone),
        }

    def _file_names(self, view: View) -> list[str]:
        """The names of the files; the folder is looked at when they have been read anew."""
        if self._named is None or self._named[0] is not view.reading:
            self._named = view.reading, list(self._files())
        return self._named[1]

    def _problems(self, view: View, site: Site) -> list[Json]:
        state, zone = view.state, view.zone
        alone = left_alone(state.chargers.values(), site)
        lasting = Trouble("left_alone", "warning", alone, view.running_since) if alone else None
        return [
            {
                "code": trouble.code,
                "severity": trouble.severity,
                "message": trouble.message.say(self._language),
                "since": time_json(trouble.since, zone),
            }
            for trouble in (*state.troubles.values(), lasting)
            if trouble is not None
        ]

    def _home(self, state: State, zone: tzinfo) -> Json:
        home = state.home
        return {
            "status": home.status,
            "message": home.message.say(self._language),
            "since": time_json(home.since, zone),
        }

    def _charger(self, charger: Charger, site: Site, view: View) -> Json:
        zone = view.zone
        return {
            "id": charger.id,
            "name": charger.name or charger.id,
            "adopted": charger.adopted,
            "ignored": charger.ignored,
            "online": charger.online,
            "last_seen": time_json(charger.last_seen, zone),
            "first_seen": time_json(charger.first_seen, zone),
            "attempts": charger.attempts,
            "vendor": charger.vendor,
            "model": charger.model,
            "serial": charger.serial,
            "firmware": charger.firmware,
            "protocol": charger.protocol,
            "clock_offset_s": charger.clock_offset,
            "remote": charger.remote,
            "connectors": [
                self._connector(one, site, view)
                for number, one in sorted(charger.connectors.items())
                if number > 0
            ],
            "configuration": [
                {"key": one.key, "value": _public(one.key, one.value), "readonly": one.readonly}
                for _, one in sorted(charger.configuration.items())
            ],
            "quirks": [self._quirk(one) for one in charger.quirks or ()],
            "security": security_json(charger.security, zone),
            **limiting_json(charger, view.at, zone, self._language),
            **upkeep_json(charger, view.at, zone),
            **care_json(charger, view.state, view.at, zone),
        }

    def _quirk(self, quirk: Quirk) -> Json:
        say = self._language
        return {
            "name": quirk.name,
            "title": quirk.title.say(say),
            "on": quirk.on,
            "why": quirk.why.say(say),
            "evidence": quirk.evidence.say(say),
            "source": quirk.source.say(say),
            "hint": quirk.hint and quirk.hint.say(say),
            "by_hand": quirk.by_hand,
        }

    def _connector(self, connector: Connector, site: Site, view: View) -> Json:
        reading, asked = connector.reading, connector.asked
        charger = view.state.chargers[connector.charger]
        limits = fitted(site.limits_of(connector.id), charger.traits)
        decision = connector.decision
        return {
            "id": connector.id,
            "charger": connector.charger,
            "connector": connector.number,
            "status": connector.status,
            "error": connector.error,
            "error_info": connector.error_info,
            "plugged": connector.plugged,
            "charging": connector.charging,
            "operative": connector.operative,
            "power_w": reading and reading.power,
            "current_a": reading and reading.currents,
            "voltage_v": reading and reading.voltage,
            "energy_wh": connector.total,
            "temperature_c": reading and reading.temperature,
            "soc": reading and reading.soc,
            "asked_a": asked and asked.current,
            "offered_a": reading and reading.offered,
            "least_a": limits.least,
            "most_a": limits.most,
            "by_hand": _by_hand(connector.by_hand, view.zone),
            "decision": decision and self._decision_text(connector.id, decision, view.zone),
            "session": connector.session and _session(connector.session, view),
            **following_json(charger, connector, site, self._language, view.zone),
        }

    def _decision_text(self, id_: str, decision: Decision, zone: tzinfo) -> orjson.Fragment:
        """Its sentences cost most, and a meter reading leaves them as they are."""
        kept = self._decisions.get(id_)
        if kept is None or kept.value is not decision or kept.context != zone:
            text = orjson.Fragment(orjson.dumps(decision_json(decision, self._language, zone)))
            kept = self._decisions[id_] = _Kept(decision, zone, text)
        return kept.rendered


def problem_json(problem: Problem, language: Language) -> Json:
    """A problem of a rule file."""
    return {**problem.plain(language)}


def zone_name(zone: tzinfo) -> str:
    """The name by which browsers know the zone."""
    return getattr(zone, "key", None) or "UTC"


def _site_of(view: View) -> Site:
    return view.running.book.site if view.running.book else _NO_SITE


def _inputs_of(view: View) -> Sequence[Input]:
    return tuple(view.running.book.inputs.values()) if view.running.book else ()


_NO_SITE: Final = Site()


def _site(view: View, site: Site) -> Json:
    figures = view.figures
    return {
        "phases": site.phases,
        "voltage_v": site.voltage,
        "contract_va": site.contract,
        "grid_w": figures.grid,
        "apparent_va": figures.apparent,
        "solar_w": figures.solar,
        "battery_w": figures.battery_power,
        "battery_soc": figures.battery_soc,
        "house_w": figures.house,
        "cars_w": figures.cars,
        "surplus_w": figures.surplus,
        "headroom_va": figures.headroom,
        "price_eur_kwh": figures.price,
        "phases_va": figures.phases,
        "breaker_left_s": figures.breaker_left,
        "breaker_share": figures.breaker_share,
    }


def input_json(one: Input, facts: Mapping[str, Fact], view: View) -> Json:
    fact = facts.get(one.entity)
    if fact is None:
        status = "missing"
    elif fact.value is None:
        status = "unknown"
    else:
        status = "ok" if fact.fresh(view.at, one.max_age) else "stale"
    base = one.dimension.value if one.dimension else None
    return {
        "name": one.name,
        "entity": one.entity,
        "value": fact and fact.value,
        "unit": base or one.unit,
        "at": fact and time_json(fact.at, view.zone),
        "max_age_s": seconds(one.max_age),
        "status": status,
    }


def _unknown_tags(state: State, zone: tzinfo) -> list[Json]:
    return [
        {
            "tag": tag.tag,
            "charger": tag.charger,
            "connector": tag.connector,
            "at": time_json(tag.at, zone),
            "answer": tag.answer,
        }
        for tag in state.unknown_tags.values()
    ]


def _tags(state: State, view: View) -> list[Json]:
    now = view.at.astimezone(view.zone)
    return [
        {
            "tag": tag.tag,
            "name": tag.name,
            "person": tag.person,
            "group": tag.group,
            "vehicle": tag.vehicle,
            "expires": tag.expires and tag.expires.isoformat(),
            "expired": tag.expired(now),
            "at_once": tag.at_once,
            "blocked": tag.blocked,
            "last_seen": time_json(tag.last_seen, view.zone),
            "last_charger": tag.last_charger,
            "last_connector": tag.last_connector,
            "last_answer": tag.last_answer,
        }
        for tag in state.tags.values()
    ]


def _learning(state: State, view: View) -> Json | None:
    learning = state.learning
    if learning is None or learning.until <= view.at:
        return None
    return {
        "until": time_json(learning.until, view.zone),
        "name": learning.name,
        "person": learning.person,
        "group": learning.group,
    }


def _by_hand(by_hand: ByHand, zone: tzinfo) -> Json:
    boost = by_hand.boost
    return {
        "mode": by_hand.mode or "rules",
        "mode_until": time_json(by_hand.mode_until, zone),
        "boost": boost and {"until": time_json(boost.until, zone), "energy_wh": boost.energy},
        "max_current_a": by_hand.max_current,
    }


def _session(session: Session, view: View) -> Json:
    return {
        "id": session.id,
        "started": time_json(session.started, view.zone),
        "tag": None if session.tag == BORNE_TAG else session.tag,
        "person": session.person,
        "energy_wh": session.energy,
        "cost_eur": None if session.cost is None else round(session.cost, 4),
        "duration_s": max(0.0, (view.at - session.started).total_seconds()),
        "transaction": session.transaction and session.transaction.id,
    }


def _public(key: str, value: str | None) -> str | None:
    return HIDDEN if value and names_secret(key) else value
