r"""The Rules page over HTTP: shown, checked, completed, explained, edited, saved, taken back.

What a person types goes in bodies, never in a path or a query. Places are `line` and `column`, both
from 1; a column counts characters (code points, not UTF-16 units), a line ends with `\n`, `\r\n`
or a lone `\r`, and a byte order mark at the start is not counted. Every body may say `language`
(`en`, `fr`). A refusal that a person can do something about is `{"ok": false, "message": "…"}`.

Every question about a text is asked with a *desk*: `name`, the file that is meant; `text`, what
stands in it on the page; `texts`, `{name: text}` of the other files with unsaved changes (may be
left out); `page`, a word that each open page makes up for itself. Of the questions of one kind and
one page the latest wins: one that was overtaken is answered `{"stale": true}`.

GET `api/rules`
    → files: [{name, text, version, problems}], graph, names, tests, library: [name…]
POST `api/rules/check` desk
    → problems: [{file, line, column, end_line, end_column, severity, code, message, hint}] of
      `name`, others: the same of the other files, graph, names, tests
    graph: nodes: [{id, kind, name, summary, file, line, order,
                    fields: [{path, value, line, column, end_line, end_column}]}],
           wires: [{from, to, negated}]
      `fields` are what the person wrote: `path` as ["charge"] or ["meter", "import"], `value` a
      text, a list or an object of texts.
    tests: [{file, line, name, ok, message}], in the order of the files
GET `api/rules/language`
    → sections: {rule: [{key, takes, required, default, values, many}], condition: …, limit: …,
      input: …, site: …, access: …}; what forms offer; values: the words
      that it takes, where they are few, many: a list may stand there
POST `api/rules/complete` desk, line, column
    → from, to: {line, column} of what is replaced, options: [{label, insert, kind, detail, info}],
      more: whether others would come of longer text
      kind: key, value, input, condition, builtin, function, entity, tag, person, vehicle, group,
      charger, connector
POST `api/rules/hover` desk, line, column
    → {} or from, to, title, text, live: null or {value, unit, age_s, status} (status: ok, stale,
      unknown, missing)
POST `api/rules/edit` desk, gesture
    → ok, files: [{name, edits, inverse}], node: id of what was added or renamed, or null
    `edits` are [{line, column, end_line, end_column, text}], sorted, apart from each other, all
    places before any of them is made; `inverse` the same for the text afterwards. `text` has the
    file's own line ends. Gestures (`node`, `from`, `to`, `before` are ids of the graph):
      {do: "add", kind: input|condition|rule|limit, name, fields: {key: value}, before: id|null}
      {do: "rename", node, to: name}                    all uses follow, in the other files too
      {do: "delete", node}                              refused while something reads it
      {do: "connect", from, to, negated?, expression?, key?}
          an input or a condition is asked by a rule, a limit or a condition (`expression` instead
          of the bare name: "battery >= 80 %"); `key` for an input that the site measures with or a
          limit keeps: "solar", "meter", "meter.import", "keep"…
      {do: "disconnect", from, to}                      what asks it goes, and no more
      {do: "reorder", node, before: id|null}            within its list; null: to the end
      {do: "set", node, path: [key…], value}            text, list or object of texts; null: remove
      {do: "wrap", node, name, for?}                    the node's `when` becomes a named condition
      {do: "insert", library: name, values: {id: text}} what the ready-made file has and this not
POST `api/rules/format` desk
    → as edit
POST `api/rules/save` desk, version (which text it was typed over; "" for a new file)
    → ok, version | ok: false, problems, tests
    409 {ok: false, conflict: {text, version, by, at, base, merged}}: somebody else saved
      meanwhile; `base` is the text that both began with and `merged` both changes in one text,
      null where not known or not possible
POST `api/rules/versions` name
    → versions: [{id, name, at, by, how, version, added, removed}], newest first, at most 50;
      how: panel, restore, outside (an editor), start; added and removed count lines against the
      one before it
POST `api/rules/version` id, text? (what to compare it with; else the file as it is)
    → id, name, at, by, how, text, diff: [{kind: same|added|removed|gap, line, other, text}];
      `removed` stands in the version only, `added` in what it is compared with only
POST `api/rules/restore` id, version (of the file as it is)
    → as save
GET `api/rules/library`
    → files: [{name, title, summary, text, fields: [{id, kind, label, value, unit, domains}]}];
      kind: entity, quantity, text
POST `api/rules/library/fill` name, values: {id: text}
    → ok, text, problems
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from borne.web import errors
from borne.web.access import Guard
from borne.web.api import VIEWER, answer, body_of
from borne.web.errors import Refusal
from borne.web.live import States
from borne.web.rule_editing import RuleEditing
from borne.web.rule_json import language_json
from borne.web.rules import RuleFiles
from borne.web.typed import read_name, read_number, read_place, read_typed


class RulesPage:
    """The handlers; everybody may look and try, an administrator may save."""

    def __init__(
        self, files: RuleFiles, editing: RuleEditing, guard: Guard, states: States
    ) -> None:
        self._files = files
        self._editing = editing
        self._guard = guard
        self._states = states

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/rules", self.show),
            web.post("/api/rules/check", self.check),
            web.get("/api/rules/language", self.language),
            web.post("/api/rules/complete", self.complete),
            web.post("/api/rules/hover", self.hover),
            web.post("/api/rules/edit", self.edit),
            web.post("/api/rules/format", self.format),
            web.post("/api/rules/save", self.save),
            web.post("/api/rules/versions", self.versions),
            web.post("/api/rules/version", self.version),
            web.post("/api/rules/restore", self.restore),
            web.get("/api/rules/library", self.library),
            web.post("/api/rules/library/fill", self.fill),
        ]

    async def close(self, _app: web.Application) -> None:
        """Let go of the threads."""
        self._files.checks.close()
        self._editing.quick.close()

    async def show(self, request: web.Request) -> web.Response:
        return answer(await self._files.show(self._states.language(request), self._editing.names()))

    async def check(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        return answer(
            await self._files.check(read_typed(body), self._states.language(request, body))
        )

    async def language(self, request: web.Request) -> web.Response:
        return answer(language_json(self._states.language(request)))

    async def complete(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        typed, place = read_typed(body), read_place(body)
        return answer(
            await self._editing.complete(typed, place, self._states.language(request, body))
        )

    async def hover(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        typed, place = read_typed(body), read_place(body)
        return answer(await self._editing.hover(typed, place, self._states.language(request, body)))

    async def edit(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        typed, language = read_typed(body), self._states.language(request, body)
        return answer(await self._editing.edit(typed, body.get("gesture"), language))

    async def format(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        return answer(
            await self._editing.format(read_typed(body), self._states.language(request, body))
        )

    async def save(self, request: web.Request) -> web.Response:
        viewer = await self._guard.only_admin(request[VIEWER])
        body = await body_of(request)
        typed, language = read_typed(body), self._states.language(request, body)
        status, saved = await self._files.save(typed, _version(body), viewer.name, language)
        return answer(saved, status)

    async def versions(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        return answer(await self._files.versions(read_name(body.get("name"))))

    async def version(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        text = body.get("text")
        beside = text if isinstance(text, str) else None
        return answer(await self._files.version(read_number(body, "id"), beside))

    async def restore(self, request: web.Request) -> web.Response:
        viewer = await self._guard.only_admin(request[VIEWER])
        body = await body_of(request)
        number, language = read_number(body, "id"), self._states.language(request, body)
        status, saved = await self._files.restore(number, _version(body), viewer.name, language)
        return answer(saved, status)

    async def library(self, request: web.Request) -> web.Response:
        return answer(await self._editing.library(self._states.language(request)))

    async def fill(self, request: web.Request) -> web.Response:
        body = await body_of(request)
        values = body.get("values") or {}
        if not isinstance(values, Mapping):
            raise Refusal(400, errors.MISSING_TEXT(name="values"))
        told = {str(key): str(value) for key, value in values.items()}
        name, language = str(body.get("name")), self._states.language(request, body)
        return answer(await self._editing.fill(name, told, language))


def _version(body: Mapping[str, Any]) -> str:
    version = body.get("version")
    return version if isinstance(version, str) else ""
