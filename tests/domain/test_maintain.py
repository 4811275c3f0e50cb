"""The upkeep of a charger: wishes become orders, and what it tells is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from borne.domain.commands import AnswerPlain, Fulfil, Order
from borne.domain.events import Event
from borne.domain.records import SaveCharger
from borne.domain.say import plain
from borne.domain.state import Policy, State
from borne.domain.tag import Tag
from borne.domain.upkeep import MOST_SECURITY_NOTES, FileKind, Reported, Reservation, Upkeep
from borne.domain.upkeep_events import (
    DiagnosticsStatus,
    FileMoved,
    FirmwareStatus,
    LogStatus,
    SecurityEvent,
)
from borne.domain.upkeep_intents import (
    CancelReservationNow,
    ClearCacheNow,
    GetDiagnosticsNow,
    GetLogNow,
    ReadListVersionNow,
    ReadScheduleNow,
    ReserveNow,
    SendListNow,
    UpdateFirmwareNow,
)
from borne.domain.upkeep_orders import (
    CancelReservation,
    ClearCache,
    GetDiagnostics,
    GetLog,
    ListedTag,
    ReadListVersion,
    ReadSchedule,
    ReserveConnector,
    SendList,
    UpdateFirmware,
)
from borne.domain.wish_body import read_wish
from borne.domain.wishes import Intent

from .playbook import NOON, DomainPlay, Wire

NUMBER = int(NOON.timestamp())
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("intent", "order"),
    [
        (
            UpdateFirmwareNow(file="a.bin", retries=2),
            UpdateFirmware("garage", NOON, file="a.bin", retries=2, request=NUMBER, wish="w"),
        ),
        (GetDiagnosticsNow(), GetDiagnostics("garage", wish="w")),
        (
            GetLogNow(security=True),
            GetLog("garage", NUMBER, security=True, wish="w"),
        ),
        (
            ReserveNow("ANNA", seconds=3600),
            ReserveConnector("garage", 1, NUMBER, "ANNA", NOON + HOUR, "w"),
        ),
        (CancelReservationNow(5), CancelReservation("garage", 5, "w")),
        (ClearCacheNow(), ClearCache("garage", "w")),
        (ReadListVersionNow(), ReadListVersion("garage", "w")),
        (SendListNow(), SendList("garage", 1, (ListedTag("BORNE"),), wish="w")),
        (ReadScheduleNow(600), ReadSchedule("garage", 1, 600, "w")),
    ],
)
def test_a_wish_becomes_an_order(
    wire: Wire, garage: DomainPlay, intent: Intent, order: Order
) -> None:
    assert garage >> wire.wishes(intent) << order
    said = Fulfil("w", ok=False, message=plain("Rejected"), data={"status": "Rejected"})
    assert garage >> wire.answers(order, "Rejected", ok=False) << said


def upkeep(play: DomainPlay) -> Upkeep:
    return play.state.chargers["garage"].upkeep


def reservations(play: DomainPlay) -> tuple[Reservation, ...]:
    return play.state.chargers["garage"].care.reservations


def test_a_reservation_is_kept_until_it_is_used(wire: Wire, garage: DomainPlay) -> None:
    order = ReserveConnector("garage", 1, 5, "ANNA", NOON + HOUR)
    garage.skip(wire.answers(order, "Accepted", ok=True))
    kept = (Reservation(5, 1, "ANNA", NOON + HOUR),)
    care = garage.last(SaveCharger).care
    assert care is not None
    assert care.reservations == reservations(garage) == kept
    garage.skip(wire.started(0.0, tag="BOB"))
    assert reservations(garage) == kept
    garage.skip(wire.answers(CancelReservation("garage", 5), "Rejected", ok=False))
    assert reservations(garage) == kept
    garage.skip(wire.after(60).started(10.0, tag="anna"))
    assert reservations(garage) == ()
    assert garage.last(SaveCharger).care is None, "there is nothing to keep any more"


def test_the_only_reservation_need_not_be_named(wire: Wire, garage: DomainPlay) -> None:
    order = ReserveConnector("garage", 1, 5, "ANNA", NOON + HOUR)
    garage.skip(wire.answers(order, "Accepted", ok=True))
    wanted = CancelReservation("garage", 5, "w")
    assert garage >> wire.wishes(CancelReservationNow()) << wanted
    garage.skip(wire.answers(wanted, "Accepted", ok=True))
    garage.skip(wire.wishes(CancelReservationNow()))
    assert str(garage.last(Fulfil).message).endswith(
        "has no such reservation: name it with “reservation”"
    )


@pytest.mark.parametrize(
    ("intent", "words"),
    [
        (ReserveNow("A", until=NOON - HOUR), "The reservation would end in the past"),
        (ReserveNow("A", until=NOON + 800 * HOUR), "A reservation lasts at most 31 days"),
    ],
)
def test_a_reservation_out_of_reason_is_refused(
    wire: Wire, garage: DomainPlay, intent: ReserveNow, words: str
) -> None:
    garage.skip(wire.wishes(intent))
    assert str(garage.last(Fulfil).message) == words


def test_a_time_without_a_zone_is_the_houses(wire: Wire) -> None:
    play = DomainPlay(Policy(auto_adopt=True, zone=ZoneInfo("Europe/Paris")))
    play.skip(wire.connected(), wire.booted())
    at = datetime(2026, 6, 8, 3, 0)  # noqa: DTZ001  as a person writes it
    play.skip(wire.wishes(UpdateFirmwareNow(file="a", at=at)))
    assert play.last(UpdateFirmware).at == datetime(2026, 6, 8, 1, 0, tzinfo=UTC)


def test_the_badges_are_sent_with_their_end_and_their_block(wire: Wire) -> None:
    tags = [Tag("A", expires=date(2026, 6, 30)), Tag("B", blocked=True), Tag("C" * 21)]
    play = DomainPlay(state=State(tags={tag.tag.casefold(): tag for tag in tags}))
    play.skip(wire.connected(), wire.booted(), wire.wishes(SendListNow()))
    order = play.last(SendList)
    ends = datetime(2026, 7, 1, tzinfo=UTC)
    own = ListedTag("BORNE")
    assert order.tags == (own, ListedTag("A", "Accepted", ends), ListedTag("B", "Blocked"))
    play.skip(wire.answers(order, "Accepted", ok=True))
    assert play.charger().care.listing.version == 1


def test_what_a_charger_tells_is_kept_and_answered(wire: Wire, garage: DomainPlay) -> None:
    ticket = wire.ticket
    told: list[Event] = [
        FirmwareStatus(wire.now, "garage", ticket, "Downloading"),
        DiagnosticsStatus(wire.now, "garage", ticket, "Uploading"),
        LogStatus(wire.now, "garage", ticket, "Uploaded"),
    ]
    for event in told:
        assert garage >> event << AnswerPlain("garage", ticket)
    found = upkeep(garage)
    assert found.firmware == Reported("Downloading", wire.now)
    assert found.diagnostics == Reported("Uploading", wire.now)
    assert found.log == Reported("Uploaded", wire.now)


def test_requests_of_one_second_have_numbers_of_their_own(wire: Wire, garage: DomainPlay) -> None:
    for number in (NUMBER, NUMBER + 1):
        garage.skip(wire.wishes(GetLogNow()))
        assert garage.last(GetLog).request == number


def test_the_charger_as_a_whole_can_be_meant(wire: Wire, garage: DomainPlay) -> None:
    for meant, connector in ((0, 0), (None, 1)):
        garage.skip(wire.wishes(ReadScheduleNow(60), connector=meant))
        assert garage.last(ReadSchedule).connector == connector


def test_a_security_event_that_comes_again_pushes_no_other_out(
    wire: Wire, garage: DomainPlay
) -> None:
    for kind in ("TamperDetectionActivated", *["SettingSystemTime"] * 50):
        now = wire.after(60).now
        garage.skip(SecurityEvent(now, "garage", wire.ticket, kind, now))
    notes = [(note.kind, note.count) for note in upkeep(garage).security]
    assert notes == [("TamperDetectionActivated", 1), ("SettingSystemTime", 50)]
    assert upkeep(garage).security[-1].at == wire.now


def test_the_last_security_events_are_kept(wire: Wire, garage: DomainPlay) -> None:
    for number in range(MOST_SECURITY_NOTES + 5):
        garage.skip(SecurityEvent(wire.now, "garage", wire.ticket, f"{number}", wire.now, "why"))
    kept = upkeep(garage).security
    assert (len(kept), kept[-1].kind, kept[-1].info) == (MOST_SECURITY_NOTES, "24", "why")


def test_a_file_on_its_way_is_shown(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(FileMoved(wire.now, "garage", FileKind.FIRMWARE, "a.bin", 10, 100))
    garage.skip(FileMoved(wire.now, "stranger", FileKind.FIRMWARE, "a.bin", 10, 100))
    transfer = upkeep(garage).transfers[FileKind.FIRMWARE]
    assert (transfer.done, transfer.total, transfer.finished) == (10, 100, False)
    assert "stranger" not in garage.state.chargers


BODIES: list[tuple[dict[str, object], str]] = [
    ({"command": "update_firmware", "url": "new.bin"}, "“url” must be an address"),
    (
        {"command": "update_firmware", "file": "a", "signature": "s"},
        "A signed update needs both",
    ),
    ({"command": "update_firmware", "file": "a", "retries": 99}, "“retries” must be a whole"),
    ({"command": "update_firmware", "file": "a", "at": "soon"}, "“at” must be a time"),
    ({"command": "get_log", "type": "other"}, "“type” must be diagnostics or security"),
    ({"command": "reserve", "tag": "A"}, "Say how long"),
    ({"command": "reserve", "tag": "A" * 21, "for": 60}, "A badge has at most 20"),
    ({"command": "install_certificate", "certificate": "x" * 5501}, "“certificate” must be"),
    ({"command": "list_certificates", "use": "x"}, "“use” must be"),
    ({"command": "delete_certificate", "algorithm": "MD5"}, "“algorithm” must be"),
]


@pytest.mark.parametrize(("body", "words"), BODIES)
def test_what_is_wrong_is_said(body: dict[str, object], words: str) -> None:
    assert str(read_wish(body)).startswith(words)


@pytest.mark.parametrize(
    ("body", "intent"),
    [
        (
            {"command": "update_firmware", "url": "ftp://192.168.1.2/a", "retries": "3"},
            UpdateFirmwareNow(url="ftp://192.168.1.2/a", retries=3),
        ),
        ({"command": "get_diagnostics"}, GetDiagnosticsNow()),
        ({"command": "get_log", "type": "Security"}, GetLogNow(security=True)),
        ({"command": "reserve", "tag": "A", "for": "2 h"}, ReserveNow("A", seconds=7200.0)),
        (
            {"command": "reserve", "tag": "A", "until": "2026-06-07T14:00:00+02:00"},
            ReserveNow("A", datetime.fromisoformat("2026-06-07T14:00:00+02:00")),
        ),
        ({"command": "cancel_reservation", "reservation": 5}, CancelReservationNow(5)),
        ({"command": "composite_schedule"}, ReadScheduleNow(86400)),
        ({"command": "composite_schedule", "seconds": 600}, ReadScheduleNow(600)),
    ],
)
def test_a_body_is_read(body: dict[str, object], intent: Intent) -> None:
    assert read_wish(body) == (intent, None, None)
