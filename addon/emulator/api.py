"""The Supervisor's own calls, as far as an app with the default role may use them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from addon.emulator import answers
from addon.emulator.access import for_apps
from addon.emulator.app import NotStartedError
from addon.emulator.manifest import is_secret, options_for_start
from aiohttp import ClientError, hdrs, web

if TYPE_CHECKING:
    from collections.abc import Callable

    from addon.emulator.machine import Machine
    from aiohttp import ClientSession
    from aiohttp.typedefs import Handler

# What an app may not do to itself.
NOT_BY_ITSELF = ("security", "update", "options/validate")


class Api:
    def __init__(self, machine: Machine, client: ClientSession) -> None:
        self._machine = machine
        self._client = client

    def routes(self) -> list[web.RouteDef]:
        def app(handler: Handler) -> Handler:
            return for_apps(self._machine, self._of_the_app(handler))

        def told(answer: Callable[[Machine], object], *, hassio_api: bool) -> Handler:
            return for_apps(self._machine, self.tell(answer), hassio_api=hassio_api)

        one = "/addons/{app}"
        return [
            web.get("/supervisor/ping", self.ping),
            web.get("/info", told(answers.root, hassio_api=False)),
            web.get(f"{one}/info", app(self.tell(answers.app))),
            web.post(f"{one}/options", app(self.set_options)),
            web.get(f"{one}/options/config", app(self.options)),
            web.get(f"{one}/stats", app(self.stats)),
            *(
                web.post(f"{one}/{verb}", app(self.control))
                for verb in ("start", "restart", "stop")
            ),
            *(web.post(f"/addons/self/{verb}", _forbidden) for verb in NOT_BY_ITSELF),
            web.get("/services", for_apps(self._machine, self.services)),
            web.get("/services/mqtt", for_apps(self._machine, self.mqtt)),
            web.get("/network/info", told(answers.network, hassio_api=True)),
            web.get("/core/info", told(answers.core, hassio_api=True)),
            web.get("/host/info", told(answers.host, hassio_api=True)),
            web.get("/os/info", told(answers.system, hassio_api=True)),
            web.get("/supervisor/info", told(answers.supervisor, hassio_api=True)),
        ]

    def tell(self, answer: Callable[[Machine], object]) -> Handler:
        """Answer with what there is to say of the machine."""

        async def told(_request: web.Request) -> web.StreamResponse:
            return ok(answer(self._machine))

        return told

    def _of_the_app(self, handler: Handler) -> Handler:
        """There is one app here: `self` to itself, its slug to everybody."""

        async def found(request: web.Request) -> web.StreamResponse:
            name = request.match_info["app"]
            if name not in {"self", self._machine.manifest.full_slug}:
                return error(f"App {name} does not exist", status=404)
            return await handler(request)

        return found

    async def ping(self, _request: web.Request) -> web.StreamResponse:
        return ok({})

    async def options(self, _request: web.Request) -> web.StreamResponse:
        """What the app would find in options.json at its next start."""
        options, problems = self._options_of(self._machine.chosen_options)
        return error(problems[0]) if problems else ok(options)

    async def set_options(self, request: web.Request) -> web.StreamResponse:
        """Stores the whole of the person's options; the app is not restarted by it."""
        told = await request.json()
        if "ingress_panel" in told:
            await self._show_in_sidebar(bool(told["ingress_panel"]))
        if "options" not in told:
            return ok({})
        chosen = told["options"] or {}
        options, problems = self._options_of(chosen)
        if problems:
            return error(problems[0])
        secret = {name: chosen[name] for name in options if is_secret(chosen.get(name))}
        self._machine.chosen_options = {**options, **secret}
        return ok({})

    async def _show_in_sidebar(self, wanted: bool) -> None:  # noqa: FBT001 the switch itself
        """Core learns at once of a switch that was turned."""
        machine, core = self._machine, self._machine.core
        if wanted == machine.in_sidebar or core is None:
            machine.in_sidebar = wanted
            return
        machine.in_sidebar = wanted
        url = f"{core.url}/api/hassio_push/panel/{machine.manifest.full_slug}"
        headers = {hdrs.AUTHORIZATION: f"Bearer {core.token}"}
        with suppress(ClientError):
            async with self._client.request(
                "POST" if wanted else "DELETE", url, headers=headers
            ) as answer:
                await answer.read()

    def _options_of(self, chosen: dict[str, object]) -> tuple[dict[str, object], tuple[str, ...]]:
        return options_for_start(self._machine.manifest, chosen, self._machine.secrets)

    async def stats(self, _request: web.Request) -> web.StreamResponse:
        return ok(answers.STATS)

    async def control(self, request: web.Request) -> web.StreamResponse:
        """`start`, `restart` or `stop`, done when it is answered."""
        app = self._machine.app
        verb = request.path.rpartition("/")[2]
        if app is None:
            return error(f"This emulator does not run the app: {verb} is not for it")
        try:
            await {"start": app.start, "restart": app.restart, "stop": app.stop}[verb]()
        except NotStartedError as problem:
            return error(str(problem))
        return ok({})

    async def services(self, _request: web.Request) -> web.StreamResponse:
        available = self._machine.mqtt is not None
        providers = ["core_mosquitto"] if available else []
        mqtt = {"slug": "mqtt", "available": available, "providers": providers}
        return ok({"services": [mqtt]})

    async def mqtt(self, _request: web.Request) -> web.StreamResponse:
        if "mqtt" not in self._machine.manifest.services:
            return error("No access to mqtt service!", status=403)
        if self._machine.mqtt is None:
            return error("Service not enabled")
        return ok(self._machine.mqtt.as_service())


async def _forbidden(_request: web.Request) -> web.StreamResponse:
    raise web.HTTPForbidden


def ok(data: object) -> web.Response:
    return web.json_response({"result": "ok", "data": data})


def error(message: str, status: int = 400) -> web.Response:
    return web.json_response({"result": "error", "message": message}, status=status)
