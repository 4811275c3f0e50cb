"""The sections `rules` and `limits` read into values that can be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from borne.domain.decision import Mode
from borne.domain.plan import Goal
from borne.domain.site import Style
from borne.domain.tag import folded
from borne.domain.units import Dimension, Quantity
from borne.rules import words, words_of_plans
from borne.rules.document import MappingNode, Node
from borne.rules.fields import Fields
from borne.rules.language import LIMIT, RULE
from borne.rules.model import Input, Limit, Rule, Way
from borne.rules.read_charge import GoalReader, read_quotas, read_way
from borne.rules.read_phases import read_phases
from borne.rules.read_when import WhenReader
from borne.rules.when import Place, When

_OFF: Final = Way(Mode.OFF)


@dataclass(slots=True)
class RuleReader:
    """Reads one file's rules and limits with the inputs of all files."""

    fields: Fields
    inputs: Mapping[str, Input]
    whens: WhenReader

    def rule(self, node: Node, order: int) -> Rule | None:
        found = self.fields.section(node, RULE)
        name, place = self.named(found, node, order)
        plan = found.get("charge")
        if isinstance(plan, MappingNode) and "days" in found:
            days = self.whens.deadline_days(found["days"], plan, name)
            found = {key: one for key, one in found.items() if key != "days"}
            when = self.whens.when(found, f"rule:{name}", name, besides=days)
        else:
            when = self.whens.when(found, f"rule:{name}", name)
        current = self.fields.amps(found["current"], 1.0) if "current" in found else None
        way, goal = self.charge(found["charge"], current) if "charge" in found else (_OFF, None)
        style = self.fields.choice(found["style"], Style) if "style" in found else None
        stay = self.fields.duration(found["stay_for"]) if "stay_for" in found else None
        who = (
            [folded(one.value) for one in self.fields.texts(found["who"])] if "who" in found else ()
        )
        if not name or "charge" not in found:
            return None
        return Rule(
            name,
            when,
            way.mode,
            place,
            ceiling=current,
            amount_current=way.amount_current,
            amount_power=way.amount_power,
            style=style or Style.BALANCED,
            stay_for=stay,
            who=frozenset(who),
            at_most=read_quotas(self.fields, found["at_most"]) if "at_most" in found else (),
            phases=read_phases(self.fields, found["phases"]) if "phases" in found else None,
            phases_at=(
                Place(self.fields.problems.file, found["phases"].span, order)
                if "phases" in found
                else None
            ),
            goal=goal,
            meanwhile=self.meanwhile(found, current),
            priority=(
                self.fields.whole(found["priority"], range(-100, 101))
                if "priority" in found
                else None
            ),
        )

    def limit(self, node: Node, order: int) -> Limit | None:
        found = self.fields.section(node, LIMIT)
        name, place = self.named(found, node, order)
        when = self.whens.when(found, f"limit:{name}", name, limits=True)
        amps = self.fields.amps(found["current"]) if "current" in found else None
        keep = self.fields.input_name(found["keep"], self.inputs) if "keep" in found else None
        below = self.below(found["below"], keep) if "below" in found else None
        if "total" in found:
            return self.total(found, name, when, place)
        self.whens.used |= {keep} if keep else set()
        if not isinstance(node, MappingNode):
            return None
        if ("keep" in found) is not ("below" in found):
            self.fields.error(node, "missing-key", words.KEEP_AND_BELOW())
        elif ("current" in found) is ("keep" in found):
            self.fields.error(node, "missing-key", words.CURRENT_OR_KEEP())
        if not name:
            return None
        if below is None:
            return Limit(name, when, place, amps, keep)
        return Limit(name, when, place, amps, keep, below.value, below.dimension)

    def total(self, found: Mapping[str, Node], name: str, when: When, place: Place) -> Limit | None:
        """Read what all have together: A per phase, or W."""
        if {"current", "keep", "below"} & found.keys():
            self.fields.error(found["total"], "missing-key", words.TOTAL_ALONE())
        amount = self.fields.quantity(found["total"], (Dimension.CURRENT, Dimension.POWER))
        if amount is None or not name:
            return None
        if not 0 <= amount.value <= 1e6:
            bounds = (Quantity(0.0, amount.dimension), Quantity(1e6, amount.dimension))
            message = words.OUT_OF_RANGE(least=bounds[0], most=bounds[1])
            self.fields.error(found["total"], "out-of-range", message)
        if amount.dimension is Dimension.CURRENT:
            return Limit(name, when, place, amps=amount.value, total=True)
        return Limit(name, when, place, below=amount.value, dimension=Dimension.POWER, total=True)

    def named(self, found: Mapping[str, Node], node: Node, order: int) -> tuple[str, Place]:
        given = found.get("name")
        name = None if given is None else self.fields.text(given)
        span = node.span if given is None else given.span
        return name or "", Place(self.fields.problems.file, span, order)

    def below(self, node: Node, keep: str | None) -> Quantity | None:
        """Return W or VA, as the input that is kept measures."""
        own = self.inputs[keep].dimension if keep is not None else None
        wanted = (Dimension.APPARENT, Dimension.POWER) if own is None else (own,)
        if own is not None and own not in (Dimension.APPARENT, Dimension.POWER):
            self.fields.error(node, "wrong-unit", words.KEEP_POWER(name=keep or ""))
            return None
        return self.fields.quantity(node, wanted)

    def charge(self, node: Node, ceiling: float | None) -> tuple[Way, Goal | None]:
        """Read how a rule charges: a way, or a goal."""
        if not isinstance(node, MappingNode):
            return read_way(self.fields, node, ceiling), None
        return _OFF, GoalReader(self.fields, self.inputs, self.whens.used).goal(node)

    def meanwhile(self, found: Mapping[str, Node], ceiling: float | None) -> Way:
        """Read what a rule does while it waits, which it does only with a plan or a quota."""
        if "meanwhile" not in found:
            return _OFF
        if "at_most" not in found and not isinstance(found.get("charge"), MappingNode):
            self.fields.problems.warning(
                found["meanwhile"].span, "never-waits", words_of_plans.NEVER_WAITS()
            )
        return read_way(self.fields, found["meanwhile"], ceiling)
