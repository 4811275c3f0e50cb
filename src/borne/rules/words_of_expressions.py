"""What is wrong in an expression, in English and French."""

from __future__ import annotations

from borne.domain.say import Text

EXPRESSION_LONG = Text(
    "This expression is too long: name its parts under “conditions:”.",
    "Cette expression est trop longue : nommez ses parties sous « conditions: ».",
)
ODD_SIGN = Text(
    "“{sign}” means nothing in an expression.", "« {sign} » n’a pas de sens dans une expression."
)
USE_IS = Text("Equality is written == or is.", "L’égalité s’écrit == ou is.")
USE_AND = Text("Write “and”.", "Écrivez « and ».")
USE_OR = Text("Write “or”.", "Écrivez « or ».")
USE_NOT = Text("Write “not”.", "Écrivez « not ».")
NO_DOTS = Text(
    "Name the entity under “inputs:”, and use the name here.",
    "Nommez l’entité sous « inputs: », et utilisez ce nom ici.",
)
CLOSE_QUOTE = Text("A text ends with the same quote.", "Un texte finit par le même guillemet.")
NOT_EXPECTED = Text("“{text}” is not expected here.", "« {text} » est inattendu ici.")
ENDS_EARLY = Text("The expression ends too early.", "L’expression finit trop tôt.")
NOT_CLOSED = Text("“{sign}” is never closed.", "« {sign} » n’est jamais fermé.")
QUOTE_FLOW = Text(
    "Within braces or brackets, an expression with commas stands between quotes.",
    "Entre accolades ou crochets, une expression avec des virgules se met entre guillemets.",
)
IN_NEEDS_LIST = Text(
    'After “in” comes a list, as ["sat", "sun"].',
    'Après « in » vient une liste, comme ["sat", "sun"].',
)
LIST_AFTER_IN = Text("A list comes after “in” only.", "Une liste ne vient qu’après « in ».")
NO_FUNCTION = Text("There is no function “{name}”.", "Il n’y a pas de fonction « {name} ».")
FUNCTION_IS = Text("{name}: {summary}.", "{name} : {summary}.")
WRONG_ARGUMENTS = Text(
    "“{name}” takes another number of values.", "« {name} » prend un autre nombre de valeurs."
)
ROUND_DIGITS = Text(
    "A number of decimals from 0 to 6 stands here.", "Ici se met un nombre de décimales, 0 à 6."
)
NEEDS_INPUT = Text("{name}() asks for an input.", "{name}() demande une entrée.")
NO_NAME = Text("There is no name “{name}”.", "Il n’y a pas de nom « {name} ».")
QUOTE_OR_NAME = Text(
    "Name it under “inputs:” or “conditions:”; a text stands between quotes.",
    "Nommez-le sous « inputs: » ou « conditions: » ; un texte se met entre guillemets.",
)
USE_KNOWN = Text("Write “not known(…)”.", "Écrivez « not known(…) ».")
QUOTE_TEXT = Text("A text stands between quotes.", "Un texte se met entre guillemets.")
NOT_A_QUESTION = Text(
    "This is a value: it is neither true nor false.", "C’est une valeur : ni vraie ni fausse."
)
COMPARE_IT = Text(
    "Compare it with something, as surplus > 2 kW.",
    "Comparez-la à quelque chose, comme surplus > 2 kW.",
)
NOT_A_NUMBER = Text("A number is wanted here.", "Il faut un nombre ici.")
NEVER_EQUAL = Text(
    "These two are of different kinds and can never be equal.",
    "Ces deux-là sont de nature différente et ne peuvent être égaux.",
)
UNITS_DIFFER = Text(
    "{one} and {other} cannot be compared or added.",
    "{one} et {other} ne se comparent ni ne s’ajoutent.",
)
POWER_OR_APPARENT = Text(
    "W is power, VA apparent power: write the unit of the input.",
    "W est la puissance, VA la puissance apparente : écrivez l’unité de l’entrée.",
)
CLOCK_WITH_NOW = Text(
    "A time of day is compared with “now” only, as now > 22:30.",
    "Une heure ne se compare qu’à « now », comme now > 22:30.",
)
GROWS = Text(
    "This grows with time: compare it with a duration, as age(grid) > 10 min.",
    "Ceci croît avec le temps : comparez-le à une durée, comme age(grid) > 10 min.",
)
SLIDES = Text(
    'An average is compared with a number that is written out, as average(grid, "10 min") > 2 kW.',
    'Une moyenne se compare à un nombre écrit, comme average(grid, "10 min") > 2 kW.',
)
SUN_OFFSET = Text(
    "A duration of at most 6 hours stands here, as sunset + 30 min.",
    "Ici se met une durée d’au plus 6 heures, comme sunset + 30 min.",
)
NEEDS_DURATION = Text(
    '{name}() takes an input and a duration between 1 min and 24 h, as "10 min".',
    '{name}() prend une entrée et une durée entre 1 min et 24 h, comme "10 min".',
)
