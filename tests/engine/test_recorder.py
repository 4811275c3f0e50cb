"""What is written down of a day, and what comes back of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from borne.domain.charger import Charger, Connector
from borne.domain.fact import Fact, Span, Value
from borne.domain.life import Status
from borne.domain.records import SaveRecording
from borne.domain.state import State
from borne.engine.recorder import AT_ONCE, FIRST, LENGTH, Recorder
from borne.engine.segment import Segment, Told, pack, unpack

from ..domain.playbook import NOON, Wire  # noqa: TID252  # one language for all plays
from .conftest import CorePlay


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def house(seconds: float, **facts: Value | None) -> State:
    return State(facts={name: Fact(value, at(seconds)) for name, value in facts.items()})


def opened(record: SaveRecording | None) -> Segment:
    assert record is not None
    segment = unpack(record.packed())
    assert segment is not None
    return segment


def test_what_changes_is_written_down_and_the_rest_costs_nothing() -> None:
    recorder = Recorder()
    assert recorder.look(house(0, grid=500.4, tempo="Bleu"), at(0)) is None
    assert recorder.look(house(10, grid=500.4, tempo="Bleu"), at(10)) is None
    assert recorder.look(house(20, grid=-812.34, tempo="Bleu"), at(20)) is None
    segment = opened(recorder.look(house(301, grid=-812.34, tempo="Bleu"), at(LENGTH + 1)))
    grid, tempo = segment.sources.index("grid"), segment.sources.index("tempo")
    assert segment.told == (Told(None), Told(None))
    assert sorted(segment.news) == sorted(
        [(5, grid, Told(500)), (5, tempo, Told("Bleu")), (25, grid, Told(-812))]
    )
    for minute in range(6, 600):
        quiet = recorder.look(house(minute * 60, grid=-812.3, tempo="Bleu"), at(minute * 60))
        assert quiet is None
    assert recorder.flush(at(40_000)) is None


def test_the_first_segment_is_soon_there_to_be_tried_on() -> None:
    recorder = Recorder()
    assert recorder.look(house(0, grid=100.0), at(0)) is None
    assert recorder.look(house(FIRST + 1, grid=200.0), at(FIRST + 1)) is not None
    assert recorder.look(house(FIRST + 60, grid=300.0), at(FIRST + 60)) is None
    assert recorder.look(house(FIRST + 130, grid=400.0), at(FIRST + 130)) is None


def test_the_next_segment_begins_with_what_is_known_and_how_old_it_is() -> None:
    recorder = Recorder()
    recorder.look(house(0, grid=100.0, old=7.0), at(0))
    assert recorder.flush(at(10)) is not None
    facts = {**house(0, old=7.0).facts, **house(900, grid=200.0).facts}
    recorder.look(State(facts=facts), at(900))
    segment = opened(recorder.flush(at(901)))
    told = dict(zip(segment.sources, segment.told, strict=True))
    assert told == {"grid": Told(100, age=900), "old": Told(7.0, age=900)}
    assert [(when, what.value) for when, _, what in segment.news] == [(5, 200)]


def test_of_what_changes_all_the_time_the_last_of_each_slot_is_kept() -> None:
    recorder = Recorder(length=LENGTH)
    for second in range(60):
        recorder.look(house(second, grid=1000.0 + second), at(second))
    assert len(opened(recorder.flush(at(60))).news) == 12


def told_again(ahead: tuple[Span, ...], value: float = 0.2) -> Told:
    recorder = Recorder()
    recorder.look(State(facts={"price": Fact(value, at(0), ahead)}), at(0))
    (_, _, told) = opened(recorder.flush(at(1))).news[0]
    return told


def hours(*values: float, first: float = 0, length: float = 3600) -> tuple[Span, ...]:
    starts = (first + place * length for place in range(len(values)))
    return tuple(
        Span(at(start), at(start + length), value)
        for start, value in zip(starts, values, strict=True)
    )


@pytest.mark.parametrize(
    "ahead",
    [
        hours(0.123),
        hours(0.12345, -0.00001, 3210.25),
        (*hours(0.1, 0.2), *hours(0.3, 0.4, first=7200, length=900)),
        (*hours(0.1), *hours(0.2, first=7200)),
        (),
    ],
)
def test_what_is_told_of_the_time_to_come_is_kept_whole(ahead: tuple[Span, ...]) -> None:
    assert told_again(ahead).spans == ahead


def test_a_price_is_kept_to_its_end_and_what_is_no_number_is_left_out() -> None:
    told = told_again(hours(0.1, float("nan"), 1e300, 0.2), value=0.12345)
    assert told.value == 0.12345
    assert told.spans == (*hours(0.1), *hours(0.2, first=3 * 3600))


def test_a_recording_of_before_is_still_read() -> None:
    start = NOON.timestamp()
    assert Told(0.2, 0, ((start, start + 3600, 0.123),)).spans == hours(0.123)


def test_a_list_of_prices_takes_few_bytes_and_what_is_over_none() -> None:
    recorder, size = Recorder(), 0
    ahead = hours(*(round(0.1 + place * 0.00137 % 0.3, 5) for place in range(192)), length=900)
    told = None
    for minute in range(24 * 60):
        facts = {**house(minute * 60, grid=float(minute % 977)).facts}
        facts["price"] = Fact(0.2, at(0), ahead)
        record = recorder.look(State(facts=facts), at(minute * 60))
        if record is not None:
            size += len(record.packed())
            segment = opened(record)
            told = segment.told[segment.sources.index("price")]
    assert size < 150_000
    assert told is not None
    assert 94 < len(told.spans) < 98


def test_a_car_is_written_down_as_it_charges(play: CorePlay, wire: Wire) -> None:
    recorder = Recorder()
    play.plug_in(wire)
    recorder.look(play.core.state, wire.now)
    wire.after(10)
    play.skip(wire.metered(1500.0, (10.04, 0.0, 0.0)), wire.status(Status.CHARGING))
    recorder.look(play.core.state, wire.now)
    segment = opened(recorder.flush(wire.now))
    assert segment.connectors == ("garage/1",)
    _, _, last = segment.seen[-1]
    assert (last.plugged, last.status, last.tag) == (True, "Charging", None)
    assert last.currents == (10.0, 0.0, 0.0)


FLEET = [f"c{number}" for number in range(3 * AT_ONCE + 1)]


def counting(energy: float) -> State:
    chargers = (
        Charger(id_, NOON, adopted=True, connectors={1: Connector(id_, 1, total=energy)})
        for id_ in FLEET
    )
    return State(chargers={charger.id: charger for charger in chargers})


@pytest.mark.parametrize(
    ("seconds", "left"),
    [((0, 1, 2, 3), (101, 51, 1, 0)), ((0, 4, 5), (101, 30, 0)), ((0, 9), (101, 0))],
)
def test_all_of_a_fleet_are_looked_into_within_a_slot(
    seconds: tuple[float, ...], left: tuple[int, ...]
) -> None:
    recorder, waiting = Recorder(), []
    for second in seconds:
        recorder.look(counting(1000.0), at(second))
        waiting.append(recorder.waiting)
    assert tuple(waiting) == left


def test_a_fleet_that_changes_at_once_is_written_down_as_it_was_then() -> None:
    recorder = Recorder()
    for second in range(4):
        recorder.look(counting(1000.0 + second), at(second))
    recorder.look(counting(2000.0), at(5))
    segment = opened(recorder.flush(at(6)))
    assert [segment.connectors[place] for _, place, _ in segment.seen] == 2 * [
        f"{id_}/1" for id_ in FLEET
    ]
    assert [(after, shown.energy) for after, _, shown in segment.seen] == [
        *[(5, 1000.0)] * len(FLEET),
        *[(10, 2000.0)] * len(FLEET),
    ]


def test_bytes_that_are_no_segment_are_nothing() -> None:
    recorder = Recorder()
    recorder.look(house(0, grid=1.0), at(0))
    record = recorder.flush(at(1))
    segment = opened(record)
    assert record is not None
    assert unpack(record.packed()[:-3]) is None
    assert unpack(b"") is None
    assert unpack(pack(replace(segment, version=2))) is None


@pytest.mark.parametrize("back", [-3600.0, -1.0])
def test_a_clock_that_is_set_back_loses_nothing(back: float) -> None:
    recorder = Recorder()
    recorder.look(house(0, grid=1.0), at(0))
    record = recorder.look(house(back, grid=2.0), at(back)) or recorder.flush(at(back + 10))
    assert {told.value for _, _, told in opened(record).news} >= {1.0}
