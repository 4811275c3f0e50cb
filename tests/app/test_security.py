"""A charger's password, TLS and certificate: engine, disk, sockets and a charger that obeys."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import orjson
import pytest
from tests.patience import PATIENCE, is_so
from tests.tasks import end_task

from borne.domain.charger import Charger
from borne.domain.commands import Answer, Fulfil, Order
from borne.domain.secret import Secret
from borne.domain.security import Profile, Refused
from borne.domain.security_intents import (
    OfferProfile,
    PinProtocol,
    RemovePassword,
    RequireProfile,
    SetPassword,
)
from borne.domain.state import Policy
from borne.domain.traffic import Question
from borne.domain.upkeep_intents import InstallCertificateNow
from borne.domain.wishes import GetConfigurationNow, Intent, SetConfigurationNow, TriggerNow
from borne.engine.core import Core
from borne.engine.engine import Engine
from borne.ocpp.authority import Authority
from borne.ocpp.server import OcppServer
from borne.ocpp.tls import Certificates
from borne.rules.check import read
from borne.rules.document import SourceFile
from borne.simulate.charge_point import Happening
from borne.simulate.credentials import Credentials
from borne.simulate.make import GENERIC
from borne.simulate.quirky import quirky
from borne.simulate.virtual import VirtualCharger
from borne.storage.store import Store

RULES = "rules:\n  - name: Always\n    charge: max\n"
OWN = "Haus-und-Hof-2026!"
RESTARTS = replace(GENERIC, boots_on_reconnect=True)
ROOT = "CentralSystemRootCertificate"


class Clock:
    """The machine's, moved ahead by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class House:
    """Borne from the disk to its ports, in this process; may be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = Clock()
        self.engine: Engine
        self.server: OcppServer
        self.certificates: Certificates
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        store = await Store.open(self.folder / "borne.db")
        self._stack.push_async_callback(store.close)
        state = await store.load()
        reading = read([SourceFile("home.yaml", RULES)])
        self.engine = Engine(
            Core(state, Policy(auto_adopt=True), reading, UTC), self.clock, self, store
        )
        self.certificates = Certificates(
            self.folder / "tls", None, _names, self.engine.post, self.clock
        )
        first = max((one.connection for one in state.chargers.values()), default=0) + 1
        self.server = OcppServer(
            self.engine.post,
            self.clock,
            "127.0.0.1",
            0,
            first_connection=first,
            known={one.id: one.security for one in state.chargers.values()},
            certificates=self.certificates,
            tls_port=0,
        )
        await self._stack.enter_async_context(_running(self.engine.run()))
        await self._stack.enter_async_context(self.server)
        await self._stack.enter_async_context(_running(self.certificates.run(self.server)))
        await eventually(lambda: self.server.tls_port)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    def answer(self, answer: Answer) -> None:
        self.server.answer(answer)

    def order(self, order: Order) -> None:
        self.server.order(order)

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.server.port}/"

    @property
    def wss(self) -> str:
        return f"wss://127.0.0.1:{self.server.tls_port}/"

    @property
    def charger(self) -> Charger:
        return self.engine.view.state.chargers["garage"]

    async def until(self, holds: Callable[[Charger], object]) -> None:
        """Wait until something holds for the charger."""
        subscription = self.engine.subscribe()
        try:
            async with asyncio.timeout(PATIENCE):
                while not is_so(lambda: holds(self.charger)):
                    await subscription.next()
        except TimeoutError:
            raise AssertionError(f"in vain; {self.charger.security}") from None
        finally:
            self.engine.unsubscribe(subscription)

    async def wish(self, intent: Intent) -> Fulfil:
        return await self.engine.wish(intent, charger="garage")

    async def password(self, own: str | None = None) -> str:
        done = await self.wish(SetPassword(Secret(own) if own else None))
        assert done.ok, done.message
        assert done.data is not None
        return str(done.data["password"])


async def eventually(holds: Callable[[], object]) -> None:
    """Wait until something holds that tells nobody."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110  nothing to wait for
            await asyncio.sleep(0.02)


async def _names() -> set[str]:
    return {"127.0.0.1", "localhost"}


@asynccontextmanager
async def _running(work: Any) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        await end_task(task)


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An authority founded once: its keys take a second to be found."""
    folder = tmp_path_factory.mktemp("authority") / "tls"
    Authority.open(folder).server_files(["127.0.0.1", "localhost"], datetime.now(UTC))
    return folder


@pytest.fixture
def folder(tmp_path: Path, authority: Path) -> Path:
    shutil.copytree(authority, tmp_path / "tls")
    return tmp_path


@pytest.fixture
async def house(folder: Path) -> AsyncIterator[House]:
    async with House(folder) as house:
        yield house


def proves(profile: Profile) -> Callable[[Charger], bool]:
    return lambda charger: charger.online and charger.security.used is profile


def requires(profile: Profile) -> Callable[[Charger], bool]:
    return lambda charger: charger.security.required is profile


def refused(why: Refused) -> Callable[[Charger], object]:
    return lambda charger: charger.security.refusals and charger.security.refusals.why is why


def away(charger: Charger) -> bool:
    return not charger.online


def played(house: House, credentials: Credentials | None = None, **more: Any) -> VirtualCharger:
    return VirtualCharger(
        more.pop("url", house.ws),
        "garage",
        credentials=credentials,
        secure_url=more.pop("secure_url", house.wss),
        make=RESTARTS,
        longest_retry=0.3,
        **more,
    )


@pytest.mark.parametrize("decodes", [True, False])
async def test_a_password_is_made_pushed_used_and_expected(house: House, *, decodes: bool) -> None:
    credentials = Credentials("garage", decodes=decodes)
    async with played(house, credentials):
        await house.until(lambda charger: charger.ready)
        password = await house.password()
        assert len(password) == 20
        await house.until(proves(Profile.PASSWORD))
        assert house.charger.security.password is not None
        assert house.charger.security.awaited == ()
    await house.until(away)  # else somebody else tries, which is no trouble
    stranger = Credentials("garage")
    async with played(house, stranger):
        await house.until(lambda charger: charger.security.refusals)
        refusals = house.charger.security.refusals
        assert refusals is not None
        assert (refusals.why, refusals.remote) == (Refused.MISSING, "127.0.0.1")
        assert "refused:garage" in house.engine.view.state.troubles
        assert (await house.wish(RemovePassword())).ok
        await house.until(proves(Profile.NONE))
    assert "refused:garage" not in house.engine.view.state.troubles


class Forgetful(Credentials):
    """Says that it has taken a password, and has not."""

    def take_password(self, value: str) -> bool:
        return True if self.password else super().take_password(value)


async def test_a_charger_that_keeps_its_old_password_is_let_in(house: House) -> None:
    credentials = Forgetful("garage")
    async with played(house, credentials) as charger:
        await house.until(lambda charger: charger.ready)
        await house.password()
        await house.until(proves(Profile.PASSWORD))
        await house.until(lambda charger: charger.ready)
        await house.password(OWN)
        for awaited in (1, 0):
            await charger.connected()
            await charger.lose_line()
            await house.until(lambda charger: not charger.online)
            await charger.restore_line()
            await house.until(proves(Profile.PASSWORD))
            assert len(house.charger.security.awaited) == awaited
            credentials.password = OWN.encode()


async def test_a_restart_of_borne_forgets_no_password(folder: Path) -> None:
    house = House(folder)
    async with house:
        credentials = Credentials("garage")
        async with played(house, credentials):
            await house.until(lambda charger: charger.ready)
            await house.password()
            await house.until(proves(Profile.PASSWORD))
    again = House(folder)
    async with again:
        async with played(again, Credentials("garage", "guessed-guessed-1")):
            await again.until(lambda charger: charger.security.refusals)
        async with played(again, credentials):
            await again.until(proves(Profile.PASSWORD))


async def test_by_the_whitepaper_up_to_the_own_certificate(house: House) -> None:
    credentials = Credentials("garage")
    async with played(house, credentials):
        await house.until(lambda charger: charger.ready)
        assert not (await house.wish(OfferProfile(Profile.TLS))).ok, "no password yet"
        await house.password()
        await house.until(proves(Profile.PASSWORD))
        await house.until(lambda charger: charger.ready)
        done = await house.wish(OfferProfile(Profile.TLS))
        assert done.ok, done.message
        await house.until(proves(Profile.TLS))
        await house.until(requires(Profile.TLS))
        await house.until(lambda charger: charger.ready)
        assert (await house.wish(TriggerNow("SignChargePointCertificate"))).ok
        await house.until(lambda charger: charger.security.certificate)
        await eventually(lambda: credentials.chain)
        assert (await house.wish(OfferProfile(Profile.CERTIFICATE))).ok
        await house.until(proves(Profile.CERTIFICATE))
        await house.until(requires(Profile.CERTIFICATE))
    credentials.profile = 1
    async with played(house, Credentials("garage", None)):
        await house.until(refused(Refused.NO_TLS))


async def test_the_charger_of_another_certificate_is_not_this_one(house: House) -> None:
    thief = Credentials("other")
    signed = house.certificates.sign(thief.request(), "other", None)
    chain = getattr(signed, "chain", None)
    assert chain, signed
    async with played(house):
        await house.until(lambda charger: charger.ready)
        await house.password()
        await house.until(proves(Profile.PASSWORD))
    house.certificates.ask()
    root = house.certificates.root
    assert root is not None
    other = Credentials("garage", roots=[root], chain=chain, key=thief._key)
    await house.until(away)
    async with played(house, other, url=house.wss):
        await house.until(lambda charger: charger.security.refusals)
        assert not house.charger.online


async def test_a_charger_that_takes_tls_only_comes_by_it_and_by_nothing_else(house: House) -> None:
    make = quirky("bmw-wss")
    said: list[Happening] = []
    async with VirtualCharger(house.ws, "garage", make=make, on_happening=said.append) as charger:
        await charger.until(lambda _: any("addresses with wss:// only" in one.text for one in said))
        assert not charger.online
    house.certificates.ask()
    await eventually(lambda: house.certificates.root)
    trusting = Credentials("garage", roots=[house.certificates.root or ""])
    async with VirtualCharger(house.wss, "garage", make=make, credentials=trusting):
        await house.until(lambda charger: charger.ready)
        assert "bmw-wss" in {quirk.name for quirk in house.charger.quirks or ()}


async def test_more_than_is_proven_is_required_only_when_confirmed(house: House) -> None:
    async with played(house):
        await house.until(lambda charger: charger.ready)
        assert not (await house.wish(RequireProfile(Profile.PASSWORD))).ok
        await house.password()
        await house.until(proves(Profile.PASSWORD))
        asked = await house.wish(RequireProfile(Profile.TLS))
        assert not asked.ok
        assert asked.data == {"confirm": True}
        assert house.charger.security.required is Profile.NONE
        assert (await house.wish(RequireProfile(Profile.PASSWORD))).ok
        assert (await house.wish(RequireProfile(Profile.TLS, confirmed=True))).ok
    async with played(house, Credentials("garage")):
        await house.until(lambda charger: charger.security.refusals)
        assert (await house.wish(RequireProfile(Profile.NONE))).ok
        assert (await house.wish(RemovePassword())).ok
        await house.until(proves(Profile.NONE))


async def test_a_profile_that_leads_nowhere_is_given_up_and_never_required(house: House) -> None:
    credentials = Credentials("garage")
    async with played(house, credentials, secure_url="wss://127.0.0.1:1/"):
        await house.until(lambda charger: charger.ready)
        await house.password()
        await house.until(proves(Profile.PASSWORD))
        await house.until(lambda charger: charger.ready)
        connection = house.charger.connection
        assert (await house.wish(OfferProfile(Profile.TLS))).ok
        await house.until(lambda one: one.connection > connection and one.online)
        assert house.charger.security.used is Profile.PASSWORD
        assert house.charger.security.required is Profile.NONE


async def test_a_pinned_charger_must_say_its_version(house: House) -> None:
    async with played(house):
        await house.until(lambda charger: charger.ready)
        assert (await house.wish(PinProtocol("ocpp1.6"))).ok
    async with played(house, subprotocol="ocpp2.0.1"):
        await house.until(refused(Refused.PROTOCOL))
    await house.until(away)
    async with played(house):
        await house.until(lambda charger: charger.online)


async def test_the_own_root_is_installed_by_name(house: House) -> None:
    credentials = Credentials("garage")
    async with played(house, credentials):
        await house.until(lambda charger: charger.ready)
        assert (await house.wish(InstallCertificateNow(ROOT, None))).ok
        assert credentials.roots == [house.certificates.root]


async def test_no_password_shows_anywhere(house: House, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    credentials = Credentials("garage")
    async with played(house, credentials):
        await house.until(lambda charger: charger.ready)
        done = await house.wish(SetConfigurationNow("AuthorizationKey", OWN))
        assert not done.ok
        made = await house.password()
        await house.until(proves(Profile.PASSWORD))
        await house.until(lambda charger: charger.ready)
        await house.password(OWN)
        await house.until(lambda charger: charger.ready and not charger.security.awaited)
        await house.wish(GetConfigurationNow())
    messages = list(house.server.trace.all_of(Question(charger="garage")))
    assert any(one.action == "ChangeConfiguration" for one in messages), "it was sent"
    evidence = house.server.evidence("garage")
    ours = [one.getMessage() for one in caplog.records if one.name != "websockets.client"]
    shown = [*ours, repr(house.engine.view.state), repr(messages), repr(evidence)]
    files = [file for file in house.folder.rglob("*") if file.is_file()]
    for secret in (made, OWN, made.encode().hex(), OWN.encode().hex()):
        assert not any(secret in text for text in shown)
        assert not any(secret.encode() in file.read_bytes() for file in files)
        assert not list(house.server.trace.all_of(Question(charger="garage", text=secret)))
    assert orjson.dumps(made)
