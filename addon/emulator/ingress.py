"""The way from the browser to the app's panel, through Core and the Supervisor, as one step.

Both change headers, both have limits; what the app sees and what the browser sees is the sum.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

import aiohttp
from addon.emulator.wire import join
from aiohttp import hdrs, web
from multidict import CIMultiDict
from yarl import URL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from addon.emulator.machine import Machine, User

PREFIX: Final = "/api/hassio_ingress"
MESSAGE_LIMIT: Final = 4 * 1024 * 1024
BUFFER_LIMIT: Final = 4_194_000
# Core's address as the Supervisor sees it.
CORE_ADDRESS: Final = "172.30.32.1"
# HEAD goes with GET.
METHODS: Final = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS")
WITHOUT_BODY: Final = frozenset({"GET", "HEAD", "OPTIONS"})

NOT_TO_APP: Final = frozenset(
    name.lower()
    for name in (
        hdrs.ACCEPT_ENCODING,
        hdrs.CONNECTION,
        hdrs.CONTENT_ENCODING,
        hdrs.CONTENT_LENGTH,
        hdrs.KEEP_ALIVE,
        hdrs.SEC_WEBSOCKET_EXTENSIONS,
        hdrs.SEC_WEBSOCKET_KEY,
        hdrs.SEC_WEBSOCKET_PROTOCOL,
        hdrs.SEC_WEBSOCKET_VERSION,
        hdrs.TRANSFER_ENCODING,
        hdrs.UPGRADE,
        "X-Hassio-Key",
        "X-Remote-User-Display-Name",
        "X-Remote-User-Id",
        "X-Remote-User-Name",
        "X-Supervisor-Token",
    )
)
NOT_TO_BROWSER: Final = frozenset(
    name.lower()
    for name in (
        hdrs.CONNECTION,
        hdrs.CONTENT_ENCODING,
        hdrs.CONTENT_LENGTH,
        hdrs.CONTENT_TYPE,
        hdrs.KEEP_ALIVE,
        hdrs.TRANSFER_ENCODING,
    )
)
NOT_COMPRESSED: Final = ("audio/", "font/", "video/")


class Ingress:
    def __init__(self, machine: Machine, client: aiohttp.ClientSession) -> None:
        self._machine = machine
        self._client = client

    def routes(self) -> list[web.RouteDef]:
        path = f"{PREFIX}/{{token}}/{{path:.*}}"
        return [web.route(method, path, self.handle) for method in METHODS]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        cookie = request.cookies.get("ingress_session", "")
        if cookie not in self._machine.sessions:
            raise web.HTTPUnauthorized
        if request.match_info["token"] != self._machine.ingress_token:
            raise web.HTTPServiceUnavailable
        if self._machine.panel is None:
            raise web.HTTPBadGateway
        # Decoded once and quoted again: an encoded slash arrives as a slash.
        target = URL(self._machine.panel).with_path("/" + request.match_info["path"])
        target = target.with_query(request.query)
        headers = self._headers_for_app(request, self._machine.sessions[cookie])
        if _wants_websocket(request):
            return await self._carry_websocket(request, target, headers)
        try:
            return await self._carry(request, target, headers)
        except aiohttp.ClientError:
            raise web.HTTPBadGateway from None

    def _headers_for_app(self, request: web.Request, user: User | None) -> CIMultiDict[str]:
        headers = _without(request.headers, NOT_TO_APP)
        came_from = request.remote or "127.0.0.1"
        before = request.headers.get(hdrs.X_FORWARDED_FOR)
        chain = [before, came_from, CORE_ADDRESS] if before else [came_from, CORE_ADDRESS]
        headers[hdrs.X_FORWARDED_FOR] = ", ".join(chain)
        headers.setdefault(hdrs.X_FORWARDED_HOST, request.host)
        headers.setdefault(hdrs.X_FORWARDED_PROTO, request.scheme)
        headers["X-Hass-Source"] = "core.ingress"
        headers["X-Ingress-Path"] = f"{PREFIX}/{self._machine.ingress_token}"
        if user is not None:
            headers["X-Remote-User-Id"] = user.id
            headers["X-Remote-User-Name"] = user.name
            headers["X-Remote-User-Display-Name"] = user.display_name
        return headers

    async def _carry(
        self, request: web.Request, target: URL, headers: CIMultiDict[str]
    ) -> web.StreamResponse:
        body = None if request.method in WITHOUT_BODY else await request.read()
        async with self._client.request(
            request.method,
            target,
            headers=headers,
            data=BytesIO(body) if body else None,
            allow_redirects=False,
            skip_auto_headers={hdrs.CONTENT_TYPE},
        ) as answer:
            length = answer.content_length
            if length is not None and length < BUFFER_LIMIT:
                return await _whole(answer)
            return await _stream(request, answer)

    async def _carry_websocket(
        self, request: web.Request, target: URL, headers: CIMultiDict[str]
    ) -> web.WebSocketResponse:
        offered = request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "")
        protocols = tuple(name.strip() for name in offered.split(",") if name.strip())
        browser = web.WebSocketResponse(
            protocols=protocols, autoclose=False, autoping=False, max_msg_size=MESSAGE_LIMIT
        )
        # The browser's side opens first: a panel that refuses is seen as one that breaks off.
        await browser.prepare(request)
        try:
            async with self._client.ws_connect(
                target,
                headers=headers,
                protocols=protocols,
                autoclose=False,
                autoping=False,
                max_msg_size=MESSAGE_LIMIT,
            ) as app:
                await join(browser, app)
        except aiohttp.ClientError:
            if request.transport is not None:
                request.transport.close()
            return browser
        # The app's own close code is lost on the way.
        await browser.close()
        return browser


def _wants_websocket(request: web.Request) -> bool:
    return (
        "upgrade" in request.headers.get(hdrs.CONNECTION, "").lower()
        and request.headers.get(hdrs.UPGRADE, "").lower() == "websocket"
    )


def _without(headers: Mapping[str, str], dropped: frozenset[str]) -> CIMultiDict[str]:
    kept: CIMultiDict[str] = CIMultiDict()
    for name, value in headers.items():
        if name.lower() not in dropped:
            kept.add(name, value)
    return kept


def _compressed(content_type: str) -> bool:
    """Core compresses all but what is compressed by nature; an event stream too."""
    if content_type.startswith(NOT_COMPRESSED):
        return False
    return not content_type.startswith("image/") or content_type == "image/svg+xml"


async def _whole(answer: aiohttp.ClientResponse) -> web.Response:
    response = web.Response(
        status=answer.status,
        headers=_without(answer.headers, NOT_TO_BROWSER),
        body=await answer.read(),
        content_type=answer.content_type,
    )
    if _compressed(answer.content_type):
        response.enable_compression()
    return response


async def _stream(request: web.Request, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    headers = _without(answer.headers, NOT_TO_BROWSER)
    headers["X-Accel-Buffering"] = "no"
    response = web.StreamResponse(status=answer.status, headers=headers)
    response.content_type = answer.content_type
    if _compressed(answer.content_type):
        response.enable_compression()
    await response.prepare(request)
    async for data in answer.content.iter_any():
        await response.write(data)
    await response.write_eof()
    return response
