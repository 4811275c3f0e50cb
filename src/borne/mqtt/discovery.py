"""What Home Assistant is told of each device, and what each device shows. Pure.

One message a device (device-based discovery, Home Assistant 2024.11 and later). Only platforms
that every such version knows are used: one that it did not know would spoil the whole message.
Entity ids are wished for in both ways that versions have honoured, `object_id` and
`default_entity_id`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, TypeAlias

from borne.domain.charger import Charger
from borne.domain.say import Language
from borne.domain.site import ConnectorLimits
from borne.entities.controls import CONTROLS, OFF, ON, PRESS, Control
from borne.entities.items import Item, connector_words
from borne.entities.kinds import MODES
from borne.entities.naming import Named, Naming
from borne.mqtt.topics import OFFLINE, ONLINE, Topics, device_id

Json: TypeAlias = dict[str, Any]

URL: Final = "https://github.com/borne-ev/borne"
_MAKER: Final = "Borne"


@dataclass(frozen=True, slots=True)
class Home:
    """How the home speaks and counts, and what its connectors can do."""

    language: Language
    currency: str
    version: str
    limits: Mapping[str, ConnectorLimits] = field(default_factory=dict)
    """By `garage/1`."""
    areas: Sequence[str] = ()
    """The names of the home's areas."""


@dataclass(frozen=True, slots=True)
class Device:
    """One device: how it is announced, and what it shows, by topic."""

    id: str
    config: Json
    states: Mapping[str, Json]

    def with_part(self, part: Device) -> Device:
        """This device with more of it: the only connector of a charger."""
        components = {**self.config["components"], **part.config["components"]}
        config = {**self.config, "components": components}
        return Device(self.id, config, {**self.states, **part.states})


def devices(
    items: Iterable[Item],
    naming: Naming,
    topics: Topics,
    home: Home,
    known: Mapping[str, frozenset[str]],
) -> Iterator[Device]:
    """Every device that is there, in turn, for there may be very many; once again as it grows.

    `known` names, by device, what it was told to have before. A charger's only connector is part of
    it; of several, each is a device of its own. A charger stands before its connectors, which name
    it as theirs.
    """
    found: dict[str, Device] = {}
    for (charger_id, connector), group in groupby(
        items, key=lambda item: (item.charger.id, item.connector)
    ):
        part = _device(list(group), naming[charger_id], connector, topics, home, known)
        whole = found.get(part.id)
        found[part.id] = whole.with_part(part) if whole else part
        yield found[part.id]


def there(chargers: Iterable[Charger], naming: Naming, topics: Topics) -> dict[str, str]:
    """Whether each charger is there, by topic."""
    return {
        topics.there(naming[charger.id].prefix): ONLINE if charger.online else OFFLINE
        for charger in chargers
        if charger.adopted and charger.id in naming
    }


def _device(
    items: Sequence[Item],
    named: Named,
    connector: int | None,
    topics: Topics,
    home: Home,
    known: Mapping[str, frozenset[str]],
) -> Device:
    charger, number = items[0].charger, connector or 0
    own = connector is not None and connector != named.alone
    id_ = device_id(named.prefix, connector if own else None)
    told = known.get(id_, frozenset())
    state_topic = topics.state(named.prefix, number)
    part = _Part(named, number, state_topic, topics, home)
    there_now = [item for item in items if item.told or part.key(item.kind.key) in told]
    components = {part.key(item.kind.key): part.sensor(item) for item in there_now}
    state: Json = {item.kind.key: item.state for item in there_now}
    for control in _controls(connector):
        components[part.key(f"do_{control.key}")] = part.control(control, charger)
        if control.domain != "button" and connector is not None:
            state[f"do_{control.key}"] = _shown(control, charger, connector)
    config: Json = {
        "device": _described(charger, named, connector if own else None, home),
        "origin": {"name": _MAKER, "sw_version": home.version, "support_url": URL},
        "availability": _availability(named, topics, whole=True),
        "availability_mode": "all",
        "components": components,
    }
    return Device(id_, config, {state_topic: state})


def _controls(connector: int | None) -> Iterator[Control]:
    return (control for control in CONTROLS if control.of_charger is (connector is None))


def _shown(control: Control, charger: Charger, connector: int) -> object:
    value = control.read(charger.connectors[connector])
    return (ON if value else OFF) if isinstance(value, bool) else value


def _availability(named: Named, topics: Topics, *, whole: bool) -> list[Json]:
    alive = {"topic": topics.alive}
    return [alive, {"topic": topics.there(named.prefix)}] if whole else [alive]


def _described(charger: Charger, named: Named, connector: int | None, home: Home) -> Json:
    charger_id = device_id(named.prefix, None)
    if connector is not None:
        words = connector_words(connector, home.language)
        told: Json = {
            "identifiers": [device_id(named.prefix, connector)],
            "name": f"{charger.called} {words}",
            "manufacturer": charger.vendor,
            "model": charger.model,
            "via_device": charger_id,
        }
        return _without_nothing(told)
    name = charger.called.casefold()
    area = next((area for area in home.areas if area.casefold() in name), None)
    told = {
        "identifiers": [charger_id],
        "name": charger.called,
        "manufacturer": charger.vendor,
        "model": charger.model,
        "serial_number": charger.serial,
        "sw_version": charger.firmware,
        "suggested_area": area,
    }
    return _without_nothing(told)


@dataclass(frozen=True, slots=True)
class _Part:
    """What the entities of one connector, or of the charger itself (0), have in common."""

    named: Named
    number: int
    state_topic: str
    topics: Topics
    home: Home

    def key(self, key: str) -> str:
        """How a component is called within its device: the charger's only connector shares it."""
        return f"c{self.number}_{key}" if self.number else key

    def _common(self, key: str, domain: str, object_id: str) -> Json:
        return {
            "platform": domain,
            "unique_id": f"borne_{self.named.prefix}_{self.number}_{key}",
            "object_id": object_id,
            "default_entity_id": f"{domain}.{object_id}",
        }

    def sensor(self, item: Item) -> Json:
        kind = item.kind
        told: Json = {
            **self._common(kind.key, kind.domain, item.object_id),
            "name": kind.name().say(self.home.language),
            "icon": None if kind.device_class else kind.icon,
            "device_class": kind.device_class,
            "state_class": kind.state_class,
            "unit_of_measurement": item.unit(self.home.currency),
            "options": list(kind.options) or None,
            "entity_category": "diagnostic" if kind.diagnostic else None,
            "suggested_display_precision": kind.digits if item.kind.unit else None,
            "state_topic": self.state_topic,
            "value_template": f"{{{{ value_json.{kind.key} }}}}",
        }
        if kind.domain == "binary_sensor":
            told |= {"payload_on": "on", "payload_off": "off"}
        if kind.while_away:
            told["availability"] = _availability(self.named, self.topics, whole=False)
        return _without_nothing(told)

    def control(self, control: Control, charger: Charger) -> Json:
        prefix = self.named.of(self.number) if self.number else self.named.prefix
        told: Json = {
            **self._common(f"do_{control.key}", control.domain, f"{prefix}_{control.key}"),
            "name": control.name().say(self.home.language),
            "icon": None if control.device_class == "restart" else control.icon,
            "device_class": control.device_class,
            "command_topic": self.topics.command(self.named.prefix, self.number, control.key),
            "entity_category": "config" if control.of_charger else None,
        }
        if control.domain != "button":
            told["state_topic"] = self.state_topic
            told["value_template"] = f"{{{{ value_json.do_{control.key} }}}}"
        return _without_nothing({**told, **self._particular(control, charger)})

    def _particular(self, control: Control, charger: Charger) -> Json:
        if control.domain == "button":
            return {"payload_press": PRESS}
        if control.domain == "select":
            return {"options": list(MODES)}
        if control.domain == "switch":
            return {"payload_on": ON, "payload_off": OFF}
        limits = self.home.limits.get(f"{charger.id}/{self.number}") or ConnectorLimits()
        return {
            "min": 0,
            "max": limits.most,
            "step": limits.step,
            "mode": "slider",
            "unit_of_measurement": "A",
        }


def _without_nothing(told: Json) -> Json:
    return {key: value for key, value in told.items() if value is not None}
