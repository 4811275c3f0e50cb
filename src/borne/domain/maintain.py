"""The upkeep of chargers: wishes into orders, what they tell into the state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec.structs import replace

from borne.domain import guarding, keep_list
from borne.domain.charger import Charger
from borne.domain.commands import AnswerPlain
from borne.domain.events import OrderAnswered, TransactionStarted
from borne.domain.say import Text
from borne.domain.tag import folded
from borne.domain.turn import Turn
from borne.domain.upkeep import (
    MOST_SECURITY_NOTES,
    Reported,
    Reservation,
    SecurityNote,
    Transfer,
    Upkeep,
)
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
    DeleteCertificateNow,
    GetDiagnosticsNow,
    GetLogNow,
    InstallCertificateNow,
    ListCertificatesNow,
    ReadListVersionNow,
    ReadScheduleNow,
    ReserveNow,
    SendCertificateNow,
    SendListNow,
    UpdateFirmwareNow,
)
from borne.domain.upkeep_orders import (
    CancelReservation,
    ClearCache,
    DeleteCertificate,
    GetDiagnostics,
    GetLog,
    InstallCertificate,
    ListCertificates,
    ReadListVersion,
    ReadSchedule,
    ReserveConnector,
    SendCertificate,
    SendList,
    UpdateFirmware,
)
from borne.domain.wishes import Wish

_LONGEST_RESERVATION: Final = timedelta(days=31)
_MOST_NUMBER: Final = 2**31 - 1
_IN_THE_PAST: Final = Text(
    "The reservation would end in the past", "La réservation finirait dans le passé"
)
_TOO_FAR: Final = Text(
    "A reservation lasts at most 31 days", "Une réservation dure au plus 31 jours"
)
_NO_RESERVATION: Final = Text(
    "{charger} has no such reservation: name it with “reservation”",
    "{charger} n’a pas cette réservation : indiquez-la avec « reservation »",
)


# Wishes.


def update_firmware(turn: Turn, wish: Wish, intent: UpdateFirmwareNow, charger: Charger) -> None:
    turn.do(
        UpdateFirmware(
            charger=charger.id,
            at=_aware(turn, intent.at) or turn.at,
            url=intent.url,
            file=intent.file,
            retries=intent.retries,
            certificate=intent.certificate,
            signature=intent.signature,
            request=_number(turn, charger),
            wish=wish.id,
        )
    )


def get_diagnostics(turn: Turn, wish: Wish, intent: GetDiagnosticsNow, charger: Charger) -> None:
    start, end = _aware(turn, intent.start), _aware(turn, intent.end)
    turn.do(GetDiagnostics(charger.id, intent.url, start, end, intent.retries, wish.id))


def get_log(turn: Turn, wish: Wish, intent: GetLogNow, charger: Charger) -> None:
    turn.do(
        GetLog(
            charger=charger.id,
            request=_number(turn, charger),
            security=intent.security,
            url=intent.url,
            start=_aware(turn, intent.start),
            end=_aware(turn, intent.end),
            retries=intent.retries,
            wish=wish.id,
        )
    )


def reserve(turn: Turn, wish: Wish, intent: ReserveNow, charger: Charger) -> None:
    until = _aware(turn, intent.until) or turn.at + timedelta(seconds=intent.seconds or 0)
    if until <= turn.at:
        turn.fulfil(wish, _IN_THE_PAST(), ok=False)
        return
    if until > turn.at + _LONGEST_RESERVATION:
        turn.fulfil(wish, _TOO_FAR(), ok=False)
        return
    number = _number(turn, charger)
    taken = {one.id for one in charger.care.reservations}
    while number in taken:
        number = (number + 1) & _MOST_NUMBER
    connector = _place(wish, charger)
    turn.do(ReserveConnector(charger.id, connector, number, intent.tag, until, wish.id))


def cancel_reservation(
    turn: Turn, wish: Wish, intent: CancelReservationNow, charger: Charger
) -> None:
    number = intent.reservation
    if number is None:
        present = [
            one.id for one in _present(charger, turn.at) if wish.connector in (None, one.connector)
        ]
        number = present[0] if len(present) == 1 else None
    if number is None:
        turn.fulfil(wish, _NO_RESERVATION(charger=charger.called), ok=False)
        return
    turn.do(CancelReservation(charger.id, number, wish.id))


def clear_cache(turn: Turn, wish: Wish, _: ClearCacheNow, charger: Charger) -> None:
    turn.do(ClearCache(charger.id, wish.id))


def read_schedule(turn: Turn, wish: Wish, intent: ReadScheduleNow, charger: Charger) -> None:
    connector = _place(wish, charger)
    turn.do(ReadSchedule(charger.id, connector, intent.seconds, wish.id))


def list_certificates(
    turn: Turn, wish: Wish, intent: ListCertificatesNow, charger: Charger
) -> None:
    turn.do(ListCertificates(charger.id, intent.use, wish.id))


def install_certificate(
    turn: Turn, wish: Wish, intent: InstallCertificateNow, charger: Charger
) -> None:
    turn.do(InstallCertificate(charger.id, intent.use, intent.certificate, wish.id))


def delete_certificate(
    turn: Turn, wish: Wish, intent: DeleteCertificateNow, charger: Charger
) -> None:
    turn.do(
        DeleteCertificate(
            charger.id,
            intent.algorithm,
            intent.issuer_name,
            intent.issuer_key,
            intent.serial,
            wish.id,
        )
    )


def send_certificate(turn: Turn, wish: Wish, intent: SendCertificateNow, charger: Charger) -> None:
    turn.do(SendCertificate(charger.id, intent.chain, wish.id))


WISHES: Final[dict[type, tuple[Callable[..., Any], str]]] = {
    UpdateFirmwareNow: (update_firmware, "charger"),
    GetDiagnosticsNow: (get_diagnostics, "charger"),
    GetLogNow: (get_log, "charger"),
    ReserveNow: (reserve, "charger"),
    CancelReservationNow: (cancel_reservation, "charger"),
    ClearCacheNow: (clear_cache, "charger"),
    ReadListVersionNow: (keep_list.read_now, "charger"),
    SendListNow: (keep_list.send_now, "charger"),
    ReadScheduleNow: (read_schedule, "charger"),
    ListCertificatesNow: (list_certificates, "charger"),
    InstallCertificateNow: (install_certificate, "charger"),
    DeleteCertificateNow: (delete_certificate, "charger"),
    SendCertificateNow: (send_certificate, "charger"),
}


def _aware(turn: Turn, moment: datetime | None) -> datetime | None:
    """A time without a zone is meant in the house's."""
    if moment is None or moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=turn.policy.zone)


def _place(wish: Wish, charger: Charger) -> int:
    """The connector that is meant: the one that there is, else the charger as a whole."""
    if wish.connector is not None:
        return wish.connector
    return 1 if len(charger.connectors) < 2 else 0


def _number(turn: Turn, charger: Charger) -> int:
    """A number that rises from one wish to the next, also over a restart."""
    number = max(int(turn.at.timestamp()), charger.upkeep.numbered + 1) & _MOST_NUMBER
    _keep(turn, charger.id, replace(charger.upkeep, numbered=number))
    return number


# What the charger tells.


def firmware_told(turn: Turn, event: FirmwareStatus) -> None:
    """FirmwareStatusNotification."""
    upkeep = _heard(turn, event.charger)
    reported = Reported(event.status, event.at)
    _keep(turn, event.charger, replace(upkeep, firmware=reported))
    turn.do(AnswerPlain(event.charger, event.ticket))


def diagnostics_told(turn: Turn, event: DiagnosticsStatus) -> None:
    """DiagnosticsStatusNotification."""
    upkeep = _heard(turn, event.charger)
    _keep(turn, event.charger, replace(upkeep, diagnostics=Reported(event.status, event.at)))
    turn.do(AnswerPlain(event.charger, event.ticket))


def log_told(turn: Turn, event: LogStatus) -> None:
    """LogStatusNotification."""
    upkeep = _heard(turn, event.charger)
    _keep(turn, event.charger, replace(upkeep, log=Reported(event.status, event.at)))
    turn.do(AnswerPlain(event.charger, event.ticket))


def security_told(turn: Turn, event: SecurityEvent) -> None:
    """SecurityEventNotification: the last ones are kept, each once however often it comes."""
    upkeep = _heard(turn, event.charger)
    said = event.kind, event.info
    before = [one for one in upkeep.security if (one.kind, one.info) != said]
    count = 1 + sum(one.count for one in upkeep.security if (one.kind, one.info) == said)
    note = SecurityNote(event.kind, event.happened, event.info, count)
    notes = (*before, note)[-MOST_SECURITY_NOTES:]
    _keep(turn, event.charger, replace(upkeep, security=notes))
    turn.do(AnswerPlain(event.charger, event.ticket))


def file_moved(turn: Turn, event: FileMoved) -> None:
    """A file is on its way, has arrived, or was cut short."""
    charger = turn.state.chargers.get(event.charger)
    if charger is None:
        return
    transfer = Transfer(
        kind=event.kind,
        name=event.name,
        done=event.done,
        total=event.total,
        at=event.at,
        finished=event.finished,
        file=event.file,
        problem=event.problem,
    )
    transfers = {**charger.upkeep.transfers, event.kind: transfer}
    _keep(turn, event.charger, replace(charger.upkeep, transfers=transfers))


def answered(turn: Turn, charger: Charger, event: OrderAnswered) -> None:
    """What an order about the upkeep has come to."""
    order = event.order
    if isinstance(order, SendList):
        keep_list.list_answered(turn, charger, order, event)
    elif isinstance(order, ReadListVersion):
        keep_list.version_told(turn, charger, event)
    elif isinstance(order, SendCertificate):
        guarding.certificate_given(turn, charger, event)
    if not event.ok:
        return
    if isinstance(order, ReserveConnector):
        kept = Reservation(order.reservation, order.connector, order.tag, order.until)
        others = (one for one in _present(charger, turn.at) if one.connector != order.connector)
        _keep_reservations(turn, charger, (*others, kept))
    elif isinstance(order, CancelReservation):
        present = _present(charger, turn.at)
        rest = tuple(one for one in present if one.id != order.reservation)
        _keep_reservations(turn, charger, rest)


def reservation_used(turn: Turn, event: TransactionStarted) -> None:
    """A transaction begins with the badge that the connector was kept for: that is over."""
    charger = turn.charger(event.charger)
    rest = tuple(
        one
        for one in charger.care.reservations
        if one.connector not in (0, event.connector) or folded(one.tag) != folded(event.tag)
    )
    if len(rest) < len(charger.care.reservations):
        _keep_reservations(turn, charger, rest)


def _present(charger: Charger, now: datetime) -> tuple[Reservation, ...]:
    return tuple(one for one in charger.care.reservations if one.until > now)


def _keep_reservations(turn: Turn, charger: Charger, kept: tuple[Reservation, ...]) -> None:
    turn.keep_charger(replace(charger, care=replace(charger.care, reservations=kept)))


def _heard(turn: Turn, charger: str) -> Upkeep:
    return turn.heard(charger).upkeep


def _keep(turn: Turn, charger: str, upkeep: Upkeep) -> None:
    turn.put(replace(turn.state.chargers[charger], upkeep=upkeep))
