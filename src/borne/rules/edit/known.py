"""What completion and explanation know besides the text: the house, its people, its entities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from borne.domain.say import Sentence
from borne.rules.edit.cursor import listed_names, names_of
from borne.rules.language import ACCESS, INPUT, LIMIT, RULE, SECTIONS, TOP
from borne.rules.language_of_cases import EXPECT, GIVEN, GIVEN_INPUT, TEST
from borne.rules.language_of_conditions import CONDITION
from borne.rules.language_of_events import EVENT
from borne.rules.language_of_phases import PHASE_CHANGE
from borne.rules.language_of_site import CONNECTOR, SITE
from borne.rules.section import Section

_ANY: Final = "*"
_BY_PATH: Final[Mapping[tuple[str, ...], Section]] = {
    (): TOP,
    ("site",): SITE,
    ("site", "connectors", _ANY): CONNECTOR,
    ("site", "connectors", _ANY, "phase_change"): PHASE_CHANGE,
    ("inputs", _ANY): INPUT,
    ("conditions", _ANY): CONDITION,
    ("rules",): RULE,
    ("limits",): LIMIT,
    ("access",): ACCESS,
    ("events",): EVENT,
    ("tests",): TEST,
    ("tests", "given"): GIVEN,
    ("tests", "given", _ANY): GIVEN_INPUT,
    ("tests", "expect"): EXPECT,
}
_KINDS: Final = {"rules": "rule", "limits": "limit", "conditions": "condition", "inputs": "input"}


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of Home Assistant as it is now."""

    id: str
    name: str = ""
    state: str = ""
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A name that `who` understands; kind: tag, person, vehicle or group."""

    name: str
    kind: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """The names of all that rules may speak of."""

    texts: Mapping[str, str] = field(default_factory=dict)
    summaries: Mapping[str, Sentence] = field(default_factory=dict)
    """What names were when the rules were last read."""
    entities: Sequence[Entity] = ()
    people: Sequence[Person] = ()
    chargers: Sequence[str] = ()
    connectors: Sequence[str] = ()

    def names(self, section: str) -> list[str]:
        """Return the inputs or the conditions of all files as they are typed."""
        return _each_once(name for text in self.texts.values() for name in names_of(text, section))

    def listed(self, section: str) -> list[str]:
        """Return the rules or the limits of all files as they are typed."""
        found = (name for text in self.texts.values() for name in listed_names(text, section))
        return _each_once(found)

    def entity(self, id_: str) -> Entity | None:
        return next((one for one in self.entities if one.id == id_), None)


def section_at(path: tuple[str, ...]) -> Section | None:
    """Return the section whose keys stand under a path; None: values stand there, or names."""
    for pattern, section in _BY_PATH.items():
        if len(pattern) == len(path) and all(
            one in (_ANY, step) for one, step in zip(pattern, path, strict=True)
        ):
            return section
    if len(path) < 2 or path[-1] in ("connectors", "given", "inputs", "conditions"):
        return None
    return next((one for one in SECTIONS if one.name == path[-1]), None)


def kind_at(path: tuple[str, ...]) -> str:
    """Return which kind of node stands at a path, as the forms name it."""
    if path[:2] == ("site", "connectors"):
        return "connector"
    return _KINDS.get(path[0], path[0]) if path else ""


def _each_once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
