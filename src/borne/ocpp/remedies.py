"""What chargers write, and what they mean by it: the tables of `repair`.

Fields are named by the last part of their path. Words are compared without case, spaces,
dots, dashes and underscores, so only what differs beyond that stands here. Sources:
the chargers' own documents and the issue threads of other central systems.
"""

from __future__ import annotations

from typing import Final

OTHER_NAMES: Final[dict[str, str]] = {
    "mesurand": "measurand",  # Legrand's guide of the 059005
    "idtoken": "idTag",
    "sampledvalues": "sampledValue",
    "metervalues": "meterValue",
    "connector": "connectorId",
    "transaction": "transactionId",
}
"""Field names, squashed, that mean another field where that one is expected and missing."""

OTHER_WORDS: Final[dict[str, dict[str, str]]] = {
    "unit": {
        "hz": "Hertz",  # Charge Amps Halo
        "c": "Celsius",
        "°c": "Celsius",
        "degc": "Celsius",
        "f": "Fahrenheit",
        "°f": "Fahrenheit",
        "%": "Percent",
        "amp": "A",
        "amps": "A",
        "ampere": "A",
        "volt": "V",
        "volts": "V",
        "watt": "W",
        "watts": "W",
    },
    "phase": {
        "1": "L1",
        "2": "L2",
        "3": "L3",
        "a": "L1",
        "b": "L2",
        "c": "L3",
        "neutral": "N",
    },
    "measurand": {"stateofcharge": "SoC", "energyactiveimport": "Energy.Active.Import.Register"},
    "status": {"idle": "Available", "occupied": "Preparing"},
    "errorCode": {"none": "NoError", "ok": "NoError", "": "NoError", "noerrors": "NoError"},
}
"""By field: words, squashed, that mean one of OCPP's."""

CATCH_ALL: Final[dict[str, str]] = {
    "errorCode": "OtherError",  # Legrand sends "Error"
    "reason": "Other",
}
"""By field: what a word that is not known stands for. Without one the field is left out."""

ESSENTIAL: Final = frozenset({"measurand", "unit", "phase", "format"})
"""Fields whose absence would give their object another meaning: it is left out with them."""
