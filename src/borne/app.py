"""The wiring: options, then everything built and started in order, stopped in the reverse order."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from borne import __version__, folders
from borne.chores import alongside, keep_versions, open_ledger, prune_daily, watch_rules
from borne.domain.commands import Answer, Order
from borne.domain.errors import BorneError
from borne.domain.events import TroubleFound, TroubleGone
from borne.domain.say import Sentence, Text
from borne.domain.state import Policy
from borne.domain.tend import used
from borne.door import Door
from borne.engine.core import Core
from borne.engine.engine import Engine
from borne.engine.pace import TURN, Pace
from borne.engine.recorder import Recorder
from borne.engine.zones import machine_zone
from borne.entities.names import Names
from borne.homeassistant.deeds import say_alone
from borne.homeassistant.home import DEFAULT_CURRENCY, HomeAssistant
from borne.homeassistant.host import host_names, house_language
from borne.homeassistant.message_book import MessageBook
from borne.homeassistant.notice_book import NoticeBook
from borne.homeassistant.old_names import OldNames
from borne.homeassistant.supervisor import Place, find_core
from borne.homeassistant.templates import Templates
from borne.logs import calmly, set_up
from borne.moved import Moved
from borne.mqtt.discovery import Home
from borne.mqtt.place import OFF, finder, instance_of
from borne.ocpp.depot import Depot
from borne.ocpp.files import FilePort
from borne.ocpp.quirks import all_quirks, database
from borne.ocpp.reach import machine_names
from borne.ocpp.server import OcppServer
from borne.ocpp.tls import Certificates, Files
from borne.options import Options, Places, library_folder, read_options
from borne.rule_files import RuleFiles, log_problems
from borne.rule_versions import RuleVersions
from borne.simulate.replay_process import Replays
from borne.storage.store import Store
from borne.web.access import access_from
from borne.web.diagnostics import Report
from borne.web.metrics_page import MetricsPage
from borne.web.panel import Panel, create_app
from borne.web.ports import PanelInfo
from borne.web.recent import RecentLog

if TYPE_CHECKING:
    from borne.mqtt.broker import Devices

_log = logging.getLogger("borne")

_COLLECT: Final = (5_000, 10, 20)
"""After how many new objects the youngest are looked through for cycles, and how seldom the rest:
the state has none (`gc=False`), and a look at all that thousands of chargers are is a long one."""

_DECIDING: Final = 0.05
"""The share of the time in which it is decided, when much happens: what comes meanwhile is
answered, and decided by together."""
_UNDECIDED: Final = 0.5
"""s that it waits for that at the most, where hundreds of cars share one contract."""
CANNOT_RUN: Final = 78
"""The exit status of a set-up that a person must mend first (EX_CONFIG of sysexits.h)."""

_NO_FILE_PORT: Final = Text(
    "Firmware, diagnostics and logs cannot pass between Borne and the chargers: {reason}",
    "Micrologiciels, diagnostics et journaux ne peuvent pas passer entre Borne et les bornes : "
    "{reason}",
)


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Running:
    """What stands when everything is started."""

    engine: Engine
    ocpp_port: int
    panel_port: int


Beside = Callable[[Running], Coroutine[object, object, None]]
"""What the demo runs beside the app."""


def run(
    places: Places,
    options_file: Path | None,
    environment: Mapping[str, str],
    *,
    beside: Beside | None = None,
    first_rules: str = "start.yaml",
) -> int:
    """Run until SIGTERM or SIGINT; the exit status."""
    try:
        options, problems = read_options(
            options_file or places.data / "options.json", places.config
        )
    except BorneError as error:
        set_up("info")
        _log.error("%s", error)
        return CANNOT_RUN
    log = set_up(options.log_level)
    for problem in problems:
        _log.warning("%s", problem)
    app = _App(places, options, environment, first_rules, log, demo=beside is not None)
    try:
        asyncio.run(app.run(beside))
    except BorneError as error:
        _log.error("%s", error)
        return CANNOT_RUN
    return 0


class _Chargers:
    """Breaks the circle: the engine needs the server, the server the engine."""

    def __init__(self) -> None:
        self.server: OcppServer | None = None

    def answer(self, answer: Answer) -> None:
        if self.server is not None:
            self.server.answer(answer)

    def order(self, order: Order) -> None:
        if self.server is not None:
            self.server.order(order)


class _App:
    """One run of Borne."""

    def __init__(
        self,
        places: Places,
        options: Options,
        environment: Mapping[str, str],
        first_rules: str,
        log: RecentLog,
        *,
        demo: bool,
    ) -> None:
        self._places = places
        self._options = options
        self._environment = environment
        self._first_rules = first_rules
        self._log = log
        self._demo = demo
        self._ledger = options.database or places.data / "borne.db"
        self._clock = SystemClock()
        self._rules = RuleFiles(places.rules)
        self._versions = RuleVersions(places.data / "rule-versions")

    async def run(self, beside: Beside | None) -> None:
        """Start everything, work until told to stop, stop everything."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(calmly)
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
        async with AsyncExitStack() as stack:
            running = await self._start(stack, stop)
            if beside is not None:
                await stack.enter_async_context(alongside(beside(running), stop))
            gc.collect()
            gc.freeze()  # what has been loaded stays: no later collection need look at it again
            gc.set_threshold(*_COLLECT)
            _log.info("Borne %s is ready", __version__)
            await stop.wait()
            _log.info("Borne stops")

    async def _start(self, stack: AsyncExitStack, stop: asyncio.Event) -> Running:
        """Build from the disk upwards; what was started first stops last."""
        await self._make_folders()
        stack.enter_context(folders.alone_in(self._places.data))
        # While the disk is waited for; the server wants them before it listens.
        asyncio.get_running_loop().run_in_executor(None, database)
        store = await open_ledger(self._ledger, self._places.data)
        stack.push_async_callback(store.close)
        state = await store.load()
        reading = self._rules.read()
        log_problems(reading)
        keep_versions(self._rules, self._versions, self._clock)
        policy = Policy(auto_adopt=self._options.auto_adopt)
        core = Core(state, policy, reading, machine_zone(self._environment))
        chargers = _Chargers()
        pace = Pace(_DECIDING, _UNDECIDED, TURN)
        engine = Engine(core, self._clock, chargers, store, Recorder(), pace)
        store.report_to(
            lambda code, severity, message: engine.post(
                TroubleFound(self._clock.now(), code, severity, message)
            ),
            lambda code: engine.post(TroubleGone(self._clock.now(), code)),
        )
        await stack.enter_async_context(alongside(engine.run(), stop))
        stack.callback(engine.flush)
        stack.callback(engine.settle)
        depot = Depot(self._places.firmware, self._places.data / "files")
        files = await self._start_files(stack, engine, depot)
        first = max((charger.connection for charger in state.chargers.values()), default=0) + 1
        certificates = self._certificates(engine)
        server = OcppServer(
            engine.post,
            self._clock,
            self._places.ocpp_host,
            self._places.ocpp_port,
            first_connection=first,
            files=files,
            known={charger.id: charger.security for charger in state.chargers.values()},
            certificates=certificates,
            tls_port=self._places.tls_port,
        )
        for charger in state.chargers.values():
            server.recall(used(charger, policy.heartbeat))
        await stack.enter_async_context(server)
        await stack.enter_async_context(alongside(certificates.run(server), stop))
        chargers.server = server
        _log.info("Chargers connect to port %s", server.port)
        names = Names(self._places.data / "entities.json")
        devices = await self._start_devices(stack, stop, engine, names)
        home = await self._start_home(stack, stop, engine, names, devices, store)
        rules = watch_rules(self._rules, self._versions, engine, self._clock)
        await stack.enter_async_context(alongside(rules, stop))
        await stack.enter_async_context(alongside(prune_daily(store, self._clock), stop))
        remembered = self._places.data / "addresses.json"
        moved = Moved(remembered, self._own_names, engine, self._clock)
        await stack.enter_async_context(alongside(moved.run(), stop))
        beneath = (store, home, server, certificates, depot)
        panel_port = await self._start_panel(stack, stop, engine, beneath)
        return Running(engine, server.port, panel_port)

    def _certificates(self, engine: Engine) -> Certificates:
        """Those of the port for wss://, which opens once they are there."""
        options, folder = self._options, self._places.ssl
        files = None
        if options.certfile is not None:
            files = Files(folder / options.certfile, folder / options.keyfile)

        async def names() -> set[str]:
            return {*options.tls_names, *(await self._own_names())}

        own = self._places.data / "tls"
        return Certificates(own, files, names, engine.post, self._clock)

    async def _own_names(self) -> set[str]:
        """By which names and addresses this machine is reached, as far as it knows itself."""
        return {*machine_names(), *(await host_names(self._environment))}

    async def _make_folders(self) -> None:
        folders.make(self._places.data, self._places.config)
        try:
            if not self._rules.names():
                self._rules.prepare(await self._first_file())
        except OSError as error:
            raise folders.FolderUnusable(self._places.rules, error) from None

    async def _first_file(self) -> Path:
        """The rules to begin with, in the language of the house where they are written in it."""
        language = self._options.spoken or await house_language(self._environment)
        translated = library_folder() / (language or "") / self._first_rules
        return translated if translated.exists() else library_folder() / self._first_rules

    async def _start_files(
        self, stack: AsyncExitStack, engine: Engine, depot: Depot
    ) -> FilePort | None:
        """The port for files; without it the chargers charge all the same."""
        host, port = self._places.ocpp_host, self._places.file_port
        figures = MetricsPage(engine, PanelInfo(version=__version__)).text
        metrics = figures if self._options.metrics else None
        files = FilePort(engine.post, self._clock, depot, host, port, metrics=metrics)
        try:
            self._places.firmware.mkdir(exist_ok=True)
            await files.start()
        except (BorneError, OSError) as error:
            message = _NO_FILE_PORT(reason=str(error))
            _log.warning("%s", message)
            engine.post(TroubleFound(self._clock.now(), "file_port", "warning", message))
            return None
        stack.push_async_callback(files.stop)
        _log.info("Files for chargers pass through port %s", files.port)
        return files

    async def _start_devices(
        self, stack: AsyncExitStack, stop: asyncio.Event, engine: Engine, names: Names
    ) -> Devices | None:
        """The devices at an MQTT broker, where one is named or the Supervisor has one."""
        option = self._options.mqtt
        find, mark = finder(option, self._environment), self._places.data / "instance"
        if find is None or (option == OFF and not mark.exists()):
            return None
        from borne.mqtt.broker import Devices  # noqa: PLC0415  large, and only where MQTT is

        devices = Devices(
            engine,
            self._clock,
            find,
            names,
            instance_of(mark),
            Home(self._options.spoken or "en", DEFAULT_CURRENCY, __version__),
            wanted=find_core(self._environment) is None,
            last_time=option == OFF,
        )
        await stack.enter_async_context(alongside(devices.run(), stop))
        return None if option == OFF else devices

    async def _start_home(
        self,
        stack: AsyncExitStack,
        stop: asyncio.Event,
        engine: Engine,
        names: Names,
        devices: Devices | None,
        store: Store,
    ) -> HomeAssistant | None:
        """Home Assistant, where there is one; without it Borne runs alone and says so."""
        found = find_core(self._environment)
        if isinstance(found, Sentence):
            _log.warning("%s", found)
            engine.post(TroubleFound(self._clock.now(), "home_assistant", "warning", found))
        elif isinstance(found, Place):
            home = HomeAssistant(
                engine,
                self._clock,
                found,
                language=self._options.spoken,
                names=names,
                devices=devices,
                ledger=store,
                templates=Templates(self._places.data / "controls.json"),
                notices=NoticeBook(self._places.data / "notices.json"),
                messages=MessageBook(self._places.data / "messages.json"),
                old_names=OldNames(names, self._places.data / "old_names.json"),
            )
            await stack.enter_async_context(alongside(home.run(), stop))
            return home
        else:
            _log.info("Borne runs alone, without Home Assistant")
        await stack.enter_async_context(alongside(say_alone(engine, self._clock), stop))
        return None

    async def _start_panel(
        self,
        stack: AsyncExitStack,
        stop: asyncio.Event,
        engine: Engine,
        beneath: tuple[Store, HomeAssistant | None, OcppServer, Certificates, Depot],
    ) -> int:
        store, home, server, certificates, depot = beneath
        door = Door(self._environment, server.port, engine, self._clock)
        await stack.enter_async_context(alongside(door.run(), stop))
        info = PanelInfo(
            version=__version__,
            demo=self._demo,
            language=self._options.language,
            ocpp=door.address,
            quirks=all_quirks,
        )
        users = home.users if home is not None else None
        access = access_from(self._environment, self._places.panel_host, users)
        application = create_app(
            engine,
            store,
            self._rules,
            access,
            info,
            traffic=server,
            tls=certificates,
            versions=self._versions,
            library=library_folder(),
            entities=home.known_entities if home is not None else None,
            controls=home.controls if home is not None else None,
            notices=home.notices if home is not None else None,
            old_names=home.old_names if home is not None else None,
            depot=depot,
            report=Report(asdict(self._options), self._log),
            shadows=engine,
            replays=Replays(store, self._ledger),
        )
        panel = Panel(application, access, self._places.panel_host, self._places.panel_port)
        await panel.start()
        stack.push_async_callback(panel.stop)
        return panel.port
