"""What can go wrong at the chargers' port; each message says what the person can do."""

from __future__ import annotations

from borne.domain.errors import BorneError


class PortInUse(BorneError):
    """Another program listens on the port that chargers connect to."""

    def __init__(self, host: str | None, port: int) -> None:
        self.port = port
        super().__init__(
            f"Port {port} for chargers is already in use"
            + (f" on {host}" if host else "")
            + ": stop the other program or choose another port"
        )


class PortRefused(BorneError):
    """The system does not let Borne listen there."""

    def __init__(self, host: str | None, port: int, reason: str) -> None:
        self.port = port
        super().__init__(
            f"Borne cannot listen for chargers on {host or 'any address'} port {port}"
            f" ({reason}): choose another address or port"
        )
