"""What Core's own `hassio` integration asks of the Supervisor, so that it loads and stays."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import aiohttp
from addon.emulator import answers
from addon.emulator.access import for_core
from addon.emulator.api import error, ok
from addon.emulator.core_proxy import log_in
from addon.emulator.machine import User
from aiohttp import web

if TYPE_CHECKING:
    from addon.emulator.machine import Core, Machine
    from aiohttp.typedefs import Handler

# Read once more by Core, now and then, and the same each time.
ALWAYS: Final[dict[str, object]] = {
    "/jobs/info": {"ignore_conditions": [], "jobs": []},
    "/mounts": {"default_backup_mount": None, "mounts": []},
    "/discovery": {"discovery": []},
    "/backups": {"backups": []},
    "/backups/info": {"backups": [], "days_until_stale": 30},
    "/available_updates": {"available_updates": []},
    "/host/logs/boots": {"boots": {}},
    "/core/stats": answers.STATS,
    "/supervisor/stats": answers.STATS,
    "/resolution/info": {
        "unsupported": [],
        "unhealthy": [],
        "issues": [],
        "suggestions": [],
        "checks": [],
    },
}
# Taken, and nothing has to follow from it here.
TAKEN: Final = (
    *("/supervisor/options", "/supervisor/reload", "/store/reload"),
    *("/core/options", "/homeassistant/options"),  # the second by Cores of before 2026
    *("/reload_updates", "/refresh_updates", "/network/reload", "/backups/reload"),
)
TEXTS: Final = {"changelog": "CHANGELOG.md", "documentation": "DOCS.md"}
IMAGES: Final = {"icon": "icon.png", "logo": "logo.png"}

_LOG = logging.getLogger(__name__)


class ForCore:
    def __init__(self, machine: Machine, client: aiohttp.ClientSession) -> None:
        self._machine = machine
        self._client = client

    def routes(self) -> list[web.RouteDef]:
        def core(handler: Handler) -> Handler:
            return for_core(self._machine, handler)

        app = r"/{store:(?:store/)?addons}/{app}"
        return [
            *(web.get(path, core(_same(data))) for path, data in ALWAYS.items()),
            *(web.post(path, core(_same({}))) for path in TAKEN),
            web.get("/addons", core(self.apps)),
            web.get("/store", core(self.store)),
            web.get("/store/addons/{app}", core(self.in_store)),
            *(web.get(f"{app}/{name}", core(self.text)) for name in TEXTS),
            *(web.get(f"{app}/{name}", self.image) for name in IMAGES),
            web.get("/ingress/panels", core(self.panels)),
            web.post("/ingress/session", core(self.create_session)),
            web.post("/ingress/validate_session", core(self.validate_session)),
            *(web.post(f"/core/{verb}", core(self.control)) for verb in ("restart", "stop")),
            web.post("/supervisor/update", core(self.update)),
        ]

    async def apps(self, _request: web.Request) -> web.StreamResponse:
        return ok({"addons": [answers.installed(self._machine)]})

    async def store(self, _request: web.Request) -> web.StreamResponse:
        return ok(answers.store(self._machine))

    async def in_store(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["app"]
        if name != self._machine.manifest.full_slug:
            return error(f"App {name} does not exist in the store", status=404)
        return ok(answers.app(self._machine))

    async def text(self, request: web.Request) -> web.StreamResponse:
        name = TEXTS[request.path.rpartition("/")[2]]
        text = (self._machine.manifest.folder / name).read_text(encoding="utf-8")
        return web.Response(text=text)

    async def image(self, request: web.Request) -> web.StreamResponse:
        name = IMAGES[request.path.rpartition("/")[2]]
        return web.FileResponse(self._machine.manifest.folder / name)

    async def panels(self, _request: web.Request) -> web.StreamResponse:
        return ok({"panels": answers.panels(self._machine)})

    async def create_session(self, request: web.Request) -> web.StreamResponse:
        """A session for the user whom Core names; of somebody unknown to Core, without a person."""
        told = await request.json() if request.can_read_body else {}
        user = await self._user(told.get("user_id"))
        return ok({"session": self._machine.sign_in(user)})

    async def validate_session(self, request: web.Request) -> web.StreamResponse:
        """Each time it is asked, the session lasts longer."""
        if self._machine.session((await request.json())["session"]) is None:
            raise web.HTTPUnauthorized
        return ok({})

    async def control(self, request: web.Request) -> web.StreamResponse:
        """`homeassistant.restart` and `.stop`, which Core asks of the Supervisor."""
        if self._machine.control_core is None:
            return error("This emulator does not run Core")
        await self._machine.control_core(request.path.rpartition("/")[2])
        return ok({})

    async def update(self, _request: web.Request) -> web.StreamResponse:
        return error(f"Version {answers.VERSION} is the latest")

    async def _user(self, user_id: str | None) -> User | None:
        core = self._machine.core
        if core is None or user_id is None:
            return None
        try:
            users = await self._users(core)
        except (aiohttp.ClientError, TimeoutError, web.HTTPBadGateway) as problem:
            _LOG.warning("Core does not tell its users: %r", problem)
            return None
        found = next((one for one in users if one["id"] == user_id), None)
        if found is None:
            return None
        return User(user_id, found.get("username") or "", found["name"] or "")

    async def _users(self, core: Core) -> list[dict[str, str]]:
        async with self._client.ws_connect(
            f"{core.url}/api/websocket", max_msg_size=0, timeout=aiohttp.ClientWSTimeout(5)
        ) as socket:
            await log_in(socket, core)
            await socket.send_json({"id": 1, "type": "config/auth/list"})
            answer = await socket.receive_json(timeout=10)
            users: list[dict[str, str]] = answer.get("result") or []
            return users


def _same(data: object) -> Handler:
    async def handler(_request: web.Request) -> web.StreamResponse:
        return ok(data)

    return handler
