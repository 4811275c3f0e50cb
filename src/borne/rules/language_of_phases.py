"""The keys that say on how many phases a car charges, and what a change of them needs."""

from __future__ import annotations

from typing import Final

from borne.domain.say import Text
from borne.rules.section import Key, Section

OF_RULE: Final = Key(
    Text(
        "1, 3, or 1 or 3 as the power asks for, where the connector's phases may change",
        "1, 3, ou 1 or 3 selon la puissance, là où les phases du connecteur peuvent changer",
    ),
    default=Text("all that the connector has", "toutes celles du connecteur"),
)

OF_CONNECTOR: Final = Key(
    Text(
        "1, 2 or 3; 1 or 3 says that charger and cars are known to bear a change",
        "1, 2 ou 3 ; 1 or 3 dit que la borne et les voitures supportent un changement",
    ),
    default=Text("what the readings tell", "ce que disent les mesures"),
)

CHANGE: Final = Key(
    Text("how its phases are changed, below", "comment ses phases changent, ci-dessous")
)

PHASE_CHANGE: Final = Section(
    "phase_change",
    {
        "vehicles": Key(
            Text(
                "the cars that bear it, by vehicle, person, group or badge; no other's is changed",
                "les voitures qui le supportent, par véhicule, personne, groupe ou badge ; aucune "
                "autre n’est changée",
            ),
            default=Text("each that charges there", "toutes celles qui y chargent"),
        ),
        "pause": Key(
            Text(
                "how long nothing flows before the change, and after it, 10 s to 10 min",
                "le temps sans courant avant le changement, et après, de 10 s à 10 min",
            ),
            default=Text("30 s", "30 s"),
        ),
        "cool_down": Key(
            Text(
                "between two changes, 5 min at least",
                "entre deux changements, 5 min au moins",
            ),
            default=Text("15 min", "15 min"),
        ),
        "per_day": Key(
            Text("how many changes a day at most, up to 50", "changements par jour, 50 au plus"),
            default=Text("10", "10"),
        ),
        "margin": Key(
            Text(
                "W that sun and limits must leave beyond the least of three phases",
                "les W que soleil et limites doivent laisser en plus du minimum de trois phases",
            ),
            default=Text("400 W", "400 W"),
        ),
        "up_after": Key(
            Text(
                "how long they must leave them before three phases are used",
                "combien de temps ils doivent les laisser avant de passer à trois phases",
            ),
            default=Text("5 min", "5 min"),
        ),
        "down_after": Key(
            Text(
                "how long they must leave too little for three phases before one is used",
                "combien de temps ils doivent en laisser trop peu avant d’en prendre une",
            ),
            default=Text("5 min", "5 min"),
        ),
    },
)
