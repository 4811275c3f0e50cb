"""What each car draws, worked out once for each reading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from borne.control.claim import Draw
from borne.domain.charger import Charger, Connector, Sample
from borne.domain.phasing import Phasing
from borne.domain.session import Session
from borne.domain.site import Site
from borne.engine.subject import draw_of, flowing_of


class _Known(Struct):
    """The draw of a connector, for as long as what it was made upon is the same."""

    reading: Sample | None
    session: Session | None
    phasing: Phasing
    draw: Draw
    phases: int
    """Over how many phases this car was last seen to draw."""


class Draws:
    """Remembers the draws of one site's connectors."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._known: dict[tuple[str, int], _Known] = {}

    def of(self, connector: Connector) -> Draw:
        """What the car at this connector draws, as far as the charger tells."""
        key = (connector.charger, connector.number)
        known = self._known.get(key)
        upon = connector.reading, connector.session, connector.phasing
        if (
            known
            and known.reading is connector.reading
            and known.session is connector.session
            and known.phasing is connector.phasing
        ):
            return known.draw
        changed_at = connector.phasing.changed_at
        lasts = known is not None and known.phasing.changed_at == changed_at
        phases = flowing_of(connector) or (known.phases if known and lasts else 0)
        if connector.session is None:
            phases = 0
        draw = draw_of(connector, self._site, phases)
        self._known[key] = _Known(*upon, draw, phases)
        return draw

    def of_all(self, chargers: Iterable[Charger]) -> Iterator[Draw]:
        """What the cars at these chargers draw."""
        for charger in chargers:
            for connector in charger.connectors.values():
                yield self.of(connector)
