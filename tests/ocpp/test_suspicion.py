"""Which questions a charger restarts over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from borne.ocpp.suspicion import ALL_KEYS, FALLBACK, Suspicion

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


def test_the_call_that_was_not_answered_is_to_blame() -> None:
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
        for call in (FALLBACK, ALL_KEYS):
            suspicion.asked(call, NOW)
            suspicion.answered(call)
        suspicion.lost(NOW + timedelta(seconds=3))
        suspicion.booted(NOW)
        shunned.append((suspicion.shuns(ALL_KEYS, NOW), suspicion.shuns(FALLBACK, NOW)))
    assert shunned == [(False, False), *[(True, False)] * 4, (True, True)]


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
