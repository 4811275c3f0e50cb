from __future__ import annotations

from datetime import timedelta

from borne.domain.decision import ByHand, Mode
from borne.domain.expiry import expiries
from borne.domain.life import Status
from borne.domain.records import SaveConnector
from borne.domain.wishes import BoostNow, SetMode

from .playbook import NOON, DomainPlay, Wire


def test_a_boost_ends_with_its_time(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.wishes(BoostNow(seconds=600)))
    assert list(expiries(garage.charger())) == [NOON + timedelta(minutes=10)]
    garage.skip(wire.after(599).woke())
    assert garage.connector().by_hand.boost is not None
    garage.skip(wire.after(1).woke())
    assert garage.last(SaveConnector).by_hand == ByHand()
    assert not list(expiries(garage.charger()))


def test_a_boost_ends_with_its_energy_counted_from_the_wish(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(0), wire.metered(1000), wire.wishes(BoostNow(energy=2000)))
    garage.skip(wire.after(60).metered(2999), wire.woke())
    assert garage.connector().by_hand.boost is not None
    garage.skip(wire.after(60).metered(3000), wire.woke())
    assert garage.connector().by_hand.boost is None


def test_a_bare_boost_ends_when_the_car_leaves(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.status(Status.PREPARING), wire.wishes(BoostNow()), wire.after(9e5).woke())
    assert garage.connector().by_hand.boost is not None
    garage.skip(wire.status(Status.AVAILABLE))
    assert garage.last(SaveConnector).by_hand == ByHand()


def test_a_mode_for_a_time_gives_the_connector_back_to_the_rules(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.wishes(SetMode(Mode.OFF, seconds=60)), wire.after(60).woke())
    assert garage.connector().by_hand == ByHand()


def test_a_mode_stays_when_the_car_leaves(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.status(Status.PREPARING), wire.wishes(SetMode(Mode.OFF)))
    garage.skip(wire.status(Status.AVAILABLE))
    assert garage.connector().by_hand == ByHand(mode=Mode.OFF)
