"""Files over HTTP: firmware for chargers is brought here, what chargers have sent is taken."""

from __future__ import annotations

import asyncio
import re
from datetime import tzinfo
from typing import Any, Final
from urllib.parse import quote

from aiohttp import hdrs, web

from borne.domain.errors import NoRoom
from borne.engine.ports import EnginePort
from borne.web import errors
from borne.web.access import FIRMWARE, Guard
from borne.web.api import VIEWER, answer, body_of
from borne.web.errors import Refusal
from borne.web.ports import DepotPort, FirmwareFile, KeptFile

_NAME: Final = re.compile(r"[A-Za-z0-9_+-][A-Za-z0-9._+ -]{0,99}")
_ID: Final = r"{id:[0-9A-Za-z-]{1,40}}"
_CHUNK: Final = 2**16
_PATIENCE: Final = 60.0
"""s without a byte after which an upload is given up."""


class FilesPage:
    """The handlers; firmware decides what a charger does, so all of them are for administrators."""

    def __init__(self, engine: EnginePort, guard: Guard, depot: DepotPort) -> None:
        self._engine = engine
        self._guard = guard
        self._depot = depot

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/files", self.files),
            web.get(f"/api/files/{_ID}", self.file),
            web.post(FIRMWARE, self.bring),
            web.post("/api/files/remove", self.remove),
        ]

    async def files(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        zone = self._engine.view.zone
        received = await asyncio.to_thread(self._depot.received)
        firmware = await asyncio.to_thread(self._depot.firmware)
        return answer(
            {
                "files": [_received(one, zone) for one in received],
                "firmware": [_firmware(one, zone) for one in firmware],
            }
        )

    async def file(self, request: web.Request) -> web.StreamResponse:
        await self._guard.only_admin(request[VIEWER])
        found = await asyncio.to_thread(self._depot.find, request.match_info["id"])
        if found is None:
            raise Refusal(404, errors.NO_SUCH_FILE())
        disposition = f"attachment; filename*=UTF-8''{quote(found.name)}"
        headers = {
            hdrs.CONTENT_DISPOSITION: disposition,
            hdrs.CONTENT_TYPE: "application/octet-stream",
        }
        return web.FileResponse(found.path, headers=headers)

    async def bring(self, request: web.Request) -> web.Response:
        """The body is the file, `name` in the query its name; all of it is kept or nothing."""
        await self._guard.only_admin(request[VIEWER])
        name = request.query.get("name", "")
        if not _NAME.fullmatch(name):
            raise Refusal(400, errors.NOT_A_FILE_NAME(name=name[:40]))
        try:
            upload = self._depot.keep_firmware(name)
            with upload:
                async with asyncio.timeout(None) as patience:
                    loop = asyncio.get_running_loop()
                    patience.reschedule(loop.time() + _PATIENCE)
                    async for data in request.content.iter_chunked(_CHUNK):
                        await asyncio.to_thread(upload.write, data)
                        patience.reschedule(loop.time() + _PATIENCE)
                if upload.size == 0:
                    raise Refusal(400, errors.EMPTY_FILE())
                await asyncio.to_thread(upload.keep)
        except NoRoom as full:
            refusal = errors.DISK_FULL() if full.disk else errors.FILE_TOO_LARGE()
            raise Refusal(507 if full.disk else 413, refusal) from None
        except TimeoutError:
            raise Refusal(408, errors.CUT_SHORT()) from None
        except OSError as error:
            raise Refusal(
                507, errors.NOT_SAVED(name=name, reason=error.strerror or str(error))
            ) from None
        return answer({"ok": True, "name": name, "bytes": upload.size})

    async def remove(self, request: web.Request) -> web.Response:
        """The body names what goes: `id` of what a charger sent, or `firmware`."""
        await self._guard.only_admin(request[VIEWER])
        body = await body_of(request)
        id_, firmware = body.get("id"), body.get("firmware")
        try:
            if isinstance(firmware, str):
                gone = await asyncio.to_thread(self._depot.remove_firmware, firmware)
            else:
                gone = await asyncio.to_thread(self._depot.remove, str(id_))
        except OSError as error:
            name = str(firmware or id_)[:80]
            raise Refusal(
                500, errors.NOT_REMOVED(name=name, reason=error.strerror or str(error))
            ) from None
        if not gone:
            raise Refusal(404, errors.NO_SUCH_FILE())
        return answer({"ok": True})


def _received(one: KeptFile, zone: tzinfo) -> dict[str, Any]:
    return {
        "id": one.id,
        "charger": one.charger,
        "kind": one.kind,
        "name": one.name,
        "bytes": one.size,
        "at": one.at.astimezone(zone).isoformat(timespec="seconds"),
    }


def _firmware(one: FirmwareFile, zone: tzinfo) -> dict[str, Any]:
    at = one.at.astimezone(zone).isoformat(timespec="seconds")
    return {"name": one.name, "bytes": one.size, "at": at}
