"""The keys of `events:`, which tie what happens to actions."""

from __future__ import annotations

from typing import Final

from borne.domain.say import Text
from borne.rules.language_of_conditions import WHEN
from borne.rules.section import Key, Section

ASKS: Final = {key: one for key, one in WHEN.items() if key not in ("charger", "for")}
"""What an entry may ask at the instant at which something happens."""

EVENT: Final = Section(
    "events",
    {
        "on": Key(
            Text(
                "what happens, as session ended, or a list",
                "ce qui arrive, comme session ended, ou une liste",
            ),
            True,
        ),
        "charger": Key(
            Text("a charger's name, or a list", "le nom d’une borne, ou une liste"),
            default=Text("whichever it is", "n’importe laquelle"),
        ),
        **ASKS,
        "notify": Key(Text("a message, with placeholders", "un message, avec des champs")),
        "to": Key(
            Text(
                "whom to notify, as mobile_app_anna, or a list",
                "qui prévenir, comme mobile_app_anna, ou une liste",
            ),
            default=Text(
                "the phones of all administrators", "les téléphones de tous les administrateurs"
            ),
        ),
        "severity": Key(
            Text("info, warning or critical", "info, warning ou critical"),
            default=Text("info", "info"),
        ),
        "quiet": Key(
            Text(
                "when the message is held back unless it is critical, as 22:00-07:00, or a list",
                "quand le message attend, sauf critical, comme 22:00-07:00, ou une liste",
            )
        ),
        "event": Key(
            Text(
                "an event on Home Assistant's bus, as car_is_full",
                "un événement sur le bus de Home Assistant, comme voiture_pleine",
            )
        ),
        "call": Key(
            Text(
                "an action of Home Assistant, as light.turn_on",
                "une action de Home Assistant, comme light.turn_on",
            )
        ),
        "data": Key(
            Text(
                "what `event` or `call` is given, with placeholders",
                "ce que reçoit `event` ou `call`, avec des champs",
            )
        ),
    },
)
