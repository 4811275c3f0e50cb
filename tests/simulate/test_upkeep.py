"""The upkeep of the virtual charge point, played by hand without a socket."""

from __future__ import annotations

from typing import Any

import pytest

from borne.simulate.car import Car

from .play import OK, Play, ready

PEM = "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n"
ROOT = "CentralSystemRootCertificate"
LATER = "2026-06-07T13:00:00Z"


@pytest.fixture
def play() -> Play:
    return ready()


def statuses(play: Play, action: str) -> list[str]:
    return [body["status"] for body in play.told(action)]


def test_firmware_is_fetched_at_its_time_and_runs_after_a_restart(play: Play) -> None:
    at = "2026-06-07T12:00:30Z"
    assert play.call("UpdateFirmware", location="http://x/f", retrieveDate=at) == {}
    play.wait(10)
    assert play.point.upkeep.errands() == []
    play.wait(30)
    (errand,) = play.point.upkeep.errands()
    assert (errand.url, errand.data) == ("http://x/f", None)
    errand.done(b"2.0\nbytes")
    play.wait(5)
    assert play.point.restarts(play.now)
    play.point.line_lost(play.now)
    play.connect()
    play.wait(5)
    assert statuses(play, "FirmwareStatusNotification") == [
        "Downloading",
        "Downloaded",
        "Installing",
        "Installed",
    ]
    assert play.told("BootNotification")[-1]["firmwareVersion"] == "2.0"
    assert play.told("SecurityEventNotification")[0]["type"] == "FirmwareUpdated"


def test_firmware_that_cannot_be_fetched_changes_nothing(play: Play) -> None:
    play.call("UpdateFirmware", location="http://x/f", retrieveDate="2026-06-07T12:00:00Z")
    play.wait(2)
    (errand,) = play.point.upkeep.errands()
    errand.done(None)
    play.wait(5)
    assert statuses(play, "FirmwareStatusNotification") == ["Downloading", "DownloadFailed"]
    assert not play.point.restarts(play.now)


def test_signed_firmware_wants_a_certificate(play: Play) -> None:
    firmware = {"location": "http://x/f", "retrieveDateTime": LATER, "signature": "s"}
    answer = play.call(
        "SignedUpdateFirmware", requestId=3, firmware={**firmware, "signingCertificate": "x"}
    )
    assert answer == {"status": "InvalidCertificate"}
    firmware = {**firmware, "retrieveDateTime": "2026-06-07T12:00:00Z", "signingCertificate": PEM}
    assert play.call("SignedUpdateFirmware", requestId=3, firmware=firmware) == OK
    play.wait(2)
    play.point.upkeep.errands()[0].done(b"\xff\x00")
    play.wait(0.5)
    told = play.told("SignedFirmwareStatusNotification")
    assert told[-1] == {"status": "Installing", "requestId": 3}


def test_diagnostics_and_logs_are_brought(play: Play) -> None:
    answer = play.call("GetDiagnostics", location="http://x/")
    assert answer == {"fileName": "diagnostics-virtual.json"}
    (errand,) = play.point.upkeep.errands()
    assert errand.data is not None
    assert b'"serial": "virtual"' in errand.data
    errand.done(errand.data)
    log = {"remoteLocation": "http://x/"}
    answer = play.call("GetLog", logType="SecurityLog", requestId=4, log=log)
    assert answer == {**OK, "filename": "SecurityLog-virtual.json"}
    play.point.upkeep.errands()[0].done(None)
    play.wait(1)
    assert statuses(play, "DiagnosticsStatusNotification") == ["Uploading", "Uploaded"]
    assert statuses(play, "LogStatusNotification") == ["Uploading", "UploadFailure"]


def test_the_list_of_badges_counts_while_the_line_is_down(play: Play) -> None:
    entries = [
        {"idTag": "KNOWN", "idTagInfo": OK},
        {"idTag": "BLOCKED", "idTagInfo": {"status": "Blocked"}},
        {"idTag": "OLD", "idTagInfo": {**OK, "expiryDate": "2026-06-01T00:00:00Z"}},
    ]
    body = {"updateType": "Full", "localAuthorizationList": entries}
    assert play.call("SendLocalList", listVersion=3, **body) == OK
    assert play.call("GetLocalListVersion") == {"listVersion": 3}
    play.point.line_lost(play.now)
    play.point.plug(Car())
    for tag in ("BLOCKED", "OLD", "STRANGER"):
        play.point.swipe(tag)
        assert play.point.connectors[1].transaction is None
    play.point.swipe("KNOWN")
    transaction = play.point.connectors[1].transaction
    assert transaction is not None
    assert transaction.tag == "KNOWN"


def test_a_list_changes_by_versions_that_rise(play: Play) -> None:
    def send(version: int, kind: str, *entries: dict[str, Any]) -> str:
        body = {"updateType": kind, "localAuthorizationList": list(entries)}
        return str(play.call("SendLocalList", listVersion=version, **body)["status"])

    assert send(2, "Full", {"idTag": "A", "idTagInfo": OK}) == "Accepted"
    assert send(2, "Differential", {"idTag": "B", "idTagInfo": OK}) == "VersionMismatch"
    assert send(3, "Differential", {"idTag": "B", "idTagInfo": OK}, {"idTag": "A"}) == "Accepted"
    assert list(play.point.upkeep.local_list) == ["B"]
    many = [{"idTag": f"{n}", "idTagInfo": OK} for n in range(101)]
    assert send(4, "Full", *many) == "Failed"
    assert play.call("GetLocalListVersion") == {"listVersion": 3}


def reserve(play: Play, number: int = 7, connector: int = 1, until: str = LATER) -> str:
    body = {"connectorId": connector, "expiryDate": until, "idTag": "ANNA", "reservationId": number}
    return str(play.call("ReserveNow", **body)["status"])


def test_a_reserved_connector_starts_for_its_badge_alone(play: Play) -> None:
    assert reserve(play) == "Accepted"
    assert play.statuses()[-1] == "Reserved"
    assert reserve(play, 8) == "Occupied"
    play.point.plug(Car())
    play.point.swipe("04A1B2C3")
    play.wait(2)
    assert play.told("StartTransaction") == []
    play.point.swipe("ANNA")
    play.wait(2)
    assert play.told("StartTransaction")[0]["reservationId"] == 7
    assert play.call("CancelReservation", reservationId=7) == {"status": "Rejected"}


def test_a_reservation_ends_by_itself_or_when_it_is_cancelled(play: Play) -> None:
    reserve(play, until="2026-06-07T12:00:30Z")
    play.wait(40)
    assert play.statuses()[-2:] == ["Reserved", "Available"]
    reserve(play)
    assert play.call("CancelReservation", reservationId=7) == OK
    play.wait(1)
    assert play.statuses()[-1] == "Available"


def test_a_reservation_says_why_it_cannot_be(play: Play) -> None:
    assert reserve(play, connector=5) == "Rejected"
    play.call("ChangeAvailability", connectorId=1, type="Inoperative")
    play.wait(1)
    assert reserve(play) == "Unavailable"


def test_any_connector_is_the_first_that_is_free() -> None:
    play = ready(connectors=2)
    play.point.plug(Car(), 1)
    assert reserve(play, connector=0) == "Accepted"
    play.wait(1)
    assert play.statuses(2)[-1] == "Reserved"


def test_certificates_are_kept_named_and_deleted(play: Play) -> None:
    install = {"certificateType": ROOT}
    assert play.call("InstallCertificate", certificate="x", **install)["status"] == "Rejected"
    assert play.call("GetInstalledCertificateIds", **install) == {"status": "NotFound"}
    assert play.call("InstallCertificate", certificate=PEM, **install) == OK
    (hashes,) = play.call("GetInstalledCertificateIds", **install)["certificateHashData"]
    assert play.call("DeleteCertificate", certificateHashData=hashes) == OK
    assert play.call("DeleteCertificate", certificateHashData=hashes) == {"status": "NotFound"}
    assert play.call("CertificateSigned", certificateChain="x") == {"status": "Rejected"}
    assert play.call("CertificateSigned", certificateChain=PEM) == {"status": "Rejected"}, "not its"


def test_triggers_of_the_security_extension(play: Play) -> None:
    for wanted in ("LogStatusNotification", "SignChargePointCertificate"):
        assert play.call("ExtendedTriggerMessage", requestedMessage=wanted) == OK
    assert statuses(play, "LogStatusNotification") == ["Idle"]
    assert len(play.told("SignCertificate")) == 1
