"""What makes a charger different: its quirks, and what a person has said of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from borne.domain.charger import Charger
from borne.domain.commands import UseQuirks
from borne.domain.events import TraitsLearned
from borne.domain.say import Text
from borne.domain.traits import Quirk
from borne.domain.turn import Turn
from borne.domain.wishes import SetQuirk, Wish

_ON: Final = Text("{name} is on for {charger}", "{name} est active pour {charger}")
_OFF: Final = Text("{name} is off for {charger}", "{name} est inactive pour {charger}")
_AUTO: Final = Text(
    "{name} is on for {charger} if it fits it",
    "{name} est active pour {charger} si elle lui correspond",
)


def traits_learned(turn: Turn, event: TraitsLearned) -> None:
    """What Borne has to do otherwise for this charger from now on."""
    charger = turn.charger(event.charger)
    connectors = charger.connectors
    if charger.traits != event.traits or _on(charger.quirks) != _on(event.quirks):
        # What was told to it may have been told in a way that it does not follow.
        connectors = {
            number: replace(connector, asked=None, fallback=None)
            for number, connector in connectors.items()
        }
    turn.put(replace(charger, traits=event.traits, quirks=event.quirks, connectors=connectors))


def _on(quirks: Iterable[Quirk] | None) -> set[str]:
    return {quirk.name for quirk in quirks or () if quirk.on}


def recalled(charger: Charger, wish: str | None = None) -> UseQuirks:
    """What is known of it, for a connection that may know nothing."""
    return UseQuirks(
        charger.id, charger.vendor, charger.model, charger.firmware, charger.choices, wish
    )


def set_quirk(turn: Turn, wish: Wish, intent: SetQuirk, charger: Charger) -> None:
    """Kept for a quirk that fits; any other must first be found in the database."""
    choices = {name: on for name, on in charger.choices.items() if name != intent.name}
    if intent.on is not None:
        choices[intent.name] = intent.on
    chosen = replace(charger, choices=choices)
    if intent.name in {quirk.name for quirk in charger.quirks or ()}:
        keep_choices(turn, charger, choices)
        turn.do(recalled(chosen))
        text = {True: _ON, False: _OFF, None: _AUTO}[intent.on]
        turn.fulfil(wish, text(name=intent.name, charger=charger.called))
    else:
        turn.do(recalled(chosen, wish.id))


def keep_choices(turn: Turn, charger: Charger, choices: dict[str, bool]) -> None:
    """Remember what a person has chosen."""
    turn.keep_charger(replace(charger, choices=choices))
