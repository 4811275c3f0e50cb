"""When something applies: the keys of a condition read into one question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, TypeVar

from borne.domain.say import Sentence
from borne.domain.tag import folded
from borne.rules import reasons, words
from borne.rules.clock import (
    DAY,
    DAYS,
    HOLIDAYS,
    DaysSaid,
    read_clock,
    read_days_or_holidays,
    read_season,
    read_window,
    schedule_of,
)
from borne.rules.deadline import deadline_part
from borne.rules.document import MappingNode, Node, Scalar, SequenceNode
from borne.rules.evaluate import Scope, compile_question
from borne.rules.expression import parse_expression
from borne.rules.fields import Fields, place_of
from borne.rules.language_of_conditions import CONDITION
from borne.rules.lexer import WrongExpression
from borne.rules.logic import Ask, all_of, any_of
from borne.rules.model import Condition
from borne.rules.moment import Moment, Truth
from borne.rules.section import Section
from borne.rules.suggest import did_you_mean
from borne.rules.sun import SunSpan, read_sun_span
from borne.rules.when import Part, Place, When, longest

Read = TypeVar("Read")

_DAYS: Final = (*DAYS, "mon-fri", "weekdays", "weekend", *HOLIDAYS)
_ANY_OF: Final = Section("when", {"any": CONDITION.keys["any"]})
_ALWAYS: Final[Ask] = lambda _moment: True  # noqa: E731 - one value, not a function to read


@dataclass(slots=True)
class WhenReader:
    """Reads the conditions of one file, and those within its rules, with the names of all files."""

    fields: Fields
    scope: Scope
    used: set[str] = field(default_factory=set)
    """Every name that something reads."""

    def condition(self, name: str, key: Scalar, node: Node, order: int) -> Condition:
        found: Mapping[str, Node] = {"when": node}
        if isinstance(node, MappingNode):
            found = self.fields.section(node, CONDITION)
            if not node.pairs:
                self.fields.error(node, "empty", words.EMPTY())
        label = name.replace("_", " ").capitalize()
        when = self.when(found, f"condition:{name}", label)
        return Condition(name, when, Place(self.fields.problems.file, key.span, order))

    def when(
        self,
        found: Mapping[str, Node],
        key: str,
        label: str,
        *,
        limits: bool = False,
        besides: Part | None = None,
    ) -> When:
        """Read all that must hold; for a limit, what is unknown does not begin `for` anew."""
        parts = [] if besides is None else [besides]
        subjects = [name for name in ("charger", "connector", "who") if name in found]
        parts.extend(self.subject(name, found[name]) for name in subjects)
        schedule = self.schedule(found, label)
        if schedule is not None:
            parts.append(schedule)
        if "sun" in found:
            parts.extend(self.sun(found["sun"], label))
        if "when" in found:
            parts.extend(self.all_parts(found["when"]))
        if "any" in found:
            parts.append(self.any_part(found["any"]))
        hold = self.fields.duration(found["for"]) if "for" in found else None
        asks = all_of(tuple(part.ask for part in parts)) if parts else _ALWAYS
        ask = asks if hold is None else _held(asks, key, hold, label, limits=limits)
        return When(key, label, tuple(parts), ask, hold)

    def all_parts(self, node: Node) -> list[Part]:
        if isinstance(node, SequenceNode):
            if not node.items:
                self.fields.error(node, "empty", words.EMPTY())
            return [part for item in node.items for part in self.item(item)]
        return self.item(node)

    def item(self, node: Node) -> list[Part]:
        if isinstance(node, MappingNode):
            found = self.fields.section(node, _ANY_OF)
            return [self.any_part(found["any"])] if "any" in found else []
        part = self.question(node)
        return [] if part is None else [part]

    def any_part(self, node: Node) -> Part:
        """Read a list of which one must hold."""
        items = node.items if isinstance(node, SequenceNode) else (node,)
        parts = [part for item in items for part in self.item(item)]
        if not items:
            self.fields.error(node, "empty", words.EMPTY())
        reads = frozenset[str]().union(*(part.reads for part in parts))
        negated = frozenset[str]().union(*(part.negated for part in parts))
        ask = any_of(tuple(part.ask for part in parts)) if parts else _ALWAYS
        always: Truth = True if any(part.always is True for part in parts) else None
        said = " / ".join(part.said for part in parts)
        recalls = longest(part.recalls for part in parts)
        why = reasons.NONE_OF(names=said)
        return Part(
            ask, said, why, reads, negated, always=always, recalls=recalls, parts=tuple(parts)
        )

    def question(self, node: Node) -> Part | None:
        text = self.fields.text(node)
        if text is None or not isinstance(node, Scalar):
            return None
        try:
            tree = parse_expression(text)
            question = compile_question(tree, self.scope)
        except WrongExpression as error:
            span = place_of(node, error.start, error.end)
            self.fields.problems.error(span, error.code, error.message, error.hint)
            return None
        self.used |= question.reads
        return Part(
            question.ask,
            text,
            reasons.NOT_SO(text=text),
            question.reads,
            question.negated,
            always=question.always,
            recalls=question.recalls,
            tree=tree,
        )

    def subject(self, key: str, node: Node) -> Part:
        texts = [scalar.value.strip() for scalar in self.fields.texts(node)]
        wanted = frozenset(folded(text) for text in texts)
        said = ", ".join(texts)
        if key == "who":
            return Part(
                lambda moment: not wanted.isdisjoint(moment.subject.who),
                said,
                reasons.NOT_WHO(names=said),
                frozenset({"who"}),
                about=(key, wanted),
            )
        if key == "charger":
            return Part(
                lambda moment: moment.subject.charger.casefold() in wanted,
                said,
                reasons.NOT_HERE(names=said),
                about=(key, wanted),
            )
        return Part(
            lambda moment: (
                str(moment.subject.connector) in wanted or moment.subject.id.casefold() in wanted
            ),
            said,
            reasons.NOT_HERE(names=said),
            about=(key, wanted),
        )

    def schedule(self, found: Mapping[str, Node], label: str) -> Part | None:
        keys = [key for key in ("between", "days", "season") if key in found]
        if not keys:
            return None
        windows = self.each(found, "between", read_window, words.NO_WINDOW)
        days: list[tuple[Scalar, DaysSaid]] | None = self.each(
            found, "days", read_days_or_holidays, words.NO_DAYS
        )
        seasons = self.each(found, "season", read_season, words.NO_SEASON)
        for scalar, window in windows or ():
            if window.start == window.end:
                self.fields.problems.warning(
                    scalar.span, "never-opens", words.NEVER_OPENS(text=scalar.value)
                )
        schedule = schedule_of(
            None if windows is None else tuple(window for _, window in windows),
            _weekdays(days),
            None if seasons is None else tuple(season for _, season in seasons),
            holidays=_with_holidays(days),
        )

        def ask(moment: Moment) -> Truth:
            moment.looked.append((schedule, label))
            return moment.holds(schedule)

        said = ", ".join(
            scalar.value
            for key in keys
            for scalar, _ in {"between": windows, "days": days, "season": seasons}[key] or ()
        )
        return Part(ask, said, reasons.OUTSIDE(times=said), schedule=schedule)

    def sun(self, node: Node, label: str) -> list[Part]:
        """Read `after sunrise + 30 min`, or a list that must all hold."""
        return [
            _sun_part(span, scalar.value.strip(), label)
            for scalar, span in self.each({"sun": node}, "sun", read_sun_span, words.NO_SUN) or ()
        ]

    def deadline_days(self, node: Node, plan: MappingNode, label: str) -> Part | None:
        """Read the days of a deadline: it is planned for from the same time of the day before."""
        days: list[tuple[Scalar, DaysSaid]] | None = self.each(
            {"days": node}, "days", read_days_or_holidays, words.NO_DAYS
        )
        at = plan.get("ready_by") or plan.get("before")
        minute = read_clock(at.value) if isinstance(at, Scalar) else None
        if minute is None:
            return None
        return deadline_part(
            schedule_of(None, _weekdays(days), None, holidays=_with_holidays(days)),
            minute % DAY,
            ", ".join(scalar.value for scalar, _ in days or ()),
            label,
        )

    def each(
        self,
        found: Mapping[str, Node],
        key: str,
        read: Callable[[str], Read | None],
        wrong: Callable[..., Sentence],
    ) -> list[tuple[Scalar, Read]] | None:
        """Read one or several values of the same kind; None when the key is not there."""
        if key not in found:
            return None
        values: list[tuple[Scalar, Read]] = []
        for scalar in self.fields.texts(found[key]):
            value = read(scalar.value)
            if value is None:
                self.not_read(key, scalar, wrong)
            else:
                values.append((scalar, value))
        return values

    def not_read(self, key: str, scalar: Scalar, wrong: Callable[..., Sentence]) -> None:
        text = scalar.value.strip()
        hint = did_you_mean(text, _DAYS) if key == "days" else None
        self.fields.error(scalar, f"wrong-{key}", wrong(text=text), hint)


def _weekdays(days: list[tuple[Scalar, DaysSaid]] | None) -> frozenset[int] | None:
    """The days of the week that are named; None where none is."""
    named = [some for _, some in days or () if not isinstance(some, bool)]
    return frozenset[int]().union(*named) if named else None


def _with_holidays(days: list[tuple[Scalar, DaysSaid]] | None) -> bool | None:
    """What is said of public holidays; `not holidays` is the stronger."""
    said = [some for _, some in days or () if isinstance(some, bool)]
    return all(said) if said else None


def _sun_part(span: SunSpan, text: str, label: str) -> Part:
    def ask(moment: Moment) -> Truth:
        where = moment.scene.whereabouts
        holds, edge = span.holds(moment.now, where), span.next_edge(moment.now, where)
        if edge is not None:
            moment.until(edge, reasons.SUN_ENDS if holds else reasons.SUN_BEGINS, label)
        return holds

    return Part(ask, text, reasons.OUTSIDE_SUN(text=text), sun=span)


def _held(base: Ask, key: str, hold: timedelta, label: str, *, limits: bool) -> Ask:
    def ask(moment: Moment) -> Truth:
        truth = base(moment)
        if truth is None and limits:
            moment.held(key, True, hold, label)
            return None
        return moment.held(key, truth, hold, label)

    return ask
