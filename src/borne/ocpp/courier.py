"""Orders about files: each gets the address of its file, and the address ends with the order."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from borne.domain.commands import Order
from borne.domain.events import ChargerEvent, OrderAnswered
from borne.domain.say import Sentence
from borne.domain.upkeep import FileKind
from borne.domain.upkeep_events import FirmwareStatus
from borne.domain.upkeep_orders import GetDiagnostics, GetLog, UpdateFirmware
from borne.ocpp.files import FilePort

_ABOUT_FILES: Final = (UpdateFirmware, GetDiagnostics, GetLog)


class Courier:
    """`files` None: there is no port for files, and an order goes out as it is."""

    def __init__(self, files: FilePort | None) -> None:
        self._files = files

    def takes(self, order: Order) -> bool:
        """Whether the order is about a file."""
        return isinstance(order, _ABOUT_FILES)

    def addressed(self, order: Order, host: str | None) -> Order | Sentence:
        """The order with its address, or why there is none; `host`: by which Borne is reached."""
        if not isinstance(order, _ABOUT_FILES) or order.url is not None:
            return order
        if self._files is None or host is None:
            return order
        if isinstance(order, UpdateFirmware):
            name = order.file or ""
            url = self._files.offer_firmware(order.charger, name, host, order.at)
        else:
            kind = FileKind.LOG if isinstance(order, GetLog) else FileKind.DIAGNOSTICS
            url = self._files.offer_place(kind, order.charger, host)
        return url if isinstance(url, Sentence) else replace(order, url=url)

    def look(self, event: ChargerEvent) -> None:
        """An address ends with the order or the update that it was for."""
        if self._files is None:
            return
        if isinstance(event, FirmwareStatus):
            self._files.heard(event.charger, event.status)
        elif isinstance(event, OrderAnswered) and not event.ok:
            order = event.order
            if isinstance(order, _ABOUT_FILES) and order.url is not None:
                self._files.withdraw(order.url)
