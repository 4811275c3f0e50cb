"""How much of its quotas each rule has used, from the portions of the ledger. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from borne.domain.charger import Connector
from borne.domain.quota import Quota, first_day
from borne.domain.state import State
from borne.domain.tag import folded
from borne.domain.tariff import Portion
from borne.domain.units import Dimension
from borne.rules.model import Rule


def spent(
    rules: Iterable[Rule], state: State, connector: Connector, price: float | None, now: datetime
) -> Mapping[str, tuple[float | None, ...]]:
    """By rule, what is used of each of its quotas: Wh, s or EUR; `now` in the site's zone.

    None: it cannot be told. What a rule is about counts, whichever rule has given it: those of its
    `who` all together, else this connector.
    """
    return {
        rule.name: tuple(
            _used(quota, rule, state, connector, price, now.date()) for quota in rule.at_most
        )
        for rule in rules
        if rule.at_most
    }


def _used(
    quota: Quota,
    rule: Rule,
    state: State,
    connector: Connector,
    price: float | None,
    today: date,
) -> float | None:
    if quota.dimension is Dimension.MONEY and price is None:
        return None
    session = connector.session.id if connector.session else None
    first = first_day(quota.per, today)
    return sum(
        _measured(one, quota.dimension, price or 0.0)
        for own in state.portions.values()
        for one in own
        if (one.session == session if first is None else one.day >= first)
        and (first is None or _is_about(rule, state, connector, one))
    )


def _measured(portion: Portion, dimension: Dimension, price: float) -> float:
    if dimension is Dimension.MONEY:
        return portion.cost + portion.unpriced * price / 1000
    return portion.energy if dimension is Dimension.ENERGY else portion.seconds


def _is_about(rule: Rule, state: State, connector: Connector, portion: Portion) -> bool:
    if not rule.who:
        return (portion.charger, portion.connector) == (connector.charger, connector.number)
    if portion.tag is None:
        return False
    known = state.tag(portion.tag)
    who = known.who if known else frozenset((folded(portion.tag),))
    return not rule.who.isdisjoint(who)
