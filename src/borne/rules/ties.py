"""What ties an event to actions: an entry of `events:`, ready to be carried out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeAlias

from borne.domain.say import Language, Sayable, Text
from borne.rules.clock import Schedule
from borne.rules.names import OF_CONNECTOR
from borne.rules.when import Place, When

Data: TypeAlias = "str | int | float | bool | list[Data] | dict[str, Data] | None"

PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_SAID: Final = Text("{value}", "{value}")


class Happening(StrEnum):
    """What can happen that actions are tied to."""

    SESSION_STARTED = "session started"
    SESSION_ENDED = "session ended"
    TAG_UNKNOWN = "tag unknown"
    TAG_ACCEPTED = "tag accepted"
    CHARGER_LOST = "charger lost"
    CHARGER_BACK = "charger back"
    LIMIT_IGNORED = "limit ignored"
    LIMIT_NEAR = "limit near"
    RULE_CHANGED = "rule changed"


class Urgency(StrEnum):
    """How much a notification matters; a critical one is never held back."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


_CONNECTOR: Final = frozenset({"event", "charger", "connector"})
_BADGE: Final = frozenset({"tag", "person"})

TELLS: Final[Mapping[Happening, frozenset[str]]] = {
    Happening.SESSION_STARTED: _CONNECTOR | _BADGE,
    Happening.SESSION_ENDED: _CONNECTOR | _BADGE | {"energy"},
    Happening.TAG_UNKNOWN: frozenset({"event", "charger"}) | _BADGE,
    Happening.TAG_ACCEPTED: frozenset({"event", "charger"}) | _BADGE,
    Happening.CHARGER_LOST: frozenset({"event", "charger"}),
    Happening.CHARGER_BACK: frozenset({"event", "charger"}),
    Happening.LIMIT_IGNORED: _CONNECTOR | {"why"},
    Happening.LIMIT_NEAR: frozenset({"event", "left"}),
    Happening.RULE_CHANGED: _CONNECTOR | {"rule", "current", "why"},
}
"""The placeholders that each has a value for."""

OF_BADGE: Final = frozenset({"tag", "person", "vehicle", "who"})
OF_PLACE: Final = frozenset({"charger", "connector", "for"})
ANSWERS: Final[Mapping[Happening, frozenset[str]]] = {
    Happening.SESSION_STARTED: OF_CONNECTOR | OF_BADGE | OF_PLACE,
    Happening.SESSION_ENDED: OF_BADGE | OF_PLACE | {"session_energy"},
    Happening.TAG_UNKNOWN: OF_BADGE | {"charger"},
    Happening.TAG_ACCEPTED: OF_BADGE | {"charger"},
    Happening.CHARGER_LOST: frozenset({"charger"}),
    Happening.CHARGER_BACK: frozenset({"charger"}),
    Happening.LIMIT_IGNORED: OF_CONNECTOR | OF_BADGE | OF_PLACE,
    Happening.LIMIT_NEAR: frozenset(),
    Happening.RULE_CHANGED: OF_CONNECTOR | OF_BADGE | OF_PLACE,
}
"""What of a connector and its car a condition may ask when each happens; of the house, anything.

`for` counts with a connector only: since when a condition holds is remembered by connector.
"""

PLACEHOLDERS: Final = (
    *("event", "charger", "connector", "tag", "person", "energy"),
    *("rule", "current", "why", "left"),
)


@dataclass(frozen=True, slots=True)
class Tie:
    """One entry: on which events, what is done."""

    id: str
    """Its place in the files."""
    on: frozenset[Happening]
    chargers: frozenset[str] = frozenset()
    """Folded; none: whichever it is."""
    urgency: Urgency = Urgency.INFO
    quiet: Schedule | None = None
    """When its notification is held back, unless it is critical."""
    notify: str | None = None
    to: tuple[str, ...] = ()
    """Services of `notify`; none: the phones of all administrators."""
    event: str | None = None
    call: str | None = None
    """An action of Home Assistant, as `light.turn_on`."""
    data: Mapping[str, Data] = field(default_factory=dict)
    """For `event` and `call`, with placeholders."""
    when: When | None = None
    """What must hold at that instant."""
    place: Place | None = field(default=None, compare=False)
    number: int = 1
    """Which entry of its file it is, from 1."""


def filled(text: str, values: Mapping[str, Sayable], language: Language) -> str:
    """Return a text with its placeholders said."""
    return PLACEHOLDER.sub(lambda one: _SAID(value=values.get(one[1])).say(language), text)


def filled_data(data: Data, values: Mapping[str, Sayable], language: Language) -> Data:
    """Return data with the placeholders of all its texts said."""
    if isinstance(data, str):
        return filled(data, values, language)
    if isinstance(data, dict):
        return {key: filled_data(one, values, language) for key, one in data.items()}
    if isinstance(data, list):
        return [filled_data(one, values, language) for one in data]
    return data
