"""Rules, their graph, their tests and their edits as the panel's JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from borne.domain.say import Language
from borne.domain.state import State
from borne.rules.cases import Outcome
from borne.rules.check import Reading
from borne.rules.edit.desk import SECTIONS, Made
from borne.rules.edit.patch import Edit, Lines, apply
from borne.rules.edit.written import Field, written
from borne.rules.graph import Graph, Node
from borne.rules.problem import Problem, Severity
from borne.rules.words_of_values import values_of
from borne.web.snapshot import Json, problem_json


def problems_json(problems: Iterable[Problem], language: Language) -> list[Json]:
    return [problem_json(problem, language) for problem in problems]


def errors_json(reading: Reading, language: Language) -> list[Json]:
    """What keeps the rules from running."""
    return problems_json(
        (one for one in reading.problems if one.severity is Severity.ERROR), language
    )


def graph_json(graph: Graph, texts: Mapping[str, str], language: Language) -> Json:
    """The graph, with what the texts say of each node."""
    files = {node.file for node in graph.nodes} & texts.keys()
    fields = {file: written(texts[file], file) for file in files}
    lines = {file: Lines(texts[file]) for file in files}
    return {
        "nodes": [
            {
                **_node(node, language),
                "fields": [
                    _field(one, lines[node.file])
                    for one in fields.get(node.file, {}).get(node.id, ())
                ],
            }
            for node in graph.nodes
        ],
        "wires": [
            {"from": wire.source, "to": wire.target, "negated": wire.negated}
            for wire in graph.wires
        ],
    }


def _node(node: Node, language: Language) -> Json:
    return {
        "id": node.id,
        "kind": node.kind,
        "name": node.name,
        "summary": node.summary.say(language),
        "file": node.file,
        "line": node.line,
        "order": node.order,
    }


def _field(one: Field, lines: Lines) -> Json:
    return {"path": list(one.path), "value": one.value, **_span(one.start, one.end, lines)}


def _span(start: int, end: int, lines: Lines) -> Json:
    (line, column), (end_line, end_column) = lines.place(start), lines.place(end)
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}


def tests_json(outcomes: Sequence[Outcome], language: Language) -> list[Json]:
    """What came of each test of the files."""
    return [
        {
            "file": one.case.place.file,
            "line": one.case.place.span.line,
            "name": one.case.name,
            "ok": one.passed,
            "message": " ".join(sentence.say(language) for _, sentence in one.failures) or None,
        }
        for one in outcomes
    ]


def made_json(made: Sequence[Made], texts: Mapping[str, str]) -> list[Json]:
    """The edits of each file and what takes them back, at their places."""
    return [
        {
            "name": one.file,
            "edits": edits_json(one.edits, texts.get(one.file, "")),
            "inverse": edits_json(one.inverse, apply(texts.get(one.file, ""), one.edits)),
        }
        for one in made
    ]


def edits_json(edits: Sequence[Edit], text: str) -> list[Json]:
    lines = Lines(text)
    return [{**_span(edit.start, edit.end, lines), "text": edit.text} for edit in edits]


def names_json(names: Iterable[tuple[str, str, str]]) -> list[Json]:
    return [{"name": name, "kind": kind, "summary": summary} for name, kind, summary in names]


def badges(state: State) -> list[tuple[str, str, str]]:
    """Names that `who` understands: badges, persons, vehicles and groups; kind and summary."""
    tags = list(state.tags.values())
    found = [(tag.name or tag.tag, "tag", tag.tag) for tag in tags]
    for kind in ("person", "vehicle", "group"):
        said = {str(getattr(tag, kind)) for tag in tags if getattr(tag, kind)}
        found += [(name, kind, name) for name in sorted(said)]
    return found


def language_json(language: Language) -> Json:
    """What each kind of node may say: for forms."""
    return {
        "sections": {
            kind: [
                {
                    "key": key,
                    "takes": one.takes().say(language).replace("`", ""),  # shown as it stands
                    "required": one.required,
                    "default": one.default and one.default().say(language),
                    "values": list(values_of(kind, key)),
                    "many": key in _MANY,
                }
                for key, one in section.keys.items()
            ]
            for kind, section in SECTIONS.items()
        }
    }


_MANY = frozenset({"when", "any", "between", "days", "season", "charger", "connector", "who"})
