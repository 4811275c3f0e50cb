"""The bodies of the commands about a charger's security; see `wish_body`."""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Final

from borne.domain.say import Text
from borne.domain.secret import Secret
from borne.domain.security import Profile
from borne.domain.security_intents import (
    OfferProfile,
    PinProtocol,
    RemovePassword,
    RequireProfile,
    SecurityIntent,
    SetPassword,
)
from borne.domain.upkeep_body import Fields

PROTOCOLS: Final = ("ocpp1.6",)
_ANY: Final = "any"
_SHORTEST, _LONGEST = 16, 20
_PRINTABLE: Final = frozenset(string.ascii_letters + string.digits + string.punctuation)
_FEWEST_DIFFERENT: Final = 8

_PASSWORD: Final = Text(
    "A password for a charger has 16 to 20 letters, digits and signs without accents or spaces, "
    "at least 8 of them different",
    "Un mot de passe de borne a de 16 à 20 lettres, chiffres et signes sans accents ni espaces, "
    "dont au moins 8 différents",
)
_NO_PROFILE: Final = Text(
    "Say which “profile” is meant: 0, 1, 2 or 3",
    "Indiquez le « profile » : 0, 1, 2 ou 3",
)
_PROTOCOL: Final = Text(
    "“protocol” must be ocpp1.6 or any", "« protocol » doit être ocpp1.6 ou any"
)


def own_password(fields: Fields, name: str) -> Secret | None:
    """The password that a person has thought of, if any; what is wrong with it never repeats it."""
    text = fields.raw(name)
    if text is None or text == "":
        return None
    fine = (
        isinstance(text, str)
        and _SHORTEST <= len(text) <= _LONGEST
        and _PRINTABLE.issuperset(text)
        and len(set(text)) >= _FEWEST_DIFFERENT
    )
    if not fine:
        fields.refuse(_PASSWORD())
    return Secret(str(text))


def _profile(fields: Fields, least: Profile) -> Profile:
    number = fields.whole("profile", least, Profile.CERTIFICATE)
    if number is None:
        fields.refuse(_NO_PROFILE())
    return Profile(number)


def _protocol(fields: Fields) -> PinProtocol:
    name = fields.needed("protocol").casefold()
    if name not in (*PROTOCOLS, _ANY):
        fields.refuse(_PROTOCOL())
    return PinProtocol(None if name == _ANY else name)


COMMANDS: Final[dict[str, Callable[[Fields], SecurityIntent]]] = {
    "set_password": lambda fields: SetPassword(own_password(fields, "password")),
    "remove_password": lambda _: RemovePassword(),
    "require_profile": lambda fields: RequireProfile(
        _profile(fields, Profile.NONE), fields.flag("confirm", default=False)
    ),
    "offer_profile": lambda fields: OfferProfile(_profile(fields, Profile.PASSWORD)),
    "pin_protocol": _protocol,
}
