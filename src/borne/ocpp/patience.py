"""How long Borne waits for the answer to each of its calls."""

from __future__ import annotations

from typing import Final

_PATIENCE: Final = 30.0
_PATIENCE_FOR: Final = {
    # Slow chargers read hundreds of keys from flash.
    "GetConfiguration": 60.0,
    # And write a hundred badges there.
    "SendLocalList": 60.0,
    # These wait for a lock, a contactor, or an authorisation of the charger's own.
    "UnlockConnector": 60.0,
    "RemoteStartTransaction": 60.0,
    "RemoteStopTransaction": 60.0,
    "Reset": 60.0,
}


def patience(action: str) -> float:
    """Seconds."""
    return _PATIENCE_FOR.get(action, _PATIENCE)
