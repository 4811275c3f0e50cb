"""Scenes of the quirks that change something: each is True where all goes well."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from borne.domain.events import WishMade
from borne.domain.wishes import AllowTag, SetMaxCurrent, StartNow, Wish
from borne.simulate.car import Car

from .garage import House


def starts_after_a_badge(house: House) -> bool:
    house.point.plug(Car(least=6, most=32))
    house.take([WishMade(house.now, Wish("w", SetMaxCurrent(0), "garage", 1))])
    house.run(5)
    house.point.swipe("04A1B2C3")
    house.run(1)
    house.wish(SetMaxCurrent(None))
    house.run(5)
    return house.point.connectors[1].transaction is not None


def follows(house: House) -> bool:
    house.charge()
    house.run(60)
    return bool(house.asked == 12) and abs(house.amps - house.asked) < 0.5


def follows_at_once(house: House) -> bool:
    return follows(house) and not house.manner.failed


def follows_slowly(house: House) -> bool:
    """A lower limit is waited for as long as it takes, and no other way is tried."""
    house.charge()
    house.run(30)
    house.wish(SetMaxCurrent(8))
    house.run(60)
    return abs(house.amps - 8) < 0.5 and not house.manner.failed


_WITHOUT_STRANGERS: Final = """
rules: [{name: Always, charge: 12 A}]
access: {unknown_tag: reject}
"""
_ON_ONE_PHASE: Final = """
site:
  phases: 3
  connectors: {garage/1: {phases: 1 or 3, phase_change: {pause: 10 s}}}
rules: [{name: One, charge: 12 A, phases: 1}]
"""


def changes_its_phases(house: House) -> bool:
    """Without current, and as it was told."""
    _on_one_phase(house)
    station = house.point.connectors[1].station
    told = house.connector.phasing.told
    return (station.phases, told, station.switched_loaded) == (1, 1, 0)


def keeps_its_phases_in_peace(house: House) -> bool:
    """It is not even asked to change them."""
    _on_one_phase(house)
    return house.connector.phasing.changes == 0 and house.amps > 10


def _on_one_phase(house: House) -> None:
    house.point.plug(Car(least=6, most=16, phases=3))
    house.run(60)
    house.told(_ON_ONE_PHASE)
    house.run(400)


def is_written_seldom(house: House) -> bool:
    """A limit that goes up and down for an hour."""
    house.charge()
    before = house.point.profiles.written
    for amps in (8, 11) * 12:
        house.wish(SetMaxCurrent(amps))
        house.run(150)
    return house.point.profiles.written - before <= 12


def is_given_what_is_asked(house: House) -> bool:
    house.charge()
    return house.asked > 0 and house.point.allowed.given(house.point.connectors[1]) == house.asked


def draws_no_more_than_asked(house: House) -> bool:
    house.charge()
    house.wish(SetMaxCurrent(6))
    house.run(30)
    return house.amps <= house.asked


def pauses(house: House) -> bool:
    house.charge()
    house.wish(SetMaxCurrent(0))
    house.run(30)
    paused = house.amps == 0
    house.wish(SetMaxCurrent(None))
    house.run(60)
    return paused and house.amps > 6


def stays_over_a_pause(house: House) -> bool:
    return pauses(house) and house.lines == 1


def has_its_interval(house: House) -> bool:
    return "WriteConfiguration" not in house.refused and house.point.configuration.number(
        "MeterValueSampleInterval"
    ) in (30, 60)


def stays_connected(house: House) -> bool:
    house.charge()
    return house.lines == 1 and house.amps > 6


def refuses_no_setting(house: House) -> bool:
    house.run(5)
    return not any("cannot be set" in note.text for note in house.link.notes)


def starts_for_a_long_badge(house: House) -> bool:
    """And the session is under it."""
    house.wish(StartNow(tag="12345678901234567890"))
    house.charge()
    session = house.connector.session
    return (
        session is not None
        and session.tag == "12345678901234567890"
        and "StartRemotely" not in house.refused
    )


def starts_by_order(house: House) -> bool:
    """And the session is under the badge that was meant, though unknown ones are refused."""
    house.told(_WITHOUT_STRANGERS)
    house.wish(AllowTag("04A1"))
    house.wish(StartNow(tag="04A1"))
    house.charge()
    session = house.connector.session
    return house.amps > 6 and session is not None and session.tag == "04A1"


def says_preparing(house: House) -> bool:
    house.wish(SetMaxCurrent(0))
    house.charge()
    return house.connector.status == "Preparing"


def is_taken_for_no_other(house: House) -> bool:
    """It has restarted over nothing that it was asked, so it is asked as any other."""
    house.charge()
    return "abb-measurands" not in {one.name for one in house.charger.quirks or ()}


def tells_its_values(house: House) -> bool:
    """Within a minute and a half, without having been told an interval that it would follow."""
    house.charge()
    house.run(90)
    reading = house.connector.reading
    return reading is not None and (reading.power or 0) > 0


SCENES: Final[dict[str, Callable[[House], bool]]] = {
    "legrand-floor": draws_no_more_than_asked,
    "legrand-pause": pauses,
    "abb-measurands": stays_connected,
    "abb-stack-level": follows_at_once,
    "autel-pause": pauses,
    "autel-remote-start": starts_after_a_badge,
    "easee-interval": has_its_interval,
    "enplus-finishing": says_preparing,
    "eprowallbox-start-delay": stays_connected,
    "evbox-measurands": refuses_no_setting,
    "foxess-pause": stays_over_a_pause,
    "foxess-tag": starts_for_a_long_badge,
    "alfen-start-tag": starts_by_order,
    "grizzl-e-start-tag": starts_by_order,
    "starcharge-reconnect": is_taken_for_no_other,
    "syncev-silent": tells_its_values,
    "garo-phases": changes_its_phases,
    "goe-amps": follows_at_once,
    "grizzl-e-limits": follows_at_once,
    "huawei-watts": follows_at_once,
    "mennekes-phases": keeps_its_phases_in_peace,
    "mennekes-interval": has_its_interval,
    "necharge-steps": is_given_what_is_asked,
    "ocular-pause": pauses,
    "schneider-pause": pauses,
    "wallbox-limits": follows_at_once,
    "beny-pause": pauses,
    "slow-to-follow": follows_slowly,
    "profiles-in-flash": is_written_seldom,
}
