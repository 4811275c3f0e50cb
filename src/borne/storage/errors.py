"""What can be wrong with the database; each message says what the person can do."""

from __future__ import annotations

from pathlib import Path

from borne.domain.errors import BorneError, LedgerAway
from borne.domain.say import Sentence, Text


class StorageError(BorneError):
    """A sentence in each language."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(sentence.say())


class StorageUnavailable(StorageError, LedgerAway):
    """The database cannot be opened or written where it should be."""


class AnotherBorne(StorageError):
    """Two programs would give the same numbers to different sessions."""


class StoreClosed(StorageError):
    """Borne stops: nothing is written any more."""


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
    "The database “{kind}” is not supported: leave the option “database” empty to use SQLite, "
    "or write postgresql://user:password@host:5432/name",
    "La base de données « {kind} » n’est pas prise en charge : laissez l’option « database » vide "
    "pour utiliser SQLite, ou écrivez postgresql://utilisateur:motdepasse@hôte:5432/nom",
)
CLOSED = Text("Borne stops", "Borne s’arrête")
NEWER_SCHEMA = Text(
    "The database {path} was written by a newer Borne (schema {revision}): "
    "update Borne, or name another database to begin anew",
    "La base de données {path} vient d’une version plus récente de Borne (schéma {revision}) : "
    "mettez Borne à jour, ou indiquez une autre base pour repartir de zéro",
)
FOREIGN_FILE = Text(
    "The database {path} holds tables that are not Borne's: name another one",
    "La base de données {path} contient des tables qui ne sont pas celles de Borne : "
    "indiquez-en une autre",
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
WRONG_ADDRESS = Text(
    "The option “database” is no address of a PostgreSQL: write "
    "postgresql://user:password@host:5432/name (and %40 for an @ within the password)",
    "L’option « database » n’est pas une adresse de PostgreSQL : écrivez "
    "postgresql://utilisateur:motdepasse@hôte:5432/nom (et %40 pour un @ dans le mot de passe)",
)
ANOTHER_BORNE = Text(
    "another Borne writes to {name}: stop it, or give this one a database of its own",
    "un autre Borne écrit dans {name} : arrêtez-le, ou donnez à celui-ci sa propre base",
)
SERVER_NOT_WRITTEN = Text(
    "The sessions are not stored: {reason}. Charging goes on; Borne keeps them and tries again",
    "Les sessions ne sont pas enregistrées : {reason}. La charge continue ; Borne les garde et "
    "réessaie",
)
SERVER_AWAY = Text(
    "PostgreSQL {name} is not reached ({words}): see that it runs and that the option “database” "
    "names it rightly",
    "PostgreSQL {name} est injoignable ({words}) : vérifiez qu’il tourne et que l’option "
    "« database » le nomme correctement",
)
SERVER_SILENT = Text(
    "PostgreSQL {name} does not answer: see whether it and the network are well",
    "PostgreSQL {name} ne répond pas : vérifiez qu’il va bien, et le réseau aussi",
)
SERVER_SLOW = Text(
    "PostgreSQL {name} takes too long: see what keeps it busy",
    "PostgreSQL {name} est trop lent : voyez ce qui l’occupe",
)
SERVER_FULL = Text(
    "the disk of PostgreSQL {name} is full: make room there",
    "le disque de PostgreSQL {name} est plein : libérez-y de la place",
)
SERVER_CROWDED = Text(
    "PostgreSQL {name} lets no more connections in: raise max_connections, or close some",
    "PostgreSQL {name} n’accepte plus de connexions : augmentez max_connections, ou fermez-en",
)
SERVER_READ_ONLY = Text(
    "PostgreSQL {name} is read-only: name the server that takes writes",
    "PostgreSQL {name} est en lecture seule : indiquez le serveur qui accepte les écritures",
)
SERVER_LOCKED = Text(
    "another program holds Borne's tables at PostgreSQL {name}: end it",
    "un autre programme tient les tables de Borne dans PostgreSQL {name} : arrêtez-le",
)
SERVER_FORBIDS = Text(
    "PostgreSQL {name} forbids it ({words}): make Borne's user the owner of the database",
    "PostgreSQL {name} l’interdit ({words}) : faites de l’utilisateur de Borne le propriétaire de "
    "la base",
)
PASSWORD_REFUSED = Text(
    "PostgreSQL {name} refuses the user or the password: correct the option “database”",
    "PostgreSQL {name} refuse l’utilisateur ou le mot de passe : corrigez l’option « database »",
)
NOT_LET_IN = Text(
    "PostgreSQL {name} lets this machine not in ({words}): add it to pg_hba.conf there",
    "PostgreSQL {name} n’admet pas cette machine ({words}) : ajoutez-la à pg_hba.conf",
)
NO_DATABASE = Text(
    "PostgreSQL {name} has no such database: create it (CREATE DATABASE), or correct the option",
    "PostgreSQL {name} n’a pas cette base : créez-la (CREATE DATABASE), ou corrigez l’option",
)
SERVER_TLS = Text(
    "the encrypted connection to PostgreSQL {name} fails ({words}): see sslmode and sslrootcert "
    "in the option “database”",
    "la connexion chiffrée à PostgreSQL {name} échoue ({words}) : voyez sslmode et sslrootcert "
    "dans l’option « database »",
)
SERVER_OTHER = Text(
    "PostgreSQL {name} refuses ({words})",
    "PostgreSQL {name} refuse ({words})",
)
