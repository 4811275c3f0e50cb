"""The conversations under tests/chargers, one a make."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from borne.domain.commands import (
    Admission,
    AnswerBoot,
    AnswerStart,
    Prepare,
    SetLimit,
    StartRemotely,
    StopRemotely,
    Ticket,
    Trigger,
)

THINGS = {
    "accepted": AnswerBoot("garage", Ticket(1, "boot"), accepted=True, interval=60),
    "begin": StartRemotely("garage", 1, "04A1B2C3D4E5F60718"),
    "end": StopRemotely("garage", 1, 7),
    "limit": SetLimit("garage", 1, 7, 10.0, 1, 900),
    "number": AnswerStart("garage", Ticket(1, "start"), 7, Admission.ACCEPTED),
    "prepare": Prepare("garage"),
    "values": Trigger("garage", "MeterValues", 1),
}
"""What Borne orders and answers in them."""

PLAYS = sorted((Path(__file__).parents[1] / "chargers").glob("*.play"))


@pytest.mark.parametrize("path", PLAYS, ids=lambda path: path.stem)
def test_what_a_make_sends_is_understood(book: Any, path: Path) -> None:
    lines = path.read_text().splitlines()
    book.play("\n".join(line for line in lines if not line.startswith("##")), **THINGS)


def test_there_are_conversations() -> None:
    assert PLAYS
