"""Scenes of what only a person can put right: True where all goes well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from borne.domain.wishes import SetMaxCurrent
from borne.simulate.car import Car
from borne.simulate.quirky import mended

from .garage import House
from .scenes import draws_no_more_than_asked, follows

MOST: Final = "rules: [{name: Always, charge: max}]\n"
HOUSE: Final = "site: {contract: 3 kVA}\nrules: [{name: Always, charge: max}]\n"
STRICT: Final = "rules: [{name: Always, charge: 12 A}]\naccess: {unknown_tag: reject}\n"


@dataclass(frozen=True, slots=True)
class Hint:
    """`goes_well` fails until a person has done what the hint says (`puts_right`)."""

    goes_well: Callable[[House], bool]
    puts_right: Callable[[House], None]


def by_its_owner(house: House) -> None:
    """In the charger itself."""
    make = mended(house.point.make)
    assert make is not None
    house.point.mend(make)
    house.run(30)


def by_the_rules(house: House) -> None:
    house.told(HOUSE)


def by_no_badge(house: House) -> None:
    """Borne has the charge begin."""
    house.point.plug(Car(least=6, most=32))
    house.run(10)


def stays_connected_for_long(house: House) -> bool:
    lines = house.lines
    house.run(150)
    return house.lines == lines


def comes_to_an_end(house: House) -> bool:
    """The session is over once the car has gone."""
    house.charge()
    house.run(30)
    house.point.unplug()
    house.run(30)
    return house.connector.session is None


def is_asked_about_a_stranger(house: House) -> bool:
    house.told(STRICT)
    house.wish(SetMaxCurrent(0))
    house.point.plug(Car(least=6, most=32))
    house.point.swipe("5712A6E7")
    house.run(5)
    return bool(house.called("Authorize")) and not house.called("StartTransaction")


def gives_what_it_may(house: House) -> bool:
    house.charge()
    house.run(60)
    return abs(house.amps - 12) < 0.5


def starts_when_told(house: House) -> bool:
    house.charge()
    house.run(30)
    return house.amps > 6


def keeps_below_the_contract(house: House) -> bool:
    """3 kVA are 13 A, whatever the charger bears."""
    if house.rules != HOUSE:
        house.told(MOST)
    house.charge()
    house.run(60)
    return 0 < house.amps <= 13


def follows_after_a_badge(house: House) -> bool:
    if house.connector.session is None:
        house.point.swipe("04A1B2C3")
        house.run(2)
        house.point.plug(Car(least=6, most=32))
    house.run(60)
    house.wish(SetMaxCurrent(8))
    house.run(60)
    return 0 < house.amps <= 8.5


BY_A_PERSON: Final[dict[str, Hint]] = {
    "legrand-shedding": Hint(keeps_below_the_contract, by_the_rules),
    "beny-badge": Hint(follows_after_a_badge, by_no_badge),
    "delta-modbus": Hint(stays_connected_for_long, by_its_owner),
    "keba-authorisation": Hint(comes_to_an_end, by_its_owner),
    "peblar-badges": Hint(is_asked_about_a_stranger, by_its_owner),
    "rolec-cap": Hint(gives_what_it_may, by_its_owner),
    "schneider-load": Hint(follows, by_its_owner),
    "simpson-firmware": Hint(starts_when_told, by_its_owner),
    "v2c-cloud": Hint(draws_no_more_than_asked, by_its_owner),
    "wallbox-control": Hint(draws_no_more_than_asked, by_its_owner),
}
