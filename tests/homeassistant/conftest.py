"""The real Home Assistant Core that the tests of this folder share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from tests.mosquitto import Mosquitto

from . import old_integration
from .core import Core
from .core_install import CoreNotInstalledError, newest_core, older_core
from .entries import follow_broker
from .supervised import Home, a_home

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from concurrent.futures import Future

    from .core_install import Installed


@pytest.fixture(scope="session")
def installed_cores(
    request: pytest.FixtureRequest,
) -> Iterator[tuple[Installed, Future[Installed]]]:
    """The newest Core this machine can run, whose installing shows its progress, and an older one.

    The older one is installed meanwhile.
    """
    capture = request.config.pluginmanager.getplugin("capturemanager")
    terminal = request.config.pluginmanager.getplugin("terminalreporter")

    def say(text: str) -> None:
        if terminal is not None:
            with capture.global_and_fixture_disabled():
                terminal.ensure_newline()
                terminal.write_line(text, flush=True)

    with ThreadPoolExecutor(1) as pool:
        older = pool.submit(older_core, lambda _: None)
        try:
            yield newest_core(say), older
        except CoreNotInstalledError as problem:
            pytest.fail(str(problem), pytrace=False)


@pytest.fixture(scope="session")
def installed_core(installed_cores: tuple[Installed, Future[Installed]]) -> Installed:
    """The newest Core this machine can run."""
    return installed_cores[0]


@pytest.fixture(scope="session")
def installed_older_core(installed_cores: tuple[Installed, Future[Installed]]) -> Installed:
    """A Core of spring 2025, or the newest of those before."""
    try:
        return installed_cores[1].result()
    except CoreNotInstalledError as problem:
        pytest.skip(str(problem))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def core(installed_core: Installed) -> AsyncIterator[Core]:
    """A running Core with an owner and a token, in English, for the whole test run."""
    core = Core(installed_core)
    try:
        yield await core.start()
        await core.stop()
    finally:
        core.remove()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def broker(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Mosquitto]:
    """A real broker for the whole test run."""
    mosquitto = Mosquitto(tmp_path_factory.mktemp("broker"))
    try:
        yield await mosquitto.start()
    finally:
        await mosquitto.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def core_with_broker(installed_core: Installed, broker: Mosquitto) -> AsyncIterator[Core]:
    """Another running Core, whose MQTT integration follows the broker."""
    core = Core(installed_core)
    old_integration.install(core.config)
    try:
        await core.start()
        await follow_broker(core, broker.port)
        yield core
        await core.stop()
    finally:
        core.remove()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def home(
    installed_core: Installed, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Home]:
    """A Core of its own that a Supervisor has started, with Borne in its sidebar."""
    async with a_home(installed_core, tmp_path_factory.mktemp("app")) as home:
        yield home
