"""Whatever happens, in any order: nothing crashes, no order is out of bounds, nothing spins."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borne.domain.commands import SetLimit, StartRemotely
from borne.domain.decision import Mode
from borne.domain.events import Event, Woke
from borne.domain.expiry import expiries
from borne.domain.life import Status
from borne.domain.tag import Tag
from borne.domain.wishes import (
    Adopt,
    AllowTag,
    BlockTag,
    BoostNow,
    ClearProfiles,
    Forget,
    ForgetTag,
    Ignore,
    Intent,
    SetAvailability,
    SetMaxCurrent,
    SetMode,
    StartNow,
    StopNow,
)

from ..domain.playbook import NOON, Wire  # noqa: TID252  # one language for all plays
from .conftest import RULES, CorePlay, hears

LIMITS = """
limits:
  - name: Dinner
    between: 18:30-20:30
    keep: linky
    below: 7 kVA
  - name: Heater
    when: tempo == "Blanc"
    current: 16 A
"""
CHARGERS = ("garage", "barn")
INTENTS: tuple[Intent, ...] = (
    SetMode(Mode.MAX, seconds=300),
    SetMode(Mode.SURPLUS),
    SetMode(Mode.OFF),
    SetMode(None),
    SetMaxCurrent(0),
    SetMaxCurrent(9.5),
    SetMaxCurrent(None),
    BoostNow(),
    BoostNow(seconds=120),
    BoostNow(energy=300),
    StartNow("ANNA"),
    StopNow(),
    ClearProfiles(),
    SetAvailability(operative=False),
    AllowTag("STRANGER", once=True),
    BlockTag("ANNA"),
    ForgetTag("ANNA"),
    Ignore(),
    Adopt(),
    Forget(),
)
HAPPENINGS = st.one_of(
    st.tuples(st.just("status"), st.sampled_from(Status)),
    st.tuples(st.just("start"), st.sampled_from(["ANNA", "STRANGER", "BORNE"])),
    st.tuples(st.just("stop"), st.integers(0, 9)),
    st.tuples(st.just("meter"), st.sampled_from([0.0, 6.0, 11.0, 16.0, 32.0])),
    st.tuples(st.just("swipe"), st.sampled_from(["anna", "STRANGER"])),
    st.tuples(st.just("line"), st.sampled_from(["lost", "back", "boot", "ready"])),
    st.tuples(st.just("wish"), st.sampled_from(INTENTS)),
    st.tuples(st.just("grid"), st.one_of(st.none(), st.floats(-8000, 14_000))),
    st.tuples(st.just("tempo"), st.sampled_from(["Bleu", "Blanc", "Rouge", None])),
    st.tuples(st.just("answer"), st.booleans()),
)
WAITS = st.sampled_from([0.0, 1.0, 10.0, 45.0, 700.0, 20_000.0])


@pytest.mark.slow
@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 1), HAPPENINGS, WAITS), max_size=40))
def test_any_day(day: list[tuple[int, tuple[str, object], float]]) -> None:
    play = CorePlay(RULES + LIMITS, tags=[Tag("ANNA", person="Anna")])
    wires = [Wire(name) for name in CHARGERS]
    for wire in wires:
        play.plug_in(wire)
    now = wires[0].now
    orders: list[SetLimit] = []
    for who, (kind, what), wait in day:
        now = _sleep(play, now, wait, orders)
        wire = wires[who]
        wire.now = now
        event = _event(wire, kind, what, orders)
        if event is not None:
            _play(play, event, orders)
        _none_is_forgotten(play)


def _sleep(play: CorePlay, now: datetime, wait: float, orders: list[SetLimit]) -> datetime:
    """Let time pass, waking whenever the core asks for it."""
    end, wakes = now + timedelta(seconds=wait), 0
    while (wake := play.core.next_wake()) is not None and wake <= end:
        now = max(now, wake)
        _play(play, Woke(now), orders)
        after = play.core.next_wake()
        assert after is None or after > now, "it would spin"
        wakes += 1
        assert wakes < 400, "it never sleeps"
    return end


def _none_is_forgotten(play: CorePlay) -> None:
    """The core wakes in time for whatever is due by itself at any charger."""
    policy = play.core.policy
    for charger in play.core.state.chargers.values():
        due = min(expiries(charger, policy.heartbeat, policy.follows_in), default=None)
        wake = play.core.next_wake()
        assert due is None or (wake is not None and wake <= due)


def _play(play: CorePlay, event: Event, orders: list[SetLimit]) -> None:
    play.skip(event)
    for limit in play.all(SetLimit):
        assert limit.current == 0 or 6 <= limit.current <= 32
        orders.append(limit)
    ordered = {order.charger for order in play.all(SetLimit)}
    ordered |= {order.charger for order in play.all(StartRemotely)}
    assert all(play.charger(name).online for name in ordered)
    started = [order.charger for order in play.all(StartRemotely)]
    assert len(started) == len(set(started)), "one car is started twice at once"


def _event(wire: Wire, kind: str, what: Any, orders: list[SetLimit]) -> Event | None:
    if kind == "answer":
        if not orders:
            return None
        return wire.answers(orders[-1], "Accepted" if what else "Rejected", ok=what)
    register = (wire.now - NOON).total_seconds()
    events: dict[str, Callable[[], Event]] = {
        "status": lambda: wire.status(what),
        "start": lambda: wire.started(register, what),
        "stop": lambda: wire.stopped(what, register),
        "meter": lambda: wire.metered(register, (what,)),
        "swipe": lambda: wire.swiped(what),
        "wish": lambda: wire.wishes(what, charger=wire.charger),
        "grid": lambda: hears(wire.now, grid=what, linky=what and max(0.0, what)),
        "tempo": lambda: hears(wire.now, tempo=what),
    }
    lines: dict[str, Callable[[], Event]] = {
        "lost": wire.disconnected,
        "back": wire.connected,
        "boot": wire.booted,
        "ready": wire.ready,
    }
    return lines[what]() if kind == "line" else events[kind]()
