"""How long a line was silent before it ended."""

from __future__ import annotations

from borne.ocpp.silence import Silence


def used(until: float) -> Silence:
    """A line with a message a second."""
    line = Silence(0.0)
    for second in range(int(until) + 1):
        line.heard(float(second))
        line.message(float(second))
        line.said(float(second))
    return line


def test_a_line_that_breaks_was_silent_since_it_was_last_used() -> None:
    line = used(10)
    line.said(30.0)
    assert line.ended(55.0, said_so=False) == (25.0, 45.0)


def test_a_goodbye_is_no_use_of_the_line() -> None:
    line = used(10)
    line.heard(35.0)
    line.said(35.0)
    assert line.ended(35.0, said_so=True) == (25.0, 25.0)


def test_a_line_that_died_unseen_did_so_before_what_nothing_answered() -> None:
    line = used(10)
    for ping in (40.0, 70.0):
        line.pinged(ping)
        line.said(ping)
    line.died()
    assert line.unheard(70.0) == 60.0
    assert line.ended(70.0, said_so=False) == (30.0, None)


def test_a_ping_that_is_answered_keeps_the_line() -> None:
    line = used(10)
    line.pinged(40.0)
    line.said(40.0)
    line.heard(41.0)
    assert line.unheard(42.0) == 1.0
    assert line.ended(66.0, said_so=False) == (25.0, 56.0)
