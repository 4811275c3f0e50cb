"""The rule files over HTTP: shown, checked while being typed, saved."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from borne.domain.say import Language
from borne.domain.state import State
from borne.rules.check import Reading, read
from borne.rules.document import SourceFile
from borne.rules.graph import Graph
from borne.rules.problem import Problem, Severity
from borne.web import errors
from borne.web.errors import Refusal
from borne.web.ports import RuleFilesPort
from borne.web.snapshot import Json, problem_json

_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,60}\.yaml\Z")


@dataclass(frozen=True, slots=True)
class Edit:
    """A file as somebody has typed it, and the version that it was typed over."""

    name: str
    text: str
    version: str


def read_edit(body: Mapping[str, Any]) -> Edit:
    """Read a body. Raises Refusal."""
    name, text, version = body.get("name"), body.get("text"), body.get("version", "")
    if not isinstance(name, str) or not _FILE_NAME.match(name):
        raise Refusal(400, errors.NOT_A_RULE_FILE(name=str(name)[:80]))
    if not isinstance(text, str):
        raise Refusal(400, errors.MISSING_TEXT(name="text"))
    return Edit(name, text, version if isinstance(version, str) else "")


def version_of(text: str) -> str:
    """Which text it is."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


class RuleFiles:
    """Answers what the Rules page asks. Files and rules take a while: a thread reads them."""

    def __init__(self, files: RuleFilesPort) -> None:
        self._files = files
        self._saving = asyncio.Lock()

    async def show(self, state: State, language: Language) -> Json:
        """All files with their problems, the graph and the names."""
        reading, files = await asyncio.to_thread(self._all)
        texts = {file.name: file.text for file in files}
        names = sorted(texts.keys() | {problem.file for problem in reading.problems})
        return {
            "files": [
                {
                    "name": name,
                    "text": texts.get(name, ""),
                    "version": version_of(texts.get(name, "")),
                    "problems": _problems(_of(reading, name), language),
                }
                for name in names
            ],
            "graph": _graph(reading.graph, language),
            "names": [
                *(
                    {"name": one.name, "kind": one.kind, "summary": one.summary.say(language)}
                    for one in reading.names
                ),
                *_badges(state),
            ],
        }

    async def check(self, edit: Edit, language: Language) -> Json:
        """The problems of the file as it is being typed, and the graph with it."""

        def check() -> Reading:
            return read(_with(self._all()[1], edit))

        reading = await asyncio.to_thread(check)
        return {
            "problems": _problems(_of(reading, edit.name), language),
            "graph": _graph(reading.graph, language),
        }

    async def save(self, edit: Edit, language: Language) -> tuple[int, Json]:
        """Write the file, unless it is wrong, breaks another, or has changed meanwhile."""
        async with self._saving:
            reading, files = await asyncio.to_thread(self._all)
            now = next((file.text for file in files if file.name == edit.name), None)
            if now is None and _unreadable(reading, edit.name):
                raise Refusal(409, errors.UNREADABLE(name=edit.name))
            if now is not None and version_of(now) != edit.version:
                conflict = {"text": now, "version": version_of(now)}
                return 409, {"ok": False, "conflict": conflict}
            wrong = await asyncio.to_thread(_new_errors, files, edit)
            if wrong:
                return 200, {"ok": False, "problems": _problems(wrong, language)}
            try:
                await asyncio.to_thread(self._files.write, edit.name, edit.text)
            except OSError as error:
                reason = error.strerror or str(error)
                raise Refusal(500, errors.NOT_SAVED(name=edit.name, reason=reason)) from error
            return 200, {"ok": True, "version": version_of(edit.text)}

    def _all(self) -> tuple[Reading, list[SourceFile]]:
        """The files as they are now, and those of them that can be read."""
        reading = self._files.read()
        return reading, [
            SourceFile(name, self._files.text(name))
            for name in self._files.names()
            if not _unreadable(reading, name)
        ]


def _unreadable(reading: Reading, name: str) -> bool:
    return any(one.file == name and one.code == "unreadable" for one in reading.problems)


def _with(files: Sequence[SourceFile], edit: Edit) -> list[SourceFile]:
    others = [file for file in files if file.name != edit.name]
    return sorted([*others, SourceFile(edit.name, edit.text)], key=lambda file: file.name)


def _new_errors(files: Sequence[SourceFile], edit: Edit) -> list[Problem]:
    """The errors in the file, and those that it would bring into others."""
    before = Counter(_errors(read(files)))
    found = [one for one in read(_with(files, edit)).problems if one.severity is Severity.ERROR]
    return [one for one in found if one.file == edit.name or not before[_what(one)]]


def _errors(reading: Reading) -> list[tuple[str, str, str]]:
    return [_what(one) for one in reading.problems if one.severity is Severity.ERROR]


def _what(problem: Problem) -> tuple[str, str, str]:
    return problem.file, problem.code, problem.message.say()


def _of(reading: Reading, name: str) -> list[Problem]:
    return [problem for problem in reading.problems if problem.file == name]


def _problems(problems: Sequence[Problem], language: Language) -> list[Json]:
    return [problem_json(problem, language) for problem in problems]


def _graph(graph: Graph, language: Language) -> Json:
    return {
        "nodes": [
            {
                "id": node.id,
                "kind": node.kind,
                "name": node.name,
                "summary": node.summary.say(language),
                "file": node.file,
                "line": node.line,
                "order": node.order,
            }
            for node in graph.nodes
        ],
        "wires": [
            {"from": wire.source, "to": wire.target, "negated": wire.negated}
            for wire in graph.wires
        ],
    }


def _badges(state: State) -> list[Json]:
    """Names that `who` understands: badges and their groups."""
    tags = state.tags.values()
    groups = sorted({tag.group for tag in tags if tag.group})
    return [
        *({"name": tag.name or tag.tag, "kind": "tag", "summary": tag.tag} for tag in tags),
        *({"name": group, "kind": "group", "summary": group} for group in groups),
    ]
