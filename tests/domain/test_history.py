"""Queues as offline chargers deliver them: shuffled, doubled, with gaps; never too much."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from borne.domain.charger import Sample
from borne.domain.commands import AnswerStart
from borne.domain.events import Event, MeterSampled
from borne.domain.records import SaveSession

from .playbook import NOON, DomainPlay, Wire, at_work

TAGS = ("BORNE", "ANNA")


class Charge(NamedTuple):
    """A transaction as it truly was; minutes before noon, Wh of the register."""

    tag: str
    began: int
    ended: int
    first: int
    last: int


class Told(NamedTuple):
    """One message of the queue."""

    kind: str
    which: int


@st.composite
def truths(draw: st.DrawFn) -> list[Charge]:
    """Transactions one after the other; what they draw fits their time."""
    charges: list[Charge] = []
    minute, register = 2000, draw(st.integers(1, 500_000))
    for _ in range(draw(st.integers(1, 4))):
        minute -= draw(st.integers(6, 60))
        began, length = minute, draw(st.integers(10, 300))
        minute -= length
        first = register
        register += draw(st.integers(0, length * 100))
        charges.append(Charge(draw(st.sampled_from(TAGS)), began, minute, first, register))
    return charges


class Queue:
    """Delivers messages; stops carry the id that their start was answered, else one of its own."""

    def __init__(self, truth: list[Charge]) -> None:
        self.truth = truth
        self.wire, self.play = Wire(), DomainPlay()
        at_work(self.wire, self.play)
        self.ids: dict[int, int] = {}
        self.energies: dict[int, float] = {}

    def deliver(self, told: Told) -> None:
        self.play.skip(self._event(told))
        for answer in self.play.all(AnswerStart):
            known = self.ids.setdefault(told.which, answer.transaction)
            assert known == answer.transaction, "a start was answered twice with different ids"
        for save in self.play.all(SaveSession):
            assert save.session.energy >= 0
            self.energies[save.session.id] = save.session.energy
        assert len(set(self.ids.values())) == len(self.ids), "two transactions have one id"

    @property
    def energy(self) -> float:
        return sum(self.energies.values())

    def _event(self, told: Told) -> Event:
        charge = self.truth[told.which]
        wire = self.wire.after(1)
        id_ = self.ids.get(told.which)
        if told.kind == "start":
            began = NOON - timedelta(minutes=charge.began)
            return wire.started(charge.first, charge.tag, began=began)
        if told.kind == "stop":
            ended = NOON - timedelta(minutes=charge.ended)
            stop = wire.stopped(id_ or -1000 - told.which, charge.last, ended=ended)
            return replace(stop, tag=charge.tag)
        middle = (charge.began + charge.ended) // 2
        sample = Sample(
            NOON - timedelta(minutes=middle), register=(charge.first + charge.last) // 2
        )
        return MeterSampled(wire.now, "garage", wire.ticket, 1, (sample,), id_)


def messages(truth: list[Charge]) -> list[Told]:
    return [Told(kind, which) for which in range(len(truth)) for kind in ("start", "read", "stop")]


@pytest.mark.slow
@settings(max_examples=200)
@given(truths(), st.integers(1, 3))
def test_a_queue_that_is_told_again_counts_once(truth: list[Charge], times: int) -> None:
    queue = Queue(truth)
    for _ in range(times):
        for told in messages(truth):
            queue.deliver(told)
    assert queue.energy == truth[-1].last - truth[0].first
    assert queue.play.connector().total == truth[-1].last


@pytest.mark.slow
@settings(max_examples=300)
@given(truths(), st.data())
def test_transactions_in_any_order_are_the_same(truth: list[Charge], data: st.DataObject) -> None:
    """A stop comes after its start, for only its answer gives the id; all else may change."""
    order = data.draw(st.permutations([which for which in range(len(truth)) for _ in range(2)]))
    queue, begun = Queue(truth), set[int]()
    for which in order:
        queue.deliver(Told("stop" if which in begun else "start", which))
        begun.add(which)
    assert queue.energy == truth[-1].last - truth[0].first


@pytest.mark.slow
@settings(max_examples=300)
@given(truths(), st.data())
def test_never_more_is_booked_than_was_drawn(truth: list[Charge], data: st.DataObject) -> None:
    told = data.draw(st.lists(st.sampled_from(messages(truth)), max_size=16))
    queue = Queue(truth)
    for number, one in enumerate(told):
        if one.kind == "start" or Told("start", one.which) in told[:number]:
            queue.deliver(one)
    assert 0 <= queue.energy <= truth[-1].last - truth[0].first
    whole = {which for which in range(len(truth)) if _told_in_order(told, which)}
    least = sum(truth[which].last - truth[which].first for which in whole)
    assert queue.energy >= least


def _told_in_order(told: list[Told], which: int) -> bool:
    """Whether its start was delivered, and its stop after it."""
    start, stop = Told("start", which), Told("stop", which)
    return start in told and stop in told[told.index(start) :]
