"""What can go wrong with the panel, in sentences."""

from __future__ import annotations

from typing import Final

from borne.domain.errors import BorneError
from borne.domain.say import Sentence, Text


class PanelError(BorneError):
    """A sentence in each language."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(sentence.say())


class PortInUse(PanelError):
    """Another program listens where the panel should."""


class PasswordNeeded(PanelError):
    """The panel would be open to the network without a password."""


class Refusal(BorneError):
    """A request that is answered with a status and a sentence."""

    def __init__(self, status: int, sentence: Sentence) -> None:
        self.status = status
        self.sentence = sentence
        super().__init__(sentence.say())


PORT_TAKEN: Final = Text(
    "The panel cannot listen on {host}, port {port}: {reason}. "
    "Stop the other program, or choose another --panel-port",
    "Le panneau ne peut pas écouter sur {host}, port {port} : {reason}. "
    "Arrêtez l’autre programme, ou choisissez un autre --panel-port",
)
NO_PASSWORD: Final = Text(
    "The panel does not open on {host} without a password: set BORNE_PANEL_PASSWORD, "
    "or use --host 127.0.0.1",
    "Le panneau ne s’ouvre pas sur {host} sans mot de passe : définissez BORNE_PANEL_PASSWORD, "
    "ou utilisez --host 127.0.0.1",
)
THROUGH_HOME_ASSISTANT: Final = Text(
    "The panel is reached through Home Assistant only",
    "Le panneau n’est accessible que par Home Assistant",
)
NOBODY: Final = Text(
    "Home Assistant does not say who you are: sign out, sign in again and open the panel anew",
    "Home Assistant ne dit pas qui vous êtes : déconnectez-vous, reconnectez-vous et rouvrez "
    "le panneau",
)
WRONG_HOST: Final = Text(
    "The panel does not answer under the name {host}: use its address",
    "Le panneau ne répond pas sous le nom {host} : utilisez son adresse",
)
WRONG_ORIGIN: Final = Text(
    "The request comes from another page: {origin}",
    "La demande vient d’une autre page : {origin}",
)
NEEDS_PASSWORD: Final = Text(
    "The panel wants its password (any user name)",
    "Le panneau demande son mot de passe (nom d’utilisateur libre)",
)
TOO_FAST: Final = Text(
    "Wait for the answer to the last password", "Attendez la réponse au dernier mot de passe"
)
NEEDS_HEADER: Final = Text(
    "A page that changes something must send the header X-Borne: 1",
    "Une page qui modifie quelque chose doit envoyer l’en-tête X-Borne: 1",
)
NOT_JSON: Final = Text(
    "Send a JSON object, with Content-Type: application/json",
    "Envoyez un objet JSON, avec Content-Type: application/json",
)
WANTED: Final = Text(
    "Say “wanted”: true to have the controls in Home Assistant, false to take them away",
    "Dites « wanted » : true pour avoir les commandes dans Home Assistant, false pour les retirer",
)
NOTICE_KINDS: Final = Text(
    "Say “off” as a list of kinds: {kinds}", "Dites « off » comme une liste de genres : {kinds}"
)
QUIET_HOURS: Final = Text(
    "Say “quiet” as a window such as 22:00-07:00, or null for never",
    "Dites « quiet » comme une plage telle que 22:00-07:00, ou null pour jamais",
)
NOBODY_TO_TELL: Final = Text(
    "Borne runs without Home Assistant: there is nobody to tell",
    "Borne fonctionne sans Home Assistant : il n’y a personne à prévenir",
)
OLD_NAME: Final = Text(
    "Say “charger” as its identity, and “name” as the integration calls it: letters, digits and _",
    "Dites « charger » (son identité) et « name » (son nom dans l’intégration : lettres, chiffres "
    "et _)",
)
NO_NAMES: Final = Text(
    "Borne runs without Home Assistant: there are no names to take over",
    "Borne fonctionne sans Home Assistant : il n’y a pas de noms à reprendre",
)
NO_HOME_ASSISTANT: Final = Text(
    "Borne runs without Home Assistant: there is nothing to have the controls",
    "Borne fonctionne sans Home Assistant : rien ne peut recevoir les commandes",
)
ADMIN_ONLY: Final = Text(
    "Only an administrator of Home Assistant may do this",
    "Seul un administrateur de Home Assistant peut faire cela",
)
NOTHING_HERE: Final = Text("There is nothing here", "Il n’y a rien ici")
NOT_SO: Final = Text("{method} is not possible here", "{method} n’est pas possible ici")
TOO_LARGE: Final = Text("The message is larger than 1 MiB", "Le message dépasse 1 Mio")
BROKEN: Final = Text(
    "Borne has made a mistake; its log says more",
    "Borne a fait une erreur ; son journal en dit plus",
)
NOT_A_TIME: Final = Text(
    "“{text}” is not a time: write {name} as 2026-06-07 or 2026-06-07T12:00:00+02:00",
    "« {text} » n’est pas une date : écrivez {name} comme 2026-06-07 ou 2026-06-07T12:00:00+02:00",
)
NOT_A_FORMAT: Final = Text(
    "format is json, csv or xlsx, not “{text}”",
    "format vaut json, csv ou xlsx, pas « {text} »",
)
NOT_A_DIRECTION: Final = Text(
    "direction is in or out, not “{text}”", "direction vaut in ou out, pas « {text} »"
)
NOT_A_COUNT: Final = Text(
    "{name} must be a whole number, not “{text}”",
    "{name} doit être un nombre entier, pas « {text} »",
)
NOT_A_CONNECTOR: Final = Text(
    "connector is a number, not “{text}”", "connector est un nombre, pas « {text} »"
)
WHICH_CONNECTOR: Final = Text(
    "Say which connector: charger and connector", "Indiquez le connecteur : charger et connector"
)
NO_SUCH_SESSION: Final = Text("There is no session {number}", "La session {number} n’existe pas")
NOT_A_RULE_FILE: Final = Text(
    "“{name}” cannot be the name of a rule file: letters, digits, spaces, - and _, then .yaml",
    "« {name} » ne peut pas nommer un fichier de règles : lettres, chiffres, espaces, - et _, "
    "puis .yaml",
)
MISSING_TEXT: Final = Text("{name} must be a text", "{name} doit être un texte")
UNREADABLE: Final = Text(
    "{name} cannot be read as text: mend or remove it with another program",
    "{name} ne peut pas être lu comme du texte : réparez-le ou retirez-le avec un autre programme",
)
NOT_SAVED: Final = Text(
    "{name} could not be written: {reason}", "{name} n’a pas pu être écrit : {reason}"
)
NOT_REMOVED: Final = Text(
    "{name} could not be deleted: {reason}", "{name} n’a pas pu être supprimé : {reason}"
)
NO_SUCH_FILE: Final = Text(
    "There is no such file, or not any more", "Ce fichier n’existe pas, ou n’existe plus"
)
NOT_A_FILE_NAME: Final = Text(
    "“{name}” cannot be the name of a firmware file: letters, digits, . - _ + and spaces, "
    "at most 100, given as ?name=",
    "« {name} » ne peut pas nommer un micrologiciel : lettres, chiffres, . - _ + et espaces, "
    "100 au plus, donné par ?name=",
)
EMPTY_FILE: Final = Text("The file is empty", "Le fichier est vide")
FILE_TOO_LARGE: Final = Text(
    "A firmware file has at most 256 MiB, and there are at most 20 of them",
    "Un micrologiciel fait au plus 256 Mio, et il y en a au plus 20",
)
DISK_FULL: Final = Text(
    "The disk is full: nothing of the file was kept",
    "Le disque est plein : rien du fichier n’a été gardé",
)
CUT_SHORT: Final = Text(
    "The file was cut short: nothing of it was kept",
    "Le fichier a été coupé : rien n’en a été gardé",
)
BUSY: Final = Text(
    "Too many commands at once: wait for the answers",
    "Trop de commandes à la fois : attendez les réponses",
)
STOPPING: Final = Text("Borne is stopping", "Borne s’arrête")
HELLO_FIRST: Final = Text("Say hello first", "Dites d’abord hello")
NO_SUCH_VERSION: Final = Text(
    "The version {number} is not kept any more", "La version {number} n’est plus gardée"
)
NO_SUCH_LIBRARY_FILE: Final = Text(
    "There is no ready-made file “{name}”", "Il n’y a pas de fichier tout prêt « {name} »"
)
