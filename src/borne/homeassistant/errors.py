"""Why Home Assistant Core does not do what it is asked; each carries the sentence for people."""

from __future__ import annotations

from borne.domain.errors import BorneError
from borne.domain.say import Sentence, Text

_UNREACHABLE = Text(
    "Home Assistant does not answer at {address} ({reason}). Borne goes on without it and keeps "
    "trying.",
    "Home Assistant ne répond pas à l’adresse {address} ({reason}). Borne continue sans lui et "
    "réessaie.",
)
_STARTING = Text(
    "Home Assistant is starting. Borne waits for it.",
    "Home Assistant démarre. Borne l’attend.",
)
_TOKEN = Text(
    "Home Assistant refuses the token. Create a long-lived access token of an administrator in "
    "your profile there and set it as HOME_ASSISTANT_TOKEN.",
    "Home Assistant refuse le jeton. Créez dans votre profil un jeton d’accès longue durée d’un "
    "administrateur et donnez-le comme HOME_ASSISTANT_TOKEN.",
)
_SUPERVISOR_TOKEN = Text(
    "The Supervisor refuses the app's token. Restart the app.",
    "Le Supervisor refuse le jeton de l’application. Redémarrez l’application.",
)
_NO_ADMINISTRATOR = Text(
    "The token belongs to a user who is not an administrator of Home Assistant: create the token "
    "as an administrator.",
    "Le jeton appartient à un utilisateur qui n’est pas administrateur de Home Assistant : créez "
    "le jeton en tant qu’administrateur.",
)
_LOST = Text(
    "The connection to Home Assistant was lost ({reason}). Borne connects again.",
    "La connexion à Home Assistant est perdue ({reason}). Borne se reconnecte.",
)


class CoreError(BorneError):
    """Home Assistant Core cannot be used just now."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


class CoreUnreachableError(CoreError):
    """Nothing, or something else, answers at its address."""

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(_UNREACHABLE(address=address, reason=reason))


class CoreStartingError(CoreError):
    """The Supervisor answers for it: Core does not run yet."""

    def __init__(self) -> None:
        super().__init__(_STARTING())


class CoreRefusedError(CoreError):
    """The token is wrong."""

    def __init__(self, *, supervised: bool) -> None:
        super().__init__(_SUPERVISOR_TOKEN() if supervised else _TOKEN())


class NoAdministratorError(CoreError):
    """The token is right, but its user may not see and fire events."""

    def __init__(self) -> None:
        super().__init__(_NO_ADMINISTRATOR())


class CoreLostError(CoreError):
    """The connection has ended, or nothing comes over it any more."""

    def __init__(self, reason: str) -> None:
        super().__init__(_LOST(reason=reason))


class CommandFailedError(BorneError):
    """Core's answer to one command is an error; the connection stands."""

    def __init__(self, command: str, code: str, message: str) -> None:
        self.code = code
        self.reason = message or code
        super().__init__(f"Home Assistant answered {command} with {code}: {message}")
