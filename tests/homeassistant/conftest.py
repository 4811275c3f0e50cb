"""The real Home Assistant Core that the tests of this folder share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from .core import Core
from .core_install import CoreNotInstalledError, newest_core

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from .core_install import Installed


@pytest.fixture(scope="session")
def installed_core(request: pytest.FixtureRequest) -> Installed:
    """The newest Core this machine can run; installing it shows its progress."""
    capture = request.config.pluginmanager.getplugin("capturemanager")
    terminal = request.config.pluginmanager.getplugin("terminalreporter")

    def say(text: str) -> None:
        if terminal is not None:
            with capture.global_and_fixture_disabled():
                terminal.ensure_newline()
                terminal.write_line(text, flush=True)

    try:
        return newest_core(say)
    except CoreNotInstalledError as problem:
        pytest.fail(str(problem), pytrace=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def core(installed_core: Installed) -> AsyncIterator[Core]:
    """A running Core with an owner and a token, in English, for the whole test run."""
    core = Core(installed_core)
    try:
        yield await core.start()
        await core.stop()
    finally:
        core.remove()
