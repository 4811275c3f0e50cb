"""The files of a virtual charge point over HTTP: fetched, and gone on with where a line broke."""

from __future__ import annotations

import asyncio
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout, hdrs

from borne.simulate.upkeep import Errand

_TRIES: Final = 3
_PAUSE: Final = 0.2
_CHUNK: Final = 2**16
_PATIENCE: Final = ClientTimeout(total=None, connect=10, sock_read=30)
_OK: Final = 200
_PART: Final = 206
_ANY_ERROR: Final = 300


async def run(errand: Errand) -> bytes | None:
    """Do it; what was fetched or brought, or None: it cannot be done."""
    async with ClientSession(timeout=_PATIENCE) as http:
        got = bytearray()
        for attempt in range(_TRIES):
            if attempt:
                await asyncio.sleep(_PAUSE)
            try:
                if errand.data is not None:
                    return errand.data if await _bring(http, errand, errand.data) else None
                return bytes(got) if await _fetch(http, errand.url, got) else None
            except (ClientError, OSError, TimeoutError, ValueError):
                continue
    return None


async def _fetch(http: ClientSession, url: str, got: bytearray) -> bool:
    """Fetch what is missing in `got`; whether the server gives it."""
    headers = {hdrs.RANGE: f"bytes={len(got)}-"} if got else {}
    async with http.get(url, headers=headers) as answer:
        if answer.status == _OK:
            got.clear()
        elif answer.status != _PART:
            return False
        async for data in answer.content.iter_chunked(_CHUNK):
            got += data
    return True


async def _bring(http: ClientSession, errand: Errand, data: bytes) -> bool:
    url = f"{errand.url}{errand.name}" if errand.url.endswith("/") else errand.url
    async with http.put(url, data=data) as answer:
        return answer.status < _ANY_ERROR
