"""Payloads checked against OCPP's schema, and repaired field by field where they fail.

A valid payload costs one call of the compiled validator. For the rest the schema is walked beside
the payload: a field is mended where its meaning is clear, else left out. What comes back fits
the schema, but for required fields that were never there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, Final

import orjson

from borne.ocpp.frame import Payload
from borne.ocpp.note import Problem, shown
from borne.ocpp.remedies import CATCH_ALL, ESSENTIAL, OTHER_NAMES, OTHER_WORDS
from borne.ocpp.schemas import Schema, schema, validator

_SEPARATORS: Final = re.compile(r"[\s._\-]+")
_MOST_PROBLEMS: Final = 20
_MOST_INTEGER: Final = 2**53
_TRUE: Final = ("true", "1", "yes")
_FALSE: Final = ("false", "0", "no")


class _Gone:
    """Stands for a value that is left out."""


_GONE: Final = _Gone()


def check(name: str, payload: Payload) -> tuple[Payload, tuple[Problem, ...]]:
    """Return the payload as the schema of that name wants it, and what was changed."""
    if validator(name).is_valid(payload):
        return payload, ()
    mender = _Mender()
    mended = mender.mend(schema(name), payload, "")
    problems = tuple(Problem(field, text) for field, text in mender.problems.items())
    return (mended if isinstance(mended, dict) else {}), problems


def squash(word: str) -> str:
    """A word without what chargers get wrong most: case, spaces, dots, dashes, underscores."""
    return _SEPARATORS.sub("", word).casefold()


class _Mender:
    """One walk through one payload."""

    def __init__(self) -> None:
        self.problems: dict[str, str] = {}
        self._kinds: dict[str, Callable[[Schema, object, str], object]] = {
            "object": self._object,
            "array": self._array,
            "string": self._string,
            "integer": self._integer,
            "number": self._number,
            "boolean": self._boolean,
        }

    def mend(self, node: Schema, value: object, path: str) -> object:
        kind = self._kinds.get(node.get("type", ""))
        return value if kind is None else kind(node, value, path)

    def _note(self, path: str, text: str) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.setdefault(path or "payload", text)

    def _left_out(self, path: str, value: object, wanted: str) -> _Gone:
        self._note(path, f"{shown(value)} is no {wanted}; left out")
        return _GONE

    def _object(self, node: Schema, value: object, path: str) -> object:
        if not isinstance(value, dict):
            return self._left_out(path, value, "object")
        properties: dict[str, Schema] = node.get("properties", {})
        mended: dict[str, Any] = {}
        for name, part in self._named(properties, value, path).items():
            inner = f"{path}.{name}" if path else name
            if part is None:
                self._note(inner, "is null; left out")
                continue
            better = self.mend(properties[name], part, inner)
            if better is not _GONE:
                mended[name] = better
            elif name in ESSENTIAL and part != "":
                return _GONE
        for name in node.get("required", ()):
            if name not in mended:
                self._note(f"{path}.{name}" if path else name, "is missing")
        return mended

    def _named(self, properties: dict[str, Schema], value: Payload, path: str) -> Payload:
        """The fields that the schema knows, under their right names."""
        known = {name: part for name, part in value.items() if name in properties}
        squashed = {squash(name): name for name in properties}
        for name, part in value.items():
            if name in known:
                continue
            plain = squash(name)
            meant = squashed.get(plain) or OTHER_NAMES.get(plain)
            inner = f"{path}.{shown(name)}" if path else shown(name)
            if meant in properties and meant not in known:
                known[meant] = part
                self._note(inner, f"is taken as {meant}")
            else:
                self._note(inner, "is not part of OCPP; left out")
        return known

    def _array(self, node: Schema, value: object, path: str) -> object:
        if value is None:
            return self._left_out(path, value, "list")
        if not isinstance(value, list):
            self._note(path, "is no list; taken as a list of one")
            value = [value]
        item = node.get("items", {})
        mended = [better for part in value if (better := self.mend(item, part, path)) is not _GONE]
        if len(mended) < node.get("minItems", 0):
            return self._left_out(path, value, "list that says something")
        return mended

    def _string(self, node: Schema, value: object, path: str) -> object:
        if value is None:
            return self._left_out(path, value, "text")
        if not isinstance(value, str):
            text = _text_of(value)
            if text is None:
                return self._left_out(path, value, "text")
            self._note(path, f"{shown(value)} is no text; taken as one")
            value = text
        if "enum" in node:
            return self._word(node["enum"], value, path)
        most = node.get("maxLength")
        if most is not None and len(value) > most:
            self._note(path, f"has {len(value)} characters where OCPP has {most}; cut")
            return value[:most]
        return value

    def _word(self, words: list[str], value: str, path: str) -> object:
        if value in words:
            return value
        field = path.rpartition(".")[2]
        plain = squash(value)
        meant = {squash(word): word for word in words}.get(plain)
        meant = meant or OTHER_WORDS.get(field, {}).get(plain) or CATCH_ALL.get(field)
        if meant not in words:
            self._note(path, f"{shown(value)} is not known; left out")
            return _GONE
        self._note(path, f"{shown(value)} is taken as {meant}")
        return meant

    def _integer(self, _: Schema, value: object, path: str) -> object:
        number = _number_in(value)
        if number is None or abs(number) > _MOST_INTEGER:
            return self._left_out(path, value, "whole number")
        whole = round(number)
        if type(value) is not int:
            self._note(path, f"{shown(value)} is written as no whole number; taken as {whole}")
        return whole

    def _number(self, _: Schema, value: object, path: str) -> object:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        number = _number_in(value)
        if number is None:
            return self._left_out(path, value, "number")
        self._note(path, f"{shown(value)} is taken as {number:g}")
        return number

    def _boolean(self, _: Schema, value: object, path: str) -> object:
        if isinstance(value, bool):
            return value
        plain = str(value).strip().casefold()
        if plain not in (*_TRUE, *_FALSE):
            return self._left_out(path, value, "yes or no")
        self._note(path, f"{shown(value)} is taken as {str(plain in _TRUE).lower()}")
        return plain in _TRUE


def _text_of(value: object) -> str | None:
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # nested too deeply, or a number beyond 64 bits
        return None


def _number_in(value: object) -> float | None:
    """A finite number, also from text with a comma; integers stay exact."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        text = value.strip()
        if len(text) > 40 or "_" in text:
            return None
        try:
            value = float(text if "." in text else text.replace(",", "."))
        except ValueError:
            return None
    return value if isinstance(value, float) and math.isfinite(value) else None
