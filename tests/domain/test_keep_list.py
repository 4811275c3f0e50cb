"""A charger's own list of badges comes into step with Borne's, in few writes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from borne.domain import listing
from borne.domain.events import OrderAnswered
from borne.domain.expiry import expiries
from borne.domain.keep_list import GATHER, SETTLED
from borne.domain.listing import MOST_A_DAY, Listing
from borne.domain.say import plain
from borne.domain.state import State
from borne.domain.tag import Tag
from borne.domain.upkeep_intents import ReadListVersionNow, SendListNow
from borne.domain.upkeep_orders import ListedTag, ReadListVersion, SendList
from borne.domain.wishes import AllowTag, BlockTag, ForgetTag

from .playbook import NOON, DomainPlay, Wire

ANNA, BEN = Tag("ANNA", name="Anna"), Tag("BEN")
OWN = ListedTag("BORNE")


class Box:
    """A charger that keeps a list, and what it says to each order about it."""

    def __init__(self, wire: Wire, *tags: Tag, **keys: str) -> None:
        self.wire = wire
        self.play = DomainPlay(state=State(tags={tag.tag.casefold(): tag for tag in tags}))
        self.version = 0
        self.badges: dict[str, ListedTag] = {}
        self.says: list[str] = []
        self.orders: list[Any] = []
        self.come_up(**keys)

    def come_up(self, **keys: str) -> None:
        self.play.skip(
            self.wire.connected(), self.wire.booted(), self.wire.tells(**keys), self.wire.ready()
        )

    @property
    def kept(self) -> Listing:
        return self.play.charger().care.listing

    def wait(self, time: timedelta) -> list[Any]:
        """Let time pass, answering whatever is ordered; return the orders."""
        self.orders.clear()
        end = self.wire.now + time
        while True:
            due = self.kept.due
            if due is None or due > end:
                self.wire.now = end
                return list(self.orders)
            self.wire.now = max(self.wire.now, due)
            self.do(self.wire.woke())

    def do(self, event: Any) -> None:
        self.play.skip(event)
        for order in list(self.play.commands):
            if isinstance(order, ReadListVersion):
                self.orders.append(order)
                data = {"version": self.version}
                told = OrderAnswered(
                    self.wire.now, order, self.version >= 0, "Accepted", plain(""), data
                )
                self.do(told)
            elif isinstance(order, SendList):
                self.orders.append(order)
                self.do(self.take(order))

    def take(self, order: SendList) -> OrderAnswered:
        status = self.says.pop(0) if self.says else "Accepted"
        if status == "Accepted":
            if not order.differential:
                self.badges = {}
            for one in order.tags:
                if one.status is None:
                    self.badges.pop(one.tag, None)
                else:
                    self.badges[one.tag] = one
            self.version = order.version
        return self.wire.answers(order, status, ok=status == "Accepted")


def test_the_list_is_given_once_the_charger_has_settled(wire: Wire) -> None:
    box = Box(wire, ANNA)
    assert box.wait(SETTLED - timedelta(seconds=1)) == []
    assert box.wait(timedelta(seconds=1)) == [
        ReadListVersion("garage"),
        SendList("garage", 1, (OWN, ListedTag("ANNA"))),
    ]
    assert box.wait(timedelta(days=30)) == []
    assert listing.in_step(box.kept, {"borne": OWN, "anna": ListedTag("ANNA")})


def test_many_edits_are_one_update_of_what_changed(wire: Wire) -> None:
    box = Box(wire, ANNA, BEN)
    box.wait(SETTLED)
    for tag in ("CARL", "DORA", "EMIL"):
        box.do(wire.after(2).wishes(AllowTag(tag)))
    box.do(wire.wishes(BlockTag("ANNA")))
    box.do(wire.wishes(ForgetTag("BEN")))
    changes = (
        ListedTag("BEN", None),
        *(ListedTag(tag) for tag in ("CARL", "DORA", "EMIL")),
        ListedTag("ANNA", "Blocked"),
    )
    (order,) = box.wait(GATHER)
    assert order == SendList("garage", 2, order.tags, differential=True)
    assert set(order.tags) == set(changes)
    assert order.tags[0] == ListedTag("BEN", None), "what goes makes room"
    assert box.badges["ANNA"].status == "Blocked"


def test_what_makes_no_difference_to_the_list_is_not_sent(wire: Wire) -> None:
    box = Box(wire, ANNA)
    box.wait(SETTLED)
    box.do(wire.wishes(AllowTag("ANNA", name="Anna of next door")))
    assert box.wait(timedelta(days=1)) == []


def test_after_a_reconnect_nothing_is_written_again(wire: Wire) -> None:
    box = Box(wire, ANNA)
    box.wait(SETTLED)
    box.play.skip(wire.disconnected())
    box.come_up()
    assert box.wait(timedelta(days=1)) == []


def test_a_list_that_somebody_else_has_changed_is_sent_whole(wire: Wire) -> None:
    box = Box(wire, ANNA)
    box.wait(SETTLED)
    box.version = 40
    box.do(wire.wishes(ReadListVersionNow()))
    _, order = box.orders[-2:]
    assert (order.version, order.differential) == (41, False)


def test_a_long_list_goes_in_several_messages(wire: Wire) -> None:
    tags = [Tag(f"T{number:02}") for number in range(25)]
    box = Box(wire, *tags, SendLocalListMaxLength="10", LocalAuthListMaxLength="20")
    _, *parts = box.wait(SETTLED)
    assert [(len(part.tags), part.differential) for part in parts] == [(10, False), (10, True)]
    assert [part.version for part in parts] == [1, 2]
    assert len(box.badges) == 20
    assert "BORNE" in box.badges


def test_an_update_that_was_begun_is_finished_whatever_the_budget(wire: Wire) -> None:
    tags = [Tag(f"T{number:02}") for number in range(60)]
    box = Box(wire, *tags, SendLocalListMaxLength="2", LocalAuthListMaxLength="50")
    box.wait(SETTLED)
    assert len(box.badges) == 50
    assert len(box.kept.sent) == 1


def test_a_differential_update_that_fails_is_followed_by_the_whole_list(wire: Wire) -> None:
    box = Box(wire, ANNA)
    box.wait(SETTLED)
    box.says = ["Failed"]
    box.do(wire.wishes(AllowTag("CARL")))
    orders = [order for order in box.wait(timedelta(hours=1)) if isinstance(order, SendList)]
    assert [order.differential for order in orders] == [True, False]
    assert set(box.badges) == {"BORNE", "ANNA", "CARL"}
    box.do(wire.wishes(AllowTag("DORA")))
    assert [order.differential for order in box.wait(GATHER)] == [False], "it is not tried again"


def test_another_version_is_read_and_the_whole_list_sent(wire: Wire) -> None:
    box = Box(wire, ANNA)
    box.wait(SETTLED)
    box.version, box.says = 7, ["VersionMismatch"]
    box.do(wire.wishes(AllowTag("CARL")))
    _, read, whole = box.wait(timedelta(hours=1))
    assert read == ReadListVersion("garage")
    assert (whole.version, whole.differential) == (8, False)


def test_a_charger_that_has_no_list_is_left_alone(wire: Wire) -> None:
    box = Box(wire, ANNA)
    box.version = -1
    assert box.wait(timedelta(days=1)) == [ReadListVersion("garage")]
    assert box.kept.refused
    box.do(wire.wishes(AllowTag("CARL")))
    box.come_up()
    assert box.wait(timedelta(days=1)) == []


@pytest.mark.parametrize(
    "keys",
    [{"SupportedFeatureProfiles": "Core,SmartCharging"}, {"LocalAuthListEnabled": "false"}],
)
def test_a_charger_that_says_it_keeps_no_list_is_not_asked(
    wire: Wire, keys: dict[str, str]
) -> None:
    assert Box(wire, ANNA, **keys).wait(timedelta(days=1)) == []


def test_a_list_that_is_refused_is_remembered_until_a_person_asks(wire: Wire) -> None:
    box = Box(wire, ANNA)
    box.says = ["NotSupported"]
    assert len(box.wait(timedelta(days=2))) == 2
    assert (box.kept.refused, box.kept.status) == (True, "NotSupported")
    box.do(wire.wishes(SendListNow()))
    assert not box.kept.refused
    assert box.badges["ANNA"] == ListedTag("ANNA")


def test_a_list_that_fails_is_tried_less_and_less_often(wire: Wire) -> None:
    box = Box(wire, ANNA)
    box.says = ["Failed"] * 100
    sent = [order for order in box.wait(timedelta(days=2)) if isinstance(order, SendList)]
    assert 5 < len(sent) < 12


def test_a_charger_that_falls_silent_over_its_list_is_left_alone(wire: Wire) -> None:
    box = Box(wire, ANNA)
    for _ in range(3):
        box.says = ["Disconnected"]
        box.wait(SETTLED)
        box.play.skip(wire.disconnected())
        box.come_up()
    assert box.kept.refused
    assert box.wait(timedelta(days=1)) == []


def test_a_new_firmware_is_asked_again(wire: Wire) -> None:
    box = Box(wire, ANNA)
    box.version = -1
    box.wait(SETTLED)
    box.version = 0
    for firmware in ("1.0", "1.1"):
        box.play.skip(replace(wire.booted(), firmware=firmware), wire.ready())
    assert len(box.wait(SETTLED)) == 2


def test_the_writes_of_a_day_are_bounded(wire: Wire) -> None:
    box = Box(wire, ANNA)
    sent = 0
    for number in range(24 * 6):
        box.do(wire.wishes(AllowTag(f"T{number}")))
        sent += sum(isinstance(order, SendList) for order in box.wait(timedelta(minutes=10)))
    assert sent == MOST_A_DAY
    box.wait(timedelta(days=1))
    assert f"T{24 * 6 - 1}" in box.badges or len(box.badges) == 100


def test_an_end_is_carried_and_an_old_one_is_expired() -> None:
    tags = [
        Tag("NEW", expires=date(2026, 6, 7), group="FAMILY"),
        Tag("OLD", expires=date(2026, 6, 6)),
        Tag("LOST", blocked=True),
        Tag("X" * 21),
        Tag("BIG", group="G" * 21),
    ]
    found = listing.wanted(tags, NOON, 100)
    assert [(one.tag, one.status, one.group) for one in found.values()] == [
        ("BORNE", "Accepted", None),
        ("BIG", "Accepted", None),
        ("NEW", "Accepted", "FAMILY"),
        ("LOST", "Blocked", None),
        ("OLD", "Expired", None),
    ]
    assert found["new"].expires == NOON.replace(day=8, hour=0)


def test_what_is_due_is_woken_for_only_while_the_charger_is_there(wire: Wire) -> None:
    box = Box(wire, ANNA)
    assert NOON + SETTLED in list(expiries(box.play.charger()))
    box.play.skip(wire.disconnected())
    assert list(expiries(box.play.charger())) == []


lists = st.dictionaries(
    st.sampled_from([f"t{number}" for number in range(12)]),
    st.sampled_from(["Accepted", "Blocked"]),
)


@given(old=lists, new=lists, most=st.integers(1, 5), whole=st.booleans())
def test_the_parts_of_an_update_come_to_the_list_that_was_wanted(
    *, old: dict[str, str], new: dict[str, str], most: int, whole: bool
) -> None:
    def of(badges: dict[str, str]) -> dict[str, ListedTag]:
        return {"borne": OWN, **{key: ListedTag(key, status) for key, status in badges.items()}}

    goal = of(new)
    if whole:
        goal = dict(list(goal.items())[:most])
    kept = Listing(version=3, entries=of(old), whole=whole)
    for _ in range(30):
        part = listing.next_part(kept, goal, most)
        if part is None:
            break
        assert len(part.tags) <= most
        kept = listing.after(kept, part, (kept.version or 0) + 1)
    assert listing.in_step(kept, goal)
