"""The panel as a part of the app: put together, started, stopped."""

from __future__ import annotations

import errno
import logging
import os
from pathlib import Path
from typing import Final

from aiohttp import web

from borne.engine.ports import EnginePort
from borne.web import errors
from borne.web.access import Access, Alone, Guard
from borne.web.api import Api, Edge
from borne.web.commands import Commands
from borne.web.controls_page import ControlsPage
from borne.web.diagnostics import Diagnostics, Report
from borne.web.files_page import FilesPage
from borne.web.legrand_page import LegrandPage
from borne.web.live import Live, States
from borne.web.messages import Traffic
from borne.web.metrics_page import MetricsPage
from borne.web.notices_page import NoticesPage
from borne.web.old_names_page import OldNamesPage
from borne.web.ports import (
    ControlsPort,
    DepotPort,
    EntitiesPort,
    LedgerPort,
    NoticesPort,
    OldNamesPort,
    PanelInfo,
    ReplayPort,
    RuleFilesPort,
    ShadowPort,
    TlsPort,
    TrafficPort,
)
from borne.web.quirks_page import QuirksPage
from borne.web.replay_page import ReplayPage
from borne.web.rule_editing import RuleEditing
from borne.web.rules import RuleFiles
from borne.web.rules_page import RulesPage
from borne.web.security_page import SecurityPage
from borne.web.shadow_page import ShadowPage
from borne.web.static import FOLDER, Pages, add_headers
from borne.web.tags_page import TagsPage
from borne.web.versions import VersionsPort
from borne.web.wire_page import WirePage

_LOG: Final = logging.getLogger(__name__)
_LARGEST_BODY: Final = 2**20
_STOP_WITHIN: Final = 2.0


def create_app(
    engine: EnginePort,
    ledger: LedgerPort,
    rules: RuleFilesPort,
    access: Access,
    info: PanelInfo,
    *,
    traffic: TrafficPort,
    versions: VersionsPort,
    library: Path,
    entities: EntitiesPort | None = None,
    controls: ControlsPort | None = None,
    notices: NoticesPort | None = None,
    old_names: OldNamesPort | None = None,
    depot: DepotPort | None = None,
    tls: TlsPort | None = None,
    report: Report | None = None,
    shadows: ShadowPort | None = None,
    replays: ReplayPort | None = None,
    static: Path = FOLDER,
) -> web.Application:
    """The panel's web application. All its paths stand alone or under any prefix."""
    guard = Guard(access)
    states = States(engine, rules, info)
    commands = Commands(engine, guard)
    wire = Traffic(engine, traffic, guard)
    live = Live(engine, states, commands, wire, guard)
    api = Api(engine, ledger, states, live, commands)
    app = web.Application(
        client_max_size=_LARGEST_BODY, middlewares=[Edge(guard, states).middleware()]
    )
    legrand = LegrandPage(engine, guard, states, info)
    app.add_routes([*Pages(static).routes(), *api.routes(), *legrand.routes()])
    app.add_routes(WirePage(wire).routes())
    files = RuleFiles(engine, rules, versions, entities)
    page = RulesPage(files, RuleEditing(engine, rules, library, entities), guard, states)
    app.add_routes(page.routes())
    app.on_cleanup.append(page.close)
    app.add_routes(MetricsPage(engine, info).routes())
    told = report or Report()
    diagnostics = Diagnostics(engine, states, guard, info, rules, traffic, told)
    app.add_routes(diagnostics.routes())
    app.add_routes(QuirksPage(states, info).routes())
    app.add_routes(TagsPage(engine, guard, states).routes())
    app.add_routes(ControlsPage(guard, states, controls).routes())
    app.add_routes(NoticesPage(engine, guard, states, notices).routes())
    app.add_routes(OldNamesPage(guard, states, old_names).routes())
    if depot is not None:
        app.add_routes(FilesPage(engine, guard, depot).routes())
    if tls is not None:
        app.add_routes(SecurityPage(engine, guard, states, tls).routes())
    if shadows is not None:
        app.add_routes(ShadowPage(engine, shadows, rules, guard, states).routes())
    if replays is not None:
        past = ReplayPage(engine, replays, rules, guard, states)
        app.add_routes(past.routes())
        app.on_cleanup.append(past.close)
    app.on_response_prepare.append(add_headers)

    async def say_goodbye(_app: web.Application) -> None:
        await live.close()

    app.on_shutdown.append(say_goodbye)
    return app


class Panel:
    """Serves the panel on one port."""

    def __init__(self, app: web.Application, access: Access, host: str, port: int) -> None:
        self._app = app
        self._access = access
        self._host = host
        self._port = port
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen. Raises PortInUse, PasswordNeeded."""
        if isinstance(self._access, Alone):
            self._access.check()
        runner = web.AppRunner(self._app, access_log=None, shutdown_timeout=_STOP_WITHIN)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            raise errors.PortInUse(
                errors.PORT_TAKEN(host=self._host, port=str(self._port), reason=_reason(error))
            ) from error
        self._runner = runner
        self._port = int(runner.addresses[0][1])
        _LOG.info("The panel is at %s", self.url)

    async def stop(self) -> None:
        """Say goodbye to every page, and stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def port(self) -> int:
        """Where it listens; known after the start if 0 was asked for."""
        return self._port

    @property
    def url(self) -> str:
        """An address for a browser on this machine."""
        anywhere = self._host in {"", "0.0.0.0", "::"}  # noqa: S104  # compared, not bound
        host = "127.0.0.1" if anywhere else self._host
        return f"http://{f'[{host}]' if ':' in host else host}:{self._port}/"


def _reason(error: OSError) -> str:
    """What the system says, without asyncio's wrapping."""
    known = error.errno in errno.errorcode if error.errno is not None else False
    return os.strerror(error.errno) if known and error.errno else str(error)
