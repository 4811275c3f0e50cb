"""What a virtual charge point keeps beside charging: firmware, badges, reservations, certificates.

Files are errands that somebody with a network does for it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from borne.simulate.outbox import Payload

if TYPE_CHECKING:
    from borne.simulate.charge_point import ChargePoint
    from borne.simulate.connector import Connector

_ACCEPTED: Final = "Accepted"
_FIRMWARE: Final = "FirmwareStatusNotification"
_SIGNED: Final = "SignedFirmwareStatusNotification"
_DIAGNOSTICS: Final = "DiagnosticsStatusNotification"
_LOG: Final = "LogStatusNotification"
_PEM: Final = "-----BEGIN CERTIFICATE-----"
_CENTRAL_ROOT: Final = "CentralSystemRootCertificate"
_LONGEST_VERSION: Final = 50
_RESTARTS_AFTER: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Errand:
    """A file to fetch (`data` None) or to bring; who has done it says so with `done`."""

    url: str
    data: bytes | None
    name: str
    done: Callable[[bytes | None], None]
    """With what was fetched, or with anything where it was brought; None: it failed."""


@dataclass(frozen=True, slots=True)
class Reservation:
    """A connector kept for a badge."""

    id: int
    connector: int
    tag: str
    parent: str | None
    until: datetime


class Upkeep:
    """`status` by notification is the last one told."""

    def __init__(self, point: ChargePoint) -> None:
        self._point = point
        self.list_version = 0
        self.local_list: dict[str, Payload] = {}
        self.reservations: dict[int, Reservation] = {}
        self.certificates: dict[str, list[str]] = {}
        self.status = {_FIRMWARE: "Idle", _DIAGNOSTICS: "Idle", _LOG: "Idle"}
        self._errands: list[Errand] = []
        self._due: list[tuple[datetime, Callable[[], None]]] = []
        self._installed: Callable[[], None] | None = None

    def errands(self) -> list[Errand]:
        """What is to be fetched or brought; each is given once."""
        taken, self._errands = self._errands, []
        return taken

    def advance(self) -> None:
        """Begin what is due, end reservations that are over."""
        now = self._point.clock.time
        due = [begin for at, begin in self._due if at <= now]
        self._due = [(at, begin) for at, begin in self._due if at > now]
        for begin in due:
            begin()
        over = [one.id for one in self.reservations.values() if one.until <= now]
        for id_ in over:
            del self.reservations[id_]
        self._mark_reserved()

    def registered(self) -> None:
        """A boot was accepted: new firmware tells that it runs."""
        installed, self._installed = self._installed, None
        if installed is not None:
            installed()

    def tell(self, action: str, status: str, request: int | None = None) -> None:
        """Send a status, which is the last one from now on."""
        self.status[_FIRMWARE if action == _SIGNED else action] = status
        payload: Payload = {"status": status}
        if request is not None:
            payload["requestId"] = request
        self._point.say(action, payload)

    def tell_again(self, action: str) -> None:
        """A trigger asks for the last status."""
        status = self.status[action]
        self._point.say(action, {"status": status}, triggered=True)

    # Files.

    def update(self, url: str, at: datetime, request: int | None = None) -> None:
        """Fetch firmware at that time, restart with it."""
        action = _FIRMWARE if request is None else _SIGNED

        def begin() -> None:
            self.tell(action, "Downloading", request)
            self._errands.append(
                Errand(url, None, "firmware", lambda got: self._fetched(got, action, request))
            )

        self._due.append((at, begin))

    def _fetched(self, data: bytes | None, action: str, request: int | None) -> None:
        if data is None:
            self.tell(action, "DownloadFailed", request)
            return
        self.tell(action, "Downloaded", request)
        if request is not None:
            self.tell(action, "SignatureVerified", request)
        self.tell(action, "Installing", request)

        def installed() -> None:
            self.tell(action, "Installed", request)
            self._point.say(
                "SecurityEventNotification",
                {"type": "FirmwareUpdated", "timestamp": self._point.clock.timestamp},
            )

        self._installed = installed
        self._point.registration.new_firmware(_version_of(data))
        # What it has told must be out before the line goes.
        soon = self._point.clock.time + _RESTARTS_AFTER
        self._due.append((soon, lambda: self._point.restart("SoftReset")))

    def bring_diagnostics(self, url: str) -> str:
        """Bring diagnostics; the name of the file."""
        name = f"diagnostics-{self._point.serial}.json"
        self._bring(url, name, _DIAGNOSTICS, None, "UploadFailed")
        return name

    def bring_log(self, url: str, kind: str, request: int) -> str:
        """Bring a log; the name of the file."""
        name = f"{kind}-{self._point.serial}.json"
        self._bring(url, name, _LOG, request, "UploadFailure")
        return name

    def _bring(self, url: str, name: str, action: str, request: int | None, failed: str) -> None:
        def done(got: bytes | None) -> None:
            self.tell(action, failed if got is None else "Uploaded", request)

        self.tell(action, "Uploading", request)
        self._errands.append(Errand(url, self._report(), name, done))

    def _report(self) -> bytes:
        """All that this charger has to say of itself."""
        point = self._point
        return json.dumps(
            {
                "serial": point.serial,
                "time": point.clock.timestamp,
                "connectors": {n: place.status for n, place in point.connectors.items()},
                "configuration": point.configuration.report()["configurationKey"],
                "localListVersion": self.list_version,
            },
            indent=1,
        ).encode()

    # Badges.

    def send_list(self, version: int, kind: str, entries: list[Payload]) -> str:
        """The status of SendLocalList."""
        ways = self._point.make.ways
        if kind == "Differential" and ways.whole_lists:
            return "NotSupported"
        if kind == "Differential" and version <= self.list_version:
            return "VersionMismatch"
        if len(entries) > ways.longest_list_message:
            return "Failed"
        changed = {} if kind == "Full" else dict(self.local_list)
        for entry in entries:
            tag, info = str(entry["idTag"]), entry.get("idTagInfo")
            if info is not None:
                changed[tag] = info
            elif kind == "Full":
                return "Failed"
            else:
                changed.pop(tag, None)
        if len(changed) > ways.longest_list:
            return "Failed"
        self.local_list, self.list_version = changed, version
        return _ACCEPTED

    def listed(self, tag: str) -> Payload | None:
        """What the list says of a badge."""
        if not self._point.configuration.switched_on("LocalAuthListEnabled"):
            return None
        info = self.local_list.get(tag)
        if info is None:
            return None
        expires = info.get("expiryDate")
        if expires is not None and datetime.fromisoformat(expires) <= self._point.clock.time:
            return {**info, "status": "Expired"}
        return info

    # Reservations.

    def reserve(self, wanted: Reservation) -> str:
        """The status of ReserveNow; a reservation for any connector takes the first free one."""
        places = self._point.connectors.values()
        taken = {one.connector for one in self.reservations.values() if one.id != wanted.id}
        chosen = [p for p in places if wanted.connector in (0, p.number)]
        if not chosen:
            return "Rejected"
        if not any(place.operative for place in chosen):
            return "Unavailable"
        free = [
            place
            for place in chosen
            if place.operative
            and place.car is None
            and place.transaction is None
            and place.number not in taken
        ]
        if not free:
            return "Occupied"
        self.reservations[wanted.id] = Reservation(
            wanted.id, free[0].number, wanted.tag, wanted.parent, wanted.until
        )
        self._mark_reserved()
        return _ACCEPTED

    def cancel(self, id_: int) -> bool:
        found = self.reservations.pop(id_, None) is not None
        self._mark_reserved()
        return found

    def reservation_on(self, place: Connector) -> Reservation | None:
        kept = self.reservations.values()
        return next((one for one in kept if one.connector == place.number), None)

    def may_start(self, place: Connector, tag: str, parent: str | None) -> bool:
        """Whether a badge may use a connector that is kept for somebody."""
        kept = self.reservation_on(place)
        return kept is None or tag == kept.tag or (parent is not None and parent == kept.parent)

    def use(self, place: Connector) -> int | None:
        """A transaction begins: the reservation that it ends."""
        kept = self.reservation_on(place)
        if kept is None:
            return None
        self.cancel(kept.id)
        return kept.id

    def _mark_reserved(self) -> None:
        kept = {one.connector for one in self.reservations.values()}
        for place in self._point.connectors.values():
            place.reserved = place.number in kept

    # Certificates.

    def install(self, use: str, certificate: str) -> str:
        if _PEM not in certificate:
            return "Rejected"
        self.certificates.setdefault(use, []).append(certificate)
        if use == _CENTRAL_ROOT:
            self._point.credentials.roots.append(certificate)
        return _ACCEPTED

    def installed(self, use: str) -> list[Payload]:
        return [_hashes(certificate) for certificate in self.certificates.get(use, [])]

    def delete(self, hashes: Payload) -> bool:
        for kept in self.certificates.values():
            for certificate in kept:
                if _hashes(certificate) == hashes:
                    kept.remove(certificate)
                    self._forget_root(certificate)
                    return True
        return False

    def _forget_root(self, certificate: str) -> None:
        roots = self._point.credentials.roots
        if certificate in roots:
            roots.remove(certificate)


def _version_of(firmware: bytes) -> str:
    """The first line of the file, as far as it can be shown; else its hash."""
    line = firmware.partition(b"\n")[0].decode("ascii", errors="replace").strip()
    if line and line.isprintable() and "\N{REPLACEMENT CHARACTER}" not in line:
        return line[:_LONGEST_VERSION]
    return hashlib.sha256(firmware).hexdigest()[:12]


def _hashes(certificate: str) -> Payload:
    """Names of a certificate that nobody can mix up; a virtual charger reads no ASN.1."""
    digest = hashlib.sha256(certificate.encode()).hexdigest()
    return {
        "hashAlgorithm": "SHA256",
        "issuerNameHash": digest,
        "issuerKeyHash": digest[::-1],
        "serialNumber": digest[:20],
    }
