"""Chargers come, wait for adoption, are set up and go."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from borne.domain.charger import Charger, ConfigurationKey
from borne.domain.commands import (
    Admission,
    Announce,
    AnswerBoot,
    AnswerData,
    AnswerStart,
    AnswerStop,
    AnswerTag,
    Fulfil,
    Prepare,
    StopRemotely,
    Trigger,
)
from borne.domain.connection import MOST_WAITING
from borne.domain.events import ChargerConnected, ConfigurationRead, DataReceived
from borne.domain.life import Status
from borne.domain.records import DeleteCharger, DeleteConnector, SaveCharger, SaveSession
from borne.domain.state import Policy, State
from borne.domain.tag import Tag
from borne.domain.wishes import Adopt, Forget, Ignore, Rename

from .playbook import NOON, DomainPlay, Wire


def waiting_room() -> tuple[Wire, DomainPlay]:
    return Wire(), DomainPlay(Policy(auto_adopt=False))


def test_a_new_charger_waits_for_adoption() -> None:
    wire, play = waiting_room()
    assert (
        play
        >> wire.connected()
        >> wire.booted()
        << AnswerBoot("garage", wire.ticket, accepted=False, interval=30)
        >> wire.after(60).woke()
    )
    assert not play.charger().booted


def test_who_waits_for_adoption_learns_of_no_badge_and_loses_no_charge() -> None:
    wire, play = waiting_room()
    play.state = replace(play.state, tags={"guest": Tag("guest")})
    play.skip(wire.connected(), wire.booted(), wire.swiped("guest"))
    assert play.last(AnswerTag).admission is Admission.INVALID
    play.skip(wire.started(0, "guest"))
    start = play.last(AnswerStart)
    assert start.admission is Admission.INVALID
    assert play.all(StopRemotely) == [StopRemotely("garage", 1, start.transaction)]
    assert play.session().tag == "guest"
    play.skip(wire.after(60).stopped(start.transaction, 500))
    assert play.last(AnswerStop).admission is None
    assert play.state.unknown_tags == {}
    assert play.state.tags["guest"].last_seen is None


def test_adoption_asks_it_to_boot_again_and_then_sets_it_up() -> None:
    wire, play = waiting_room()
    play.skip(wire.connected(), wire.booted())
    play.skip(wire.after(300).wishes(Adopt("Garage left"), charger="garage"))
    assert play.last(Fulfil).message.say("en") == "Garage left is adopted"
    assert play.all(Trigger) == [Trigger("garage", "BootNotification")]
    assert (
        play
        >> wire.after(2).booted()
        << AnswerBoot("garage", wire.ticket, accepted=True, interval=60)
        << Prepare("garage")
    )
    assert play.charger().booted


def test_a_charger_that_does_not_boot_again_is_taken_as_it_is() -> None:
    wire, play = waiting_room()
    play.skip(wire.connected(), wire.booted(), wire.after(300).wishes(Adopt(), charger="garage"))
    assert play >> wire.after(9).woke() >> wire.after(1).woke() << Prepare("garage")
    assert play >> wire.after(20).woke()


def test_auto_adoption_takes_all_but_the_ignored(wire: Wire, play: DomainPlay) -> None:
    assert (
        play
        >> wire.connected()
        >> wire.booted()
        << AnswerBoot("garage", wire.ticket, accepted=True, interval=60)
        << Prepare("garage")
    )
    play.skip(wire.wishes(Ignore()), wire.disconnected(), wire.connected())
    assert not play.charger().adopted
    play.skip(wire.wishes(Adopt(), charger="garage"))
    assert play.charger().adopted
    assert not play.charger().ignored


def test_what_it_says_of_itself_is_kept(wire: Wire, play: DomainPlay) -> None:
    play.skip(wire.connected(), wire.booted("Green'up"))
    saved = play.last(SaveCharger)
    assert (saved.vendor, saved.model, saved.attempts) == ("Legrand", "Green'up", 1)


def test_a_second_socket_takes_over_and_the_end_of_the_first_is_nobodys(
    wire: Wire, garage: DomainPlay
) -> None:
    wire.connection = 2
    garage.skip(wire.after(1).connected(), wire.booted())
    garage.skip(wire.disconnected(connection=1))
    assert garage.charger().online
    garage.skip(wire.disconnected(connection=2))
    assert not garage.charger().online


def test_the_house_hears_of_lost_chargers(wire: Wire, garage: DomainPlay) -> None:
    garage.shows = (Announce,)
    lost = {"charger": "garage", "reason": "lost"}
    assert garage >> wire.disconnected() << Announce("borne_charger_disconnected", lost)


def test_nothing_that_was_asked_on_an_old_line_counts_on_the_new_one(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.started(1000))
    wire.connection = 2
    garage.skip(wire.connected())
    connector = garage.connector()
    assert (connector.asked, connector.starting, connector.fallback) == (None, None, None)
    assert connector.session is not None


def test_connectors_it_never_spoke_of_are_there(wire: Wire, play: DomainPlay) -> None:
    play.skip(wire.connected(), wire.booted(), wire.ready(connectors=2))
    assert sorted(play.charger().connectors) == [1, 2]
    assert play.last(SaveCharger).connectors == (1, 2)


def test_the_chargers_own_status_is_no_connector(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.status(Status.UNAVAILABLE, connector=0, error="PowerMeterFailure"))
    assert garage.charger().status is Status.UNAVAILABLE
    assert sorted(garage.charger().connectors) == [1]


def test_settings_are_remembered_one_by_one(wire: Wire, garage: DomainPlay) -> None:
    first = ConfigurationKey("A", "1", readonly=False)
    for keys in ((first,), (ConfigurationKey("B", "2", readonly=True),)):
        garage.skip(ConfigurationRead(wire.now, "garage", keys))
    assert {"A", "B"} <= set(garage.charger().configuration)


def test_no_vendors_dialect_is_spoken(wire: Wire, garage: DomainPlay) -> None:
    event = DataReceived(wire.now, "garage", wire.ticket, "acme")
    assert garage >> event << AnswerData("garage", wire.ticket, "UnknownVendorId")


def test_a_name_is_kept(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.wishes(Rename("Barn")))
    assert garage.last(SaveCharger).name == "Barn"
    assert garage.charger().called == "Barn"


def test_a_known_charger_is_adopted_still_after_a_restart() -> None:
    known = Charger("garage", NOON, adopted=True)
    play = DomainPlay(Policy(auto_adopt=False), State(chargers={"garage": known}))
    play.skip(ChargerConnected(NOON, "garage", 1, "ocpp1.6"))
    assert play.charger().adopted


def test_a_charger_that_is_gone_is_forgotten_and_its_session_ends(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.status(Status.PREPARING), wire.started(1000.0), wire.disconnected())
    garage.skip(wire.wishes(Forget()))
    assert garage.last(Fulfil).ok
    assert "garage" not in garage.state.chargers
    assert garage.all(DeleteCharger) == [DeleteCharger("garage")]
    assert garage.all(DeleteConnector) == [DeleteConnector("garage", 1)]
    assert garage.last(SaveSession).session.ended is not None


def test_a_charger_that_is_there_is_not_forgotten(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.wishes(Forget()))
    assert not garage.last(Fulfil).ok
    assert "is connected" in garage.last(Fulfil).message.say("en")
    assert garage.all(DeleteCharger) == []


def test_of_those_that_wait_for_adoption_the_longest_gone_makes_room() -> None:
    play = DomainPlay(Policy(auto_adopt=False))
    adopted = Charger("mine", NOON, adopted=True, last_seen=NOON)
    ignored = Charger("theirs", NOON, ignored=True, last_seen=NOON)
    play.state = play.state.with_charger(adopted).with_charger(ignored)
    there = Wire("there")
    play.skip(there.connected())
    for number in range(MOST_WAITING + 20):
        wire = Wire(f"x{number}", NOON + timedelta(minutes=number), number + 2)
        play.skip(wire.connected(), wire.booted(), wire.disconnected())
    waiting = {"there", *(f"x{number}" for number in range(21, MOST_WAITING + 20))}
    assert play.state.chargers.keys() == {"mine", "theirs"} | waiting
    play.skip(Wire("new").connected())
    assert play.all(DeleteCharger) == [DeleteCharger("x21")]


def test_who_waits_and_comes_again_pushes_nobody_out() -> None:
    play = DomainPlay(Policy(auto_adopt=False))
    for number in range(2 * MOST_WAITING):
        wire = Wire(f"x{number % MOST_WAITING}", connection=number + 1)
        play.skip(wire.connected(), wire.disconnected())
    assert len(play.state.chargers) == MOST_WAITING
