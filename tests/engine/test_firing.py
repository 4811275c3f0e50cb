"""When an action of `events:` is carried out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.engine.firing import AGAIN, MOST_HELD, Deed, Firing
from borne.engine.happened import Happened
from borne.rules.clock import Schedule, read_window, schedule_of
from borne.rules.moment import Truth
from borne.rules.ties import Happening, Tie, Urgency
from borne.rules.when import When

PARIS = ZoneInfo("Europe/Paris")
LOST = Happened(Happening.CHARGER_LOST, "garage", "Garage")


def quiet(text: str) -> Schedule:
    window = read_window(text)
    assert window is not None
    return schedule_of((window,), None, None, holidays=None)


def firing_of(answer: Truth = True) -> Firing:  # noqa: FBT002  # one of three, no switch
    return Firing(lambda _when, _happened: answer)


def tie(text: str | None = None, urgency: Urgency = Urgency.INFO, **more: object) -> Tie:
    on = frozenset({Happening.CHARGER_LOST})
    hours = None if text is None else quiet(text)
    return Tie("a:1:1", on, urgency=urgency, quiet=hours, **({"notify": "x"} | more))  # type: ignore[arg-type]


def at(hour: float, day: int = 9, month: int = 6) -> datetime:
    midnight = datetime(2026, month, day, tzinfo=PARIS).astimezone(UTC)
    return (midnight + timedelta(hours=hour)).astimezone(PARIS)


def deeds(firing: Firing, entry: Tie, now: datetime, *happened: Happened) -> list[tuple[str, str]]:
    return [(one.deed.value, one.happened.cause) for one in firing.fire([entry], happened, now)]


def test_the_same_cause_is_notified_once_and_again_only_later() -> None:
    firing, now = firing_of(), at(12)
    other = Happened(Happening.CHARGER_LOST, "carport", "carport")
    assert deeds(firing, tie(), now, LOST, LOST, other) == [
        ("notify", "garage"),
        ("notify", "carport"),
    ]
    assert deeds(firing, tie(), now + AGAIN - timedelta(seconds=1), LOST) == []
    assert deeds(firing, tie(), now + AGAIN, LOST) == [("notify", "garage")]


def test_events_and_actions_follow_each_time() -> None:
    firing, entry = firing_of(), tie(call="light.turn_on", event="lost")
    assert [one.deed for one in firing.fire([entry], [LOST, LOST], at(12))] == [
        Deed.EVENT,
        Deed.CALL,
        Deed.NOTIFY,
        Deed.EVENT,
        Deed.CALL,
    ]


@pytest.mark.parametrize(("chargers", "count"), [((), 1), (("garage",), 1), (("carport",), 0)])
def test_it_can_be_about_one_charger(chargers: tuple[str, ...], count: int) -> None:
    assert len(deeds(firing_of(), tie(chargers=frozenset(chargers)), at(12), LOST)) == count


def test_what_happens_to_no_charger_is_not_for_an_entry_about_one() -> None:
    nowhere = Happened(Happening.CHARGER_LOST, "")
    assert deeds(firing_of(), tie(chargers=frozenset({"garage"})), at(12), nowhere) == []


@pytest.mark.parametrize(("truth", "count"), [(True, 1), (False, 0), (None, 0)])
def test_nothing_is_done_unless_its_condition_is_sure_to_hold(truth: Truth, count: int) -> None:
    entry = tie(when=When("event:a", "a", (), lambda _moment: truth))
    assert len(deeds(firing_of(truth), entry, at(12), LOST)) == count


def test_at_night_it_waits_for_the_morning_and_is_told_once() -> None:
    firing, entry = firing_of(), tie("22:00-07:00", call="light.turn_on")
    assert deeds(firing, entry, at(23.5), LOST) == [("call", "garage")]
    assert deeds(firing, entry, at(26), LOST) == [("call", "garage")]
    assert firing.due() == at(7, day=10)
    assert deeds(firing, entry, at(30.9)) == []
    assert deeds(firing, entry, at(31)) == [("notify", "garage")]
    assert deeds(firing, entry, at(31.01), LOST) == [("call", "garage")]
    assert firing.due() is None


def test_what_an_earlier_run_held_back_is_told_in_the_morning() -> None:
    before, entry = firing_of(), tie("22:00-07:00")
    assert deeds(before, entry, at(23), LOST) == []
    after = firing_of()
    for action, until in before.held:
        after.hold(action, until)
    assert deeds(after, entry, at(26)) == []
    assert after.due() == at(7, day=10)
    assert deeds(after, entry, at(31)) == [("notify", "garage")]
    assert after.held == ()


@pytest.mark.parametrize(("hours", "told"), [("22:00-07:00", 0), ("22:00-06:00", 1)])
def test_the_quiet_hours_that_count_are_those_of_now(hours: str, told: int) -> None:
    firing = firing_of()
    assert deeds(firing, tie("22:00-06:00"), at(23), LOST) == []
    assert len(deeds(firing, tie(hours), at(30.5))) == told


def test_what_is_critical_wakes_people() -> None:
    entry = tie("22:00-07:00", Urgency.CRITICAL)
    assert deeds(firing_of(), entry, at(2), LOST) == [("notify", "garage")]


def test_the_night_on_which_the_clocks_change_is_quiet_to_its_end() -> None:
    firing, entry = firing_of(), tie("22:00-07:00")
    evening = at(23, day=28, month=3)
    assert deeds(firing, entry, evening, LOST) == []
    told: list[tuple[str, str]] = []
    now = evening
    while not told:
        due = firing.due()
        assert due is not None
        assert due > now.astimezone(UTC)
        now = due.astimezone(PARIS)
        told = deeds(firing, entry, now)
    assert (now.day, now.hour, now.minute) == (29, 7, 0)


def test_no_more_are_held_than_a_person_would_read() -> None:
    firing, entry = firing_of(), tie("22:00-07:00")
    many = [Happened(Happening.CHARGER_LOST, str(number)) for number in range(MOST_HELD + 5)]
    assert deeds(firing, entry, at(23), *many) == []
    told = deeds(firing, entry, at(31))
    assert told == [("notify", str(number)) for number in range(5, MOST_HELD + 5)]


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 2)), max_size=40))
def test_nothing_is_told_twice_within_five_minutes_nor_at_night(
    steps: list[tuple[int, int]],
) -> None:
    firing, entry, now = firing_of(), tie("22:00-07:00"), at(19)
    last: dict[str, datetime] = {}
    for seconds, cause in steps:
        now = (now.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(PARIS)
        for _, told in deeds(firing, entry, now, Happened(Happening.CHARGER_LOST, str(cause))):
            assert 7 <= now.hour < 22
            assert told not in last or now - last[told] >= AGAIN
            last[told] = now
