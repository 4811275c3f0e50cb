"""Another address of the machine is said while a charger is missing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.tasks import end_task

from borne import moved
from borne.moved import CODE, Moved

# The same engine's stand-in as for Home Assistant: the real reduction of events.
from ..homeassistant.house import House, Now  # noqa: TID252  # one stand-in for all


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "addresses.json"


def kept(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def keep(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


@asynccontextmanager
async def at(file: Path, house: House, *names: str) -> AsyncIterator[None]:
    async def here() -> tuple[str, ...]:
        return names

    task = asyncio.create_task(Moved(file, here, house, Now()).run())
    try:
        yield
    finally:
        await end_task(task)


async def test_it_is_said_until_the_chargers_are_back(file: Path) -> None:
    house = House()
    house.charger()
    async with at(file, house, "192.168.1.2", "borne.local", "127.0.0.1", "172.30.33.4"):
        await house.until(file.exists)
    assert kept(file) == '["192.168.1.2"]'
    house.gone()
    for _ in range(2):  # also after another restart
        async with at(file, house, "192.168.1.9"):
            await house.until(lambda: CODE in house.state.troubles)
        house.state = replace(house.state, troubles={})
    said = None
    async with at(file, house, "192.168.1.9"):
        await house.until(lambda: CODE in house.state.troubles)
        said = house.state.troubles[CODE].message.say("fr")
        house.charger()
        await house.until(lambda: CODE not in house.state.troubles)
        await house.until(lambda: "192.168.1.9" in kept(file))
    assert said.startswith("Cette machine avait l’adresse 192.168.1.2 et a maintenant 192.168.1.9")


@pytest.mark.parametrize("names", [("192.168.1.2", "10.0.0.3"), ("localhost",), ()])
async def test_an_address_that_stays_or_that_nobody_knows_is_no_news(
    file: Path, names: tuple[str, ...]
) -> None:
    house = House()
    house.charger()
    keep(file, '["192.168.1.2"]')
    house.gone()
    async with at(file, house, *names):
        house.look()
        await asyncio.sleep(0.05)
    assert not house.state.troubles


async def test_it_looks_again_by_itself_and_a_broken_file_is_no_matter(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moved, "LOOK_EVERY", 0.01)
    keep(file, "broken")
    house = House()
    house.charger()
    names = ["192.168.1.2"]

    async def here() -> list[str]:
        return list(names)

    task = asyncio.create_task(Moved(file, here, house, Now()).run())
    await house.until(lambda: "192.168.1.2" in kept(file))
    house.gone()
    names[:] = ["192.168.1.7"]
    await house.until(lambda: CODE in house.state.troubles)
    await end_task(task)
