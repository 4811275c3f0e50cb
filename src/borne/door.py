"""Finds out, now and then, at which address chargers in the house reach Borne."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Final

from borne.domain.events import TroubleFound, TroubleGone
from borne.domain.say import Text
from borne.engine.ports import Clock, EnginePort
from borne.homeassistant.host import Outside, outside
from borne.web.ports import OcppAddress

_LOG = logging.getLogger("borne")

CODE: Final = "door"
_EVERY: Final = 600.0
"""s between two looks."""
_SOON: Final = 30.0
"""The same where the Supervisor has not told it: its network may still be coming up."""

_CLOSED: Final = Text(
    "No charger can connect: port {port} of the app is switched off. Give it a number again on the "
    "app’s page in Home Assistant, under Configuration, Network.",
    "Aucune borne ne peut se connecter : le port {port} de l’application est désactivé. "
    "Redonnez-lui un numéro sur la page de l’application dans Home Assistant, sous Configuration, "
    "Réseau.",
)


class Door:
    """Keeps `address` true; where nobody can tell, it says the port only."""

    def __init__(
        self, environment: Mapping[str, str], port: int, engine: EnginePort, clock: Clock
    ) -> None:
        self.address = OcppAddress(port)
        self._environment = environment
        self._port = port
        self._engine = engine
        self._clock = clock
        self._told = False

    async def run(self) -> None:
        """Look now and then, where there is a Supervisor to ask; ends never."""
        while True:
            found = await outside(self._environment, self._port)
            if found is not None:
                self._take(found)
            waits = found is not None and not found.address
            await asyncio.sleep(_SOON if waits else _EVERY)

    def _take(self, found: Outside) -> None:
        port = found.port or self._port
        self.address.port = port
        self.address.url = f"ws://{found.address}:{port}/" if found.address else ""
        if found.closed and not self._told:
            message = _CLOSED(port=str(self._port))
            _LOG.warning("%s", message)
            self._engine.post(TroubleFound(self._clock.now(), CODE, "error", message))
        elif self._told and not found.closed:
            self._engine.post(TroubleGone(self._clock.now(), CODE))
        self._told = found.closed
