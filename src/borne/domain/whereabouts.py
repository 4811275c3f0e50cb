"""Where the house is on Earth, for the sun and for public holidays."""

from __future__ import annotations

from msgspec import Struct


class Whereabouts(Struct, frozen=True):
    """Degrees north and east; the country's ISO 3166 code and its region; None: not known."""

    latitude: float | None = None
    longitude: float | None = None
    country: str | None = None
    region: str | None = None

    def over(self, other: Whereabouts) -> Whereabouts:
        """These, and what is not known of them from `other`; each pair stays together."""
        placed = self if self.latitude is not None and self.longitude is not None else other
        named = self if self.country is not None else other
        return Whereabouts(placed.latitude, placed.longitude, named.country, named.region)
