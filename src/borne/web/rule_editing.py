"""A rule text completed, explained, changed by gestures, laid out: nothing is saved here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from borne.domain.say import Language
from borne.engine.ports import EnginePort, View
from borne.rules.check import read
from borne.rules.document import SourceFile
from borne.rules.edit.complete import Option, complete
from borne.rules.edit.desk import Made
from borne.rules.edit.formatting import laid_out
from borne.rules.edit.gesture import read_gesture
from borne.rules.edit.hover import Hover, hover
from borne.rules.edit.known import Entity, Known, Person
from borne.rules.edit.library import Blank, blanks, fill, summary, title
from borne.rules.edit.make import make
from borne.rules.edit.patch import Lines, invert
from borne.rules.edit.refusal import Refused
from borne.web import errors
from borne.web.errors import Refusal
from borne.web.latest import Latest
from borne.web.ports import EntitiesPort, RuleFilesPort
from borne.web.rule_json import badges, made_json, problems_json
from borne.web.snapshot import Json, input_json
from borne.web.typed import Typed

_NOT_OFFERED: Final = frozenset({"start", "demo", "demo-three-phases"})


class RuleEditing:
    """Answers while a person types; it waits for no check."""

    def __init__(
        self,
        engine: EnginePort,
        files: RuleFilesPort,
        library: Path,
        entities: EntitiesPort | None,
    ) -> None:
        self._engine = engine
        self._files = files
        self._library = library
        self._entities = entities
        self.quick = Latest("borne-rules-edit")

    async def complete(self, typed: Typed, place: tuple[int, int], language: Language) -> Json:
        """What may be typed at a place."""
        view = self._engine.view
        entities = await self._all_entities()

        def work() -> Json:
            lines = Lines(typed.text)
            known = self._known(view, typed, entities)
            found = complete(typed.text, lines.offset(*place), known)
            return {
                "from": _place(lines, found.start),
                "to": _place(lines, found.end),
                "options": [_option(one, language) for one in found.options],
                "more": found.more,
            }

        return await self._latest("complete", typed, work)

    async def hover(self, typed: Typed, place: tuple[int, int], language: Language) -> Json:
        """What the word at a place is, and its value now."""
        view = self._engine.view
        entities = await self._all_entities()

        def work() -> Json:
            lines = Lines(typed.text)
            known = self._known(view, typed, entities)
            found = hover(typed.text, lines.offset(*place), known)
            if found is None:
                return {}
            return {
                "from": _place(lines, found.start),
                "to": _place(lines, found.end),
                "title": found.title,
                "text": found.text.say(language),
                "live": _live(found, view, known),
            }

        return await self._latest("hover", typed, work)

    async def edit(self, typed: Typed, gesture: object, language: Language) -> Json:
        """The edits that a gesture comes to, or why it is not made."""

        def work() -> Json:
            texts = self._texts(typed)
            wish = read_gesture(gesture, self._filled(language))
            made, node = make(texts, typed.name, wish)
            return {"ok": True, "files": made_json(made, texts), "node": node}

        return await self._latest("edit", typed, _said(work, language), every=True)

    async def format(self, typed: Typed, language: Language) -> Json:
        """The edits that lay the text out."""

        def work() -> Json:
            edits = laid_out(typed.text)
            made = [Made(typed.name, edits, invert(typed.text, edits))] if edits else []
            return {"ok": True, "files": made_json(made, {typed.name: typed.text}), "node": None}

        return await self._latest("format", typed, _said(work, language), every=True)

    async def library(self, language: Language) -> Json:
        """The ready-made files with what differs from house to house."""

        def work() -> Json:
            return {"files": [self._ready_made(name, language) for name in self.names()]}

        return await self._latest("library", Typed("", ""), work, every=True)

    async def fill(self, name: str, values: Mapping[str, str], language: Language) -> Json:
        """A ready-made file with the values of this house."""

        def work() -> Json:
            text = self._filled(language)(name, values)
            problems = read([SourceFile(name, text)]).problems
            return {"ok": True, "text": text, "problems": problems_json(problems, language)}

        return await self._latest("fill", Typed("", ""), _said(work, language), every=True)

    def names(self) -> list[str]:
        """The names of the ready-made files."""
        found = (file.name for file in self._library.glob("*.yaml"))
        return sorted(name for name in found if name.removesuffix(".yaml") not in _NOT_OFFERED)

    def _ready_made(self, name: str, language: Language) -> Json:
        text = self._ready_text(name, language)
        return {
            "name": name,
            "title": title(text),
            "summary": summary(text),
            "text": text,
            "fields": [_blank(one, language) for one in blanks(text)],
        }

    def _ready_text(self, name: str, language: Language) -> str:
        if name not in self.names():
            raise Refusal(404, errors.NO_SUCH_LIBRARY_FILE(name=name[:80]))
        twin = self._library / "fr" / name
        file = twin if language == "fr" and twin.exists() else self._library / name
        return file.read_text(encoding="utf-8")

    def _filled(self, language: Language) -> Callable[[str, Mapping[str, str]], str]:
        return lambda name, values: fill(self._ready_text(name, language), values)

    def _texts(self, typed: Typed) -> dict[str, str]:
        return typed.all_texts(self._files.sources()[0])

    async def _all_entities(self) -> Sequence[Entity]:
        if self._entities is not None:
            return await self._entities.all()
        facts = self._engine.view.state.facts
        return [Entity(id_, state=str(fact.value)) for id_, fact in facts.items() if "." in id_]

    def _known(self, view: View, typed: Typed, entities: Sequence[Entity]) -> Known:
        chargers = view.state.chargers.values()
        return Known(
            texts=self._texts(typed),
            summaries={one.name: one.summary for one in view.reading.names},
            entities=entities,
            people=[Person(name, kind, about) for name, kind, about in badges(view.state)],
            chargers=[charger.id for charger in chargers],
            connectors=[
                f"{charger.id}/{number}"
                for charger in chargers
                for number in charger.connectors
                if number
            ],
        )

    async def _latest(
        self, kind: str, typed: Typed, work: Callable[[], Json], *, every: bool = False
    ) -> Json:
        """Answer in the thread; `every`: none is overtaken by a newer one."""
        key = object() if every else (kind, typed.page)
        found = await self.quick.run(key, work)
        return {"stale": True} if found is None else found


def _said(work: Callable[[], Json], language: Language) -> Callable[[], Json]:
    """Answer a refusal with its sentence."""

    def answered() -> Json:
        try:
            return work()
        except Refused as refused:
            return {"ok": False, "message": refused.sentence.say(language)}

    return answered


def _live(found: Hover, view: View, known: Known) -> Json | None:
    """The value of an input or an entity now, with its age."""
    inputs = view.running.book.inputs if view.running.book is not None else {}
    if found.input is not None and found.input in inputs:
        told = input_json(inputs[found.input], view.state.facts, view)
        fact = view.state.facts.get(inputs[found.input].entity)
        age = None if fact is None else max(0.0, (view.at - fact.at).total_seconds())
        return {key: told[key] for key in ("value", "unit", "status")} | {"age_s": age}
    entity = known.entity(found.entity) if found.entity is not None else None
    if entity is None:
        return None
    status = "unknown" if entity.state in ("unknown", "unavailable") else "ok"
    return {"value": entity.state, "unit": entity.unit, "age_s": None, "status": status}


def _place(lines: Lines, offset: int) -> Json:
    line, column = lines.place(offset)
    return {"line": line, "column": column}


def _option(one: Option, language: Language) -> Json:
    return {
        "label": one.label,
        "insert": one.insert,
        "kind": one.kind,
        "detail": one.detail and one.detail.say(language),
        "info": one.info and one.info.say(language),
    }


def _blank(one: Blank, language: Language) -> Json:
    return {
        "id": one.id,
        "kind": one.kind,
        "label": one.label.say(language),
        "value": one.value,
        "unit": one.unit,
        "domains": list(one.domains),
    }
