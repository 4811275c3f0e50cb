"""What a person says of a charger's quirks, and what the quirks change in its life."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from borne.domain.charger import Asked
from borne.domain.commands import Fulfil, Prepare, UseQuirks
from borne.domain.events import TraitsLearned
from borne.domain.life import Status
from borne.domain.records import SaveCharger
from borne.domain.say import plain
from borne.domain.traits import Pause, Quirk, Traits
from borne.domain.wish_body import read_wish
from borne.domain.wishes import SetQuirk

from .playbook import DomainPlay, Wire, at_work

FITTING = Quirk(
    "legrand-pause",
    plain("Paused by a stop"),
    True,
    plain("because"),
    plain("its name"),
    plain("a document"),
)


@pytest.fixture
def play(wire: Wire) -> DomainPlay:
    play = DomainPlay()
    at_work(wire, play)
    play.skip(learned(wire))
    return play


def learned(wire: Wire, **traits: object) -> TraitsLearned:
    return TraitsLearned(wire.now, "garage", Traits(**traits), (FITTING,))  # type: ignore[arg-type]


def test_a_quirk_that_fits_is_switched_off_at_once_and_for_good(
    play: DomainPlay, wire: Wire
) -> None:
    play.skip(wire.wishes(SetQuirk("legrand-pause", on=False)))
    assert play.charger().choices == {"legrand-pause": False}
    assert play.last(SaveCharger).choices == {"legrand-pause": False}
    assert play.last(UseQuirks).choices == {"legrand-pause": False}
    assert play.all(Prepare)
    assert play.last(Fulfil).ok


def test_one_that_does_not_fit_is_kept_once_the_database_knows_it(
    play: DomainPlay, wire: Wire
) -> None:
    play.skip(wire.wishes(SetQuirk("necharge-steps", on=True)))
    order = play.last(UseQuirks)
    assert play.charger().choices == {}
    play.skip(wire.answers(order))
    assert play.charger().choices == {"necharge-steps": True}
    assert play.last(Fulfil).ok


def test_one_that_nobody_knows_is_refused_and_not_kept(play: DomainPlay, wire: Wire) -> None:
    play.skip(wire.wishes(SetQuirk("nonsense", on=True)))
    play.skip(wire.answers(play.last(UseQuirks), "Unknown", ok=False))
    assert play.charger().choices == {}
    assert not play.last(Fulfil).ok


def test_a_choice_is_told_to_each_new_connection(play: DomainPlay, wire: Wire) -> None:
    play.skip(wire.wishes(SetQuirk("legrand-pause", on=False)))
    play.skip(wire.after(60).connected())
    assert play.last(UseQuirks).choices == {"legrand-pause": False}
    assert play.last(UseQuirks).vendor == "Legrand"


def test_what_it_was_seen_to_do_is_kept_and_told_to_the_first_connection(
    play: DomainPlay, wire: Wire
) -> None:
    seen = ("error-word", "phase-n")
    play.skip(replace(learned(wire), seen=seen))
    assert play.last(SaveCharger).manner.seen == seen
    assert play.charger().manner.anew.seen == seen
    nameless = replace(play.charger(), quirks=None, vendor=None, model=None)
    play.state = play.state.with_charger(nameless)
    play.skip(wire.after(60).connected())
    assert play.last(UseQuirks).seen == seen


def test_a_charger_that_tells_its_model_only_is_recalled(play: DomainPlay, wire: Wire) -> None:
    unnamed = replace(play.charger(), quirks=None, vendor=None, model="ACChargePoint")
    play.state = play.state.with_charger(unnamed)
    play.skip(wire.after(60).connected())
    assert play.last(UseQuirks).model == "ACChargePoint"


def test_what_was_told_in_another_way_is_told_again(play: DomainPlay, wire: Wire) -> None:
    asked = Asked(10, 1, wire.now, 1, accepted=True)
    play.state = play.state.with_connector(replace(play.connector(), asked=asked, fallback=8.0))
    play.skip(learned(wire))
    assert play.connector().asked == asked
    play.skip(learned(wire, floor=7.0))
    assert play.connector().asked is None
    assert play.connector().fallback is None


@pytest.mark.parametrize("reason", ["Remote", "Local", None])
def test_a_stop_that_pauses_is_no_stop_by_a_person(
    play: DomainPlay, wire: Wire, reason: str | None
) -> None:
    play.skip(learned(wire, pause=Pause.STOP), wire.status(Status.PREPARING), wire.started(0))
    number = play.session().transaction
    assert number is not None
    asked = Asked(0, 1, wire.now, number.id)
    play.state = play.state.with_connector(replace(play.connector(), asked=asked))
    play.skip(wire.stopped(number.id, 100, reason=reason))
    assert not play.connector().held


def test_a_plug_that_is_pulled_during_the_pause_holds_it(play: DomainPlay, wire: Wire) -> None:
    play.skip(learned(wire, pause=Pause.STOP), wire.status(Status.PREPARING), wire.started(0))
    asked = Asked(0, 1, wire.now, 1)
    play.state = play.state.with_connector(replace(play.connector(), asked=asked))
    play.skip(wire.stopped(1, 100, reason="EVDisconnected"))
    assert play.connector().held


def pulled_and_back(play: DomainPlay, wire: Wire) -> bool:
    """Whether the car may start after its plug was pulled and put in again; it is told twice."""
    play.skip(wire.status(Status.PREPARING), wire.started(0), wire.status(Status.CHARGING))
    play.skip(wire.stopped(1, 100, reason="EVDisconnected"), wire.status(Status.FINISHING))
    assert play.connector().held
    play.skip(wire.status(Status.FINISHING))
    return not play.connector().held


def test_a_car_that_is_back_waits_for_ever_where_finishing_is_believed(
    play: DomainPlay, wire: Wire
) -> None:
    assert not pulled_and_back(play, wire)


def test_a_car_that_is_back_may_start_where_finishing_means_preparing(
    play: DomainPlay, wire: Wire
) -> None:
    play.skip(learned(wire, finishing_is_preparing=True))
    assert pulled_and_back(play, wire)
    assert play.connector().status is Status.PREPARING


@pytest.mark.parametrize(
    ("body", "on"),
    [({"on": False}, False), ({"on": "true"}, True), ({"true": True}, True), ({"on": None}, None)],
)
def test_the_command_is_read(body: dict[str, object], *, on: bool | None) -> None:
    read = read_wish({"command": "quirk", "name": "legrand-pause", **body})
    assert isinstance(read, tuple)
    assert read[0] == SetQuirk("legrand-pause", on)


def test_the_command_wants_to_know_which_way() -> None:
    read = read_wish({"command": "quirk", "name": "legrand-pause"})
    assert str(read) == "“on” is missing"
