"""Each quirk: first the failure that it is about, then the same with Borne going by the quirk.

A virtual charger, a link and the engine's core, with a clock of their own and no socket. An entry
stands in one of three tables: `SCENES` (what its owner can switch off, and then fails), `MENDED`
(what Borne does for every charger: the wire shows the failure), `BY_A_PERSON` (what only a person
can put right); two are about the line itself, and tried on a real one in `test_virtual.py` and
`tests/app/test_security.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

import pytest

from borne.domain.commands import SetLimit
from borne.domain.wishes import GetConfigurationNow, SetMaxCurrent
from borne.ocpp.quirks import database
from borne.simulate.car import Car
from borne.simulate.make import GENERIC, LEGRAND
from borne.simulate.quirky import quirky
from borne.simulate.ways import Ways

from .garage import House
from .hints import BY_A_PERSON
from .mended import MENDED, charges, connects_again, with_a_late_goodbye
from .scenes import SCENES, pauses, says_preparing, starts_after_a_badge, tells_its_values

ON_A_LINE: Final = ("bmw-wss", "teison-path")
NEVER: Final = ("zappi-cloud",)
"""What nobody can put right: it is told, and nothing more."""
HINTS: Final = (*BY_A_PERSON, *ON_A_LINE, *NEVER)
INTERVALS: Final = {"garo-phases": 5.0, "mennekes-phases": 5.0, "slow-to-follow": 5.0}
"""s between meter values, where the others' 120 would show nothing."""
LONG: Final = {"abb-measurands", "profiles-in-flash"}
"""They show after hours only."""
BY_HAND: Final = {entry.name for entry in database() if entry.by_hand}
CONTRARY: Final = dict.fromkeys(
    ("autel-pause", "beny-pause", "foxess-pause", "ocular-pause", "schneider-pause"),
    "legrand-pause",
)
"""What another make needs, and these cannot bear: it is on in both plays."""


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] * (name in LONG)) for name in SCENES],
)
def test_the_failure_is_there_and_gone_with_the_quirk(name: str) -> None:
    contrary = {CONTRARY[name]: True} if name in CONTRARY else {}
    interval = INTERVALS.get(name, 120.0)
    bare = House(name, {**contrary, name: False}, interval)
    assert not SCENES[name](bare), "the failure does not show"
    helped = {**contrary, name: True} if name in BY_HAND else contrary
    assert SCENES[name](House(name, helped, interval)), "the quirk does not help"


@pytest.mark.parametrize("name", MENDED)
def test_the_failure_is_on_the_wire_and_borne_makes_good_of_it(name: str) -> None:
    scene = MENDED[name]
    usual, house = (House(one, {}, 10.0, connectors=scene.connectors) for one in ("", name))
    scene.play(usual)
    assert not scene.fails(usual), "the failure is there without the quirk"
    scene.play(house)
    assert scene.fails(house), "the failure does not show"
    assert scene.is_right(house), "Borne does not make good of it"


def test_a_line_that_is_seen_to_end_late_costs_the_newest_one_nothing() -> None:
    house = House("starcharge-reconnect", {}, 10.0)
    with_a_late_goodbye(house)
    assert connects_again(house)
    assert charges(house)


@pytest.mark.parametrize("name", BY_A_PERSON)
def test_the_failure_is_there_until_a_person_does_what_the_hint_says(name: str) -> None:
    hint = BY_A_PERSON[name]
    assert not hint.goes_well(House(name, {}, 10.0)), "the failure does not show"
    house = House(name, {}, 10.0)
    hint.puts_right(house)
    assert hint.goes_well(house), "the hint does not help"


@pytest.mark.parametrize("name", HINTS)
def test_a_hint_is_shown_with_its_evidence_and_to_nobody_else(name: str) -> None:
    """Nothing is done otherwise: what is wrong is for a person to put right."""
    (entry,) = (one for one in database() if one.name == name)
    assert not entry.changes
    found = {quirk.name: quirk for quirk in House(name, {}).charger.quirks or ()}
    assert found[name].evidence.say("en").startswith("BootNotification: vendor ")
    assert found[name].hint == entry.hint or entry.hint is None
    assert name not in {quirk.name for quirk in House("", {}).charger.quirks or ()}


@pytest.mark.parametrize("name", ["schneider-load", "zappi-cloud"])
def test_a_charger_that_takes_no_limits_is_reported(name: str) -> None:
    house = House(name, {}, 10.0)
    house.charge()
    house.run(180)
    assert "SetLimit" in house.refused
    assert any(code.startswith("ignored:") for code in house.core.state.troubles)


def test_every_entry_is_proven_in_one_way() -> None:
    proven = [*SCENES, *MENDED, *HINTS]
    assert sorted(proven) == sorted(entry.name for entry in database())
    changing = {entry.name for entry in database() if entry.changes}
    # No limit is ever one of the whole station, whatever the make: that cannot be switched off.
    assert changing - SCENES.keys() == {"legrand-sides"}


@pytest.mark.parametrize("name", [entry.name for entry in database() if not entry.by_hand])
def test_every_quirk_can_be_played_and_is_found(name: str) -> None:
    house = House(name, {})
    found = {quirk.name: quirk for quirk in house.charger.quirks or ()}
    assert found[name].on
    assert found[name].evidence.say("en").startswith("BootNotification: vendor ")


def test_a_legrand_is_never_told_less_than_7_a_nor_given_a_limit_of_the_station() -> None:
    house = House("legrand-pause", {})
    house.charge()
    for amps in (6, 6.5, 0, 7, 5):
        house.wish(SetMaxCurrent(amps))
        house.run(20)
    told = [order.current for order in house.sent if isinstance(order, SetLimit)]
    assert told
    assert min(told) >= 7
    assert {profile.purpose for profile in house.point.profiles.profiles} <= {
        "TxProfile",
        "TxDefaultProfile",
    }
    assert all(profile.connector == 1 for profile in house.point.profiles.profiles)


def test_a_legrand_on_three_phases_is_not_told_w_of_which_little_is_left_on_each() -> None:
    """Its board fails below 6 A, also where it says that it takes W, and where it ignores A."""
    physics = replace(LEGRAND.physics, phases=3)
    for ways in (LEGRAND.ways, replace(LEGRAND.ways, ignores=True)):
        make = replace(LEGRAND, physics=physics, rate_units="Current,Power", ways=ways)
        house = House("", {}, 10.0, make=replace(make, ways=replace(ways, told_rate_units="Power")))
        house.charge()
        house.wish(SetMaxCurrent(7))
        house.run(120)
        house.wish(SetMaxCurrent(0))
        house.run(60)
        assert house.point.failures == 0
        assert {profile.unit for profile in house.point.profiles.profiles} == {"A"}


@pytest.mark.parametrize("choices", [{}, {"abb-measurands": False}])
def test_a_charger_that_nobody_knows_is_not_made_to_restart_for_ever(
    choices: dict[str, bool],
) -> None:
    """Whatever its name, and whether or not its owner wants the quirk that helps it."""
    make = replace(GENERIC, ways=Ways(restarts_when_read=True))
    house = House("", choices, make=make)
    house.charge()
    assert house.lines == (5 if choices else 3)
    house.run(60)
    assert house.lines == (5 if choices else 3)
    assert house.amps > 6
    (found,) = (one for one in house.charger.quirks or () if one.name == "abb-measurands")
    assert found.on is not bool(choices)
    assert found.evidence.say("en") == (
        "Seen: it restarted each time all its settings were asked for"
    )


def a_day(house: House) -> None:
    """Two charges with a pause, then one by a badge."""
    for _ in range(2):
        house.charge()
        house.run(240)
        house.wish(SetMaxCurrent(0))
        house.run(30)
        house.wish(SetMaxCurrent(None))
        house.run(5)
        house.point.unplug()
        house.run(30)
    house.wish(SetMaxCurrent(0))
    house.point.plug(Car(least=6, most=32))
    house.run(5)
    house.point.swipe("04A1B2C3")
    house.run(1)
    house.wish(SetMaxCurrent(None))
    house.run(90)
    house.point.unplug()
    house.run(10)


def comes_to_charge(house: House) -> bool:
    lines = house.lines
    house.charge()
    return house.lines == lines and house.amps > 6


def pauses_in_peace(house: House) -> bool:
    failures = house.point.failures
    return pauses(house) and house.point.failures == failures


@pytest.mark.parametrize(
    ("name", "goes_well", "told"),
    [
        ("enplus-finishing", says_preparing, "it said Finishing when a car came"),
        ("eprowallbox-start-delay", comes_to_charge, "twice it closed the connection right after"),
        ("autel-remote-start", starts_after_a_badge, "after a badge it did not start by itself"),
        ("legrand-pause", pauses_in_peace, "twice it left right after it was told a limit of 0 A"),
        ("syncev-silent", tells_its_values, "it sent no values for minutes while a car charged"),
    ],
)
def test_a_charger_that_nobody_knows_is_known_by_what_it_does(
    name: str, goes_well: Callable[[House], bool], told: str
) -> None:
    """Whatever it calls itself; and again after Borne has started anew."""
    ways = Ways(breaks_paused=True) if name == "legrand-pause" else quirky(name).ways
    house = House("", {}, make=replace(GENERIC, ways=ways))
    assert name not in {quirk.name for quirk in house.charger.quirks or ()}
    a_day(house)
    (found,) = (one for one in house.charger.quirks or () if one.name == name)
    assert found.on
    assert found.evidence.say("en").startswith(f"Seen: {told}")
    assert house.charger.manner.seen
    house.restart()
    assert name in {quirk.name for quirk in house.charger.quirks or () if quirk.on}
    assert goes_well(house)


def test_a_charger_that_bears_to_be_read_again_is_read_again() -> None:
    house = House("", {}, make=replace(GENERIC, ways=Ways(restarts_when_read=True)))
    assert "abb-measurands" in {quirk.name for quirk in house.charger.quirks or ()}
    house.point.make = GENERIC  # its firmware has been mended
    house.wish(GetConfigurationNow())
    house.run(5)
    house.point.restart("HardReset")
    house.run(20)
    assert "abb-measurands" not in {quirk.name for quirk in house.charger.quirks or ()}


def test_a_charger_that_restarts_over_its_fallback_is_told_of_it_no_more() -> None:
    make = replace(GENERIC, ways=Ways(restarts_when_told="TxDefaultProfile"))
    house = House("", {}, make=make)
    house.run(300)
    assert house.lines == 7
    house.charge()
    assert (house.lines, house.amps > 6) == (7, True)
    (trouble,) = house.core.state.troubles.values()
    assert "restarted whenever it was told" in trouble.message.say("en")
