"""What outlives Borne of the messages of `events:` that are still to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from borne.domain.say import Sayable, Text
from borne.engine.firing import Action, Deed
from borne.engine.happened import Happened
from borne.homeassistant.memory import keep, recalled
from borne.rules.ties import Happening, Tie, Urgency, filled

_MESSAGE = "{message}"


class Message(Struct, frozen=True):
    """One that waits, with all that it says: the charger or the badge may be gone by then."""

    entry: str
    """The place of its entry in the rule files."""
    what: Happening
    cause: str
    en: str
    fr: str
    urgency: Urgency
    to: tuple[str, ...]
    tag: str | None
    at: datetime
    until: datetime

    @classmethod
    def of(cls, action: Action, until: datetime) -> Message:
        """A notification that is to be told then."""
        tie, happened = action.tie, action.happened
        values: Mapping[str, Sayable] = {"event": happened.what.value, **happened.values}
        tag = happened.data.get("tag")
        return cls(
            tie.id,
            happened.what,
            happened.cause,
            filled(tie.notify or "", values, "en"),
            filled(tie.notify or "", values, "fr"),
            tie.urgency,
            tie.to,
            tag if isinstance(tag, str) else None,
            action.at.astimezone(UTC),
            until.astimezone(UTC),
        )

    def action(self) -> Action:
        """The notification again."""
        said = Text(_verbatim(self.en), _verbatim(self.fr))()
        data = {} if self.tag is None else {"tag": self.tag}
        happened = Happened(self.what, self.cause, values={"message": said}, data=data)
        on = frozenset({self.what})
        tie = Tie(self.entry, on, urgency=self.urgency, notify=_MESSAGE, to=self.to)
        return Action(Deed.NOTIFY, tie, happened, self.at)


class MessageBook:
    """Those that wait, as a file keeps them; without a file, nothing is kept."""

    def __init__(self, memory: Path | None = None) -> None:
        self._memory = memory
        self._kept = recalled(memory, tuple[Message, ...], (), "messages that waited are lost")
        self._waiting: tuple[tuple[Action, datetime], ...] | None = None

    @property
    def kept(self) -> tuple[Message, ...]:
        """Those of an earlier run."""
        return self._kept

    def keep(self, waiting: Iterable[tuple[Action, datetime]]) -> None:
        """Keep what waits now, where it is not what is kept."""
        waiting = tuple(waiting)
        if waiting == self._waiting:
            return
        self._waiting = waiting
        messages = tuple(Message.of(action, until) for action, until in waiting)
        if messages != self._kept:
            self._kept = messages
            keep(self._memory, messages)


def _verbatim(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")
