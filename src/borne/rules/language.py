"""The tables of the language, which the checker and the editor read.

Each section's keys, what they take, and what comes later.
"""

from __future__ import annotations

from typing import Final

from borne.domain.say import Text
from borne.rules.language_of_cases import EXPECT, GIVEN, GIVEN_INPUT, TEST
from borne.rules.language_of_conditions import CONDITION, WHEN
from borne.rules.language_of_events import EVENT
from borne.rules.language_of_phases import OF_RULE, PHASE_CHANGE
from borne.rules.language_of_site import BATTERY, CONNECTOR, DEMAND, METER, PRICE, RATES, SITE
from borne.rules.section import Key, Section

_NAME = Text("a name", "un nom")
_AMPS = Text("a current, as 16 A", "une intensité, comme 16 A")


TOP: Final = Section(
    "",
    {
        "site": Key(Text("the house and its grid contract", "la maison et son contrat")),
        "inputs": Key(Text("what Borne may look at", "ce que Borne peut regarder")),
        "conditions": Key(Text("named conditions", "des conditions nommées")),
        "rules": Key(
            Text(
                "a list of rules, the first that applies decides",
                "une liste de règles, la première qui s’applique décide",
            )
        ),
        "limits": Key(
            Text("a list of limits that always hold", "une liste de limites qui tiennent toujours")
        ),
        "access": Key(Text("who may charge", "qui peut charger")),
        "events": Key(
            Text(
                "a list of what is done when something happens",
                "une liste de ce qui est fait quand quelque chose arrive",
            )
        ),
        "tests": Key(
            Text(
                "a list of what must be true of the rules",
                "une liste de ce qui doit être vrai des règles",
            )
        ),
    },
)


INPUT: Final = Section(
    "inputs",
    {
        "entity": Key(
            Text("an entity, as sensor.grid_power", "une entité, comme sensor.grid_power"), True
        ),
        "unit": Key(
            Text("the unit, where the entity has none", "l’unité, quand l’entité n’en a pas"),
            default=Text("the entity's", "celle de l’entité"),
        ),
        "max_age": Key(
            Text(
                "a duration after which it is unknown, or none",
                "une durée après laquelle elle est inconnue, ou none",
            ),
            default=Text("see below", "voir plus bas"),
        ),
        "if_unknown": Key(
            Text(
                "the value to take while it is unknown",
                "la valeur à prendre tant qu’elle est inconnue",
            ),
            default=Text("stays unknown", "reste inconnue"),
        ),
    },
)


RULE: Final = Section(
    "rules",
    {
        "name": Key(_NAME, True),
        **WHEN,
        "charge": Key(
            Text(
                "off, min, max, surplus, min+surplus, an amount as 10 A or 3.7 kW, or a plan",
                "off, min, max, surplus, min+surplus, une valeur, 10 A ou 3.7 kW, ou un plan",
            ),
            True,
        ),
        "current": Key(
            Text(
                "the most A per phase that the rule gives",
                "le plus d’A par phase que donne la règle",
            )
        ),
        "style": Key(
            Text(
                "how it follows the sun: strict (hardly any import), balanced or most (all of it)",
                "comment suivre le soleil : strict (presque sans achat), balanced ou most (tout)",
            ),
            default=Text("balanced", "balanced"),
        ),
        "phases": OF_RULE,
        "priority": Key(
            Text(
                "a whole number, its connector's place in line while it decides",
                "un entier, le rang de son connecteur tant qu’elle décide",
            ),
            default=Text("the connector's", "celui du connecteur"),
        ),
        "at_most": Key(
            Text(
                "a quota, as 10 kWh per session, 4 h per day or 30 EUR per month, or a list",
                "un quota, comme 10 kWh per session, 4 h per day ou 30 EUR per month, ou une liste",
            )
        ),
        "meanwhile": Key(
            Text(
                "how it charges while its plan waits or its quota is used up",
                "sa charge quand son plan attend ou que son quota est épuisé",
            ),
            default=Text("off", "off"),
        ),
        "stay_for": Key(
            Text(
                "a duration that the rule stays once it has applied",
                "une durée pendant laquelle la règle reste une fois appliquée",
            )
        ),
    },
)

PLAN: Final = Section(
    "charge",
    {
        "ready_by": Key(
            Text(
                "a time of day, as 07:00, with energy or soc",
                "une heure, 07:00, avec energy ou soc",
            )
        ),
        "energy": Key(Text("as 20 kWh, since the plug-in", "comme 20 kWh, depuis le branchement")),
        "soc": Key(
            Text("as 80 %; needs the battery's capacity", "comme 80 % ; demande la capacité")
        ),
        "capacity": Key(
            Text("the car's battery, as 52 kWh", "la batterie de la voiture, comme 52 kWh")
        ),
        "car": Key(
            Text(
                "the input that tells the car's soc",
                "l’entrée qui donne le niveau de la voiture",
            ),
            default=Text("what the charger tells", "ce que dit la borne"),
        ),
        "prefer": Key(
            Text("sun, cheapest, or both", "sun, cheapest ou les deux"),
            default=Text("cheapest", "cheapest"),
        ),
        "in_one_go": Key(Text("true or false", "true ou false"), default=Text("false", "false")),
        "cheapest": Key(
            Text("a duration, as 4 h, with before", "une durée, comme 4 h, avec before")
        ),
        "before": Key(Text("a time of day, as 07:00", "une heure, comme 07:00")),
        "below": Key(Text("a price, as 0.12 EUR/kWh", "un prix, comme 0.12 EUR/kWh")),
        "price": Key(
            Text(
                "price, or an input that tells one",
                "price, ou une entrée qui en donne un",
            ),
            default=Text("the site's", "celui du site"),
        ),
    },
)

LIMIT: Final = Section(
    "limits",
    {
        "name": Key(_NAME, True),
        **WHEN,
        "current": Key(_AMPS),
        "total": Key(
            Text(
                "what all have together: A per phase, or kW",
                "ce que tous ont ensemble : A par phase, ou kW",
            )
        ),
        "keep": Key(Text("the input to keep below", "l’entrée à garder en dessous")),
        "below": Key(Text("W or VA, as 7 kVA", "W ou VA, comme 7 kVA")),
    },
)

ACCESS: Final = Section(
    "access",
    {
        "known_tag": Key(
            Text(
                "what a known badge gets: boost (full power) or rules",
                "ce qu’obtient un badge connu : boost (pleine puissance) ou rules",
            ),
            default=Text("boost", "boost"),
        ),
        "unknown_tag": Key(
            Text(
                "an unknown badge: ask (refused for now, and shown), reject or accept",
                "un badge inconnu : ask (refusé pour l’instant, et montré), reject ou accept",
            ),
            default=Text("ask", "ask"),
        ),
        "without_tag": Key(
            Text(
                "a car without a badge: rules, or wait for one",
                "une voiture sans badge : rules, ou wait pour en attendre un",
            ),
            default=Text("rules", "rules"),
        ),
    },
)

SECTIONS: Final = (
    TOP,
    SITE,
    METER,
    DEMAND,
    PRICE,
    RATES,
    BATTERY,
    CONNECTOR,
    PHASE_CHANGE,
    INPUT,
    CONDITION,
    RULE,
    PLAN,
    LIMIT,
    ACCESS,
    EVENT,
    TEST,
    GIVEN,
    GIVEN_INPUT,
    EXPECT,
)
