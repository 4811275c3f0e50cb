"""The port for files: chargers fetch firmware here, and bring diagnostics and logs.

Every path is given out once, cannot be guessed, and ends: with its hour, with the file that it was
for, or with the order. Nothing is kept of what was cut short.
"""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from aiohttp import BodyPartReader, hdrs, web
from aiohttp.client_exceptions import ClientPayloadError

from borne.domain.errors import NoRoom
from borne.domain.events import Event
from borne.domain.say import Sentence, Text
from borne.domain.upkeep import FileKind
from borne.domain.upkeep_events import FileMoved
from borne.engine.ports import Clock
from borne.ocpp.depot import Depot, Upload, id_of, safe_name
from borne.ocpp.errors import PortInUse, PortRefused
from borne.ocpp.offers import Offer, Offers
from borne.ocpp.parts import brings_a_part, tag_of, wanted_part

_log: Final = logging.getLogger("borne.ocpp.files")

_CHUNK: Final = 2**16
_SILENT_FOR: Final = 60.0
"""s without a byte after which a transfer is taken for cut short."""
_MOST_AT_ONCE: Final = 8
_TELL_EVERY: Final = timedelta(seconds=1)
_STOP_WITHIN: Final = 2.0
_ENDINGS: Final = frozenset({"Installed", "Installing", "InstallationFailed", "DownloadFailed"})
"""The firmware is there, or never will be."""

_NO_SUCH_FIRMWARE: Final = Text(
    "There is no file “{name}” in the folder firmware",
    "Il n’y a pas de fichier « {name} » dans le dossier firmware",
)

_NOTHING: Final = "There is nothing here, or not any more. / Il n’y a rien ici, ou plus rien.\n"
_BUSY: Final = "Too many files at once; try again. / Trop de fichiers à la fois ; réessayez.\n"
_TWICE: Final = "This file is already on its way. / Ce fichier est déjà en route.\n"
_EMPTY: Final = "The file is empty. / Le fichier est vide.\n"
_LARGE: Final = "The file is too large. / Le fichier est trop grand.\n"
_FULL: Final = "There is no room for the file. / Il n’y a pas de place pour le fichier.\n"
_CUT: Final = "The file was cut short. / Le fichier a été coupé.\n"
_A_PART: Final = "Send the file in one piece. / Envoyez le fichier en un seul morceau.\n"
_NOT_THAT: Final = "There is no such part of the file. / Cette partie du fichier n’existe pas.\n"


class FilePort:
    """Serves and receives files; what it moves is told to `engine_post`.

    `metrics`, where they are wanted here too: their content type, and the text as it is now.
    """

    def __init__(
        self,
        engine_post: Callable[[Event], None],
        clock: Clock,
        depot: Depot,
        host: str | None = None,
        port: int = 9001,
        *,
        metrics: Callable[[], tuple[str, bytes]] | None = None,
    ) -> None:
        self._metrics = metrics
        self._engine_post = engine_post
        self._clock = clock
        self._depot = depot
        self._host = host or None
        self._port = port
        self._offers = Offers(clock)
        self._moving = 0
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. Raises PortInUse or PortRefused."""
        app = web.Application()
        if self._metrics is not None:
            app.router.add_get("/metrics", self._measured)
        for path in ("/{token}", "/{token}/{name:.*}"):
            app.router.add_get(path, self._serve)
            app.router.add_put(path, self._receive)
            app.router.add_post(path, self._receive)
        await asyncio.to_thread(self._depot.tidy)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_STOP_WITHIN)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            if error.errno == errno.EADDRINUSE:
                raise PortInUse(self._host, self._port) from None
            raise PortRefused(self._host, self._port, error.strerror or str(error)) from None
        self._runner = runner
        self._port = int(runner.addresses[0][1])

    async def stop(self) -> None:
        """Stop listening; what is under way is cut short, and nothing of it kept."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def port(self) -> int:
        """The port it listens on, also where the system chose it."""
        return self._port

    # What the chargers' port asks; `host` is the address by which the charger reaches Borne.

    def offer_firmware(self, charger: str, name: str, host: str, start: datetime) -> str | Sentence:
        """The address of a firmware file for a charger from `start` on, or why there is none."""
        path = self._depot.firmware_path(name)
        if path is None:
            return _NO_SUCH_FIRMWARE(name=name[:80])
        offer = self._offers.open(FileKind.FIRMWARE, charger, name, start, path)
        return f"{self._address(host)}{offer.token}/{quote(safe_name(name))}"

    def offer_place(self, kind: FileKind, charger: str, host: str) -> str:
        """The address to which a charger may bring one file."""
        offer = self._offers.open(kind, charger, f"{kind.value}.bin")
        return f"{self._address(host)}{offer.token}/"

    def withdraw(self, url: str) -> None:
        """The order came to nothing: the path ends, if it is one of ours."""
        self._offers.withdraw(url)

    def heard(self, charger: str, status: str) -> None:
        """A charger has told how its firmware gets on: a path that it needs no more ends."""
        if status in _ENDINGS:
            self._offers.end_all(charger, FileKind.FIRMWARE)

    def _address(self, host: str) -> str:
        return f"http://{f'[{host}]' if ':' in host else host}:{self._port}/"

    def _found(self, request: web.Request, *, serves: bool) -> Offer | None:
        return self._offers.find(request.match_info["token"], serves=serves)

    async def _measured(self, _request: web.Request) -> web.Response:
        assert self._metrics is not None  # noqa: S101  else there is no such route
        kind, text = self._metrics()
        return web.Response(body=text, headers={hdrs.CONTENT_TYPE: kind})

    # To the charger.

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        offer = self._found(request, serves=True)
        if offer is None or offer.path is None:
            return _said(404, _NOTHING)
        if self._moving >= _MOST_AT_ONCE:
            return _said(503, _BUSY)
        try:
            file = await asyncio.to_thread(offer.path.stat)
        except OSError:
            return _said(404, _NOTHING)
        size, tag = file.st_size, tag_of(file)
        if offer.tag is None:
            offer.tag = tag
        elif offer.tag != tag:  # its parts would be those of two files
            self._tell(offer, 0, size, problem="changed")
            return _said(404, _NOTHING)
        wanted = wanted_part(request, size, tag)
        if wanted is None:
            response = _said(416, _NOT_THAT)
            response.headers[hdrs.CONTENT_RANGE] = f"bytes */{size}"
            return response
        self._moving += 1
        try:
            return await self._send(request, offer, size, wanted)
        finally:
            self._moving -= 1

    async def _send(
        self, request: web.Request, offer: Offer, size: int, wanted: range
    ) -> web.StreamResponse:
        path = offer.path
        assert path is not None  # noqa: S101  # found as one that serves
        headers = {
            hdrs.CONTENT_TYPE: "application/octet-stream",
            hdrs.CONTENT_LENGTH: str(len(wanted)),
            hdrs.ACCEPT_RANGES: "bytes",
            hdrs.ETAG: offer.tag or "",
        }
        part = len(wanted) < size
        if part:
            headers[hdrs.CONTENT_RANGE] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
        response = web.StreamResponse(status=206 if part else 200, headers=headers)
        await response.prepare(request)
        if request.method == hdrs.METH_HEAD:
            return response
        done = wanted.start
        try:
            async for data in _chunks(path, wanted):
                await asyncio.wait_for(response.write(data), _SILENT_FOR)
                done += len(data)
                self._tell(offer, done, size)
            await response.write_eof()
        except (OSError, TimeoutError) as error:
            self._tell(offer, done, size, problem="interrupted")
            _log.info("%s: fetched %s of %s bytes: %r", offer.charger, done, size, error)
            if request.transport is not None:
                request.transport.abort()  # the charger must not take it for the whole
            return response
        if done == size:
            self._tell(offer, done, size, finished=True)
        return response

    # From the charger.

    async def _receive(self, request: web.Request) -> web.Response:
        offer = self._found(request, serves=False)
        if offer is None:
            return _said(404, _NOTHING)
        if offer.busy:
            return _said(409, _TWICE)
        if brings_a_part(request):
            self._tell(offer, 0, None, problem="parts")
            return _said(400, _A_PART)
        if self._moving >= _MOST_AT_ONCE:
            return _said(503, _BUSY)
        offer.busy, self._moving = True, self._moving + 1
        try:
            return await self._take(request, offer)
        finally:
            offer.busy, self._moving = False, self._moving - 1

    async def _take(self, request: web.Request, offer: Offer) -> web.Response:
        named = safe_name(request.match_info.get("name") or "") if _names(request) else ""
        upload = self._depot.keep(offer.kind, offer.charger, offer.name, self._clock.now())
        # What is received is larger than the file where it is wrapped in parts.
        total = request.content_length if not _is_wrapped(request) else None
        try:
            with upload:
                try:
                    named = await self._fill(request, offer, upload, named, total)
                except (OSError, NoRoom, TimeoutError, ValueError, ClientPayloadError) as error:
                    status, words, problem = _why(error)
                    self._tell(offer, upload.size, total, problem=problem)
                    return _said(status, words)
                except asyncio.CancelledError:
                    self._tell(offer, upload.size, total, problem="interrupted")
                    raise
                if upload.size == 0:
                    return _said(400, _EMPTY)
                path = await asyncio.to_thread(upload.keep, named)
        except (OSError, NoRoom) as error:
            status, words, problem = _why(error)
            self._tell(offer, upload.size, total, problem=problem)
            return _said(status, words)
        self._offers.end(offer)
        offer.name = path.name.split("~", 3)[-1]
        await asyncio.to_thread(self._depot.prune)
        self._tell(offer, upload.size, upload.size, finished=True, file=id_of(path))
        _log.info("%s: received %s (%s bytes)", offer.charger, offer.name, upload.size)
        return _said(201, "")

    async def _fill(
        self, request: web.Request, offer: Offer, upload: Upload, named: str, total: int | None
    ) -> str:
        """Take all that comes; return what the charger calls it."""
        if not _is_wrapped(request):
            async for data in _timely(request.content.iter_chunked(_CHUNK)):
                await asyncio.to_thread(upload.write, data)
                self._tell(offer, upload.size, total)
            return named
        reader = await request.multipart()
        while (part := await asyncio.wait_for(reader.next(), _SILENT_FOR)) is not None:
            # The first part with a file name is the file; forms may have fields before it.
            if not isinstance(part, BodyPartReader) or part.filename is None:
                continue
            while data := await asyncio.wait_for(part.read_chunk(_CHUNK), _SILENT_FOR):
                await asyncio.to_thread(upload.write, data)
                self._tell(offer, upload.size, total)
            return safe_name(unquote(part.filename)) if part.filename.strip() else named
        return named

    def _tell(
        self,
        offer: Offer,
        done: int,
        total: int | None,
        *,
        finished: bool = False,
        file: str | None = None,
        problem: str | None = None,
    ) -> None:
        """Tell the engine, at most once a second while nothing special happens."""
        now = self._clock.now()
        special = finished or problem is not None or offer.told is None
        if not special and offer.told is not None and now < offer.told + _TELL_EVERY:
            return
        offer.told = now
        self._engine_post(
            FileMoved(
                at=now,
                charger=offer.charger,
                kind=offer.kind,
                name=offer.name,
                done=done,
                total=total,
                finished=finished,
                file=file,
                problem=problem,
            )
        )


def _said(status: int, words: str) -> web.Response:
    return web.Response(status=status, text=words)


def _names(request: web.Request) -> bool:
    return bool((request.match_info.get("name") or "").strip("/"))


def _is_wrapped(request: web.Request) -> bool:
    return request.content_type.startswith("multipart/")


async def _chunks(path: Path, wanted: range) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        await asyncio.to_thread(file.seek, wanted.start)
        left = len(wanted)
        while left > 0:
            data = await asyncio.to_thread(file.read, min(_CHUNK, left))
            if not data:
                raise OSError(errno.EIO, "the file has become shorter")
            left -= len(data)
            yield data
    finally:
        await asyncio.to_thread(file.close)


async def _timely(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The chunks; raises TimeoutError where none comes for too long."""
    while True:
        try:
            yield await asyncio.wait_for(anext(chunks), _SILENT_FOR)
        except StopAsyncIteration:
            return


def _why(error: Exception) -> tuple[int, str, str]:
    if isinstance(error, NoRoom):
        return (507, _FULL, "disk") if error.disk else (413, _LARGE, "too_large")
    if isinstance(error, TimeoutError):
        return 408, _CUT, "interrupted"
    if isinstance(error, ConnectionError | ClientPayloadError | ValueError):
        return 400, _CUT, "interrupted"
    _log.warning("A file could not be kept: %s", error)
    return 507, _FULL, "disk"
