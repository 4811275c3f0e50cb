"""Every entity with what it shows now, and as the states of Core's API take it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from borne.domain.charger import Charger
from borne.domain.say import Language, Text
from borne.domain.state import State
from borne.entities.controls import CONTROLS
from borne.entities.kinds import OF_CHARGERS, OF_CONNECTORS, Kind, Moment, Shown
from borne.entities.naming import Named, Naming, real_connectors

LONGEST: Final = 255
"""Characters of a state; Core refuses more."""

UNKNOWN: Final = "unknown"
UNAVAILABLE: Final = "unavailable"

_CONNECTOR: Final = Text("connector {number}", "connecteur {number}")


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity's state and attributes, as they are pushed."""

    state: str
    attributes: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Item:
    """One entity of one charger, and what it shows."""

    kind: Kind
    charger: Charger
    connector: int | None
    """None for the charger's own."""
    object_id: str
    """`charger_power`; stays, whatever a person calls it."""
    value: Shown

    @property
    def id(self) -> str:
        """`sensor.charger_power`."""
        return f"{self.kind.domain}.{self.object_id}"

    @property
    def told(self) -> bool:
        """Whether it is there at all: some are only for chargers that tell of them."""
        return self.value is not None or not self.kind.if_reported

    @property
    def state(self) -> str | None:
        """Its state in words; None: unknown."""
        return _words(self.kind, self.value)

    def unit(self, currency: str) -> str | None:
        """Its unit; money is counted in the home's currency."""
        return currency if self.kind.device_class == "monetary" else self.kind.unit


def items(state: State, naming: Naming, language: Language, now: datetime) -> Iterator[Item]:
    """Every entity of each charger that is adopted and named, those not told of included."""
    for charger in state.chargers.values():
        named = naming.get(charger.id)
        if named is None or not charger.adopted:
            continue
        own = Moment(charger, None, language, now)
        for kind in OF_CHARGERS:
            yield Item(kind, charger, None, f"{named.prefix}_{kind.key}", kind.read(own))
        for number in real_connectors(charger):
            moment = Moment(charger, charger.connectors[number], language, now)
            for kind in OF_CONNECTORS:
                object_id = f"{named.of(number)}_{kind.key}"
                yield Item(kind, charger, number, object_id, kind.read(moment))


def entities(
    state: State, naming: Naming, language: Language, now: datetime, currency: str
) -> Iterator[tuple[str, Entity]]:
    """Every entity with its id, as it is pushed, in turn, for there may be very many.

    Chargers that nobody has adopted have none. Everything but `connected` and `last_seen` is
    unavailable while the charger is away.
    """
    for item in items(state, naming, language, now):
        if not item.told:
            continue
        there = item.charger.online or item.kind.while_away
        text = (item.state or UNKNOWN) if there else UNAVAILABLE
        attributes = _attributes(item, naming[item.charger.id], language, currency)
        yield item.id, Entity(text, attributes)


def connector_words(number: int, language: Language) -> str:
    """`connector 2`."""
    return _CONNECTOR(number=str(number)).say(language)


def _words(kind: Kind, value: Shown) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, int | float):
        # + 0.0 turns -0.0 into 0.0
        return f"{round(value, kind.digits) + 0.0:.{kind.digits}f}"
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"


def _attributes(item: Item, named: Named, language: Language, currency: str) -> dict[str, object]:
    kind = item.kind
    attributes: dict[str, object] = {
        **_by_hand(item),
        "friendly_name": _friendly_name(item, named, language),
        "icon": kind.icon,
        "device_class": kind.device_class,
        "state_class": kind.state_class,
        "unit_of_measurement": item.unit(currency),
        "options": list(kind.options) or None,
    }
    return {key: value for key, value in attributes.items() if value is not None}


def _by_hand(item: Item) -> dict[str, object]:
    """What the controls show, at the entity that says what was chosen by hand."""
    if item.kind.key != "mode" or item.connector is None:
        return {}
    connector = item.charger.connectors[item.connector]
    shown = {control.key: control.read(connector) for control in CONTROLS}
    return {key: value for key, value in shown.items() if value is not None}


def _friendly_name(item: Item, named: Named, language: Language) -> str:
    words = [item.charger.called]
    if item.connector is not None and item.connector != named.alone:
        words.append(connector_words(item.connector, language))
    words.append(item.kind.name().say(language))
    return " ".join(words)
