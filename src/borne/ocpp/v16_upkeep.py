"""Orders about a charger's upkeep as OCPP 1.6 calls, with those of its security extension."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from borne.domain.say import Text
from borne.domain.tag import Terms
from borne.domain.upkeep_orders import (
    CancelReservation,
    ClearCache,
    DeleteCertificate,
    GetDiagnostics,
    GetLog,
    InstallCertificate,
    ListCertificates,
    ListedTag,
    ReadListVersion,
    ReadSchedule,
    ReserveConnector,
    SendCertificate,
    SendList,
    UpdateFirmware,
    UpkeepOrder,
)
from borne.ocpp.configuration import words_in
from borne.ocpp.frame import Payload
from borne.ocpp.outcome import checked, outcome
from borne.ocpp.patience import patience
from borne.ocpp.schedule import read_schedule
from borne.ocpp.times import stamp
from borne.ocpp.wire import Ask, Known, Outcome, Program, Reply, Report

FILE_PROTOCOLS: Final = "SupportedFileTransferProtocols"
_OVER_HTTP: Final = frozenset({"HTTP", "HTTPS"})
_ACCEPTED: Final = "Accepted"
_RETRY_AFTER: Final = 60
"""s between a charger's tries to move a file."""

_FTP_ONLY: Final = Text(
    "This charger moves files by {protocols} only, and Borne offers HTTP: "
    "give the “url” of a server of your own that speaks it",
    "Cette borne n’échange de fichiers que par {protocols}, et Borne propose HTTP : "
    "donnez l’« url » d’un serveur à vous qui le parle",
)
_NO_PLACE: Final = Text(
    "Borne’s port for files is not open: see its log, or give a “url”",
    "Le port de Borne pour les fichiers n’est pas ouvert : voyez son journal, ou donnez "
    "une « url »",
)
_WILL_FETCH: Final = Text(
    "The charger will fetch the firmware.", "La borne ira chercher le micrologiciel."
)
_WILL_SEND: Final = Text("The charger sends {name}.", "La borne envoie {name}.")
_NAMES_NONE: Final = Text(
    "The charger names no file: it may have nothing to send.",
    "La borne ne nomme aucun fichier : elle n’a peut-être rien à envoyer.",
)
_LIST_NONE: Final = Text(
    "The charger keeps no list of badges.", "La borne ne tient pas de liste de badges."
)
_LIST_EMPTY: Final = Text(
    "The charger’s list of badges is empty.", "La liste de badges de la borne est vide."
)
_LIST_IS: Final = Text(
    "The charger’s list of badges has version {version}.",
    "La liste de badges de la borne porte la version {version}.",
)


def upkeep(order: UpkeepOrder, known: Known, report: Report) -> Program:
    """Return the calls of an order. Raises ValueError where the order itself is wrong."""
    match order:
        case UpdateFirmware() | GetDiagnostics() | GetLog():
            return _file(order, known, report)
        case ReadListVersion():
            return _list_version(report)
        case ReadSchedule():
            return _schedule(order, report)
        case ListCertificates(use=use):
            return _certificates(use, report)
    return _single(_ask(order), report)


def _ask(order: UpkeepOrder) -> Ask:
    match order:
        case ReserveConnector():
            return Ask(
                "ReserveNow",
                {
                    "connectorId": order.connector,
                    "expiryDate": stamp(order.until),
                    "idTag": order.tag,
                    "reservationId": order.reservation,
                },
            )
        case CancelReservation(reservation=reservation):
            return Ask("CancelReservation", {"reservationId": reservation})
        case ClearCache():
            return Ask("ClearCache", {})
        case SendList():
            return Ask("SendLocalList", _list(order))
        case InstallCertificate(use=use, certificate=certificate):
            return Ask("InstallCertificate", {"certificateType": use, "certificate": certificate})
        case DeleteCertificate():
            hashes = {
                "hashAlgorithm": order.algorithm,
                "issuerNameHash": order.issuer_name,
                "issuerKeyHash": order.issuer_key,
                "serialNumber": order.serial,
            }
            return Ask("DeleteCertificate", {"certificateHashData": hashes})
        case SendCertificate(chain=chain):
            return Ask("CertificateSigned", {"certificateChain": chain})
    raise ValueError(f"no call is known for {type(order).__name__}")


def _single(ask: Ask, report: Report) -> Program:
    reply = checked((yield ask), ask.action, report)
    return outcome(reply, patience(ask.action))


# Files.


def _file(order: UpdateFirmware | GetDiagnostics | GetLog, known: Known, report: Report) -> Program:
    if order.url is None:
        return Outcome(ok=False, status="NoFilePort", message=_NO_PLACE())
    refusal = _not_spoken(order.url, known)
    if refusal is not None:
        return refusal
    ask = _file_ask(order, order.url)
    reply = checked((yield ask), ask.action, report)
    if ask.action == "UpdateFirmware":
        result = outcome(reply, patience(ask.action), without_status=_ACCEPTED)
        return replace(result, message=_WILL_FETCH()) if result.ok else result
    if ask.action == "GetDiagnostics":
        result = outcome(reply, patience(ask.action), without_status=_ACCEPTED)
        return _named(result, (reply.payload or {}).get("fileName"))
    result = outcome(reply, patience(ask.action))
    return (
        _named(result, (reply.payload or {}).get("filename")) if ask.action == "GetLog" else result
    )


def _not_spoken(url: str, known: Known) -> Outcome | None:
    """A charger that says which protocols it has for files is believed."""
    key = known.memory.configuration.get(FILE_PROTOCOLS)
    spoken = [word.upper() for word in words_in(key.value)] if key else []
    scheme = urlsplit(url).scheme.upper()
    if not spoken or scheme not in _OVER_HTTP or not _OVER_HTTP.isdisjoint(spoken):
        return None
    message = _FTP_ONLY(protocols=", ".join(spoken))
    return Outcome(ok=False, status="NotSupported", message=message)


def _file_ask(order: UpdateFirmware | GetDiagnostics | GetLog, url: str) -> Ask:
    tries = (
        {"retries": order.retries, "retryInterval": _RETRY_AFTER}
        if order.retries is not None
        else {}
    )
    if isinstance(order, GetDiagnostics):
        times = _times(order, "startTime", "stopTime")
        return Ask("GetDiagnostics", {"location": url, **times, **tries})
    if isinstance(order, GetLog):
        log = {"remoteLocation": url, **_times(order, "oldestTimestamp", "latestTimestamp")}
        kind = "SecurityLog" if order.security else "DiagnosticsLog"
        return Ask("GetLog", {"logType": kind, "requestId": order.request, "log": log, **tries})
    if order.certificate is None or order.signature is None:
        return Ask("UpdateFirmware", {"location": url, "retrieveDate": stamp(order.at), **tries})
    firmware = {
        "location": url,
        "retrieveDateTime": stamp(order.at),
        "signingCertificate": order.certificate,
        "signature": order.signature,
    }
    return Ask("SignedUpdateFirmware", {"requestId": order.request, "firmware": firmware, **tries})


def _times(order: GetDiagnostics | GetLog, start: str, end: str) -> Payload:
    times: dict[str, datetime | None] = {start: order.start, end: order.end}
    return {name: stamp(moment) for name, moment in times.items() if moment is not None}


def _named(result: Outcome, name: object) -> Outcome:
    if not result.ok:
        return result
    if not isinstance(name, str) or not name.strip():
        return replace(result, message=_NAMES_NONE())
    return replace(result, message=_WILL_SEND(name=name), data={"name": name})


# The list of badges.


def _list_version(report: Report) -> Program:
    ask = Ask("GetLocalListVersion", {})
    reply = checked((yield ask), ask.action, report)
    result = outcome(reply, patience(ask.action), without_status=_ACCEPTED)
    version = (reply.payload or {}).get("listVersion")
    if not result.ok or not isinstance(version, int):
        return (
            result if not result.ok else outcome(replace(reply, payload={}), patience(ask.action))
        )
    message = _LIST_IS(version=str(version)) if version else _LIST_EMPTY()
    if version < 0:
        message = _LIST_NONE()
    return replace(result, ok=version >= 0, message=message, data={"version": version})


def _list(order: SendList) -> Payload:
    return {
        "listVersion": order.version,
        "updateType": "Differential" if order.differential else "Full",
        "localAuthorizationList": [_listed(tag) for tag in order.tags],
    }


def _listed(tag: ListedTag) -> Payload:
    if tag.status is None:
        return {"idTag": tag.tag}
    return {"idTag": tag.tag, "idTagInfo": id_tag_info(tag.status, Terms(tag.group, tag.expires))}


def id_tag_info(status: str, terms: Terms) -> Payload:
    """What a charger is told of a badge (OCPP 1.6 section 7.27)."""
    info: Payload = {"status": status}
    if terms.until is not None:
        info["expiryDate"] = stamp(terms.until)
    if terms.group is not None:
        info["parentIdTag"] = terms.group
    return info


# What is read back.


def _schedule(order: ReadSchedule, report: Report) -> Program:
    ask = Ask("GetCompositeSchedule", {"connectorId": order.connector, "duration": order.seconds})
    reply: Reply = yield ask
    status = (reply.payload or {}).get("status")
    result = outcome(reply, patience(ask.action), without_status=_ACCEPTED)
    if reply.payload is None or (isinstance(status, str) and not result.ok):
        return result
    return replace(result, data=read_schedule(reply.payload, order.seconds, report))


def _certificates(use: str, report: Report) -> Program:
    ask = Ask("GetInstalledCertificateIds", {"certificateType": use})
    reply = checked((yield ask), ask.action, report)
    result = outcome(reply, patience(ask.action))
    found = (reply.payload or {}).get("certificateHashData", [])
    return replace(result, data={"certificates": found}) if result.ok else result
