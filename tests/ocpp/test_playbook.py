"""The playbook itself: a play that goes otherwise must fail and show how."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    "script",
    [
        '>> [2,"7","Heartbeat",{}]',
        '>> [2,"7","Heartbeat",{}]\n!! ChargerHeard',
        '>> [2,"7","Heartbeat",{}]\n!! TagSwiped\n<< [3,"7",{}]',
        '>> [2,"7","Heartbeat",{}]\n!! ChargerHeard\n<< [3,"8",{}]',
        '>> [2,"7","Authorize",{"idTag":"A"}]\n!! TagSwiped tag=B',
    ],
)
def test_a_wrong_play_fails(book: Any, script: str) -> None:
    with pytest.raises(AssertionError, match="the play went otherwise"):
        book.play(script)
