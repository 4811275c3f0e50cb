"""Badges as CSV: what is exported, and what an import would change. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Any, Final

from msgspec import Struct

from borne.domain.legible import exposed
from borne.domain.say import Language, Sentence, Text
from borne.domain.state import State
from borne.domain.tag import BORNE_TAG, TAG_FIELDS, Tag, folded
from borne.domain.wish_body import read_wish
from borne.domain.wishes import SetTag
from borne.web import spreadsheet

COLUMNS: Final = ("tag", *TAG_FIELDS, "last_seen", "last_place")
MOST: Final = 10_000
"""Badges in one file."""

_HEADERS: Final = {
    "tag": ("tag", "badge", "uid", "rfid", "idtag", "id tag", "numéro", "numero"),
    "name": ("name", "nom"),
    "person": ("person", "personne"),
    "group": ("group", "groupe"),
    "vehicle": ("vehicle", "car", "véhicule", "vehicule", "voiture"),
    "expires": ("expires", "expiry", "valid until", "expire", "expiration", "valable jusqu’au"),
    "at_once": ("at_once", "at once", "à la fois", "a la fois", "simultané"),
    "blocked": ("blocked", "bloqué", "bloque"),
    "": ("last_seen", "last_place"),
}
"""How each column may be called; what is only told to people is passed over."""

_LONGEST: Final = 64
"""Characters of a number: those of Home Assistant's tags are longer than a charger's."""
_YES: Final = frozenset({"true", "yes", "1", "x", "vrai", "oui", "on"})
_NO: Final = frozenset({"", "false", "no", "0", "faux", "non", "off"})
_MANGLED: Final = re.compile(r"\d+(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_SEPARATOR: Final = re.compile(r"sep=([;,\t])\r?\n")
"""How a file tells Excel by what its cells are separated."""
_DAY: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")

_EMPTY: Final = Text("The file is empty", "Le fichier est vide")
_NO_TAG_COLUMN: Final = Text(
    "The first line must name the columns, “tag” among them, for example: tag;name;person",
    "La première ligne doit nommer les colonnes, dont « tag », par exemple : tag;nom;personne",
)
_NOT_A_COLUMN: Final = Text(
    "“{name}” is not a column; known are: {known}",
    "« {name} » n’est pas une colonne ; les colonnes connues : {known}",
)
_TWICE_COLUMN: Final = Text(
    "The column “{name}” is there twice", "La colonne « {name} » est là deux fois"
)
_TOO_MANY: Final = Text(
    "More than {most} badges in one file: divide it", "Plus de {most} badges : divisez le fichier"
)
_NO_TAG: Final = Text("The badge’s number is missing", "Le numéro du badge manque")
_TOO_LONG: Final = Text(
    "The number {tag} is longer than {most} characters", "Le numéro {tag} dépasse {most} caractères"
)
_OWN: Final = Text(
    "{tag} is the badge under which Borne itself starts", "{tag} est le badge propre à Borne"
)
_TWICE: Final = Text(
    "The badge {tag} is on line {line} already", "Le badge {tag} est déjà ligne {line}"
)
_SCIENTIFIC: Final = Text(
    "The spreadsheet has made a number of {tag}: format the column as text",
    "Le tableur a fait un nombre de {tag} : mettez la colonne au format texte",
)
_ZEROS: Final = Text(
    "The spreadsheet has taken the zeros before {tag}, which is {known}: format the column as text",
    "Le tableur a ôté les zéros devant {tag}, qui est {known} : mettez la colonne au format texte",
)
_YES_OR_NO: Final = Text(
    "“blocked” must be yes or no, not “{value}”",
    "« blocked » doit être oui ou non, pas « {value} »",
)
_NOT_CSV: Final = Text(
    "The line cannot be read as CSV: is a quotation mark left open?",
    "La ligne n’est pas du CSV lisible : un guillemet reste-t-il ouvert ?",
)


class Trouble(Struct, frozen=True):
    """What is wrong with a line; lines count from 1, the header's."""

    line: int
    message: Sentence


class Change(Struct, frozen=True):
    """What a line would do to a badge."""

    line: int
    intent: SetTag
    before: Tag | None

    @property
    def fields(self) -> dict[str, tuple[object, object]]:
        """By name, what was and what would be, where they differ."""
        old, new = self.before or Tag(self.intent.tag.tag), self.intent.tag
        pairs = ((name, getattr(old, name), getattr(new, name)) for name in TAG_FIELDS)
        return {
            name: (was, will)
            for name, was, will in pairs
            if name in self.intent.fields and was != will
        }

    @property
    def kind(self) -> str:
        """`new`, `changed` or `same`."""
        if self.before is None:
            return "new"
        return "changed" if self.fields else "same"


class Import(Struct, frozen=True):
    """A file that was read: what it would change, and what is wrong in it."""

    changes: tuple[Change, ...]
    troubles: tuple[Trouble, ...]


def read(text: str, state: State) -> Import:
    """Read a CSV of badges, separated by commas, semicolons or tabs; see `COLUMNS`."""
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    said = _SEPARATOR.match(text)
    first = text.lstrip().partition("\n")[0]
    separator = said[1] if said else max(";\t,", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    reader = _Reader(state)
    try:
        for cells in rows:
            if said is not None and rows.line_num == 1:
                continue
            if any(cell.strip() for cell in cells) and not reader.take(rows.line_num, cells):
                break
    except csv.Error:
        reader.trouble(rows.line_num, _NOT_CSV())
    if reader.columns is None and not reader.troubles:
        reader.trouble(1, _EMPTY())
    return Import(tuple(reader.changes), tuple(reader.troubles))


@dataclass(slots=True)
class _Reader:
    """Takes one line after the other; the first names the columns."""

    state: State
    columns: list[str] | None = None
    changes: list[Change] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    _lines: dict[str, int] = field(default_factory=dict)
    _padded: dict[str, str] = field(default_factory=dict)
    """The known badges that begin with zeros, by what a spreadsheet makes of them."""

    def __post_init__(self) -> None:
        numbers = (tag.tag for tag in self.state.tags.values() if tag.tag.isdigit())
        self._padded |= {tag.lstrip("0"): tag for tag in numbers if tag.startswith("0")}

    def trouble(self, line: int, message: Sentence) -> None:
        self.troubles.append(Trouble(line, message))

    def take(self, line: int, cells: Sequence[str]) -> bool:
        """Take one line; return whether the next one can be read."""
        if self.columns is None:
            columns = _columns(cells)
            if isinstance(columns, Sentence):
                self.trouble(line, columns)
                return False
            self.columns = columns
            return True
        if len(self._lines) >= MOST:
            self.trouble(line, _TOO_MANY(most=str(MOST)))
            return False
        named = dict(zip(self.columns, map(_plain, cells), strict=False))
        told = self._badge(line, named)
        if isinstance(told, Sentence):
            self.trouble(line, told)
        else:
            self.changes.append(Change(line, told, self.state.tag(told.tag.tag)))
        return True

    def _badge(self, line: int, named: Mapping[str, str]) -> SetTag | Sentence:
        tag = named.get("tag", "")
        problem = _number_problem(tag)
        if problem is not None:
            return problem
        padded = None if folded(tag) in self.state.tags else self._padded.get(tag)
        if padded is not None:
            return _ZEROS(tag=tag, known=padded)
        earlier = self._lines.setdefault(folded(tag), line)
        if earlier != line:
            return _TWICE(tag=tag, line=str(earlier))
        body: dict[str, object] = {name: value for name, value in named.items() if name}
        if "expires" in body:
            body["expires"] = _iso(named["expires"])
        if "blocked" in body:
            said = named["blocked"].casefold()
            if said not in _YES | _NO:
                return _YES_OR_NO(value=said[:40])
            body["blocked"] = said in _YES
        wish = read_wish({**body, "command": "set_tag"})
        if isinstance(wish, Sentence):
            return wish
        intent = wish[0]
        if not isinstance(intent, SetTag):
            raise TypeError(intent)
        return intent


def _columns(cells: Sequence[str]) -> list[str] | Sentence:
    """Which field each column holds; "" for those that are only told to people."""
    by_name = {called: name for name, names in _HEADERS.items() for called in names}
    columns: list[str] = []
    for cell in cells:
        called = _plain(cell).casefold().replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
        name = by_name.get(called)
        if name is None and called:
            return _NOT_A_COLUMN(name=exposed(cell.strip()[:40]), known=", ".join(COLUMNS))
        if name and name in columns:
            return _TWICE_COLUMN(name=name)
        columns.append(name or "")
    return columns if "tag" in columns else _NO_TAG_COLUMN()


def _number_problem(tag: str) -> Sentence | None:
    if not tag:
        return _NO_TAG()
    if len(tag) > _LONGEST:
        return _TOO_LONG(tag=exposed(tag[:20] + "…"), most=str(_LONGEST))
    if folded(tag) == folded(BORNE_TAG):
        return _OWN(tag=tag)
    return _SCIENTIFIC(tag=tag) if _MANGLED.fullmatch(tag) else None


def _plain(cell: str) -> str:
    return spreadsheet.text_of(cell.strip())


def _iso(text: str) -> str:
    """A date as spreadsheets write it in France, 31/12/2026, as 2026-12-31."""
    found = _DAY.fullmatch(text)
    if found is None:
        return text
    day, month, year = (int(part) for part in found.groups())
    return f"{year:04}-{month:02}-{day:02}"


def preview(found: Import, language: Language) -> dict[str, Any]:
    """What an import would do, for people to look at before it is done."""
    kinds = [change.kind for change in found.changes]
    return {
        "counts": {kind: kinds.count(kind) for kind in ("new", "changed", "same")},
        "changes": [
            {
                "line": change.line,
                "tag": change.intent.tag.tag,
                "name": change.intent.tag.name or (change.before.name if change.before else None),
                "kind": kind,
                "fields": {
                    name: {"before": _json(was), "after": _json(will)}
                    for name, (was, will) in change.fields.items()
                },
            }
            for change, kind in zip(found.changes, kinds, strict=True)
            if kind != "same"
        ],
        "problems": [
            {"line": trouble.line, "message": trouble.message.say(language)}
            for trouble in found.troubles
        ],
    }


def to_csv(tags: Iterable[Tag], zone: tzinfo, language: Language) -> str:
    """Every badge with all that is known of it, as a spreadsheet of that language shows it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if language == "fr" else ",")
    writer.writerow(COLUMNS)
    for tag in sorted(tags, key=lambda tag: ((tag.name or tag.tag).casefold(), tag.tag)):
        values = {name: getattr(tag, name) for name in TAG_FIELDS}
        place = (tag.last_charger, tag.last_connector)
        row = {
            **values,
            "tag": tag.tag,
            "blocked": "yes" if tag.blocked else "no",
            "last_seen": tag.last_seen and tag.last_seen.astimezone(zone).isoformat(" ", "seconds"),
            "last_place": "/".join(str(part) for part in place if part is not None),
        }
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    return "\N{ZERO WIDTH NO-BREAK SPACE}" + text.getvalue()


def _cell(value: object) -> object:
    return spreadsheet.cell(value) if isinstance(value, str) else value


def _json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
