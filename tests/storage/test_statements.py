from __future__ import annotations

import pytest

from borne.storage.sqlite import WORDING
from borne.storage.statements import upsert_sql, upserts
from borne.storage.tables import COUNTERS


def test_one_statement_writes_many_rows_over_those_of_the_same_key() -> None:
    assert " ".join(upsert_sql(WORDING, COUNTERS, 2).split()) == (
        "INSERT INTO counters (name, value) VALUES (?, ?), (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    )


@pytest.mark.parametrize(
    ("rows", "sizes"), [(0, []), (3, [1, 1, 1]), (5, [4, 1]), (150, [64, 64, 16, 4, 1, 1])]
)
def test_rows_go_in_few_steps_and_in_order(rows: int, sizes: list[int]) -> None:
    steps = list(upserts(WORDING, COUNTERS, [(str(n), n) for n in range(rows)]))
    assert [len(values) // 2 for _, values in steps] == sizes
    assert [value for _, values in steps for value in values[1::2]] == list(range(rows))
