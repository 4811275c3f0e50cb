"""The life of a change of phases: every way through the table, and what is kept of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from borne.domain.errors import UnknownTransition
from borne.domain.phasing import PHASING, Phasing, Sign, Stage, say_phases

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)


def test_a_change_goes_by_a_pause_and_ends_when_it_is_seen() -> None:
    phasing, seen = Phasing(), []
    for sign in (Sign.WANTED, Sign.STILL, Sign.RESTED, Sign.SHOWN):
        phasing = phasing.on(sign, NOON)
        seen.append(phasing.stage)
    assert seen == [Stage.PAUSING, Stage.CHANGING, Stage.PROVING, Stage.STEADY]


def test_only_a_pause_in_which_nothing_flowed_leads_to_the_order() -> None:
    ways = {(stage, sign) for (stage, sign), after in PHASING.items() if after is Stage.CHANGING}
    assert ways == {(Stage.PAUSING, Sign.STILL)}


def test_from_the_order_current_comes_back_only_once_the_charger_has_rested() -> None:
    after = {sign: stage for (before, sign), stage in PHASING.items() if before is Stage.CHANGING}
    assert {sign for sign, stage in after.items() if stage is Stage.PROVING} == {Sign.RESTED}


@pytest.mark.parametrize("stage", Stage)
def test_a_charger_that_cannot_is_left_alone_until_it_is_looked_at_anew(stage: Stage) -> None:
    unable = Phasing(stage=stage, told=1).on(Sign.REFUSED, NOON)
    assert (unable.stage, unable.told, unable.number) == (Stage.UNABLE, None, None)
    assert {sign for before, sign in PHASING if before is Stage.UNABLE} == {
        Sign.REFUSED,
        Sign.ANEW,
    }
    assert unable.anew(NOON).stage is Stage.STEADY


def test_a_step_that_is_not_in_the_table_is_named() -> None:
    with pytest.raises(UnknownTransition, match=r"nothing has flowed.* in steady"):
        Phasing().on(Sign.STILL, NOON)


def test_changes_are_counted_by_the_day_and_outlive_a_new_try() -> None:
    phasing = Phasing().counted(NOON).counted(NOON + timedelta(hours=1))
    assert (phasing.made(NOON.date()), phasing.changed_at) == (2, NOON + timedelta(hours=1))
    assert phasing.made(NOON.date() + timedelta(days=1)) == 0
    assert phasing.anew(NOON).made(NOON.date()) == 2


def test_it_is_the_same_after_a_restart() -> None:
    phasing = Phasing(Stage.CHANGING, NOON, told=1, before=3, wanted=1, session=4).counted(NOON)
    kept = msgspec.json.decode(msgspec.json.encode(msgspec.to_builtins(phasing)))
    assert msgspec.convert(kept, Phasing) == phasing


def test_phases_are_said_in_words() -> None:
    said = [say_phases(count).say(language) for language in ("en", "fr") for count in (1, 2, 3)]
    assert said == [
        "one phase",
        "2 phases",
        "three phases",
        "une phase",
        "2 phases",
        "trois phases",
    ]
