"""The playbook, and small things that the tests of the link share."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from .desk import Desk


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


_playbook = _load("playbook")


@pytest.fixture
def book() -> Any:
    """A fresh conversation with the charger `garage`."""
    return _playbook.Playbook()


@pytest.fixture
def new_book() -> Callable[..., Any]:
    """Make conversations: of another connection, or with a memory."""
    made: Callable[..., Any] = _playbook.Playbook
    return made


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    async with desk.server:
        yield desk
