"""What people type for the words of the language is understood, in English and French."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.decision import Mode
from borne.domain.quota import Period
from borne.domain.site import Style
from borne.domain.tag import KnownTag, UnknownTagPolicy, WithoutTag
from borne.domain.units import UNITS
from borne.rules import meant as table
from borne.rules.check import Reading
from borne.rules.clock import DAYS, HOLIDAYS
from borne.rules.language import ACCESS, INPUT, LIMIT, PLAN, RULE, TOP
from borne.rules.language_of_cases import EXPECT, GIVEN, TEST
from borne.rules.language_of_events import EVENT
from borne.rules.language_of_site import CONNECTOR, METER, PRICE, SITE
from borne.rules.lexer import KEYWORDS
from borne.rules.meant import bare, meant
from borne.rules.names import BUILTINS, FUNCTIONS
from borne.rules.ties import Happening, Urgency

Read = Callable[[str], Reading]

_SECTIONS = (TOP, INPUT, RULE, PLAN, LIMIT, ACCESS, SITE, METER, PRICE, CONNECTOR, EVENT)
_KEYS = {key for section in (*_SECTIONS, TEST, GIVEN, EXPECT) for key in section.keys}
_VALUES = {
    *(str(one) for kind in (Mode, Style, Period, Happening, Urgency) for one in kind),
    *(str(one) for kind in (KnownTag, UnknownTagPolicy, WithoutTag) for one in kind),
    *("mon-fri", "weekdays", "weekend", "cheapest", "sun", *DAYS, *HOLIDAYS, *UNITS),
}


def test_each_word_that_is_pointed_at_is_one_of_the_language() -> None:
    words = {name for names in table._MEANT.values() for name in names}
    assert words - _KEYS - _VALUES - BUILTINS.keys() - FUNCTIONS.keys() - KEYWORDS == set()


def test_what_is_typed_stands_as_it_is_looked_up() -> None:
    assert [word for word in (*table._MEANT, *table.NEGATIONS) if bare(word) != word] == []
    assert "" not in table._MEANT


def _rule(more: str) -> str:
    return f"rules: [{{name: A, charge: max, {more}}}]"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (_rule("time: 22:00-06:00"), "between"),
        (_rule("if: plugged"), "when"),
        (_rule("quand: plugged"), "when"),
        (_rule("unless: plugged"), "when: not …"),
        (_rule("sauf si: plugged"), "when: not …"),
        (_rule("à moins que: plugged"), "when: not …"),
        (_rule("heures creuses: 22:00-06:00"), "between"),
        (_rule("off-peak: 22:00-06:00"), "between"),
        (_rule("jours: mon"), "days"),
        (_rule("amps: 16"), "current"),
        (_rule("courant: 16 A"), "current"),
        (_rule("badge: anna"), "who"),
        (_rule("pendant: 5 min"), "for"),
        (_rule("en attendant: off"), "meanwhile"),
        (_rule("quota: 10 kWh per day"), "at_most"),
        ("rules: [{name: A, amps: 16}]", "charge"),
        ("rules: [{name: A, puissance: 7 kW}]", "charge"),
        ("rules: [{nom: A, charge: max}]", "name"),
        ("rules: [{name: A, charge: solar}]", "surplus"),
        ("rules: [{name: A, charge: pleine puissance}]", "max"),
        ("rules: [{name: A, charge: jamais}]", "off"),
        ("rules: [{name: A, charge: 16 ampères}]", "16 A"),
        ("rules: [{name: A, charge: 3.7 kilowatts}]", "3.7 kW"),
        ("rules: [{name: A, charge: {prêt: 07:00}}]", "ready_by"),
        (_rule("days: lundi"), "mon"),
        (_rule("days: du lundi au vendredi"), "mon-fri"),
        (_rule("days: jours fériés"), "holidays"),
        (_rule("style: éco"), "strict"),
        (_rule("at_most: 10 kWh/day"), "10 kWh per day"),
        (_rule("at_most: 10 kWh par jour"), "10 kWh per day"),
        (_rule("at_most: 10 kWh per jour"), "day"),
        (_rule("when: puissance > 2 kW"), "power"),
        (_rule("when: branchée"), "plugged"),
        (_rule("when: énergie > 2 kWh"), "session_energy"),
        (_rule("when: surplus > 2 kilowatts"), "kW"),
        (_rule("when: plugged et charging"), "and"),
        (_rule("when: tag est 7"), "is"),
        (_rule("when: moyenne(surplus) > 2 kW"), "average"),
        ("règles: []", "rules"),
        ("capteurs: {}", "inputs"),
        ("site: {abonnement: 9 kVA}", "contract"),
        ("site: {disjoncteur: linky}", "breaker"),
        ("site: {bornes: {}}", "connectors"),
        ("access: {badge inconnu: ask}", "unknown_tag"),
        ("access: {unknown_tag: refuser}", "reject"),
        ("events: [{on: borne perdue, notify: x}]", "charger lost"),
        ("events: [{on: charger lost, message: x}]", "notify"),
        ("events: [{on: charger lost, notify: x, severity: haute}]", "critical"),
        ("limits: [{name: A, amps: 16}]", "current"),
        ("tests: [{heure: 12:00, expect: {}}]", "at"),
    ],
)
def test_a_word_that_means_the_same_is_understood(reading: Read, text: str, hint: str) -> None:
    hints = [one.hint for one in reading(text).problems if one.hint is not None]
    assert f"Did you mean “{hint}”?" in [one.say("en") for one in hints]
    assert f"Vouliez-vous dire « {hint} » ?" in [one.say("fr") for one in hints]


def test_a_key_that_stands_there_already_is_not_what_is_missed(reading: Read) -> None:
    both = "rules: [{name: A, charge: max, current: 16 A, amps: 16}]"
    hints = [str(one.hint) for one in reading(both).problems if one.hint is not None]
    assert "Did you mean “charge”?" in hints, "better than nothing"


@given(st.text(max_size=80), st.sets(st.sampled_from(sorted(RULE.keys))))
def test_whatever_is_typed_only_a_known_word_is_meant(text: str, known: set[str]) -> None:
    found = meant(text, known)
    assert found is None or found in known
