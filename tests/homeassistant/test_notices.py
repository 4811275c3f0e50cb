"""What Borne tells by itself: each kind from its cause to the phone, and gone with its cause."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from msgspec.structs import replace
from tests.tasks import end_task

from borne.domain.charger import Charger
from borne.domain.commands import Ticket
from borne.domain.decision import Boost, ByHand, Decision, Mode
from borne.domain.events import TagSwiped, TroubleFound, TroubleGone
from borne.domain.life import Status
from borne.domain.say import Text
from borne.domain.session import Session
from borne.domain.site import Figures
from borne.domain.wishes import Adopt, AllowTag, BlockTag, BoostNow, StopNow
from borne.engine.notices import Choices, Kind
from borne.engine.standing import Standing
from borne.homeassistant import notices
from borne.homeassistant.answers import ANSWERED, Answer, read_answer
from borne.homeassistant.home import HomeAssistant
from borne.homeassistant.notice_book import NoticeBook
from borne.rules.check import read
from borne.rules.document import SourceFile

from .house import House
from .unruly_core import UnrulyCore, unruly_core

NOON = datetime(2026, 6, 9, 12, tzinfo=UTC)
PHONE = "notify.mobile_app_boss_phone"
CREATE, DISMISS = "persistent_notification.create", "persistent_notification.dismiss"
SITE = "site: {contract: 9 kVA}\nrules: [{name: A, charge: max}]\n"


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self) -> None:
        self.time = NOON

    def now(self) -> datetime:
        return self.time


class Home:
    """A house, Borne in it, and a Home Assistant that writes down which services are called."""

    def __init__(self, core: UnrulyCore, book: NoticeBook) -> None:
        self.core = core
        self.clock = Hands()
        self.house = House()
        self.house.use_reading(read([SourceFile("home.yaml", SITE)]))
        self.house.now = self.clock.now  # type: ignore[method-assign]  # one clock for all
        self.home = HomeAssistant(self.house, self.clock, core.place, language="en", notices=book)
        self._task = asyncio.create_task(self.home.run())

    async def ready(self) -> None:
        await self.house.until(lambda: ANSWERED in self.core.subscribed)
        self.house.charger()

    def after(self, **time: float) -> None:
        """Let time pass, and have everybody look."""
        self.home.notices.see(self.house.view, ())
        self.clock.time += timedelta(**time)
        self.house.look()

    async def tap(self, action: str, user: str = "boss") -> None:
        event = {"data": {"action": action}, "context": {"user_id": user}}
        await self.core.say({"id": self.core.subscribed[ANSWERED], "type": "event", "event": event})

    async def called(self, count: int) -> list[tuple[str, str]]:
        """Wait for so many calls; each service with what it is about."""
        await self.house.until(lambda: len(self.core.called) >= count)
        return [(name, _about(data)) for name, data in self.core.called]

    def connector(self, **fields: object) -> None:
        charger = self.house.state.chargers["garage"]
        connector = replace(charger.connector(1), **fields)
        self.house.state = self.house.state.with_connector(connector)
        self.house.look()

    async def end(self) -> None:
        await end_task(self._task)


def _about(data: dict[str, Any]) -> str:
    said = data.get("message", "")
    tag = data.get("notification_id") or data.get("data", {}).get("tag")
    return f"clear {tag}" if said == "clear_notification" else str(tag)


@pytest_asyncio.fixture
async def core() -> AsyncIterator[UnrulyCore]:
    async with unruly_core() as core:
        core.users = [
            {"id": "boss", "is_owner": True, "group_ids": []},
            {"id": "child", "is_owner": False, "group_ids": ["system-users"]},
        ]
        core.known_states = [
            person("boss", "device_tracker.boss_phone", "device_tracker.router"),
            person("child", "device_tracker.child_phone"),
            {"entity_id": "sensor.grid", "attributes": {}},
        ]
        phones = ("mobile_app_boss_phone", "mobile_app_child_phone", "notify")
        core.services = {"notify": {phone: {} for phone in phones}}
        yield core


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "LOOK_S", 0.0)


ALL = Choices(off=frozenset())


@pytest.fixture
def book() -> NoticeBook:
    book = NoticeBook()
    book.choose(ALL)
    return book


@pytest_asyncio.fixture
async def home(core: UnrulyCore, book: NoticeBook) -> AsyncIterator[Home]:
    home = Home(core, book)
    await home.ready()
    yield home
    await home.end()


def person(user: str, *trackers: str) -> dict[str, Any]:
    attributes = {"user_id": user, "device_trackers": list(trackers)}
    return {"entity_id": f"person.{user}", "attributes": attributes}


def show(home: Home, tag: str = "7F3A") -> None:
    home.house.post(TagSwiped(home.clock.now(), "garage", Ticket(1, "swipe"), tag))


# Each kind, from its cause to the phone and back

WHY = Text("Waits for the night", "Attend la nuit")()
PAUSED = Decision("Night", Mode.OFF, False, 0.0, 1, WHY, NOON)
SESSION = Session(7, "garage", 1, NOON)


def trouble(code: str) -> tuple[Callable[[Home], None], Callable[[Home], None]]:
    message = Text("It draws 16 A", "Elle prend 16 A")()
    return (
        lambda home: home.house.post(TroubleFound(home.clock.now(), code, "error", message)),
        lambda home: home.house.post(TroubleGone(home.clock.now(), code)),
    )


def contract(left: float) -> Callable[[Home], None]:
    def apply(home: Home) -> None:
        home.house.figures = Figures(unused=left)
        home.house.look()

    return apply


def stranger(*, here: bool) -> Callable[[Home], None]:
    def apply(home: Home) -> None:
        charger = Charger("new", NOON, online=True, ignored=not here)
        home.house.state = home.house.state.with_charger(charger)
        home.house.look()

    return apply


def ended(home: Home) -> None:
    home.house.announce("borne_session_ended", charger="garage", connector=1, energy=5000.0)


def connector(**fields: object) -> Callable[[Home], None]:
    return lambda home: home.connector(**fields)


CAUSES: dict[Kind, tuple[str, list[str], Callable[[Home], None], Callable[[Home], None]]] = {
    Kind.UNKNOWN_BADGE: (
        "7f3a",
        ["BORNE_TAG_ONCE:7F3A", "BORNE_TAG_ALWAYS:7F3A", "BORNE_TAG_BLOCK:7F3A"],
        show,
        lambda home: home.house.post(TroubleGone(home.clock.now(), "nothing")),
    ),
    Kind.NEW_CHARGER: ("new", ["BORNE_ADOPT:new"], stranger(here=True), stranger(here=False)),
    Kind.CAR_WAITS: (
        "garage/1",
        ["BORNE_BOOST:garage/1"],
        connector(session=SESSION, decision=PAUSED),
        connector(decision=replace(PAUSED, charge=True)),
    ),
    Kind.BOOST: (
        "garage/1",
        ["BORNE_BOOST_OFF:garage/1"],
        connector(session=SESSION, by_hand=ByHand(boost=Boost())),
        connector(by_hand=ByHand()),
    ),
    Kind.SESSION_ENDED: ("garage/1", [], ended, connector(session=SESSION)),
    Kind.LIMIT_IGNORED: ("garage/1", ["BORNE_STOP:garage/1"], *trouble("ignored:garage/1")),
    Kind.CONTRACT_NEAR: ("house", [], contract(500.0), contract(5000.0)),
    Kind.CHARGER_LOST: (
        "garage",
        [],
        lambda home: home.house.gone(),
        lambda home: home.house.charger(),
    ),
    Kind.CHARGER_FAULT: (
        "garage/1",
        [],
        lambda home: home.house.status(Status.FAULTED),
        lambda home: home.house.status(Status.AVAILABLE),
    ),
    Kind.PROBLEM: ("disk", [], *trouble("disk")),
}


@pytest.mark.parametrize("kind", Kind)
async def test_each_kind_comes_with_its_cause_and_goes_with_it(home: Home, kind: Kind) -> None:
    cause, buttons, begin, end = CAUSES[kind]
    home.connector(session=None)
    begin(home)
    home.after(minutes=3)
    begin(home)  # the same cause is never told twice
    home.after(seconds=1)
    id_ = f"borne_{kind}_{cause}"
    assert await home.called(2) == [(CREATE, id_), (PHONE, id_)]
    _, told = home.core.called[1]
    assert [one["action"] for one in told["data"].get("actions", [])] == buttons
    if kind is Kind.UNKNOWN_BADGE:
        await home.tap(buttons[2])
    else:
        end(home)
    home.after(seconds=1)
    assert (await home.called(4))[2:] == [(DISMISS, id_), (PHONE, f"clear {id_}")]


def test_every_kind_has_its_cause_above() -> None:
    assert set(CAUSES) == set(Kind)


# What comes of an answer


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("BORNE_TAG_ONCE:7F3A", Answer(AllowTag("7F3A", once=True))),
        ("BORNE_TAG_ALWAYS:7F:3A", Answer(AllowTag("7F:3A"))),
        ("BORNE_TAG_BLOCK:7F3A", Answer(BlockTag("7F3A"))),
        ("BORNE_ADOPT:a/b", Answer(Adopt(), "a/b")),
        ("BORNE_BOOST:a/b/2", Answer(BoostNow(), "a/b", 2)),
        ("BORNE_BOOST_OFF:garage/1", Answer(BoostNow(off=True), "garage", 1)),
        ("BORNE_STOP:garage/1", Answer(StopNow(), "garage", 1)),
        ("BORNE_STOP:garage", None),
        ("BORNE_STOP:/1", None),
        ("BORNE_STOP:garage/²", None),
        ("BORNE_TAG_ONCE:", None),
        ("SOMETHING_ELSE:1", None),
        (None, None),
    ],
)
def test_a_tap_asks_for_what_its_button_says(action: str | None, answer: Answer | None) -> None:
    assert read_answer({"data": {"action": action}}) == answer


async def test_only_an_administrators_answer_counts(home: Home) -> None:
    show(home)
    await home.tap("BORNE_TAG_ALWAYS:7F3A", user="child")
    await home.tap("SOMETHING_ELSE")
    await home.tap("BORNE_BOOST:garage/1")
    await home.house.until(lambda: bool(home.house.wishes))
    (wish,) = home.house.wishes
    assert (wish.intent, wish.charger, wish.connector) == (BoostNow(), "garage", 1)


async def test_a_known_badge_is_no_news_and_one_that_was_shown_long_ago(home: Home) -> None:
    await home.house.wish(AllowTag("7F3A"))
    show(home)
    home.house.post(TagSwiped(NOON - timedelta(hours=1), "garage", Ticket(1, "x"), "OLD"))
    show(home, "OTHER")
    assert (await home.called(1))[0] == (CREATE, "borne_unknown_badge_other")


# What a person chooses


async def test_while_it_is_quiet_no_phone_rings_and_in_the_morning_it_does(home: Home) -> None:
    night = Choices(off=frozenset(), quiet="11:00-13:00")
    home.home.notices.choose(night)
    begin, end = trouble("disk")
    begin(home)
    gone, over = trouble("net")
    gone(home)
    await home.called(2)
    over(home)  # over before the morning: nobody is woken, or told then
    assert (await home.called(3))[2] == (DISMISS, "borne_problem_net")
    home.after(hours=1, minutes=1)
    home.home.notices.choose(night)  # so that nobody has to wait for the hour
    assert (await home.called(4))[3] == (PHONE, "borne_problem_disk")
    end(home)
    assert (await home.called(6))[5] == (PHONE, "clear borne_problem_disk")


async def test_what_is_critical_rings_at_night_too_also_when_it_becomes_so(home: Home) -> None:
    home.home.notices.choose(Choices(off=frozenset(), quiet="00:00-23:59"))
    contract(500.0)(home)
    home.after(seconds=40)
    await home.called(1)
    home.house.figures = Figures(unused=-900.0, breaker_left=30.0)
    home.house.look()
    id_ = "borne_contract_near_house"
    assert await home.called(3) == [(CREATE, id_), (CREATE, id_), (PHONE, id_)]
    assert home.core.called[2][1]["data"]["push"]["interruption-level"] == "critical"


async def test_what_is_switched_off_is_taken_away_at_once_and_comes_back(home: Home) -> None:
    begin, _ = trouble("disk")
    begin(home)
    await home.called(2)
    home.home.notices.choose(Choices(off=frozenset({Kind.PROBLEM})))
    assert (await home.called(4))[2] == (DISMISS, "borne_problem_disk")
    home.home.notices.choose(ALL)
    assert (await home.called(6))[4] == (CREATE, "borne_problem_disk")


async def test_a_phone_is_tried_out(home: Home) -> None:
    ok, message = await home.home.notices.try_out("fr")
    assert (ok, message.say("fr")) == (True, "Envoyé à mobile_app_boss_phone")
    home.core.services = {}
    ok, message = await home.home.notices.try_out("en")
    assert (ok, str(message).startswith("No phone was found")) == (True, True)


async def test_a_busy_house_is_looked_at_once_a_second_and_nothing_is_missed(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notices, "LOOK_S", 0.2)
    looks, began = 0, time.monotonic()
    see = Standing.see

    def counted(standing: Standing, *what: Any) -> Any:
        nonlocal looks
        looks += 1
        return see(standing, *what)

    monkeypatch.setattr(Standing, "see", counted)
    for _ in range(50):
        home.house.look()
        await asyncio.sleep(0)
    trouble("disk")[0](home)
    await home.called(2)
    assert looks <= 2 + (time.monotonic() - began) / 0.2


# What outlives Borne


async def test_after_a_restart_nothing_is_told_twice_and_what_is_over_goes(
    core: UnrulyCore, tmp_path: Path
) -> None:
    file = tmp_path / "notices.json"
    first = Home(core, NoticeBook(file))
    await first.ready()
    for code in ("disk", "net"):
        trouble(code)[0](first)
    await first.called(4)
    await first.end()
    core.called.clear()
    second = Home(core, NoticeBook(file))
    await second.house.home_is("connected")
    trouble("disk")[0](second)
    second.after(minutes=1)
    await second.house.until(lambda: second.core.connections == 2)
    assert core.called == []
    second.after(minutes=3)
    id_ = "borne_problem_net"
    assert await second.called(2) == [(DISMISS, id_), (PHONE, f"clear {id_}")]
    await second.end()


def test_a_file_that_is_broken_is_no_reason_not_to_start(tmp_path: Path) -> None:
    file = tmp_path / "notices.json"
    file.write_text('{"choices": {"off": ["nothing"]}}')
    assert NoticeBook(file).choices == Choices()
    book = NoticeBook(tmp_path / "missing" / "notices.json")
    book.choose(ALL)
    assert book.choices == ALL


async def test_what_a_charger_says_is_no_markdown(home: Home) -> None:
    show(home, "![x](//evil.example)")
    home.after(seconds=1)
    await home.called(2)
    (_, shown), (_, rung) = home.core.called[:2]
    assert r"!\[x\](//evil.example)" in shown["message"]
    assert "![x](//evil.example)" in rung["message"]  # a phone shows it as it is
