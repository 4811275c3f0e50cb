"""What can be wrong with the database; each message says what the person can do."""

from __future__ import annotations

from pathlib import Path

from borne.domain.errors import BorneError
from borne.domain.say import Sentence, Text


class StorageError(BorneError):
    """A sentence in each language."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(sentence.say())


class StorageUnavailable(StorageError):
    """The database cannot be opened or written where it should be."""


class SchemaTooNew(StorageError):
    """A newer Borne has written the database."""


class DatabaseBroken(StorageError):
    """The file is no database, or a damaged one."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            Text(
                "The database {path} is damaged ({reason})",
                "La base de données {path} est endommagée ({reason})",
            )(path=str(path), reason=reason)
        )


FOLDER_REFUSES = Text(
    "Borne cannot write its database {path}: {reason}. "
    "Make the folder exist and writable, then start again",
    "Borne ne peut pas écrire sa base de données {path} : {reason}. "
    "Créez le dossier, rendez-le inscriptible, puis redémarrez",
)
UNKNOWN_KIND = Text(
    "The database “{kind}” is not supported yet: leave the option “database” empty to use SQLite",
    "La base de données « {kind} » n’est pas encore prise en charge : "
    "laissez l’option « database » vide pour utiliser SQLite",
)
NEWER_SCHEMA = Text(
    "The database {path} was written by a newer Borne (schema {revision}): "
    "update Borne, or move the file away to begin anew",
    "La base de données {path} vient d’une version plus récente de Borne (schéma {revision}) : "
    "mettez Borne à jour, ou déplacez le fichier pour repartir de zéro",
)
FOREIGN_FILE = Text(
    "The database {path} holds tables that are not Borne's: name another file",
    "La base de données {path} contient des tables qui ne sont pas celles de Borne : "
    "indiquez un autre fichier",
)
NO_ROOM_FOR_COPY = Text(
    "Borne must change the layout of {path} and cannot keep a copy of it first ({reason}): "
    "make room, then start again",
    "Borne doit modifier la structure de {path} et ne peut pas en garder de copie ({reason}) : "
    "libérez de la place, puis redémarrez",
)
SET_ASIDE = Text(
    "The database was damaged and has been set aside as {aside}; a new one was begun, "
    "so earlier sessions are not shown",
    "La base de données était endommagée : elle est conservée sous {aside} et une nouvelle a été "
    "créée ; les sessions précédentes ne sont donc plus affichées",
)
NOT_WRITTEN = Text(
    "The disk refuses to store sessions ({reason}): Borne keeps them in memory and tries again; "
    "they are lost if it stops before that",
    "Le disque refuse d’enregistrer les sessions ({reason}) : Borne les garde en mémoire et "
    "réessaie ; elles sont perdues s’il s’arrête avant",
)
DISK_FULL = Text("it is full", "il est plein")
DISK_READ_ONLY = Text("it is read-only", "il est en lecture seule")
DISK_LOCKED = Text("another program holds the file", "un autre programme tient le fichier")
DISK_SLOW = Text("it does not answer", "il ne répond pas")
DISK_DAMAGED = Text(
    "the file is damaged; restart Borne to begin a new one",
    "le fichier est endommagé ; redémarrez Borne pour en créer un nouveau",
)
DISK_OTHER = Text("error {code}", "erreur {code}")
RECORD_REFUSED = Text(
    "{count} records could not be stored because their values make no sense; see the log",
    "{count} enregistrements n’ont pas pu être stockés car leurs valeurs n’ont pas de sens ; "
    "voir le journal",
)
