"""A panel on a real socket over a real engine, a real store and a real folder of rules."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, web
from tests.patience import PATIENCE
from tests.tasks import end_task

from borne.domain.charger import Sample
from borne.domain.commands import Answer, Order, Ticket
from borne.domain.events import (
    ChargerBooted,
    ChargerConnected,
    ChargerReady,
    FactsChanged,
    MeterSampled,
    StatusChanged,
    TransactionStarted,
)
from borne.domain.life import Status
from borne.domain.state import Policy
from borne.domain.traffic import Evidence, Message, Messages, Question
from borne.engine.core import Core
from borne.engine.engine import Engine
from borne.engine.recorder import Recorder
from borne.ocpp.depot import Depot
from borne.rule_versions import RuleVersions
from borne.rules.check import Reading, read
from borne.rules.document import SourceFile
from borne.rules.edit.known import Entity
from borne.rules.problem import Problem
from borne.simulate.replay_process import Replays
from borne.storage.store import Store
from borne.web.access import Access, Alone
from borne.web.diagnostics import Report
from borne.web.panel import Panel, create_app
from borne.web.ports import ControlsPort, NoticesPort, OldNamesPort, PanelInfo, TlsPort

NOON = datetime(2026, 6, 7, 10, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
LIBRARY = Path(__file__).parents[2] / "rules"
RULES = """\
inputs:
  grid: {entity: sensor.grid, unit: W, max_age: 1 min}
rules:
  - name: Too much
    when: grid > 90 kW
    charge: min
  - name: Always
    charge: max
access:
  unknown_tag: accept
"""


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


class Chargers:
    """Hears what the engine tells the chargers."""

    def __init__(self) -> None:
        self.orders: list[Order] = []

    def answer(self, answer: Answer) -> None:
        pass

    def order(self, order: Order) -> None:
        self.orders.append(order)


class Traffic:
    """The wire: whatever a test says that went over it."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.watchers: list[Callable[[], None]] = []
        self.shown = Evidence()
        self.asked: list[Question] = []
        self.left = asyncio.Event()

    @property
    def trace(self) -> Traffic:
        return self

    def came(
        self, action: str = "Heartbeat", payload: object = None, charger: str = "garage"
    ) -> None:
        number = len(self.messages) + 1
        message = Message(
            number, NOON, charger, 1, False, "call", 9, action=action, payload=payload
        )
        self.messages.append(message)
        for wake in self.watchers:
            wake()

    def before(self, question: Question, number: int | None, most: int) -> Messages:
        self.asked.append(question)
        found = [one for one in self.messages[::-1] if number is None or one.number < number]
        return Messages(tuple(found[:most]), len(found) > most, len(self.messages))

    def after(self, question: Question, number: int, most: int) -> Messages:
        self.asked.append(question)
        found = self.messages[number:]
        return Messages(tuple(found[-most:]), len(found) > most, len(self.messages))

    def all_of(self, question: Question) -> Iterator[Message]:
        self.asked.append(question)
        return iter(self.messages)

    def watch(self, wake: Callable[[], None]) -> Callable[[], None]:
        self.watchers.append(wake)

        def stop() -> None:
            self.watchers.remove(wake)
            self.left.set()

        return stop

    def evidence(self, _charger: str) -> Evidence:
        return self.shown


class Entities:
    """What Home Assistant has."""

    async def all(self) -> list[Entity]:
        return [
            Entity("sensor.grid", "Grid power", "1250", "W"),
            Entity("sensor.sun", "Sun on the roof", "unknown", "W"),
            Entity("light.hall", "Hall", "on"),
        ]


class Folder:
    """Rule files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        return sorted(file.name for file in self.folder.glob("*.yaml"))

    def text(self, name: str) -> str:
        with (self.folder / name).open(encoding="utf-8", newline="") as opened:
            return opened.read()

    def sources(self) -> tuple[list[SourceFile], list[Problem]]:
        return [SourceFile(name, self.text(name)) for name in self.names()], []

    def read(self) -> Reading:
        return read(self.sources()[0])

    def write(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8", newline="")


@dataclass
class House:
    """A house whose panel is served at `url`."""

    engine: Engine
    store: Store
    folder: Folder
    clock: Clock
    chargers: Chargers
    http: ClientSession
    traffic: Traffic
    versions: RuleVersions
    entities: Entities = field(default_factory=Entities)
    panels: list[Panel] = field(default_factory=list)
    report: Report = field(default_factory=Report)
    tls: TlsPort | None = None
    controls: ControlsPort | None = None
    notices: NoticesPort | None = None
    old_names: OldNamesPort | None = None
    url: str = ""
    calls: int = 0

    def build(self, access: Access, info: PanelInfo) -> web.Application:
        """The panel's application."""
        return create_app(
            self.engine,
            self.store,
            self.folder,
            access,
            info,
            traffic=self.traffic,
            versions=self.versions,
            library=LIBRARY,
            entities=self.entities,
            depot=Depot(self.folder.folder / "firmware", self.folder.folder / "files"),
            report=self.report,
            tls=self.tls,
            shadows=self.engine,
            replays=Replays(self.store, self.folder.folder / "borne.db"),
            controls=self.controls,
            notices=self.notices,
            old_names=self.old_names,
        )

    async def serve(
        self, access: Access | None = None, host: str = "127.0.0.1", **info: Any
    ) -> Panel:
        access = access or Alone()
        told = PanelInfo("1.2.3", **info)
        app = self.build(access, told)
        panel = Panel(app, access, host, 0)
        await panel.start()
        self.panels.append(panel)
        self.url = panel.url
        return panel

    def _ticket(self) -> Ticket:
        self.calls += 1
        return Ticket(1, str(self.calls))

    def connect(self, charger: str = "garage", model: str = "Green'up") -> None:
        """A charger connects, boots and tells that it is free."""
        now = self.clock.now()
        post = self.engine.post
        post(ChargerConnected(now, charger, 1, "ocpp1.6", "192.168.1.9"))
        post(ChargerBooted(now, charger, self._ticket(), "Legrand", model))
        post(ChargerReady(now, charger, 1))
        post(StatusChanged(now, charger, self._ticket(), 1, Status.AVAILABLE))

    def plug_in(self, charger: str = "garage") -> None:
        """A car comes and its transaction starts."""
        now = self.clock.now()
        post = self.engine.post
        post(StatusChanged(now, charger, self._ticket(), 1, Status.PREPARING))
        post(TransactionStarted(now, charger, self._ticket(), 1, "ALICE", 1000.0, now))
        post(StatusChanged(now, charger, self._ticket(), 1, Status.CHARGING))

    def meter(self, register: float, charger: str = "garage") -> None:
        """The meter of the car's transaction says so many Wh."""
        self.clock.time += timedelta(seconds=10)
        now = self.clock.now()
        sample = Sample(now, register=register, power=3600.0, currents=(15.7,))
        self.engine.post(MeterSampled(now, charger, self._ticket(), 1, (sample,)))

    def feel(self, watts: float) -> None:
        """The house's meter shows so many W."""
        self.engine.post(FactsChanged(self.clock.now(), {"sensor.grid": watts}))

    async def get(self, path: str, **options: Any) -> Any:
        async with self.http.get(self.url + path, **options) as answer:
            return await answer.json()

    async def post(self, path: str, body: object, **headers: str) -> tuple[int, Any]:
        async with self.http.post(self.url + path, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def command(self, **body: object) -> Any:
        return (await self.post("api/command", body))[1]

    async def settle(self) -> None:
        """Wait until the engine has taken what was posted and decided, and it is on disk."""
        engine = self.engine
        async with asyncio.timeout(PATIENCE):
            while (  # noqa: ASYNC110  it is at work
                engine._arrived.is_set() or engine._inbox or engine._steps or not engine._concluded
            ):
                await asyncio.sleep(0)
        await self.store.save([])
        await asyncio.sleep(0)
        await self.store.save([])


class Page:
    """A page that follows the state."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self.state: dict[str, Any] = {}

    async def hello(self, language: str = "en") -> dict[str, Any]:
        await self.socket.send_json({"type": "hello", "language": language})
        self.state = (await self.hear("state"))["state"]
        return self.state

    async def hear(self, kind: str) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            while True:
                message: dict[str, Any] = await self.socket.receive_json()
                if message["type"] == kind:
                    return message


@pytest.fixture
async def house() -> AsyncIterator[House]:
    with tempfile.TemporaryDirectory() as place:
        folder = Folder(Path(place))
        folder.write("home.yaml", RULES)
        store = await Store.open(Path(place) / "borne.db")
        clock, chargers = Clock(), Chargers()
        core = Core(await store.load(), Policy(auto_adopt=True), folder.read(), PARIS)
        engine = Engine(core, clock, chargers, store, Recorder())
        running = asyncio.create_task(engine.run())
        async with ClientSession() as http:
            versions = RuleVersions(Path(place) / "versions")
            house = House(engine, store, folder, clock, chargers, http, Traffic(), versions)
            yield house
            for panel in house.panels:
                await panel.stop()
        await end_task(running)
        await store.close()


Open = Callable[[], Awaitable[Page]]


@pytest.fixture
async def page(house: House) -> AsyncIterator[Open]:
    sockets: list[ClientWebSocketResponse] = []

    async def open_page() -> Page:
        sockets.append(await house.http.ws_connect(house.url + "api/live"))
        return Page(sockets[-1])

    yield open_page
    for socket in sockets:
        await socket.close()
