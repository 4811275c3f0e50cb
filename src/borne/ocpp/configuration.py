"""A charger's settings as GetConfiguration and ChangeConfiguration speak of them."""

from __future__ import annotations

import sys
from typing import Final

from borne.domain.charger import ConfigurationKey
from borne.domain.legible import legible
from borne.domain.secret import HIDDEN, names_secret
from borne.ocpp.frame import Payload

_QUOTES: Final = " \t\r\n'\""
_MOST_CONNECTORS: Final = 100


def keys_in(payload: Payload) -> tuple[ConfigurationKey, ...]:
    """The keys of a GetConfiguration answer; passwords that a charger tells are not kept."""
    return tuple(
        ConfigurationKey(
            sys.intern(name), _kept(name, entry.get("value")), bool(entry.get("readonly", False))
        )
        for entry in payload.get("configurationKey", ())
        if (name := legible(entry.get("key", "")).strip(_QUOTES))
    )


def _kept(name: str, value: str | None) -> str | None:
    if not value:
        return value
    return (
        HIDDEN if names_secret(name) else sys.intern(legible(value))
    )  # a fleet's are mostly the same


def unknown_in(payload: Payload) -> list[str]:
    """The keys that the charger says it has not."""
    return [legible(key) for key in payload.get("unknownKey", ())]


def words_in(value: str | None) -> list[str]:
    """The members of a comma-separated value, without quotes and spaces."""
    parts = (part.strip(_QUOTES) for part in (value or "").strip(_QUOTES).split(","))
    return [part for part in parts if part]


def number_in(value: str | None) -> int | None:
    """A whole number, as chargers write it."""
    text = (value or "").strip(_QUOTES)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def connectors_in(value: str | None) -> int | None:
    """NumberOfConnectors, if it is one."""
    number = number_in(value)
    return number if number is not None and 0 < number <= _MOST_CONNECTORS else None
