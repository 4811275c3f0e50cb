"""What is wrong in a rule file, in English and French. Each sentence says what to do."""

from __future__ import annotations

from borne.domain.say import Text

# Keys

KEY_NOT_TEXT = Text("A key is a word, not a list.", "Une clé est un mot, pas une liste.")
DUPLICATE_KEY = Text(
    "“{key}” already stands on line {line}.", "« {key} » figure déjà à la ligne {line}."
)
UNKNOWN_KEY = Text(
    "“{key}” is not a section of a rule file.",
    "« {key} » n’est pas une section d’un fichier de règles.",
)
UNKNOWN_KEY_IN = Text(
    "“{key}” is not a key of {section}.", "« {key} » n’est pas une clé de {section}."
)
KNOWN_KEYS = Text("Known here: {known}.", "Connues ici : {known}.")
MISSING_KEY = Text("“{key}” is missing here: {takes}.", "Il manque « {key} » ici : {takes}.")
NO_MERGE = Text(
    "“<<” is not part of the language: write the keys out, or use an alias for the whole value.",
    "« << » ne fait pas partie du langage : écrivez les clés, ou un alias pour toute la valeur.",
)
STANDS_ONCE = Text(
    "“{key}” may stand once in all rule files: it already stands at {place}.",
    "« {key} » ne peut figurer qu’une fois dans tous les fichiers : déjà en {place}.",
)
DID_YOU_MEAN = Text("Did you mean “{word}”?", "Vouliez-vous dire « {word} » ?")

# Values

EMPTY = Text("There is no value here.", "Il n’y a pas de valeur ici.")
EXPECTED_TEXT = Text("A single value stands here.", "Ici se met une seule valeur.")
EXPECTED_LIST = Text(
    "{key} is a list: each item begins with “- ”.",
    "{key} est une liste : chaque élément commence par « - ».",
)
EXPECTED_KEYS = Text(
    "{key} is made of keys and values here: {known}.",
    "{key} se compose ici de clés et de valeurs : {known}.",
)
NO_QUANTITY = Text(
    "“{text}” is not an amount in {unit}.", "« {text} » n’est pas une quantité en {unit}."
)
WRONG_UNIT = Text(
    "“{text}” has the wrong unit: {unit} is wanted here.",
    "« {text} » n’a pas la bonne unité : il faut ici {unit}.",
)
NO_UNIT = Text("“{unit}” is not a unit.", "« {unit} » n’est pas une unité.")
KNOWN_UNITS = Text("Known: {known}.", "Connues : {known}.")
OUT_OF_RANGE = Text(
    "This must lie between {least} and {most}.", "Ceci doit être entre {least} et {most}."
)
NOT_WHOLE = Text(
    "“{text}” is not a whole number from {least} to {most}.",
    "« {text} » n’est pas un entier de {least} à {most}.",
)
NOT_ONE_OF = Text("“{text}” is none of {known}.", "« {text} » n’est pas parmi {known}.")
NO_TIME = Text(
    "“{text}” is not a time of day, as 22:30.", "« {text} » n’est pas une heure, comme 22:30."
)
NO_WINDOW = Text(
    "“{text}” is not a time window, as 22:30-06:30.",
    "« {text} » n’est pas une plage horaire, comme 22:30-06:30.",
)
NO_DAYS = Text(
    "“{text}” is not a day, as mon, mon-fri or weekend.",
    "« {text} » n’est pas un jour, comme mon, mon-fri ou weekend.",
)
NO_SEASON = Text(
    "“{text}” is not a season, as 1 Apr-31 Oct.",
    "« {text} » n’est pas une saison, comme 1 Apr-31 Oct.",
)
NO_SUN = Text(
    "“{text}” is not a time of the sun, as after sunrise + 30 min or before sunset.",
    "« {text} » n’est pas un moment du soleil, comme after sunrise + 30 min ou before sunset.",
)
NO_COUNTRY = Text(
    "Borne does not know the public holidays of “{text}”: two letters are wanted, as FR.",
    "Borne ne connaît pas les jours fériés de « {text} » : il faut deux lettres, comme FR.",
)
NO_REGION = Text(
    "“{text}” is no region with holidays of its own.",
    "« {text} » n’est pas une région avec ses propres jours fériés.",
)
REGION_OF_COUNTRY = Text(
    "A region needs its “country” beside it.", "Une région demande son « country » à côté."
)
BOTH_DEGREES = Text(
    "“latitude” and “longitude” go together.", "« latitude » et « longitude » vont ensemble."
)
NO_ZONE = Text("“{text}” is not a time zone.", "« {text} » n’est pas un fuseau horaire.")
ZONE_LIKE = Text("It is written as Europe/Paris.", "Il s’écrit comme Europe/Paris.")
ONE_OR_THREE = Text("A site has 1 phase or 3.", "Un site a 1 phase ou 3.")
LEAST_ABOVE_MOST = Text("“least” is above “most”.", "« least » est au-dessus de « most ».")
NOT_A_CONNECTOR = Text(
    "“{text}” is not a connector: the charger's name and a number, as garage/1.",
    "« {text} » n’est pas un connecteur : le nom de la borne et un numéro, comme garage/1.",
)
KEEP_AND_BELOW = Text(
    "“keep” and “below” go together: keep an input below an amount.",
    "« keep » et « below » vont ensemble : garder une entrée sous une valeur.",
)
CURRENT_OR_KEEP = Text(
    "A limit has either “current”, or “total”, or “keep” and “below”.",
    "Une limite a soit « current », soit « total », soit « keep » et « below ».",
)
PER_PHASE = Text(
    "“per_phase” is a list of three inputs, for a site with three phases.",
    "« per_phase » est une liste de trois entrées, pour un site à trois phases.",
)
PER_PHASE_UNIT = Text(
    "The inputs of “per_phase” say their unit, all the same: A, VA or W.",
    "Les entrées de « per_phase » disent leur unité, toutes la même : A, VA ou W.",
)
WIRING = Text(
    "“wiring” names the three phases in an order of their own, as RST, STR or TRS.",
    "« wiring » nomme les trois phases dans un ordre, comme RST, STR ou TRS.",
)
TOTAL_ALONE = Text(
    "A limit with “total” has neither “current” nor “keep” and “below”.",
    "Une limite avec « total » n’a ni « current », ni « keep » et « below ».",
)
KEEP_POWER = Text(
    "“{name}” does not measure W or VA, so that nothing can keep it below an amount.",
    "« {name} » ne mesure ni W ni VA : rien ne peut la garder sous une valeur.",
)

# Names

NOT_A_NAME = Text(
    "“{name}” is not a name: small letters, digits and _, beginning with a letter.",
    "« {name} » n’est pas un nom : minuscules, chiffres et _, une lettre d’abord.",
)
RESERVED_NAME = Text(
    "“{name}” already has a meaning in expressions: choose another name.",
    "« {name} » a déjà un sens dans les expressions : choisissez un autre nom.",
)
DUPLICATE_NAME = Text(
    "The name “{name}” is taken at {place}: choose another one.",
    "Le nom « {name} » est déjà pris en {place} : choisissez-en un autre.",
)
NOT_AN_ENTITY = Text(
    "“{text}” is not an entity, as sensor.grid_power.",
    "« {text} » n’est pas une entité, comme sensor.grid_power.",
)
NO_INPUT = Text("There is no input “{name}”.", "Il n’y a pas d’entrée « {name} ».")
NAME_IT_UNDER_INPUTS = Text(
    "Name its entity under “inputs:”, and use the name here.",
    "Nommez son entité sous « inputs: », et utilisez ce nom ici.",
)
ROLE_UNIT = Text(
    "“{name}” measures {unit}, and {wanted} is wanted here.",
    "« {name} » mesure des {unit}, et il faut ici des {wanted}.",
)

# The whole

CYCLE = Text("This condition asks itself: {circle}.", "Cette condition se demande : {circle}.")
NO_OTHERWISE = Text(
    "No rule at the end always applies: when none does, no car charges.",
    "Aucune règle à la fin ne s’applique toujours : sans règle, aucune voiture ne charge.",
)
ADD_OTHERWISE = Text(
    "Add one that says only “charge: off”, so that it can be read.",
    "Ajoutez-en une qui dit seulement « charge: off », pour que cela se lise.",
)
NEVER_APPLIES = Text(
    "“{name}” can never apply: “{first}” above it always does.",
    "« {name} » ne peut jamais s’appliquer : « {first} », plus haut, s’applique toujours.",
)
NEVER_APPLIES_FIRST = Text(
    "“{name}” can never apply: “{first}” above it applies whenever it would.",
    "« {name} » ne peut jamais s’appliquer : « {first} », plus haut, s’applique chaque fois avant.",
)
NEVER_APPLIES_TOGETHER = Text(
    "“{name}” can never apply: the rules above it leave nothing to it ({names}).",
    "« {name} » ne peut jamais s’appliquer : les règles plus haut ne lui laissent rien ({names}).",
)
NEVER_APPLIES_ALONE = Text(
    "“{name}” can never apply: what it asks for excludes itself.",
    "« {name} » ne peut jamais s’appliquer : ce qu’elle demande s’exclut.",
)
NEVER_TRUE = Text(
    "“{name}” can never be true: what it asks for excludes itself.",
    "« {name} » ne peut jamais être vraie : ce qu’elle demande s’exclut.",
)
NEVER_HOLDS = Text(
    "The limit “{name}” can never hold: what it asks for excludes itself.",
    "La limite « {name} » ne peut jamais tenir : ce qu’elle demande s’exclut.",
)
UNKNOWN_DECIDES = Text(
    "While “{name}” is unknown, “{rule}” does not apply, and “{stronger}” {charge}.",
    "Tant que « {name} » est inconnue, « {rule} » ne s’applique pas, et « {stronger} » {charge}.",
)
SAY_WHEN_UNKNOWN = Text(
    "Give it an “if_unknown”, or put a rule before that says what holds when “not known({name})”.",
    "Donnez-lui un « if_unknown », ou mettez avant une règle pour « not known({name}) ».",
)
OSCILLATES = Text(
    "“{name}” changes as soon as the car charges otherwise: “{rule}” will go on and off.",
    "« {name} » change dès que la voiture charge autrement : « {rule} » va osciller.",
)
HOLD_IT = Text(
    "Use “surplus” or “headroom”, which count the car, or hold it by “stay_for” or “for”.",
    "Utilisez « surplus » ou « headroom », qui comptent la voiture, ou « stay_for » ou « for ».",
)
MOVE_IT_UP = Text("Move it further up.", "Déplacez-la plus haut.")
NEVER_OPENS = Text(
    "The window {text} never opens: it ends as it begins.",
    "La plage {text} ne s’ouvre jamais : elle finit quand elle commence.",
)
NO_SUCH_ENTITY = Text(
    "Home Assistant has no entity “{entity}” now.",
    "Home Assistant n’a pas d’entité « {entity} » en ce moment.",
)
NOBODY_CALLED = Text("No badge stands for “{name}”.", "Aucun badge ne représente « {name} ».")
NAME_A_BADGE = Text(
    "Give a badge this name, person, vehicle or group on the Badges page.",
    "Donnez à un badge ce nom, cette personne, ce véhicule ou ce groupe, sur la page Badges.",
)
NEEDS_OF_SITE = Text(
    "“{name}” needs “{key}” under “site”: {without}.",
    "« {name} » a besoin de « {key} » sous « site » : {without}.",
)
STAYS_UNKNOWN = Text("without it, it is unknown", "sinon, c’est inconnu")
NEVER_CHARGES = Text("without it, no car charges here", "sinon, aucune voiture ne charge ici")
CHARGES_AT_ONCE = Text(
    "without it, all hours cost the same", "sinon, toutes les heures coûtent pareil"
)
NEVER_COUNTED = Text("without it, nobody can count the EUR", "sinon, les EUR ne se comptent pas")
UNUSED_INPUT = Text("The input “{name}” is never used.", "L’entrée « {name} » ne sert jamais.")
UNUSED_CONDITION = Text(
    "The condition “{name}” is never used.", "La condition « {name} » ne sert jamais."
)

# Summaries of the graph

SUMMARY_INPUT = Text("{entity}", "{entity}")
SUMMARY_ALWAYS = Text("always", "toujours")
SUMMARY_FOR = Text("{when}, for {hold}", "{when}, pendant {hold}")
SUMMARY_RULE = Text("{charge}: {when}", "{charge} : {when}")
SUMMARY_CEILING = Text("at most {amps}", "au plus {amps}")
SUMMARY_TOTAL = Text("at most {amount} together", "au plus {amount} ensemble")
SUMMARY_KEEP = Text("keeps {name} below {below}", "garde {name} sous {below}")
SUMMARY_NOTIFIES = Text("notifies: “{text}”", "prévient : « {text} »")
SUMMARY_FIRES = Text("fires {event}", "émet {event}")
SUMMARY_CALLS = Text("calls {action}", "appelle {action}")
SUMMARY_NOTHING = Text("does nothing", "ne fait rien")
SUMMARY_AND = Text("{one}, {other}", "{one}, {other}")
SUMMARY_SITE = Text(
    "contract {contract}, phases: {phases}", "contrat {contract}, phases : {phases}"
)
SUMMARY_SITE_OPEN = Text("no contract, phases: {phases}", "sans contrat, phases : {phases}")
SUMMARY_CONNECTOR = Text("{least} to {most}", "{least} à {most}")
SUMMARY_ACCESS = Text(
    "known badge: {known}, unknown badge: {unknown}, no badge: {without}",
    "badge connu : {known}, badge inconnu : {unknown}, sans badge : {without}",
)
