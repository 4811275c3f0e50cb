"""The buttons of a notice on a phone, and what a tap on one asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from borne.domain.say import Language, Text
from borne.domain.wishes import Adopt, AllowTag, BlockTag, BoostNow, Intent, StopNow
from borne.engine.notices import Offer

ANSWERED: Final = "mobile_app_notification_action"

_LABELS: Final[Mapping[Offer, Text]] = {
    Offer.TAG_ONCE: Text("Allow once", "Autoriser une fois"),
    Offer.TAG_ALWAYS: Text("Always", "Toujours"),
    Offer.TAG_BLOCK: Text("Block", "Bloquer"),
    Offer.ADOPT: Text("Adopt", "Adopter"),
    Offer.BOOST: Text("Charge now", "Charger maintenant"),
    Offer.BOOST_OFF: Text("Back to the rules", "Revenir aux règles"),
    Offer.STOP: Text("Stop the charge", "Arrêter la charge"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was asked for, and where; the name of a badge is a part of the intent."""

    intent: Intent
    charger: str | None = None
    connector: int | None = None


def buttons_of(offers: Iterable[Offer], about: str, language: Language) -> list[dict[str, str]]:
    """Return the offers as `notify` takes them."""
    return [
        {"action": f"{offer}:{about}", "title": _LABELS[offer]().say(language)} for offer in offers
    ]


def read_answer(event: Mapping[str, Any]) -> Answer | None:
    """What a tap asks for; None where the button is not ours, or makes no sense."""
    data = event.get("data")
    action = data.get("action") if isinstance(data, Mapping) else None
    if not isinstance(action, str):
        return None
    kind, _, about = action.partition(":")
    if kind not in _READERS or not about:
        return None
    return _READERS[Offer(kind)](about)


def _of_connector(intent: Intent) -> Callable[[str], Answer | None]:
    def read(about: str) -> Answer | None:
        charger, _, number = about.rpartition("/")
        if not charger or not (number.isascii() and number.isdigit()):
            return None
        return Answer(intent, charger, int(number))

    return read


_READERS: Final[Mapping[Offer, Callable[[str], Answer | None]]] = {
    Offer.TAG_ONCE: lambda tag: Answer(AllowTag(tag, once=True)),
    Offer.TAG_ALWAYS: lambda tag: Answer(AllowTag(tag)),
    Offer.TAG_BLOCK: lambda tag: Answer(BlockTag(tag)),
    Offer.ADOPT: lambda charger: Answer(Adopt(), charger),
    Offer.BOOST: _of_connector(BoostNow()),
    Offer.BOOST_OFF: _of_connector(BoostNow(off=True)),
    Offer.STOP: _of_connector(StopNow()),
}
