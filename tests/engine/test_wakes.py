"""Who waits until when: always as a plain table would say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from borne.engine.wakes import Wakes

START = datetime(2026, 6, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 30).map(lambda minutes: START + timedelta(minutes=minutes))
STEPS = st.tuples(st.sampled_from(["a", "b", "c", "d"]), st.none() | INSTANTS)


@given(st.lists(STEPS | INSTANTS, max_size=300))
def test_it_knows_the_soonest_and_who_is_due_as_a_table_would(
    steps: list[tuple[str, datetime | None] | datetime],
) -> None:
    wakes, table = Wakes(), dict[str, datetime]()
    for step in steps:
        if isinstance(step, datetime):
            due = {key for key, at in table.items() if at <= step}
            assert wakes.take(step) == due
            table = {key: at for key, at in table.items() if key not in due}
        else:
            key, at = step
            wakes.note(key, at)
            table.pop(key, None)
            if at is not None:
                table[key] = at
        assert wakes.soonest() == min(table.values(), default=None)


def test_what_is_replaced_again_and_again_takes_no_room() -> None:
    wakes = Wakes()
    for second in range(10_000):
        wakes.note("one", START + timedelta(seconds=second))

    assert len(wakes._heap) < 100
    assert wakes.soonest() == START + timedelta(seconds=9_999)
