"""What all chargers do together when they lose Borne at once."""

from __future__ import annotations

import pytest

from borne.domain.charger import Charger, Connector
from borne.domain.failsafe import left_alone
from borne.domain.site import ConnectorLimits, IfLost, Site

from .playbook import NOON


def charger(id_: str, connectors: int = 1, *, adopted: bool = True) -> Charger:
    sides = {number: Connector(id_, number) for number in range(1, connectors + 1)}
    return Charger(id_, NOON, adopted=adopted, connectors=sides)


@pytest.mark.parametrize(
    ("site", "connectors", "too_much"),
    [
        (Site(contract=6000, safe_current=8), 3, False),  # 5.5 kVA
        (Site(contract=6000, safe_current=8), 4, True),
        (Site(contract=6000, safe_current=8, phases=3), 1, False),
        (Site(contract=6000, safe_current=8, phases=3), 2, True),
        (Site(safe_current=32), 9, False),
        (Site(contract=6000, safe_current=32, if_lost=IfLost.OFF), 9, False),
        (
            Site(
                contract=6000,
                phases=3,
                connectors={f"fleet/{n}": ConnectorLimits(phases=1) for n in (1, 2, 3)},
            ),
            3,
            False,
        ),
    ],
)
def test_each_falls_back_for_itself_and_all_count(
    site: Site, connectors: int, *, too_much: bool
) -> None:
    assert (left_alone([charger("fleet", connectors)], site) is not None) is too_much


def test_the_sentence_says_how_much_and_what_to_do() -> None:
    said = left_alone([charger("garage", 2), charger("yard", 2)], Site(contract=6000))
    assert str(said) == (
        "Left alone, all cars together may draw up to 7.4\u00a0kVA, and the contract "
        "is 6\u00a0kVA: lower “safe_current” under “site”, or set “if_lost: off” there"
    )


def test_who_is_not_adopted_charges_nothing() -> None:
    strangers = [charger(f"c{n}", adopted=False) for n in range(9)]
    assert left_alone(strangers, Site(contract=6000)) is None
