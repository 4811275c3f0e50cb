"""What a choice says of the time to come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from borne.domain.decision import Choice, Scene, Subject
from borne.domain.fact import Fact, Value
from borne.rules.decide import decide
from borne.rules.foresee import foresee
from borne.rules.model import RuleBook
from borne.rules.moment import Memory

Book = Callable[[str], RuleBook]

PARIS = ZoneInfo("Europe/Paris")
CAR = Subject("garage/1", "garage", 1, plugged=True)
TEMPO = """
inputs: {tempo: sensor.tempo, x: {entity: sensor.x, max_age: 5 min}}
conditions: {off_peak: {between: 22:30-06:30}}
rules:
  - {name: Off-peak, when: off_peak, charge: max}
  - {name: Red day, when: tempo == "Rouge", charge: off}
  - {name: Sun, when: x > 3, charge: surplus}
  - {name: Otherwise, charge: min}
"""


def _choose(book: RuleBook, clock: str, **values: Value | None) -> Choice:
    hour, minute = map(int, clock.split(":"))
    now = datetime(2026, 6, 9, hour, minute, tzinfo=PARIS)
    facts = {name: Fact(value, now.astimezone(UTC)) for name, value in values.items()}
    scene = Scene(now, facts)
    choice, memory = decide(book, CAR, scene, Memory())
    return foresee(book, CAR, scene, memory, choice)


def test_a_rule_that_does_not_charge_says_which_one_it_waits_for(book: Book) -> None:
    choice = _choose(book(TEMPO), "12:00", tempo="Rouge")
    assert choice.why.say("en") == "Waits for “Off-peak” at 22:30: Red day"
    assert choice.why.say("fr") == "Attend « Off-peak » à 22:30 : Red day"
    assert choice.next is not None
    assert choice.next.why.say("en") == (
        "Off peak begins at 22:30. Then Off-peak: charges at full power"
    )


def test_a_rule_that_charges_says_what_follows(book: Book) -> None:
    choice = _choose(book(TEMPO), "23:00", tempo="Rouge")
    assert choice.why.say() == "Off-peak: charges at full power"
    assert choice.next is not None
    assert choice.next.why.say() == "Off peak ends at 06:30. Then Red day: does not charge"


def test_an_input_that_grows_old_says_what_is_done_without_it(book: Book) -> None:
    choice = _choose(book(TEMPO), "12:00", tempo="Bleu", x=5.0)
    assert choice.next is not None
    assert choice.next.why.say().endswith("Then Otherwise: charges at the least current")


def test_an_instant_that_changes_nothing_is_told_as_it_is(book: Book) -> None:
    made = book(
        "rules:\n  - {name: A, when: weekday is 'tue' or plugged, charge: max}\n"
        "  - {name: Z, charge: off}\n"
    )
    now = datetime(2026, 6, 9, 12, tzinfo=PARIS)
    choice, memory = decide(made, CAR, Scene(now), Memory())
    assert foresee(made, CAR, Scene(now), memory, choice) is choice


def test_time_that_passes_is_counted(book: Book) -> None:
    made = book(
        "rules:\n  - {name: Early, when: session_time < 10 min, charge: off}\n"
        "  - {name: Late, charge: max}\n"
    )
    now = datetime(2026, 6, 9, 12, tzinfo=PARIS)
    choice, memory = decide(made, CAR, Scene(now), Memory())
    choice = foresee(made, CAR, Scene(now), memory, choice)
    assert choice.next is not None
    assert choice.next.at - now == timedelta(minutes=10)
    assert choice.why.say() == "Waits for “Late” at 12:10: Early"
