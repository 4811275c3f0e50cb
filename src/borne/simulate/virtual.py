"""A virtual charge point on a real socket: the asyncio shell around `ChargePoint`."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import Final, NamedTuple, Self

from websockets import CloseCode
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from borne.simulate.car import Car
from borne.simulate.charge_point import ChargePoint, Happening
from borne.simulate.connector import Connector
from borne.simulate.credentials import Credentials
from borne.simulate.errands import run
from borne.simulate.line import Line, why_not
from borne.simulate.load import Load
from borne.simulate.make import GENERIC, Make
from borne.simulate.upkeep import Errand

OCPP16: Final = "ocpp1.6"
_MOST_FRAMES: Final = 5000
_CLOSE_TIMEOUT: Final = 0.5
PATIENCE: Final = 90.0
"""s that who waits for a charger waits, if nothing else is said."""


class Frame(NamedTuple):
    """One frame; `direction` is `out` for what the charger sent, `in` for what it got."""

    direction: str
    text: str


class VirtualCharger:
    """A charge point with cars, played on a real WebSocket while the context is open.

    `url` and `id` together are where it connects to; with `id=None` the url is used as it is.
    `meter_interval` is in seconds of real time, `speed` makes the car's physics alone faster.
    `secure_url` is where it connects to by TLS once it was told to use profile 2 or 3.
    `first_retry` and `longest_retry` are the seconds between tries to connect.
    """

    def __init__(
        self,
        url: str,
        id: str | None = "virtual",  # noqa: A002 - the field's own name
        *,
        connectors: int = 1,
        make: Make = GENERIC,
        vendor: str | None = None,
        model: str | None = None,
        meter_interval: float = 10.0,
        speed: float = 1.0,
        voltage: float = 230.0,
        password: str | None = None,
        credentials: Credentials | None = None,
        secure_url: str | None = None,
        subprotocol: str | None = OCPP16,
        first_retry: float = 0.2,
        longest_retry: float = 10.0,
        on_happening: Callable[[Happening], None] | None = None,
    ) -> None:
        self.url = url if id is None else f"{url.rstrip('/')}/{id}"
        self.id = id or self.url.rstrip("/").rsplit("/", 1)[-1]
        self._secure_url = None if secure_url is None else f"{secure_url.rstrip('/')}/{self.id}"
        make = replace(make, vendor=vendor or make.vendor, model=model or make.model)
        self.charge_point = ChargePoint(
            make=make,
            connectors=connectors,
            serial=self.id,
            sample_interval=meter_interval,
            speed=speed,
            voltage=voltage,
            epoch=datetime.now(UTC),
            credentials=credentials or Credentials(self.id, password),
        )
        self.frames: deque[Frame] = deque(maxlen=_MOST_FRAMES)
        self._tick = min(0.1, meter_interval / 2) if meter_interval > 0 else 0.1
        self._retries = (first_retry, longest_retry)
        self._subprotocols = [Subprotocol(subprotocol)] if subprotocol else None
        self._on_happening = on_happening
        self._boots = 0
        self._started = 0.0
        self._task: asyncio.Task[None] | None = None
        self._errands: set[asyncio.Task[None]] = set()
        self._socket: ClientConnection | None = None
        self._used = 0.0
        """When a byte last passed, either way."""
        self._pinged = 0.0
        self._line = asyncio.Event()
        self._line.set()
        self._wants_line = asyncio.Event()
        self._wants_line.set()
        self._work = asyncio.Event()
        self._waiting: list[tuple[Predicate, asyncio.Future[None]]] = []

    @property
    def connectors(self) -> dict[int, Connector]:
        return self.charge_point.connectors

    @property
    def load(self) -> Load:
        """What all its cars draw."""
        total = Load()
        for place in self.connectors.values():
            total += place.station.load
        return total

    @property
    def online(self) -> bool:
        return self.charge_point.online

    def leap(self, seconds: float) -> None:
        """The charger's own time of day goes on by so much at once; schedules end by it."""
        self.charge_point.clock.leap(seconds)

    @property
    def registration(self) -> str | None:
        """The last answer to a boot: Accepted, Pending, Rejected; None before one."""
        return self.charge_point.registration.status

    async def __aenter__(self) -> Self:
        self._started = asyncio.get_running_loop().time()
        self._task = asyncio.create_task(self._live(), name=f"virtual charger {self.id}")
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        task, self._task = self._task, None
        if task is None:
            return
        task.cancel()
        for errand in self._errands:
            errand.cancel()
        await asyncio.wait([task, *self._errands])
        if not task.cancelled() and (failure := task.exception()) is not None:
            raise failure

    # Hands

    async def plug(self, car: Car, connector: int = 1) -> None:
        with self._acting():
            self.charge_point.plug(car, connector)

    async def unplug(self, connector: int = 1) -> Car | None:
        with self._acting():
            return self.charge_point.unplug(connector)

    async def swipe(self, tag: str, connector: int | None = None) -> None:
        with self._acting():
            self.charge_point.swipe(tag, connector)

    async def mend(self, make: Make) -> None:
        """A person has put right what was wrong with it, so that it is as `make` from now on."""
        with self._acting():
            self.charge_point.mend(make)
        self._wants_line.set()

    async def power_cut(self, seconds: float = 0.0) -> None:
        """Cut the mains for a while: the line drops without a word, then the boot comes anew."""
        self._line.clear()
        with self._acting() as now:
            self.charge_point.power_cut(now)
        self._drop()
        await asyncio.sleep(seconds)
        self._line.set()

    async def lose_line(self) -> None:
        """Lose the network until `restore_line`; the charger itself lives on."""
        self._line.clear()
        self._drop()
        await self.until(lambda charger: not charger.online)

    async def restore_line(self) -> None:
        self._line.set()

    # Waiting

    async def until(
        self,
        predicate: Predicate,
        timeout: float = PATIENCE,  # noqa: ASYNC109
    ) -> None:
        """Wait until a predicate of this charger holds. Raises TimeoutError, saying the state."""
        if predicate(self):
            return
        future = asyncio.get_running_loop().create_future()
        self._waiting.append((predicate, future))
        try:
            async with asyncio.timeout(timeout):
                await future
        except TimeoutError:
            raise TimeoutError(f"waited {timeout:g} s in vain; {self.describe()}") from None

    async def connected(self, timeout: float = PATIENCE) -> None:  # noqa: ASYNC109 - given on to until
        await self.until(lambda charger: charger.online, timeout)

    async def booted(self, timeout: float = PATIENCE) -> None:  # noqa: ASYNC109 - given on to until
        """Wait until a boot was accepted."""
        await self.until(lambda charger: charger.registration == "Accepted", timeout)

    def describe(self) -> str:
        """The state in one line."""
        places = ", ".join(
            f"{place.number}: {place.status} {place.amps:.1f} A of {place.limit:.1f} A"
            for place in self.connectors.values()
        )
        line = "online" if self.online else "offline"
        return f"{self.id} {line}, registration {self.registration}, {places}"

    # Within

    @property
    def _now(self) -> float:
        return asyncio.get_running_loop().time() - self._started

    @property
    def _address(self) -> str:
        """Where it connects, with the security profile that it uses now."""
        secure = self._secure_url if self.charge_point.credentials.profile >= 2 else None
        return secure or self.url

    async def _live(self) -> None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._keep_connected())
                group.create_task(self._keep_time())
        finally:
            for _, future in self._waiting:
                if not future.done():
                    future.set_exception(RuntimeError(f"The virtual charger {self.id} stopped."))

    async def _keep_time(self) -> None:
        while True:
            with self._acting() as now:
                self.charge_point.advance(now)
            await self._see_to_silence()
            await asyncio.sleep(self._tick)

    async def _see_to_silence(self) -> None:
        """Ping as often as its key says, and leave a line that is silent for too long."""
        leaves_after = self.charge_point.make.ways.leaves_after
        socket = self._socket
        if not leaves_after or socket is None:
            return
        every = self.charge_point.configuration.number("WebSocketPingInterval")
        with suppress(ConnectionClosed):
            if every and self._now - self._pinged >= every:
                self._pinged = self._used = self._now
                await socket.ping()
            elif self._now - self._used >= leaves_after:
                self._drop()

    async def _keep_connected(self) -> None:
        first, longest = self._retries
        pause = first
        while True:
            await self._line.wait()
            await self._wants_line.wait()
            try:
                async with self._connection() as socket:
                    pause = first
                    self.charge_point.credentials.proved()
                    await self._talk(socket)
                if self.charge_point.make.ways.stays_away:
                    self._wants_line.clear()
                    self._tell("away", "stays away until a person restarts it")
            except (OSError, TimeoutError, WebSocketException) as failure:
                self.charge_point.credentials.failed()
                self._tell("unreachable", why_not(self._address, failure, pause))
            await asyncio.sleep(pause)
            pause = min(longest, pause * 2)

    def _connection(self) -> connect:
        credentials, url = self.charge_point.credentials, self._address
        if self.charge_point.make.ways.secure_only and not url.startswith("wss:"):
            raise OSError("this charger takes addresses with wss:// only")
        return connect(
            url,
            ssl=credentials.context() if url.startswith("wss:") else None,
            subprotocols=self._subprotocols,
            additional_headers=credentials.headers(),
            compression=None,
            open_timeout=10,
            close_timeout=_CLOSE_TIMEOUT,
            proxy=None,
            # Who leaves for silence must not break it but by its own key.
            ping_interval=None if self.charge_point.make.ways.leaves_after else 20,
            create_connection=partial(Line, on_use=self._use),  # type: ignore[arg-type]  # a factory
        )

    async def _talk(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._use()
        self._tell("connected", f"connected to {self._address}")
        with self._acting() as now:
            self.charge_point.line_up(now)
        sender = asyncio.create_task(self._send(socket))
        try:
            async for text in socket:
                self.frames.append(Frame("in", text if isinstance(text, str) else repr(text)))
                with self._acting() as now:
                    self.charge_point.receive(text, now)
        except ConnectionClosed:
            pass
        except asyncio.CancelledError:
            await socket.close(CloseCode.GOING_AWAY)
            raise
        finally:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)
            self._socket = None
            with self._acting() as now:
                self.charge_point.line_lost(now)
            self._tell("disconnected", "the line is closed")

    async def _send(self, socket: ClientConnection) -> None:
        try:
            while True:
                for text in self.charge_point.outgoing(self._now):
                    self.frames.append(Frame("out", text))
                    await socket.send(text)
                    self._use()
                if self.charge_point.restarts(self._now) or self.charge_point.credentials.changed():
                    await socket.close()
                self._work.clear()
                await self._work.wait()
        except ConnectionClosed:
            return

    @contextmanager
    def _acting(self) -> Generator[float, None, None]:
        """Do something to the charge point, then look at what follows from it."""
        now = self._now
        self.charge_point.advance(now)
        yield now
        self._work.set()
        for errand in self.charge_point.upkeep.errands():
            errands = asyncio.create_task(self._run(errand))
            self._errands.add(errands)
            errands.add_done_callback(self._errands.discard)
        for happening in self.charge_point.happenings():
            if self._on_happening is not None:
                self._on_happening(happening)
        for predicate, future in self._waiting:
            self._look(predicate, future)
        self._waiting = [pair for pair in self._waiting if not pair[1].done()]

    async def _run(self, errand: Errand) -> None:
        got = await run(errand)
        with self._acting():
            errand.done(got)

    def _look(self, predicate: Predicate, future: asyncio.Future[None]) -> None:
        if future.done():
            return
        try:
            if predicate(self):
                future.set_result(None)
        except Exception as failure:  # noqa: BLE001 - the predicate is the caller's: it goes back
            future.set_exception(failure)

    def _tell(self, what: str, text: str) -> None:
        if self._on_happening is not None:
            self._on_happening(Happening(what, text))

    def _use(self) -> None:
        self._used = self._now

    def _drop(self) -> None:
        if self._socket is not None:
            self._socket.transport.abort()


Predicate = Callable[[VirtualCharger], bool]
