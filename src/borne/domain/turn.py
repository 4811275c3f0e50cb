"""One step of `reduce` in the making: the state so far, and what it has led to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from borne.domain.care import Care
from borne.domain.charger import Charger, Connector
from borne.domain.commands import Announce, Command, Fulfil
from borne.domain.records import SaveCharger, SaveConnector
from borne.domain.say import Sentence
from borne.domain.state import Policy, State, Trouble
from borne.domain.wishes import Wish

_USUAL: Final = Care()


class Step(Struct, frozen=True, gc=False):
    """What one event has come to."""

    state: State
    commands: tuple[Command, ...] = ()


class Turn:
    """Collects one step; lives for the length of one event.

    The charger that is being worked on is kept at hand, and goes into the state when somebody
    looks there: most of what follows from a message is about one charger.
    """

    __slots__ = ("_at_hand", "_state", "at", "commands", "policy")

    def __init__(self, state: State, at: datetime, policy: Policy) -> None:
        self._state = state
        self._at_hand: Charger | None = None
        self.at = at
        self.policy = policy
        self.commands: list[Command] = []

    @property
    def state(self) -> State:
        """The state so far."""
        if self._at_hand is not None:
            self._state = self._state.with_charger(self._at_hand)
            self._at_hand = None
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        self._state, self._at_hand = state, None

    def step(self) -> Step:
        """The finished step."""
        return Step(self.state, tuple(self.commands))

    def do(self, *commands: Command) -> None:
        """Add commands, in this order."""
        self.commands.extend(commands)

    def local(self, instant: datetime) -> datetime:
        """That instant as a person of the house reads it."""
        return instant.astimezone(self.policy.zone)

    @property
    def now(self) -> datetime:
        """The instant of the event as a person of the house reads it."""
        return self.local(self.at)

    def put(self, thing: Charger | Connector) -> None:
        """Replace a charger or a connector in the state; a connector's charger must be there."""
        if isinstance(thing, Connector):
            at_hand = self._at_hand
            if at_hand is None or at_hand.id != thing.charger:
                at_hand = self.state.chargers[thing.charger]
            self._at_hand = at_hand.with_connector(thing)
            return
        if self._at_hand is not None and self._at_hand.id != thing.id:
            self._state = self.state
        self._at_hand = thing

    def charger(self, id_: str) -> Charger:
        """The charger of that id; one that was never seen begins here."""
        at_hand = self._at_hand
        if at_hand is not None and at_hand.id == id_:
            return at_hand
        return self.state.chargers.get(id_) or Charger(id_, first_seen=self.at)

    def heard(self, id_: str) -> Charger:
        """The charger of that id, just heard of."""
        charger = replace(self.charger(id_), last_seen=self.at)
        self.put(charger)
        return charger

    def keep_charger(self, charger: Charger) -> None:
        """Put a charger into the state and onto the disk."""
        self.put(charger)
        self.do(
            SaveCharger(
                id=charger.id,
                first_seen=charger.first_seen,
                last_seen=charger.last_seen,
                name=charger.name,
                adopted=charger.adopted,
                ignored=charger.ignored,
                attempts=charger.attempts,
                vendor=charger.vendor,
                model=charger.model,
                serial=charger.serial,
                firmware=charger.firmware,
                protocol=charger.protocol,
                connectors=tuple(sorted(charger.connectors)),
                choices=charger.choices,
                care=charger.care if charger.care != _USUAL else None,
                manner=charger.manner,
                security=charger.security,
            )
        )

    def keep_connector(self, connector: Connector) -> None:
        """Put a connector into the state, and what is to be remembered of it onto the disk."""
        self.put(connector)
        self.do(
            SaveConnector(
                charger=connector.charger,
                number=connector.number,
                by_hand=connector.by_hand,
                held=connector.held,
                operative=connector.operative,
                phasing=connector.phasing,
            )
        )

    def announce(self, event: str, data: Mapping[str, object]) -> None:
        """Tell Home Assistant and the panel; what is not known is left out."""
        self.do(Announce(event, {key: value for key, value in data.items() if value is not None}))

    def fulfil(self, wish: Wish, message: Sentence, *, ok: bool = True, **data: object) -> None:
        """End a wish."""
        self.do(Fulfil(wish.id, ok, message, data or None))

    def trouble(self, code: str, severity: str, message: Sentence) -> None:
        """Show something that a person can mend; the first time it was found is kept."""
        old = self.state.troubles.get(code)
        found = Trouble(code, severity, message, old.since if old else self.at)
        if found != old:
            self.state = replace(self.state, troubles={**self.state.troubles, code: found})

    def mended(self, code: str) -> None:
        """That trouble is over."""
        if code in self._state.troubles:
            rest = {key: value for key, value in self._state.troubles.items() if key != code}
            self.state = replace(self.state, troubles=rest)
