"""Which questions a charger restarts over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from borne.ocpp.suspicion import ALL_KEYS, FALLBACK, NEWS, Suspicion

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def ask(suspicion: Suspicion, *, lasts: float, boots: bool = True) -> None:
    """One connection in which one thing is asked."""
    suspicion.asked("keys", NOW)
    suspicion.lost(NOW + timedelta(seconds=lasts))
    if boots:
        suspicion.booted(NOW)


def test_what_has_cost_two_restarts_is_not_asked_again() -> None:
    suspicion = Suspicion()
    ask(suspicion, lasts=1)
    assert not suspicion.shuns("keys", NOW)
    ask(suspicion, lasts=1)
    assert suspicion.shuns("keys", NOW)
    assert not suspicion.shuns("another", NOW)


def test_of_what_keeps_it_safe_and_a_question_without_answer_the_question_is_to_blame() -> None:
    suspicion = Suspicion()
    for _ in range(6):
        for call in (FALLBACK, ALL_KEYS):
            suspicion.asked(call, NOW)
            suspicion.answered(FALLBACK)
        suspicion.lost(NOW)
        suspicion.booted(NOW)
    assert suspicion.shuns(ALL_KEYS, NOW)
    assert not suspicion.shuns(FALLBACK, NOW)


def test_what_keeps_a_charger_safe_is_given_up_last() -> None:
    suspicion, shunned = Suspicion(), []
    for _ in range(6):
        for call in (ALL_KEYS, FALLBACK):
            suspicion.asked(call, NOW)
            suspicion.answered(call)
        suspicion.lost(NOW + timedelta(seconds=3))
        suspicion.booted(NOW)
        shunned.append((suspicion.shuns(ALL_KEYS, NOW), suspicion.shuns(FALLBACK, NOW)))
    assert shunned == [*[(False, False)] * 3, *[(True, False)] * 2, (True, True)]


def test_a_line_that_ends_and_comes_back_without_a_boot_is_no_restart() -> None:
    suspicion = Suspicion()
    for _ in range(5):
        ask(suspicion, lasts=1, boots=False)
    assert not suspicion.shuns("keys", NOW)


def test_a_boot_that_is_asked_for_later_is_no_restart() -> None:
    suspicion = Suspicion()
    for _ in range(5):
        ask(suspicion, lasts=1, boots=False)
        suspicion.asked("keys", NOW)
        suspicion.booted(NOW)
    assert not suspicion.shuns("keys", NOW)


def test_a_question_that_was_survived_is_innocent_again() -> None:
    suspicion = Suspicion()
    for lasts in (1, 60, 1, 60, 1):
        ask(suspicion, lasts=lasts)
    assert not suspicion.shuns("keys", NOW)


def test_after_a_day_it_is_tried_once_more() -> None:
    suspicion = Suspicion()
    for _ in range(2):
        ask(suspicion, lasts=1)
    assert suspicion.shuns("keys", NOW + timedelta(hours=23))
    assert not suspicion.shuns("keys", NOW + timedelta(hours=25))
    suspicion.asked("keys", NOW + timedelta(hours=25))
    suspicion.lost(NOW + timedelta(hours=25))
    suspicion.booted(NOW + timedelta(hours=25))
    assert suspicion.shuns("keys", NOW + timedelta(hours=26))


def test_what_ends_its_lines_by_itself_is_excused() -> None:
    suspicion = Suspicion()
    for _ in range(5):
        suspicion.asked("keys", NOW)
        suspicion.lost(NOW)
        suspicion.excuse()
        suspicion.booted(NOW)
    assert not suspicion.shuns("keys", NOW)


def test_the_question_before_the_one_without_answer_is_to_blame_too() -> None:
    suspicion = Suspicion()
    for _ in range(2):
        suspicion.asked("first", NOW)
        suspicion.answered("first")
        suspicion.asked("keys", NOW)
        suspicion.answered("keys")
        suspicion.asked("next", NOW)
        suspicion.lost(NOW)
        suspicion.booted(NOW)
    shunned = [call for call in ("first", "keys", "next") if suspicion.shuns(call, NOW)]
    assert shunned == ["keys", "next"]


def live(suspicion: Suspicion, at: datetime, lasts: float, asks: Iterable[str] = ()) -> datetime:
    """A life from one boot to the next, which comes 10 s after its end; returns when that is."""
    for call in asks:
        if not suspicion.shuns(call, at):
            suspicion.asked(call, at)
            suspicion.answered(call)
    at += timedelta(seconds=lasts)
    suspicion.lost(at)
    suspicion.booted(at + timedelta(seconds=10))
    return at + timedelta(seconds=10)


def test_a_charger_that_restarts_a_while_after_it_was_asked_is_left_alone_for_a_day() -> None:
    suspicion, at, lives = Suspicion(), NOW, []
    suspicion.booted(at)
    for _ in range(10):
        asks = () if suspicion.shuns_all(at) else ("keys", "interval")
        lives.append(len(asks))
        at = live(suspicion, at, 20 if asks else 3600, asks)
    assert lives == [2] * 4 + [0] * 6
    assert not suspicion.shuns_all(at + timedelta(days=1))


def test_a_charger_that_restarts_by_itself_is_set_up_again_and_blamed_for_nothing() -> None:
    suspicion, at, asked = Suspicion(), NOW, []
    suspicion.booted(at)
    for _ in range(30):
        asks = () if suspicion.shuns_all(at) else ("keys", FALLBACK)
        made = [call for call in asks if not suspicion.shuns(call, at)]
        asked.append(made)
        at = live(suspicion, at, 2, made)
    assert ["keys", FALLBACK] in asked[-5:]
    at = live(suspicion, at, 3600, ["keys", FALLBACK])
    assert not suspicion.shuns_all(at)
    assert not suspicion.shuns("keys", at)
    assert not suspicion.shuns(FALLBACK, at)


def test_lives_that_end_long_after_the_last_question_cost_no_set_up() -> None:
    suspicion, at = Suspicion(), NOW
    suspicion.booted(at)
    for _ in range(10):
        at = live(suspicion, at, 45, ("keys",))
    assert not suspicion.shuns_all(at)


def test_a_line_that_ends_whenever_news_are_asked_for_is_asked_no_more() -> None:
    suspicion = Suspicion()
    for _ in range(2):
        assert not suspicion.shuns(NEWS, NOW)
        suspicion.asked(NEWS, NOW)
        suspicion.lost(NOW)
    assert suspicion.shuns(NEWS, NOW)


@given(st.lists(st.sampled_from([1, 60, 300, 90_000]), max_size=40), st.sampled_from([1, 20]))
def test_a_charger_that_restarts_over_set_up_does_so_four_times_for_each_reason_to_doubt(
    others: list[int], restarts_after: int
) -> None:
    """Which are a day that has passed, and a restart while nothing was asked."""
    suspicion, at, guilty, doubts = Suspicion(), NOW, 0, 1
    suspicion.booted(at)
    for lasts in [*others, *[300] * 20]:
        asks = () if suspicion.shuns_all(at) or suspicion.shuns("keys", at) else ("keys",)
        guilty += len(asks)
        doubts += 0 if asks else lasts <= 120 or lasts > 3600
        at = live(suspicion, at, restarts_after if asks else lasts, asks)
        assert guilty <= 4 * doubts
