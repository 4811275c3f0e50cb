"""Quotas: what is used up waits, whichever rule has given it, until the calendar says otherwise."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from borne.domain.decision import Mode
from borne.domain.quota import Period, day_after, first_day
from borne.domain.state import Policy
from borne.domain.tag import Tag
from borne.engine.core import Core

from ..domain.playbook import Wire  # noqa: TID252  # one language for all plays
from .conftest import PARIS, CorePlay, hears, limit, reading_of

GUESTS = """
access: {known_tag: rules}
site: {price: spot}
inputs: {spot: sensor.spot}
rules:
  - name: Guests
    who: guests
    charge: max
    at_most: 10 kWh per {period}
    meanwhile: min
  - {name: Otherwise, charge: 10 A}
"""
GUEST, OTHER = Tag("G1", group="guests"), Tag("G2", group="guests")


def paris(hour: int, minute: int = 0, day: int = 7) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def play_of(text: str) -> CorePlay:
    return CorePlay(text, tags=[GUEST, OTHER])


def begins(play: CorePlay, wire: Wire, tag: str = "G1", meter: float = 1000) -> None:
    play.skip(wire.connected(), wire.booted(), wire.ready(), wire.started(meter, tag))


def test_a_quota_that_is_used_up_gives_the_meanwhile_and_not_the_next_rule() -> None:
    play, wire = play_of(GUESTS.replace("{period}", "day")), Wire(now=paris(12))
    begins(play, wire)
    assert play.decision().current == 32
    play.skip(wire.after(600).metered(10_900, (32.0,)))
    assert play.decision().current == 32
    assert play >> wire.after(60).metered(11_000, (32.0,)) << limit(6)
    decision = play.decision()
    assert (decision.rule, decision.mode) == ("Guests", Mode.MIN)
    assert decision.why.say("en").startswith("Guests: the 10\N{NO-BREAK SPACE}kWh of today are us")
    assert decision.next is not None
    assert decision.next.at == paris(0, day=8)
    assert decision.next.why.say("fr") == "Le quota de Guests recommence à 00:00"


def test_it_begins_anew_at_midnight_of_the_house() -> None:
    play, wire = play_of(GUESTS.replace("{period}", "day")), Wire(now=paris(23, 30))
    begins(play, wire)
    play.skip(wire.after(1200).metered(11_000, (32.0,)))
    assert play.decision().current == 6
    wire.now = paris(0, day=8)
    play.forget()
    assert play >> wire.woke() << limit(32)


def test_all_of_a_group_share_it() -> None:
    play, wire = play_of(GUESTS.replace("{period}", "week")), Wire(now=paris(12))
    begins(play, wire)
    play.skip(wire.after(600).metered(12_000, (32.0,)))
    other = Wire("yard", now=paris(13))
    play.skip(other.connected(), other.booted(), other.ready(), other.started(500, "G2"))
    assert play.decision("yard").mode is Mode.MIN


def test_a_session_has_its_own() -> None:
    play, wire = play_of(GUESTS.replace("{period}", "session")), Wire(now=paris(12))
    begins(play, wire)
    play.skip(wire.after(600).metered(12_000, (32.0,)))
    assert play.decision().mode is Mode.MIN
    other = Wire("yard", now=paris(13))
    play.skip(other.connected(), other.booted(), other.ready(), other.started(500, "G2"))
    assert play.decision("yard").mode is Mode.MAX


def test_a_restart_forgets_nothing() -> None:
    rules = GUESTS.replace("{period}", "month")
    play, wire = play_of(rules), Wire(now=paris(12))
    begins(play, wire)
    play.skip(wire.after(600).metered(12_000, (32.0,)))
    again = Core(play.core.state, Policy(auto_adopt=True), reading_of(rules), PARIS)
    again.decide(wire.after(10).now)
    decision = again.state.chargers["garage"].connectors[1].decision
    assert decision is not None
    assert decision.mode is Mode.MIN


def test_a_quota_in_money_gives_nothing_while_the_price_is_unknown() -> None:
    text = GUESTS.replace("10 kWh per {period}", "2 EUR per day")
    play, wire = play_of(text), Wire(now=paris(12))
    begins(play, wire)
    assert play.decision().mode is Mode.MIN
    play.skip(hears(wire.now, spot=0.5))
    assert play.decision().mode is Mode.MAX
    play.skip(wire.after(600).metered(5100, (32.0,)))
    assert play.decision().mode is Mode.MIN
    assert "2.00\N{NO-BREAK SPACE}EUR" in play.decision().why.say("en")


def test_hours_count_while_energy_flows() -> None:
    text = GUESTS.replace("10 kWh per {period}", "1 h per day")
    play, wire = play_of(text), Wire(now=paris(12))
    begins(play, wire)
    for minute, register in ((20, 3000), (40, 3000), (60, 6000)):
        wire.now = paris(12 + minute // 60, minute % 60)
        play.skip(wire.metered(register, (16.0,)))
    assert play.decision().mode is Mode.MAX
    wire.now = paris(13, 20)
    play.skip(wire.metered(7000, (16.0,)))
    assert play.decision().mode is Mode.MIN


@pytest.mark.parametrize(
    ("period", "first", "after"),
    [
        (Period.SESSION, None, None),
        (Period.DAY, "2026-12-31", "2027-01-01"),
        (Period.WEEK, "2026-12-28", "2027-01-04"),
        (Period.MONTH, "2026-12-01", "2027-01-01"),
    ],
)
def test_the_calendar(period: Period, first: str | None, after: str | None) -> None:
    today = datetime(2026, 12, 31, tzinfo=UTC).date()
    assert str(first_day(period, today)) == str(first)
    assert str(day_after(period, today)) == str(after)
