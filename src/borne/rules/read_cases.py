"""The section `tests`: what is given at a moment, and what is expected of the rules then."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from borne.domain.decision import Boost, ByHand, Mode, Scene, Subject
from borne.domain.fact import Fact, Span
from borne.domain.prices import price_at
from borne.domain.site import Site
from borne.domain.tag import Access, UnknownTagPolicy, folded
from borne.domain.tariff import PriceSlot
from borne.domain.units import Dimension, Quantity
from borne.domain.whereabouts import Whereabouts
from borne.rules import words, words_of_cases, words_of_expressions, words_of_plans
from borne.rules.clock import DAYS, Window, read_clock, read_days, read_month_day, read_window
from borne.rules.document import MappingNode, Node, Pair, Scalar
from borne.rules.fields import Fields
from borne.rules.language_of_cases import EXPECT, GIVEN, GIVEN_INPUT, TEST
from borne.rules.logic import WORDS
from borne.rules.model import Case, Expected, Input
from borne.rules.names import BUILTINS
from borne.rules.plan_cases import next_span
from borne.rules.read_phases import read_phases
from borne.rules.read_site import read_value
from borne.rules.suggest import did_you_mean
from borne.rules.terms import as_number
from borne.rules.when import Place

HOME: Final = ZoneInfo("Europe/Paris")
PARIS: Final = Whereabouts(48.8567, 2.3508, "FR")
"""Where a test takes place when the site does not say: the same on every machine."""
WEEK: Final = date(2026, 6, 8)
"""The Monday of the week in which a test takes place that names no date: nothing special in it."""
_YEARS: Final = range(1970, 2100)
_NOON: Final = "Tue 12:00"
_MOMENT: Final = re.compile(r"(?:(.*?)\s+)?([0-9]{1,2}:[0-9]{2})\Z")
_OF_CONNECTOR: Final = frozenset(BUILTINS) - {"now", "weekday"}
_OF_HOUSE: Final = frozenset({"surplus", "headroom", "price"})
_CHARGES: Final = {mode.value: mode for mode in Mode if mode not in (Mode.AMOUNT, Mode.RULES)}
_BY_HAND: Final = frozenset({Mode.OFF, Mode.MIN, Mode.MAX, Mode.SURPLUS, Mode.RULES})


@dataclass(frozen=True, slots=True)
class CaseReader:
    """Reads one file's tests with the names of all files."""

    fields: Fields
    site: Site
    access: Access
    inputs: Mapping[str, Input]
    rules: frozenset[str]
    limits: frozenset[str]

    def case(self, node: Node, order: int) -> Case | None:
        found = self.fields.section(node, TEST)
        now = self.moment(found.get("at"))
        given = found.get("given")
        pairs = self.pairs(given) if given is not None else ()
        scene, subject = self.scene(pairs, now), self.subject(pairs)
        if "expect" not in found:
            return None
        expected = self.expected(found["expect"])
        name = self.fields.text(found["name"]) if "name" in found else None
        place = Place(self.fields.problems.file, found["expect"].span, order)
        return Case(name or str(order + 1), scene, subject, expected, place)

    # At

    def moment(self, node: Node | None) -> datetime:
        """Return the local time of the test; without a date, in the week of WEEK."""
        text = _NOON if node is None else self.fields.text(node) or _NOON
        found = _MOMENT.match(text)
        minute = None if found is None else read_clock(found[2])
        day = None if found is None else read_date(found[1] or DAYS[1])
        if node is not None and (minute is None or day is None):
            self.fields.error(node, "wrong-at", words_of_cases.NO_MOMENT(text=text))
        wall = datetime.combine(day or WEEK, time()) + timedelta(minutes=minute or 0)
        zone = HOME if self.site.time_zone is None else ZoneInfo(self.site.time_zone)
        return wall.replace(tzinfo=zone)

    # Given

    def pairs(self, node: Node) -> tuple[Pair, ...]:
        """Return what is given; what no input or built-in name is called is a problem."""
        if not isinstance(node, MappingNode):
            message = words.EXPECTED_KEYS(key="given", known="plugged, tag, …")
            self.fields.error(node, "not-a-mapping", message)
            return ()
        known = self.inputs.keys() | GIVEN.keys.keys() | _OF_CONNECTOR
        for pair in node.pairs:
            if pair.key.value not in known:
                hint = did_you_mean(pair.key.value, known)
                message = words_of_cases.NOTHING_TO_GIVE(name=pair.key.value)
                self.fields.error(pair.key, "unknown-name", message, hint)
        return tuple(pair for pair in node.pairs if pair.key.value in known)

    def scene(self, pairs: tuple[Pair, ...], now: datetime) -> Scene:
        facts: dict[str, Fact] = {}
        house: dict[str, float | None] = {}
        for pair in pairs:
            name = pair.key.value
            if name in self.inputs:
                facts[name] = self.fact(name, pair.value, now)
            elif name in _OF_HOUSE:
                house[name] = self.number(name, pair.value)
        where = self.site.whereabouts.over(PARIS)
        price = self.price(house, facts, now)
        return Scene(now, facts, house.get("surplus"), house.get("headroom"), where, price=price)

    def price(
        self, house: Mapping[str, float | None], facts: Mapping[str, Fact], now: datetime
    ) -> PriceSlot | None:
        """The price that is given, else that of the site's tariff with what is given."""
        if "price" in house:
            return PriceSlot(now, now + timedelta(hours=1), house["price"])

        return price_at(self.site.price, facts.get, now)

    def fact(self, name: str, node: Node, now: datetime) -> Fact:
        age: timedelta | None = None
        ahead: tuple[Span, ...] = ()
        if isinstance(node, MappingNode):
            found = self.fields.section(node, GIVEN_INPUT)
            age = self.fields.duration(found["age"]) if "age" in found else None
            ahead = self.ahead(self.inputs[name], found["ahead"], now) if "ahead" in found else ()
            node = found.get("value", Scalar("unknown", node.span))
        at = now.astimezone(UTC) - (age or timedelta())
        if isinstance(node, Scalar) and node.style is None and node.value.strip() == "unknown":
            return Fact(None, at)
        entry = self.inputs[name]
        return Fact(read_value(self.fields, node, entry.unit, entry.dimension), at, ahead)

    def ahead(self, entry: Input, node: Node, now: datetime) -> tuple[Span, ...]:
        """Read `{22:00-06:00: 0.12}`: what is told of the next time that each window opens."""
        if not isinstance(node, MappingNode) or not node.pairs:
            message = words.EXPECTED_KEYS(key="ahead", known="22:00-06:00: …")
            self.fields.error(node, "not-a-mapping", message)
            return ()
        spans = []
        for pair in node.pairs:
            window = read_window(pair.key.value)
            value = read_value(self.fields, pair.value, entry.unit, entry.dimension)
            number = as_number(value)
            if window is None:
                message = words.NO_WINDOW(text=pair.key.value)
                self.fields.error(pair.key, "wrong-between", message)
            elif number is None:
                self.fields.error(pair.value, "wrong-unit", words_of_expressions.NOT_A_NUMBER())
            else:
                spans.append(Span(*next_span(window, now), number))
        return tuple(sorted(spans, key=lambda span: span.start))

    def number(self, name: str, node: Node) -> float | None:
        dimension = BUILTINS[name].type.dimension or Dimension.NUMBER
        found = self.fields.quantity(node, (dimension,))
        return None if found is None else found.value

    def truth(self, node: Node) -> bool | None:
        text = self.fields.text(node)
        if text is None or text.casefold() in WORDS:
            return None if text is None else WORDS[text.casefold()]
        self.fields.error(node, "not-one-of", words.NOT_ONE_OF(text=text, known="on, off"))
        return None

    def subject(self, pairs: tuple[Pair, ...]) -> Subject:
        """Return the connector as it is given: a car is plugged in, unless it is said not to be."""
        said = {pair.key.value: pair.value for pair in pairs if pair.key.value not in self.inputs}

        def value(name: str, read: Callable[[Node], object]) -> object:
            return read(said[name]) if name in said else None

        def text(name: str) -> str | None:
            return self.fields.text(said[name]) if name in said else None

        def number(name: str) -> float | None:
            return self.number(name, said[name]) if name in said else None

        tag, charger = text("tag"), text("charger") or "charger"
        connector = (
            int(self.fields.whole(said["connector"], range(1, 100)) or 1)
            if ("connector" in said)
            else 1
        )
        known = tag is not None and value("tag_known", self.truth) is not False
        refused = tag is not None and not known
        names = [scalar.value for scalar in self.fields.texts(said["who"])] if "who" in said else []
        who = (*names, tag, text("person"), text("vehicle"))
        return Subject(
            id=f"{charger}/{connector}",
            charger=charger,
            connector=connector,
            status=text("status"),
            plugged=value("plugged", self.truth) is not False,
            charging=value("charging", self.truth) is True,
            tag=tag,
            tag_known=known,
            tag_refused=refused and self.access.unknown_tag is not UnknownTagPolicy.ACCEPT,
            person=text("person"),
            vehicle=text("vehicle"),
            who=frozenset(folded(name.strip()) for name in who if name),
            session_energy=number("session_energy") or 0.0,
            session_time=number("session_time") or 0.0,
            power=number("power"),
            current=number("current"),
            soc=number("soc"),
            by_hand=ByHand(
                mode=self.by_hand(said["mode"]) if "mode" in said else None,
                boost=Boost() if value("boost", self.truth) is True else None,
            ),
        )

    def by_hand(self, node: Node) -> Mode | None:
        known = {mode.value: mode for mode in _BY_HAND}
        text = self.fields.text(node)
        if text is not None and text not in known:
            message = words.NOT_ONE_OF(text=text, known=", ".join(sorted(known)))
            self.fields.error(node, "not-one-of", message, did_you_mean(text, known))
        return known.get(text or "")

    # Expect

    def expected(self, node: Node) -> Expected:
        found = self.fields.section(node, EXPECT)
        if not found and isinstance(node, MappingNode) and not node.pairs:
            self.fields.error(node, "empty", words.EMPTY())
        mode, amount = self.charge(found["charge"]) if "charge" in found else (None, None)
        return Expected(
            rule=self.rule(found["rule"]) if "rule" in found else None,
            mode=mode,
            amount=amount,
            plan=self.windows(found["plan"]) if "plan" in found else None,
            missing=(
                self.fields.amount(found["missing"], Dimension.ENERGY, 0.0, 1e9)
                if "missing" in found
                else None
            ),
            current=self.fields.amps(found["current"]) if "current" in found else None,
            limits=self.holding(found["limits"]) if "limits" in found else None,
            allowed=self.truth(found["allowed"]) if "allowed" in found else None,
            phases=read_phases(self.fields, found["phases"]) if "phases" in found else None,
            places={key: value.span for key, value in found.items()},
        )

    def windows(self, node: Node) -> tuple[Window, ...]:
        found = []
        for scalar in self.fields.texts(node):
            window = read_window(scalar.value)
            if window is not None:
                found.append(window)
            elif scalar.value.strip() != "none":
                message = words.NO_WINDOW(text=scalar.value.strip())
                self.fields.error(scalar, "wrong-between", message)
        return tuple(found)

    def charge(self, node: Node) -> tuple[Mode | None, Quantity | None]:
        text = self.fields.text(node)
        mode = _CHARGES.get((text or "").replace(" ", ""))
        if text is None or mode is not None:
            return mode, None
        if not any(character.isdigit() for character in text):
            message = words_of_plans.NO_CHARGE(text=text, known=", ".join(_CHARGES))
            self.fields.error(node, "not-one-of", message, did_you_mean(text, _CHARGES))
            return None, None
        amount = self.fields.quantity(node, (Dimension.CURRENT, Dimension.POWER))
        return (None if amount is None else Mode.AMOUNT), amount

    def rule(self, node: Node) -> str | None:
        """Return the name of a rule; empty where `none` is expected to decide."""
        text = self.fields.text(node)
        if text is None or text in self.rules:
            return text
        if text == "none":
            return ""
        hint = did_you_mean(text, self.rules)
        self.fields.error(node, "unknown-name", words_of_cases.NO_RULE_CALLED(name=text), hint)
        return None

    def holding(self, node: Node) -> frozenset[str]:
        names: set[str] = set()
        for scalar in self.fields.texts(node):
            text = scalar.value.strip()
            if text in self.limits:
                names.add(text)
            elif text != "none":
                hint = did_you_mean(text, self.limits)
                self.fields.error(
                    scalar, "unknown-name", words_of_cases.NO_LIMIT_CALLED(name=text), hint
                )
        return frozenset(names)


def read_date(text: str) -> date | None:
    """Read `Tue` (of WEEK), `2 Jan` (of its year) or `2026-12-25`; None when it is no day."""
    days = read_days(text)
    if days is not None and len(days) == 1:
        return WEEK + timedelta(days=min(days))
    month_day = read_month_day(text)
    try:
        found = date(WEEK.year, *month_day) if month_day else date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.year in _YEARS else None
