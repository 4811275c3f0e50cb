from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from borne.domain.decision import Boost, ByHand, Cap, Choice, Mode, Scene, Subject
from borne.domain.fact import Fact, Value
from borne.domain.site import Style
from borne.rules.check import read
from borne.rules.decide import BY_HAND_CAP, decide
from borne.rules.document import SourceFile
from borne.rules.model import RuleBook
from borne.rules.moment import Memory

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2026, 6, 9, 12, 0, tzinfo=PARIS)  # a Tuesday
CAR = Subject("garage/1", "garage", 1, status="Preparing", plugged=True)
MINUTE = timedelta(minutes=1)

Choose = Callable[..., Choice]
Book = Callable[[str], RuleBook]
Facts = Callable[..., dict[str, Fact]]

HOUSE = """\
site: {contract: 9 kVA, meter: grid, apparent: linky, safe_current: 8 A}
inputs:
  grid: sensor.grid
  linky: {entity: sensor.linky, max_age: 2 min}
  tempo: sensor.tempo
  battery: sensor.battery
  heater: binary_sensor.heater
conditions:
  red_day: tempo == "Rouge"
  off_peak: {between: [22:30-06:30, 12:34-14:34]}
  battery_full: {when: battery >= 80, for: 5 min}
rules:
  - {name: Boost, when: boost, charge: max, current: 24 A}
  - {name: Red day, when: [red_day, not off_peak], charge: off}
  - {name: Guests, who: [Guests, 04AB], charge: max, current: 16 A}
  - {name: Carport, charger: carport, charge: 3.7 kW}
  - {name: Second, connector: [2, attic/1], charge: 10 A}
  - {name: Sun, when: battery_full, charge: surplus, style: strict}
  - {name: Weekend, days: weekend, charge: min+surplus}
  - {name: Otherwise, charge: off}
limits:
  - {name: Dinner, between: 18:30-20:30, keep: linky, below: 7 kVA}
  - {name: Water heater first, when: heater, current: 16 A}
"""


def _said(choice: Choice) -> tuple[str | None, Mode, str]:
    return choice.rule, choice.mode, choice.why.say("en")


def test_without_a_car_there_is_nothing_to_decide(choose: Choose) -> None:
    choice = choose(HOUSE, subject=replace(CAR, plugged=False))
    assert _said(choice) == (None, Mode.WAIT, "No car is plugged in")
    assert (choice.trace, choice.caps) == ((), ())


@pytest.mark.parametrize(
    ("subject", "now", "values", "rule", "mode"),
    [
        (CAR, NOON, {"tempo": "Rouge"}, "Red day", Mode.OFF),
        (CAR, NOON + 34 * MINUTE, {"tempo": "Rouge"}, "Otherwise", Mode.OFF),
        (replace(CAR, who=frozenset({"guests"})), NOON, {}, "Guests", Mode.MAX),
        (replace(CAR, who=frozenset({"04ab"})), NOON, {}, "Guests", Mode.MAX),
        (replace(CAR, who=frozenset({"family"})), NOON, {}, "Otherwise", Mode.OFF),
        (replace(CAR, id="carport/1", charger="carport"), NOON, {}, "Carport", Mode.AMOUNT),
        (replace(CAR, id="garage/2", connector=2), NOON, {}, "Second", Mode.AMOUNT),
        (replace(CAR, id="attic/1", charger="attic"), NOON, {}, "Second", Mode.AMOUNT),
        (CAR, NOON + timedelta(days=4), {}, "Weekend", Mode.MIN_SURPLUS),
        (CAR, NOON, {"battery": 90.0}, "Otherwise", Mode.OFF),
    ],
)
def test_the_first_rule_that_applies_decides(
    choose: Choose,
    facts: Facts,
    subject: Subject,
    now: datetime,
    values: dict[str, float],
    rule: str,
    mode: Mode,
) -> None:
    choice = choose(HOUSE, facts(now, **values), now, subject)
    assert (choice.rule, choice.mode) == (rule, mode)


def test_a_rule_brings_its_current_power_and_style(choose: Choose, book: Book) -> None:
    guest = choose(HOUSE, subject=replace(CAR, who=frozenset({"guests"})))
    assert (guest.current, guest.power) == (16.0, None)
    assert guest.why.say() == "Guests: charges at up to 16\N{NO-BREAK SPACE}A"
    carport = choose(HOUSE, subject=replace(CAR, id="carport/1", charger="carport"))
    assert (carport.current, carport.power) == (None, 3700.0)
    assert carport.why.say("fr") == "Carport : charge à 3,7\N{NO-BREAK SPACE}kW"
    second = choose(HOUSE, subject=replace(CAR, id="garage/2", connector=2))
    assert (second.current, second.power) == (10.0, None)
    assert book(HOUSE).rules[5].style is Style.STRICT


def test_an_amount_stays_below_the_ceiling_of_its_rule(choose: Choose) -> None:
    choice = choose("rules: [{name: A, charge: 20 A, current: 16 A}]")
    assert (choice.mode, choice.current) == (Mode.AMOUNT, 16.0)


def test_no_rule_means_no_charge(choose: Choose) -> None:
    choice = choose("rules: [{name: A, when: charging, charge: max}]")
    assert _said(choice) == (None, Mode.OFF, "No rule applies")


# By hand, badges and waiting


@pytest.mark.parametrize("mode", [Mode.OFF, Mode.MIN, Mode.MAX, Mode.SURPLUS])
def test_a_mode_set_by_hand_stands_above_everything_else(choose: Choose, mode: Mode) -> None:
    car = replace(CAR, held=True, by_hand=ByHand(mode=mode, boost=Boost()))
    choice = choose(HOUSE, subject=car)
    assert (choice.rule, choice.mode) == (None, mode)
    assert choice.why.say("en").startswith("By hand")
    assert choice.why.say("fr").startswith("À la main")


def test_a_mode_ends_by_itself_and_says_when(choose: Choose) -> None:
    until = NOON + timedelta(hours=2)
    car = replace(CAR, by_hand=ByHand(mode=Mode.MAX, mode_until=until.astimezone(UTC)))
    choice = choose(HOUSE, subject=car)
    assert choice.mode is Mode.MAX
    assert choice.next is not None
    assert (choice.next.at, choice.next.why.say()) == (
        until,
        "The mode set by hand ends at 14:00",
    )
    assert choose(HOUSE, now=until, subject=car).rule == "Otherwise"


def test_a_boost_gives_full_power_in_the_words_of_its_rule(choose: Choose) -> None:
    car = replace(CAR, held=True, by_hand=ByHand(boost=Boost(until=NOON + MINUTE)))
    choice = choose(HOUSE, subject=car)
    assert _said(choice) == (
        "Boost",
        Mode.MAX,
        "Boost: charges at up to 24\N{NO-BREAK SPACE}A",
    )
    assert choice.current == 24.0
    assert choice.next is not None
    assert choice.next.at == NOON + MINUTE
    plain = choose("rules: [{name: Z, charge: off}]", subject=car)
    assert _said(plain) == (None, Mode.MAX, "Boost: charges at full power")


@pytest.mark.parametrize("boost", [Boost(until=NOON), Boost(energy=5000.0)])
def test_a_boost_that_is_over_counts_no_more(choose: Choose, boost: Boost) -> None:
    car = replace(CAR, session_energy=5000.0, by_hand=ByHand(boost=boost))
    assert choose(HOUSE, subject=car).rule == "Otherwise"


def test_a_known_badge_boosts_or_goes_by_the_rules(choose: Choose) -> None:
    car = replace(CAR, tag="04AB", tag_known=True)
    assert choose(HOUSE, subject=car).rule == "Boost"
    assert choose(HOUSE + "access: {known_tag: rules}", subject=car).rule == "Otherwise"
    assert choose(HOUSE, subject=replace(car, tag_known=False)).rule == "Otherwise"
    alone = choose("rules: [{name: Z, charge: off}]", subject=car)
    assert _said(alone) == (None, Mode.MAX, "Badge 04AB: charges at full power")


def test_a_stop_by_hand_is_kept_even_with_a_known_badge(choose: Choose) -> None:
    car = replace(CAR, held=True, tag="04AB", tag_known=True)
    choice = choose(HOUSE, subject=car)
    assert choice.mode is Mode.WAIT
    assert choice.why.say().startswith("Stopped by hand")


def test_a_car_whose_badge_was_refused_waits(choose: Choose) -> None:
    choice = choose(HOUSE, subject=replace(CAR, tag="0BAD", tag_refused=True))
    assert choice.mode is Mode.WAIT
    assert "0BAD" in choice.why.say()


def test_a_car_without_a_badge_waits_where_access_says_so(choose: Choose) -> None:
    text = HOUSE + "access: {without_tag: wait, known_tag: rules}"
    assert _said(choose(text))[1:] == (Mode.WAIT, "Waits for a badge")
    assert choose(text, subject=replace(CAR, tag="04AB")).rule == "Otherwise"


# Limits


def _caps(choice: Choice) -> list[tuple[str, float | None, float | None, float | None]]:
    return [(cap.name, cap.amps, cap.reading, cap.below) for cap in choice.caps]


def test_limits_hold_whichever_rule_decides(choose: Choose, facts: Facts) -> None:
    now = NOON.replace(hour=19)
    known = facts(now, ago=30, linky=2300.0, heater=True)
    assert _caps(choose(HOUSE, known, now)) == [
        ("Dinner", None, 2300.0, 7000.0),
        ("Water heater first", 16.0, None, None),
    ]
    assert _caps(choose(HOUSE, facts(heater=False))) == []


def test_a_ceiling_set_by_hand_is_a_limit(choose: Choose, facts: Facts) -> None:
    car = replace(CAR, by_hand=ByHand(max_current=0.0))
    choice = choose(HOUSE, facts(heater=False), subject=car)
    assert _caps(choice) == [(BY_HAND_CAP, 0.0, None, None)]


def test_an_unknown_reading_leaves_the_safe_current_and_is_named(
    choose: Choose, facts: Facts
) -> None:
    now = NOON.replace(hour=19)
    cap = choose(HOUSE, facts(now, ago=121, linky=2300.0, heater=False), now).caps[0]
    assert (cap.reading, cap.missing) == (None, ("linky",))
    assert cap.why.say() == "Dinner: linky is unknown, so the safe current holds"
    assert cap.why.say("fr") == "Dinner : linky est inconnu, le courant sûr s’applique"


def test_a_limit_that_cannot_be_told_falls_to_the_safe_current(choose: Choose) -> None:
    cap = choose(HOUSE).caps[0]
    assert (cap.name, cap.amps, cap.missing) == ("Water heater first", 8.0, ("heater",))
    assert cap.why.say() == "Water heater first: heater is unknown, so at most 8\N{NO-BREAK SPACE}A"


# Time


def _next(choice: Choice) -> tuple[str, str, str]:
    assert choice.next is not None
    why = choice.next.why
    return f"{choice.next.at:%a %H:%M}", why.say("en"), why.say("fr")


def test_the_next_change_is_said(choose: Choose, facts: Facts) -> None:
    known = facts(tempo="Rouge", heater=False, battery=0.0)
    assert _next(choose(HOUSE, known)) == (
        "Tue 12:34",
        "Off peak begins at 12:34",
        "Off peak commence à 12:34",
    )
    assert _next(choose(HOUSE, known, NOON + 40 * MINUTE)) == (
        "Tue 14:34",
        "Off peak ends at 14:34",
        "Off peak finit à 14:34",
    )
    assert _next(choose("rules: [{name: A, days: sat, charge: max}]")) == (
        "Sat 00:00",
        "A begins on Saturday at 00:00",
        "A commence samedi à 00:00",
    )
    assert _next(choose("rules: [{name: A, season: 1 Sep-2 Sep, charge: max}]"))[1:] == (
        "A begins on 01/09",
        "A commence le 01/09",
    )


def test_where_the_clocks_change_first_that_is_what_is_said(choose: Choose) -> None:
    night = "rules: [{name: A, between: 22:30-06:30, charge: max}]"
    before = datetime(2026, 3, 29, 1, 59, tzinfo=PARIS)
    assert _next(choose(night, {}, before)) == (
        "Sun 03:00",
        "The clocks change at 03:00",
        "L’heure change à 03:00",
    )
    assert _next(choose(night, {}, before + timedelta(hours=2)))[:2] == (
        "Sun 06:30",
        "A ends at 06:30",
    )


def test_what_was_not_looked_at_does_not_count(choose: Choose) -> None:
    text = "rules: [{name: A, charge: max}, {name: B, between: 13:00-14:00, charge: off}]"
    assert choose(text).next is None
    short = (
        "conditions: {n: {between: 13:00-14:00}}\n"
        "rules: [{name: A, when: [charging, n], charge: max}]"
    )
    assert choose(short).next is None


def test_a_reading_that_grows_old_is_foreseen(choose: Choose, facts: Facts) -> None:
    now = NOON.replace(hour=19)
    choice = choose(HOUSE, facts(now, ago=60, linky=2300.0, heater=False, tempo="Bleu"), now)
    assert choice.next is not None
    assert choice.next.at - now == MINUTE + timedelta(microseconds=1)
    assert choice.next.why.say() == "linky is unknown from 19:01 on, unless it is heard again"


# What must always hold

_BOOK = read([SourceFile("home.yaml", HOUSE)]).book
assert _BOOK is not None
_ENTITIES: dict[str, st.SearchStrategy[Value]] = {
    "sensor.grid": st.floats(-1e4, 1e4),
    "sensor.linky": st.floats(0, 2e4),
    "sensor.tempo": st.sampled_from(["Bleu", "Rouge"]),
    "sensor.battery": st.floats(0, 100),
    "binary_sensor.heater": st.booleans(),
}
_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
_INSTANTS = st.integers(0, 365 * 86400).map(lambda second: _YEAR + timedelta(seconds=second))
_CARS = st.builds(
    Subject,
    id=st.just("garage/1"),
    charger=st.just("garage"),
    connector=st.just(1),
    plugged=st.booleans(),
    tag=st.one_of(st.none(), st.text(max_size=4)),
    tag_known=st.booleans(),
    held=st.booleans(),
    session_energy=st.floats(0, 1e5),
    by_hand=st.builds(
        ByHand,
        mode=st.sampled_from([None, Mode.OFF, Mode.MIN, Mode.MAX, Mode.SURPLUS]),
        boost=st.none() | st.builds(Boost, st.none() | _INSTANTS, st.none() | st.floats(0, 1e5)),
        max_current=st.one_of(st.none(), st.floats(0, 32)),
    ),
)


@st.composite
def _scenes(draw: st.DrawFn) -> Scene:
    now = draw(_INSTANTS)
    facts: dict[str, Fact] = {}
    for entity, values in _ENTITIES.items():
        if draw(st.booleans()):
            ago = timedelta(seconds=draw(st.integers(0, 300)))
            facts[entity] = Fact(draw(st.none() | values), now - ago)
    return Scene(now.astimezone(PARIS), facts, surplus=draw(st.none() | st.floats(-1e4, 1e4)))


@given(_CARS, _scenes())
def test_every_scene_has_a_decision_and_next_lies_ahead(car: Subject, scene: Scene) -> None:
    assert _BOOK is not None
    choice, memory = decide(_BOOK, car, scene, Memory())
    bare, same = decide(_BOOK, car, scene, Memory(), trace=False)
    assert bare == replace(choice, trace=())
    assert same == memory
    assert choice.why.say("en")
    assert choice.why.say("fr")
    if choice.next is not None:
        assert choice.next.at.astimezone(UTC) > scene.now.astimezone(UTC)


def _allowed(caps: tuple[Cap, ...], safe: float) -> dict[str, float]:
    """The most A that each limit leaves a car by itself, at 230 V."""
    allowed: dict[str, float] = {}
    for cap in caps:
        if cap.amps is not None:
            allowed[cap.name] = cap.amps
        elif cap.reading is None or cap.below is None:
            allowed[cap.name] = safe
    return allowed


@given(_CARS, _scenes(), st.sampled_from(sorted(_ENTITIES)))
def test_an_unknown_never_raises_a_limit(car: Subject, scene: Scene, entity: str) -> None:
    assert _BOOK is not None
    blind = replace(scene, facts={**scene.facts, entity: Fact(None, scene.now)})
    seen, unseen = (
        _allowed(decide(_BOOK, car, one, Memory())[0].caps, _BOOK.site.safe_current)
        for one in (scene, blind)
    )
    for name, amps in seen.items():
        assert unseen[name] <= amps
