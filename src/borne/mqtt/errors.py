"""What can go wrong with the broker; each says what a person can do."""

from __future__ import annotations

from typing import Final

from borne.domain.errors import BorneError
from borne.domain.say import Sentence, Text

WRONG_URL: Final = Text(
    "The option mqtt says “{url}”, which is no address of a broker: write auto, off, or an address "
    "such as mqtt://user:password@192.168.1.10:1883",
    "L’option mqtt indique « {url} », qui n’est pas l’adresse d’un broker : écrivez auto, off ou "
    "une adresse comme mqtt://utilisateur:motdepasse@192.168.1.10:1883",
)
UNREACHABLE: Final = Text(
    "The MQTT broker {place} does not answer ({reason}). Borne tries again by itself; until then "
    "Home Assistant has its entities from before.",
    "Le broker MQTT {place} ne répond pas ({reason}). Borne réessaie tout seul ; d’ici là Home "
    "Assistant garde ses entités.",
)
REFUSED: Final = Text(
    "The MQTT broker {place} refuses Borne ({reason}): see the user and password in the option "
    "mqtt, or restart the broker’s app",
    "Le broker MQTT {place} refuse Borne ({reason}) : vérifiez l’utilisateur et le mot de passe de "
    "l’option mqtt, ou redémarrez l’application du broker",
)
NOT_FOLLOWED: Final = Text(
    "Home Assistant does not follow the MQTT broker {place}: set up its MQTT integration with this "
    "broker, or set the option mqtt to off. Until then the chargers are plain states, without "
    "devices and controls.",
    "Home Assistant ne suit pas le broker MQTT {place} : configurez son intégration MQTT avec ce "
    "broker, ou mettez l’option mqtt sur off. D’ici là les bornes sont de simples états, sans "
    "appareils ni commandes.",
)


class BrokerError(BorneError):
    """The broker cannot be used now."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.say())
        self.sentence = sentence


class NoBrokerError(BrokerError):
    """There is none; nobody is at fault."""
