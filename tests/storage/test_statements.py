from __future__ import annotations

import pytest
from sqlalchemy import Table

from borne.storage import postgres, sqlite
from borne.storage.statements import Wording, upsert_sql, upserts
from borne.storage.tables import COUNTERS, METADATA


@pytest.mark.parametrize(("wording", "mark"), [(sqlite.WORDING, "?"), (postgres.WORDING, "%s")])
def test_one_statement_writes_many_rows_over_those_of_the_same_key(
    wording: Wording, mark: str
) -> None:
    expected = (
        "INSERT INTO counters (name, value) VALUES (?, ?), (?, ?) "
        "ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    )
    assert " ".join(upsert_sql(wording, COUNTERS, 2).split()) == expected.replace("?", mark)


@pytest.mark.parametrize(("wording", "mark"), [(sqlite.WORDING, "?"), (postgres.WORDING, "%s")])
@pytest.mark.parametrize("table", METADATA.sorted_tables, ids=str)
def test_each_row_has_a_place_for_each_value(table: Table, wording: Wording, mark: str) -> None:
    assert upsert_sql(wording, table, 16).count(mark) == 16 * len(table.columns)


@pytest.mark.parametrize(
    ("rows", "sizes"), [(0, []), (3, [1, 1, 1]), (5, [4, 1]), (150, [64, 64, 16, 4, 1, 1])]
)
def test_rows_go_in_few_steps_and_in_order(rows: int, sizes: list[int]) -> None:
    steps = list(upserts(sqlite.WORDING, COUNTERS, [(str(n), n) for n in range(rows)]))
    assert [len(values) // 2 for _, values in steps] == sizes
    assert [value for _, values in steps for value in values[1::2]] == list(range(rows))
