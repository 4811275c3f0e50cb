"""Scenes of what is put right for every charger, so that no switch brings the failure back.

What fails is what a central system gets that takes the messages at their word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final

from borne.domain.commands import Announce, SetLimit
from borne.domain.events import ChargerDisconnected
from borne.domain.records import SaveTransaction
from borne.ocpp.strict import violation
from borne.simulate.car import Car

from .garage import House

REGISTER: Final = "Energy.Active.Import.Register"


@dataclass(frozen=True, slots=True)
class Mended:
    """`fails` by the wire alone, which another charger's must not; `is_right` by what Borne has."""

    play: Callable[[House], None]
    fails: Callable[[House], bool]
    is_right: Callable[[House], bool]
    connectors: int = 1


def evening(house: House) -> None:
    """A car comes, charges for a few minutes, and goes."""
    house.charge()
    house.run(180)
    house.point.unplug()
    house.run(10)


def without_a_line(house: House) -> None:
    """The line is lost while a car charges; it goes, and the line comes back long after."""
    house.charge()
    house.run(60)
    house.hang_up()
    house.run(600, step=5)
    house.point.unplug()
    house.run(1200, step=5)
    house.connect()
    house.run(30)


def without_a_line_for_a_moment(house: House) -> None:
    house.charge()
    house.run(60)
    house.hang_up()
    house.connect()
    house.run(30)


def without_work(house: House) -> None:
    """An hour and a half in which no car comes, then one."""
    house.run(5400, step=5)
    house.charge()


def with_a_late_goodbye(house: House) -> None:
    """The newest line is up before the end of the one before is seen."""
    house.run(20)
    before = house.lines
    if house.point.make.ways.leaves_first:
        house.point.line_lost(house.seconds)
        house.connect()
        house.take([ChargerDisconnected(house.now, "garage", before, "seen late")])
    house.charge()


def under_a_limit_of_the_station(house: House) -> None:
    """Both sides charge, and the station is told 10 A in all."""
    house.point.plug(Car(least=6, most=32), 2)
    house.charge()
    house.run(60)
    profile = {
        "chargingProfileId": 99,
        "stackLevel": 0,
        "chargingProfilePurpose": "ChargePointMaxProfile",
        "chargingProfileKind": "Absolute",
        "chargingSchedule": {
            "chargingRateUnit": "A",
            "startSchedule": house.now.isoformat(),
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 10}],
        },
    }
    assert house.point.profiles.set(0, profile, house.now, None) == "Accepted"
    house.run(20)


def is_against_ocpp(house: House) -> bool:
    return any(violation(one.action, one.payload) for one in house.heard)


def registers(house: House) -> list[int]:
    """As they were sent, one after the other."""
    return [
        int(sample["value"])
        for one in house.called("MeterValues")
        for sample in samples_of(one.payload)
        if sample["measurand"] == REGISTER
    ]


def samples_of(payload: dict[str, Any]) -> list[dict[str, Any]]:
    return [sample for value in payload["meterValue"] for sample in value["sampledValue"]]


def register_falls(house: House) -> bool:
    return any(later < earlier for earlier, later in pairwise(registers(house)))


def total_falls_or_leaps(house: House) -> bool:
    """What the house has counted is not what its charger gave."""
    given = house.point.connectors[1].register
    return abs((house.connector.total or 0.0) - given) > 20


def is_booked_in_full(house: House) -> bool:
    """One session, over, with what the charger gave."""
    (session,) = house.sessions.values()
    given = house.point.connectors[1].register
    return session.ended is not None and given > 50 and abs(session.energy - given) < 20


def comes_late(house: House) -> bool:
    """A call tells of more than ten minutes ago."""
    times = [
        (one.at - datetime.fromisoformat(one.payload["timestamp"])).total_seconds()
        for one in house.called("StopTransaction")
    ]
    return max(times, default=0) > 600


def ended_at_its_own_time(house: House) -> bool:
    stop = house.called("StopTransaction")[0].payload["timestamp"]
    saved = [one.transaction for one in house.said if isinstance(one, SaveTransaction)]
    ended = saved[-1].ended
    assert ended is not None
    apart = (ended - datetime.fromisoformat(stop)).total_seconds()
    return comes_late(house) and abs(apart) < 2 and is_booked_in_full(house)


def has_numbers_nobody_gave(house: House) -> bool:
    return any(one.payload.get("transactionId", 1) < 0 for one in house.called("StopTransaction"))


def stop_is_missing(house: House) -> bool:
    return len(house.called("StartTransaction")) > len(house.called("StopTransaction"))


def is_faulted_without_end(house: House) -> bool:
    lost = [one for one in house.called("StatusNotification") if "info" in one.payload]
    return len(lost) > 20


def is_told_once(house: House) -> bool:
    told = [one for one in house.said if isinstance(one, Announce) and one.event == "borne_fault"]
    places = {one.data.get("connector") for one in told}
    return len(told) == len(places) and is_booked_in_full(house)


def has_no_total(house: House) -> bool:
    return any(
        sample.get("phase") == "L1" and sample["measurand"] == REGISTER
        for one in house.called("MeterValues")
        for sample in samples_of(one.payload)
    )


def has_volts_and_total(house: House) -> bool:
    reading = house.connector.reading
    volts = reading.voltage if reading else None
    return volts == 230 and not total_falls_or_leaps(house)


def starts_below_its_end(house: House) -> bool:
    """A second session's register begins below the end of the first."""
    stops = [one.payload["meterStop"] for one in house.called("StopTransaction")]
    starts = [one.payload["meterStart"] for one in house.called("StartTransaction")]
    return bool(starts[1] < stops[0])


def two_evenings(house: House) -> None:
    evening(house)
    evening(house)


def both_count(house: House) -> bool:
    first, second = house.sessions.values()
    given = house.point.connectors[1].register
    return abs(first.energy + second.energy - given) < 20 and not total_falls_or_leaps(house)


def connects_again(house: House) -> bool:
    return house.lines > 1


def charges(house: House) -> bool:
    return house.charger.online and abs(house.amps - 12) < 0.5


def settles(house: House) -> bool:
    """It has what was set, and is left alone then."""
    lines = house.lines
    house.run(120)
    return house.lines == lines <= 4 and "Current.Import" in house.point.configuration.names(
        "MeterValuesSampledData"
    )


def station_is_ignored(house: House) -> bool:
    return all(place.amps > 10 for place in house.point.connectors.values())


def each_side_is_limited(house: House) -> bool:
    """By profiles of its own."""
    told = [one for one in house.sent if isinstance(one, SetLimit)]
    ours = [one for one in house.point.profiles.profiles if one.id != 99]
    return (
        {one.connector for one in told} == {1, 2}
        and {one.connector for one in ours} == {1, 2}
        and {one.purpose for one in ours} <= {"TxProfile", "TxDefaultProfile"}
    )


def words_are_understood(house: House) -> bool:
    reading = house.connector.reading
    currents = reading.currents if reading else None
    return house.charger.error == "OtherError" and currents is not None and len(currents) == 1


def gives_all_after_a_drop(house: House) -> bool:
    return house.offered[-1] > 12


def tells_its_clock_again_and_again(house: House) -> bool:
    return len(house.called("SecurityEventNotification")) > 5


def is_noted_once(house: House) -> bool:
    """And what else there was is still there."""
    (clock,) = house.charger.upkeep.security
    told = len(house.called("SecurityEventNotification"))
    return (clock.kind, clock.count) == ("SettingSystemTime", told)


def is_no_json(house: House) -> bool:
    return house.garbled > 0


def is_booked_over_one_line(house: House) -> bool:
    return house.lines == 1 and is_booked_in_full(house)


def tells_values_after_the_end(house: House) -> bool:
    ends = [at for at, one in enumerate(house.heard) if one.action == "StopTransaction"]
    over = [house.heard[at].payload["transactionId"] for at in ends]
    after = [one for one in house.heard[ends[-1] :] if one.action == "MeterValues"]
    return any(one.payload.get("transactionId") in over for one in after)


def is_booked_and_at_rest(house: House) -> bool:
    """What flowed at the end is no longer shown to flow."""
    reading = house.connector.reading
    return is_booked_in_full(house) and reading is not None and reading.power == 0


def is_let_in(house: House) -> bool:
    serial = house.charger.serial or ""
    return house.charger.vendor == "Schneider Electric" and 0 < len(serial) <= 25 and charges(house)


def says_not_who_it_is(house: House) -> bool:
    return house.heard[0].action != "BootNotification"


def is_known_and_charges(house: House) -> bool:
    """It has been asked who it is."""
    quirks = {quirk.name for quirk in house.charger.quirks or ()}
    return "wallbox-boot" in quirks and charges(house)


def ends_what_never_began(house: House) -> bool:
    return len(house.called("StopTransaction")) > len(house.called("StartTransaction"))


def nothing_is_mixed_up(house: House) -> bool:
    """What nobody began is no part of what this car was given."""
    given = house.point.connectors[1].register
    mine = [one for one in house.sessions.values() if one.energy > 0]
    return house.point.undelivered == 0 and [round(one.energy / given, 1) for one in mine] == [1]


def current_is_on_n(house: House) -> bool:
    return any(
        sample.get("phase") == "N" and sample["measurand"] == "Current.Import"
        for one in house.called("MeterValues")
        for sample in samples_of(one.payload)
    )


def current_is_read(house: House) -> bool:
    reading = house.connector.reading
    currents = reading.currents if reading else None
    return currents is not None and len(currents) == 1 and abs(currents[0] - 12) < 0.5


MENDED: Final[dict[str, Mended]] = {
    "legrand-sides": Mended(
        under_a_limit_of_the_station, station_is_ignored, each_side_is_limited, connectors=2
    ),
    "legrand-words": Mended(evening, is_against_ocpp, words_are_understood),
    "injet-phase": Mended(House.charge, current_is_on_n, current_is_read),
    "abb-clock": Mended(evening, tells_its_clock_again_and_again, is_noted_once),
    "goe-forgets": Mended(without_a_line_for_a_moment, gives_all_after_a_drop, charges),
    "grizzl-e-firmware": Mended(evening, is_no_json, is_booked_over_one_line),
    "ocular-late-values": Mended(evening, tells_values_after_the_end, is_booked_and_at_rest),
    "schneider-serial": Mended(House.charge, is_against_ocpp, is_let_in),
    "wallbox-boot": Mended(House.charge, says_not_who_it_is, is_known_and_charges),
    "wallbox-free": Mended(evening, ends_what_never_began, nothing_is_mixed_up),
    "alfen-history": Mended(without_a_line, is_against_ocpp, ended_at_its_own_time),
    "charge-amps-hertz": Mended(evening, is_against_ocpp, is_booked_in_full),
    "ctek-safe-mode": Mended(evening, is_faulted_without_end, is_told_once),
    "etrel-transactions": Mended(evening, has_numbers_nobody_gave, is_booked_in_full),
    "fronius-settings": Mended(House.charge, connects_again, settles),
    "growatt-register": Mended(evening, register_falls, is_booked_in_full),
    "hager-available": Mended(evening, stop_is_missing, is_booked_in_full),
    "morek-idle": Mended(without_work, connects_again, charges),
    "syncev-values": Mended(evening, has_no_total, has_volts_and_total),
    "vestel-register": Mended(two_evenings, starts_below_its_end, both_count),
    "wallbox-register": Mended(evening, register_falls, is_booked_in_full),
}
"""What is put right for every charger."""
