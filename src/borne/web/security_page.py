"""The port for wss:// over HTTP: what it shows to chargers, and the root that they must trust.

GET `api/tls`
    → port: null where it is not open, own: whether Borne's own authority issued the certificate,
      until, names: [name…], root: whether there is one to download, serial: that root's, failed:
      whose handshake has failed, as a list of remote, count, at and why
GET `api/tls/root.pem`, `api/tls/root.der`
    → the root certificate of Borne's own authority; 404 where a person's certificate is shown
"""

from __future__ import annotations

import ssl
from typing import Final

from aiohttp import hdrs, web

from borne.engine.ports import EnginePort
from borne.web import errors
from borne.web.access import Guard
from borne.web.api import VIEWER, answer
from borne.web.errors import Refusal
from borne.web.live import States
from borne.web.ports import TlsPort

_KINDS: Final = {"pem": "application/x-pem-file", "der": "application/x-x509-ca-cert"}


class SecurityPage:
    """The handlers. The root is no secret; only who may set chargers up needs it."""

    def __init__(self, engine: EnginePort, guard: Guard, states: States, tls: TlsPort) -> None:
        self._engine = engine
        self._states = states
        self._guard = guard
        self._tls = tls

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/api/tls", self.tls),
            web.get(r"/api/tls/root.{kind:pem|der}", self.root),
        ]

    async def tls(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        until, zone = self._tls.tls_until, self._engine.view.zone
        language = self._states.language(request)
        return answer(
            {
                "failed": [
                    {
                        "remote": one.remote,
                        "count": one.count,
                        "at": one.at.astimezone(zone).isoformat(),
                        "why": one.why.say(language),
                    }
                    for one in self._tls.tls_failed
                ],
                "port": self._tls.tls_port,
                "own": self._tls.root is not None,
                "until": until and until.astimezone(zone).isoformat(),
                "names": sorted(self._tls.tls_names),
                "root": self._tls.root is not None,
                "serial": self._tls.root_serial,
            }
        )

    async def root(self, request: web.Request) -> web.Response:
        await self._guard.only_admin(request[VIEWER])
        root, kind = self._tls.root, request.match_info["kind"]
        if root is None:
            raise Refusal(404, errors.NO_SUCH_FILE())
        body = root.encode() if kind == "pem" else ssl.PEM_cert_to_DER_cert(root)
        disposition = f'attachment; filename="borne-root.{"pem" if kind == "pem" else "cer"}"'
        return web.Response(
            body=body, content_type=_KINDS[kind], headers={hdrs.CONTENT_DISPOSITION: disposition}
        )
