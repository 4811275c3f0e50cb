"""Which entity ids a charger has: settled once, and kept whatever appears later."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from borne.domain.charger import Charger

_NOT_ALLOWED: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Named:
    """How the ids of one charger begin, and which connector goes without a number."""

    prefix: str
    alone: int | None = None

    def of(self, connector: int) -> str:
        """Return how the ids of that connector begin: `charger`, or `charger_connector_2`."""
        return self.prefix if connector == self.alone else f"{self.prefix}_connector_{connector}"


Naming = Mapping[str, Named]
"""By charger. A charger is in it once its connectors are known."""


def settle(naming: Naming, chargers: Iterable[Charger], waited: frozenset[str]) -> Naming:
    """Name the chargers whose connectors are known by now; what is named already stays.

    A charger tells its connectors one by one: it is named when its set-up is done, when only the
    past is known of it, or when its time is up (`waited`).
    """
    settled = dict(naming)
    for charger in sorted(chargers, key=lambda it: (it.first_seen, it.id)):
        if charger.id in settled or not real_connectors(charger):
            continue
        if charger.ready or not charger.online or charger.id in waited:
            numbers = real_connectors(charger)
            alone = numbers[0] if len(numbers) == 1 else None
            settled[charger.id] = Named(_free_prefix(charger.id, settled), alone)
    return settled


def real_connectors(charger: Charger) -> list[int]:
    """Return the numbers of its connectors; 0 is the charger itself."""
    return sorted(number for number in charger.connectors if number > 0)


def slug(identity: str) -> str:
    """Return `identity` as an entity id can contain it."""
    plain = unicodedata.normalize("NFKD", identity).encode("ascii", "ignore").decode().lower()
    return _NOT_ALLOWED.sub("_", plain).strip("_") or "charger"


def _free_prefix(identity: str, naming: Naming) -> str:
    """Return the identity's slug; a number follows if another charger has that one already."""
    taken = {named.prefix for named in naming.values()}
    wanted = slug(identity)
    prefix, number = wanted, 2
    while prefix in taken:
        prefix, number = f"{wanted}_{number}", number + 1
    return prefix


def to_plain(naming: Naming) -> dict[str, dict[str, object]]:
    """Return the naming as it is written down."""
    return {
        charger: {"prefix": named.prefix, "alone": named.alone} for charger, named in naming.items()
    }


def from_plain(written: object) -> Naming:
    """Read what `to_plain` has written; what is not of that form is left out."""
    naming: dict[str, Named] = {}
    for charger, told in written.items() if isinstance(written, dict) else ():
        prefix, alone = (
            (told.get("prefix"), told.get("alone")) if isinstance(told, dict) else ("", 0)
        )
        if isinstance(prefix, str) and prefix and (alone is None or isinstance(alone, int)):
            naming[str(charger)] = Named(prefix, alone)
    return naming
