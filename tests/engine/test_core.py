"""The core under real rules: what is ordered, when it is ordered again, and when it wakes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from borne.domain.charger import Charger
from borne.domain.commands import Announce, SetFallback, StartRemotely
from borne.domain.decision import Mode
from borne.domain.events import Event, HomeChanged
from borne.domain.life import Status
from borne.domain.records import SaveDecision
from borne.domain.say import plain
from borne.domain.state import Policy, State
from borne.domain.tag import Tag
from borne.domain.traits import VALID_FOR
from borne.domain.whereabouts import Whereabouts
from borne.domain.wishes import Adopt, BoostNow, Ignore, SetMode
from borne.engine import choosing
from borne.engine.core import Core
from borne.engine.dispatch import RENEW
from borne.rules.decide import decide

from ..domain.playbook import Wire  # noqa: TID252  # one language for all plays
from .conftest import FREE, PARIS, RULES, CorePlay, hears, limit, reading_of

ANNA = Tag("ANNA", person="Anna")


def test_a_car_without_a_badge_is_started_by_borne_when_the_sun_shines(
    wire: Wire, play: CorePlay
) -> None:
    play.skip(wire.connected(), wire.booted(), wire.ready(), hears(wire.now, grid=500.0, linky=0.0))
    assert (
        play
        >> wire.status(Status.PREPARING)
        >> hears(wire.after(2).now, grid=-3000.0, linky=0.0)
        >> hears(wire.after(300).now, grid=-3000.0, linky=0.0)
        << StartRemotely("garage", 1, "BORNE")
        >> wire.after(3).started(1000)
        << limit(13)
    )
    assert play.decision().why.say("fr").startswith("Sun : 13\N{NO-BREAK SPACE}A, ")


def test_the_contract_stands_above_a_boost(wire: Wire) -> None:
    play = CorePlay(tags=[ANNA])
    play.skip(hears(wire.now, grid=5000.0, linky=5000.0))
    play.plug_in(wire)
    assert play >> wire.wishes(BoostNow()) << limit(17)


def test_a_meter_that_grows_old_gives_the_safe_current(wire: Wire, play: CorePlay) -> None:
    play.skip(hears(wire.now, grid=1000.0, linky=1000.0))
    play.plug_in(wire)
    play.skip(wire.wishes(BoostNow()))
    play.forget()
    wake = play.core.next_wake()
    assert wake is not None
    assert timedelta(seconds=120) < wake - wire.now < timedelta(seconds=121)
    wire.now = wake
    assert play >> wire.woke() << limit(8)
    assert "linky has been unknown from 14:02 on" in play.decision().why.say("en")


def test_a_limit_is_sent_again_before_it_lapses(wire: Wire) -> None:
    play = CorePlay(FREE)
    play.plug_in(wire)
    assert timedelta(seconds=VALID_FOR) > RENEW
    wake = play.core.next_wake()
    assert wake == wire.now + RENEW
    wire.now = wake
    assert play >> wire.woke() << limit(10)
    assert play.core.next_wake() == wire.now + RENEW


def test_a_limit_that_fails_is_tried_again_after_a_minute(wire: Wire) -> None:
    play = CorePlay(FREE)
    play.plug_in(wire)
    play.skip(wire.answers(limit(10), "Timeout", ok=False))
    assert play >> wire.after(59).woke() >> wire.after(1).woke() << limit(10)


def test_a_window_opens_at_its_minute(wire: Wire) -> None:
    play = CorePlay(FREE)
    play.plug_in(wire)
    told = play.decision().next
    assert told is not None
    assert told.at == datetime(2026, 6, 7, 22, tzinfo=PARIS)
    wire.now = told.at
    assert play >> wire.woke() << limit(20)
    assert play.decision().since == wire.now


def test_the_home_tells_the_time_zone(wire: Wire) -> None:
    play = CorePlay(FREE)
    play.plug_in(wire)
    play.skip(HomeChanged(wire.now, "connected", plain("ok"), time_zone="America/New_York"))
    told = play.decision().next
    assert told is not None
    assert told.at.isoformat() == "2026-06-07T22:00:00-04:00"


def test_the_home_tells_where_the_sun_rises_and_what_is_a_holiday(wire: Wire) -> None:
    play = CorePlay(
        "rules:\n"
        "  - {name: Holiday, days: holidays, charge: 12 A}\n"
        "  - {name: Light, sun: before sunset, charge: 10 A}\n"
        "  - {name: Otherwise, charge: 8 A}\n"
    )
    play.plug_in(wire)
    assert play.decision().rule == "Otherwise"  # nobody has told where the house is
    paris = Whereabouts(48.8567, 2.3508, "FR")
    play.skip(HomeChanged(wire.now, "connected", plain("ok"), whereabouts=paris))
    told = play.decision()
    assert told.rule == "Light"
    assert told.next is not None
    assert told.next.at.strftime("%H:%M") == "21:51"
    play.skip(HomeChanged(wire.now, "unreachable", plain("gone")))
    wire.now = told.next.at
    assert play >> wire.woke() << limit(8)


def test_an_average_is_kept_from_what_is_heard_and_no_more(wire: Wire) -> None:
    play = CorePlay(
        "inputs: {grid: {entity: sensor.grid, unit: W}, other: sensor.other}\n"
        "rules:\n"
        "  - {name: Sun, when: 'average(grid, 10 min) < 100 W', charge: 16 A}\n"
        "  - {name: Otherwise, when: other < 5, charge: 10 A}\n"
        "  - {name: Unknown, charge: 8 A}\n"
    )
    play.plug_in(wire)
    play.skip(hears(wire.now, grid=-500.0, other=1.0))
    assert play.decision().rule == "Otherwise"  # for five minutes nobody knows
    wake = play.core.next_wake()
    assert wake is not None
    assert timedelta() <= wake - wire.after(300).now < timedelta(milliseconds=2)
    wire.now = wake
    play.skip(wire.woke())
    assert play.decision().rule == "Sun"
    assert set(play.core._pasts.kept) == {"sensor.grid"}
    play.core.use_rules(reading_of(FREE))
    assert play.core._pasts.kept == {}


def test_after_a_reconnect_everything_is_ordered_again(wire: Wire) -> None:
    play = CorePlay(FREE)
    play.plug_in(wire)
    play.skip(wire.after(60).disconnected())
    wire.connection = 2
    assert play >> wire.connected() >> wire.booted() << limit(10)
    play.skip(wire.ready())
    assert play.all(SetFallback) == [SetFallback("garage", 1, 8.0)]


def test_two_cars_share_the_contract(wire: Wire, play: CorePlay) -> None:
    play.skip(hears(wire.now, grid=1000.0, linky=1000.0))
    play.plug_in(wire)
    play.skip(wire.wishes(BoostNow(), charger="garage"))
    assert play.decision().current == 32
    other = Wire("barn", wire.now)
    play.plug_in(other)
    play.skip(other.wishes(BoostNow(), charger="barn"))
    assert play.decision("barn").current == 0
    play.skip(wire.after(10).metered(1010, (32.0,)), hears(wire.now, grid=8360.0, linky=8360.0))
    assert play.decision().current == 17
    assert play.decision("barn").current == 0
    play.skip(wire.after(10).metered(1020, (17.0,)), hears(wire.now, grid=4910.0, linky=4910.0))
    assert play.decision().current == 17
    assert play.decision("barn").current == 17


def test_a_charger_that_is_away_gets_no_share_and_its_draw_is_the_houses(
    wire: Wire, play: CorePlay
) -> None:
    play.skip(hears(wire.now, grid=1000.0, linky=1000.0))
    play.plug_in(wire)
    play.skip(wire.wishes(BoostNow(), charger="garage"), wire.metered(1000, (16.0,)))
    play.skip(wire.after(60).disconnected())
    other = Wire("barn", wire.now)
    play.plug_in(other)
    play.skip(hears(wire.after(5).now, grid=5000.0, linky=5000.0))
    play.skip(other.wishes(BoostNow(), charger="barn"))
    assert play.decision("barn").current == 17
    assert play.core.figures(wire.now).cars == 0


def test_the_rules_look_again_only_when_something_they_read_has_changed(
    wire: Wire, play: CorePlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []

    def counted(*given: Any, **named: Any) -> Any:
        asked.append(given)
        return decide(*given, **named)

    monkeypatch.setattr(choosing, "decide", counted)
    play.skip(hears(wire.now, grid=500.0, linky=500.0, tempo="Bleu"))
    play.plug_in(wire)
    asked.clear()
    for second in range(1, 50):
        register = 1000.0 + second
        play.skip(wire.after(1).metered(register, (6.0,)), hears(wire.now, kitchen=float(second)))
    assert not asked
    play.skip(hears(wire.now, tempo="Rouge"))
    assert len(asked) == 1


def test_readings_alone_lead_to_no_news(wire: Wire) -> None:
    play = CorePlay(FREE)
    play.plug_in(wire)
    play.skip(wire.after(10).metered(1100, (10.0,)))
    assert not play.all(SaveDecision)
    assert not play.all(Announce)


def test_a_change_is_kept_and_announced_once(wire: Wire) -> None:
    play = CorePlay(FREE)
    play.plug_in(wire)
    play.skip(wire.wishes(BoostNow()))
    (saved,) = play.all(SaveDecision)
    assert saved.decision.rule == "Boost"
    (told,) = play.all(Announce)
    assert told.event == "borne_decision"
    assert told.data["why"] == "Boost: 32\N{NO-BREAK SPACE}A, full power"


def test_new_rules_hold_at_once_and_broken_ones_never(wire: Wire) -> None:
    play = CorePlay(FREE)
    play.plug_in(wire)
    broken = reading_of(FREE)
    assert not play.core.use_rules(type(broken)(None, (), broken.graph, broken.names))
    assert not play.core.decide(wire.now)
    assert play.core.use_rules(reading_of(FREE.replace("10 A", "12 A")))
    assert [c for c in play.core.decide(wire.now) if isinstance(c, type(limit(0)))] == [limit(12)]


def test_without_rules_nothing_charges(wire: Wire) -> None:
    empty = reading_of(FREE)
    core = Core(State(), Policy(auto_adopt=True), type(empty)(None, (), empty.graph, ()), PARIS)
    for event in (wire.connected(), wire.booted(), wire.ready(), wire.status(Status.PREPARING)):
        core.handle(event)
    core.decide(wire.now)
    decision = core.state.chargers["garage"].connectors[1].decision
    assert decision is not None
    assert decision.charge is False


def test_the_core_never_wakes_for_what_is_past(wire: Wire) -> None:
    """Else the engine would spin."""
    play = CorePlay(RULES, tags=[ANNA])
    play.skip(hears(wire.now, grid=-4000.0, linky=0.0))
    play.plug_in(wire)
    events: list[Callable[[], Event]] = [
        lambda: wire.swiped("ANNA"),
        lambda: wire.stopped(1, 1100, "Remote"),
        lambda: wire.wishes(SetMode(Mode.OFF, seconds=30)),
        wire.disconnected,
        wire.connected,
        lambda: wire.wishes(Ignore()),
        lambda: wire.wishes(Adopt(), charger="garage"),
        wire.booted,
        lambda: wire.status(Status.PREPARING),
    ]
    for event in events:
        play.skip(event())
        _sleep_through(play, wire, hours=1)


def _sleep_through(play: CorePlay, wire: Wire, hours: float) -> None:
    """Wake whenever the core asks for it; not too often, and never twice at one instant."""
    end, wakes = wire.now + timedelta(hours=hours), 0
    while (wake := play.core.next_wake()) is not None and wake < end:
        assert wake > wire.now
        wire.now = wake
        play.skip(wire.woke())
        wakes += 1
        assert wakes < 200, "it never sleeps"
    wire.now = end


def test_a_restored_session_is_charged_on_with_the_first_connection(wire: Wire) -> None:
    before = CorePlay(FREE)
    before.plug_in(wire)
    state = State(chargers={"garage": before.charger()}, next_session=2, next_transaction=2)
    play = CorePlay(FREE)
    play.core.state = state
    wire.connection = 2
    assert play >> wire.after(60).connected() >> wire.after(10).woke() << limit(10)


def test_a_charger_that_waits_for_adoption_gets_no_orders(wire: Wire) -> None:
    core = Core(
        State(chargers={"garage": Charger("garage", wire.now)}),
        Policy(auto_adopt=False),
        reading_of(FREE),
        PARIS,
    )
    commands = []
    for event in (wire.connected(), wire.booted(), wire.status(Status.PREPARING), wire.started(0)):
        commands += [*core.handle(event), *core.decide(wire.now)]
    assert not [command for command in commands if isinstance(command, type(limit(0)))]
