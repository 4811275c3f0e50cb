"""The one validator: rule files in, a book of rules or the problems out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from borne.domain.site import Site
from borne.domain.tag import Access
from borne.rules import cases, words
from borne.rules.document import MappingNode, Node, Pair, Scalar, SequenceNode, SourceFile, parse
from borne.rules.evaluate import Scope
from borne.rules.fields import Fields
from borne.rules.graph import Graph, Name, draw, known_names
from borne.rules.language import TOP
from borne.rules.lint import cycles, needs, too_deep, warn
from borne.rules.logic import Ask
from borne.rules.model import ALWAYS_READ, Case, Condition, Input, Limit, Rule, RuleBook
from borne.rules.moment import Moment, Truth
from borne.rules.names import Kind, Type
from borne.rules.problem import Problem, Problems, Severity
from borne.rules.public_holidays import load
from borne.rules.read_cases import CaseReader
from borne.rules.read_events import read_event
from borne.rules.read_phases import check_phases
from borne.rules.read_rules import RuleReader
from borne.rules.read_site import RawInput, SiteReader, read_access, read_input, read_name
from borne.rules.read_when import WhenReader
from borne.rules.reasoning import reason
from borne.rules.terms import InputName
from borne.rules.ties import Tie
from borne.rules.when import Place, When, every_part, longest


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading rule files; no book when there is an error."""

    book: RuleBook | None
    problems: tuple[Problem, ...]
    graph: Graph
    names: tuple[Name, ...]
    outcomes: tuple[cases.Outcome, ...] = ()
    """What came of the files' own tests; none is run while there is another error."""


def read(files: Sequence[SourceFile]) -> Reading:
    """Read several files as one. Never raises for what the files say."""
    reader = _Reader([_Document(file) for file in files])
    book = reader.book()
    outcomes: tuple[cases.Outcome, ...] = ()
    if _asks_for_holidays(book):
        load()
    if not any(document.problems.wrong for document in reader.documents):
        problems = {one.problems.file: one.problems for one in reader.documents}
        needs(book, problems)
        reason(book, problems)
        outcomes = cases.report(book, problems)
    found = [problem for document in reader.documents for problem in document.problems.found]
    order = {file.name: index for index, file in enumerate(files)}
    found.sort(key=lambda problem: (order[problem.file], problem.line, problem.column))
    wrong = any(problem.severity is Severity.ERROR for problem in found)
    graph, names = draw(book, reader.places), known_names(book)
    return Reading(None if wrong else book, tuple(found), graph, names, outcomes)


def _asks_for_holidays(book: RuleBook) -> bool:
    whens = (
        *_whens(dict(book.conditions), book.rules, book.limits),
        *_asked_at_events(book.ties),
    )
    if any("holiday" in when.reads for when in whens):
        return True
    parts = (part for when in whens for part in every_part(when.parts))
    schedules = (one for part in parts for one in (part.schedule, part.deadline))
    return any(one is not None and one.holidays is not None for one in schedules)


class _Document:
    """One file: its sections, and the problems found in it."""

    def __init__(self, file: SourceFile) -> None:
        root, problems = parse(file)
        self.problems = Problems(file.name)
        self.problems.found.extend(problems)
        self.fields = Fields(self.problems)
        self.sections = {} if root is None else self.fields.section(root, TOP)
        self.keys = (
            {pair.key.value: pair.key for pair in root.pairs}
            if isinstance(root, MappingNode)
            else {}
        )

    def pairs(self, section: str) -> tuple[Pair, ...]:
        """Return the names and values of a section; nothing where it is empty."""
        node = self.filled(section)
        if node is None or isinstance(node, MappingNode):
            return () if node is None else node.pairs
        message = words.EXPECTED_KEYS(key=section, known="name: …")
        self.fields.error(node, "not-a-mapping", message)
        return ()

    def items(self, section: str) -> tuple[Node, ...]:
        """Return the items of a section that is a list; nothing where it is empty."""
        node = self.filled(section)
        if node is None or isinstance(node, SequenceNode):
            return () if node is None else node.items
        self.fields.error(node, "not-a-list", words.EXPECTED_LIST(key=section))
        return ()

    def filled(self, section: str) -> Node | None:
        node = self.sections.get(section)
        empty = isinstance(node, Scalar) and node.style is None and not node.value.strip()
        return None if empty else node


@dataclass(slots=True)
class _Reader:
    documents: list[_Document]
    taken: dict[str, str] = field(default_factory=dict)
    """Names of inputs and conditions, and where they stand."""
    asks: dict[str, Ask] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    places: dict[str, Place] = field(default_factory=dict)
    """Where `site`, `access` and each connector stand."""

    def book(self) -> RuleBook:
        """Read everything; what is wrong is left out of the book."""
        raw = self.raw_inputs()
        site, site_reader = self.site(raw)
        kept = set(self.kept())
        inputs = {
            name: one.with_role(
                site_reader.roles.get(name),
                kept_fresh=name in site_reader.fresh | (kept - _split_meter(site)),
            )
            for name, one in raw.items()
        }
        access = self.access()
        named = list(self.condition_pairs())
        scope = Scope(
            {name: _input_name(entry) for name, entry in inputs.items()},
            frozenset(name for _, name, _, _ in named),
            self.ask_condition,
        )
        conditions = self.conditions(named, scope)
        rules, limits = self.lists(scope, inputs)
        self.used |= site_reader.named
        ties = list(self.ties(scope, conditions))
        problems = {document.problems.file: document.problems for document in self.documents}
        cycles(conditions, problems)
        too_deep(conditions, problems)
        warn(inputs, conditions, self.used, problems)
        check_phases(rules, site, problems)
        return RuleBook(
            site,
            access,
            inputs,
            conditions,
            rules,
            limits,
            _reads(conditions, rules, limits),
            tuple(_tracked(conditions, rules, limits)),
            tuple(self.cases(site, access, inputs, rules, limits)),
            longest(
                when.recalls
                for when in (*_whens(conditions, rules, limits), *_asked_at_events(ties))
            ),
            tuple(ties),
        )

    def ties(self, scope: Scope, conditions: Mapping[str, Condition]) -> Iterator[Tie]:
        """Read the events of all files."""
        order = count()
        for document in self.documents:
            whens = WhenReader(document.fields, scope, self.used)
            for number, item in enumerate(document.items("events"), start=1):
                tie = read_event(whens, conditions, item, next(order), number)
                if tie is not None:
                    yield tie

    def cases(
        self,
        site: Site,
        access: Access,
        inputs: dict[str, Input],
        rules: tuple[Rule, ...],
        limits: tuple[Limit, ...],
    ) -> Iterator[Case]:
        """Read the tests of all files; what they ask for is known by now."""
        names = frozenset(one.name for one in rules), frozenset(one.name for one in limits)
        order = count()
        for document in self.documents:
            reader = CaseReader(document.fields, site, access, inputs, *names)
            for item in document.items("tests"):
                case = reader.case(item, next(order))
                if case is not None:
                    yield case

    def raw_inputs(self) -> dict[str, RawInput]:
        found: dict[str, RawInput] = {}
        order = count()
        for document in self.documents:
            for pair in document.pairs("inputs"):
                name = self.name(document, pair.key)
                one = name and read_input(document.fields, name, pair, next(order))
                if name and one:
                    found[name] = one
        return found

    def name(self, document: _Document, key: Scalar) -> str | None:
        name = read_name(document.fields, key, self.taken)
        if name is not None:
            self.taken[name] = f"{document.problems.file}:{key.span.line}"
        return name

    def once(self, section: str) -> tuple[_Document, Node] | None:
        """Return the one place where a section stands; a second one is a problem."""
        first: tuple[_Document, Node] | None = None
        for document in self.documents:
            node = document.filled(section)
            if node is None:
                continue
            if first is None:
                first = document, node
                self.place(document, section, document.keys[section], 0)
                continue
            place = f"{first[0].problems.file}:{first[0].keys[section].span.line}"
            message = words.STANDS_ONCE(key=section, place=place)
            document.fields.error(document.keys[section], "duplicate-key", message)
        return first

    def site(self, raw: dict[str, RawInput]) -> tuple[Site, SiteReader]:
        found = self.once("site")
        if found is None:
            return Site(), SiteReader(Fields(Problems("")), raw)
        document, node = found
        reader = SiteReader(document.fields, raw)
        site = reader.site(node)
        connectors = node.get("connectors") if isinstance(node, MappingNode) else None
        for pair in connectors.pairs if isinstance(connectors, MappingNode) else ():
            if pair.key.value in site.connectors:
                self.place(document, f"connector:{pair.key.value}", pair.key, len(self.places))
        return site, reader

    def place(self, document: _Document, id_: str, key: Scalar, order: int) -> None:
        self.places[id_] = Place(document.problems.file, key.span, order)

    def access(self) -> Access:
        found = self.once("access")
        return Access() if found is None else read_access(found[0].fields, found[1])

    def kept(self) -> Iterator[str]:
        """Return the inputs that a limit keeps below something, before they are checked."""
        for document in self.documents:
            node = document.filled("limits")
            for item in node.items if isinstance(node, SequenceNode) else ():
                keep = item.get("keep") if isinstance(item, MappingNode) else None
                if isinstance(keep, Scalar):
                    yield keep.value.strip()

    def condition_pairs(self) -> Iterator[tuple[_Document, str, Pair, int]]:
        order = count()
        for document in self.documents:
            for pair in document.pairs("conditions"):
                name = self.name(document, pair.key)
                if name is not None:
                    yield document, name, pair, next(order)

    def conditions(
        self, named: list[tuple[_Document, str, Pair, int]], scope: Scope
    ) -> dict[str, Condition]:
        found: dict[str, Condition] = {}
        for document, name, pair, order in named:
            reader = WhenReader(document.fields, scope, self.used)
            found[name] = reader.condition(name, pair.key, pair.value, order)
            self.asks[name] = found[name].when.ask
        return found

    def ask_condition(self, name: str) -> Ask:
        """Ask a condition once a decision, whoever reads it first."""
        asks = self.asks

        def ask(moment: Moment) -> Truth:
            cache = moment.cache
            if name not in cache:
                cache[name] = asks[name](moment)
            return cache[name]

        return ask

    def lists(
        self, scope: Scope, inputs: dict[str, Input]
    ) -> tuple[tuple[Rule, ...], tuple[Limit, ...]]:
        rules: dict[str, Rule] = {}
        limits: dict[str, Limit] = {}
        orders = count(), count()
        for document in self.documents:
            whens = WhenReader(document.fields, scope, self.used)
            reader = RuleReader(document.fields, inputs, whens)
            for item in document.items("rules"):
                rule = reader.rule(item, next(orders[0]))
                if rule is not None and _new(document, rule, rules):
                    rules[rule.name] = rule
            for item in document.items("limits"):
                limit = reader.limit(item, next(orders[1]))
                if limit is not None and _new(document, limit, limits):
                    limits[limit.name] = limit
        return tuple(rules.values()), tuple(limits.values())


def _new(document: _Document, one: Rule | Limit, known: dict[str, Rule] | dict[str, Limit]) -> bool:
    former = known.get(one.name)
    if former is None:
        return True
    place = f"{former.place.file}:{former.place.span.line}"
    message = words.DUPLICATE_NAME(name=one.name, place=place)
    document.problems.error(one.place.span, "duplicate-name", message)
    return False


def _split_meter(site: Site) -> set[str]:
    meter = site.meter
    return set() if meter is None else {meter.imported or "", meter.exported or ""}


def _input_name(entry: Input) -> InputName:
    kind = Type(Kind.ANY if entry.dimension is None else Kind.NUMBER, entry.dimension)
    return InputName(entry.name, entry.entity, kind, entry.max_age, entry.if_unknown)


def _reads(
    conditions: dict[str, Condition], rules: tuple[Rule, ...], limits: tuple[Limit, ...]
) -> frozenset[str]:
    whens = list(_whens(conditions, rules, limits))
    kept = {limit.keep for limit in limits if limit.keep}
    planned = (_planned(rule) for rule in rules)
    names = frozenset[str]().union(ALWAYS_READ, kept, *planned, *(when.reads for when in whens))
    return names - conditions.keys()


def _planned(rule: Rule) -> frozenset[str]:
    """What a rule's plan and its quotas look at."""
    goal = rule.goal
    counts = {"session_energy"} if rule.at_most or goal else set[str]()
    own = {"soc"} if goal and goal.soc and goal.car is None else set[str]()
    return frozenset(counts | own) | (goal.inputs if goal else frozenset())


def _tracked(
    conditions: dict[str, Condition], rules: tuple[Rule, ...], limits: tuple[Limit, ...]
) -> Iterator[When]:
    """Whatever has a `for`: it counts even while nothing else looks at it."""
    for when in _whens(conditions, rules, limits):
        if when.hold is not None:
            yield when


def _whens(
    conditions: dict[str, Condition], rules: tuple[Rule, ...], limits: tuple[Limit, ...]
) -> Iterator[When]:
    yield from (condition.when for condition in conditions.values())
    yield from (rule.when for rule in rules)
    yield from (limit.when for limit in limits)


def _asked_at_events(ties: Iterable[Tie]) -> Iterator[When]:
    yield from (tie.when for tie in ties if tie.when is not None)
