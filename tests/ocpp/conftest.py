"""The playbook, and small things that the tests of the link share."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from .desk import Desk
from .playbook import Playbook


@pytest.fixture
def book() -> Any:
    """A fresh conversation with the charger `garage`."""
    return Playbook()


@pytest.fixture
def new_book() -> Callable[..., Any]:
    """Make conversations: of another connection, or with a memory."""
    made: Callable[..., Any] = Playbook
    return made


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    async with desk.server:
        yield desk
