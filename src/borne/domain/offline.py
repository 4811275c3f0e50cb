"""Who may charge while Borne cannot be reached: three choices, and the keys that say so. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from borne.domain.charger import ConfigurationKey


class Offline(StrEnum):
    """Who may charge while the charger is on its own."""

    EVERYBODY = "everybody"
    KNOWN = "known"
    NOBODY = "nobody"


MIXED: Final = "mixed"
"""The keys contradict each other: what the charger does is its own guess."""

LEGRAND: Final = "OfflineBehavior"
_LEGRANDS_WORDS: Final = {
    Offline.EVERYBODY: "NoControl",
    Offline.KNOWN: "LocalAuthorizationList",
    Offline.NOBODY: "NoAccess",
}
AUTHORIZE: Final = "LocalAuthorizeOffline"
UNKNOWN: Final = "AllowOfflineTxForUnknownId"
LIST: Final = "LocalAuthListEnabled"
CACHE: Final = "AuthorizationCacheEnabled"
FIRST: Final = "LocalPreAuthorize"
STOP: Final = "StopTransactionOnInvalidId"
KEYS: Final = (LEGRAND, AUTHORIZE, UNKNOWN, LIST, CACHE, FIRST, STOP)
"""All that have a say; a charger has some of them."""


def choice_in(configuration: Mapping[str, ConfigurationKey]) -> Offline | str | None:
    """The choice that the charger's keys come to, MIXED, or None where they tell nothing."""
    named = _text(configuration, LEGRAND)
    if named is not None:
        words = {word.casefold(): choice for choice, word in _LEGRANDS_WORDS.items()}
        return words.get(named, MIXED)
    known, unknown = _switch(configuration, AUTHORIZE), _switch(configuration, UNKNOWN)
    if known is None:
        return Offline.EVERYBODY if unknown else None
    if not known:
        return MIXED if unknown else Offline.NOBODY
    if unknown:
        return Offline.EVERYBODY
    listed, cached = _switch(configuration, LIST), _switch(configuration, CACHE)
    return MIXED if listed is False and not cached else Offline.KNOWN


def keys_for(choice: Offline, present: Mapping[str, ConfigurationKey]) -> dict[str, str]:
    """What the keys that a charger has should say; in the order in which to write them.

    While it can be reached, Borne decides about each badge: nothing starts before its answer.
    """
    everybody, nobody = choice is Offline.EVERYBODY, choice is Offline.NOBODY
    values = {
        LEGRAND: _LEGRANDS_WORDS[choice],
        UNKNOWN: _word(everybody),
        AUTHORIZE: _word(not nobody),
        STOP: _word(not everybody),
        FIRST: _word(None),
    }
    if choice is Offline.KNOWN:
        # Without a list, the badges that were accepted before are those that are known.
        values[LIST if LIST in present else CACHE] = _word(choice)
    return {key: value for key, value in values.items() if key in present}


def same(key: ConfigurationKey, value: str) -> bool:
    """Whether a key says that already, whatever its case."""
    return (key.value or "").strip(" '\"").casefold() == value.casefold()


def _word(yes: object) -> str:
    return "true" if yes else "false"


def _text(configuration: Mapping[str, ConfigurationKey], name: str) -> str | None:
    key = configuration.get(name)
    return None if key is None or key.value is None else key.value.strip(" '\"").casefold()


def _switch(configuration: Mapping[str, ConfigurationKey], name: str) -> bool | None:
    return {"true": True, "1": True, "false": False, "0": False}.get(
        _text(configuration, name) or ""
    )
