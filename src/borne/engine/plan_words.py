"""What is said of plans, in English and French."""

from __future__ import annotations

from typing import Final

from borne.domain.say import Text

CHARGES: Final = Text("{rule}, by its plan until {at}", "{rule}, selon son plan jusqu’à {at}")
LATE: Final = Text(
    "{rule}, at once: {missing} will be missing at {at}",
    "{rule}, tout de suite : il manquera {missing} à {at}",
)
BLIND: Final = Text(
    "{rule} (nobody tells how full the car is)", "{rule} (rien ne dit le niveau de la voiture)"
)
WAITS: Final = Text("{rule}, waits until {at}", "{rule}, attend {at}")
WAITS_FOR_SUN: Final = Text(
    "{rule}, counts on the sun until {at}", "{rule}, compte sur le soleil jusqu’à {at}"
)
DONE: Final = Text("{rule}, has what was asked for", "{rule}, a ce qui était demandé")
CHEAP: Final = Text("{rule}, at {price}", "{rule}, à {price}")
DEAR: Final = Text("{rule}, waits: {price} now", "{rule}, attend : {price} en ce moment")
NO_PRICE: Final = Text(
    "{rule}, waits, since the price is unknown", "{rule}, attend, car le prix est inconnu"
)
ENDS: Final = Text("The plan pauses at {at}", "Le plan fait une pause à {at}")
BEGINS: Final = Text("The plan charges from {at} on", "Le plan charge à partir de {at}")
PRICE: Final = Text("The price changes at {at}", "Le prix change à {at}")
