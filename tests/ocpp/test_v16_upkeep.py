"""Upkeep over the wire: each order a call that fits OCPP's schema, each answer understood."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from ocpp.v16.enums import Action

from borne.domain.charger import ConfigurationKey
from borne.domain.commands import AnswerCertificate, AnswerPlain, Order, Ticket, Trigger
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
)
from borne.ocpp import v16
from borne.ocpp.schemas import validator

G = "garage"
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
URL = "http://192.168.1.2:9001/x/"
ROOT = "CentralSystemRootCertificate"
SENT_BY_BORNE = {
    "CancelReservation",
    "CertificateSigned",
    "ChangeAvailability",
    "ChangeConfiguration",
    "ClearCache",
    "ClearChargingProfile",
    "DataTransfer",
    "DeleteCertificate",
    "ExtendedTriggerMessage",
    "GetCompositeSchedule",
    "GetConfiguration",
    "GetDiagnostics",
    "GetInstalledCertificateIds",
    "GetLocalListVersion",
    "GetLog",
    "InstallCertificate",
    "RemoteStartTransaction",
    "RemoteStopTransaction",
    "ReserveNow",
    "Reset",
    "SendLocalList",
    "SetChargingProfile",
    "SignedUpdateFirmware",
    "TriggerMessage",
    "UnlockConnector",
    "UpdateFirmware",
}

ORDERS: list[tuple[Order, str, dict[str, Any]]] = [
    (
        UpdateFirmware(G, NOON, URL, retries=2),
        "UpdateFirmware",
        {
            "location": URL,
            "retrieveDate": "2026-06-01T12:00:00Z",
            "retries": 2,
            "retryInterval": 60,
        },
    ),
    (
        UpdateFirmware(G, NOON, URL, certificate="C", signature="S", request=7),
        "SignedUpdateFirmware",
        {
            "requestId": 7,
            "firmware": {
                "location": URL,
                "retrieveDateTime": "2026-06-01T12:00:00Z",
                "signingCertificate": "C",
                "signature": "S",
            },
        },
    ),
    (
        GetDiagnostics(G, URL, start=NOON),
        "GetDiagnostics",
        {"location": URL, "startTime": "2026-06-01T12:00:00Z"},
    ),
    (
        GetLog(G, 8, security=True, url=URL, end=NOON),
        "GetLog",
        {
            "logType": "SecurityLog",
            "requestId": 8,
            "log": {"remoteLocation": URL, "latestTimestamp": "2026-06-01T12:00:00Z"},
        },
    ),
    (
        ReserveConnector(G, 1, 5, "TAG", NOON),
        "ReserveNow",
        {
            "connectorId": 1,
            "expiryDate": "2026-06-01T12:00:00Z",
            "idTag": "TAG",
            "reservationId": 5,
        },
    ),
    (CancelReservation(G, 5), "CancelReservation", {"reservationId": 5}),
    (ClearCache(G), "ClearCache", {}),
    (ReadListVersion(G), "GetLocalListVersion", {}),
    (
        SendList(
            G, 3, (ListedTag("A", expires=NOON, group="G"), ListedTag("B", None)), differential=True
        ),
        "SendLocalList",
        {
            "listVersion": 3,
            "updateType": "Differential",
            "localAuthorizationList": [
                {
                    "idTag": "A",
                    "idTagInfo": {
                        "status": "Accepted",
                        "expiryDate": "2026-06-01T12:00:00Z",
                        "parentIdTag": "G",
                    },
                },
                {"idTag": "B"},
            ],
        },
    ),
    (ReadSchedule(G, 1, 600), "GetCompositeSchedule", {"connectorId": 1, "duration": 600}),
    (ListCertificates(G, ROOT), "GetInstalledCertificateIds", {"certificateType": ROOT}),
    (
        InstallCertificate(G, ROOT, "PEM"),
        "InstallCertificate",
        {"certificateType": ROOT, "certificate": "PEM"},
    ),
    (
        DeleteCertificate(G, "SHA256", "a", "b", "c"),
        "DeleteCertificate",
        {
            "certificateHashData": {
                "hashAlgorithm": "SHA256",
                "issuerNameHash": "a",
                "issuerKeyHash": "b",
                "serialNumber": "c",
            }
        },
    ),
    (SendCertificate(G, "PEM"), "CertificateSigned", {"certificateChain": "PEM"}),
    (
        Trigger(G, "LogStatusNotification"),
        "ExtendedTriggerMessage",
        {"requestedMessage": "LogStatusNotification"},
    ),
    (
        Trigger(G, "DiagnosticsStatusNotification"),
        "TriggerMessage",
        {"requestedMessage": "DiagnosticsStatusNotification"},
    ),
]


@pytest.mark.parametrize(("order", "action", "payload"), ORDERS)
def test_an_order_is_the_call_that_ocpp_has_for_it(
    book: Any, order: Order, action: str, payload: dict[str, Any]
) -> None:
    book.link.order(order, book.now)
    (frame,) = book.link.frames()
    kind, _, named, sent = json.loads(frame)
    assert (kind, named, sent) == (2, action, payload)
    assert validator(action).is_valid(sent), sent


def test_every_call_of_ocpp_is_taken_or_made() -> None:
    taken = {action.value for action in Action if v16.action_named(action.value)}
    assert taken | SENT_BY_BORNE == {action.value for action in Action}
    assert taken & SENT_BY_BORNE == {"DataTransfer"}


@pytest.mark.parametrize("action", sorted({one.value for one in Action} - SENT_BY_BORNE))
def test_every_call_of_a_charger_is_answered_even_empty(book: Any, action: str) -> None:
    frames = book.send(json.dumps([2, "1", action, {}]))
    if frames:
        assert json.loads(frames[0])[:2] == [3, "1"]
    else:
        assert book.link.unanswered == 1


@pytest.mark.parametrize(
    ("action", "payload", "told"),
    [
        (
            "FirmwareStatusNotification",
            {"status": "Downloading"},
            "FirmwareStatus status=Downloading",
        ),
        (
            "SignedFirmwareStatusNotification",
            {"status": "SignatureVerified", "requestId": 3},
            "FirmwareStatus status=SignatureVerified request=3",
        ),
        (
            "DiagnosticsStatusNotification",
            {"status": "Uploaded"},
            "DiagnosticsStatus status=Uploaded",
        ),
        (
            "LogStatusNotification",
            {"status": "Uploading", "requestId": 4},
            "LogStatus status=Uploading request=4",
        ),
        (
            "SecurityEventNotification",
            {"type": "StartupOfTheDevice", "timestamp": "2026-06-01T11:00:00Z"},
            "SecurityEvent kind=StartupOfTheDevice happened=2026-06-01T11:00:00",
        ),
    ],
)
def test_what_a_charger_tells_of_its_upkeep(
    book: Any, action: str, payload: dict[str, Any], told: str
) -> None:
    book.play(
        f"""
        >> {json.dumps([2, "1", action, payload])}
        !! {told}
        -> yes
        << [3,"1",{{}}]
        """,
        yes=AnswerPlain(G, Ticket(1, "1")),
    )


def test_a_request_to_sign_goes_to_the_engine_and_without_one_is_refused(book: Any) -> None:
    book.play(
        """
        >> [2,"1","SignCertificate",{"csr":"PEM"}]
        !! CertificateAsked request=PEM
        -> yes
        << [3,"1",{"status":"Accepted"}]
        """,
        yes=AnswerCertificate(G, Ticket(1, "1"), accepted=True),
    )
    frames = book.send('[2,"2","SignCertificate",{"csr":""}]')
    assert [json.loads(frame) for frame in frames] == [[3, "2", {"status": "Rejected"}]]


def answered(book: Any, order: Order, payload: object) -> Any:
    book.link.order(order, book.now)
    id_ = json.loads(book.link.frames()[0])[1]
    book.send(json.dumps([3, id_, payload]))
    return book.events[-1]


@pytest.mark.parametrize(
    ("order", "payload", "ok", "words"),
    [
        (UpdateFirmware(G, NOON, URL), {}, True, "The charger will fetch the firmware."),
        (GetDiagnostics(G, URL), {"fileName": "d.zip"}, True, "The charger sends d.zip."),
        (
            GetDiagnostics(G, URL),
            {},
            True,
            "The charger names no file: it may have nothing to send.",
        ),
        (
            GetLog(G, 1, url=URL),
            {"status": "AcceptedCanceled"},
            True,
            "The charger names no file: it may have nothing to send.",
        ),
        (GetLog(G, 1, url=URL), {"status": "Rejected"}, False, "The charger refused."),
        (
            ReserveConnector(G, 1, 5, "T", NOON),
            {"status": "Occupied"},
            False,
            "The connector is in use.",
        ),
        (
            ReadListVersion(G),
            {"listVersion": "12"},
            True,
            "The charger’s list of badges has version 12.",
        ),
        (ReadListVersion(G), {"listVersion": 0}, True, "The charger’s list of badges is empty."),
        (ReadListVersion(G), {"listVersion": -1}, False, "The charger keeps no list of badges."),
        (ReadListVersion(G), {}, False, "The charger’s answer cannot be understood."),
        (
            SendList(G, 2, ()),
            {"status": "VersionMismatch"},
            False,
            "The charger has another version of the list: send it whole.",
        ),
        (
            ListCertificates(G, ROOT),
            {"status": "NotFound"},
            False,
            "The charger has no such thing.",
        ),
    ],
)
def test_an_answer_in_words(
    book: Any, order: Order, payload: dict[str, Any], *, ok: bool, words: str
) -> None:
    event = answered(book, order, payload)
    assert (event.ok, str(event.message)) == (ok, words)


def test_a_charger_that_speaks_ftp_only_is_not_sent_elsewhere(book: Any) -> None:
    key = ConfigurationKey("SupportedFileTransferProtocols", "FTP,FTPS", readonly=True)
    book.memory.configuration[key.key] = key
    (event,) = book.link.order(GetDiagnostics(G, URL), book.now)
    assert book.link.frames() == []
    assert not event.ok
    assert str(event.message).startswith("This charger moves files by FTP, FTPS only")
    book.link.order(GetDiagnostics(G, "ftp://192.168.1.5/in/"), book.now)
    assert len(book.link.frames()) == 1


def test_without_a_port_for_files_the_order_says_so(book: Any) -> None:
    (event,) = book.link.order(UpdateFirmware(G, NOON, file="a.bin"), book.now)
    assert (event.ok, event.status) == (False, "NoFilePort")


PERIODS = [{"startPeriod": 0, "limit": 10.0, "numberPhases": 1}, {"startPeriod": 60, "limit": -1}]
READ = [{"start": 0, "limit": 10.0, "phases": 1}, {"start": 60, "limit": None, "phases": None}]


@pytest.mark.parametrize(
    ("payload", "data"),
    [
        (
            {
                "status": "Accepted",
                "chargingSchedule": {
                    "duration": 600,
                    "chargingRateUnit": "A",
                    "chargingSchedulePeriod": PERIODS,
                },
            },
            {"unit": "A", "seconds": 600, "periods": READ},
        ),
        (
            {
                "status": "Accepted",
                "schedule": {"chargingRateUnit": "W", "chargingSchedulePeriod": PERIODS[:1]},
            },
            {"unit": "W", "seconds": 600, "periods": READ[:1]},
        ),
        (
            {"status": "Accepted", "chargingSchedule": {"duration": 8.6e12}},
            {"unit": "A", "seconds": 600, "periods": []},
        ),
        ({"status": "Accepted"}, {"unit": "A", "seconds": 600, "periods": []}),
        (
            {
                "chargingSchedule": {
                    "chargingRateUnit": "A",
                    "chargingSchedulePeriod": [
                        None,
                        {"startPeriod": "5", "limit": "6,5"},
                        {"startPeriod": -1, "limit": 3},
                        {"limit": "much"},
                    ],
                }
            },
            {
                "unit": "A",
                "seconds": 600,
                "periods": [{"start": 5, "limit": 6.5, "phases": None}],
            },
        ),
    ],
)
def test_a_schedule_is_read_whatever_is_wrong_with_it(
    book: Any, payload: dict[str, Any], data: dict[str, Any]
) -> None:
    event = answered(book, ReadSchedule(G, 1, 600), payload)
    assert event.ok
    assert event.data == data


def test_a_schedule_that_is_refused_is_a_failure(book: Any) -> None:
    assert not answered(book, ReadSchedule(G, 1, 600), {"status": "Rejected"}).ok
