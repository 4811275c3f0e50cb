"""The built page and its parts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from aiohttp import hdrs, web

from borne.web import errors
from borne.web.errors import Refusal

FOLDER: Final = Path(__file__).with_name("static")
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_FOR_EVER: Final = "private, max-age=31536000, immutable"
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*\Z")
_KINDS: Final = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".json": "application/json",
}
_NOT_BUILT: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Borne</title></head><body>
<h1>Borne</h1>
<p>The panel is not built yet. Run <code>script/setup</code>, then reload this page.</p>
<p lang="fr">Le panneau n’est pas encore construit. Lancez <code>script/setup</code>,
puis rechargez cette page.</p>
</body></html>
"""


class Pages:
    """Serves the page of a folder: the page is never kept by the browser, its parts for ever."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/", self.page), web.get("/assets/{name}", self.asset)]

    async def page(self, _request: web.Request) -> web.StreamResponse:
        try:
            text = (self._folder / "index.html").read_text(encoding="utf-8")
        except OSError:
            text = _NOT_BUILT
        return web.Response(text=text, content_type="text/html")

    async def asset(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        path = self._folder / "assets" / name
        if not _NAME.match(name) or not path.is_file():
            raise Refusal(404, errors.NOTHING_HERE())
        kind = _KINDS.get(path.suffix, "application/octet-stream")
        headers = {hdrs.CACHE_CONTROL: _FOR_EVER, hdrs.CONTENT_TYPE: kind}
        return web.FileResponse(path, headers=headers)


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """What every answer carries; the page runs inside Home Assistant's own origin."""
    headers = response.headers
    headers.setdefault(hdrs.CACHE_CONTROL, "no-store")
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "SAMEORIGIN"
    headers["Referrer-Policy"] = "no-referrer"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
