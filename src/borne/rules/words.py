"""What is wrong in a rule file, in English and French. Each sentence says what to do."""

from __future__ import annotations

from borne.domain.say import Text

# YAML

YAML_BROKEN = Text("This cannot be read as YAML.", "Ceci ne se lit pas comme du YAML.")
YAML_TAB = Text(
    "There is a tab here: YAML wants spaces to indent.",
    "Il y a une tabulation ici : YAML veut des espaces.",
)
YAML_QUOTE_IT = Text(
    "No value can begin with this sign: put the whole value between quotes.",
    "Aucune valeur ne commence par ce signe : mettez toute la valeur entre guillemets.",
)
YAML_COLON = Text(
    "This second “: ” on the line is not expected: check the indentation, or put the value"
    " between quotes.",
    "Ce second « : » sur la ligne est inattendu : vérifiez l'indentation, ou mettez la valeur"
    " entre guillemets.",
)
YAML_UNCLOSED_QUOTE = Text("This quote is never closed.", "Ce guillemet n'est jamais fermé.")
YAML_UNCLOSED_BRACKET = Text(
    "This is not closed, or a comma is missing. Within it, an expression with brackets or commas"
    " stands between quotes.",
    "Ceci n'est pas fermé, ou une virgule manque. À l'intérieur, une expression avec des crochets"
    " ou des virgules se met entre guillemets.",
)
YAML_NO_COLON = Text("A “:” is missing after this key.", "Il manque un « : » après cette clé.")
YAML_AFTER_QUOTE = Text(
    "Nothing can follow the closing quote: put the whole value between other quotes, as"
    " '\"Rouge\" == tempo'.",
    "Rien ne peut suivre le guillemet fermant : mettez toute la valeur entre d'autres"
    " guillemets, comme '\"Rouge\" == tempo'.",
)
YAML_INDENT = Text(
    "This line is not indented like those that it belongs to.",
    "Cette ligne n'est pas indentée comme celles dont elle fait partie.",
)
YAML_CHARACTER = Text(
    "The character {code} cannot stand in a rule file.",
    "Le caractère {code} ne peut pas figurer dans un fichier de règles.",
)
YAML_DIRECTIVE = Text(
    "Rule files are YAML 1.2: take this line out.",
    "Les fichiers de règles sont en YAML 1.2 : retirez cette ligne.",
)
YAML_DOCUMENTS = Text(
    "A rule file holds one document: put the rest into a file of its own.",
    "Un fichier de règles contient un seul document : mettez la suite dans un autre fichier.",
)
YAML_TAG = Text(
    "“{tag}” means nothing here: values are taken as they are written.",
    "« {tag} » n'a pas de sens ici : les valeurs sont prises comme elles sont écrites.",
)
YAML_ALIAS = Text(
    "“*{name}” refers to nothing: “&{name}” must stand before it, and not around it.",
    "« *{name} » ne renvoie à rien : « &{name} » doit venir avant, et non autour.",
)
TOO_DEEP = Text("This is nested too deeply.", "L'imbrication est trop profonde.")
TOO_LARGE = Text(
    "This file is too large: spread it over several.",
    "Ce fichier est trop grand : répartissez-le sur plusieurs.",
)

# Keys

KEY_NOT_TEXT = Text("A key is a word, not a list.", "Une clé est un mot, pas une liste.")
DUPLICATE_KEY = Text(
    "“{key}” already stands on line {line}.", "« {key} » figure déjà à la ligne {line}."
)
UNKNOWN_KEY = Text(
    "“{key}” is not a section of a rule file.",
    "« {key} » n'est pas une section d'un fichier de règles.",
)
UNKNOWN_KEY_IN = Text(
    "“{key}” is not a key of {section}.", "« {key} » n'est pas une clé de {section}."
)
KNOWN_KEYS = Text("Known here: {known}.", "Connues ici : {known}.")
MISSING_KEY = Text("“{key}” is missing here: {takes}.", "Il manque « {key} » ici : {takes}.")
NOT_YET = Text(
    "“{key}” does not work yet: {what}. Take it out for now.",
    "« {key} » ne fonctionne pas encore : {what}. Retirez-le pour l'instant.",
)
NO_MERGE = Text(
    "“<<” is not part of the language: write the keys out, or use an alias for the whole value.",
    "« << » ne fait pas partie du langage : écrivez les clés, ou un alias pour toute la valeur.",
)
STANDS_ONCE = Text(
    "“{key}” may stand once in all rule files: it already stands at {place}.",
    "« {key} » ne peut figurer qu'une fois dans tous les fichiers : déjà en {place}.",
)
DID_YOU_MEAN = Text("Did you mean “{word}”?", "Vouliez-vous dire « {word} » ?")

# Values

EMPTY = Text("There is no value here.", "Il n'y a pas de valeur ici.")
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
    "“{text}” is not an amount in {unit}.", "« {text} » n'est pas une quantité en {unit}."
)
WRONG_UNIT = Text(
    "“{text}” has the wrong unit: {unit} is wanted here.",
    "« {text} » n'a pas la bonne unité : il faut ici {unit}.",
)
NO_UNIT = Text("“{unit}” is not a unit.", "« {unit} » n'est pas une unité.")
KNOWN_UNITS = Text("Known: {known}.", "Connues : {known}.")
OUT_OF_RANGE = Text(
    "This must lie between {least} and {most}.", "Ceci doit être entre {least} et {most}."
)
NOT_WHOLE = Text(
    "“{text}” is not a whole number from {least} to {most}.",
    "« {text} » n'est pas un entier de {least} à {most}.",
)
NOT_ONE_OF = Text("“{text}” is none of {known}.", "« {text} » n'est pas parmi {known}.")
NO_CHARGE = Text(
    "“{text}” is no way to charge: {known}, or an amount as 10 A.",
    "« {text} » n'est pas une façon de charger : {known}, ou une valeur comme 10 A.",
)
CHARGE_NOTHING = Text(
    "An amount is more than nothing: write “off” not to charge.",
    "Une valeur est plus grande que zéro : écrivez « off » pour ne pas charger.",
)
FORECAST_TIMES = Text("Here stands one of: {known}.", "Ici se met l'un de : {known}.")
NO_QUOTA = Text(
    "“{text}” is not a quota: write it as 10 kWh per session, 4 h per day or 30 EUR per month.",
    "« {text} » n'est pas un quota : écrivez 10 kWh per session, 4 h per day ou 30 EUR per month.",
)
NEVER_WAITS = Text(
    "This rule has neither a plan nor a quota: “meanwhile” never comes.",
    "Cette règle n'a ni plan ni quota : « meanwhile » n'arrive jamais.",
)
ONE_PLAN = Text(
    "A plan has one of “ready_by”, “cheapest” and “below”.",
    "Un plan a soit « ready_by », soit « cheapest », soit « below ».",
)
NOT_WITH = Text("“{key}” does not go with “{plan}”.", "« {key} » ne va pas avec « {plan} ».")
ENERGY_OR_SOC = Text(
    "“ready_by” takes either “energy” or “soc”.",
    "« ready_by » prend soit « energy », soit « soc ».",
)
SOC_NEEDS_CAPACITY = Text(
    "A state of charge becomes energy by the battery's size: add “capacity”, as 52 kWh.",
    "Un niveau devient de l'énergie par la taille de la batterie : ajoutez « capacity », 52 kWh.",
)
COLOUR_RATES = Text(
    "Rates by colour take “colour” (an input) with “blue”, “white” and “red”, and no “peak” here.",
    "Des tarifs par couleur prennent « colour » (une entrée) avec « blue », « white » et « red », "
    "sans « peak » ici.",
)
PRICE_PEAK = Text(
    "A price by the clock needs “peak”, and “off_peak” with “off_peak_hours”.",
    "Un prix à l'horloge demande « peak », et « off_peak » avec « off_peak_hours ».",
)
OFF_PEAK_HOURS = Text(
    "“off_peak” and “off_peak_hours” go together.",
    "« off_peak » et « off_peak_hours » vont ensemble.",
)
NO_TIME = Text(
    "“{text}” is not a time of day, as 22:30.", "« {text} » n'est pas une heure, comme 22:30."
)
NO_WINDOW = Text(
    "“{text}” is not a time window, as 22:30-06:30.",
    "« {text} » n'est pas une plage horaire, comme 22:30-06:30.",
)
NO_DAYS = Text(
    "“{text}” is not a day, as mon, mon-fri or weekend.",
    "« {text} » n'est pas un jour, comme mon, mon-fri ou weekend.",
)
NO_SEASON = Text(
    "“{text}” is not a season, as 1 Apr-31 Oct.",
    "« {text} » n'est pas une saison, comme 1 Apr-31 Oct.",
)
NO_SUN = Text(
    "“{text}” is not a time of the sun, as after sunrise + 30 min or before sunset.",
    "« {text} » n'est pas un moment du soleil, comme after sunrise + 30 min ou before sunset.",
)
NO_COUNTRY = Text(
    "Borne does not know the public holidays of “{text}”: two letters are wanted, as FR.",
    "Borne ne connaît pas les jours fériés de « {text} » : il faut deux lettres, comme FR.",
)
NO_REGION = Text(
    "“{text}” is no region with holidays of its own.",
    "« {text} » n'est pas une région avec ses propres jours fériés.",
)
REGION_OF_COUNTRY = Text(
    "A region needs its “country” beside it.", "Une région demande son « country » à côté."
)
BOTH_DEGREES = Text(
    "“latitude” and “longitude” go together.", "« latitude » et « longitude » vont ensemble."
)
NO_ZONE = Text("“{text}” is not a time zone.", "« {text} » n'est pas un fuseau horaire.")
ZONE_LIKE = Text("It is written as Europe/Paris.", "Il s'écrit comme Europe/Paris.")
ONE_OR_THREE = Text("A site has 1 phase or 3.", "Un site a 1 phase ou 3.")
LEAST_ABOVE_MOST = Text("“least” is above “most”.", "« least » est au-dessus de « most ».")
NOT_A_CONNECTOR = Text(
    "“{text}” is not a connector: the charger's name and a number, as garage/1.",
    "« {text} » n'est pas un connecteur : le nom de la borne et un numéro, comme garage/1.",
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
    "Une limite avec « total » n'a ni « current », ni « keep » et « below ».",
)
KEEP_POWER = Text(
    "“{name}” does not measure W or VA, so that nothing can keep it below an amount.",
    "« {name} » ne mesure ni W ni VA : rien ne peut la garder sous une valeur.",
)

# Names

NOT_A_NAME = Text(
    "“{name}” is not a name: small letters, digits and _, beginning with a letter.",
    "« {name} » n'est pas un nom : minuscules, chiffres et _, une lettre d'abord.",
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
    "« {text} » n'est pas une entité, comme sensor.grid_power.",
)
NO_INPUT = Text("There is no input “{name}”.", "Il n'y a pas d'entrée « {name} ».")
NAME_IT_UNDER_INPUTS = Text(
    "Name its entity under “inputs:”, and use the name here.",
    "Nommez son entité sous « inputs: », et utilisez ce nom ici.",
)
ROLE_UNIT = Text(
    "“{name}” measures {unit}, and {wanted} is wanted here.",
    "« {name} » mesure des {unit}, et il faut ici des {wanted}.",
)

# Expressions

EXPRESSION_LONG = Text(
    "This expression is too long: name its parts under “conditions:”.",
    "Cette expression est trop longue : nommez ses parties sous « conditions: ».",
)
ODD_SIGN = Text(
    "“{sign}” means nothing in an expression.", "« {sign} » n'a pas de sens dans une expression."
)
USE_IS = Text("Equality is written == or is.", "L'égalité s'écrit == ou is.")
USE_AND = Text("Write “and”.", "Écrivez « and ».")
USE_OR = Text("Write “or”.", "Écrivez « or ».")
USE_NOT = Text("Write “not”.", "Écrivez « not ».")
NO_DOTS = Text(
    "Name the entity under “inputs:”, and use the name here.",
    "Nommez l'entité sous « inputs: », et utilisez ce nom ici.",
)
CLOSE_QUOTE = Text("A text ends with the same quote.", "Un texte finit par le même guillemet.")
NOT_EXPECTED = Text("“{text}” is not expected here.", "« {text} » est inattendu ici.")
ENDS_EARLY = Text("The expression ends too early.", "L'expression finit trop tôt.")
NOT_CLOSED = Text("“{sign}” is never closed.", "« {sign} » n'est jamais fermé.")
QUOTE_FLOW = Text(
    "Within braces or brackets, an expression with commas stands between quotes.",
    "Entre accolades ou crochets, une expression avec des virgules se met entre guillemets.",
)
IN_NEEDS_LIST = Text(
    'After “in” comes a list, as ["sat", "sun"].',
    'Après « in » vient une liste, comme ["sat", "sun"].',
)
LIST_AFTER_IN = Text("A list comes after “in” only.", "Une liste ne vient qu'après « in ».")
NO_FUNCTION = Text("There is no function “{name}”.", "Il n'y a pas de fonction « {name} ».")
FUNCTION_IS = Text("{name}: {summary}.", "{name} : {summary}.")
WRONG_ARGUMENTS = Text(
    "“{name}” takes another number of values.", "« {name} » prend un autre nombre de valeurs."
)
ROUND_DIGITS = Text(
    "A number of decimals from 0 to 6 stands here.", "Ici se met un nombre de décimales, 0 à 6."
)
NEEDS_INPUT = Text("{name}() asks for an input.", "{name}() demande une entrée.")
NO_NAME = Text("There is no name “{name}”.", "Il n'y a pas de nom « {name} ».")
QUOTE_OR_NAME = Text(
    "Name it under “inputs:” or “conditions:”; a text stands between quotes.",
    "Nommez-le sous « inputs: » ou « conditions: » ; un texte se met entre guillemets.",
)
USE_KNOWN = Text("Write “not known(…)”.", "Écrivez « not known(…) ».")
QUOTE_TEXT = Text("A text stands between quotes.", "Un texte se met entre guillemets.")
NOT_A_QUESTION = Text(
    "This is a value: it is neither true nor false.", "C'est une valeur : ni vraie ni fausse."
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
    "{one} et {other} ne se comparent ni ne s'ajoutent.",
)
POWER_OR_APPARENT = Text(
    "W is power, VA apparent power: write the unit of the input.",
    "W est la puissance, VA la puissance apparente : écrivez l'unité de l'entrée.",
)
CLOCK_WITH_NOW = Text(
    "A time of day is compared with “now” only, as now > 22:30.",
    "Une heure ne se compare qu'à « now », comme now > 22:30.",
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
    "Ici se met une durée d'au plus 6 heures, comme sunset + 30 min.",
)
NEEDS_DURATION = Text(
    '{name}() takes an input and a duration between 1 min and 24 h, as "10 min".',
    '{name}() prend une entrée et une durée entre 1 min et 24 h, comme "10 min".',
)

# The whole

CYCLE = Text("This condition asks itself: {circle}.", "Cette condition se demande : {circle}.")
NO_OTHERWISE = Text(
    "No rule at the end always applies: when none does, no car charges.",
    "Aucune règle à la fin ne s'applique toujours : sans règle, aucune voiture ne charge.",
)
ADD_OTHERWISE = Text(
    "Add one that says only “charge: off”, so that it can be read.",
    "Ajoutez-en une qui dit seulement « charge: off », pour que cela se lise.",
)
NEVER_APPLIES = Text(
    "“{name}” can never apply: “{first}” above it always does.",
    "« {name} » ne peut jamais s'appliquer : « {first} », plus haut, s'applique toujours.",
)
NEVER_APPLIES_FIRST = Text(
    "“{name}” can never apply: “{first}” above it applies whenever it would.",
    "« {name} » ne peut jamais s'appliquer : « {first} », plus haut, s'applique chaque fois avant.",
)
NEVER_APPLIES_TOGETHER = Text(
    "“{name}” can never apply: the rules above it leave nothing to it ({names}).",
    "« {name} » ne peut jamais s'appliquer : les règles plus haut ne lui laissent rien ({names}).",
)
NEVER_APPLIES_ALONE = Text(
    "“{name}” can never apply: what it asks for excludes itself.",
    "« {name} » ne peut jamais s'appliquer : ce qu'elle demande s'exclut.",
)
NEVER_TRUE = Text(
    "“{name}” can never be true: what it asks for excludes itself.",
    "« {name} » ne peut jamais être vraie : ce qu'elle demande s'exclut.",
)
NEVER_HOLDS = Text(
    "The limit “{name}” can never hold: what it asks for excludes itself.",
    "La limite « {name} » ne peut jamais tenir : ce qu'elle demande s'exclut.",
)
UNKNOWN_DECIDES = Text(
    "While “{name}” is unknown, “{rule}” does not apply, and “{stronger}” {charge}.",
    "Tant que « {name} » est inconnue, « {rule} » ne s'applique pas, et « {stronger} » {charge}.",
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
    "La plage {text} ne s'ouvre jamais : elle finit quand elle commence.",
)
NO_SUCH_ENTITY = Text(
    "Home Assistant has no entity “{entity}” now.",
    "Home Assistant n'a pas d'entité « {entity} » en ce moment.",
)
NOBODY_CALLED = Text("No badge stands for “{name}”.", "Aucun badge ne représente « {name} ».")
NAME_A_BADGE = Text(
    "Give a badge this name, person, vehicle or group on the Badges page.",
    "Donnez à un badge ce nom, cette personne, ce véhicule ou ce groupe, sur la page Badges.",
)
UNUSED_INPUT = Text("The input “{name}” is never used.", "L'entrée « {name} » ne sert jamais.")
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
SUMMARY_SITE = Text(
    "contract {contract}, phases: {phases}", "contrat {contract}, phases : {phases}"
)
SUMMARY_SITE_OPEN = Text("no contract, phases: {phases}", "sans contrat, phases : {phases}")
SUMMARY_CONNECTOR = Text("{least} to {most}", "{least} à {most}")
SUMMARY_ACCESS = Text(
    "known badge: {known}, unknown badge: {unknown}, no badge: {without}",
    "badge connu : {known}, badge inconnu : {unknown}, sans badge : {without}",
)

# Tests of a rule file

NO_MOMENT = Text(
    "“{text}” is not a moment, as Tue 12:00, 2 Jan 18:30 or 2026-12-25 08:00.",
    "« {text} » n'est pas un moment, comme Tue 12:00, 2 Jan 18:30 ou 2026-12-25 08:00.",
)
NOTHING_TO_GIVE = Text(
    "“{name}” is neither an input nor a name that can be given.",
    "« {name} » n'est ni une entrée, ni un nom qui puisse être donné.",
)
NO_RULE_CALLED = Text(
    "There is no rule “{name}”; “none” stands for no rule.",
    "Il n'y a pas de règle « {name} » ; « none » dit qu'aucune ne décide.",
)
NO_LIMIT_CALLED = Text("There is no limit “{name}”.", "Il n'y a pas de limite « {name} ».")
TEST_FAILED = Text(
    "This test fails. Expected: {expected}. Got: {got}.",
    "Ce test échoue. Attendu : {expected}. Obtenu : {got}.",
)
THE_RULE = Text("the rule “{name}”", "la règle « {name} »")
NO_RULE_AT_ALL = Text("no rule", "aucune règle")
CHARGES = Text("charge {mode}", "charge {mode}")
AT_MOST = Text("at most {amps}", "au plus {amps}")
LIMITS_HOLD = Text("the limits {names}", "les limites {names}")
NO_LIMIT_HOLDS = Text("no limit", "aucune limite")
ALLOWED = Text("it may charge", "elle peut charger")
NOT_ALLOWED = Text("it waits", "elle attend")

# Events tied to actions

NO_ACTION = Text(
    "Nothing is done here: give `notify`, `event` or `call`.",
    "Rien n'est fait ici : donnez `notify`, `event` ou `call`.",
)
BELONGS_TO = Text(
    "“{key}” says something only together with: {others}.",
    "« {key} » ne dit quelque chose qu'avec : {others}.",
)
NO_NOTIFIER = Text(
    "“{text}” is not the name of a notification action, as mobile_app_anna.",
    "« {text} » n'est pas le nom d'une action de notification, comme mobile_app_anna.",
)
NO_EVENT = Text(
    "“{text}” is not the name of an event: small letters, digits and _, as car_is_full.",
    "« {text} » n'est pas le nom d'un événement : minuscules, chiffres et _, comme voiture_pleine.",
)
OWN_EVENT = Text(
    "“{text}”: the names that begin with borne_ are Borne's own. Choose another one.",
    "« {text} » : les noms qui commencent par borne_ sont ceux de Borne. Choisissez-en un autre.",
)
NO_CALL = Text(
    "“{text}” is not an action of Home Assistant, as light.turn_on.",
    "« {text} » n'est pas une action de Home Assistant, comme light.turn_on.",
)
NO_PLACEHOLDER = Text(
    "There is no placeholder “{name}”.",
    "Il n'y a pas de champ « {name} ».",
)
NOT_TOLD = Text(
    "None of these events tells “{name}”.",
    "Aucun de ces événements ne donne « {name} ».",
)
KNOWN_PLACEHOLDERS = Text("There are: {known}.", "Il y a : {known}.")
