"""Entity ids, and that they stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from borne.domain.charger import Charger, Connector
from borne.entities.names import read_naming, write_naming
from borne.entities.naming import Named, Naming, settle, slug

BORN = datetime(2026, 1, 1, tzinfo=UTC)
NOBODY: frozenset[str] = frozenset()


def a_charger(id_: str = "charger", *numbers: int, ready: bool = True, age: int = 0) -> Charger:
    return Charger(
        id_,
        first_seen=BORN + timedelta(seconds=age),
        adopted=True,
        online=True,
        ready=ready,
        connectors={number: Connector(id_, number) for number in numbers},
    )


def test_the_only_connector_goes_without_a_number() -> None:
    naming = settle({}, [a_charger("charger", 0, 1)], NOBODY)
    assert naming["charger"].of(1) == "charger"


def test_several_connectors_are_all_numbered() -> None:
    naming = settle({}, [a_charger("charger", 0, 1, 2)], NOBODY)
    assert naming["charger"].of(1) == "charger_connector_1"
    assert naming["charger"].of(2) == "charger_connector_2"


def test_a_second_connector_that_appears_later_leaves_the_first_its_ids() -> None:
    naming = settle({}, [a_charger("charger", 1)], NOBODY)
    naming = settle(naming, [a_charger("charger", 1, 2)], NOBODY)
    assert naming["charger"].of(1) == "charger"
    assert naming["charger"].of(2) == "charger_connector_2"


def test_a_charger_is_named_only_once_its_connectors_are_known() -> None:
    telling = a_charger("charger", 1, ready=False)
    assert settle({}, [telling], NOBODY) == {}
    assert settle({}, [telling], frozenset({"charger"})) == {"charger": Named("charger", 1)}
    assert settle({}, [a_charger("charger", 0)], frozenset({"charger"})) == {}


def test_a_charger_known_from_before_is_named_while_it_is_away() -> None:
    away = Charger("charger", BORN, adopted=True, connectors={1: Connector("charger", 1)})
    assert "charger" in settle({}, [away], NOBODY)


def test_two_identities_that_look_alike_get_ids_of_their_own() -> None:
    older, newer = a_charger("CP-1", 1), a_charger("cp_1", 1, age=5)
    naming = settle({}, [newer, older], NOBODY)
    assert naming["CP-1"].prefix == "cp_1"
    assert naming["cp_1"].prefix == "cp_1_2"


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ("Garage Est", "garage_est"),
        ("--Prélude!--", "prelude"),
        ("充电", "charger"),
        ("CP1", "cp1"),
    ],
)
def test_an_identity_is_spelled_as_entity_ids_allow(identity: str, expected: str) -> None:
    assert slug(identity) == expected


names = st.dictionaries(
    st.text(), st.builds(Named, st.text(min_size=1), st.none() | st.integers(1, 9))
)


@given(naming=names)
def test_what_is_settled_outlives_borne(
    tmp_path_factory: pytest.TempPathFactory, naming: Naming
) -> None:
    path = tmp_path_factory.mktemp("data") / "entities.json"
    write_naming(path, naming)
    assert read_naming(path) == naming


def test_a_broken_file_is_said_and_begun_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "entities.json"
    assert read_naming(path) == {}
    path.write_text("{")
    assert read_naming(path) == {}
    assert "entity ids are chosen anew" in caplog.text
    path.write_text('{"a": {"prefix": 1}, "b": 2, "c": {"prefix": "c", "alone": null}}')
    assert read_naming(path) == {"c": Named("c")}


def test_a_disk_that_refuses_costs_a_warning(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write_naming(tmp_path / "missing" / "entities.json", {"a": Named("a")})
    assert "cannot be written" in caplog.text
