"""Chargers to play, one for each entry of the quirk database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from borne.ocpp.quirks import database
from borne.simulate.make import GENERIC, LEGRAND, MEASURANDS, Make
from borne.simulate.station import Physics
from borne.simulate.ways import Ways

_ENERGY_AND_POWER: Final = MEASURANDS[:2]

_PLAYED: Final[Mapping[str, Make]] = {
    "legrand-floor": replace(LEGRAND, ways=Ways(least_given=7.0)),
    "legrand-pause": replace(LEGRAND, ways=Ways(least_given=7.0, never_nothing=True)),
    "legrand-sides": LEGRAND,
    "legrand-words": LEGRAND,
    "abb-measurands": replace(
        GENERIC, sampled=_ENERGY_AND_POWER, ways=Ways(restarts_when_read=True)
    ),
    "abb-stack-level": replace(GENERIC, most_stack_level=0, ways=Ways(told_stack_level=3)),
    "autel-remote-start": replace(GENERIC, ways=Ways(waits_for_start=True)),
    "easee-interval": replace(GENERIC, ways=Ways(least_interval=30, waits_for_start=True)),
    "enplus-finishing": replace(GENERIC, ways=Ways(says_finishing=True)),
    "eprowallbox-start-delay": replace(GENERIC, ways=Ways(hangs_up_before=0.5)),
    "evbox-measurands": replace(GENERIC, measurands=_ENERGY_AND_POWER, sampled=_ENERGY_AND_POWER),
    "foxess-tag": replace(GENERIC, ways=Ways(longest_tag=16)),
    "goe-amps": replace(GENERIC, rate_units="Current", ways=Ways(told_rate_units="Power")),
    "grizzl-e-limits": replace(
        GENERIC,
        most_stack_level=0,
        ways=Ways(told_stack_level=3, purposes=("TxDefaultProfile",), least_given=7.0),
    ),
    "huawei-watts": replace(GENERIC, rate_units="Power", ways=Ways(told_rate_units="Current")),
    "mennekes-interval": replace(GENERIC, ways=Ways(least_interval=60)),
    "necharge-steps": replace(GENERIC, ways=Ways(currents=(6.0, 8.0, 10.0, 13.0, 16.0))),
    "ocular-pause": replace(GENERIC, ways=Ways(once_a_plug=True)),
    "wallbox-limits": replace(
        GENERIC,
        most_stack_level=0,
        ways=Ways(told_stack_level=3, kinds=("Relative",), waits_for_start=True),
    ),
    "beny-pause": replace(GENERIC, ways=Ways(once_a_plug=True)),
    "slow-to-follow": replace(GENERIC, physics=Physics(follows_in=20.0)),
    "profiles-in-flash": replace(GENERIC, ways=Ways(in_flash=True)),
}


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

    Where that cannot be played, it is at least known by its name.
    """
    if name in _BEHAVIOURS:
        return replace(_BEHAVIOURS[name], name=name)
    entry = next(entry for entry in database() if entry.name == name)
    make = _PLAYED.get(name, GENERIC)
    if make.vendor == GENERIC.vendor and entry.vendor:
        make = replace(make, vendor=entry.vendor[0].strip("*"))
    return replace(make, name=name)
