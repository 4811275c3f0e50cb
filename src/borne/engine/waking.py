"""What is looked at again by itself, and when: connectors, chargers, the site, the badges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from borne.domain.charger import Charger, Connector
from borne.domain.expiry import badge_expiries, expiries
from borne.domain.fact import Fact
from borne.domain.state import Policy, State
from borne.engine.dispatch import instants
from borne.engine.inputs import stale_at
from borne.engine.wakes import Wakes
from borne.rules.model import RuleBook

_AT_LEAST: Final = timedelta(milliseconds=200)
"""An instant that is due already is looked at again this much later: nothing spins."""
_SITE: Final = ""
"""The key of the site's own instant among the connectors'."""
_BADGES: Final = "/"
"""The key of the instant at which a badge expires."""


class Due(Struct, frozen=True):
    """Whose instant has come."""

    connectors: frozenset[str]
    chargers: frozenset[str]
    """Theirs, and those that wait for something of their own."""
    site: bool
    badges: bool


class Waking:
    """Remembers the next instant of each; a charger's own has the key `garage/`."""

    def __init__(self) -> None:
        self._wakes = Wakes()

    def soonest(self) -> datetime | None:
        """When something can change by itself; None: never."""
        return self._wakes.soonest()

    def take(self, now: datetime) -> Due:
        """Whose instant has come; they wait no longer."""
        due = self._wakes.take(now)
        places = due - {_SITE, _BADGES}
        return Due(
            connectors=frozenset(key for key in places if not key.endswith("/")),
            chargers=frozenset(key.rpartition("/")[0] for key in places),
            site=_SITE in due,
            badges=_BADGES in due,
        )

    def note_connector(self, charger: Charger, connector: Connector, now: datetime) -> None:
        """When this connector is to be decided for again."""
        decision = connector.decision
        ends = list(instants(charger, connector))
        if decision is not None and decision.next is not None:
            ends.append(decision.next.at)
        ahead = [at for at in ends if at > now]  # what was due has just been looked at
        self._wakes.note(connector.id, max(min(ahead), now + _AT_LEAST) if ahead else None)

    def note_charger(self, charger: Charger, policy: Policy) -> None:
        """When a boost, a mode for a time or the patience with a silent charger ends."""
        ends = expiries(charger, policy.heartbeat, policy.follows_in)
        self._wakes.note(f"{charger.id}/", min(ends, default=None))

    def note_badges(self, state: State, now: datetime) -> None:
        """When a badge expires, or the waiting for an unknown one ends."""
        self._wakes.note(_BADGES, min(badge_expiries(state, now), default=None))

    def note_site(self, book: RuleBook, facts: Mapping[str, Fact], now: datetime) -> None:
        """When what an input has told grows too old."""
        stale = stale_at(book, facts, now)
        self._wakes.note(_SITE, None if stale is None else stale + _AT_LEAST)
