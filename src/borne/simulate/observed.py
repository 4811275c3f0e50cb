"""An observation as somebody else's plant writes it, read into values or refused in a sentence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Any, Final

from borne.domain.fact import Value
from borne.domain.life import Status
from borne.domain.say import Sentence, Text
from borne.domain.wish_body import read_wish
from borne.engine.observation import Asked, ConnectorSeen, Observation
from borne.homeassistant.facts import value_of
from borne.rules.model import RuleBook
from borne.simulate import plant_words as words

EXAMPLE: Final = "2026-06-07T12:00:00+02:00"
_KEYS: Final = ("t", "inputs", "connectors", "commands")
_SHOWN: Final = ("status", "plugged", "tag", "current", "power", "energy")
_CONNECTOR: Final = re.compile(r"[^/\s][^/]{0,99}/[1-9][0-9]{0,2}")
_MOST: Final = 1e12
"""Beyond it a number is a mistake."""
_YEARS: Final = range(1970, 3000)
_LONGEST_TAG: Final = 255
_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK: Final = re.compile(r"(?:([a-z]{3})[a-z]*\s+)?([01]?\d|2[0-3]):([0-5]\d)", re.IGNORECASE)


class Refused(Exception):
    """Why an observation cannot be taken."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(slots=True)
class ObservationReader:
    """Reads observations for one book of rules; remembers what it has remarked upon."""

    book: RuleBook
    zone: tzinfo
    """In which a time without an offset is meant."""
    remarks: list[Sentence] = field(default_factory=list)
    """What is odd about the last one, and was taken all the same."""
    _remarked: set[str] = field(default_factory=set)

    def read(self, told: object, at: datetime | None = None) -> Observation:
        """Read a decoded line; `at` stands for its `t`. Raises Refused."""
        self.remarks.clear()
        body = _object(told, "the line", '{"t": …}')
        self._remark(body, _KEYS, words.AT_THE_TOP)
        when = at or self.time(body.get("t"))
        return Observation(
            at=when,
            facts=self._facts(body.get("inputs")),
            connectors=self._connectors(body.get("connectors")),
            commands=self._commands(body.get("commands")),
        )

    def time(self, told: object) -> datetime:
        """Read a time. Raises Refused."""
        if told is None:
            raise Refused(words.NO_TIME(example=EXAMPLE))
        try:
            at = datetime.fromisoformat(told) if isinstance(told, str) else None
        except ValueError:
            at = None
        if at is None or at.year not in _YEARS:
            raise Refused(words.WRONG_TIME(value=_shown(told), example=EXAMPLE))
        return at if at.tzinfo else at.replace(tzinfo=self.zone)

    def _facts(self, told: object) -> Mapping[str, Value | None]:
        if told is None:
            return {}
        inputs = _object(told, "inputs", '{"grid": 1250}')
        return {name: self._value(name, value) for name, value in inputs.items()}

    def _value(self, name: str, told: object) -> Value | None:
        if told is None or isinstance(told, bool):
            return told
        if isinstance(told, str):
            source = self.book.inputs.get(name)
            return value_of(source.entity if source else name, told.strip(), None)
        if not isinstance(told, int | float):
            raise Refused(words.WRONG_VALUE(where=name, value=_shown(told)))
        return self._number(name, told)

    def _connectors(self, told: object) -> Mapping[str, ConnectorSeen]:
        if told is None:
            return {}
        connectors = _object(told, "connectors", '{"charger/1": {"plugged": true}}')
        for id_ in connectors:
            if not _CONNECTOR.fullmatch(id_):
                raise Refused(words.WRONG_CONNECTOR(value=_shown(id_)))
        return {id_: self._connector(id_, shown) for id_, shown in connectors.items()}

    def _connector(self, id_: str, told: object) -> ConnectorSeen:
        shown = _object(told, id_, '{"plugged": true}')
        self._remark(shown, _SHOWN, words.AT_A_CONNECTOR)
        plugged = shown.get("plugged")
        if plugged is not None and not isinstance(plugged, bool):
            raise Refused(words.WRONG_PLUGGED(where=f"{id_}.plugged", value=_shown(plugged)))
        return ConnectorSeen(
            status=_status(f"{id_}.status", shown.get("status")),
            plugged=plugged,
            tag=_tag(f"{id_}.tag", shown.get("tag")),
            currents=self._currents(f"{id_}.current", shown.get("current")),
            power=self._number(f"{id_}.power", shown.get("power")),
            energy=self._number(f"{id_}.energy", shown.get("energy")),
        )

    def _number(self, where: str, told: object) -> float | None:
        """A number; one that no sensor can mean is unknown, and remarked upon once."""
        if told is None:
            return None
        if isinstance(told, bool) or not isinstance(told, int | float):
            raise Refused(words.WRONG_NUMBER(where=where, value=_shown(told)))
        if abs(told) <= _MOST:
            return float(told)
        if where not in self._remarked:
            self._remarked.add(where)
            self.remarks.append(words.NO_NUMBER(where=where, value=_shown(told)))
        return None

    def _currents(self, where: str, told: object) -> tuple[float, ...] | None:
        if told is None:
            return None
        each = told if isinstance(told, list) else [told]
        if not 1 <= len(each) <= 3:
            raise Refused(words.WRONG_CURRENT(where=where, value=_shown(told)))
        amps = [self._number(where, one) for one in each]
        known = tuple(abs(one) for one in amps if one is not None)
        return known if len(known) == len(amps) else None

    def _commands(self, told: object) -> tuple[Asked, ...]:
        """What can be read of the commands; the others are remarked upon."""
        if told is None:
            return ()
        if not isinstance(told, list):
            raise Refused(words.NOT_A_LIST())
        asked = []
        for body in told:
            wish = read_wish(body if isinstance(body, dict) else {})
            if isinstance(wish, Sentence):
                self.remarks.append(words.COMMAND_REFUSED(reason=wish))
            else:
                asked.append(Asked(*wish))
        return tuple(asked)

    def _remark(self, body: Mapping[str, object], known: tuple[str, ...], where: Text) -> None:
        for key in body:
            if key not in known and key not in self._remarked and len(self._remarked) < 100:
                self._remarked.add(key)
                said = words.UNKNOWN_KEY(key=key[:40], where=where(), known=", ".join(known))
                self.remarks.append(said)


def read_moment(text: str, zone: tzinfo, today: datetime) -> datetime:
    """Read `--at`: a time, `12:00` today, or `Tue 12:00` from today on. Raises Refused."""
    clock = _CLOCK.fullmatch(text.strip())
    if clock is None:
        return ObservationReader(RuleBook(), zone).time(text.strip())
    day, hours, minutes = clock.groups()
    here = today.astimezone(zone)
    at = here.replace(hour=int(hours), minute=int(minutes), second=0, microsecond=0)
    if day is None:
        return at
    if day.casefold() not in _DAYS:
        raise Refused(words.WRONG_TIME(value=_shown(text), example=EXAMPLE))
    return at + timedelta(days=(_DAYS.index(day.casefold()) - here.weekday()) % 7)


def _object(told: object, where: str, example: str) -> Mapping[str, Any]:
    if not isinstance(told, dict):
        raise Refused(words.NOT_AN_OBJECT(where=where, example=example, value=_shown(told)))
    return told


def _status(where: str, told: object) -> Status | None:
    if told is None:
        return None
    try:
        return Status(told)  # type: ignore[arg-type] # whatever it is
    except ValueError:
        known = ", ".join(Status)
        raise Refused(words.WRONG_STATUS(where=where, known=known, value=_shown(told))) from None


def _tag(where: str, told: object) -> str | None:
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, str | int):
        raise Refused(words.WRONG_TAG(where=where, value=_shown(told)))
    return str(told).strip()[:_LONGEST_TAG] or None


def _shown(told: object) -> str:
    text = str(told)
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
