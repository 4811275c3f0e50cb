"""Public holidays by country and region, as the library `holidays` has them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from borne.domain.whereabouts import Whereabouts


def holidays_around(day: date, where: Whereabouts) -> frozenset[date] | None:
    """Return the public holidays of this year, the one before and the one after.

    None where the country is not known, or is none that the library knows.
    """
    if where.country is None:
        return None
    return _holidays(day.year, where.country, where.region)


def knows(country: str, region: str | None = None) -> bool:
    """Whether the public holidays of this country, and region, are known."""
    return _holidays(2026, country, region) is not None


def load() -> None:
    """Load the library where that keeps nobody waiting: the first country takes a second."""
    knows("FR")


def regions(country: str) -> tuple[str, ...]:
    """Return the regions of a country that have holidays of their own."""
    from holidays import list_supported_countries  # noqa: PLC0415 - slow to load

    return tuple(list_supported_countries().get(country, ()))


def countries() -> tuple[str, ...]:
    """Return the countries whose holidays are known."""
    from holidays import list_supported_countries  # noqa: PLC0415 - slow to load

    return tuple(list_supported_countries())


@lru_cache(maxsize=64)
def _holidays(year: int, country: str, region: str | None) -> frozenset[date] | None:
    from holidays import country_holidays  # noqa: PLC0415 - slow to load, and few rules ask

    if not (len(country) == 2 and country.isupper()):
        return None
    years = range(max(year - 1, 1), year + 2)
    try:
        return frozenset(country_holidays(country, subdiv=region, years=years))
    except (NotImplementedError, KeyError, ValueError):
        return None
