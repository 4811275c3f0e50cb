"""The keys of `site:`, and of what stands within it."""

from __future__ import annotations

from typing import Final

from borne.domain.say import Text
from borne.rules.language_of_conditions import LASTS, WINDOWS
from borne.rules.language_of_phases import CHANGE, OF_CONNECTOR
from borne.rules.section import Key, Section

_INPUT: Final = Text("the name of an input", "le nom d’une entrée")

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
            Text("volts, or the name of an input", "des volts, ou le nom d’une entrée"),
            default=Text("230 V", "230 V"),
        ),
        "meter": Key(
            Text(
                "an input that counts import as positive, or `{{import: …, export: …}}`",
                "une entrée positive à l’achat, ou `{{import: …, export: …}}`",
            )
        ),
        "apparent": Key(
            Text(
                "the input that measures the contract, in VA",
                "l’entrée qui mesure le contrat, en VA",
            )
        ),
        "breaker": Key(
            Text(
                "what opens above the contract: linky, B, C or ceiling (nothing is known of it)",
                "ce qui coupe au-dessus du contrat : linky, B, C ou ceiling (rien n’en est connu)",
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
                "`{{length: 15 min, below: 12 kW}}` : l’achat moyen à ne pas dépasser",
            )
        ),
        "solar": Key(
            Text(
                "the input that measures the panels, in W", "l’entrée qui mesure les panneaux, en W"
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
                "l’entrée dont l’entité annonce le soleil, comme Solcast ou Forecast.Solar",
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
                "ce à quoi une borne revient d’elle-même sans Borne : safe_current ou off",
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
)

METER: Final = Section("meter", {"import": Key(_INPUT, True), "export": Key(_INPUT, True)})

_RATE: Final = Text("EUR/kWh, as 0.2516", "des EUR/kWh, comme 0.2516")

_RATES: Final = Text(
    "EUR/kWh, or `{{peak: …, off_peak: …}}`", "EUR/kWh, ou `{{peak: …, off_peak: …}}`"
)

PRICE: Final = Section(
    "price",
    {
        "peak": Key(_RATE),
        "off_peak": Key(_RATE),
        "off_peak_hours": Key(WINDOWS),
        "colour": Key(
            Text(
                "the input that tells the colour of the day",
                "l’entrée qui donne la couleur du jour",
            )
        ),
        "tomorrow": Key(
            Text("the input that tells tomorrow's colour", "l’entrée qui donne celle du lendemain")
        ),
        "blue": Key(_RATES),
        "white": Key(_RATES),
        "red": Key(_RATES),
        "day_starts": Key(
            Text(
                "when the day of a colour begins",
                "quand commence le jour d’une couleur",
            ),
            default=Text("06:00", "06:00"),
        ),
    },
)

RATES: Final = Section("price", {"peak": Key(_RATE, True), "off_peak": Key(_RATE)})

DEMAND: Final = Section(
    "demand_window",
    {
        "length": Key(LASTS, default=Text("15 min", "15 min")),
        "below": Key(Text("as 12 kW", "comme 12 kW"), True),
    },
)

BATTERY: Final = Section("battery", {"power": Key(_INPUT), "soc": Key(_INPUT)})

CONNECTOR: Final = Section(
    "connectors",
    {
        "least": Key(Text("A per phase", "A par phase"), default=Text("6 A", "6 A")),
        "most": Key(Text("A per phase", "A par phase"), default=Text("32 A", "32 A")),
        "steps": Key(Text("A", "A"), default=Text("1 A", "1 A")),
        "phases": OF_CONNECTOR,
        "phase_change": CHANGE,
        "priority": Key(
            Text(
                "a whole number, higher is served first",
                "un entier, le plus grand est servi d’abord",
            ),
            default=Text("0", "0"),
        ),
        "follows_in": Key(
            Text(
                "how long the charger takes to follow a limit, up to 2 min",
                "le temps que met la borne à suivre une limite, 2 min au plus",
            ),
            default=Text(
                "what its make and what was seen tell", "selon sa marque et ce qu’on voit"
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
)
