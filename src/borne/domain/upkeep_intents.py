"""What a person can ask of a charger's upkeep."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from msgspec import Struct


class UpdateFirmwareNow(Struct, frozen=True):
    """New firmware from Borne's folder (`file`) or from elsewhere (`url`); signed if it says so."""

    url: str | None = None
    file: str | None = None
    retries: int | None = None
    at: datetime | None = None
    certificate: str | None = None
    signature: str | None = None


class GetDiagnosticsNow(Struct, frozen=True):
    """What the charger has noted; without `url` Borne receives it."""

    url: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    retries: int | None = None


class GetLogNow(Struct, frozen=True):
    """The same by the security extension."""

    security: bool = False
    url: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    retries: int | None = None


class ReserveNow(Struct, frozen=True):
    """Keep a connector for a badge until an instant, or for so many s."""

    tag: str
    until: datetime | None = None
    seconds: float | None = None


class CancelReservationNow(Struct, frozen=True):
    """None: the only one."""

    reservation: int | None = None


class ClearCacheNow(Struct, frozen=True):
    """Forget the badges that the charger remembers."""


class ReadListVersionNow(Struct, frozen=True):
    """Which list of badges the charger has."""


class SendListNow(Struct, frozen=True):
    """Give the charger Borne's badges, for when Borne is away."""


class ReadScheduleNow(Struct, frozen=True):
    """Which limits are in force in the charger; s."""

    seconds: int


class ListCertificatesNow(Struct, frozen=True):
    use: str


class InstallCertificateNow(Struct, frozen=True):
    """None: the root of Borne's own authority."""

    use: str
    certificate: str | None


class DeleteCertificateNow(Struct, frozen=True):
    algorithm: str
    issuer_name: str
    issuer_key: str
    serial: str


class SendCertificateNow(Struct, frozen=True):
    chain: str


UpkeepIntent: TypeAlias = (
    UpdateFirmwareNow
    | GetDiagnosticsNow
    | GetLogNow
    | ReserveNow
    | CancelReservationNow
    | ClearCacheNow
    | ReadListVersionNow
    | SendListNow
    | ReadScheduleNow
    | ListCertificatesNow
    | InstallCertificateNow
    | DeleteCertificateNow
    | SendCertificateNow
)
