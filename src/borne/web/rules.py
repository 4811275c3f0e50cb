"""The rule files: shown, checked while being typed, saved, taken back."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from borne.domain.say import Language
from borne.engine.ports import EnginePort
from borne.rules.check import Reading, read
from borne.rules.document import SourceFile
from borne.rules.outside import Outside, missing
from borne.rules.problem import Problem, Severity
from borne.web import errors
from borne.web.errors import Refusal
from borne.web.latest import Latest
from borne.web.ports import EntitiesPort, RuleFilesPort
from borne.web.rule_json import badges, graph_json, names_json, problems_json, tests_json
from borne.web.snapshot import Json
from borne.web.typed import Typed
from borne.web.versions import (
    Version,
    VersionsPort,
    compared,
    described,
    listed,
    merged,
    version_of,
)


class RuleFiles:
    """Answers what the Rules page asks. Files and rules take a while: a thread reads them."""

    def __init__(
        self,
        engine: EnginePort,
        files: RuleFilesPort,
        versions: VersionsPort,
        entities: EntitiesPort | None = None,
    ) -> None:
        self._engine = engine
        self._entities = entities
        self._files = files
        self._versions = versions
        self._saving = asyncio.Lock()
        self.checks = Latest("borne-rules-check")

    async def show(self, language: Language, library: Sequence[str]) -> Json:
        """All files with their problems, the graph, the names and the tests."""
        people, there = badges(self._engine.view.state), await self._outside()

        def work() -> Json:
            files, unreadable = self._files.sources()
            reading = read(files)
            problems = [*unreadable, *_problems(reading, there)]
            texts = {file.name: file.text for file in files}
            names = sorted(texts.keys() | {problem.file for problem in problems})
            return {
                "files": [
                    {
                        "name": name,
                        "text": texts.get(name, ""),
                        "version": version_of(texts.get(name, "")),
                        "problems": problems_json(_of(problems, name), language),
                    }
                    for name in names
                ],
                **_reading_json(reading, texts, people, language),
                "library": list(library),
            }

        return await asyncio.to_thread(work)

    async def check(self, typed: Typed, language: Language) -> Json:
        """What there is to say of the files as they are being typed."""
        people, there = badges(self._engine.view.state), await self._outside()

        def work() -> Json:
            files, unreadable = self._files.sources()
            reading = read(typed.over(files))
            gone = {typed.name, *typed.texts}
            problems = [*(one for one in unreadable if one.file not in gone)]
            problems += _problems(reading, there)
            mine = _of(problems, typed.name)
            return {
                "problems": problems_json(mine, language),
                "others": problems_json([one for one in problems if one not in mine], language),
                **_reading_json(reading, typed.all_texts(files), people, language),
            }

        return await self.checks.run(typed.page, work) or {"stale": True}

    async def _outside(self) -> Outside:
        """What there is now that rules may speak of."""
        tags = self._engine.view.state.tags.values()
        names = frozenset[str]().union(*(tag.who for tag in tags))
        if self._entities is None:
            return Outside(names=names)
        return Outside(frozenset(one.id for one in await self._entities.all()), names)

    async def save(
        self, typed: Typed, version: str, by: str | None, language: Language, how: str = "panel"
    ) -> tuple[int, Json]:
        """Write the file, unless it is wrong, breaks another, or has changed meanwhile.

        The engine runs it when this returns.
        """
        async with self._saving:
            files, unreadable = await asyncio.to_thread(self._files.sources)
            now = next((file.text for file in files if file.name == typed.name), None)
            if now is None and any(one.file == typed.name for one in unreadable):
                raise Refusal(409, errors.UNREADABLE(name=typed.name))
            if now is not None and version_of(now) != version:
                zone = self._engine.view.zone
                conflict = await asyncio.to_thread(self._conflict, typed, version, now, zone)
                return 409, {"ok": False, "conflict": conflict}
            reading, wrong = await asyncio.to_thread(_judged, files, typed)
            if wrong:
                problems = problems_json(wrong, language)
                tests = tests_json(reading.outcomes, language)
                return 200, {"ok": False, "problems": problems, "tests": tests}
            await self._put(typed, now, by, how)
            self._engine.use_rules(await asyncio.to_thread(self._files.read))
            return 200, {"ok": True, "version": version_of(typed.text)}

    async def _put(self, typed: Typed, former: str | None, by: str | None, how: str) -> None:
        """Keep the former text and the new one, then put the new one in place."""
        at = self._engine.view.at

        def work() -> None:
            if former is not None:
                self._versions.keep(typed.name, former, at, None, "outside")
            kept = self._versions.keep(typed.name, typed.text, at, by, how)
            try:
                self._files.write(typed.name, typed.text)
            except OSError:
                if kept is not None:
                    self._versions.forget(kept)
                raise

        try:
            await asyncio.to_thread(work)
        except OSError as error:
            reason = error.strerror or str(error)
            raise Refusal(500, errors.NOT_SAVED(name=typed.name, reason=reason)) from error

    def _conflict(self, typed: Typed, version: str, now: str, zone: tzinfo) -> Json:
        """What the second of two people needs: both texts, where they began, and both in one."""
        versions = self._versions.of(typed.name)
        base = next((one.text for one in versions if version_of(one.text) == version), None)
        theirs = next((one for one in versions if one.text == now), None)
        return {
            "text": now,
            "version": version_of(now),
            "by": None if theirs is None else theirs.by,
            "at": None if theirs is None else described(theirs, zone)["at"],
            "base": base,
            "merged": None if base is None else merged(base, typed.text, now),
        }

    # Former versions

    async def versions(self, name: str) -> Json:
        """The versions of a file, newest first."""
        zone = self._engine.view.zone
        return {"versions": await asyncio.to_thread(lambda: listed(self._versions.of(name), zone))}

    async def version(self, number: int, text: str | None) -> Json:
        """One version with its text, beside `text` or the file as it is. Raises Refusal."""
        zone = self._engine.view.zone

        def work() -> Json:
            version = self._found(number)
            beside = self._now(version.name) if text is None else text
            return {
                **described(version, zone),
                "text": version.text,
                "diff": compared(version.text, beside),
            }

        return await asyncio.to_thread(work)

    async def restore(
        self, number: int, version: str, by: str | None, language: Language
    ) -> tuple[int, Json]:
        """Put a version back in place; as save. Raises Refusal."""
        found = await asyncio.to_thread(self._found, number)
        typed = Typed(found.name, found.text)
        return await self.save(typed, version, by, language, "restore")

    def _found(self, number: int) -> Version:
        found = self._versions.find(number)
        if found is None:
            raise Refusal(404, errors.NO_SUCH_VERSION(number=str(number)))
        return found

    def _now(self, name: str) -> str:
        files, _ = self._files.sources()
        return next((file.text for file in files if file.name == name), "")


def _problems(reading: Reading, there: Outside) -> list[Problem]:
    """What there is to say of a reading, and of what it speaks of."""
    if reading.book is None:
        return list(reading.problems)
    return [*reading.problems, *missing(reading.book, there)]


def _reading_json(
    reading: Reading,
    texts: Mapping[str, str],
    people: Sequence[tuple[str, str, str]],
    language: Language,
) -> Json:
    names = [(one.name, one.kind, one.summary.say(language)) for one in reading.names]
    return {
        "graph": graph_json(reading.graph, texts, language),
        "names": names_json([*names, *people]),
        "tests": tests_json(reading.outcomes, language),
    }


def keep_outside(files: RuleFilesPort, versions: VersionsPort, at: datetime) -> None:
    """Keep what the files say now, where somebody changed them without Borne. Raises OSError."""
    for file in files.sources()[0]:
        how = "outside" if versions.of(file.name) else "start"
        versions.keep(file.name, file.text, at, None, how)


def _judged(files: Sequence[SourceFile], typed: Typed) -> tuple[Reading, list[Problem]]:
    """The errors in the file, and those that it would bring into others."""
    reading = read(Typed(typed.name, typed.text).over(files))
    found = [one for one in reading.problems if one.severity is Severity.ERROR]
    if not any(one.file != typed.name for one in found):
        return reading, found
    before = Counter(_what(one) for one in read(files).problems if one.severity is Severity.ERROR)
    return reading, [one for one in found if one.file == typed.name or not before[_what(one)]]


def _what(problem: Problem) -> tuple[str, str, str]:
    return problem.file, problem.code, problem.message.say()


def _of(problems: Sequence[Problem], name: str) -> list[Problem]:
    return [problem for problem in problems if problem.file == name]
