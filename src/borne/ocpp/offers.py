"""The one-time paths of the port for files: whose each is, what for, and until when."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from borne.domain.upkeep import FileKind
from borne.engine.ports import Clock

LASTS: Final = timedelta(hours=24)
_MOST: Final = 200


@dataclass(slots=True, eq=False)
class Offer:
    """A path that was given to a charger."""

    token: str
    kind: FileKind
    charger: str
    name: str
    until: datetime
    path: Path | None = None
    """What is served; None: something is received."""
    tag: str | None = None
    """The state of that file when it was first asked for."""
    busy: bool = False
    told: datetime | None = None


class Offers:
    """Those that stand. One that is busy stays until it is done, whatever else happens."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_token: dict[str, Offer] = {}

    def open(
        self,
        kind: FileKind,
        charger: str,
        name: str,
        start: datetime | None = None,
        path: Path | None = None,
    ) -> Offer:
        """A new path, which ends the charger's former one of that kind."""
        now = self._clock.now()
        self._expire(now)
        for older in self._idle(charger, kind):
            self.end(older)
        while len(self._by_token) >= _MOST:
            del self._by_token[next(iter(self._by_token))]
        until = max(start or now, now) + LASTS
        offer = Offer(secrets.token_urlsafe(24), kind, charger, name, until, path)
        self._by_token[offer.token] = offer
        return offer

    def find(self, token: str, *, serves: bool) -> Offer | None:
        """The path of that token, if it stands and is for that."""
        self._expire(self._clock.now())
        offer = self._by_token.get(token)
        return offer if offer is not None and (offer.path is not None) is serves else None

    def end(self, offer: Offer) -> None:
        """It has done what it was for."""
        self._by_token.pop(offer.token, None)

    def end_all(self, charger: str, kind: FileKind) -> None:
        """The charger needs no path of that kind any more."""
        for offer in self._idle(charger, kind):
            self.end(offer)

    def withdraw(self, url: str) -> None:
        """The order came to nothing: the path ends, if it is one of ours."""
        for token in [token for token in self._by_token if f"/{token}/" in url]:
            del self._by_token[token]

    def _idle(self, charger: str, kind: FileKind) -> Iterator[Offer]:
        for offer in [*self._by_token.values()]:
            if (offer.charger, offer.kind) == (charger, kind) and not offer.busy:
                yield offer

    def _expire(self, now: datetime) -> None:
        for offer in [*self._by_token.values()]:
            if offer.until <= now and not offer.busy:
                self.end(offer)
