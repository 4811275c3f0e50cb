"""Notices that this machine has got other addresses than chargers were told to connect to."""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Final

from borne.domain.charger import Charger
from borne.domain.events import TroubleFound, TroubleGone
from borne.domain.say import Text
from borne.engine.ports import Clock, EnginePort

_LOG = logging.getLogger("borne")

CODE: Final = "moved"
LOOK_EVERY: Final = 600.0
"""s."""
_OF_LATE: Final = timedelta(days=30)
_INNER: Final = ipaddress.ip_network("172.30.32.0/22")
"""Addresses of apps under the Supervisor, which no charger knows."""

_MOVED: Final = Text(
    "This machine had the address {old} and now has {new}. Enter the new one in the chargers that "
    "do not come back, or have your router give the old one back.",
    "Cette machine avait l’adresse {old} et a maintenant {new}. Entrez la nouvelle dans les bornes "
    "qui ne reviennent pas, ou faites rendre l’ancienne par votre box.",
)


class Moved:
    """Remembers in a file by which addresses chargers have come last.

    `names` finds out by which names and addresses this machine is reached.
    """

    def __init__(
        self,
        file: Path,
        names: Callable[[], Awaitable[Iterable[str]]],
        engine: EnginePort,
        clock: Clock,
    ) -> None:
        self._file = file
        self._names = names
        self._engine = engine
        self._clock = clock
        self._known = _read(file)
        self._told = False

    async def run(self) -> None:
        """Look now and then, and whenever a charger may have come; ends never."""
        subscription = self._engine.subscribe()
        try:
            here = await self._here()
            while True:
                self._judge(here)
                try:
                    async with asyncio.timeout(LOOK_EVERY):
                        await subscription.next()
                except TimeoutError:
                    here = await self._here()
        finally:
            self._engine.unsubscribe(subscription)

    def _judge(self, here: frozenset[str]) -> None:
        moved = bool(self._known and here and not self._known & here)
        if moved and any(self._misses(it) for it in self._engine.view.state.chargers.values()):
            if not self._told:
                self._told = True
                message = _MOVED(old=_listed(self._known), new=_listed(here))
                _LOG.warning("%s", message)
                self._engine.post(TroubleFound(self._clock.now(), CODE, "warning", message))
            return
        if self._told:
            self._told = False
            self._engine.post(TroubleGone(self._clock.now(), CODE))
        if here and here != self._known:
            self._known = here
            _write(self._file, here)

    def _misses(self, charger: Charger) -> bool:
        """Whether it was there of late, and may look for Borne where it was."""
        seen = charger.last_seen
        fresh = seen is not None and self._clock.now() - seen < _OF_LATE
        return charger.adopted and not charger.online and fresh

    async def _here(self) -> frozenset[str]:
        return frozenset(name for name in await self._names() if _is_of_the_house(name))


def _is_of_the_house(name: str) -> bool:
    """IPv4 only: those of IPv6 come and go, and chargers are not given them."""
    try:
        address = ipaddress.IPv4Address(name)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified or address in _INNER)


def _listed(addresses: frozenset[str]) -> str:
    return ", ".join(sorted(addresses))


def _read(file: Path) -> frozenset[str]:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return frozenset()
    return frozenset(str(one) for one in found) if isinstance(found, list) else frozenset()


def _write(file: Path, addresses: frozenset[str]) -> None:
    try:
        file.write_text(json.dumps(sorted(addresses)), encoding="utf-8")
    except OSError as error:
        _LOG.warning("%s cannot be written: %s", file, error.strerror)
