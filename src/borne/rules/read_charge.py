"""How a rule charges: its mode or plan, what it does meanwhile, and its quotas."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from borne.domain.decision import Mode
from borne.domain.plan import Goal
from borne.domain.quota import Period, Quota
from borne.domain.say import Sentence
from borne.domain.units import Dimension, Quantity
from borne.rules import words, words_of_plans
from borne.rules.document import MappingNode, Node, Scalar
from borne.rules.fields import Fields
from borne.rules.language import PLAN
from borne.rules.logic import WORDS
from borne.rules.model import Input, Way
from borne.rules.read_price import read_minute, read_rate
from borne.rules.suggest import closest, did_you_mean

MODES: Final = {
    mode.value: mode for mode in (Mode.OFF, Mode.MIN, Mode.MAX, Mode.SURPLUS, Mode.MIN_SURPLUS)
}
_QUOTA: Final = re.compile(r"(.+?)\s+(?:per|a)\s+(\w+)\Z")
_LIKE_A_QUOTA: Final = re.compile(r"(.+?)\s*(?:/|\bpar\b|\beach\b|\bevery\b)\s*(\w+)\Z")
_SHORT: Final = 60
_COUNTED: Final = (Dimension.ENERGY, Dimension.TIME, Dimension.MONEY)
_PREFERENCES: Final = ("sun", "cheapest")
_ONE_OF: Final = ("ready_by", "cheapest", "below")


def read_way(fields: Fields, node: Node, ceiling: float | None = None) -> Way:
    """Read how to charge without a plan; an amount without a unit is in A."""
    text = fields.text(node)
    if text is None:
        return Way(Mode.OFF)
    mode = MODES.get(text.replace(" ", ""))
    if mode is not None:
        return Way(mode, ceiling=ceiling)
    if not any(character.isdigit() for character in text):
        message = words_of_plans.NO_CHARGE(text=text, known=", ".join(MODES))
        fields.error(node, "not-one-of", message, did_you_mean(text, MODES))
        return Way(Mode.OFF)
    amount = fields.quantity(node, (Dimension.CURRENT, Dimension.POWER))
    if amount is not None and not 0 < amount.value <= 1e6:
        fields.error(node, "out-of-range", words_of_plans.CHARGE_NOTHING())
    if amount is None:
        return Way(Mode.OFF)
    in_amps = amount.dimension is Dimension.CURRENT
    return Way(
        Mode.AMOUNT,
        amount_current=amount.value if in_amps else None,
        amount_power=None if in_amps else amount.value,
        ceiling=ceiling,
    )


def read_quotas(fields: Fields, node: Node) -> tuple[Quota, ...]:
    """Read `10 kWh per session`, or several of them."""
    found = (_quota(fields, scalar) for scalar in fields.texts(node))
    return tuple(quota for quota in found if quota is not None)


def _quota(fields: Fields, scalar: Scalar) -> Quota | None:
    match = _QUOTA.match(scalar.value.strip())
    if match is None:
        text = scalar.value.strip()
        fields.error(scalar, "quota", words_of_plans.NO_QUOTA(text=text), _quota_meant(text))
        return None
    periods = [period.value for period in Period]
    if match[2] not in periods:
        message = words.NOT_ONE_OF(text=match[2], known=", ".join(periods))
        fields.error(scalar, "not-one-of", message, did_you_mean(match[2], periods))
        return None
    amount = fields.quantity(Scalar(match[1], scalar.span), _COUNTED)
    if amount is None:
        return None
    if not 0 < amount.value <= 1e9:
        bounds = (Quantity(1.0, amount.dimension), Quantity(1e9, amount.dimension))
        message = words.OUT_OF_RANGE(least=bounds[0], most=bounds[1])
        fields.error(scalar, "out-of-range", message)
        return None
    return Quota(amount.value, amount.dimension, Period(match[2]))


def _quota_meant(text: str) -> Sentence | None:
    """Guess `10 kWh per day` from `10 kWh/day` or `10 kWh par jour`."""
    written = _LIKE_A_QUOTA.match(text[:_SHORT])
    period = None if written is None else closest(written[2], Period)
    return words.DID_YOU_MEAN(word=f"{written[1]} per {period}") if written and period else None


class GoalReader:
    """Reads `charge: {…}`."""

    def __init__(self, fields: Fields, inputs: Mapping[str, Input], used: set[str]) -> None:
        self.fields = fields
        self.inputs = inputs
        self.used = used

    def goal(self, node: MappingNode) -> Goal | None:
        """Return what is planned for; what does not fit together is a problem."""
        if not node.pairs:
            self.fields.error(node, "empty", words.EMPTY())
            return None
        found = self.fields.section(node, PLAN)
        named = [key for key in _ONE_OF if key in found]
        if len(named) != 1:
            self.fields.error(node, "missing-key", words_of_plans.ONE_PLAN())
            return None
        if not self.fits(node, found, named[0]):
            return None
        price = self.price(found["price"]) if "price" in found else None
        if named[0] == "below":
            below = read_rate(self.fields, found["below"])
            return None if below is None else Goal(below=below, price=price)
        at = read_minute(self.fields, found["ready_by" if named[0] == "ready_by" else "before"])
        prefer = self.preferences(found["prefer"]) if "prefer" in found else ()
        length = self.fields.duration(found["cheapest"]) if "cheapest" in found else None
        soc = self.fields.amount(found["soc"], Dimension.RATIO, 1, 100) if "soc" in found else None
        return Goal(
            by=at,
            energy=self.energy(found.get("energy")),
            soc=soc,
            capacity=self.energy(found.get("capacity")),
            car=self.input(found["car"]) if "car" in found else None,
            length=None if length is None else length.total_seconds(),
            price=price,
            sun="sun" in prefer,
            in_one_go=self.yes(found["in_one_go"]) if "in_one_go" in found else False,
        )

    def fits(self, node: Node, found: Mapping[str, Node], kind: str) -> bool:
        """Whether the keys beside the plan's own go with it."""
        wanted = {
            "ready_by": {"energy", "soc", "capacity", "car", "prefer", "price", "in_one_go"},
            "cheapest": {"before", "price", "in_one_go"},
            "below": {"price"},
        }[kind]
        for key in found:
            if key != kind and key not in wanted:
                self.fields.error(
                    found[key], "unknown-key", words_of_plans.NOT_WITH(key=key, plan=kind)
                )
                return False
        if kind == "cheapest" and "before" not in found:
            takes = PLAN.keys["before"].takes()
            self.fields.error(node, "missing-key", words.MISSING_KEY(key="before", takes=takes))
            return False
        if kind == "ready_by" and ("energy" in found) is ("soc" in found):
            self.fields.error(node, "missing-key", words_of_plans.ENERGY_OR_SOC())
            return False
        if "soc" in found and "capacity" not in found:
            self.fields.error(found["soc"], "missing-key", words_of_plans.SOC_NEEDS_CAPACITY())
            return False
        return True

    def energy(self, node: Node | None) -> float | None:
        return None if node is None else self.fields.amount(node, Dimension.ENERGY, 100.0, 1e6)

    def input(self, node: Node) -> str | None:
        name = self.fields.input_name(node, self.inputs)
        self.used |= {name} if name else set()
        return name

    def price(self, node: Node) -> str | None:
        """Return the input that tells the price; `price` is the site's, where no input is."""
        if isinstance(node, Scalar) and node.value == "price" and "price" not in self.inputs:
            return None
        return self.input(node)

    def preferences(self, node: Node) -> tuple[str, ...]:
        found = []
        for scalar in self.fields.texts(node):
            text = scalar.value.strip()
            if text in _PREFERENCES:
                found.append(text)
                continue
            message = words.NOT_ONE_OF(text=text, known=", ".join(_PREFERENCES))
            self.fields.error(scalar, "not-one-of", message, did_you_mean(text, _PREFERENCES))
        return tuple(found)

    def yes(self, node: Node) -> bool:
        text = self.fields.text(node)
        if text is not None and text.casefold() not in WORDS:
            message = words.NOT_ONE_OF(text=text, known="true, false")
            self.fields.error(node, "not-one-of", message)
        return text is not None and WORDS.get(text.casefold(), False)
