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

_NAMES: Final[Mapping[str, tuple[str, str, str]]] = {
    "abb": ("ABB", "Terra AC", "1.8.21"),
    "alfen": ("Alfen BV", "Eve Single Pro-line", "6.5.0"),
    "autel": ("Autel", "MaxiCharger", "V1.51"),
    "beny": ("ZJ BENY", "BCP-AT1N-L", "1.0.3"),
    "bmw": ("BMW", "Wallbox Plus", "4.1"),
    "charge-amps": ("Charge Amps AB", "Halo", "140"),
    "ctek": ("CTEK", "Chargestorm", "4.9.3"),
    "delta": ("DELTA", "AC MAX", "01.26.38"),
    "easee": ("Easee", "Home", "328"),
    "enplus": ("EN+", "AC Caro", "1.2.9"),
    "eprowallbox": ("AB070", "F2ME.EPROSE01TXX", "2.9.3"),
    "etrel": ("Etrel", "INCH Pro", "4.5"),
    "evbox": ("EV-BOX", "G4E-WBW-M7500E", "P0424B0424v0.220706_W2.2.0"),
    "foxess": ("FoxESS", "A022", "1.14"),
    "fronius": ("Fronius", "Wattpilot", "40.7"),
    "garo": ("GARO", "Entity Pro", "1.5"),
    "goe": ("go-e", "go-eCharger_V4", "055.5"),
    "grizzl-e": ("United Chargers", "GRS-*", "GWM-07.020-03_GCW-10.18-05.7"),
    "growatt": ("Growatt", "THOR 07AS", "1.2.7"),
    "hager": ("Hager", "witty one", "1.04"),
    "huawei": ("", "ACChargePoint", "V100R023C10SPC220"),
    "injet": ("Injet", "Sonic", "1.2.4"),
    "keba": ("Keba AG", "KC-P30-EC240422-E00", "1.16.0"),
    "mennekes": ("MENNEKES", "AMTRON 4You", "1.6"),
    "morek": ("Morek", "EVC", "2.4"),
    "necharge": ("NEcharge", "AC 11", "1.0"),
    "ocular": ("Ocular", "LTE", "1.0.8"),
    "peblar": ("Peblar", "Home", "1.8"),
    "rolec": ("Rolec", "EVO", "2.1"),
    "schneider": ("Schneider Electric", "EVlink", "3.4.0"),
    "simpson": ("Simpson & Partners", "Home 7", "3.4.13"),
    "starcharge": ("StarCharge", "Artemis", "2.2"),
    "syncev": ("SyncEV", "Compact", "1.0.55"),
    "teison": ("Teison", "Smart", "1.3"),
    "v2c": ("V2C", "Trydan", "2.1.7"),
    "vestel": ("Vestel", "EVC04", "v3.156"),
    "wallbox": ("Wall Box Chargers", "PLP1-0-2-4", "5.17.57"),
    "zappi": ("myenergi", "zappi", "5.540"),
}
"""How a make calls itself, by what its entries begin with."""
_FIRMWARE: Final = {"grizzl-e-firmware": "05.43", "wallbox-boot": "6.7.38"}

_AS_LIMITED: Final[Mapping[str, Make]] = {
    "legrand-floor": replace(LEGRAND, ways=replace(LEGRAND.ways, least_given=7.0)),
    "legrand-pause": replace(
        LEGRAND, ways=replace(LEGRAND.ways, least_given=7.0, never_nothing=True)
    ),
    "legrand-sides": replace(
        LEGRAND, ways=replace(LEGRAND.ways, purposes=("TxProfile", "TxDefaultProfile"))
    ),
    "abb-stack-level": replace(GENERIC, most_stack_level=0, ways=Ways(told_stack_level=3)),
    "beny-badge": replace(GENERIC, ways=Ways(deaf_after_badge=True)),
    "goe-amps": replace(GENERIC, rate_units="Current", ways=Ways(told_rate_units="Power")),
    "goe-forgets": replace(GENERIC, ways=Ways(forgets_limits=True)),
    "grizzl-e-limits": replace(
        GENERIC,
        most_stack_level=0,
        ways=Ways(told_stack_level=3, purposes=("TxDefaultProfile",), least_given=7.0),
    ),
    "huawei-watts": replace(GENERIC, rate_units="Power", ways=Ways(told_rate_units="Current")),
    "necharge-steps": replace(GENERIC, ways=Ways(currents=(6.0, 8.0, 10.0, 13.0, 16.0))),
    "wallbox-limits": replace(
        GENERIC,
        most_stack_level=0,
        ways=Ways(told_stack_level=3, kinds=("Relative",), waits_for_start=True),
    ),
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
    "evbox-measurands": replace(
        GENERIC,
        measurands=_ENERGY_AND_POWER,
        sampled=MEASURANDS[:1],
        ways=Ways(tells_measurands_in="evb_SupportedMeasurands"),
    ),
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
    "wallbox-boot": replace(GENERIC, ways=Ways(boots_unasked=False)),
}
"""What differs in their line, their settings, and how a charge begins and ends."""

_AS_SPOKEN: Final[Mapping[str, Make]] = {
    "legrand-words": replace(LEGRAND, ways=replace(LEGRAND.ways, accent=accent.error_word)),
    "abb-clock": replace(GENERIC, ways=Ways(tells_clock=30.0)),
    "alfen-history": replace(GENERIC, ways=Ways(accent=accent.odd_context)),
    "charge-amps-hertz": replace(GENERIC, ways=Ways(accent=accent.hertz)),
    "ctek-safe-mode": replace(
        GENERIC, ways=Ways(most_given=14.0, accent=accent.meter_lost, repeats_status=5.0)
    ),
    "etrel-transactions": replace(GENERIC, ways=Ways(accent=accent.own_numbers)),
    "grizzl-e-firmware": replace(GENERIC, ways=Ways(garbles=True)),
    "growatt-register": replace(GENERIC, ways=Ways(accent=accent.begin_beside)),
    "hager-available": replace(GENERIC, ways=Ways(accent=accent.never_stops)),
    "injet-phase": replace(GENERIC, phase_label="N"),
    "ocular-late-values": replace(GENERIC, ways=Ways(late_values=True)),
    "schneider-serial": replace(GENERIC, ways=Ways(accent=accent.long_serial)),
    "syncev-silent": replace(GENERIC, ways=Ways(accent=accent.silent_while_charging)),
    "syncev-values": replace(
        GENERIC, physics=Physics(phases=3), ways=Ways(accent=accent.phases_alone)
    ),
    "vestel-register": replace(GENERIC, ways=Ways(accent=accent.from_zero)),
    "wallbox-free": replace(GENERIC, ways=Ways(ends_unknown=True)),
    "wallbox-register": replace(GENERIC, ways=Ways(accent=accent.stumbles)),
}
"""What differs in the words of their calls."""

_UNTIL_MENDED: Final[Mapping[str, Make]] = {
    "delta-modbus": replace(GENERIC, ways=Ways(restarts_every=60.0)),
    "keba-authorisation": replace(GENERIC, ways=Ways(accent=accent.never_over)),
    "peblar-badges": replace(GENERIC, ways=Ways(own_badges=True)),
    "rolec-cap": replace(GENERIC, ways=Ways(most_given=10.0)),
    "schneider-load": replace(GENERIC, ways=Ways(refuses_limits=True)),
    "simpson-firmware": replace(GENERIC, ways=Ways(refuses_starts=True)),
    "teison-path": replace(GENERIC, ways=Ways(stays_away=True)),
    "v2c-cloud": replace(GENERIC, ways=Ways(ignores=True)),
    "wallbox-control": replace(GENERIC, ways=Ways(ignores=True)),
}
"""What a person can put right: they do as OCPP says once `mended`."""

_AS_THEY_ARE: Final[Mapping[str, Make]] = {
    "legrand-shedding": LEGRAND,
    "bmw-wss": replace(GENERIC, ways=Ways(secure_only=True)),
    "zappi-cloud": replace(GENERIC, ways=Ways(refuses_limits=True)),
}
"""What no setting of the charger can change."""

_PLAYED: Final = {**_AS_LIMITED, **_AS_SETTLED, **_AS_SPOKEN, **_UNTIL_MENDED, **_AS_THEY_ARE}

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
    """A charger that the entry of that name is about; it does what the entry tells of it."""
    if name in _BEHAVIOURS:
        return replace(_BEHAVIOURS[name], name=name)
    make = _PLAYED[name]
    vendor, model, firmware = _called(name) or (make.vendor, make.model, make.firmware)
    firmware = _FIRMWARE.get(name, firmware)
    return replace(make, name=name, vendor=vendor, model=model, firmware=firmware)


def mended(make: Make) -> Make | None:
    """That charger once a person has done what its hint says; None: no hint mends it."""
    if make.name not in _UNTIL_MENDED:
        return None
    firmware = "3.4.14" if make.name == "simpson-firmware" else make.firmware
    return replace(make, firmware=firmware, ways=Ways())


def _called(name: str) -> tuple[str, str, str] | None:
    return next((said for make, said in _NAMES.items() if name.startswith(f"{make}-")), None)
