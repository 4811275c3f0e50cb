"""The fields of a command's body, each read as what it should be or refused in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NoReturn

from borne.domain.errors import WrongQuantity
from borne.domain.legible import exposed, unseen_in
from borne.domain.say import Sentence, Text
from borne.domain.units import Dimension, parse_quantity, read_quantity

MISSING: Final = Text("“{name}” is missing", "« {name} » manque")
_WRONG: Final = Text(
    "“{name}” must be {wanted}, not “{value}”", "« {name} » doit être {wanted}, pas « {value} »"
)
_A_TEXT: Final = Text("a text", "un texte")
_TRUE_OR_FALSE: Final = Text("true or false", "true ou false")
_A_MOMENT: Final = Text("a time such as 2026-06-07T12:00", "une heure comme 2026-06-07T12:00")
_BETWEEN: Final = Text("a whole number from {least} to {most}", "un entier de {least} à {most}")
_NO_LONGER: Final = Text(
    "a text of at most {most} characters", "un texte d’au plus {most} caractères"
)
_UNSEEN: Final = Text(
    "“{name}” holds a character that nobody can see ({code}): delete it, or type the text anew",
    "« {name} » contient un caractère que personne ne voit ({code}) : effacez-le ou retapez le "
    "texte",
)

_LONGEST: Final = 500
_MOST: Final = {Dimension.TIME: 366 * 86_400.0, Dimension.ENERGY: 1e6}
"""s and Wh beyond which a number is a mistake."""


class Refused(Exception):
    """Why the body cannot be read."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence


@dataclass(slots=True)
class Body:
    """A body whose fields are taken one by one; what nobody took is a mistake."""

    body: Mapping[str, object]
    taken: set[str] = field(default_factory=lambda: {"charger", "connector", "command", "id"})

    def raw(self, name: str) -> object:
        self.taken.add(name)
        return self.body.get(name)

    def text(self, name: str) -> str | None:
        """A text that people are shown: every character of it can be seen."""
        text = (self.verbatim(name) or "").strip()
        unseen = unseen_in(text)
        if unseen is not None:
            raise Refused(_UNSEEN(name=name, code=unseen))
        return text or None

    def verbatim(self, name: str) -> str | None:
        """A text as it is, for a charger to read."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise Refused(wrong(name, _A_TEXT, value))
        return str(value)[:_LONGEST]

    def needed(self, name: str) -> str:
        value = self.text(name)
        if value is None:
            raise Refused(MISSING(name=name))
        return value

    def long(self, name: str, most: int) -> str | None:
        """A text that would lose its meaning if it were cut."""
        value = self.raw(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str) or len(value) > most:
            raise Refused(wrong(name, _NO_LONGER(most=most), value))
        return value

    def moment(self, name: str) -> datetime | None:
        """A point in time; without a zone it is the house's."""
        text = self.text(name)
        if text is None:
            return None
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            raise Refused(wrong(name, _A_MOMENT, text)) from None

    def whole(self, name: str, least: int, most: int) -> int | None:
        value = self.raw(name)
        if value is None or value == "":
            return None
        text = "" if isinstance(value, bool) else str(value).removesuffix(".0")
        if text.isascii() and text.isdecimal() and len(text) < 12 and least <= int(text) <= most:
            return int(text)
        wanted = _BETWEEN(least=least, most=str(most))
        raise Refused(wrong(name, wanted, value))

    def refuse(self, sentence: Sentence) -> NoReturn:
        raise Refused(sentence)

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        value = self.raw(name)
        if value is None and default is not None:
            return default
        if isinstance(value, bool):
            return value
        known = {"true": True, "on": True, "yes": True, "false": False, "off": False, "no": False}
        found = known.get(str(value).casefold())
        if found is None:
            raise Refused(wrong(name, _TRUE_OR_FALSE, value))
        return found

    def quantity(self, name: str, dimension: Dimension, wanted: Text, bare: float) -> float | None:
        """A positive quantity; a bare number counts `bare` base units."""
        value = self.raw(name)
        if value is None:
            return None
        try:
            if isinstance(value, bool):
                raise WrongQuantity(str(value))
            if parse_quantity(str(value)).dimension is Dimension.NUMBER:
                found = parse_quantity(str(value)).value * bare
            else:
                found = read_quantity(str(value), dimension)
        except WrongQuantity:
            raise Refused(wrong(name, wanted, value)) from None
        if not 0 < found <= _MOST[dimension]:
            raise Refused(wrong(name, wanted, value))
        return found


def wrong(name: str, wanted: Text | Sentence, value: object) -> Sentence:
    """What a field must be, and what it is instead."""
    said = wanted() if isinstance(wanted, Text) else wanted
    return _WRONG(name=name, wanted=said, value=exposed(str(value)[:40]))
