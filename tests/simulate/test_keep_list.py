"""A virtual charger's own list of badges is kept in step by the engine, through a link."""

from __future__ import annotations

from borne.domain.keep_list import SETTLED
from borne.domain.wishes import AllowTag, BlockTag
from borne.simulate.car import Car

from .garage import House


def test_a_short_list_is_brought_into_step_in_messages_that_it_takes() -> None:
    house = House("short-list", {})
    for number in range(8):
        house.wish(AllowTag(f"T{number}"))
    house.run(SETTLED.total_seconds() + 30)
    there = house.point.upkeep.local_list
    assert len(there) == 5, "no more in one message, and it takes no update"
    assert "BORNE" in there
    house.wish(BlockTag("T0"))
    house.run(60)
    kept = house.core.state.chargers["garage"].care.listing
    assert kept.whole
    assert kept.version == house.point.upkeep.list_version
    assert set(kept.entries or ()) == {tag.casefold() for tag in house.point.upkeep.local_list}


def test_a_badge_that_is_in_the_list_starts_while_borne_is_away() -> None:
    house = House("drops-after-silence", {})
    house.wish(AllowTag("ANNA"))
    house.wish(AllowTag("BEN"))
    house.wish(BlockTag("BEN"))
    house.run(SETTLED.total_seconds() + 30)
    assert house.point.upkeep.local_list["BEN"]["status"] == "Blocked"
    house.point.line_lost(house.seconds)
    house.point.plug(Car())
    for tag, starts in [("BEN", False), ("STRANGER", False), ("ANNA", True)]:
        house.point.swipe(tag)
        assert (house.point.connectors[1].transaction is not None) is starts
