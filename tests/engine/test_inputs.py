from __future__ import annotations

from datetime import timedelta

from borne.domain.fact import Fact
from borne.engine.inputs import guarded_at, heard_at, reader, sources, stale_at
from borne.rules.model import RuleBook

from ..domain.playbook import NOON  # noqa: TID252  # one language for all plays
from .conftest import RULES, reading_of

SOME = RULES.replace("tempo: sensor.tempo", "tempo: {entity: sensor.tempo, if_unknown: 3}")
SOME = SOME.replace('tempo == "Rouge"', "tempo > 5")


def book() -> RuleBook:
    found = reading_of(SOME).book
    assert found is not None
    return found


def test_a_fresh_number_is_read_and_anything_else_is_not() -> None:
    facts = {
        "sensor.linky": Fact(4200.0, NOON - timedelta(minutes=2)),
        "sensor.grid": Fact(float("nan"), NOON),
    }
    read = reader(book(), facts, NOON)
    assert read("linky") == 4200
    assert read("grid") is None
    assert read("tempo") == 3
    assert read("nobody") is None
    assert reader(book(), facts, NOON + timedelta(seconds=1))("linky") is None


def test_a_word_is_no_number() -> None:
    assert reader(book(), {"sensor.linky": Fact("high", NOON)}, NOON)("linky") is None
    assert reader(book(), {"sensor.linky": Fact(value=True, at=NOON)}, NOON)("linky") is None


def test_a_simulation_may_tell_inputs_by_name() -> None:
    assert reader(book(), {"linky": Fact(7.0, NOON)}, NOON)("linky") == 7


def test_when_the_meters_were_heard() -> None:
    facts = {"sensor.linky": Fact(1.0, NOON), "sensor.grid": Fact(1.0, NOON - timedelta(1))}
    assert heard_at(book(), facts) == NOON - timedelta(1)
    assert guarded_at(book(), facts) == NOON
    assert heard_at(RuleBook(), facts) is None


def test_when_a_meter_grows_too_old() -> None:
    facts = {"sensor.linky": Fact(1.0, NOON)}
    assert stale_at(book(), facts, NOON) == NOON + timedelta(minutes=2)
    assert stale_at(book(), facts, NOON + timedelta(minutes=3)) is None


def test_what_can_change_a_decision() -> None:
    assert book().site.inputs == {"grid", "linky"}
    assert sources(book()) >= {"sensor.grid", "sensor.linky", "sensor.tempo", "tempo"}


APART = """
site:
  meter: {import: drawn, export: fed}
inputs:
  drawn: sensor.drawn
  fed: sensor.fed
rules:
  - name: Sun
    charge: surplus
"""


def test_import_and_export_apart_are_as_young_as_the_younger() -> None:
    apart = reading_of(APART).book
    assert apart is not None
    facts = {
        "sensor.drawn": Fact(0.0, NOON - timedelta(hours=4)),
        "sensor.fed": Fact(2000.0, NOON),
    }
    assert reader(apart, facts, NOON)("drawn") == 0
    assert stale_at(apart, facts, NOON) == NOON + timedelta(minutes=5)
    later = reader(apart, facts, NOON + timedelta(minutes=6))
    assert later("drawn") is None
    assert later("fed") is None
    assert reader(apart, {}, NOON)("fed") is None
