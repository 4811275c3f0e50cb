"""The keys of a condition: what it may ask of the moment, of the connector and of the inputs."""

from __future__ import annotations

from typing import Final

from borne.domain.say import Text
from borne.rules.section import Key, Section

_EXPRESSION = Text(
    "an expression, a condition's name, or a list that must all hold; within it, `any: […]`",
    "une expression, le nom d’une condition, ou une liste où tout est vrai, avec `any: […]`",
)
_ANY = Text("a list of which one must hold", "une liste dont un élément doit être vrai")
WINDOWS = Text(
    "one or several time windows, over midnight too, as 22:30-06:30",
    "une ou plusieurs plages horaires, aussi par-dessus minuit, comme 22:30-06:30",
)
_DAYS = Text(
    "days, as mon-fri, weekend, weekdays, holidays, not holidays, or a list",
    "des jours, comme mon-fri, weekend, weekdays, holidays, not holidays, ou une liste",
)
_SEASON = Text(
    "from a day to a day, both included, as 1 Apr-31 Oct",
    "d’un jour à un autre, compris, comme 1 Apr-31 Oct",
)
_SUN = Text(
    "after or before sunrise or sunset, as after sunrise + 30 min, or a list that must all hold",
    "after ou before sunrise ou sunset, comme after sunrise + 30 min, ou une liste où tout tient",
)
CHARGER = Text("a charger's name, or a list", "le nom d’une borne, ou une liste")
_CONNECTOR = Text(
    "a connector, as 2 or garage/2, or a list", "un connecteur, comme 2 ou garage/2, ou une liste"
)
_WHO = Text(
    "a badge, a person, a vehicle or a group, or a list",
    "un badge, une personne, un véhicule ou un groupe, ou une liste",
)
LASTS = Text(
    "how long the rest must have held, as 5 min; an unknown begins anew",
    "depuis combien de temps le reste doit être vrai, comme 5 min ; un inconnu recommence",
)

WHEN: Final[dict[str, Key]] = {
    "when": Key(_EXPRESSION),
    "any": Key(_ANY),
    "between": Key(WINDOWS),
    "days": Key(_DAYS),
    "season": Key(_SEASON),
    "charger": Key(CHARGER),
    "connector": Key(_CONNECTOR),
    "who": Key(_WHO),
    "for": Key(LASTS),
    "sun": Key(_SUN),
}

CONDITION: Final = Section("conditions", WHEN)
