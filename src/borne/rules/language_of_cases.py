"""The keys of `tests:`, which say what must be true of a rule file."""

from __future__ import annotations

from typing import Final

from borne.domain.say import Text
from borne.rules.section import Key, Section

TEST: Final = Section(
    "tests",
    {
        "name": Key(Text("a name, for the messages", "un nom, pour les messages")),
        "at": Key(
            Text(
                "a moment, as Tue 12:00, 2 Jan 18:30 or 2026-12-25 08:00",
                "un moment, comme Tue 12:00, 2 Jan 18:30, 2026-12-25 08:00",
            ),
            default=Text("Tue 12:00", "Tue 12:00"),
        ),
        "given": Key(
            Text(
                "what inputs and built-in names are then",
                "ce que valent alors les entrées et les noms prédéfinis",
            )
        ),
        "expect": Key(Text("what must come of it", "ce qui doit en sortir"), True),
    },
)

GIVEN: Final = Section(
    "given",
    {
        "charger": Key(
            Text("the charger's name", "le nom de la borne"), default=Text("charger", "charger")
        ),
        "connector": Key(
            Text("the connector's number", "le numéro du connecteur"), default=Text("1", "1")
        ),
        "who": Key(
            Text(
                "the names that the badge stands for: a person, a vehicle, a group",
                "les noms que représente le badge : une personne, un véhicule, un groupe",
            )
        ),
        "tag_known": Key(
            Text("whether the badge is known", "si le badge est connu"), default=Text("on", "on")
        ),
    },
)

GIVEN_INPUT: Final = Section(
    "given",
    {
        "value": Key(Text("its value, or unknown", "sa valeur, ou unknown"), True),
        "age": Key(
            Text("how long ago it was heard", "depuis quand elle est connue"),
            default=Text("0 s", "0 s"),
        ),
        "ahead": Key(
            Text(
                "what it tells of the time to come, by windows, as `{{22:00-06:00: 0.12}}`",
                "ce qu’elle annonce, par plages, comme `{{22:00-06:00: 0.12}}`",
            )
        ),
    },
)

EXPECT: Final = Section(
    "expect",
    {
        "rule": Key(
            Text("the rule that decides, or none", "la règle qui décide, ou none"),
        ),
        "charge": Key(
            Text(
                "off, wait, min, max, surplus, min+surplus, or an amount as 10 A; "
                "of a plan, what it does while it waits",
                "off, wait, min, max, surplus, min+surplus, ou une valeur comme 10 A ; "
                "d’un plan, ce qu’il fait en attendant",
            )
        ),
        "plan": Key(
            Text(
                "the windows within which its plan charges, in each of them some, or none",
                "les plages dans lesquelles son plan charge, un peu dans chacune, ou none",
            )
        ),
        "missing": Key(
            Text(
                "what its plan will be missing at its time, as 3 kWh",
                "ce qui manquera à son plan à son heure, comme 3 kWh",
            )
        ),
        "current": Key(
            Text(
                "the most A per phase that the rule and the limits in A let through",
                "le plus d’A par phase que laissent passer la règle et les limites en A",
            )
        ),
        "phases": Key(
            Text(
                "the phases of the rule that decides: 1, 3 or 1 or 3",
                "les phases de la règle qui décide : 1, 3 ou 1 or 3",
            )
        ),
        "limits": Key(
            Text("the limits that then hold, or none", "les limites qui tiennent alors, ou none")
        ),
        "allowed": Key(
            Text(
                "on: the badge, or none, may charge; off: it waits",
                "on : le badge, ou son absence, peut charger ; off : il attend",
            )
        ),
    },
)
