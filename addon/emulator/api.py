"""The Supervisor's own calls, as far as an app with the default role may use them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from addon.emulator.manifest import options_for_start
from aiohttp import hdrs, web

if TYPE_CHECKING:
    from addon.emulator.machine import Machine
    from aiohttp.typedefs import Handler

VERSION: Final = "2026.08.0"
CORE_VERSION: Final = "2026.8.1"
NETWORK: Final = {
    "interface": "hassio",
    "address": "172.30.32.0/23",
    "gateway": "172.30.32.1",
    "dns": "172.30.32.3",
}


class Api:
    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/supervisor/ping", self.ping),
            web.get("/info", self._for_apps(self.info)),
            web.get("/addons/self/info", self._for_apps(self.app_info)),
            web.post("/addons/self/options", self._for_apps(self.set_options)),
            web.get("/addons/self/options/config", self._for_apps(self.options)),
            web.get("/services", self._for_apps(self.services)),
            web.get("/services/mqtt", self._for_apps(self.mqtt)),
            web.get("/network/info", self._for_apps(self.network_info, hassio_api=True)),
            web.get("/core/info", self._for_apps(self.core_info, hassio_api=True)),
        ]

    def _for_apps(self, handler: Handler, *, hassio_api: bool = False) -> Handler:
        """No token: 401; another token, or a call that the manifest did not ask for: 403."""

        async def checked(request: web.Request) -> web.StreamResponse:
            bearer = request.headers.get(hdrs.AUTHORIZATION, "").removeprefix("Bearer ")
            token = bearer or request.headers.get("X-Supervisor-Token", "")
            if not token:
                raise web.HTTPUnauthorized
            allowed = self._machine.manifest.hassio_api or not hassio_api
            if token != self._machine.app_token or not allowed:
                raise web.HTTPForbidden
            return await handler(request)

        return checked

    async def ping(self, _request: web.Request) -> web.StreamResponse:
        return _ok({})

    async def info(self, _request: web.Request) -> web.StreamResponse:
        return _ok(
            {
                "supervisor": VERSION,
                "homeassistant": CORE_VERSION if self._machine.core else None,
                "hassos": "16.2",
                "docker": "28.3.3",
                "hostname": "homeassistant",
                "operating_system": "Home Assistant OS 16.2",
                "features": ["reboot", "shutdown", "services", "network", "hostname"],
                "machine": "generic-x86-64",
                "arch": "amd64",
                "supported_arch": ["amd64"],
                "state": self._machine.state,
                "supported": True,
                "channel": "stable",
                "logging": "info",
                "timezone": self._machine.time_zone,
            }
        )

    async def app_info(self, _request: web.Request) -> web.StreamResponse:
        machine = self._machine
        manifest = machine.manifest
        prefix = f"/api/hassio_ingress/{machine.ingress_token}"
        options, _ = options_for_start(manifest, machine.chosen_options)
        return _ok(
            {
                "name": manifest.name,
                "slug": f"local_{manifest.slug}",
                "hostname": f"local-{manifest.slug.replace('_', '-')}",
                "description": manifest.description,
                "version": manifest.version,
                "version_latest": manifest.version,
                "update_available": False,
                "state": "stopped" if machine.panel is None else "started",
                "options": options,
                "network": {**manifest.ports, **machine.network},
                "ip_address": "172.30.33.5",
                "ingress": True,
                "ingress_entry": prefix,
                "ingress_url": f"{prefix}/",
                "ingress_port": manifest.ingress_port,
                "ingress_panel": True,
                "rating": 8,
                "protected": True,
                "watchdog": False,
            }
        )

    async def options(self, _request: web.Request) -> web.StreamResponse:
        """What the app would find in options.json at its next start."""
        options, problems = options_for_start(self._machine.manifest, self._machine.chosen_options)
        return _error(problems[0]) if problems else _ok(options)

    async def set_options(self, request: web.Request) -> web.StreamResponse:
        """Stores the whole of the person's options; the app is not restarted by it."""
        chosen = (await request.json()).get("options") or {}
        options, problems = options_for_start(self._machine.manifest, chosen)
        if problems:
            return _error(problems[0])
        self._machine.chosen_options = options
        return _ok({})

    async def services(self, _request: web.Request) -> web.StreamResponse:
        available = self._machine.mqtt is not None
        providers = ["core_mosquitto"] if available else []
        mqtt = {"slug": "mqtt", "available": available, "providers": providers}
        return _ok({"services": [mqtt]})

    async def mqtt(self, _request: web.Request) -> web.StreamResponse:
        if "mqtt" not in self._machine.manifest.services:
            return _error("No access to mqtt service!", status=403)
        if self._machine.mqtt is None:
            return _error("Service not enabled")
        return _ok(self._machine.mqtt.as_service())

    async def network_info(self, _request: web.Request) -> web.StreamResponse:
        ipv4 = {
            "method": "auto",
            "address": [f"{self._machine.address}/24"],
            "nameservers": ["192.168.1.1"],
            "gateway": "192.168.1.1",
            "ready": True,
        }
        interface = {
            "interface": "end0",
            "type": "ethernet",
            "enabled": True,
            "connected": True,
            "primary": True,
            "mac": "00:00:5E:00:53:01",
            "ipv4": ipv4,
            "ipv6": {**ipv4, "address": [], "nameservers": [], "gateway": None},
            "wifi": None,
            "vlan": None,
        }
        return _ok(
            {
                "interfaces": [interface],
                "docker": NETWORK,
                "host_internet": True,
                "supervisor_internet": True,
            }
        )

    async def core_info(self, _request: web.Request) -> web.StreamResponse:
        return _ok(
            {
                "version": CORE_VERSION,
                "version_latest": CORE_VERSION,
                "update_available": False,
                "machine": "generic-x86-64",
                "arch": "amd64",
                "ip_address": NETWORK["gateway"],
                "port": 8123,
                "ssl": False,
                "boot": True,
                "watchdog": True,
            }
        )


def _ok(data: object) -> web.Response:
    return web.json_response({"result": "ok", "data": data})


def _error(message: str, status: int = 400) -> web.Response:
    return web.json_response({"result": "error", "message": message}, status=status)
