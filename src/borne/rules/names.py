"""The names and functions that every expression knows, and those that come later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from borne.domain.say import Text
from borne.domain.units import Dimension


class Kind(StrEnum):
    """What sort of value an expression has."""

    NUMBER = "number"
    TEXT = "text"
    TRUTH = "truth"
    CLOCK = "clock"
    ANY = "any"
    """An input whose values are not known beforehand."""


@dataclass(frozen=True, slots=True)
class Type:
    """A kind, and for a number its dimension (None: not known beforehand)."""

    kind: Kind
    dimension: Dimension | None = None


@dataclass(frozen=True, slots=True)
class Builtin:
    """A name that every expression knows."""

    type: Type
    summary: Text


def _number(dimension: Dimension) -> Type:
    return Type(Kind.NUMBER, dimension)


_TEXT: Final = Type(Kind.TEXT)
_TRUTH: Final = Type(Kind.TRUTH)

BUILTINS: Final[Mapping[str, Builtin]] = MappingProxyType(
    {
        "plugged": Builtin(_TRUTH, Text("a car is plugged in", "une voiture est branchée")),
        "charging": Builtin(_TRUTH, Text("the car is charging", "la voiture charge")),
        "boost": Builtin(
            _TRUTH, Text("full power was asked for", "la pleine puissance est demandée")
        ),
        "tag": Builtin(
            _TEXT,
            Text(
                "the badge of the session, empty without one",
                "le badge de la session, vide s’il n’y en a pas",
            ),
        ),
        "person": Builtin(
            _TEXT,
            Text(
                "the badge's person, empty without one",
                "la personne du badge, vide s’il n’y en a pas",
            ),
        ),
        "vehicle": Builtin(
            _TEXT,
            Text(
                "the badge's vehicle, empty without one",
                "le véhicule du badge, vide s’il n’y en a pas",
            ),
        ),
        "status": Builtin(
            _TEXT,
            Text("the connector's status, as Charging", "l’état du connecteur, comme Charging"),
        ),
        "session_energy": Builtin(
            _number(Dimension.ENERGY), Text("energy of this session", "énergie de cette session")
        ),
        "session_time": Builtin(
            _number(Dimension.TIME),
            Text("time since the car was plugged in", "temps depuis le branchement"),
        ),
        "power": Builtin(
            _number(Dimension.POWER), Text("what the car draws", "ce que la voiture consomme")
        ),
        "current": Builtin(
            _number(Dimension.CURRENT),
            Text("what the car draws, per phase", "ce que la voiture consomme, par phase"),
        ),
        "soc": Builtin(
            _number(Dimension.RATIO),
            Text(
                "the car's battery, where the charger tells it",
                "la batterie de la voiture, si la borne la donne",
            ),
        ),
        "mode": Builtin(
            _TEXT, Text("the mode set by hand, else rules", "le mode choisi à la main, sinon rules")
        ),
        "surplus": Builtin(
            _number(Dimension.POWER),
            Text("sun to spare for the cars", "soleil disponible pour les voitures"),
        ),
        "headroom": Builtin(
            _number(Dimension.APPARENT), Text("room below the contract", "marge sous le contrat")
        ),
        "price": Builtin(
            _number(Dimension.PRICE),
            Text(
                "what electricity costs now, by the site's tariff",
                "ce que coûte l’électricité maintenant, selon le tarif du site",
            ),
        ),
        "now": Builtin(
            Type(Kind.CLOCK),
            Text("the time of day, in whole minutes", "l’heure, en minutes entières"),
        ),
        "weekday": Builtin(
            _TEXT,
            Text("mon, tue, wed, thu, fri, sat or sun", "mon, tue, wed, thu, fri, sat ou sun"),
        ),
        "holiday": Builtin(
            _TRUTH,
            Text("today is a public holiday of the country", "aujourd’hui est férié dans le pays"),
        ),
        "sunrise": Builtin(
            Type(Kind.CLOCK), Text("today's sunrise", "le lever du soleil d’aujourd’hui")
        ),
        "sunset": Builtin(
            Type(Kind.CLOCK), Text("today's sunset", "le coucher du soleil d’aujourd’hui")
        ),
    }
)

OF_CONNECTOR: Final = frozenset(
    {
        *("plugged", "charging", "boost", "tag", "person", "vehicle", "status"),
        *("session_energy", "session_time", "power", "current", "soc", "mode"),
    }
)
"""The built-in names that are about a connector and its car; the others are about the house."""

FUNCTIONS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "min": Text("the least of its values", "la plus petite de ses valeurs"),
        "max": Text("the greatest of its values", "la plus grande de ses valeurs"),
        "abs": Text("without the sign", "sans le signe"),
        "round": Text(
            "to a whole number, or to so many decimals", "à l’entier, ou à tant de décimales"
        ),
        "clamp": Text(
            "clamp(x, least, most): x kept between the two",
            "clamp(x, min, max) : x tenu entre les deux",
        ),
        "known": Text(
            "known(input): whether it has a value", "known(entrée) : si elle a une valeur"
        ),
        "age": Text(
            "age(input): time since it was last heard",
            "age(entrée) : temps depuis sa dernière valeur",
        ),
        "average": Text(
            'average(input, "10 min"): its average over that time',
            'average(entrée, "10 min") : sa moyenne sur ce temps',
        ),
        "forecast": Text(
            'forecast(input, "tonight"): the energy of the sun that is told of today, tonight '
            "(20:00 to 08:00) or tomorrow; of an input in EUR/kWh the mean price",
            'forecast(entrée, "tonight") : l’énergie du soleil annoncée pour today, tonight '
            "(20:00 à 08:00) ou tomorrow ; d’une entrée en EUR/kWh le prix moyen",
        ),
        "changed": Text(
            'changed(input, "10 min"): whether it has changed within that time',
            'changed(entrée, "10 min") : si elle a changé pendant ce temps',
        ),
    }
)
