"""Sentences for people, in English and French, kept apart from the values that fill them."""

from __future__ import annotations

import string
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from borne.domain.units import Dimension, Quantity

Language: TypeAlias = Literal["en", "fr"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "fr")

Sayable: TypeAlias = "str | int | float | bool | Quantity | datetime | timedelta | Sentence | None"


def _fields(template: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(template) if field is not None}


class Text(Struct, frozen=True, gc=False):
    """One sentence in each language, with the same `{names}` in both."""

    en: str
    fr: str

    def __post_init__(self) -> None:
        if _fields(self.en) != _fields(self.fr):
            raise ValueError(f"the languages name different values: {self.en!r}, {self.fr!r}")

    def __call__(self, **values: Sayable) -> Sentence:
        """Fill the sentence; datetimes are said in the zone that they carry."""
        return Sentence(self, tuple(values.items()))


class Sentence(Struct, frozen=True, gc=False):
    """A text with its values; equal when it would say the same."""

    text: Text
    values: tuple[tuple[str, Sayable], ...] = ()

    def say(self, language: Language = "en") -> str:
        """Return the sentence as a person of that language reads it."""
        template = self.text.fr if language == "fr" else self.text.en
        return template.format_map({name: _say(value, language) for name, value in self.values})

    def __str__(self) -> str:
        return self.say()


def plain(words: str) -> Sentence:
    """Words that are nobody's to translate: a name, a charger's own message."""
    return _VERBATIM(words=words)


def duration(seconds: float) -> timedelta:
    """Return `seconds` as a value that a sentence can say."""
    return timedelta(seconds=seconds)


def day_of(day: date) -> Sentence:
    """Return a day of the calendar as a value that a sentence can say."""
    number = _FIRST() if day.day == 1 else plain(str(day.day))
    return _DAY(day=number, month=_MONTHS[day.month - 1](), year=str(day.year))


_VERBATIM: Final = Text("{words}", "{words}")
_DAY: Final = Text("{day} {month} {year}", "{day} {month} {year}")
_FIRST: Final = Text("1", "1er")
_MONTHS: Final = (
    Text("January", "janvier"),
    Text("February", "février"),
    Text("March", "mars"),
    Text("April", "avril"),
    Text("May", "mai"),
    Text("June", "juin"),
    Text("July", "juillet"),
    Text("August", "août"),
    Text("September", "septembre"),
    Text("October", "octobre"),
    Text("November", "novembre"),
    Text("December", "décembre"),
)

_SCALED: Final[dict[Dimension, str]] = {
    Dimension.POWER: "kW",
    Dimension.APPARENT: "kVA",
    Dimension.ENERGY: "kWh",
}
_FINE: Final[dict[Dimension, int]] = {Dimension.MONEY: 2, Dimension.PRICE: 3}
"""How many decimals always count."""


def _say(value: Sayable, language: Language) -> str:
    if isinstance(value, Sentence):
        return value.say(language)
    if isinstance(value, Quantity):
        return _say_quantity(value, language)
    if isinstance(value, datetime):
        return value.strftime("%H:%M")
    if isinstance(value, timedelta):
        return _say_duration(value.total_seconds(), language)
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "fr": ("non", "oui")}[language][value]
    if isinstance(value, int | float):
        return _say_number(value, language)
    if value is None:
        return {"en": "unknown", "fr": "inconnu"}[language]
    return value


def _say_number(value: float, language: Language) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".") if abs(value) < 10 else f"{value:.1f}"
    text = "0" if float(text) == 0 else text.removesuffix(".0")
    return text.replace(".", ",") if language == "fr" else text


def _say_quantity(quantity: Quantity, language: Language) -> str:
    value, unit = quantity.value, quantity.dimension.value
    if quantity.dimension is Dimension.TIME:
        return _say_duration(value, language)
    if quantity.dimension in _FINE:
        text = f"{value:.{_FINE[quantity.dimension]}f}\N{NO-BREAK SPACE}{unit}"
        return text.replace(".", ",") if language == "fr" else text
    scaled = _SCALED.get(quantity.dimension)
    if scaled is not None and abs(value) >= 1000:
        value, unit = round(value / 1000, 1), scaled
    else:
        value = round(value, 1 if quantity.dimension is Dimension.CURRENT else 0)
    space = "\N{NO-BREAK SPACE}"
    return f"{_say_number(value, language)}{space}{unit}".rstrip()


def _say_duration(seconds: float, language: Language) -> str:
    whole = round(seconds)
    space = "\N{NO-BREAK SPACE}"
    if whole < 120:
        return f"{whole}{space}s"
    hours, minutes = divmod(round(whole / 60), 60)
    if not hours:
        return f"{minutes}{space}min"
    if hours >= 72:
        days, hours = divmod(hours, 24)
        text = f"{days}{space}{'j' if language == 'fr' else 'd'}"
        return text + (f"{space}{hours}{space}h" if hours and days < 14 else "")
    return f"{hours}{space}h" + (f"{space}{minutes:02}{space}min" if minutes else "")
