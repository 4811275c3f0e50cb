"""What can go wrong at the chargers' port; each message says what the person can do."""

from __future__ import annotations

from typing import Final

from borne.domain.errors import BorneError
from borne.domain.say import Text

_ANYWHERE: Final = Text("any address", "toutes les adresses")
_IN_USE: Final = Text(
    "Port {port} for chargers is already in use: stop the other program or choose another port",
    "Le port {port} pour les bornes est déjà utilisé : arrêtez l’autre programme ou choisissez un "
    "autre port",
)
_IN_USE_ON: Final = Text(
    "Port {port} for chargers is already in use on {host}: stop the other program or choose "
    "another port",
    "Le port {port} pour les bornes est déjà utilisé sur {host} : arrêtez l’autre programme ou "
    "choisissez un autre port",
)
_REFUSED: Final = Text(
    "Borne cannot listen for chargers on {host} port {port} ({reason}): choose another address or "
    "port",
    "Borne ne peut pas écouter les bornes sur {host} port {port} ({reason}) : choisissez une autre "
    "adresse ou un autre port",
)


class PortInUse(BorneError):
    """Another program listens on the port that chargers connect to."""

    def __init__(self, host: str | None, port: int) -> None:
        self.port = port
        said = str(port)
        self.sentence = _IN_USE_ON(port=said, host=host) if host else _IN_USE(port=said)
        super().__init__(str(self.sentence))


class PortRefused(BorneError):
    """The system does not let Borne listen there."""

    def __init__(self, host: str | None, port: int, reason: str) -> None:
        self.port = port
        self.sentence = _REFUSED(host=host or _ANYWHERE(), port=str(port), reason=reason)
        super().__init__(str(self.sentence))
