"""Public holidays in rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from borne.domain.decision import Choice, Scene, Subject
from borne.domain.whereabouts import Whereabouts
from borne.rules import check
from borne.rules.decide import decide
from borne.rules.document import SourceFile
from borne.rules.model import RuleBook
from borne.rules.moment import Memory
from borne.rules.public_holidays import holidays_around, knows

Book = Callable[[str], RuleBook]

HOME = ZoneInfo("Europe/Paris")
FRANCE = Whereabouts(country="FR")
CAR = Subject("garage/1", "garage", 1, plugged=True)
RULES = "rules: [{{name: A, charge: max, {when}}}, {{name: B, charge: off}}]"


def _choose(book: RuleBook, day: str, where: Whereabouts = FRANCE) -> Choice:
    now = datetime.fromisoformat(day).replace(tzinfo=HOME)
    return decide(book, CAR, Scene(now, whereabouts=where), Memory())[0]


@pytest.mark.parametrize(
    ("when", "day", "applies", "next_day"),
    [
        ("days: holidays", "2026-07-14 12:00", True, "2026-07-15 00:00"),
        ("days: holidays", "2026-07-15 12:00", False, "2026-08-15 00:00"),
        ("days: not holidays", "2026-07-14 12:00", False, "2026-07-15 00:00"),
        ("days: not holidays", "2026-07-15 12:00", True, "2026-08-15 00:00"),
        ("days: [mon-fri, not holidays]", "2026-07-14 12:00", False, "2026-07-15 00:00"),
        ("days: [mon-fri, not holidays]", "2026-07-11 12:00", False, "2026-07-13 00:00"),
        ("days: [weekend, holidays]", "2026-07-14 12:00", True, "2026-07-15 00:00"),
        ("days: holidays, between: 22:00-06:00", "2026-07-15 02:00", True, "2026-07-15 06:00"),
        ("when: holiday", "2026-12-25 12:00", True, "2026-12-26 00:00"),
        ("when: not holiday", "2026-12-24 12:00", True, "2026-12-25 00:00"),
    ],
)
def test_rules_know_public_holidays(
    when: str, day: str, applies: object, next_day: str, book: Book
) -> None:
    choice = _choose(book(RULES.format(when=when)), day)
    assert (choice.rule == "A") is applies
    assert choice.next is not None
    assert choice.next.at.strftime("%Y-%m-%d %H:%M") == next_day


def test_a_region_has_holidays_of_its_own() -> None:
    good_friday = datetime(2026, 4, 3, tzinfo=HOME).date()
    moselle = holidays_around(good_friday, Whereabouts(country="FR", region="57"))
    assert moselle is not None
    assert good_friday in moselle
    assert good_friday not in (holidays_around(good_friday, FRANCE) or ())


@pytest.mark.parametrize("where", [Whereabouts(), Whereabouts(country="XX")])
def test_where_the_country_is_not_known_what_hangs_on_it_is_unknown(
    where: Whereabouts, book: Book
) -> None:
    for when in ("days: holidays", "days: not holidays", "when: holiday", "when: not holiday"):
        assert _choose(book(RULES.format(when=when)), "2026-07-14 12:00", where).rule == "B"
    weekend = book(RULES.format(when="days: [weekend, holidays]"))
    assert _choose(weekend, "2026-07-11 12:00", where).rule == "A"  # a Saturday in any case


def test_a_country_that_there_is_not_is_not_known() -> None:
    assert knows("FR")
    assert not knows("France")
    assert not knows("FR", "Narnia")


@pytest.mark.parametrize(
    ("text", "loads"),
    [
        ("rules: [{name: A, days: holidays, charge: max}]", True),
        ("rules: [{name: A, when: [boost, not holiday], charge: max}]", True),
        ("rules: [{name: A, days: not holidays, charge: {ready_by: 07:00, energy: 5 kWh}}]", True),
        ("conditions: {free: {days: holidays}}\nrules: [{name: A, when: free, charge: max}]", True),
        ("rules: [{name: A, charge: max}]\nlimits: [{name: L, days: holidays, current: 6}]", True),
        ("events: [{on: charger lost, days: holidays, event: lost}]", True),
        ("rules: [{name: A, days: mon-fri, charge: max}]", False),
        ("rules: [{name: A, days: mon-fri, charge: {ready_by: 07:00, energy: 5 kWh}}]", False),
    ],
)
def test_the_slow_library_is_loaded_as_the_rules_are_read_and_not_as_they_decide(
    text: str, loads: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[bool] = []
    monkeypatch.setattr(check, "load", lambda: loaded.append(True))
    check.read([SourceFile("home.yaml", text)])
    assert bool(loaded) is loads
