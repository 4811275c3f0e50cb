"""What a meter shows: late, and only now and then."""

import pytest

from borne.simulate.meter import Meter


def test_a_value_is_shown_after_the_delay_and_not_before() -> None:
    meter = Meter[float](delay=3, period=1)
    assert [meter.step(t, float(t)) for t in range(6)] == [None, None, None, 0.0, 1.0, 2.0]


def test_between_two_samples_nothing_new_is_shown() -> None:
    meter = Meter[float](delay=0, period=10)
    shown = [meter.step(t, float(t)) for t in range(21)]
    assert [value for value in shown if value is not None] == [0.0, 10.0, 20.0]
    assert meter.shown == 20.0


def test_what_lies_between_two_samples_is_never_seen() -> None:
    meter = Meter[float](delay=2, period=5)
    seen = {meter.step(t, 9000.0 if t == 7 else 100.0) for t in range(30)}
    assert seen == {None, 100.0}


def test_steps_longer_than_the_period_show_the_newest_that_has_arrived() -> None:
    meter = Meter[float](delay=1, period=2)
    assert meter.step(0, 1.0) is None
    assert meter.step(12, 2.0) == 1.0
    assert meter.step(24, 3.0) == 2.0


@pytest.mark.parametrize(("delay", "period"), [(-1, 1), (0, 0)])
def test_an_impossible_meter_is_refused(delay: float, period: float) -> None:
    with pytest.raises(ValueError, match="meter"):
        Meter[float](delay, period)
