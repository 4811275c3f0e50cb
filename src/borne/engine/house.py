"""The house around the connectors: its power, its price, and what the rules may look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from borne.control.breaker import Heat, breaker_now
from borne.control.claim import Draw
from borne.control.measure import measure
from borne.domain.decision import Scene
from borne.domain.fact import Fact
from borne.domain.prices import price_at
from borne.domain.site import Figures
from borne.domain.state import State
from borne.domain.tariff import PriceSlot
from borne.domain.whereabouts import Whereabouts
from borne.engine.inputs import looker, reader
from borne.engine.planning import Around
from borne.rules.model import RuleBook

# `now` is in the site's zone throughout.


def figures_of(
    book: RuleBook,
    state: State,
    draws: Callable[[], Iterable[Draw]],
    heats: Mapping[int, Heat],
    now: datetime,
) -> Figures:
    """The power as the inputs, and what the cars draw, show it."""
    figures = measure(book.site, reader(book, state.facts, now), draws())
    slot = price_of(book, state.facts, now)
    left, share = breaker_now(book.site, heats, now)
    return replace(figures, price=slot and slot.price, breaker_left=left, breaker_share=share)


def price_of(book: RuleBook, facts: Mapping[str, Fact], now: datetime) -> PriceSlot | None:
    """What electricity costs now."""
    return price_at(book.site.price, looker(book, facts, now), now)


def scene_of(
    book: RuleBook,
    state: State,
    figures: Figures,
    past: Mapping[str, tuple[Fact, ...]],
    home: Whereabouts,
    now: datetime,
) -> Scene:
    """The house as the rules see it; `home` is where it is unless they say so themselves."""
    where, price = book.site.whereabouts.over(home), price_of(book, state.facts, now)
    return Scene(now, state.facts, figures.surplus, figures.headroom, where, past, price)


def around_of(book: RuleBook, state: State, scene: Scene, figures: Figures) -> Around:
    """The house as the planner sees it."""
    look = looker(book, scene.facts, scene.now)
    return Around(book.site, state, look, figures, scene.now)
