"""Whatever happens to the text of a rule file: it is answered, and the last good rules go on."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from borne.rule_files import RuleFiles

from ..domain.playbook import Wire  # noqa: TID252  # one language for all plays
from ..engine.conftest import CorePlay  # noqa: TID252  # the core under real rules
from . import mutations


@pytest.mark.slow
def test_spoiled_files_of_the_library_are_refused_or_decide() -> None:
    found = mutations.run(200, seed=2026)
    assert min(found.values()) > 20


def test_spoiled_rules_never_run_and_leave_the_last_good_with_their_limits() -> None:
    chance, play, wire = random.Random(8), CorePlay(), Wire()  # noqa: S311 - to be repeated
    play.plug_in(wire)
    good, count = play.core.running, 0
    for _ in range(60):
        reading = mutations.tried(mutations.spoiled(chance))
        runs = play.core.use_rules(reading)
        assert runs is (reading.book is not None)
        good = reading if runs else good
        assert play.core.running is good
        play.skip(wire.after(60).metered(1000.0 + count, (0.0, 0.0, 0.0)))
        assert good.book is not None
        limits = good.book.site.limits_of("garage/1")
        assert 0 <= play.decision().current <= limits.most
        count += runs
    assert count > 3


def test_spoiled_files_beside_a_good_one_are_named(tmp_path: Path) -> None:
    chance = random.Random(9)  # noqa: S311 - to be repeated
    files = RuleFiles(tmp_path)
    files.write("a.yaml", "rules: [{name: A, charge: max}]\n")
    for _ in range(20):
        files.write("b.yaml", mutations.spoiled(chance).replace("\ud800", ""))
        reading = files.read()
        assert {problem.file for problem in reading.problems} <= {"a.yaml", "b.yaml"}
        assert (reading.book is None) is any(
            problem.severity == "error" for problem in reading.problems
        )
