"""The sections `site`, `inputs` and `access` read into values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from borne.domain.errors import WrongQuantity
from borne.domain.fact import Value
from borne.domain.site import Breaker, IfLost, Meter, Site
from borne.domain.tag import Access, KnownTag, UnknownTagPolicy, WithoutTag
from borne.domain.units import UNITS, Dimension, Quantity, parse_quantity
from borne.domain.whereabouts import Whereabouts
from borne.rules import words
from borne.rules.document import MappingNode, Node, Pair, Scalar
from borne.rules.fields import Fields
from borne.rules.language import ACCESS, INPUT
from borne.rules.language_of_site import BATTERY, METER, SITE
from borne.rules.lexer import KEYWORDS
from borne.rules.logic import WORDS
from borne.rules.model import Input
from borne.rules.names import BUILTINS, FUNCTIONS
from borne.rules.public_holidays import countries, knows, regions
from borne.rules.read_connectors import read_connectors
from borne.rules.read_grid import read_demand, read_phases
from borne.rules.read_price import read_tariff
from borne.rules.suggest import did_you_mean
from borne.rules.when import Place

METER_MAX_AGE: Final = timedelta(minutes=5)
"""How old a signed meter, the apparent power or a kept input may be, unless the rules say.

Not for import and export apart: one of the two is silent for hours while the other counts.
"""

MAY_BE_INPUTS: Final = frozenset({"price"})
"""Built-in names that an input of one's own may take: it then stands for them."""

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*\Z")
_ENTITY: Final = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+\Z")
_UNSET: Final = timedelta(-1)

ROLES: Final[Mapping[str, Dimension | None]] = {
    "meter": Dimension.POWER,
    "apparent": Dimension.APPARENT,
    "solar": Dimension.POWER,
    "battery_power": Dimension.POWER,
    "battery_soc": Dimension.RATIO,
    "voltage": Dimension.VOLTAGE,
    "price": Dimension.PRICE,
    "per_phase": None,
    "forecast": None,
    "colour": None,
}
"""What an input must measure to play a part; None: that is left to its entity."""


@dataclass(frozen=True, slots=True)
class RawInput:
    """An input as it is written, before what uses it adds its defaults."""

    name: str
    entity: str
    place: Place
    unit: str | None = None
    max_age: timedelta | None = _UNSET
    if_unknown: Value | None = None

    def with_role(self, dimension: Dimension | None, *, kept_fresh: bool) -> Input:
        """Return the input with the unit and the age that its use gives it."""
        own, factor = UNITS[self.unit] if self.unit is not None else (dimension, 1.0)
        default = METER_MAX_AGE if kept_fresh else None
        return Input(
            self.name,
            self.entity,
            self.unit,
            default if self.max_age is _UNSET else self.max_age,
            self.if_unknown,
            own,
            factor,
            self.place,
        )


def read_name(fields: Fields, key: Scalar, taken: Mapping[str, str]) -> str | None:
    """Return a name that expressions can use and that is not taken yet."""
    name = key.value
    if not _NAME.match(name):
        hint = None
        guess = re.sub(r"[^a-z0-9_]+", "_", name.casefold()).strip("_")
        if _NAME.match(guess):
            hint = words.DID_YOU_MEAN(word=guess)
        fields.error(key, "name", words.NOT_A_NAME(name=name), hint)
        return None
    if (name in BUILTINS and name not in MAY_BE_INPUTS) or name in FUNCTIONS or name in KEYWORDS:
        fields.error(key, "name", words.RESERVED_NAME(name=name))
        return None
    if name in taken:
        fields.error(key, "duplicate-name", words.DUPLICATE_NAME(name=name, place=taken[name]))
        return None
    return name


def read_input(fields: Fields, name: str, pair: Pair, order: int) -> RawInput | None:
    """Read `battery: sensor.battery_soc`, or the same with more to say."""
    place = Place(fields.problems.file, pair.key.span, order)
    if not isinstance(pair.value, MappingNode):
        entity = _entity(fields, pair.value)
        return None if entity is None else RawInput(name, entity, place)
    found = fields.section(pair.value, INPUT)
    entity = _entity(fields, found["entity"]) if "entity" in found else None
    unit = _unit(fields, found["unit"]) if "unit" in found else None
    max_age: timedelta | None = _UNSET
    if "max_age" in found:
        node = found["max_age"]
        none = isinstance(node, Scalar) and node.value.strip() == "none"
        max_age = None if none else fields.duration(node)
    instead = read_value(fields, found["if_unknown"], unit) if "if_unknown" in found else None
    return None if entity is None else RawInput(name, entity, place, unit, max_age, instead)


def _entity(fields: Fields, node: Node) -> str | None:
    text = fields.text(node)
    if text is None or _ENTITY.match(text):
        return text
    hint = words.DID_YOU_MEAN(word=text.casefold()) if _ENTITY.match(text.casefold()) else None
    fields.error(node, "entity", words.NOT_AN_ENTITY(text=text), hint)
    return None


def _unit(fields: Fields, node: Node) -> str | None:
    text = fields.text(node)
    if text is None or text in UNITS:
        return text
    hint = did_you_mean(text, UNITS) or words.KNOWN_UNITS(known=", ".join(UNITS))
    fields.error(node, "wrong-unit", words.NO_UNIT(unit=text), hint)
    return None


def read_value(
    fields: Fields, node: Node, unit: str | None, dimension: Dimension | None = None
) -> Value | None:
    """Read what an input may be: a number, on or off, or a text; what is quoted is a text.

    A bare number is in `unit`, else in the base unit of `dimension`.
    """
    text = fields.text(node)
    if text is None or (isinstance(node, Scalar) and node.style in ("'", '"')):
        return text
    if text.casefold() in WORDS:
        return WORDS[text.casefold()]
    try:
        amount = parse_quantity(text)
    except WrongQuantity:
        return text
    own = amount.dimension if dimension is None else dimension
    wanted, factor = UNITS[unit] if unit is not None else (own, 1.0)
    if amount.dimension is Dimension.NUMBER:
        return amount.value * factor
    if amount.dimension is not wanted:
        fields.error(node, "wrong-unit", words.WRONG_UNIT(text=text, unit=wanted.value))
    return amount.value


class SiteReader:
    """Reads `site:`, and which input plays which part."""

    def __init__(self, fields: Fields, inputs: Mapping[str, RawInput]) -> None:
        self.fields = fields
        self.inputs = inputs
        self.roles: dict[str, Dimension] = {}
        self.named: set[str] = set()
        """The inputs that play a part."""
        self.fresh: set[str] = set()
        """The inputs that are not to be believed for long."""

    def site(self, node: Node) -> Site:
        found = self.fields.section(node, SITE)
        phases = self.phases(found.get("phases"))
        voltage, voltage_input = self.voltage(found.get("voltage"))
        meter = self.meter(found["meter"]) if "meter" in found else None
        apparent = self.role(found.get("apparent"), "apparent")
        self.fresh |= {name for name in (apparent, meter and meter.signed) if name}
        battery = self.fields.section(found["battery"], BATTERY) if "battery" in found else {}
        safe = self.fields.amps(found["safe_current"]) if "safe_current" in found else None
        return Site(
            phases=phases,
            voltage=voltage,
            voltage_input=voltage_input,
            contract=self.contract(found.get("contract"), voltage * phases),
            meter=meter,
            apparent=apparent,
            solar=self.role(found.get("solar"), "solar"),
            battery_power=self.role(battery.get("power"), "battery_power"),
            battery_soc=self.role(battery.get("soc"), "battery_soc"),
            safe_current=Site().safe_current if safe is None else safe,
            if_lost=self.if_lost(found.get("if_lost")),
            connectors=(
                read_connectors(self.fields, found["connectors"], phases)
                if "connectors" in found
                else {}
            ),
            time_zone=self.zone(found.get("time_zone")),
            whereabouts=self.whereabouts(found),
            price=(
                read_tariff(self.fields, found["price"], self.role) if "price" in found else None
            ),
            forecast=self.role(found.get("forecast"), "forecast"),
            **self.grid(found, phases),
        )

    def grid(self, found: Mapping[str, Node], phases: int) -> dict[str, Any]:
        """Read what guards the grid connection besides the contract."""
        said: dict[str, Any] = {}
        if "breaker" in found:
            breaker = self.fields.choice(found["breaker"], Breaker)
            said["breaker"] = breaker or Breaker.CEILING
        if "demand_window" in found:
            said["demand"] = read_demand(self.fields, found["demand_window"])
        if "per_phase" in found:
            node = found["per_phase"]
            names, in_amps = read_phases(
                self.fields, node, phases, self.role, lambda name: self.inputs[name].unit
            )
            self.fresh |= set(names)
            said |= {"per_phase": names, "per_phase_in_amps": in_amps}
        return said

    def role(self, node: Node | None, role: str) -> str | None:
        """Return the input that plays `role`, when its unit fits."""
        name = None if node is None else self.fields.input_name(node, self.inputs)
        if node is None or name is None:
            return None
        self.named.add(name)
        wanted, unit = ROLES[role], self.inputs[name].unit
        if wanted is None:
            return name
        if unit is not None and UNITS[unit][0] is not wanted:
            message = words.ROLE_UNIT(name=name, unit=unit, wanted=wanted.value)
            self.fields.error(node, "wrong-unit", message)
        elif self.roles.setdefault(name, wanted) is not wanted:
            message = words.ROLE_UNIT(name=name, unit=self.roles[name].value, wanted=wanted.value)
            self.fields.error(node, "wrong-unit", message)
        return name

    def phases(self, node: Node | None) -> int:
        phases = None if node is None else self.fields.whole(node, range(1, 4))
        if node is not None and phases == 2:
            self.fields.error(node, "out-of-range", words.ONE_OR_THREE())
        return phases or 1

    def voltage(self, node: Node | None) -> tuple[float, str | None]:
        nominal = Site().voltage
        if node is None:
            return nominal, None
        if isinstance(node, Scalar) and node.value.strip()[:1].isalpha():
            return nominal, self.role(node, "voltage")
        volts = self.fields.amount(node, Dimension.VOLTAGE, 90.0, 500.0)
        return nominal if volts is None else volts, None

    def meter(self, node: Node) -> Meter | None:
        if isinstance(node, Scalar):
            signed = self.role(node, "meter")
            return None if signed is None else Meter(signed=signed)
        found = self.fields.section(node, METER)
        imported = self.role(found.get("import"), "meter")
        exported = self.role(found.get("export"), "meter")
        return Meter(imported=imported, exported=exported)

    def contract(self, node: Node | None, volts: float) -> float | None:
        """Return VA for the site from kVA (a bare number too), or from A per phase."""
        text = None if node is None else self.fields.text(node)
        if node is None or text is None:
            return None
        bare = text.replace(",", ".", 1).replace(".", "", 1).isdecimal()
        if bare and isinstance(node, Scalar):
            node = Scalar(f"{text} kVA", node.span)
        amount = self.fields.quantity(node, (Dimension.APPARENT, Dimension.CURRENT))
        if amount is None:
            return None
        va = amount.value * volts if amount.dimension is Dimension.CURRENT else amount.value
        if 500.0 <= va <= 1e6:
            return va
        bounds = (Quantity(500.0, Dimension.APPARENT), Quantity(1e6, Dimension.APPARENT))
        message = words.OUT_OF_RANGE(least=bounds[0], most=bounds[1])
        self.fields.error(node, "out-of-range", message)
        return None

    def if_lost(self, node: Node | None) -> IfLost:
        found = None if node is None else self.fields.choice(node, IfLost)
        return found or IfLost.SAFE_CURRENT

    def zone(self, node: Node | None) -> str | None:
        text = None if node is None else self.fields.text(node)
        if node is None or text is None:
            return None
        try:
            ZoneInfo(text)
        except (KeyError, ValueError, OSError):
            self.fields.error(node, "time-zone", words.NO_ZONE(text=text), words.ZONE_LIKE())
            return None
        return text

    def whereabouts(self, found: Mapping[str, Node]) -> Whereabouts:
        """Where the house is, as far as it is said."""
        degrees: dict[str, float | None] = {}
        for key, most in (("latitude", 90.0), ("longitude", 180.0)):
            node = found.get(key)
            said = None if node is None else self.fields.amount(node, Dimension.NUMBER, -most, most)
            degrees[key] = said
            if node is not None and not {"latitude", "longitude"} <= found.keys():
                self.fields.error(node, "missing-key", words.BOTH_DEGREES())
        country = self.country(found.get("country"))
        region = self.region(found.get("region"), country)
        return Whereabouts(degrees["latitude"], degrees["longitude"], country, region)

    def country(self, node: Node | None) -> str | None:
        text = None if node is None else self.fields.text(node)
        if node is None or text is None or knows(text):
            return text
        hint = did_you_mean(text, countries())
        self.fields.error(node, "not-one-of", words.NO_COUNTRY(text=text), hint)
        return None

    def region(self, node: Node | None, country: str | None) -> str | None:
        text = None if node is None else self.fields.text(node)
        if node is None or text is None:
            return None
        if country is None:
            self.fields.error(node, "missing-key", words.REGION_OF_COUNTRY())
            return None
        if knows(country, text):
            return text
        known = regions(country)
        hint = did_you_mean(text, known) or words.KNOWN_UNITS(known=", ".join(known) or "–")
        self.fields.error(node, "not-one-of", words.NO_REGION(text=text), hint)
        return None


def read_access(fields: Fields, node: Node) -> Access:
    """Read `access:`; what is left out keeps its default."""
    found, plain = fields.section(node, ACCESS), Access()

    known = fields.choice(found["known_tag"], KnownTag) if "known_tag" in found else None
    unknown = (
        fields.choice(found["unknown_tag"], UnknownTagPolicy) if "unknown_tag" in found else None
    )
    without = fields.choice(found["without_tag"], WithoutTag) if "without_tag" in found else None
    return Access(
        known or plain.known_tag, unknown or plain.unknown_tag, without or plain.without_tag
    )
