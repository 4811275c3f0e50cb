"""What every test shares: examples that are the same in each run, and Borne as a process."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from borne.storage import writer

from .patience import PATIENCE
from .runners import Scheduling, in_order

settings.register_profile(
    "borne",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],  # a busy machine may be
)
settings.load_profile("borne")

# The stand-in Supervisor is no part of the package: it is found from the root of the tree.
TREE = Path(__file__).resolve().parents[1]
if str(TREE) not in sys.path:
    sys.path.insert(0, str(TREE))

from . import postgres as server  # noqa: E402  the tree must be found first
from .served import serving  # noqa: E402


@pytest.fixture(autouse=True, scope="session")
def a_slow_disk() -> Iterator[None]:
    """What a test has saved is on disk, however long that takes, unless the test is about that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writer, "_ANSWER_WITHIN", PATIENCE)
        yield


@pytest.fixture
def serve() -> Callable[..., Any]:
    """Start Borne: `async with serve(folder, *arguments, **environment) as served`."""
    return serving


@pytest.fixture(scope="session")
def postgres() -> Iterator[server.Postgres]:
    """One server for all tests of a runner; who stops it starts it again."""
    programs = server.programs()
    if programs is None:
        pytest.skip("Debian's postgresql is not installed: script/test installs it")
    with server.a_server(programs) as running:
        yield running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = in_order(items)


def pytest_collection_finish() -> None:
    """What was imported stays: it is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    return Scheduling(config, log)
