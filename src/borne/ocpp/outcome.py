"""What came of an order, in words for the person who gave it."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from borne.domain.say import Sentence, Text, duration
from borne.ocpp.note import shown
from borne.ocpp.repair import check
from borne.ocpp.wire import Outcome, Reply, Report

TIMEOUT: Final = "Timeout"

_ACCEPTED: Final = Text("The charger accepted.", "La borne a accepté.")
_DONE: Final = {
    "Accepted": _ACCEPTED,
    "Unlocked": Text("The cable is unlocked.", "Le câble est déverrouillé."),
    "RebootRequired": Text(
        "The charger accepted; it takes effect once the charger has restarted.",
        "La borne a accepté ; l’effet viendra après son redémarrage.",
    ),
    "AcceptedCanceled": Text(
        "The charger accepted, and gave up the one before.",
        "La borne a accepté et abandonné la demande précédente.",
    ),
    "Scheduled": Text(
        "The charger accepted, and does it when the charge is over.",
        "La borne a accepté et le fera à la fin de la charge.",
    ),
}
_NOT_SUPPORTED: Final = Text(
    "The charger refused: it does not support this.",
    "La borne a refusé : elle ne sait pas le faire.",
)
_REFUSED: Final = {
    "Rejected": Text("The charger refused.", "La borne a refusé."),
    "NotSupported": _NOT_SUPPORTED,
    "NotImplemented": _NOT_SUPPORTED,
    "Failed": Text("The charger could not do it.", "La borne n’a pas pu le faire."),
    "NotFound": Text("The charger has no such thing.", "La borne ne trouve rien de tel."),
    "Occupied": Text("The connector is in use.", "Le connecteur est occupé."),
    "Faulted": Text("The connector has a fault.", "Le connecteur est en défaut."),
    "Unavailable": Text("The connector is out of service.", "Le connecteur est hors service."),
    "VersionMismatch": Text(
        "The charger has another version of the list: send it whole.",
        "La borne a une autre version de la liste : envoyez-la en entier.",
    ),
    "InvalidCertificate": Text(
        "The charger does not accept the certificate.", "La borne n’accepte pas le certificat."
    ),
    "RevokedCertificate": Text(
        "The charger says that the certificate is revoked.",
        "La borne dit que le certificat est révoqué.",
    ),
    "UnlockFailed": Text(
        "The charger could not unlock the cable.",
        "La borne n’a pas pu déverrouiller le câble.",
    ),
    "UnknownVendorId": Text(
        "The charger does not know this vendor.", "La borne ne connaît pas ce fabricant."
    ),
    "UnknownMessageId": Text(
        "The charger does not know this message.", "La borne ne connaît pas ce message."
    ),
}
_UNCLEAR: Final = Text(
    "The charger’s answer cannot be understood.", "La réponse de la borne est incompréhensible."
)
_OTHER: Final = Text("The charger answered “{status}”.", "La borne a répondu « {status} ».")
_ERROR: Final = Text(
    "The charger answered with an error: {words}.", "La borne a répondu par une erreur : {words}."
)
_SILENT: Final = Text(
    "The charger did not answer within {time}.", "La borne n’a pas répondu en {time}."
)
SUPERSEDED: Final = Text(
    "A newer order has taken the place of this one.",
    "Un ordre plus récent a remplacé celui-ci.",
)
NOT_CONNECTED: Final = Text("The charger is not connected.", "La borne n’est pas connectée.")
LOST: Final = Text(
    "The connection to the charger was lost before it answered.",
    "La connexion avec la borne a été perdue avant sa réponse.",
)
WRONG_ORDER: Final = Text(
    "Borne gave an impossible order, which was not sent: {words}.",
    "Borne a donné un ordre impossible, qui n’a pas été envoyé : {words}.",
)


def outcome(reply: Reply, patience: float, *, without_status: str | None = None) -> Outcome:
    """Judge an answer by its status word; `without_status` is for answers that have none."""
    if reply.payload is None:
        return Outcome(ok=False, status=shown(reply.error), message=_failure(reply, patience))
    status = reply.payload.get("status", without_status)
    if not isinstance(status, str):
        return Outcome(ok=False, status="", message=_UNCLEAR())
    if status in _DONE:
        return Outcome(ok=True, status=status, message=_DONE[status]())
    refused = _REFUSED.get(status)
    words = refused() if refused else _OTHER(status=shown(status))
    return Outcome(ok=False, status=shown(status), message=words)


def checked(reply: Reply, action: str, report: Report) -> Reply:
    """The reply with its payload as the schema of that action's answer wants it."""
    if reply.payload is None:
        return reply
    payload, problems = check(f"{action}Response", reply.payload)
    for problem in problems:
        report(replace(problem, field=f"answer.{problem.field}"))
    # A status that is not in the schema still tells the person something.
    if "status" not in payload and isinstance(reply.payload.get("status"), str):
        payload = {**payload, "status": reply.payload["status"]}
    return replace(reply, payload=payload)


def _failure(reply: Reply, patience: float) -> Sentence:
    if reply.error == TIMEOUT:
        return _SILENT(time=duration(patience))
    if reply.error in _REFUSED and not reply.words:
        return _REFUSED[reply.error]()
    words = shown(reply.error)
    words = f"{words} ({shown(reply.words, 200)})" if reply.words else words
    return _ERROR(words=words)
