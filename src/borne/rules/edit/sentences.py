"""Why a gesture is not made. Each sentence says what to do instead."""

from __future__ import annotations

from typing import Final

from borne.domain.say import Text

MEND_FIRST: Final = Text(
    "Mend the text first, line {line}: {problem}",
    "Corrigez d’abord le texte, ligne {line} : {problem}",
)
TOO_ODD: Final = Text(
    "The text is written in a way that this cannot be done for you: do it in the text.",
    "Le texte est écrit d’une façon qui ne permet pas de le faire à votre place : faites-le dans"
    " le texte.",
)
SHARED: Final = Text(
    "What would change is also used elsewhere by an anchor (&): change it in the text.",
    "Ce qui changerait sert aussi ailleurs par une ancre (&) : modifiez-le dans le texte.",
)
NOT_THERE: Final = Text(
    "That does not stand in this text any more.", "Cela ne se trouve plus dans ce texte."
)
NOT_AN_EXPRESSION: Final = Text(
    "“{text}” cannot be read: {reason}", "« {text} » ne se lit pas : {reason}"
)
NO_GESTURE: Final = Text("Borne has no gesture “{text}”", "Borne n’a pas de geste « {text} »")
MISSING: Final = Text("“{key}” is missing, or says nothing", "« {key} » manque, ou ne dit rien")
NO_VALUE: Final = Text(
    "A rule file cannot hold this value", "Un fichier de règles ne contient pas cela"
)
NO_NODE: Final = Text(
    "There is no “{name}” in the rule files.",
    "Il n’y a pas de « {name} » dans les fichiers de règles.",
)
NO_SUCH_KIND: Final = Text(
    "Only an input, a condition, a rule or a limit can be added, not “{kind}”.",
    "On ne peut ajouter qu’une entrée, une condition, une règle ou une limite, pas « {kind} ».",
)
NOT_A_NAME: Final = Text(
    "“{name}” cannot be used in an expression: small letters, digits and _, a letter first.",
    "« {name} » ne peut pas servir dans une expression : minuscules, chiffres et _, une lettre"
    " d’abord.",
)
RESERVED: Final = Text(
    "“{name}” already means something in every expression: choose another name.",
    "« {name} » a déjà un sens dans toute expression : choisissez un autre nom.",
)
TAKEN: Final = Text(
    "“{name}” is taken: choose another name.", "« {name} » est pris : choisissez un autre nom."
)
STILL_USED: Final = Text(
    "“{name}” is still used by {users}: disconnect it there first.",
    "« {name} » sert encore à {users} : déconnectez-l’en d’abord.",
)
NO_ORDER: Final = Text(
    "The order counts for rules, limits and events only, not for “{name}”.",
    "L’ordre ne compte que pour les règles, les limites et les événements, pas pour « {name} ».",
)
NOT_IN_THIS_LIST: Final = Text(
    "“{name}” stands in another list or file than {file}: move it in the text.",
    "« {name} » se trouve dans une autre liste ou un autre fichier que {file} : déplacez-le dans"
    " le texte.",
)
ALL_THERE: Final = Text(
    "All that this file would bring is already here.",
    "Tout ce que ce fichier apporterait est déjà là.",
)
NO_WIRE: Final = Text(
    "No wire can go from “{source}” to “{to}”: inputs and conditions lead to conditions, rules,"
    " limits and the site.",
    "Aucun fil ne va de « {source} » à « {to} » : les entrées et les conditions mènent aux"
    " conditions, aux règles, aux limites et au site.",
)
ITSELF: Final = Text("“{name}” cannot ask itself.", "« {name} » ne peut pas dépendre de lui-même.")
ALREADY: Final = Text("“{name}” already asks “{term}”.", "« {name} » demande déjà « {term} ».")
WHICH_KEY: Final = Text(
    "Say for what “{name}” takes this input, as meter, solar or keep.",
    "Dites pour quoi « {name} » prend cette entrée, comme meter, solar ou keep.",
)
ASKS_NOT: Final = Text("“{text}” does not ask “{name}”.", "« {text} » ne demande pas « {name} ».")
KEEP_NEEDS: Final = Text(
    "The limit “{name}” needs an input to keep: choose another, or delete the limit.",
    "La limite « {name} » a besoin d’une entrée à garder : choisissez-en une autre, ou supprimez"
    " la limite.",
)
METER_NEEDS: Final = Text(
    "The meter needs both import and export: choose another input, or change it in the text.",
    "Le compteur a besoin de import et de export : choisissez une autre entrée, ou modifiez le"
    " texte.",
)
NOTHING_LEFT: Final = Text(
    "The condition “{name}” would ask nothing any more: delete it instead.",
    "La condition « {name} » ne demanderait plus rien : supprimez-la plutôt.",
)
NOT_ASKED: Final = Text(
    "“{name}” does not ask “{other}”.", "« {name} » ne demande pas « {other} »."
)
NEEDED: Final = Text("“{key}” must stand there.", "« {key} » doit y être.")
NO_WRAP: Final = Text(
    "Only what a rule or a limit asks can become a condition, not “{name}”.",
    "Seul ce que demande une règle ou une limite peut devenir une condition, pas « {name} ».",
)
ASKS_NOTHING: Final = Text(
    "“{name}” asks nothing that could become a condition.",
    "« {name} » ne demande rien qui puisse devenir une condition.",
)
OF: Final = Text("{name}: {what}", "{name} : {what}")
NO_BLANK: Final = Text(
    "The ready-made file has no “{name}” to fill in.",
    "Le fichier tout prêt n’a pas de « {name} » à remplir.",
)
REQUIRED: Final = Text("It must stand there.", "Il doit y être.")
AN_INPUT: Final = Text("an input", "une entrée")
A_CONDITION: Final = Text("a condition", "une condition")
