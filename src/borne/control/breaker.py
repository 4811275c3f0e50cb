"""The breaker behind the contract: how near it is to opening, and how much it bears.

The French meter filters the apparent power X that is drawn, each second: Y ← B·X² + (1 − B)·Y with
B = 0.008, and opens at Y ≥ (1.3 · contract)² (Enedis-NOI-CPT_54E §7). Circuit breakers of curve B
and C are taken at the earliest that IEC 60898 lets them open: never below 1.13 times their rating,
after 1 s at 2.55 times, at once at 3 (B) or 5 (C) times.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct

from borne.domain.site import Breaker, Site


class Curve(Struct, frozen=True):
    """How a breaker warms and opens."""

    share: float
    """Of the square of the load that counts each second."""
    opens: float
    """So many times the contract the filtered load may reach."""
    at_once: float
    """So many times the contract open it without any delay."""


CURVES: Final[Mapping[Breaker, Curve]] = {
    Breaker.LINKY: Curve(0.008, 1.3, math.inf),
    Breaker.B: Curve(0.197, 1.13, 3.0),
    Breaker.C: Curve(0.197, 1.13, 5.0),
}

_FORGET: Final = 3600.0
"""s in which half of the largest step of the house is forgotten."""
_SLOWEST: Final = 300.0
"""s: a meter that is slower is not waited for; the safe current holds by then."""


class Heat(Struct, frozen=True):
    """How warm the breaker is; VA, s."""

    at: datetime
    apparent: float
    """The last reading."""
    filtered: float = 0.0
    """VA²."""
    period: float = 0.0
    """How far apart the meter's readings are, at the slow end."""
    step: float = 0.0
    """The largest rise of the house between two readings lately."""
    house: float | None = None
    """Of the last reading that was settled."""


def warmed(
    heat: Heat | None, curve: Curve, apparent: float, house: float | None, at: datetime
) -> Heat:
    """Take a reading in; `house` is what the cars do not draw of it, None: not sure."""
    apparent = max(0.0, apparent)
    if heat is None:
        return Heat(at, apparent, apparent**2, house=house)
    passed = (at - heat.at).total_seconds()
    if passed <= 0:
        return heat
    step = heat.step * 0.5 ** (passed / _FORGET)
    if house is not None and heat.house is not None:
        step = max(step, house - heat.house)
    return Heat(
        at=at,
        apparent=apparent,
        filtered=_after(heat.filtered, max(heat.apparent, apparent), passed, curve),
        period=min(_SLOWEST, max(passed, heat.period * 0.9)),
        step=step,
        house=house,
    )


def seconds_left(heat: Heat, curve: Curve, contract: float, now: datetime) -> float | None:
    """How long until it opens at the present load; None: it never does."""
    passed = max(0.0, (now - heat.at).total_seconds())
    warm = _after(heat.filtered, heat.apparent, passed, curve)
    return _until(warm, heat.apparent, curve, contract)


def bears(heat: Heat, curve: Curve, contract: float, follow: float) -> float:
    """VA that may be drawn now, so that the house may make its largest step and nothing opens.

    From the reading that shows the step until a charger has followed, `follow` s later, the meter's
    period passes too: so long the breaker must hold.
    """
    lag = heat.period + follow
    kept: float = (1 - curve.share) ** lag
    opens = (curve.opens * contract) ** 2
    most = math.sqrt(max(0.0, opens - heat.filtered * kept) / (1 - kept)) if kept < 1 else math.inf
    return min(most, curve.at_once * contract) - heat.step


def breaker_now(
    site: Site, heats: Mapping[int, Heat], now: datetime
) -> tuple[float | None, float | None]:
    """How long until the breaker opens on its fullest phase, and how warm it is; None: unknown."""
    curve = CURVES.get(site.breaker)
    if curve is None or site.contract is None or not heats:
        return None, None
    own = site.contract / len(heats)
    lefts = [seconds_left(heat, curve, own, now) for heat in heats.values()]
    known = [left for left in lefts if left is not None]
    share = max(share_of(heat, curve, own) for heat in heats.values())
    return min(known, default=None), share


def share_of(heat: Heat, curve: Curve, contract: float) -> float:
    """How near it is: 1 opens."""
    return math.sqrt(heat.filtered) / (curve.opens * contract)


def _after(filtered: float, apparent: float, seconds: float, curve: Curve) -> float:
    kept: float = (1 - curve.share) ** seconds
    return apparent**2 + (filtered - apparent**2) * kept


def _until(filtered: float, apparent: float, curve: Curve, contract: float) -> float | None:
    opens = (curve.opens * contract) ** 2
    if filtered >= opens or apparent >= curve.at_once * contract:
        return 0.0
    if apparent**2 <= opens:
        return None
    left = (apparent**2 - opens) / (apparent**2 - filtered)
    return math.log(left) / math.log(1 - curve.share)
