"""Whose TLS handshake fails is counted by address, with why; whoever succeeds loses no byte."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from tests.patience import PATIENCE

from borne.ocpp import tls_door
from borne.ocpp.authority import Authority
from borne.ocpp.listening import listen
from borne.ocpp.tls_door import TlsDoor


class Hands:
    def __init__(self) -> None:
        self.time = datetime(2026, 6, 7, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time


class Echo(asyncio.Protocol):
    """Says what it hears; the server's part of the chargers' port in this test."""

    def __init__(self, house: House) -> None:
        self.house = house

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(data.upper())

    def connection_lost(self, exc: Exception | None) -> None:
        self.house.door.broke("127.0.0.1", exc if isinstance(exc, ssl.SSLError) else None)
        self.house.lost.set()


class House:
    """A port for wss:// on loopback."""

    def __init__(self, folder: Path) -> None:
        self.authority = Authority.open(folder)
        self.clock = Hands()
        self.lost = asyncio.Event()
        context, bare = self._context(), self._context()
        context.verify_mode = ssl.CERT_OPTIONAL
        self.door = TlsDoor(lambda: Echo(self), context, bare, self.clock)
        self.server: asyncio.Server

    def _context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        for file in self.authority.server_files(["127.0.0.1"], datetime.now(UTC)):
            context.load_cert_chain(file)
        context.load_verify_locations(self.authority.root_file)
        return context

    @property
    def port(self) -> int:
        return int(self.server.sockets[0].getsockname()[1])

    def trusting(self) -> ssl.SSLContext:
        return ssl.create_default_context(cadata=self.authority.root)

    async def says(self, context: ssl.SSLContext, words: bytes = b"hello") -> bytes:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, ssl=context)
        writer.write(words)
        heard = await asyncio.wait_for(reader.read(100), PATIENCE)
        writer.close()
        with suppress(ssl.SSLError, ConnectionError):
            await writer.wait_closed()
        return heard

    async def failed(self) -> str:
        async with asyncio.timeout(PATIENCE):
            while not self.door.failed:  # noqa: ASYNC110  nothing tells of it
                await asyncio.sleep(0.01)
        (one,) = self.door.failed
        assert (one.remote, one.count) == ("127.0.0.1", 1)
        return one.why.say("en")


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path / "tls")
    house.server = await listen(house.door.arriving, "127.0.0.1", 0)
    yield house
    house.door.close()
    house.server.close()
    await house.server.wait_closed()


async def test_who_trusts_borne_is_heard_from_the_first_byte(house: House) -> None:
    assert await house.says(house.trusting()) == b"HELLO"
    assert house.door.failed == ()


def old(context: ssl.SSLContext) -> None:
    context.set_ciphers("NULL-SHA256:@SECLEVEL=0")
    context.maximum_version = ssl.TLSVersion.TLSv1_2


def twelve(context: ssl.SSLContext) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2


def thirteen(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_3


@pytest.mark.parametrize(
    ("prepare", "why"), [(twelve, "trust"), (thirteen, "trust"), (old, "TLS 1.2")]
)
async def test_who_does_not_trust_it_or_is_too_old_is_told_apart(
    house: House, prepare: Callable[[ssl.SSLContext], None], why: str
) -> None:
    stranger = ssl.create_default_context()
    prepare(stranger)
    with suppress(ssl.SSLError, ConnectionError):
        await house.says(stranger)
    assert why in await house.failed()


@pytest.mark.parametrize("prepare", [twelve, thirteen])
async def test_who_shows_a_certificate_of_somebody_else_is_let_in_without(
    house: House, tmp_path: Path, prepare: Callable[[ssl.SSLContext], None]
) -> None:
    (theirs, *_) = Authority.open(tmp_path / "maker").server_files(["them"], datetime.now(UTC))
    foreign = house.trusting()
    foreign.load_cert_chain(theirs)
    prepare(foreign)
    with suppress(ssl.SSLError, ConnectionError):
        assert await house.says(foreign) == b""
    assert "not from Borne" in await house.failed()
    assert await house.says(foreign) == b"HELLO"
    with suppress(ssl.SSLError, ConnectionError):
        assert await house.says(foreign) == b"", "who may have one of Borne's is asked again"


async def plain(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.write(b"GET /garage HTTP/1.1\r\nHost: borne\r\n\r\n")
    await reader.read(100)
    writer.close()


async def hangs_up(house: House) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", house.port)
    writer.close()


async def silent(house: House) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", house.port)
    await reader.read(100)
    writer.close()


@pytest.mark.parametrize(
    ("visit", "within", "why"),
    [(plain, PATIENCE, "ws://"), (hangs_up, PATIENCE, "hung up"), (silent, 0.3, "in time")],
)
async def test_who_speaks_no_tls_is_told_apart(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    visit: Callable[[House], Awaitable[None]],
    within: float,
    why: str,
) -> None:
    monkeypatch.setattr(tls_door, "HANDSHAKE_WITHIN", within)
    await visit(house)
    assert why in await house.failed()


async def test_only_so_many_addresses_are_kept_and_each_is_logged_once_an_hour(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(100):
        house.door.broke(f"10.0.0.{number}", ConnectionResetError())
    house.door.broke("10.0.0.99", ConnectionResetError())
    assert len(house.door.failed) == 64
    assert (house.door.failed[0].remote, house.door.failed[0].count) == ("10.0.0.99", 2)
    assert len(caplog.records) == 100
    house.clock.time += timedelta(hours=2)
    house.door.broke("10.0.0.99", ConnectionResetError())
    assert len(caplog.records) == 101


async def test_a_free_port_is_the_same_for_every_address() -> None:
    server = await listen(asyncio.Protocol, None, 0)
    try:
        ports = {socket.getsockname()[1] for socket in server.sockets}
        assert len(ports) == 1
    finally:
        server.close()
        await server.wait_closed()
