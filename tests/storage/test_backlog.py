from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from borne.domain.records import (
    DeleteTag,
    ForgetSession,
    Record,
    SaveSample,
    SaveSession,
    SaveTag,
    SaveTransaction,
)
from borne.domain.session import Session, Transaction
from borne.domain.tag import Tag
from borne.storage.backlog import Backlog

from .conftest import NOON


def _sample(second: int) -> SaveSample:
    return SaveSample("garage", 1, NOON + timedelta(seconds=second), 1.0, 1.0)


def _waiting(backlog: Backlog) -> list[Record]:
    return [record for _, records in backlog for record in records.values()]


def test_the_last_word_about_a_badge_counts() -> None:
    backlog = Backlog()
    named = SaveTag(Tag("AbC", name="Alice"))
    backlog.add([SaveTag(Tag("abc")), DeleteTag("ABC"), named])
    assert _waiting(backlog) == [named]
    backlog.add([DeleteTag("abc")])
    assert _waiting(backlog) == [DeleteTag("abc")]


def test_a_session_is_written_before_its_transaction_whatever_the_order() -> None:
    session = SaveSession(Session(1, "garage", 1, NOON))
    transaction = SaveTransaction(Transaction(7, 1, "garage", 1, "A", NOON, 0.0, 0.0))
    backlog = Backlog()
    backlog.add([transaction, session])
    assert _waiting(backlog) == [session, transaction]


def test_only_the_oldest_samples_are_dropped() -> None:
    sessions: list[Record] = [SaveSession(Session(n, "garage", 1, NOON)) for n in range(20)]
    backlog = Backlog(most=10)
    backlog.add(sessions + [_sample(n) for n in range(12)])
    assert backlog.dropped == 2
    assert _waiting(backlog) == sessions + [_sample(n) for n in range(2, 12)]


def test_a_sample_told_again_takes_no_more_room() -> None:
    backlog = Backlog(most=10)
    for n in range(10):
        backlog.add([_sample(0), replace(_sample(0), total=float(n))])
    assert (len(backlog), backlog.dropped) == (1, 0)


def test_the_newer_backlog_has_the_last_word() -> None:
    older, newer = Backlog(), Backlog()
    older.add([SaveTag(Tag("a", name="old")), SaveTag(Tag("b"))])
    newer.add([SaveTag(Tag("a", name="new"))])
    older.absorb(newer)
    assert _waiting(older) == [SaveTag(Tag("a", name="new")), SaveTag(Tag("b"))]


def test_the_highest_session_is_known_even_if_it_was_forgotten() -> None:
    backlog = Backlog()
    backlog.add([SaveSession(Session(7, "garage", 1, NOON)), ForgetSession(7)])
    assert backlog.highest == {"session": 7}
