"""A charger's calls in OCPP 1.6 (section 4) into events. Payloads are checked and repaired."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from borne.domain.events import (
    ChargerBooted,
    ChargerEvent,
    DataReceived,
    MeterSampled,
    StatusChanged,
    TagSwiped,
    TransactionStarted,
    TransactionStopped,
)
from borne.domain.legible import legible
from borne.domain.life import Status
from borne.domain.security_events import CertificateAsked
from borne.domain.upkeep_events import (
    DiagnosticsStatus,
    FirmwareStatus,
    LogStatus,
    SecurityEvent,
)
from borne.ocpp.frame import Payload
from borne.ocpp.note import Problem
from borne.ocpp.sample import read_samples
from borne.ocpp.times import stamp, told, when
from borne.ocpp.wire import Confirmed, Origin, Report

Reader: TypeAlias = Callable[[Payload, Origin, Report], ChargerEvent | Confirmed]

HIGHEST_CONNECTOR: Final = 100
_NO_TAG: Final = ""
_ALONE: Final = 1
"""The connector that is meant where none is named."""


def _boot(payload: Payload, origin: Origin, report: Report) -> ChargerEvent:
    serial = _text(payload, "chargePointSerialNumber", report)
    return ChargerBooted(
        at=origin.at,
        charger=origin.charger,
        ticket=origin.ticket,
        vendor=_text(payload, "chargePointVendor", report),
        model=_text(payload, "chargePointModel", report),
        serial=serial or _text(payload, "chargeBoxSerialNumber", report),
        firmware=_text(payload, "firmwareVersion", report),
    )


def _heartbeat(_: Payload, origin: Origin, __: Report) -> Confirmed:
    return Confirmed({"currentTime": stamp(origin.at)})


def _status(payload: Payload, origin: Origin, report: Report) -> ChargerEvent | Confirmed:
    status = payload.get("status")
    connector = _connector(payload, report)
    if status is None or connector is None:
        return Confirmed({})
    error = payload.get("errorCode", "NoError")
    if "timestamp" in payload:
        _, problem = when(payload["timestamp"], origin.at)
        if problem is not None:
            report(Problem("timestamp", problem))
    said = (_text(payload, "info", report), _text(payload, "vendorErrorCode", report))
    return StatusChanged(
        at=origin.at,
        charger=origin.charger,
        ticket=origin.ticket,
        connector=connector,
        status=Status(status),
        error=None if error == "NoError" else error,
        info=" / ".join(part for part in said if part) or None,
        told=told(payload.get("timestamp")),
    )


def _authorize(payload: Payload, origin: Origin, report: Report) -> ChargerEvent | Confirmed:
    tag = _text(payload, "idTag", report)
    if tag is None:
        return Confirmed({"idTagInfo": {"status": "Invalid"}})
    return TagSwiped(origin.at, origin.charger, origin.ticket, tag)


def _start(payload: Payload, origin: Origin, report: Report) -> ChargerEvent:
    began, problem = when(payload.get("timestamp"), origin.at)
    if problem is not None:
        report(Problem("timestamp", problem))
    return TransactionStarted(
        at=origin.at,
        charger=origin.charger,
        ticket=origin.ticket,
        # Connector 0 is no place for a car, and a start must have its answer.
        connector=_connector(payload, report) or _ALONE,
        tag=_text(payload, "idTag", report) or _NO_TAG,
        meter=float(max(0, payload.get("meterStart", 0))),
        began=began,
    )


def _stop(payload: Payload, origin: Origin, report: Report) -> ChargerEvent:
    ended, problem = when(payload.get("timestamp"), origin.at)
    if problem is not None:
        report(Problem("timestamp", problem))
    samples, problems = read_samples(payload.get("transactionData", ()), ended)
    for found in problems:
        report(found)
    meter = payload.get("meterStop")
    if meter is None:
        registers = [sample.register for sample in samples if sample.register is not None]
        meter = registers[-1] if registers else 0
    return TransactionStopped(
        at=origin.at,
        charger=origin.charger,
        ticket=origin.ticket,
        transaction=payload.get("transactionId", 0),
        meter=float(max(0, meter)),
        ended=ended,
        tag=_text(payload, "idTag", report),
        reason=payload.get("reason"),
        samples=samples,
    )


def _meter_values(payload: Payload, origin: Origin, report: Report) -> ChargerEvent | Confirmed:
    connector = _connector(payload, report)
    if connector is None:
        return Confirmed({})
    samples, problems = read_samples(payload.get("meterValue", ()), origin.at)
    for found in problems:
        report(found)
    transaction = payload.get("transactionId")
    return MeterSampled(
        at=origin.at,
        charger=origin.charger,
        ticket=origin.ticket,
        connector=connector,
        samples=samples,
        # 0 and below are what chargers say before they have been given an id.
        transaction=transaction if transaction and transaction > 0 else None,
    )


def _data(payload: Payload, origin: Origin, report: Report) -> ChargerEvent:
    return DataReceived(
        at=origin.at,
        charger=origin.charger,
        ticket=origin.ticket,
        vendor=_text(payload, "vendorId", report) or "",
        message=_text(payload, "messageId", report),
        data=payload.get("data"),
    )


def _firmware(payload: Payload, origin: Origin, _: Report) -> ChargerEvent | Confirmed:
    status, request = payload.get("status"), payload.get("requestId")
    if status is None:
        return Confirmed({})
    return FirmwareStatus(origin.at, origin.charger, origin.ticket, status, request)


def _diagnostics(payload: Payload, origin: Origin, _: Report) -> ChargerEvent | Confirmed:
    status = payload.get("status")
    if status is None:
        return Confirmed({})
    return DiagnosticsStatus(origin.at, origin.charger, origin.ticket, status)


def _log(payload: Payload, origin: Origin, _: Report) -> ChargerEvent | Confirmed:
    status, request = payload.get("status"), payload.get("requestId")
    if status is None:
        return Confirmed({})
    return LogStatus(origin.at, origin.charger, origin.ticket, status, request)


def _security(payload: Payload, origin: Origin, report: Report) -> ChargerEvent:
    happened, problem = when(payload.get("timestamp"), origin.at)
    if problem is not None:
        report(Problem("timestamp", problem))
    return SecurityEvent(
        at=origin.at,
        charger=origin.charger,
        ticket=origin.ticket,
        kind=_text(payload, "type", report) or "unknown",
        happened=happened,
        info=_text(payload, "techInfo", report),
    )


def _sign(payload: Payload, origin: Origin, report: Report) -> ChargerEvent | Confirmed:
    request = payload.get("csr")
    if not request:
        report(Problem("csr", "is missing; refused"))
        return Confirmed({"status": "Rejected"})
    return CertificateAsked(origin.at, origin.charger, origin.ticket, request)


def _connector(payload: Payload, report: Report) -> int | None:
    """The connector, or None where its number is out of all reason."""
    number: int = payload.get("connectorId", _ALONE)
    if 0 <= number <= HIGHEST_CONNECTOR:
        return number
    report(Problem("connectorId", f"{number} is out of all reason"))
    return None


def _text(payload: Payload, field: str, report: Report) -> str | None:
    """What people are shown of a text: some chargers send the zeros that end theirs in memory."""
    value: str = payload.get(field, "")
    text = legible(value)
    if len(text) != len(value.strip()):
        report(Problem(field, "holds characters that nobody can see; left out"))
    return text or None


READERS: Final[dict[str, Reader]] = {
    "MeterValues": _meter_values,
    "StatusNotification": _status,
    "Heartbeat": _heartbeat,
    "BootNotification": _boot,
    "Authorize": _authorize,
    "StartTransaction": _start,
    "StopTransaction": _stop,
    "DataTransfer": _data,
    "FirmwareStatusNotification": _firmware,
    "DiagnosticsStatusNotification": _diagnostics,
    "LogStatusNotification": _log,
    "SecurityEventNotification": _security,
    "SignedFirmwareStatusNotification": _firmware,
    "SignCertificate": _sign,
}
