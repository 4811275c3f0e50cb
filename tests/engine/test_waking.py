"""Who is looked at when an instant has come: those whose it is, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from borne.domain.charger import Charger, Connector
from borne.domain.decision import Boost, ByHand
from borne.domain.events import Woke
from borne.domain.life import Status
from borne.domain.state import Policy
from borne.domain.wishes import BoostNow, Forget
from borne.engine.dispatch import RENEW
from borne.engine.waking import Due, Waking

from ..domain.playbook import Wire  # noqa: TID252  # one language for all plays
from .conftest import FREE, CorePlay, limit

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def boosted(id_: str, until: datetime) -> Charger:
    by_hand = ByHand(boost=Boost(until=until, energy=None))
    return Charger(id_, NOON, connectors={1: Connector(id_, 1, by_hand=by_hand)})


def test_those_are_named_whose_instant_has_come() -> None:
    waking = Waking()
    for minutes, id_ in enumerate(("garage", "barn", "street/a"), start=1):
        waking.note_charger(boosted(id_, NOON + timedelta(minutes=minutes)), Policy())
    assert waking.soonest() == NOON + timedelta(minutes=1)
    due = waking.take(NOON + timedelta(minutes=2))
    assert due == Due(frozenset(), frozenset({"garage", "barn"}), site=False, badges=False)
    assert waking.take(NOON + timedelta(hours=1)).chargers == {"street/a"}
    assert waking.soonest() is None


def test_a_boost_that_ends_at_one_charger_leaves_the_others_as_they_are(wire: Wire) -> None:
    play, other = CorePlay(FREE), Wire("barn")
    play.plug_in(wire)
    play.plug_in(other)
    play.skip(wire.wishes(BoostNow(seconds=60), charger="garage"))
    before = play.charger("barn")
    assert play >> wire.after(60).woke() << limit(10)
    assert play.charger("barn") is before
    assert play.charger("garage").connectors[1].by_hand.boost is None


def test_a_forgotten_charger_is_not_looked_for_when_its_limit_would_be_renewed(
    wire: Wire,
) -> None:
    play = CorePlay(FREE)
    play.plug_in(wire)
    play.skip(wire.disconnected(), wire.wishes(Forget(), charger="garage"))
    assert not play.core.state.chargers
    play.skip(Woke(wire.after(2 * RENEW.total_seconds()).now))
    assert not play.commands


def test_a_charger_that_goes_and_is_forgotten_at_once_holds_nobody_up(wire: Wire) -> None:
    play, other = CorePlay(FREE), Wire("barn")
    play.plug_in(wire)
    play.skip(other.connected(), other.booted(), other.ready(), other.status(Status.PREPARING))
    core = play.core
    for event in (
        wire.disconnected(),
        wire.wishes(Forget(), charger="garage"),
        other.started(1000),
    ):
        core.handle(event)
    limits = [one for one in core.decide(wire.now) if isinstance(one, type(limit(0)))]
    assert [one.charger for one in limits] == ["barn"]
