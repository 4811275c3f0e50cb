"""Where the house is, as Core's configuration says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from borne.domain.whereabouts import Whereabouts


def whereabouts_of(config: Mapping[str, Any]) -> Whereabouts:
    """Where Core says that the house is; what it does not say, or says oddly, is not known."""

    def degrees(key: str, most: float) -> float | None:
        value = config.get(key)
        if not isinstance(value, int | float) or isinstance(value, bool):
            return None
        return float(value) if -most <= value <= most else None

    country = config.get("country")
    return Whereabouts(
        degrees("latitude", 90.0),
        degrees("longitude", 180.0),
        country if isinstance(country, str) else None,
    )
