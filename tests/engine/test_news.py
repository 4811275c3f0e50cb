"""What of a decision is new, and what stays the very same for whoever looks for changes."""

from __future__ import annotations

import pytest

from borne.engine import choosing
from borne.rules.decide import decide

from ..domain.playbook import Wire  # noqa: TID252  # one language for all plays
from .conftest import CorePlay, hears


def test_where_nothing_new_is_said_the_charger_stays_the_very_same() -> None:
    play, wire = CorePlay(), Wire()
    play.skip(hears(wire.now, grid=500.0, linky=500.0))
    play.plug_in(wire)
    play.skip(hears(wire.after(60).now, grid=500.0, linky=500.0))
    before = play.core.state.chargers
    play.skip(hears(wire.after(1).now, grid=501.0, linky=501.0))
    assert play.core.state.chargers is before
    play.skip(hears(wire.after(1).now, tempo="Rouge"))
    assert play.core.state.chargers is not before


def test_the_rules_are_not_asked_anew_for_what_the_site_alone_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    play, wire = CorePlay(), Wire()
    play.skip(hears(wire.now, grid=500.0, linky=500.0, tempo="Bleu"))
    play.plug_in(wire)
    asked = []

    def counted(*words: object, **more: object) -> object:
        asked.append(words)
        return decide(*words, **more)  # type: ignore[arg-type]  # as it came

    monkeypatch.setattr(choosing, "decide", counted)
    play.skip(hears(wire.after(10).now, grid=900.0, linky=900.0))
    assert not asked
    play.skip(hears(wire.after(10).now, tempo="Rouge"))
    assert len(asked) == 1
    assert play.decision().rule == "Red day"
