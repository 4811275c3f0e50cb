"""Who a charger is said to be, and how sure that is: passwords, profiles, refusals.

A charger must not be locked out by what Borne does: a new password is taken beside the old one
until it was seen, and a profile is required only once it was seen, or when a person insists.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from borne.domain.charger import Charger
from borne.domain.commands import AnswerCertificate, Fulfil, Trigger
from borne.domain.events import ChargerConnected, OrderAnswered
from borne.domain.say import Sentence, Text
from borne.domain.security import (
    MOST_AWAITED,
    Certificate,
    Password,
    Profile,
    Refusals,
    Refused,
    Security,
)
from borne.domain.security_events import CertificateAsked, ChargerRefused, PasswordMade
from borne.domain.security_intents import (
    OfferProfile,
    PinProtocol,
    RemovePassword,
    RequireProfile,
    SetPassword,
)
from borne.domain.security_orders import (
    Guard,
    MakePassword,
    RaiseProfile,
    SignRequest,
    WritePassword,
)
from borne.domain.turn import Turn
from borne.domain.upkeep_orders import SendCertificate
from borne.domain.wishes import Wish

_WRITTEN_AGAIN: Final = timedelta(minutes=1)
"""Refusals go to the disk at most so often."""
_RENEW: Final = timedelta(days=365)
"""A charger's certificate is renewed so long before its end."""
_SIGN: Final = "SignChargePointCertificate"
_LATER: Final = "RebootRequired"
SECURED_KEYS: Final = frozenset({"authorizationkey", "securityprofile"})
"""Settings, folded, that are changed together with what Borne expects, or not at all."""

_WHY: Final = {
    Refused.WRONG: Text("the password is wrong", "le mot de passe est faux"),
    Refused.MISSING: Text("the password is missing", "le mot de passe manque"),
    Refused.NO_TLS: Text("it does not come by wss://", "elle ne vient pas par wss://"),
    Refused.NO_CERTIFICATE: Text(
        "it does not show a certificate of Borne’s",
        "elle ne montre pas de certificat de Borne",
    ),
    Refused.PROTOCOL: Text(
        "it does not offer a version of OCPP that it may speak",
        "elle ne propose aucune version d’OCPP permise",
    ),
}
_REFUSED: Final = Text(
    "{charger} is not let in: {why} ({count} times, last from {remote}). "
    "Its page shows what is expected",
    "{charger} est refusée : {why} ({count} fois, la dernière depuis {remote}). "
    "Sa page indique ce qui est attendu",
)
_NOT_SIGNED: Final = Text(
    "The request of {charger} for a certificate is not signed: {message}",
    "La demande de certificat de {charger} n’est pas signée : {message}",
)
_NOT_KEPT: Final = Text(
    "{charger} does not take the certificate that Borne has signed for it ({message}): "
    "ask it for a new request",
    "{charger} ne prend pas le certificat que Borne a signé pour elle ({message}) : "
    "faites-lui faire une nouvelle demande",
)
_MISTAKEN: Final = Text(
    "{charger} shows another password than the one it was given, and is let in as one without: "
    "enter it in the charger once more, or make a new one",
    "{charger} montre un autre mot de passe que celui qu’elle a reçu, et entre comme une borne qui "
    "n’en a pas : saisissez-le de nouveau dans la borne, ou faites-en un nouveau",
)
_GONE: Final = Text("That charger is forgotten", "Cette borne est oubliée")
_MANY_AWAITED: Final = Text(
    "{charger} was given {count} passwords and has used none of them: restart it first, "
    "or take the password away",
    "{charger} a reçu {count} mots de passe et n’en a utilisé aucun : redémarrez-la d’abord, "
    "ou retirez le mot de passe",
)
_BY_HAND: Final = Text(
    "Enter this password in {charger} itself: it is not connected now. "
    "It is expected once it has been seen",
    "Saisissez ce mot de passe dans {charger} : elle n’est pas connectée. "
    "Il sera exigé dès qu’il aura été vu",
)
_TAKEN: Final = Text(
    "{charger} has taken the password, and uses it from its next connection on",
    "{charger} a pris le mot de passe et l’utilisera dès sa prochaine connexion",
)
_TAKES_LATER: Final = Text(
    "{charger} has taken the password, and uses it once it has restarted",
    "{charger} a pris le mot de passe et l’utilisera après son redémarrage",
)
_NOT_TAKEN: Final = Text(
    "{charger} did not take the password ({message}): enter it in the charger itself",
    "{charger} n’a pas pris le mot de passe ({message}) : saisissez-le dans la borne",
)
_REMOVED: Final = Text(
    "{charger} may connect without a password", "{charger} peut se connecter sans mot de passe"
)
_STILL_REQUIRED: Final = Text(
    "{charger} must connect with profile {profile}, which needs a password: lower that first",
    "{charger} doit se connecter avec le profil {profile}, qui exige un mot de passe : "
    "abaissez-le d’abord",
)
_PASSWORD_FIRST: Final = Text(
    "Give {charger} a password first", "Donnez d’abord un mot de passe à {charger}"
)
_SEEN_FIRST: Final = Text(
    "{charger} has not connected with its password yet: restart it first",
    "{charger} ne s’est pas encore connectée avec son mot de passe : redémarrez-la d’abord",
)
_CERTIFICATE_FIRST: Final = Text(
    "{charger} has no certificate of Borne’s: ask it for a certificate request first",
    "{charger} n’a pas de certificat de Borne : demandez-lui d’abord une requête",
)
_CONFIRM: Final = Text(
    "{charger} connected with profile {used} last: with profile {profile} required it is refused "
    "until it does better. Confirm it if that is what you want",
    "{charger} s’est connectée en profil {used} : si le profil {profile} est exigé, elle est "
    "refusée tant qu’elle ne fait pas mieux. Confirmez si c’est bien voulu",
)
_REQUIRED: Final = Text(
    "{charger} must connect with profile {profile} at least, from its next connection on",
    "{charger} doit se connecter au moins en profil {profile}, dès sa prochaine connexion",
)
_ANY_PROFILE: Final = Text(
    "{charger} may connect with any profile", "{charger} peut se connecter avec tout profil"
)
_PINNED: Final = Text(
    "{charger} may speak {protocol} only", "{charger} ne peut parler que {protocol}"
)
_UNPINNED: Final = Text(
    "{charger} may speak any version of OCPP that Borne speaks",
    "{charger} peut parler toute version d’OCPP que parle Borne",
)


# At the door.


def let_in(security: Security, event: ChargerConnected) -> Security:
    """What a connection has shown; a password or a profile seen is expected from then on."""
    security = replace(
        security,
        used=event.proves,
        tls=event.tls,
        password=_seen(security, event),
        awaited=_still_awaited(security, event.verifier),
    )
    if security.offered is not None and event.proves >= security.offered:
        required = max(security.required, security.offered)
        security = replace(security, required=required, offered=None)
    return security


def _seen(security: Security, event: ChargerConnected) -> Password | None:
    for one in (security.password, *security.awaited):
        if one is not None and one.verifier == event.verifier:
            return replace(one, seen=event.at)
    return security.password


def _still_awaited(security: Security, verifier: str | None) -> tuple[Password, ...]:
    """What was made after the one that is used may still come; what was made before will not."""
    made = [one.verifier for one in security.awaited]
    return security.awaited[made.index(verifier) + 1 :] if verifier in made else security.awaited


def after_connecting(turn: Turn, charger: Charger, before: Security, *, mistaken: bool) -> None:
    """What follows from a connection that was let in; `mistaken`: with a password of its own."""
    security = charger.security
    turn.mended(f"refused:{charger.id}")
    if mistaken:
        message = _MISTAKEN(charger=charger.called)
        turn.trouble(f"password:{charger.id}", "warning", message)
    else:
        turn.mended(f"password:{charger.id}")
    if security.expects != before.expects:
        turn.do(Guard(charger.id, security))
    certificate = security.certificate
    if charger.adopted and certificate is not None and certificate.until - turn.at < _RENEW:
        turn.do(Trigger(charger.id, _SIGN))


def refused(turn: Turn, event: ChargerRefused) -> None:
    """Count it, show it; it does not disturb the charger that may be connected."""
    charger = turn.state.chargers.get(event.charger)
    if charger is None:
        return
    former = charger.security.refusals
    count = event.times + (former.count if former else 0)
    refusals = Refusals(count, event.at, event.why, event.remote)
    charger = replace(charger, security=replace(charger.security, refusals=refusals))
    if former is None or event.at - former.at >= _WRITTEN_AGAIN:
        turn.keep_charger(charger)
    else:
        turn.put(charger)
    if charger.online:
        return  # somebody else tries: its page shows it, and there is nothing to mend
    why = _WHY[event.why]()
    remote = event.remote or "?"
    message = _REFUSED(charger=charger.called, why=why, count=count, remote=remote)
    turn.trouble(f"refused:{charger.id}", "warning", message)


# Passwords.


def set_password(turn: Turn, wish: Wish, intent: SetPassword, charger: Charger) -> None:
    waiting = len(charger.security.awaited)
    if waiting >= MOST_AWAITED:
        turn.fulfil(wish, _MANY_AWAITED(charger=charger.called, count=waiting), ok=False)
    else:
        turn.do(MakePassword(charger.id, intent.own, wish.id))


def password_made(turn: Turn, event: PasswordMade) -> None:
    """Take it beside those that are known, then give it to the charger."""
    charger = turn.state.chargers.get(event.charger)
    if charger is None:
        _tell(turn, event.wish, _GONE(), ok=False)
        return
    made = Password(event.verifier, event.at)
    awaited = (*charger.security.awaited, made)
    _keep(turn, charger, replace(charger.security, awaited=awaited))
    if charger.online and charger.adopted:
        turn.do(WritePassword(charger.id, event.password, event.wish))
    else:
        _tell(turn, event.wish, _BY_HAND(charger=charger.called), password=event.password.text)


def password_written(turn: Turn, order: WritePassword, event: OrderAnswered) -> None:
    """Whatever the charger says, the person gets the password, this once."""
    charger = turn.charger(order.charger)
    if event.ok:
        message = (_TAKES_LATER if event.status == _LATER else _TAKEN)(charger=charger.called)
    else:
        message = _NOT_TAKEN(charger=charger.called, message=event.message)
    told = {"password": order.password.text, "status": event.status}
    _tell(turn, order.wish, message, ok=event.ok, **told)


def remove_password(turn: Turn, wish: Wish, _: RemovePassword, charger: Charger) -> None:
    security = charger.security
    if security.required in (Profile.PASSWORD, Profile.TLS):
        message = _STILL_REQUIRED(charger=charger.called, profile=int(security.required))
        turn.fulfil(wish, message, ok=False)
        return
    _keep(turn, charger, replace(security, password=None, awaited=(), offered=None))
    turn.mended(f"refused:{charger.id}")
    turn.mended(f"password:{charger.id}")
    turn.fulfil(wish, _REMOVED(charger=charger.called))


# Profiles.


def require_profile(turn: Turn, wish: Wish, intent: RequireProfile, charger: Charger) -> None:
    security, profile = charger.security, intent.profile
    used = security.used or Profile.NONE
    missing = _missing(charger, profile)
    if missing is not None:
        turn.fulfil(wish, missing, ok=False)
    elif profile > used and not intent.confirmed:
        said = _CONFIRM(charger=charger.called, used=int(used), profile=int(profile))
        turn.fulfil(wish, said, ok=False, confirm=True)
    else:
        _keep(turn, charger, replace(security, required=profile, offered=None))
        turn.mended(f"refused:{charger.id}")
        told = _REQUIRED if profile else _ANY_PROFILE
        words = {"profile": int(profile)} if profile else {}
        turn.fulfil(wish, told(charger=charger.called, **words))


def _missing(charger: Charger, profile: Profile) -> Sentence | None:
    """What a charger needs before a profile can be required of it."""
    security = charger.security
    if profile is Profile.CERTIFICATE and security.certificate is None:
        return _CERTIFICATE_FIRST(charger=charger.called)
    if profile in (Profile.PASSWORD, Profile.TLS) and not security.verifiers:
        return _PASSWORD_FIRST(charger=charger.called)
    return None


def offer_profile(turn: Turn, wish: Wish, intent: OfferProfile, charger: Charger) -> None:
    """By the whitepaper's order: what the profile needs is there before it is asked for."""
    missing = _missing(charger, intent.profile)
    if missing is None and intent.profile < Profile.CERTIFICATE and not charger.security.password:
        missing = _SEEN_FIRST(charger=charger.called)
    if missing is not None:
        turn.fulfil(wish, missing, ok=False)
    else:
        turn.do(RaiseProfile(charger.id, intent.profile, wish=wish.id))


def pin_protocol(turn: Turn, wish: Wish, intent: PinProtocol, charger: Charger) -> None:
    _keep(turn, charger, replace(charger.security, protocol=intent.protocol))
    if intent.protocol is None:
        turn.fulfil(wish, _UNPINNED(charger=charger.called))
    else:
        turn.fulfil(wish, _PINNED(charger=charger.called, protocol=intent.protocol))


# Certificates.


def certificate_asked(turn: Turn, event: CertificateAsked) -> None:
    """SignCertificate: only a charger that was adopted gets one, and it is told whether it will."""
    charger = turn.heard(event.charger)
    if charger.adopted:
        turn.do(SignRequest(charger.id, event.ticket, event.request, charger.serial))
    else:
        turn.do(AnswerCertificate(charger.id, event.ticket, accepted=False))


def answered(turn: Turn, charger: Charger, event: OrderAnswered) -> None:
    """What an order about the security has come to."""
    order = event.order
    if isinstance(order, RaiseProfile) and event.ok:
        if order.profile > charger.security.required:
            _keep(turn, charger, replace(charger.security, offered=order.profile))
    elif isinstance(order, SignRequest):
        _signed(turn, charger, order, event)


def _signed(turn: Turn, charger: Charger, order: SignRequest, event: OrderAnswered) -> None:
    code, data = f"certificate:{charger.id}", event.data or {}
    chain, serial, until = data.get("chain"), data.get("serial"), data.get("until")
    if not (event.ok and isinstance(chain, str) and isinstance(until, datetime)):
        turn.do(AnswerCertificate(charger.id, order.ticket, accepted=False))
        message = _NOT_SIGNED(charger=charger.called, message=event.message)
        turn.trouble(code, "warning", message)
        return
    turn.do(AnswerCertificate(charger.id, order.ticket, accepted=True))
    turn.mended(code)
    _keep(turn, charger, replace(charger.security, certificate=Certificate(str(serial), until)))
    turn.do(SendCertificate(charger.id, chain))


def certificate_given(turn: Turn, charger: Charger, event: OrderAnswered) -> None:
    """CertificateSigned: whether the charger has taken what was signed for it."""
    code = f"certificate:{charger.id}"
    if event.ok:
        turn.mended(code)
    else:
        message = _NOT_KEPT(charger=charger.called, message=event.message)
        turn.trouble(code, "warning", message)


def _keep(turn: Turn, charger: Charger, security: Security) -> None:
    turn.keep_charger(replace(charger, security=security))
    turn.do(Guard(charger.id, security))


def _tell(
    turn: Turn, wish: str | None, message: Sentence, *, ok: bool = True, **data: object
) -> None:
    if wish is not None:
        turn.do(Fulfil(wish, ok, message, data or None))


WISHES: Final[dict[type, tuple[Callable[..., Any], str]]] = {
    SetPassword: (set_password, "charger"),
    RemovePassword: (remove_password, "charger"),
    RequireProfile: (require_profile, "charger"),
    OfferProfile: (offer_profile, "charger"),
    PinProtocol: (pin_protocol, "charger"),
}
