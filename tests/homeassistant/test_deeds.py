"""What `events:` of the rules does in Home Assistant, and what is said where it cannot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from tests.tasks import end_task

from borne.domain.commands import Announce
from borne.homeassistant.deeds import Deeds, say_alone
from borne.homeassistant.home import HomeAssistant
from borne.homeassistant.message_book import MessageBook
from borne.homeassistant.socket import Patience, connected
from borne.homeassistant.supervisor import Place
from borne.homeassistant.users import Users
from borne.rules.check import read
from borne.rules.document import SourceFile

from .house import House, Now
from .unruly_core import UnrulyCore, unruly_core

RULES = "rules: [{name: A, charge: max}]\nevents:\n"


def rules(*entries: str) -> House:
    house = House()
    text = RULES + "".join(f"  - {{{entry}}}\n" for entry in entries)
    house.use_reading(read([SourceFile("home.yaml", text)]))
    return house


@pytest_asyncio.fixture
async def core() -> AsyncIterator[UnrulyCore]:
    async with unruly_core() as core:
        yield core


async def live(house: House, place: Place) -> asyncio.Task[None]:
    task = asyncio.create_task(HomeAssistant(house, Now(), place, language="fr").run())
    await house.home_is("connected")
    return task


def badge(house: House, tag: str) -> None:
    house.announce("borne_tag", charger="garage", tag=tag, accepted=True)


async def test_administrators_are_notified_or_whoever_is_named(core: UnrulyCore) -> None:
    core.users = [{"id": "boss", "is_owner": True, "group_ids": []}]
    attributes = {"user_id": "boss", "device_trackers": ["device_tracker.boss_phone"]}
    core.known_states = [{"entity_id": "person.boss", "attributes": attributes}]
    core.services = {"notify": {"mobile_app_boss_phone": {}}}
    house = rules(
        'on: tag accepted, notify: "{tag} → {charger}"',
        "on: tag accepted, notify: Bonjour, to: mobile_app_anna, severity: critical",
    )
    house.charger()
    task = await live(house, core.place)
    badge(house, "7F3A")
    badge(house, "7F3A")
    badge(house, "OTHER")
    await house.until(lambda: len(core.called) == 4)
    await end_task(task)
    assert [(name, said["message"]) for name, said in core.called] == [
        ("notify.mobile_app_boss_phone", "7F3A → garage"),
        ("notify.mobile_app_anna", "Bonjour"),
        ("notify.mobile_app_boss_phone", "OTHER → garage"),
        ("notify.mobile_app_anna", "Bonjour"),
    ]
    assert core.called[1][1]["data"]["push"]["interruption-level"] == "critical"


async def test_without_a_phone_home_assistant_itself_shows_it(core: UnrulyCore) -> None:
    house = rules("on: tag accepted, notify: Hello")
    house.charger()
    task = await live(house, core.place)
    badge(house, "7F3A")
    await house.until(lambda: bool(core.called))
    await end_task(task)
    assert core.called[0][0] == "persistent_notification.create"
    assert core.called[0][1]["message"] == "Hello"


async def test_it_is_done_only_where_its_condition_holds(core: UnrulyCore) -> None:
    house = rules('on: tag accepted, when: tag is "7F3A", call: light.turn_on')
    house.charger()
    task = await live(house, core.place)
    badge(house, "B0B0")
    badge(house, "7F3A")
    badge(house, "7F3A")
    await house.until(lambda: len(core.called) > 1)
    await end_task(task)
    assert [name for name, _ in core.called] == ["light.turn_on"] * 2


class Later:
    """A clock that can be put on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


async def test_an_action_that_comes_too_late_is_left_out_and_a_message_is_not(
    core: UnrulyCore,
) -> None:
    house = rules("on: tag accepted, call: light.turn_on, notify: Hello, to: anna, event: shown")
    house.charger()
    clock = Later()
    deeds = Deeds(Users(), clock, house)
    accepted = Announce("borne_tag", {"charger": "garage", "tag": "A", "accepted": True})
    deeds.see(house.view, [accepted])
    clock.ahead = timedelta(minutes=2)
    async with (
        aiohttp.ClientSession() as http,
        connected(http, core.place, Patience()) as socket,
    ):
        task = asyncio.create_task(deeds.carry_out(socket, lambda: "en"))
        await house.until(lambda: bool(core.called))
        await end_task(task)
    assert [name for name, _ in core.called] == ["notify.anna"]
    assert [one["type"] for one in core.fired] == ["shown"]


async def test_a_message_that_waits_for_the_morning_outlives_a_restart(
    core: UnrulyCore, tmp_path: Path
) -> None:
    file, clock = tmp_path / "messages.json", Later()
    now = clock.now()
    quiet = f"{now - timedelta(hours=2):%H:%M}-{now + timedelta(hours=2):%H:%M}"
    entry = 'on: tag accepted, notify: "{tag}", to: anna, severity: warning'
    house = rules(f"{entry}, quiet: [{quiet}]")
    house.charger()
    accepted = Announce("borne_tag", {"charger": "garage", "tag": "A{1}", "accepted": True})
    Deeds(Users(), clock, house, MessageBook(file)).see(house.view, [accepted])
    deeds = Deeds(Users(), clock, house, MessageBook(file))
    deeds.see(house.view, [])
    assert deeds.next_by_itself() == pytest.approx(7200, abs=130)
    clock.ahead = timedelta(hours=2, minutes=1)
    deeds.see(house.view, [])
    house.use_reading(read([SourceFile("home.yaml", "rules: []")]))
    again = Deeds(Users(), clock, house, MessageBook(file))
    again.see(house.view, [])  # it was due, and not told yet
    async with (
        aiohttp.ClientSession() as http,
        connected(http, core.place, Patience()) as socket,
    ):
        task = asyncio.create_task(again.carry_out(socket, lambda: "en"))
        await house.until(lambda: bool(core.called))
        await house.until(lambda: MessageBook(file).kept == ())
        await end_task(task)
    assert [(name, said["message"]) for name, said in core.called] == [("notify.anna", "A{1}")]
    assert core.called[0][1]["data"]["push"]["interruption-level"] == "time-sensitive"


async def test_what_fails_is_a_trouble_until_it_works_or_is_gone(core: UnrulyCore) -> None:
    house = rules("on: tag accepted, call: light.turn_on")
    house.charger()
    core.fails = {"light.turn_on"}
    task = await live(house, core.place)
    badge(house, "A")
    await house.until(lambda: "events:home.yaml:3:5" in house.state.troubles)
    trouble = house.state.troubles["events:home.yaml:3:5"]
    assert trouble.message.say("fr").startswith("`events` : light.turn_on n’a pas pu être fait")
    core.fails = set()
    badge(house, "B")
    await house.until(lambda: not house.state.troubles)
    core.fails = {"light.turn_on"}
    badge(house, "C")
    await house.until(lambda: bool(house.state.troubles))
    house.use_reading(read([SourceFile("home.yaml", "rules: []")]))
    await house.until(lambda: not house.state.troubles)
    await end_task(task)


async def test_a_phone_that_is_gone_does_not_keep_the_others_from_being_told(
    core: UnrulyCore,
) -> None:
    house = rules("on: tag accepted, notify: Hello, to: [gone, anna]")
    house.charger()
    core.fails = {"notify.gone"}
    task = await live(house, core.place)
    badge(house, "A")
    await house.until(lambda: bool(house.state.troubles))
    await end_task(task)
    assert [name for name, _ in core.called] == ["notify.gone", "notify.anna"]


async def test_alone_it_says_once_that_nobody_is_told() -> None:
    house = rules("on: charger lost, notify: Lost")
    task = asyncio.create_task(say_alone(house, Now()))
    await house.until(lambda: "events:alone" in house.state.troubles)
    house.use_reading(read([SourceFile("home.yaml", "rules: []")]))
    await house.until(lambda: "events:alone" not in house.state.troubles)
    await end_task(task)
