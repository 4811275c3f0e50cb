"""The Supervisor's part of the way from the browser to the app's panel."""

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

MESSAGE_LIMIT: Final = 16 * 1024 * 1024
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
    """`/ingress/TOKEN/PATH`, where Core asks for what its own ingress was asked for."""

    def __init__(self, machine: Machine, client: aiohttp.ClientSession) -> None:
        self._machine = machine
        self._client = client

    def routes(self) -> list[web.RouteDef]:
        path = "/ingress/{token}/{path:.*}"
        return [web.route(method, path, self.handle) for method in METHODS]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        return await self.carry(request, request.headers)

    async def carry(
        self,
        request: web.Request,
        sent: Mapping[str, str],
        *,
        compress: bool = False,
        message_limit: int = MESSAGE_LIMIT,
    ) -> web.StreamResponse:
        """Take a request with these headers to the panel, and its answer back."""
        session = self._machine.session(request.cookies.get("ingress_session", ""))
        if session is None:
            raise web.HTTPUnauthorized
        if request.match_info["token"] != self._machine.ingress_token:
            raise web.HTTPServiceUnavailable
        if self._machine.panel is None:
            raise web.HTTPBadGateway
        # Decoded once and quoted again: an encoded slash arrives as a slash.
        target = URL(self._machine.panel).with_path("/" + request.match_info["path"])
        target = target.with_query(request.query)
        headers = _headers_for_app(request, sent, session.user)
        try:
            if _wants_websocket(request):
                return await self._carry_websocket(request, target, headers, message_limit)
            return await self._carry(request, target, headers, compress=compress)
        except aiohttp.ClientError:
            raise web.HTTPBadGateway from None

    async def _carry(
        self, request: web.Request, target: URL, headers: CIMultiDict[str], *, compress: bool
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
                return await _whole(answer, compress=compress)
            return await _stream(request, answer, compress=compress)

    async def _carry_websocket(
        self, request: web.Request, target: URL, headers: CIMultiDict[str], message_limit: int
    ) -> web.WebSocketResponse:
        offered = request.headers.get(hdrs.SEC_WEBSOCKET_PROTOCOL, "")
        protocols = tuple(name.strip() for name in offered.split(",") if name.strip())
        browser = web.WebSocketResponse(
            protocols=protocols, autoclose=False, autoping=False, max_msg_size=message_limit
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
                max_msg_size=message_limit,
            ) as app:
                await join(browser, app)
        except aiohttp.ClientError:
            if request.transport is not None:
                request.transport.close()
            return browser
        # The app's own close code is lost on the way.
        await browser.close()
        return browser


def _headers_for_app(
    request: web.Request, sent: Mapping[str, str], user: User | None
) -> CIMultiDict[str]:
    headers = without(sent, NOT_TO_APP)
    before = headers.get(hdrs.X_FORWARDED_FOR) or request.remote or "127.0.0.1"
    headers[hdrs.X_FORWARDED_FOR] = f"{before}, {CORE_ADDRESS}"
    if user is not None:
        headers["X-Remote-User-Id"] = user.id
        headers["X-Remote-User-Name"] = user.name
        headers["X-Remote-User-Display-Name"] = user.display_name
    return headers


def _wants_websocket(request: web.Request) -> bool:
    return (
        "upgrade" in request.headers.get(hdrs.CONNECTION, "").lower()
        and request.headers.get(hdrs.UPGRADE, "").lower() == "websocket"
    )


def without(headers: Mapping[str, str], dropped: frozenset[str]) -> CIMultiDict[str]:
    kept: CIMultiDict[str] = CIMultiDict()
    for name, value in headers.items():
        if name.lower() not in dropped:
            kept.add(name, value)
    return kept


async def _whole(answer: aiohttp.ClientResponse, *, compress: bool) -> web.Response:
    response = web.Response(
        status=answer.status,
        headers=without(answer.headers, NOT_TO_BROWSER),
        body=await answer.read(),
        content_type=answer.content_type,
    )
    if compress and _compressed(answer.content_type):
        response.enable_compression()
    return response


async def _stream(
    request: web.Request, answer: aiohttp.ClientResponse, *, compress: bool
) -> web.StreamResponse:
    headers = without(answer.headers, NOT_TO_BROWSER)
    headers["X-Accel-Buffering"] = "no"
    response = web.StreamResponse(status=answer.status, headers=headers)
    response.content_type = answer.content_type
    if compress and _compressed(answer.content_type):
        response.enable_compression()
    await response.prepare(request)
    async for data in answer.content.iter_any():
        await response.write(data)
    await response.write_eof()
    return response


def _compressed(content_type: str) -> bool:
    """Core compresses all but what is compressed by nature; an event stream too."""
    if content_type.startswith(NOT_COMPRESSED):
        return False
    return not content_type.startswith("image/") or content_type == "image/svg+xml"
