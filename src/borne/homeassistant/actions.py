"""What Home Assistant asks by `borne_command`, and what it is told: plain data on its bus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Final

from borne.domain.commands import Announce, Fulfil
from borne.domain.say import Language, Sentence, Text
from borne.domain.wish_body import read_wish
from borne.domain.wishes import Intent

COMMAND: Final = "borne_command"
RESULT: Final = "borne_command_result"
BY: Final = "Home Assistant"

_NO_DATA: Final = Text("{event} came without data", "{event} est arrivé sans données")
_TOO_MANY: Final = Text(
    "Too many commands wait for the chargers. Try again in a moment.",
    "Trop de commandes attendent les bornes. Réessayez dans un instant.",
)


@dataclass(frozen=True, slots=True)
class Told:
    """An event for Home Assistant's bus."""

    event: str
    data: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """One `borne_command` that makes sense, and what its answer must repeat."""

    intent: Intent
    charger: str | None
    connector: int | None
    echo: Mapping[str, object]


def read_command(event: Mapping[str, Any], language: Language) -> Asked | Told:
    """Read one event; what makes no sense is returned as the answer that says so."""
    body = event.get("data")
    if not isinstance(body, dict):
        return _result({}, ok=False, message=_NO_DATA(event=COMMAND), language=language)
    echo = {key: body[key] for key in ("id", "charger", "connector", "command") if key in body}
    wish = read_wish(body)
    if isinstance(wish, Sentence):
        return _result(echo, ok=False, message=wish, language=language)
    intent, charger, connector = wish
    return Asked(intent, charger, connector, echo)


def answer(asked: Asked, fulfil: Fulfil, language: Language) -> Told:
    """Return the `borne_command_result` for what came of it."""
    # Every user can read Home Assistant's events: a new password is shown in the panel only.
    data = {key: value for key, value in (fulfil.data or {}).items() if key != "password"}
    echo = {**data, **asked.echo}
    return _result(echo, ok=fulfil.ok, message=fulfil.message, language=language)


def refuse_for_now(asked: Asked, language: Language) -> Told:
    """Return the answer for one command too many."""
    return _result(asked.echo, ok=False, message=_TOO_MANY(), language=language)


def refuse(echo: Mapping[str, object], why: Sentence, language: Language) -> Told:
    """Return the answer for what is not done."""
    return _result(echo, ok=False, message=why, language=language)


def announced(announce: Announce, language: Language) -> Told:
    """Return an announcement of the engine as Home Assistant's event."""
    name = announce.event if announce.event.startswith("borne_") else f"borne_{announce.event}"
    return Told(name, _plain_mapping(announce.data, language))


def _result(echo: Mapping[str, object], *, ok: bool, message: Sentence, language: Language) -> Told:
    data = {**_plain_mapping(echo, language), "ok": ok, "message": message.say(language)}
    return Told(RESULT, data)


def _plain_mapping(data: Mapping[Any, object], language: Language) -> dict[str, object]:
    return {str(key): _plain(value, language) for key, value in data.items()}


def _plain(value: object, language: Language) -> object:
    """Return `value` as JSON can say it: sentences in the user's language, times with zone."""
    if isinstance(value, Sentence):
        return value.say(language)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return _plain_mapping(value, language)
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(part, language) for part in value]
    return value if isinstance(value, str | int | float | bool | None) else str(value)
