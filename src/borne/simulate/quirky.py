"""Chargers to play, one for each entry of the quirk database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from borne.ocpp.quirks import database
from borne.simulate import accent
from borne.simulate.make import GENERIC, LEGRAND, MEASURANDS, Make
from borne.simulate.station import Physics
from borne.simulate.ways import Ways

_ENERGY_AND_POWER: Final = MEASURANDS[:2]
_ONCE_A_PLUG: Final = Ways(once_a_plug=True)

_AS_LIMITED: Final[Mapping[str, Make]] = {
    "legrand-floor": replace(LEGRAND, ways=Ways(least_given=7.0)),
    "legrand-pause": replace(LEGRAND, ways=Ways(least_given=7.0, never_nothing=True)),
    "legrand-sides": replace(LEGRAND, ways=Ways(purposes=("TxProfile", "TxDefaultProfile"))),
    "abb-stack-level": replace(GENERIC, most_stack_level=0, ways=Ways(told_stack_level=3)),
    "goe-amps": replace(GENERIC, rate_units="Current", ways=Ways(told_rate_units="Power")),
    "grizzl-e-limits": replace(
        GENERIC,
        most_stack_level=0,
        ways=Ways(told_stack_level=3, purposes=("TxDefaultProfile",), least_given=7.0),
    ),
    "huawei-watts": replace(GENERIC, rate_units="Power", ways=Ways(told_rate_units="Current")),
    "necharge-steps": replace(GENERIC, ways=Ways(currents=(6.0, 8.0, 10.0, 13.0, 16.0))),
    "rolec-cap": replace(GENERIC, physics=Physics(most=10.0)),
    "schneider-load": replace(GENERIC, ways=Ways(refuses_limits=True)),
    "wallbox-limits": replace(
        GENERIC,
        most_stack_level=0,
        ways=Ways(told_stack_level=3, kinds=("Relative",), waits_for_start=True),
    ),
    "zappi-cloud": replace(GENERIC, ways=Ways(refuses_limits=True)),
    "slow-to-follow": replace(GENERIC, physics=Physics(follows_in=20.0)),
    "profiles-in-flash": replace(GENERIC, ways=Ways(in_flash=True)),
    "garo-phases": replace(GENERIC, physics=Physics(phases=3, switchable=True, switches_in=100.0)),
    "mennekes-phases": replace(
        GENERIC,
        physics=Physics(phases=3),
        ways=Ways(keeps_phases=True, says_phases=True),
    ),
}
"""What differs in the limits that they take."""

_AS_SETTLED: Final[Mapping[str, Make]] = {
    "abb-measurands": replace(
        GENERIC, sampled=_ENERGY_AND_POWER, ways=Ways(restarts_when_read=True)
    ),
    "alfen-start-tag": replace(
        GENERIC, ways=Ways(only_tag="EVE-PLUG-1", tells_tag_in="PlugAndChargeIdentifier")
    ),
    "autel-pause": replace(GENERIC, ways=_ONCE_A_PLUG),
    "autel-remote-start": replace(GENERIC, ways=Ways(waits_for_start=True)),
    "beny-pause": replace(GENERIC, ways=_ONCE_A_PLUG),
    "easee-interval": replace(GENERIC, ways=Ways(least_interval=30, waits_for_start=True)),
    "enplus-finishing": replace(GENERIC, ways=Ways(says_finishing=True)),
    "eprowallbox-start-delay": replace(GENERIC, ways=Ways(hangs_up_before=0.5)),
    "evbox-measurands": replace(GENERIC, measurands=_ENERGY_AND_POWER, sampled=_ENERGY_AND_POWER),
    "foxess-pause": replace(GENERIC, ways=Ways(leaves_restarted=True)),
    "foxess-tag": replace(GENERIC, ways=Ways(longest_tag=16)),
    "fronius-settings": replace(
        GENERIC, sampled=_ENERGY_AND_POWER, ways=Ways(restarts_when_written=True)
    ),
    "grizzl-e-start-tag": replace(
        GENERIC, most_stack_level=0, ways=Ways(only_tag="uc_default_auth")
    ),
    "mennekes-interval": replace(GENERIC, ways=Ways(least_interval=60)),
    "morek-idle": replace(GENERIC, ways=Ways(leaves_idle=3600.0)),
    "ocular-pause": replace(GENERIC, ways=_ONCE_A_PLUG),
    "schneider-pause": replace(GENERIC, ways=_ONCE_A_PLUG),
    "starcharge-reconnect": replace(GENERIC, ways=Ways(leaves_first=4)),
}
"""What differs in their line, their settings, and how a charge begins and ends."""

_AS_SPOKEN: Final[Mapping[str, Make]] = {
    "legrand-words": replace(LEGRAND, ways=Ways(accent=accent.error_word)),
    "alfen-history": replace(GENERIC, ways=Ways(accent=accent.odd_context)),
    "charge-amps-hertz": replace(GENERIC, ways=Ways(accent=accent.hertz)),
    "ctek-safe-mode": replace(
        GENERIC,
        physics=Physics(most=14.0),
        ways=Ways(accent=accent.meter_lost, repeats_status=5.0),
    ),
    "etrel-transactions": replace(GENERIC, ways=Ways(accent=accent.own_numbers)),
    "growatt-register": replace(GENERIC, ways=Ways(accent=accent.begin_beside)),
    "hager-available": replace(GENERIC, ways=Ways(accent=accent.never_stops)),
    "syncev-silent": replace(GENERIC, ways=Ways(accent=accent.silent_while_charging)),
    "syncev-values": replace(
        GENERIC, physics=Physics(phases=3), ways=Ways(accent=accent.phases_alone)
    ),
    "vestel-register": replace(GENERIC, ways=Ways(accent=accent.from_zero)),
    "wallbox-register": replace(GENERIC, ways=Ways(accent=accent.stumbles)),
}
"""What differs in the words of their calls."""

_PLAYED: Final = {**_AS_LIMITED, **_AS_SETTLED, **_AS_SPOKEN}

_BEHAVIOURS: Final[Mapping[str, Make]] = {
    "ignores-limits": replace(GENERIC, ways=Ways(ignores=True)),
    "follows-default-only": replace(GENERIC, ways=Ways(purposes=("TxDefaultProfile",))),
    "follows-watts-only": replace(GENERIC, ways=Ways(units=("W",))),
    "drops-after-silence": replace(GENERIC, ways=Ways(leaves_after=25.0)),
    "short-list": replace(
        GENERIC, ways=Ways(longest_list=20, longest_list_message=5, whole_lists=True)
    ),
}
"""What no make is known for, and Borne sees by itself."""


def playable() -> tuple[str, ...]:
    """The names that can be played by hand: the database, and what needs no entry in it."""
    return (*played(), *_BEHAVIOURS)


def played() -> tuple[str, ...]:
    """The names that can be played: all of the database."""
    return tuple(entry.name for entry in database())


def quirky(name: str) -> Make:
    """A charger that the entry of that name is about; it does what the entry tells of it.

    An entry that is only a hint, about what no message shows, is known by its name.
    """
    if name in _BEHAVIOURS:
        return replace(_BEHAVIOURS[name], name=name)
    entry = next(entry for entry in database() if entry.name == name)
    make = _PLAYED.get(name, GENERIC)
    if make.vendor == GENERIC.vendor and entry.vendor:
        make = replace(make, vendor=entry.vendor[0].strip("*"))
    return replace(make, name=name)
