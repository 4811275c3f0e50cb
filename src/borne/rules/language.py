"""The tables of the language, which the checker and the editor read.

Each section's keys, what they take, and what comes later.
"""

from __future__ import annotations

from typing import Final

from borne.domain.say import Text
from borne.rules.language_of_cases import EXPECT, GIVEN, GIVEN_INPUT, TEST
from borne.rules.language_of_events import EVENT
from borne.rules.section import Key, Section

_EXPRESSION = Text(
    "an expression, a condition's name, or a list that must all hold; within it, `any: […]`",
    "une expression, le nom d'une condition, ou une liste où tout est vrai, avec `any: […]`",
)
_ANY = Text("a list of which one must hold", "une liste dont un élément doit être vrai")
_WINDOWS = Text(
    "one or several time windows, over midnight too, as 22:30-06:30",
    "une ou plusieurs plages horaires, aussi par-dessus minuit, comme 22:30-06:30",
)
_DAYS = Text(
    "days, as mon-fri, weekend, weekdays, holidays, not holidays, or a list",
    "des jours, comme mon-fri, weekend, weekdays, holidays, not holidays, ou une liste",
)
_SEASON = Text(
    "from a day to a day, both included, as 1 Apr-31 Oct",
    "d'un jour à un autre, compris, comme 1 Apr-31 Oct",
)
_SUN = Text(
    "after or before sunrise or sunset, as after sunrise + 30 min, or a list that must all hold",
    "after ou before sunrise ou sunset, comme after sunrise + 30 min, ou une liste où tout tient",
)
_CHARGER = Text("a charger's name, or a list", "le nom d'une borne, ou une liste")
_CONNECTOR = Text(
    "a connector, as 2 or garage/2, or a list", "un connecteur, comme 2 ou garage/2, ou une liste"
)
_WHO = Text(
    "a badge, a person, a vehicle or a group, or a list",
    "un badge, une personne, un véhicule ou un groupe, ou une liste",
)
_FOR = Text(
    "how long the rest must have held, as 5 min; an unknown begins anew",
    "depuis combien de temps le reste doit être vrai, comme 5 min ; un inconnu recommence",
)
_NAME = Text("a name", "un nom")
_INPUT = Text("the name of an input", "le nom d'une entrée")
_AMPS = Text("a current, as 16 A", "une intensité, comme 16 A")

_WHEN: Final[dict[str, Key]] = {
    "when": Key(_EXPRESSION),
    "any": Key(_ANY),
    "between": Key(_WINDOWS),
    "days": Key(_DAYS),
    "season": Key(_SEASON),
    "charger": Key(_CHARGER),
    "connector": Key(_CONNECTOR),
    "who": Key(_WHO),
    "for": Key(_FOR),
    "sun": Key(_SUN),
}

TOP: Final = Section(
    "",
    {
        "site": Key(Text("the house and its grid contract", "la maison et son contrat")),
        "inputs": Key(Text("what Borne may look at", "ce que Borne peut regarder")),
        "conditions": Key(Text("named conditions", "des conditions nommées")),
        "rules": Key(
            Text(
                "a list of rules, the first that applies decides",
                "une liste de règles, la première qui s'applique décide",
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
    {},
)

SITE: Final = Section(
    "site",
    {
        "time_zone": Key(
            Text("a zone, as Europe/Paris", "un fuseau, comme Europe/Paris"),
            default=Text(
                "Home Assistant's, else the machine's",
                "celui de Home Assistant, sinon de la machine",
            ),
        ),
        "latitude": Key(
            Text("degrees north", "des degrés nord"),
            default=Text("Home Assistant's", "ceux de Home Assistant"),
        ),
        "longitude": Key(
            Text("degrees east", "des degrés est"),
            default=Text("Home Assistant's", "ceux de Home Assistant"),
        ),
        "country": Key(
            Text("for public holidays, as FR", "pour les jours fériés, comme FR"),
            default=Text("Home Assistant's", "celui de Home Assistant"),
        ),
        "region": Key(
            Text(
                "its region, where that has holidays of its own",
                "sa région, quand elle a ses propres jours fériés",
            )
        ),
        "contract": Key(
            Text(
                "kVA for the site, or A per phase; 9 is 9 kVA",
                "des kVA pour le site, ou des A par phase ; 9 vaut 9 kVA",
            ),
            default=Text("none: no guard", "aucun : pas de garde"),
        ),
        "phases": Key(Text("1 or 3", "1 ou 3"), default=Text("1", "1")),
        "voltage": Key(
            Text("volts, or the name of an input", "des volts, ou le nom d'une entrée"),
            default=Text("230 V", "230 V"),
        ),
        "meter": Key(
            Text(
                "an input that counts import as positive, or `{{import: …, export: …}}`",
                "une entrée positive à l'achat, ou `{{import: …, export: …}}`",
            )
        ),
        "apparent": Key(
            Text(
                "the input that measures the contract, in VA",
                "l'entrée qui mesure le contrat, en VA",
            )
        ),
        "breaker": Key(
            Text(
                "what opens above the contract: linky, B, C or ceiling (nothing is known of it)",
                "ce qui coupe au-dessus du contrat : linky, B, C ou ceiling (rien n'en est connu)",
            ),
            default=Text("ceiling", "ceiling"),
        ),
        "per_phase": Key(
            Text(
                "a list of three inputs, what is drawn on each phase, in A, VA or W",
                "une liste de trois entrées, ce qui est pris sur chaque phase, en A, VA ou W",
            )
        ),
        "demand_window": Key(
            Text(
                "`{{length: 15 min, below: 12 kW}}`: the mean import to stay below",
                "`{{length: 15 min, below: 12 kW}}` : l'achat moyen à ne pas dépasser",
            )
        ),
        "solar": Key(
            Text(
                "the input that measures the panels, in W", "l'entrée qui mesure les panneaux, en W"
            )
        ),
        "battery": Key(
            Text(
                "`{{power: …, soc: …}}`: the house battery's inputs",
                "`{{power: …, soc: …}}` : les entrées de la batterie de la maison",
            )
        ),
        "price": Key(
            Text(
                "EUR/kWh, an input that tells it, or rates, as `{{peak: …, off_peak: …}}`",
                "des EUR/kWh, une entrée qui le donne, ou des tarifs, `{{peak: …, off_peak: …}}`",
            ),
            default=Text("costs are unknown", "coûts inconnus"),
        ),
        "forecast": Key(
            Text(
                "the input whose entity tells the sun to come, as Solcast or Forecast.Solar",
                "l'entrée dont l'entité annonce le soleil, comme Solcast ou Forecast.Solar",
            )
        ),
        "safe_current": Key(
            Text(
                "A per phase when a sensor, Borne or the network is lost",
                "A par phase quand un capteur, Borne ou le réseau manque",
            ),
            default=Text("8 A", "8 A"),
        ),
        "if_lost": Key(
            Text(
                "what a charger falls back to by itself without Borne: safe_current or off",
                "ce à quoi une borne revient d'elle-même sans Borne : safe_current ou off",
            ),
            default=Text("safe_current", "safe_current"),
        ),
        "connectors": Key(
            Text(
                "what each connector can do, by garage/1",
                "ce que peut chaque connecteur, par garage/1",
            )
        ),
    },
    {},
)

METER: Final = Section("meter", {"import": Key(_INPUT, True), "export": Key(_INPUT, True)}, {})
_RATE: Final = Text("EUR/kWh, as 0.2516", "des EUR/kWh, comme 0.2516")
_RATES: Final = Text(
    "EUR/kWh, or `{{peak: …, off_peak: …}}`", "EUR/kWh, ou `{{peak: …, off_peak: …}}`"
)

PRICE: Final = Section(
    "price",
    {
        "peak": Key(_RATE),
        "off_peak": Key(_RATE),
        "off_peak_hours": Key(_WINDOWS),
        "colour": Key(
            Text(
                "the input that tells the colour of the day",
                "l'entrée qui donne la couleur du jour",
            )
        ),
        "tomorrow": Key(
            Text("the input that tells tomorrow's colour", "l'entrée qui donne celle du lendemain")
        ),
        "blue": Key(_RATES),
        "white": Key(_RATES),
        "red": Key(_RATES),
        "day_starts": Key(
            Text(
                "when the day of a colour begins",
                "quand commence le jour d'une couleur",
            ),
            default=Text("06:00", "06:00"),
        ),
    },
    {},
)
RATES: Final = Section("price", {"peak": Key(_RATE, True), "off_peak": Key(_RATE)}, {})

DEMAND: Final = Section(
    "demand_window",
    {
        "length": Key(_FOR, default=Text("15 min", "15 min")),
        "below": Key(Text("as 12 kW", "comme 12 kW"), True),
    },
    {},
)

BATTERY: Final = Section("battery", {"power": Key(_INPUT), "soc": Key(_INPUT)}, {})

CONNECTOR: Final = Section(
    "connectors",
    {
        "least": Key(Text("A per phase", "A par phase"), default=Text("6 A", "6 A")),
        "most": Key(Text("A per phase", "A par phase"), default=Text("32 A", "32 A")),
        "steps": Key(Text("A", "A"), default=Text("1 A", "1 A")),
        "phases": Key(
            Text("1, 2 or 3", "1, 2 ou 3"),
            default=Text("what the readings tell", "ce que disent les mesures"),
        ),
        "priority": Key(
            Text(
                "a whole number, higher is served first",
                "un entier, le plus grand est servi d'abord",
            ),
            default=Text("0", "0"),
        ),
        "follows_in": Key(
            Text(
                "how long the charger takes to follow a limit, up to 2 min",
                "le temps que met la borne à suivre une limite, 2 min au plus",
            ),
            default=Text(
                "what its make and what was seen tell", "selon sa marque et ce qu'on voit"
            ),
        ),
        "wiring": Key(
            Text(
                "to which phases its L1, L2, L3 are wired: RST, STR or TRS",
                "sur quelles phases sont ses L1, L2, L3 : RST, STR ou TRS",
            ),
            default=Text("RST", "RST"),
        ),
    },
    {},
)

INPUT: Final = Section(
    "inputs",
    {
        "entity": Key(
            Text("an entity, as sensor.grid_power", "une entité, comme sensor.grid_power"), True
        ),
        "unit": Key(
            Text("the unit, where the entity has none", "l'unité, quand l'entité n'en a pas"),
            default=Text("the entity's", "celle de l'entité"),
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
                "la valeur à prendre tant qu'elle est inconnue",
            ),
            default=Text("stays unknown", "reste inconnue"),
        ),
    },
    {},
)

CONDITION: Final = Section(
    "conditions",
    _WHEN,
    {},
)

RULE: Final = Section(
    "rules",
    {
        "name": Key(_NAME, True),
        **_WHEN,
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
                "le plus d'A par phase que donne la règle",
            )
        ),
        "style": Key(
            Text(
                "how it follows the sun: strict (hardly any import), balanced or most (all of it)",
                "comment suivre le soleil : strict (presque sans achat), balanced ou most (tout)",
            ),
            default=Text("balanced", "balanced"),
        ),
        "priority": Key(
            Text(
                "a whole number, its connector's place in line while it decides",
                "un entier, le rang de son connecteur tant qu'elle décide",
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
    {
        "phases": Text("Borne does not switch phases", "Borne ne change pas de phases"),
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
                "l'entrée qui donne le niveau de la voiture",
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
    {},
)

LIMIT: Final = Section(
    "limits",
    {
        "name": Key(_NAME, True),
        **_WHEN,
        "current": Key(_AMPS),
        "total": Key(
            Text(
                "what all have together: A per phase, or kW",
                "ce que tous ont ensemble : A par phase, ou kW",
            )
        ),
        "keep": Key(Text("the input to keep below", "l'entrée à garder en dessous")),
        "below": Key(Text("W or VA, as 7 kVA", "W ou VA, comme 7 kVA")),
    },
    {},
)

ACCESS: Final = Section(
    "access",
    {
        "known_tag": Key(
            Text(
                "what a known badge gets: boost (full power) or rules",
                "ce qu'obtient un badge connu : boost (pleine puissance) ou rules",
            ),
            default=Text("boost", "boost"),
        ),
        "unknown_tag": Key(
            Text(
                "an unknown badge: ask (refused for now, and shown), reject or accept",
                "un badge inconnu : ask (refusé pour l'instant, et montré), reject ou accept",
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
    {},
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
