"""What the virtual charge point answers to calls about its upkeep; see `calls`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from borne.simulate.upkeep import Reservation

if TYPE_CHECKING:
    from borne.simulate.charge_point import ChargePoint

Payload = dict[str, Any]


def _status(status: str) -> Payload:
    return {"status": status}


def _yes(yes: object, otherwise: str = "Rejected") -> Payload:
    return _status("Accepted" if yes else otherwise)


def _update_firmware(point: ChargePoint, payload: Payload) -> Payload:
    point.upkeep.update(payload["location"], _time(payload["retrieveDate"]))
    return {}


def _signed_update(point: ChargePoint, payload: Payload) -> Payload:
    firmware = payload["firmware"]
    if "BEGIN CERTIFICATE" not in firmware["signingCertificate"]:
        return _status("InvalidCertificate")
    at = _time(firmware["retrieveDateTime"])
    point.upkeep.update(firmware["location"], at, int(payload["requestId"]))
    return _status("Accepted")


def _get_diagnostics(point: ChargePoint, payload: Payload) -> Payload:
    return {"fileName": point.upkeep.bring_diagnostics(payload["location"])}


def _get_log(point: ChargePoint, payload: Payload) -> Payload:
    name = point.upkeep.bring_log(
        payload["log"]["remoteLocation"], payload["logType"], int(payload["requestId"])
    )
    return {**_status("Accepted"), "filename": name}


def _list_version(point: ChargePoint, _: Payload) -> Payload:
    return {"listVersion": point.upkeep.list_version}


def _send_list(point: ChargePoint, payload: Payload) -> Payload:
    entries = payload.get("localAuthorizationList", [])
    return _status(point.upkeep.send_list(payload["listVersion"], payload["updateType"], entries))


def _reserve(point: ChargePoint, payload: Payload) -> Payload:
    wanted = Reservation(
        int(payload["reservationId"]),
        int(payload["connectorId"]),
        str(payload["idTag"]),
        payload.get("parentIdTag"),
        _time(payload["expiryDate"]),
    )
    return _status(point.upkeep.reserve(wanted))


def _cancel(point: ChargePoint, payload: Payload) -> Payload:
    return _yes(point.upkeep.cancel(int(payload["reservationId"])))


def _install(point: ChargePoint, payload: Payload) -> Payload:
    return _status(point.upkeep.install(payload["certificateType"], payload["certificate"]))


def _installed(point: ChargePoint, payload: Payload) -> Payload:
    found = point.upkeep.installed(payload["certificateType"])
    if not found:
        return _status("NotFound")
    return {**_status("Accepted"), "certificateHashData": found}


def _delete(point: ChargePoint, payload: Payload) -> Payload:
    return _yes(point.upkeep.delete(payload["certificateHashData"]), "NotFound")


def _certificate(point: ChargePoint, payload: Payload) -> Payload:
    return _yes(point.credentials.take_certificate(payload["certificateChain"]))


def trigger(point: ChargePoint, wanted: object) -> Payload:
    """The answer to a trigger for a message of the upkeep, and the message."""
    if wanted == "SignChargePointCertificate":
        point.say("SignCertificate", {"csr": point.credentials.request()})
    elif isinstance(wanted, str) and wanted in point.upkeep.status:
        point.upkeep.tell_again(wanted)
    else:
        return _status("NotImplemented")
    return _status("Accepted")


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


ANSWERS: Final[dict[object, Callable[[ChargePoint, Payload], Payload]]] = {
    "CancelReservation": _cancel,
    "CertificateSigned": _certificate,
    "DeleteCertificate": _delete,
    "GetDiagnostics": _get_diagnostics,
    "GetInstalledCertificateIds": _installed,
    "GetLocalListVersion": _list_version,
    "GetLog": _get_log,
    "InstallCertificate": _install,
    "ReserveNow": _reserve,
    "SendLocalList": _send_list,
    "SignedUpdateFirmware": _signed_update,
    "UpdateFirmware": _update_firmware,
}
