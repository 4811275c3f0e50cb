"""What the Supervisor refuses in a path or a query, whoever asks. Bodies are not looked at."""

from __future__ import annotations

import re
from urllib.parse import unquote

from addon.emulator.machine import READY, Machine
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

REFUSED = tuple(
    re.compile(pattern, re.IGNORECASE | re.DOTALL)
    for pattern in (
        r"\.\./",
        r"<.*script.*>",
        r"proc/self/environ",
        r"\w=/(?:[a-z0-9_.]//?)+",
        r"union.*select.*\(",
        r"union.*all.*select",
        r"concat.*\(",
    )
)


def refused(text: str) -> bool:
    plain = unquote(text)
    while plain != text:
        text, plain = plain, unquote(plain)
    return any(pattern.search(plain) for pattern in REFUSED)


def middleware(machine: Machine) -> Middleware:
    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if refused(request.raw_path.partition("?")[0]) or refused(request.query_string):
            raise web.HTTPBadRequest
        if machine.state not in READY:
            message = f"System is not ready with state: {machine.state}"
            return web.json_response({"result": "error", "message": message}, status=400)
        return await handler(request)

    return check
