from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.errors import UnknownTransition
from borne.domain.life import LIFE, Happening, Phase, Status, Step, advance, happening_of

IMPOSSIBLE = {(phase, Happening.STOPPED) for phase in (Phase.IDLE, Phase.PLUGGED, Phase.STOPPED)}


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("happening", Happening)
def test_only_a_stop_without_a_transaction_has_no_place(phase: Phase, happening: Happening) -> None:
    if (phase, happening) in IMPOSSIBLE:
        with pytest.raises(UnknownTransition, match=r"transaction stopped .* in"):
            advance(phase, happening)
    else:
        assert advance(phase, happening) == LIFE[phase, happening]


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("phase", Phase)
def test_every_status_can_come_at_any_time(phase: Phase, status: Status) -> None:
    happening = happening_of(status)
    if happening is not None:
        advance(phase, happening)


@pytest.mark.parametrize(
    ("status", "happening"),
    [
        (Status.AVAILABLE, Happening.UNPLUGGED),
        (Status.PREPARING, Happening.PLUGGED_IN),
        (Status.FINISHING, Happening.PLUGGED_IN),
        (Status.RESERVED, None),
        (Status.UNAVAILABLE, None),
        (Status.FAULTED, None),
    ],
)
def test_a_status_says_whether_a_car_is_there(status: Status, happening: Happening | None) -> None:
    assert happening_of(status) is happening


@given(st.lists(st.sampled_from(Happening)))
def test_what_is_opened_is_closed_before_it_is_opened_again(happenings: list[Happening]) -> None:
    phase, session, transaction = Phase.IDLE, False, False
    for happening in happenings:
        if (phase, happening) in IMPOSSIBLE:
            continue
        phase, steps = advance(phase, happening)
        for step in steps:
            if step is Step.OPEN_SESSION:
                assert not session
                session = True
            elif step is Step.CLOSE_SESSION:
                assert session
                assert not transaction
                session = False
            elif step is Step.OPEN_TRANSACTION:
                assert session
                assert not transaction
                transaction = True
            else:
                assert transaction
                transaction = False
        assert session == (phase is not Phase.IDLE)
        assert transaction == (phase is Phase.CHARGING)
