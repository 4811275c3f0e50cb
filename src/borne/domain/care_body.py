"""The bodies of the commands about how a charger is dealt with; see `wish_body`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NoReturn, Protocol

from borne.domain.care_intents import CareIntent, SetOffline, SetRhythm, SetStrict
from borne.domain.offline import Offline
from borne.domain.say import Sentence, Text

_LEAST_PING: Final = 5
_MOST_PING: Final = 600
"""s: a charger that is gone must be noticed."""
_LEAST_HEARTBEAT: Final = 10
_MOST_HEARTBEAT: Final = 86_400
_ON: Final = Text("Say with “on” whether: true or false", "Dites avec « on » si : true ou false")
_WHO: Final = Text(
    "“who” must be everybody, known or nobody", "« who » doit être everybody, known ou nobody"
)


class Fields(Protocol):
    """A body whose fields are taken one by one; each raises on what it cannot read."""

    @property
    def body(self) -> object: ...

    def text(self, name: str) -> str | None: ...

    def flag(self, name: str) -> bool: ...

    def whole(self, name: str, least: int, most: int) -> int | None: ...

    def refuse(self, sentence: Sentence) -> NoReturn: ...


def _strict(fields: Fields) -> SetStrict:
    # Home Assistant's YAML turns the key `on` into true.
    named = [name for name in ("on", "true") if name in _names(fields)]
    if not named:
        fields.refuse(_ON())
    return SetStrict(fields.flag(named[0]))


def _rhythm(fields: Fields) -> SetRhythm:
    return SetRhythm(
        fields.whole("ping", _LEAST_PING, _MOST_PING),
        fields.whole("heartbeat", _LEAST_HEARTBEAT, _MOST_HEARTBEAT),
    )


def _offline(fields: Fields) -> SetOffline:
    who = (fields.text("who") or "").casefold()
    chosen = next((choice for choice in Offline if choice == who), None)
    if chosen is None:
        fields.refuse(_WHO())
    return SetOffline(chosen)


def _names(fields: Fields) -> tuple[str, ...]:
    body = fields.body
    return tuple(str(name) for name in body) if isinstance(body, dict) else ()


COMMANDS: Final[dict[str, Callable[[Fields], CareIntent]]] = {
    "strict": _strict,
    "rhythm": _rhythm,
    "offline": _offline,
}
