from __future__ import annotations

import ast
import importlib
import pkgutil
import string
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import borne
from borne.domain.say import LANGUAGES, Sayable, Text, day_of, duration, plain
from borne.domain.units import Dimension, Quantity

SPACE = "\N{NO-BREAK SPACE}"
IT = Text("{it}", "{it}")


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (3, "3", "3"),
        (2.5, "2.5", "2,5"),
        (0.333, "0.33", "0,33"),
        (-0.001, "0", "0"),
        (12.04, "12", "12"),
        (1234.56, "1234.6", "1234,6"),
        (True, "yes", "oui"),
        (None, "unknown", "inconnu"),
        ("Rouge", "Rouge", "Rouge"),
        (Quantity(6.04, Dimension.CURRENT), f"6{SPACE}A", f"6{SPACE}A"),
        (Quantity(13.5, Dimension.CURRENT), f"13.5{SPACE}A", f"13,5{SPACE}A"),
        (Quantity(999, Dimension.POWER), f"999{SPACE}W", f"999{SPACE}W"),
        (Quantity(2449, Dimension.POWER), f"2.4{SPACE}kW", f"2,4{SPACE}kW"),
        (Quantity(9000, Dimension.APPARENT), f"9{SPACE}kVA", f"9{SPACE}kVA"),
        (Quantity(90, Dimension.TIME), f"90{SPACE}s", f"90{SPACE}s"),
        (Quantity(80, Dimension.RATIO), f"80{SPACE}%", f"80{SPACE}%"),
        (Quantity(3, Dimension.NUMBER), "3", "3"),
        (timedelta(minutes=5), f"5{SPACE}min", f"5{SPACE}min"),
        (duration(3600), f"1{SPACE}h", f"1{SPACE}h"),
        (duration(77 * 3600), f"3{SPACE}d{SPACE}5{SPACE}h", f"3{SPACE}j{SPACE}5{SPACE}h"),
        (duration(900 * 86_400 + 7200), f"900{SPACE}d", f"900{SPACE}j"),
        (duration(3900), f"1{SPACE}h{SPACE}05{SPACE}min", f"1{SPACE}h{SPACE}05{SPACE}min"),
        (datetime(2026, 6, 7, 18, 5, tzinfo=ZoneInfo("Europe/Paris")), "18:05", "18:05"),
        (plain("{braces}"), "{braces}", "{braces}"),
    ],
)
def test_values_are_said_as_people_read_them(value: Sayable, english: str, french: str) -> None:
    sentence = IT(it=value)
    assert (sentence.say("en"), sentence.say("fr")) == (english, french)
    assert str(sentence) == english


def test_both_languages_must_name_the_same_values() -> None:
    with pytest.raises(ValueError, match="different values"):
        Text("{a} costs {b}", "{a} coûte")


def test_sentences_that_say_the_same_are_equal() -> None:
    assert IT(it=1) == IT(it=1) != IT(it=2)


def texts() -> Iterator[tuple[str, Text]]:
    for module in pkgutil.walk_packages(borne.__path__, "borne."):
        if "migrations" in module.name or module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, Text):
                yield f"{module.name}.{name}", value


def test_every_text_says_something_in_both_languages() -> None:
    found = dict(texts())
    assert len(found) > 100
    silent = [
        name
        for name, text in found.items()
        if not text.en.strip() or not text.fr.strip()
        if name != "borne.domain.wish_body._NOTHING"
    ]
    assert not silent


def _filled_wrongly(path: Path) -> Iterator[str]:
    """Where a text is called with other values than it names."""
    source, known = path.read_text(encoding="utf-8"), {}
    if " Text(" not in source:
        return
    tree = ast.parse(source)
    for node in tree.body:
        if not isinstance(node, ast.AnnAssign) or not isinstance(node.value, ast.Call):
            continue
        if ast.unparse(node.value.func) == "Text":
            known[ast.unparse(node.target)] = ast.literal_eval(node.value.args[0])
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        template = known.get(call.func.id) if isinstance(call.func, ast.Name) else None
        names = {keyword.arg for keyword in call.keywords}
        if template is None or None in names:
            continue
        if names != set(_names(template)):
            yield f"{path.name}:{call.lineno}: {template}"


def _names(template: str) -> Iterator[str]:
    for _, name, _, _ in string.Formatter().parse(template):
        if name is not None:
            yield name


def test_every_text_is_filled_with_what_it_names() -> None:
    package = Path(next(iter(borne.__path__)))
    wrong = [line for path in package.rglob("*.py") for line in _filled_wrongly(path)]
    assert not wrong


def test_a_day_is_said_as_people_say_it() -> None:
    assert [day_of(date(2026, 8, 1)).say(one) for one in LANGUAGES] == [
        "1 August 2026",
        "1er août 2026",
    ]
