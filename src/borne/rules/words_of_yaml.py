"""What is wrong in a file as YAML, in English and French."""

from __future__ import annotations

from borne.domain.say import Text

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
    "Ce second « : » sur la ligne est inattendu : vérifiez l’indentation, ou mettez la valeur"
    " entre guillemets.",
)
YAML_UNCLOSED_QUOTE = Text("This quote is never closed.", "Ce guillemet n’est jamais fermé.")
YAML_UNCLOSED_BRACKET = Text(
    "This is not closed, or a comma is missing. Within it, an expression with brackets or commas"
    " stands between quotes.",
    "Ceci n’est pas fermé, ou une virgule manque. À l’intérieur, une expression avec des crochets"
    " ou des virgules se met entre guillemets.",
)
YAML_NO_COLON = Text("A “:” is missing after this key.", "Il manque un « : » après cette clé.")
YAML_AFTER_QUOTE = Text(
    "Nothing can follow the closing quote: put the whole value between other quotes, as"
    " '\"Rouge\" == tempo'.",
    "Rien ne peut suivre le guillemet fermant : mettez toute la valeur entre d’autres"
    " guillemets, comme '\"Rouge\" == tempo'.",
)
YAML_INDENT = Text(
    "This line is not indented like those that it belongs to.",
    "Cette ligne n’est pas indentée comme celles dont elle fait partie.",
)
YAML_CHARACTER = Text(
    "The character {code} cannot stand in a rule file.",
    "Le caractère {code} ne peut pas figurer dans un fichier de règles.",
)
YAML_UNSEEN = Text(
    "Here is a character that nobody can see ({code}): delete it, or type the word anew.",
    "Il y a ici un caractère que personne ne voit ({code}) : effacez-le ou retapez le mot.",
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
    "« {tag} » n’a pas de sens ici : les valeurs sont prises comme elles sont écrites.",
)
YAML_ALIAS = Text(
    "“*{name}” refers to nothing: “&{name}” must stand before it, and not around it.",
    "« *{name} » ne renvoie à rien : « &{name} » doit venir avant, et non autour.",
)
TOO_DEEP = Text("This is nested too deeply.", "L’imbrication est trop profonde.")
TOO_LARGE = Text(
    "This file is too large: spread it over several.",
    "Ce fichier est trop grand : répartissez-le sur plusieurs.",
)
