"""Who calls the Supervisor, by the token that was given at the caller's start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import hdrs, web

if TYPE_CHECKING:
    from addon.emulator.machine import Machine
    from aiohttp.typedefs import Handler


def for_apps(machine: Machine, handler: Handler, *, hassio_api: bool = False) -> Handler:
    """For the app, where its manifest asked for it, and for Core, which may everything."""

    async def checked(request: web.Request) -> web.StreamResponse:
        token = _token(request)
        allowed = machine.manifest.hassio_api or not hassio_api
        if token != machine.core_token and not (token == machine.app_token and allowed):
            raise web.HTTPForbidden
        return await handler(request)

    return checked


def for_core(machine: Machine, handler: Handler) -> Handler:
    """For Core alone."""

    async def checked(request: web.Request) -> web.StreamResponse:
        if _token(request) != machine.core_token:
            raise web.HTTPForbidden
        return await handler(request)

    return checked


def _token(request: web.Request) -> str:
    """Without one: 401. One that is nobody's is refused by whoever asked: 403."""
    bearer = request.headers.get(hdrs.AUTHORIZATION, "").removeprefix("Bearer ")
    token = bearer or request.headers.get("X-Supervisor-Token", "")
    if not token:
        raise web.HTTPUnauthorized
    return token
