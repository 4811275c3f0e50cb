"""The bodies of the commands about a charger's upkeep; see `wish_body`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final, NoReturn, Protocol
from urllib.parse import urlsplit

from borne.domain.say import Sentence, Text
from borne.domain.tag import LONGEST_TAG
from borne.domain.units import Dimension
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
    UpkeepIntent,
)

_A_TIME: Final = Text("seconds, or as in 2 h", "en secondes, ou comme 2 h")
_FILE_OR_URL: Final = Text(
    "Say which firmware is meant: “file” names one in the folder firmware, “url” is an address",
    "Indiquez le micrologiciel : « file » en nomme un du dossier firmware, « url » est une adresse",
)
_SIGNED_WHOLE: Final = Text(
    "A signed update needs both “certificate” and “signature”",
    "Une mise à jour signée demande « certificate » et « signature »",
)
_NOT_AN_ADDRESS: Final = Text(
    "“url” must be an address such as http://192.168.1.2/file or ftp://192.168.1.2/file",
    "« url » doit être une adresse comme http://192.168.1.2/fichier ou ftp://192.168.1.2/fichier",
)
_UNTIL: Final = Text(
    "Say how long: “until” is a time, “for” a duration",
    "Indiquez la durée : « until » est une heure, « for » une durée",
)
_LOG_TYPE: Final = Text(
    "“type” must be diagnostics or security", "« type » doit être diagnostics ou security"
)
_USE: Final = Text(
    "“use” must be CentralSystemRootCertificate or ManufacturerRootCertificate",
    "« use » doit être CentralSystemRootCertificate ou ManufacturerRootCertificate",
)
_USES: Final = ("CentralSystemRootCertificate", "ManufacturerRootCertificate")
_HASH: Final = Text(
    "“algorithm” must be SHA256, SHA384 or SHA512",
    "« algorithm » doit être SHA256, SHA384 ou SHA512",
)
_HASHES: Final = ("SHA256", "SHA384", "SHA512")
_SCHEMES: Final = ("http", "https", "ftp", "ftps", "sftp")
_MOST_RETRIES: Final = 20
_DAY: Final = 86_400.0
_TAG_TOO_LONG: Final = Text(
    "A badge has at most 20 characters in OCPP 1.6", "Un badge a au plus 20 caractères en OCPP 1.6"
)
_LONGEST_CERTIFICATE: Final = 5_500
_LONGEST_SIGNATURE: Final = 800
_LONGEST_CHAIN: Final = 10_000


class Fields(Protocol):
    """A body whose fields are taken one by one; each raises on what it cannot read."""

    def raw(self, name: str) -> object: ...

    def text(self, name: str) -> str | None: ...

    def needed(self, name: str) -> str: ...

    def long(self, name: str, most: int) -> str | None: ...

    def moment(self, name: str) -> datetime | None: ...

    def whole(self, name: str, least: int, most: int) -> int | None: ...

    def quantity(
        self, name: str, dimension: Dimension, wanted: Text, bare: float
    ) -> float | None: ...

    def flag(self, name: str, *, default: bool | None = None) -> bool: ...

    def refuse(self, sentence: Sentence) -> NoReturn: ...


def _update_firmware(fields: Fields) -> UpdateFirmwareNow:
    url, file = _url(fields), fields.text("file")
    certificate = fields.long("certificate", _LONGEST_CERTIFICATE)
    signature = fields.long("signature", _LONGEST_SIGNATURE)
    if (url is None) is (file is None):
        fields.refuse(_FILE_OR_URL())
    if (certificate is None) is not (signature is None):
        fields.refuse(_SIGNED_WHOLE())
    return UpdateFirmwareNow(
        url=url,
        file=file,
        retries=fields.whole("retries", 0, _MOST_RETRIES),
        at=fields.moment("at"),
        certificate=certificate,
        signature=signature,
    )


def _get_diagnostics(fields: Fields) -> GetDiagnosticsNow:
    return GetDiagnosticsNow(
        url=_url(fields),
        start=fields.moment("from"),
        end=fields.moment("to"),
        retries=fields.whole("retries", 0, _MOST_RETRIES),
    )


def _get_log(fields: Fields) -> GetLogNow:
    kind = (fields.text("type") or "diagnostics").casefold()
    if kind not in {"diagnostics", "security"}:
        fields.refuse(_LOG_TYPE())
    return GetLogNow(
        security=kind == "security",
        url=_url(fields),
        start=fields.moment("from"),
        end=fields.moment("to"),
        retries=fields.whole("retries", 0, _MOST_RETRIES),
    )


def _url(fields: Fields) -> str | None:
    url = fields.text("url")
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        fine = parts.scheme.casefold() in _SCHEMES and bool(parts.hostname)
    except ValueError:
        fine = False
    if not fine or any(char.isspace() for char in url):
        fields.refuse(_NOT_AN_ADDRESS())
    return url


def _reserve(fields: Fields) -> ReserveNow:
    tag = fields.needed("tag")
    if len(tag) > LONGEST_TAG:
        fields.refuse(_TAG_TOO_LONG())
    until = fields.moment("until")
    seconds = fields.quantity("for", Dimension.TIME, _A_TIME, 1)
    if (until is None) is (seconds is None):
        fields.refuse(_UNTIL())
    return ReserveNow(tag, until, seconds)


def _composite_schedule(fields: Fields) -> ReadScheduleNow:
    seconds = fields.quantity("seconds", Dimension.TIME, _A_TIME, 1) or _DAY
    return ReadScheduleNow(round(min(max(seconds, 1), 7 * _DAY)))


def _certificate_use(fields: Fields) -> str:
    use = fields.text("use") or _USES[0]
    if use not in _USES:
        fields.refuse(_USE())
    return use


def _needed_long(fields: Fields, name: str, most: int) -> str:
    return fields.long(name, most) or fields.needed(name)


def _delete_certificate(fields: Fields) -> DeleteCertificateNow:
    algorithm = fields.needed("algorithm").upper()
    if algorithm not in _HASHES:
        fields.refuse(_HASH())
    return DeleteCertificateNow(
        algorithm,
        fields.needed("issuer_name"),
        fields.needed("issuer_key"),
        fields.needed("serial"),
    )


COMMANDS: Final[dict[str, Callable[[Fields], UpkeepIntent]]] = {
    "update_firmware": _update_firmware,
    "get_diagnostics": _get_diagnostics,
    "get_log": _get_log,
    "reserve": _reserve,
    "cancel_reservation": lambda fields: CancelReservationNow(
        fields.whole("reservation", 0, 2**31 - 1)
    ),
    "clear_cache": lambda _: ClearCacheNow(),
    "local_list_version": lambda _: ReadListVersionNow(),
    "send_local_list": lambda _: SendListNow(),
    "composite_schedule": _composite_schedule,
    "list_certificates": lambda fields: ListCertificatesNow(_certificate_use(fields)),
    "install_certificate": lambda fields: InstallCertificateNow(
        _certificate_use(fields), fields.long("certificate", _LONGEST_CERTIFICATE)
    ),
    "delete_certificate": _delete_certificate,
    "send_certificate": lambda fields: SendCertificateNow(
        _needed_long(fields, "chain", _LONGEST_CHAIN)
    ),
}
