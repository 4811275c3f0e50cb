"""The power in the house, from the inputs that the site names and what the cars draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from borne.control.claim import Draw
from borne.domain.site import Figures, Site

Read = Callable[[str], float | None]
"""The value of an input by its name, in base units; None where it is unknown."""


def measure(site: Site, read: Read, cars: Iterable[Draw]) -> Figures:
    """Return what is known of the house now; what an unknown input would tell is None.

    What there is to spare counts what the cars draw now: it is theirs to keep.
    """
    drawn = [car for car in cars if car.active]
    power = sum(car.power for car in drawn)
    grid = _grid(site, read)
    apparent = read(site.apparent) if site.apparent else None
    solar = read(site.solar) if site.solar else None
    battery = read(site.battery_power) if site.battery_power else None
    phases = tuple(_on_phase(site, read, name) for name in site.per_phase)
    unused = _unused_by_phase(site, phases) if phases else _unused(site, grid, apparent)
    of_cars = sum(car.amps * car.phases for car in drawn) * voltage(site, read)
    if apparent is None:
        of_cars = power
    house = None if grid is None else grid - power + (solar or 0.0) - (battery or 0.0)
    return Figures(
        grid=grid,
        apparent=apparent,
        solar=solar,
        battery_power=battery,
        battery_soc=read(site.battery_soc) if site.battery_soc else None,
        house=None if house is None else max(0.0, house),
        cars=power,
        surplus=None if grid is None else power - grid,
        unused=unused,
        headroom=None if unused is None else unused + of_cars,
        phases=phases,
    )


def _on_phase(site: Site, read: Read, name: str) -> float | None:
    """VA that are drawn on one phase."""
    value = read(name)
    if value is None:
        return None
    return value * voltage(site, read) if site.per_phase_in_amps else value


def _unused_by_phase(site: Site, phases: tuple[float | None, ...]) -> float | None:
    """What is left of the contract on all phases, if each had only what the fullest one has."""
    known = [used for used in phases if used is not None]
    if site.contract is None or len(known) < len(phases):
        return None
    return site.contract - len(known) * max(known)


def voltage(site: Site, read: Read) -> float:
    """The measured voltage where there is one, else the site's."""
    measured = read(site.voltage_input) if site.voltage_input else None
    return measured if measured is not None and 100 <= measured <= 300 else site.voltage


def _grid(site: Site, read: Read) -> float | None:
    meter = site.meter
    if meter is None:
        return None
    if meter.signed is not None:
        return read(meter.signed)
    imported = read(meter.imported) if meter.imported else None
    exported = read(meter.exported) if meter.exported else 0.0
    return None if imported is None or exported is None else imported - exported


def _unused(site: Site, grid: float | None, apparent: float | None) -> float | None:
    """What is left of the contract. A meter of drawn apparent power shows 0 in export."""
    if site.contract is None:
        return None
    if site.apparent is None:
        used = grid
    else:
        used = min(0.0, grid) if apparent == 0 and grid is not None else apparent
    return None if used is None else site.contract - used
