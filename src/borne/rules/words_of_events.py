"""What is wrong in what events are tied to, in English and French."""

from __future__ import annotations

from borne.domain.say import Text

NO_ACTION = Text(
    "Nothing is done here: give `notify`, `event` or `call`.",
    "Rien n’est fait ici : donnez `notify`, `event` ou `call`.",
)
BELONGS_TO = Text(
    "“{key}” says something only together with: {others}.",
    "« {key} » ne dit quelque chose qu’avec : {others}.",
)
NO_NOTIFIER = Text(
    "“{text}” is not the name of a notification action, as mobile_app_anna.",
    "« {text} » n’est pas le nom d’une action de notification, comme mobile_app_anna.",
)
NO_EVENT = Text(
    "“{text}” is not the name of an event: small letters, digits and _, as car_is_full.",
    "« {text} » n’est pas le nom d’un événement : minuscules, chiffres et _, comme voiture_pleine.",
)
OWN_EVENT = Text(
    "“{text}”: the names that begin with borne_ are Borne's own. Choose another one.",
    "« {text} » : les noms qui commencent par borne_ sont ceux de Borne. Choisissez-en un autre.",
)
NO_CALL = Text(
    "“{text}” is not an action of Home Assistant, as light.turn_on.",
    "« {text} » n’est pas une action de Home Assistant, comme light.turn_on.",
)
NOT_ANSWERED = Text(
    "When “{event}” happens, nothing is known of “{name}”.",
    "Quand « {event} » arrive, rien n’est connu de « {name} ».",
)
SPLIT_THEM = Text(
    "Ask it in an entry of its own for the events that know it.",
    "Demandez-le dans une entrée à part, pour les événements qui le connaissent.",
)
NEVER_DONE = Text(
    "This is never done: what it asks for excludes itself.",
    "Ceci n’est jamais fait : ce que cela demande s’exclut.",
)
NO_PLACEHOLDER = Text(
    "There is no placeholder “{name}”.",
    "Il n’y a pas de champ « {name} ».",
)
NOT_TOLD = Text(
    "None of these events tells “{name}”.",
    "Aucun de ces événements ne donne « {name} ».",
)
KNOWN_PLACEHOLDERS = Text("There are: {known}.", "Il y a : {known}.")
