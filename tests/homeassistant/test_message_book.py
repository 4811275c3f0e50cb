"""The messages of `events:` that wait, and the file that keeps them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from borne.domain.say import Sayable, Text
from borne.domain.units import Dimension, Quantity
from borne.engine.firing import Action, Deed
from borne.engine.happened import Happened
from borne.homeassistant.message_book import MessageBook
from borne.rules.ties import Happening, Tie, Urgency, filled

NIGHT = datetime(2026, 6, 9, 23, tzinfo=UTC)
MORNING = NIGHT + timedelta(hours=8)
WHY = Text("{amps} too many", "{amps} de trop")


def waiting(notify: str = "{charger}: {why}") -> Action:
    values: dict[str, Sayable] = {
        "charger": "Garage {1}",
        "why": WHY(amps=Quantity(3.5, Dimension.CURRENT)),
    }
    happened = Happened(Happening.LIMIT_IGNORED, "garage/1", "garage", values, {"tag": "7F3A"})
    on = frozenset({Happening.LIMIT_IGNORED})
    tie = Tie("home.yaml:9:5", on, urgency=Urgency.WARNING, notify=notify, to=("anna",))
    return Action(Deed.NOTIFY, tie, happened, NIGHT)


def test_it_says_the_same_in_each_language_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "messages.json"
    MessageBook(file).keep([(waiting(), MORNING)])
    (message,) = MessageBook(file).kept
    action = message.action()
    said = {
        language: filled(action.tie.notify or "", action.happened.values, language)
        for language in ("en", "fr")
    }
    assert said == {
        "en": "Garage {1}: 3.5\N{NO-BREAK SPACE}A too many",
        "fr": "Garage {1}: 3,5\N{NO-BREAK SPACE}A de trop",
    }
    assert (action.tie.to, action.tie.urgency) == (("anna",), Urgency.WARNING)
    assert (action.deed, action.at, message.until) == (Deed.NOTIFY, NIGHT, MORNING)
    assert action.happened.data == {"tag": "7F3A"}


def test_what_is_the_same_is_not_written_again(tmp_path: Path) -> None:
    file = tmp_path / "messages.json"
    book = MessageBook(file)
    book.keep([(waiting(), MORNING)])
    file.unlink()
    book.keep([(waiting(), MORNING)])
    assert not file.exists()
    book.keep([])
    assert MessageBook(file).kept == ()


@pytest.mark.parametrize(
    "text", ["", "[", '[{"entry": 1}]', '{"a": 1}', "\x00", '[{"entry":"a","what":"moon"}]']
)
def test_a_file_that_is_broken_is_no_reason_not_to_start(tmp_path: Path, text: str) -> None:
    file = tmp_path / "messages.json"
    file.write_text(text)
    book = MessageBook(file)
    assert book.kept == ()
    book.keep([(waiting(), MORNING)])
    assert len(MessageBook(file).kept) == 1
