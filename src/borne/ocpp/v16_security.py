"""Orders about a charger's security as calls of OCPP 1.6 (security whitepaper, edition 2)."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from borne.domain.say import Text
from borne.domain.security import Profile
from borne.domain.security_orders import RaiseProfile, SecurityOrder, WritePassword
from borne.ocpp.configuration import keys_in, number_in
from borne.ocpp.frame import Payload
from borne.ocpp.outcome import checked, outcome
from borne.ocpp.patience import patience
from borne.ocpp.wire import Ask, Outcome, Program, Report

KEY: Final = "AuthorizationKey"
PROFILE: Final = "SecurityProfile"
_CHANGE: Final = "ChangeConfiguration"
_ROOT: Final = "CentralSystemRootCertificate"
_NOT_DECODED: Final = frozenset({"Rejected"})
_NO_PROFILES: Final = Text(
    "The charger knows no security profiles: change its address and its password in its own "
    "settings",
    "La borne ne connaît pas les profils de sécurité : changez l’adresse et le mot de passe dans "
    "ses propres réglages",
)
_HAS_IT: Final = Text(
    "The charger has security profile {profile} already.",
    "La borne a déjà le profil de sécurité {profile}.",
)
_WILL_RAISE: Final = Text(
    "The charger has agreed: it comes back with security profile {profile}.",
    "La borne a accepté : elle reviendra avec le profil de sécurité {profile}.",
)
_NO_ROOT: Final = Text(
    "The charger does not take Borne’s root certificate ({message}), and would not find Borne "
    "again: its profile stays as it is",
    "La borne ne prend pas le certificat racine de Borne ({message}) et ne la retrouverait pas : "
    "son profil reste tel quel",
)


def secure(order: SecurityOrder, report: Report) -> Program:
    """Return the calls of an order. Raises ValueError where it has none."""
    match order:
        case WritePassword():
            return _write_password(order, report)
        case RaiseProfile():
            return _raise(order, report)
    raise ValueError(f"no call is known for {type(order).__name__}")


def _write_password(order: WritePassword, report: Report) -> Program:
    """In hexadecimal, as the whitepaper says; where that is refused, as it is.

    A charger that takes the digits for the password itself is known again all the same: see
    `password.matches`.
    """
    plain = order.password.text
    result = yield from _change(KEY, plain.encode().hex(), report)
    if result.status in _NOT_DECODED:
        result = yield from _change(KEY, plain, report)
    return result


def _change(key: str, value: str, report: Report) -> Program:
    reply = checked((yield Ask(_CHANGE, {"key": key, "value": value})), _CHANGE, report)
    return outcome(reply, patience(_CHANGE))


def _raise(order: RaiseProfile, report: Report) -> Program:
    profile = int(order.profile)
    reply = checked((yield Ask("GetConfiguration", {"key": [PROFILE]})), "GetConfiguration", report)
    result = outcome(reply, patience("GetConfiguration"), without_status="Accepted")
    if not result.ok:
        return result
    present = _present(reply.payload or {})
    if present is None:
        return Outcome(ok=False, status="NotSupported", message=_NO_PROFILES())
    if present >= profile:
        return Outcome(ok=True, status="Accepted", message=_HAS_IT(profile=profile))
    if order.profile >= Profile.TLS and order.root is not None:
        payload = {"certificateType": _ROOT, "certificate": order.root}
        reply = checked((yield Ask("InstallCertificate", payload)), "InstallCertificate", report)
        result = outcome(reply, patience("InstallCertificate"))
        if not result.ok:
            return replace(result, message=_NO_ROOT(message=result.message))
    result = yield from _change(PROFILE, str(profile), report)
    return replace(result, message=_WILL_RAISE(profile=profile)) if result.ok else result


def _present(payload: Payload) -> int | None:
    told = {one.key.casefold(): one.value for one in keys_in(payload)}
    return number_in(told[PROFILE.casefold()]) if PROFILE.casefold() in told else None
