from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import get_args

from hypothesis import given
from hypothesis import strategies as st

from borne.domain.records import Record
from borne.storage.rows import KINDS, from_micros, to_micros

INSTANTS = st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1))  # noqa: DTZ001  # a zone is added


def test_every_record_has_a_place() -> None:
    assert set(KINDS) == set(get_args(Record))


@given(INSTANTS, st.integers(-14, 14))
def test_an_instant_comes_back_to_the_microsecond(naive: datetime, hours: int) -> None:
    at = naive.replace(tzinfo=timezone(timedelta(hours=hours)))
    back = from_micros(to_micros(at))
    assert back == at
    assert back.tzinfo is UTC
