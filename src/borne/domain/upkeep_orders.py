"""Orders about a charger's upkeep. `wish` names the wish that waits for the answer, if any."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from msgspec import Struct


class UpdateFirmware(Struct, frozen=True):
    """UpdateFirmware, or with a signature SignedUpdateFirmware.

    One of `url` and `file` is given: a file of Borne's firmware folder gets its URL on the way.
    """

    charger: str
    at: datetime
    url: str | None = None
    file: str | None = None
    retries: int | None = None
    certificate: str | None = None
    signature: str | None = None
    request: int = 0
    wish: str | None = None


class GetDiagnostics(Struct, frozen=True):
    """GetDiagnostics; without `url` Borne itself receives them."""

    charger: str
    url: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    retries: int | None = None
    wish: str | None = None


class GetLog(Struct, frozen=True):
    """GetLog of the security extension; without `url` Borne itself receives it."""

    charger: str
    request: int
    security: bool = False
    url: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    retries: int | None = None
    wish: str | None = None


class ReserveConnector(Struct, frozen=True):
    """ReserveNow; connector 0 is any."""

    charger: str
    connector: int
    reservation: int
    tag: str
    until: datetime
    wish: str | None = None


class CancelReservation(Struct, frozen=True):
    charger: str
    reservation: int
    wish: str | None = None


class ClearCache(Struct, frozen=True):
    """Forget the badges that the charger remembers from earlier answers."""

    charger: str
    wish: str | None = None


class ReadListVersion(Struct, frozen=True):
    """GetLocalListVersion."""

    charger: str
    wish: str | None = None


class ListedTag(Struct, frozen=True):
    """A badge of the local list; `status` None takes it off in a differential update."""

    tag: str
    status: str | None = "Accepted"
    expires: datetime | None = None
    group: str | None = None


class SendList(Struct, frozen=True):
    """SendLocalList: the whole list, or with `differential` what has changed."""

    charger: str
    version: int
    tags: tuple[ListedTag, ...]
    differential: bool = False
    wish: str | None = None


class ReadSchedule(Struct, frozen=True):
    """GetCompositeSchedule for so many s; connector 0 is the whole charger."""

    charger: str
    connector: int
    seconds: int
    wish: str | None = None


class ListCertificates(Struct, frozen=True):
    """GetInstalledCertificateIds of one use, such as CentralSystemRootCertificate."""

    charger: str
    use: str
    wish: str | None = None


class InstallCertificate(Struct, frozen=True):
    """Without `certificate` Borne's port fills in the root of its own authority (PEM)."""

    charger: str
    use: str
    certificate: str | None
    wish: str | None = None


class DeleteCertificate(Struct, frozen=True):
    """The certificate that these hashes name, as ListCertificates tells them."""

    charger: str
    algorithm: str
    issuer_name: str
    issuer_key: str
    serial: str
    wish: str | None = None


class SendCertificate(Struct, frozen=True):
    """CertificateSigned: the charger's own certificate, signed, with its chain (PEM)."""

    charger: str
    chain: str
    wish: str | None = None


UpkeepOrder: TypeAlias = (
    UpdateFirmware
    | GetDiagnostics
    | GetLog
    | ReserveConnector
    | CancelReservation
    | ClearCache
    | ReadListVersion
    | SendList
    | ReadSchedule
    | ListCertificates
    | InstallCertificate
    | DeleteCertificate
    | SendCertificate
)
