"""What can be wrong with what a plant tells, said so that whoever wrote it can mend it."""

from __future__ import annotations

from typing import Final

from borne.domain.say import Text

NOT_JSON: Final = Text("this is not JSON: {reason}", "ce n’est pas du JSON : {reason}")
NOT_UTF8: Final = Text("this is not UTF-8 text", "ce n’est pas du texte UTF-8")
NOT_AN_OBJECT: Final = Text(
    "{where} must be an object such as {example}, not {value}",
    "{where} doit être un objet comme {example}, pas {value}",
)
NOT_A_LIST: Final = Text(
    'commands must be a list of bodies, such as [{{"command": "boost"}}]',
    'commands doit être une liste de corps, comme [{{"command": "boost"}}]',
)
NO_TIME: Final = Text(
    "“t” is missing: say the time, as in {example}", "« t » manque : dites l’heure, comme {example}"
)
WRONG_TIME: Final = Text(
    "{value} is not a time such as {example}", "{value} n’est pas une heure comme {example}"
)
BACKWARDS: Final = Text(
    "the time goes back from {before} to {now}: nothing of this line was taken",
    "l’heure recule de {before} à {now} : rien de cette ligne n’a été pris",
)
WRONG_NUMBER: Final = Text(
    "{where} must be a number or null, not {value}",
    "{where} doit être un nombre ou null, pas {value}",
)
NO_NUMBER: Final = Text(
    "{where} is {value}, which no sensor can mean: it is taken as unknown",
    "{where} vaut {value}, ce qu’aucun capteur ne peut dire : c’est pris pour inconnu",
)
WRONG_VALUE: Final = Text(
    "the input {where} must be a number, a text, true, false or null, not {value}",
    "l’entrée {where} doit être un nombre, un texte, true, false ou null, pas {value}",
)
WRONG_CURRENT: Final = Text(
    "{where} must be amps per phase, such as [9.8, 0, 0], not {value}",
    "{where} doit être en ampères par phase, comme [9.8, 0, 0], pas {value}",
)
WRONG_PLUGGED: Final = Text(
    "{where} must be true, false or null, not {value}",
    "{where} doit être true, false ou null, pas {value}",
)
WRONG_STATUS: Final = Text(
    "{where} must be one of {known}, not {value}", "{where} doit être l’un de {known}, pas {value}"
)
WRONG_TAG: Final = Text(
    "{where} must be the text of a badge or null, not {value}",
    "{where} doit être le texte d’un badge ou null, pas {value}",
)
WRONG_CONNECTOR: Final = Text(
    "{value} is not a connector: name it as in charger/1",
    "{value} n’est pas un connecteur : nommez-le comme charger/1",
)
UNKNOWN_KEY: Final = Text(
    "“{key}” means nothing {where} and is left out; known are {known}",
    "« {key} » ne veut rien dire {where} et est ignoré ; sont connus {known}",
)
AT_THE_TOP: Final = Text("in an observation", "dans une observation")
AT_A_CONNECTOR: Final = Text("at a connector", "à un connecteur")
COMMAND_REFUSED: Final = Text("command: {reason}", "commande : {reason}")
LINE: Final = Text("line {line}: {reason}", "ligne {line} : {reason}")
