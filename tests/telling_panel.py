"""An app's panel that tells what reached it, to see what stands between a browser and an app."""

from __future__ import annotations

import asyncio
import json

from aiohttp import web


async def serve(app: web.Application) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


class TellingPanel:
    """Answers any path with what came; `/live` is a WebSocket, `/events` a stream."""

    def __init__(self) -> None:
        self.closed = asyncio.Event()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.router.add_get("/events", self.events)
        app.router.add_get("/live", self.live)
        app.router.add_get("/refuses", self.refuses)
        app.router.add_route("*", "/{path:.*}", self.tell)
        return app

    async def tell(self, request: web.Request) -> web.Response:
        told = {
            "path": request.raw_path,
            "headers": dict(request.headers),
            "remote": request.remote,
            "size": len(await request.read()),
            "query": list(request.query.items()),
        }
        return web.Response(text=json.dumps(told), content_type="text/html", charset="utf-8")

    async def events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for number in range(3):
            await response.write(f"data: {number}\n\n".encode())
        return response

    async def live(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0, protocols=("borne",))
        await socket.prepare(request)
        async for message in socket:
            if message.data == "leave":
                await socket.close(code=4001, message=b"told to")
            elif message.data == "big":
                await socket.send_str("x" * (5 * 1024 * 1024))
            else:
                await socket.send_str(f"{request.headers['X-Remote-User-Id']}: {message.data}")
        self.closed.set()
        return socket

    async def refuses(self, _request: web.Request) -> web.Response:
        return web.Response(status=403)
