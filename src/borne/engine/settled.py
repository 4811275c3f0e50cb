"""Which connectors need no new decision: nothing that it was made of has changed since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from borne.domain.charger import Charger, Connector
from borne.domain.decision import Choice, Mode
from borne.domain.phasing import Stage

_AT_REST = frozenset({Stage.STEADY, Stage.UNABLE})
_BY_SUN = frozenset({Mode.SURPLUS, Mode.MIN_SURPLUS})


@dataclass(slots=True)
class Settled:
    """Remembers, by connector, what its last decision and orders were made of."""

    _made_of: dict[str, tuple[object, ...]] = field(default_factory=dict)

    def is_settled(
        self, charger: Charger, connector: Connector, choice: Choice, phases: int
    ) -> bool:
        """Whether deciding again would change nothing; if not, this is what it is made of now.

        What a meter measures may always differ: such a choice is never settled.
        """
        session = connector.session
        transaction = session.transaction if session else None
        made_of = (
            choice,
            phases,
            transaction.id if transaction else None,
            connector.plugged,
            connector.asked,
            connector.starting,
            connector.status,
            connector.held,
            connector.operative,
            connector.fallback,
            connector.following.ignores,
            connector.following.rises_at,
            connector.phasing,
            connector.fallback_accepted,
            charger.manner.way,
            charger.manner.pause,
            charger.manner.failed,
            session.tag if session else None,
            charger.connection,
            charger.booted,
            charger.ready,
            charger.authorized_at,
            charger.traits,
        )
        before, self._made_of[connector.id] = self._made_of.get(connector.id), made_of
        if connector.phasing.stage not in _AT_REST:
            return False
        measured = choice.mode in _BY_SUN or any(cap.reading is not None for cap in choice.caps)
        return not measured and before == made_of

    def forget(self, connectors: Iterable[str]) -> None:
        """They are decided for again, whatever they are made of."""
        for id_ in connectors:
            self._made_of.pop(id_, None)
