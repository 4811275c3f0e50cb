"""A hundred thousand hostile frames: no exception, no call unanswered, no growth."""

from __future__ import annotations

import resource
from itertools import islice

import pytest

from . import hostile


def endure(frames: int, seed: int, *, strict: bool) -> None:
    ordeal = hostile.Ordeal(strict=strict)
    for frame in islice(hostile.hostile(seed, ordeal.asked), frames):
        ordeal.feed(frame)


@pytest.mark.parametrize("strict", [False, True])
def test_a_few_hostile_frames_are_borne(strict: bool) -> None:  # noqa: FBT001
    endure(1_500, 1, strict=strict)


@pytest.mark.slow
def test_a_hundred_thousand_hostile_frames_are_borne() -> None:
    endure(20_000, 2, strict=False)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    endure(60_000, 3, strict=False)
    endure(20_000, 4, strict=True)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 20_000, f"{grown} KiB more than after the first frames"
