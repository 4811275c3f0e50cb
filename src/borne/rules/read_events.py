"""The section `events` read into ties."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from borne.domain.say import Text
from borne.rules import words, words_of_events
from borne.rules.clock import Schedule, read_window, schedule_of
from borne.rules.document import MappingNode, Node, Scalar, SequenceNode
from borne.rules.fields import Fields, place_of
from borne.rules.language_of_events import ASKS, EVENT
from borne.rules.logic import WORDS
from borne.rules.model import Condition
from borne.rules.names import OF_CONNECTOR
from borne.rules.read_when import WhenReader
from borne.rules.suggest import did_you_mean
from borne.rules.ties import (
    ANSWERS,
    OF_BADGE,
    PLACEHOLDER,
    PLACEHOLDERS,
    TELLS,
    Data,
    Happening,
    Tie,
    Urgency,
)
from borne.rules.when import Place, When, every_part

_ACTIONS: Final = ("notify", "event", "call")
_EVENT: Final = re.compile(r"[a-z0-9][a-z0-9_.]{0,63}")
_CALL: Final = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_NOTIFIER: Final = re.compile(r"[a-z0-9_]+")
_OWN: Final = "borne_"
_NUMBER: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?")


def read_event(
    whens: WhenReader,
    conditions: Mapping[str, Condition],
    node: Node,
    order: int,
    number: int,
) -> Tie | None:
    """Read one entry, of which it is told which it is; None where it cannot be carried out."""
    fields = whens.fields
    found = fields.section(node, EVENT)
    if not found or "on" not in found:
        return None
    on = _happenings(fields, found["on"])
    _check_actions(fields, node, found)
    told = frozenset[str]().union(*(TELLS[one] for one in on or Happening))
    texts = _Texts(fields, told)
    data = texts.data(found["data"]) if "data" in found else {}
    if not isinstance(data, dict):
        fields.error(found["data"], "not-a-mapping", words.EXPECTED_KEYS(key="data", known="…"))
    id_ = f"{fields.problems.file}:{node.span.line}:{node.span.column}"
    when = _when(whens, found, id_)
    if when is not None:
        _check_answers(fields, found, on, when, conditions)
    return Tie(
        id=id_,
        on=on,
        chargers=frozenset(one.value.strip().casefold() for one in fields.texts(found["charger"]))
        if "charger" in found
        else frozenset(),
        urgency=_urgency(fields, found),
        when=when,
        quiet=_quiet(fields, found["quiet"]) if "quiet" in found else None,
        notify=texts.text(found["notify"]) if "notify" in found else None,
        to=_notifiers(fields, found["to"]) if "to" in found else (),
        event=_event(fields, found["event"]) if "event" in found else None,
        call=_call(fields, found["call"]) if "call" in found else None,
        data=data if isinstance(data, dict) else {},
        place=Place(fields.problems.file, node.span, order),
        number=number,
    )


def _happenings(fields: Fields, node: Node) -> frozenset[Happening]:
    said = (fields.choice(one, Happening) for one in fields.texts(node))
    return frozenset(one for one in said if one is not None)


def _when(whens: WhenReader, found: Mapping[str, Node], id_: str) -> When | None:
    asked = {key: one for key, one in found.items() if key in ASKS}
    return whens.when(asked, f"event:{id_}", id_) if asked else None


def _check_answers(
    fields: Fields,
    found: Mapping[str, Node],
    on: frozenset[Happening],
    when: When,
    conditions: Mapping[str, Condition],
) -> None:
    """Each of the events must be able to answer what is asked of a connector or a badge."""
    node = found.get("when") or next(found[key] for key in ASKS if key in found)
    for name in sorted(_asked_of_place(when, conditions)):
        for one in sorted(on):
            if name not in ANSWERS[one]:
                message = words_of_events.NOT_ANSWERED(event=one.value, name=name)
                fields.error(node, "not-answered", message, words_of_events.SPLIT_THEM())
                return


def _asked_of_place(when: When, conditions: Mapping[str, Condition]) -> frozenset[str]:
    """What it asks of a connector, by its conditions too; nothing of the house."""
    waiting, seen, found = [when], set[str](), set[str]()
    while waiting:
        one = waiting.pop()
        found |= {"for"} if one.hold is not None else set()
        for part in every_part(one.parts):
            found |= {part.about[0]} if part.about else set()
        found |= one.reads & (OF_CONNECTOR | OF_BADGE)
        named = (one.reads & conditions.keys()) - seen
        seen |= named
        waiting.extend(conditions[name].when for name in named)
    return frozenset(found)


def _check_actions(fields: Fields, node: Node, found: Mapping[str, Node]) -> None:
    """Something must be done, and each key must have what it belongs to."""
    if not any(key in found for key in _ACTIONS):
        fields.error(node, "missing-key", words_of_events.NO_ACTION())
    for key in ("to", "severity", "quiet"):
        if key in found and "notify" not in found:
            fields.error(
                found[key], "missing-key", words_of_events.BELONGS_TO(key=key, others="notify")
            )
    if "data" in found and not {"event", "call"} & found.keys():
        message = words_of_events.BELONGS_TO(key="data", others="event, call")
        fields.error(found["data"], "missing-key", message)


def _urgency(fields: Fields, found: Mapping[str, Node]) -> Urgency:
    said = fields.choice(found["severity"], Urgency) if "severity" in found else None
    return said or Urgency.INFO


def _quiet(fields: Fields, node: Node) -> Schedule | None:
    windows = []
    for scalar in fields.texts(node):
        window = read_window(scalar.value)
        if window is None or window.start == window.end:
            message = words.NO_WINDOW(text=scalar.value.strip())
            fields.error(scalar, "wrong-quiet", message)
        else:
            windows.append(window)
    return schedule_of(tuple(windows), None, None, holidays=None) if windows else None


def _notifiers(fields: Fields, node: Node) -> tuple[str, ...]:
    found = []
    for scalar in fields.texts(node):
        name = scalar.value.strip().removeprefix("notify.")
        if _NOTIFIER.fullmatch(name):
            found.append(name)
        else:
            fields.error(
                scalar, "not-a-name", words_of_events.NO_NOTIFIER(text=scalar.value.strip())
            )
    return tuple(dict.fromkeys(found))


def _call(fields: Fields, node: Node) -> str | None:
    return _matching(fields, node, _CALL, words_of_events.NO_CALL)


def _event(fields: Fields, node: Node) -> str | None:
    name = _matching(fields, node, _EVENT, words_of_events.NO_EVENT)
    if name is not None and name.startswith(_OWN):
        fields.error(node, "not-a-name", words_of_events.OWN_EVENT(text=name))
        return None
    return name


def _matching(fields: Fields, node: Node, pattern: re.Pattern[str], wrong: Text) -> str | None:
    text = fields.text(node)
    if text is None or pattern.fullmatch(text):
        return text
    fields.error(node, "not-a-name", wrong(text=text))
    return None


class _Texts:
    """Reads what has placeholders, of which only those may stand there that get a value."""

    def __init__(self, fields: Fields, told: frozenset[str]) -> None:
        self._fields = fields
        self._told = told

    def text(self, node: Node) -> str | None:
        """Return a text whose placeholders are known."""
        text = self._fields.text(node)
        if text is not None and isinstance(node, Scalar):
            self._check(node, text)
        return text

    def data(self, node: Node) -> Data:
        """Return plain data; only an unquoted number, true, false or nothing is no text."""
        if isinstance(node, MappingNode):
            return {pair.key.value: self.data(pair.value) for pair in node.pairs}
        if isinstance(node, SequenceNode):
            return [self.data(one) for one in node.items]
        self._check(node, node.value.strip())
        return _plain(node)

    def _check(self, node: Scalar, text: str) -> None:
        for one in PLACEHOLDER.finditer(text):
            name, span = one[1], place_of(node, one.start(), one.end())
            if name not in PLACEHOLDERS:
                known = ", ".join(PLACEHOLDERS)
                hint = did_you_mean(name, PLACEHOLDERS) or words_of_events.KNOWN_PLACEHOLDERS(
                    known=known
                )
                message = words_of_events.NO_PLACEHOLDER(name=name)
                self._fields.problems.error(span, "unknown-placeholder", message, hint)
            elif name not in self._told:
                known = ", ".join(one for one in PLACEHOLDERS if one in self._told)
                hint = words_of_events.KNOWN_PLACEHOLDERS(known=known)
                message = words_of_events.NOT_TOLD(name=name)
                self._fields.problems.error(span, "unknown-placeholder", message, hint)


def _plain(node: Scalar) -> Data:
    text = node.value.strip()
    if node.style is not None:
        return node.value
    if text in ("", "null", "~"):
        return None
    if text in ("true", "false"):
        return WORDS[text]
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text
