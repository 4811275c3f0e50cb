"""What the Legrand page says: what is wrong with a file or a value, and why a value is proposed."""

from __future__ import annotations

from typing import Final

from borne.domain.say import Text

EMPTY: Final = Text(
    "The file is empty: download it again from the charger",
    "Le fichier est vide : téléchargez-le de nouveau depuis la borne",
)
TOO_LARGE: Final = Text(
    "The file is larger than {size} KiB: this is not the charger’s configuration file",
    "Le fichier dépasse {size} Kio : ce n’est pas le fichier de configuration de la borne",
)
ARCHIVE: Final = Text(
    "The file is an archive: unpack it and choose the XML file inside",
    "Le fichier est une archive : extrayez-la et choisissez le fichier XML qu’elle contient",
)
WEB_PAGE: Final = Text(
    "The file is a web page: download the configuration file itself, not the page that shows it",
    "Le fichier est une page web : téléchargez le fichier de configuration lui-même, pas la page "
    "qui l’affiche",
)
NOT_XML: Final = Text(
    "The file is not XML that can be read (line {line}): download it again from the charger and "
    "do not open it with another program before",
    "Le fichier n’est pas du XML lisible (ligne {line}) : téléchargez-le de nouveau depuis la "
    "borne, sans l’ouvrir d’abord avec un autre logiciel",
)
OTHER_KIND: Final = Text(
    "The file is no XML at all: choose the OCPP configuration file that the charger’s own web "
    "pages let you download",
    "Le fichier n’est pas du XML : choisissez le fichier de configuration OCPP à télécharger sur "
    "les pages web de la borne",
)
CUT_SHORT: Final = Text(
    "The file ends too early (line {line}): download it again from the charger",
    "Le fichier s’arrête trop tôt (ligne {line}) : téléchargez-le de nouveau depuis la borne",
)
WRONG_ENCODING: Final = Text(
    "The file says that it is written in another encoding than it is: download it again from the "
    "charger and do not save it with another program before",
    "Le fichier annonce un autre encodage que le sien : téléchargez-le de nouveau depuis la borne, "
    "sans l’enregistrer d’abord avec un autre logiciel",
)
UNKNOWN_ENCODING: Final = Text(
    "Borne cannot change a file in the encoding “{name}”: it knows UTF-8, UTF-16 and ISO-8859-1",
    "Borne ne sait pas modifier un fichier encodé en « {name} » : elle connaît UTF-8, UTF-16 et "
    "ISO-8859-1",
)
DECLARATIONS: Final = Text(
    "The file declares a document type or entities, which a charger’s configuration never does: "
    "Borne does not open it",
    "Le fichier déclare un type de document ou des entités, ce qu’une configuration de borne ne "
    "fait jamais : Borne ne l’ouvre pas",
)
TOO_DEEP: Final = Text(
    "The elements of the file are nested too deeply: this is not the charger’s configuration file",
    "Les éléments du fichier sont trop imbriqués : ce n’est pas le fichier de configuration de "
    "la borne",
)
NOTHING_KNOWN: Final = Text(
    "The file holds none of the values that Borne knows, such as Serveur or UID: choose the OCPP "
    "configuration file that the charger’s own web pages let you download",
    "Le fichier ne contient aucune des valeurs que Borne connaît, comme Serveur ou UID : "
    "choisissez le fichier de configuration OCPP à télécharger sur les pages web de la borne",
)
TOO_MANY: Final = Text(
    "The file holds more than {count} such values: this is not the charger’s configuration file",
    "Le fichier contient plus de {count} valeurs de ce genre : ce n’est pas le fichier de "
    "configuration de la borne",
)
NOT_BASE64: Final = Text(
    "Send the file as base64 text under “file”", "Envoyez le fichier en texte base64 sous « file »"
)
NOT_CHANGES: Final = Text(
    "Send “changes” as an object of texts", "Envoyez « changes » comme un objet de textes"
)
GONE: Final = Text(
    "The file has no such value: choose the file again",
    "Le fichier n’a pas cette valeur : choisissez de nouveau le fichier",
)

NO_SERVER: Final = Text(
    "The file has no place for the server’s address (Serveur), and Borne adds nothing to it. "
    "Probably the charger lacks the update package that brings OCPP: install it, then download the "
    "file again.",
    "Le fichier n’a pas de place pour l’adresse du serveur (Serveur), et Borne n’y ajoute rien. "
    "Sans doute la borne n’a-t-elle pas la mise à jour qui apporte OCPP : installez-la, puis "
    "téléchargez de nouveau le fichier.",
)
NO_IDENTITY: Final = Text(
    "The file does not say who the charger is (UID): it connects under the name that it has.",
    "Le fichier ne dit pas qui est la borne (UID) : elle se connecte sous le nom qu’elle a.",
)
NO_MODE: Final = Text(
    "The file has no OCPP mode (ChargingModeOCPP): switch it on for each side on the charger’s own "
    "web pages.",
    "Le fichier n’a pas de mode OCPP (ChargingModeOCPP) : activez-le pour chaque côté sur les "
    "pages web de la borne.",
)

NOT_A_SERVER: Final = Text(
    "Write the address as ws://192.168.1.2:9000/",
    "Écrivez l’adresse sous la forme ws://192.168.1.2:9000/",
)
NOT_AN_IDENTITY: Final = Text(
    "Use 1 to 36 letters, digits, - and _, without accents or spaces",
    "Utilisez 1 à 36 lettres, chiffres, - et _, sans accents ni espaces",
)
NOT_AN_ADDRESS: Final = Text(
    "Write four numbers, such as 192.168.1.50", "Écrivez quatre nombres, comme 192.168.1.50"
)
NOT_A_MASK: Final = Text(
    "Write a mask, such as 255.255.255.0", "Écrivez un masque, comme 255.255.255.0"
)
OF_BORNE: Final = Text(
    "This is the server’s address: the charger needs one of its own.",
    "C’est l’adresse du serveur : il en faut une autre à la borne.",
)
OF_GATEWAY: Final = Text(
    "This is the gateway’s address: the charger needs one of its own.",
    "C’est l’adresse de la passerelle : il en faut une autre à la borne.",
)
GATEWAY_ELSEWHERE: Final = Text(
    "With this mask, the gateway {gateway} is not in the charger’s own network: it would reach "
    "nothing beyond.",
    "Avec ce masque, la passerelle {gateway} n’est pas dans le réseau de la borne : elle ne "
    "joindrait rien au-delà.",
)
NOT_A_KEY: Final = Text(
    "A Wi-Fi key has 8 to 63 characters, or 64 hexadecimal digits",
    "Une clé Wi-Fi a de 8 à 63 caractères, ou 64 chiffres hexadécimaux",
)
NOT_A_CHOICE: Final = Text(
    "Choose one of the values offered", "Choisissez une des valeurs offertes"
)
TOO_LONG: Final = Text("Use {most} characters at most", "Utilisez {most} caractères au plus")
NOT_ONE_LINE: Final = Text(
    "Keep to one line of plain characters", "Restez sur une ligne de caractères simples"
)
NOT_IN_CDATA: Final = Text(
    "This value cannot hold these characters in this file: choose others",
    "Cette valeur ne peut pas contenir ces caractères dans ce fichier : choisissez-en d’autres",
)

SERVER_OURS: Final = Text(
    "Where Borne listens. The final slash is needed.",
    "L’endroit où Borne écoute. La barre oblique finale est nécessaire.",
)
SERVER_BY_NAME: Final = Text(
    "The name under which you opened this page. Many chargers cannot look up names: write your "
    "Home Assistant’s IP address instead, such as ws://192.168.1.2:{port}/.",
    "Le nom sous lequel vous avez ouvert cette page. Beaucoup de bornes ne savent pas chercher un "
    "nom : écrivez plutôt l’adresse IP de votre Home Assistant, comme "
    "ws://192.168.1.2:{port}/.",
)
SERVER_UNKNOWN: Final = Text(
    "Write here your Home Assistant’s IP address, such as ws://192.168.1.2:{port}/: "
    "from where you opened this page, Borne cannot know it.",
    "Écrivez ici l’adresse IP de votre Home Assistant, comme "
    "ws://192.168.1.2:{port}/ : de là où vous avez ouvert cette page, "
    "Borne ne peut pas la connaître.",
)
SERVER_SLASH: Final = Text(
    "It already points to Borne’s port; only the final slash is missing.",
    "Elle mène déjà au port de Borne ; il ne manque que la barre oblique finale.",
)
SERVER_RIGHT: Final = Text("Already right.", "Déjà correcte.")
IDENTITY_KEPT: Final = Text(
    "The name of the charger in Borne and the beginning of its entities’ names. It can stay.",
    "Le nom de la borne dans Borne et le début du nom de ses entités. Il peut rester.",
)
IDENTITY_NEW: Final = Text(
    "The file names none. A short name is best: it becomes the beginning of the entities’ names.",
    "Le fichier n’en donne pas. Préférez un nom court : il devient le début du nom des entités.",
)
IDENTITY_CLEAN: Final = Text(
    "Without accents, spaces and signs, which neither an address nor an entity’s name can hold.",
    "Sans accents, espaces ni signes, que ni une adresse ni un nom d’entité n’acceptent.",
)
OFFLINE_KEPT: Final = Text(
    "Who may charge while the charger cannot reach Borne. The choice is yours.",
    "Qui peut charger quand la borne ne joint pas Borne. C’est votre choix.",
)
MODE_ON: Final = Text(
    "Without it, this side does not listen to Borne.",
    "Sans cela, ce côté n’écoute pas Borne.",
)
MODE_RIGHT: Final = Text("This side listens to Borne.", "Ce côté écoute Borne.")
DNS_GATEWAY: Final = Text(
    "The file names none; the gateway, your router, answers in nearly every home.",
    "Le fichier n’en donne pas ; la passerelle, votre box, répond dans presque tous les foyers.",
)
NETWORK_KEPT: Final = Text(
    "Change it only if the charger moves to another network.",
    "À changer seulement si la borne passe sur un autre réseau.",
)
SWITCH_KEPT: Final = Text(
    "Keep the charger’s own word for it; change it only if you know the other.",
    "Gardez le mot de la borne ; changez-le seulement si vous connaissez l’autre.",
)
ACCESS_KEPT: Final = Text(
    "Opens the charger’s own web pages. Keep what you change in a safe place.",
    "Ouvre les pages web de la borne. Notez ce que vous changez en lieu sûr.",
)

ACTIVATE: Final = Text("Controlled by Borne", "Piloté par Borne")
AS_IT_IS: Final = Text("As it is: {value}", "Comme à présent : {value}")
NOTHING: Final = Text("(nothing)", "(rien)")
EVERYBODY: Final = Text(
    "Everybody: whoever plugs in charges", "Tout le monde : qui se branche charge"
)
KNOWN_BADGES: Final = Text(
    "Known badges: those that the charger remembers", "Badges connus : ceux que la borne a retenus"
)
NOBODY: Final = Text("Nobody, until Borne is back", "Personne, jusqu’au retour de Borne")
