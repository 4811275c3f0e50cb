"""What people wish of chargers and connectors, and what chargers answer."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from borne.domain.charger import Asked, Starting
from borne.domain.commands import (
    ClearLimits,
    Fulfil,
    Order,
    ReadConfiguration,
    ResetCharger,
    SendData,
    SetAvailable,
    SetFallback,
    SetLimit,
    StartRemotely,
    StopRemotely,
    Trigger,
    Unlock,
    WriteConfiguration,
)
from borne.domain.decision import Boost, ByHand, Mode
from borne.domain.life import Status
from borne.domain.records import SaveConnector
from borne.domain.say import plain
from borne.domain.state import Policy
from borne.domain.wishes import (
    BoostNow,
    ClearProfiles,
    GetConfigurationNow,
    Intent,
    ResetNow,
    SetAvailability,
    SetConfigurationNow,
    SetMaxCurrent,
    SetMode,
    StartNow,
    StopNow,
    TransferData,
    TriggerNow,
    UnlockNow,
)

from .playbook import NOON, DomainPlay, Wire, at_work

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("intent", "order"),
    [
        (ResetNow(), ResetCharger("garage", hard=False, wish="w")),
        (ResetNow(hard=True), ResetCharger("garage", hard=True, wish="w")),
        (UnlockNow(), Unlock("garage", 1, "w")),
        (SetAvailability(operative=False), SetAvailable("garage", 0, operative=False, wish="w")),
        (ClearProfiles(), ClearLimits("garage", None, "w")),
        (TriggerNow("MeterValues"), Trigger("garage", "MeterValues", None, "w")),
        (GetConfigurationNow(("A",)), ReadConfiguration("garage", ("A",), "w")),
        (SetConfigurationNow("A", "1"), WriteConfiguration("garage", "A", "1", "w")),
        (TransferData("acme", "m", "d"), SendData("garage", "acme", "m", "d", "w")),
        (StartNow("ANNA"), StartRemotely("garage", 1, "ANNA", "w")),
        (StartNow(), StartRemotely("garage", 1, "BORNE", "w")),
    ],
)
def test_a_wish_becomes_an_order_that_the_charger_answers(
    wire: Wire, garage: DomainPlay, intent: Intent, order: Order
) -> None:
    assert garage >> wire.wishes(intent) << order
    said = Fulfil("w", ok=False, message=plain("Rejected"), data={"status": "Rejected"})
    assert garage >> wire.answers(order, "Rejected", ok=False) << said


@pytest.mark.parametrize(
    ("intent", "by_hand", "english", "french"),
    [
        (
            SetMode(Mode.MAX),
            ByHand(mode=Mode.MAX),
            "Mode max, set by hand",
            "Mode max, choisi à la main",
        ),
        (
            SetMode(Mode.OFF, seconds=3600),
            ByHand(mode=Mode.OFF, mode_until=NOON + timedelta(hours=1)),
            "Mode off until 15:00, set by hand",
            "Mode off jusqu’à 15:00, choisi à la main",
        ),
        (
            SetMode(None),
            ByHand(),
            "The rules decide again",
            "Les règles décident à nouveau",
        ),
        (
            BoostNow(),
            ByHand(boost=Boost()),
            "Full power until the car is unplugged",
            "Pleine puissance jusqu’au débranchement",
        ),
        (
            BoostNow(seconds=7200),
            ByHand(boost=Boost(until=NOON + timedelta(hours=2))),
            "Full power until 16:00",
            "Pleine puissance jusqu’à 16:00",
        ),
        (
            BoostNow(energy=2500),
            ByHand(boost=Boost(energy=2500)),
            f"Full power for 2.5{SPACE}kWh",
            f"Pleine puissance pour 2,5{SPACE}kWh",
        ),
        (BoostNow(off=True), ByHand(), "The boost is over", "Le coup de boost est terminé"),
        (
            SetMaxCurrent(12.5),
            ByHand(max_current=12.5),
            f"Never above 12.5{SPACE}A from now on",
            f"Jamais plus de 12,5{SPACE}A désormais",
        ),
        (
            SetMaxCurrent(0),
            ByHand(max_current=0),
            "Paused until the ceiling is changed",
            "En pause jusqu’au prochain plafond",
        ),
        (SetMaxCurrent(None), ByHand(), "The ceiling is gone", "Le plafond est levé"),
    ],
)
def test_what_is_set_by_hand_is_kept_and_said(
    intent: Intent, by_hand: ByHand, english: str, french: str
) -> None:
    wire, play = Wire(), DomainPlay(Policy(auto_adopt=True, zone=ZoneInfo("Europe/Paris")))
    at_work(wire, play)
    play.skip(wire.wishes(intent))
    assert play.last(SaveConnector).by_hand == by_hand
    message = play.last(Fulfil).message
    assert (message.say("en"), message.say("fr")) == (english, french)


def test_a_boost_and_a_mode_take_each_others_place(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.wishes(SetMaxCurrent(10)), wire.wishes(SetMode(Mode.MIN, 60)))
    garage.skip(wire.wishes(BoostNow()))
    assert garage.connector().by_hand == ByHand(boost=Boost(), max_current=10)
    garage.skip(wire.wishes(SetMode(Mode.OFF)))
    assert garage.connector().by_hand == ByHand(mode=Mode.OFF, max_current=10)


def test_a_stop_is_for_the_open_transaction_and_holds(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000))
    assert garage >> wire.wishes(StopNow()) << StopRemotely("garage", 1, 1, "w")
    assert garage.connector().held
    garage.skip(wire.stopped(1, 1100, "Remote"))
    assert garage.connector().held


def test_a_stop_without_a_transaction_holds(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.status(Status.PREPARING), wire.wishes(StopNow()))
    assert garage.last(Fulfil).ok
    assert garage.connector().held
    garage.skip(wire.wishes(StartNow()))
    assert not garage.connector().held


def test_a_start_under_way_is_no_failure(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.started(1000), wire.wishes(StartNow()))
    assert garage.last(Fulfil).message.say("fr") == "La charge est déjà lancée"


@pytest.mark.parametrize(
    ("charger", "connector", "message"),
    [
        ("attic", None, "There is no charger “attic”"),
        ("garage", 3, "garage has no connector 3"),
        ("garage", None, "Say which connector of garage is meant"),
        (None, 1, "Say which charger is meant: there are several"),
    ],
)
def test_who_is_meant_must_be_plain(
    wire: Wire, garage: DomainPlay, charger: str | None, connector: int | None, message: str
) -> None:
    garage.skip(wire.status(Status.AVAILABLE, connector=2))
    other = Wire("barn")
    at_work(other, garage)
    garage.skip(wire.wishes(BoostNow(), connector, charger))
    assert garage.last(Fulfil) == Fulfil("w", ok=False, message=garage.last(Fulfil).message)
    assert garage.last(Fulfil).message.say("en") == message


def test_without_any_charger_a_wish_says_so(wire: Wire, play: DomainPlay) -> None:
    play.skip(wire.wishes(BoostNow()))
    assert play.last(Fulfil).message.say("en") == "No charger has been adopted yet"


def test_availability_is_what_the_charger_has_agreed_to(wire: Wire, garage: DomainPlay) -> None:
    order = SetAvailable("garage", 0, operative=False)
    garage.skip(wire.answers(order, "Rejected", ok=False))
    assert garage.connector().operative
    garage.skip(wire.answers(order))
    assert not garage.connector().operative


def with_a_limit(wire: Wire, play: DomainPlay) -> SetLimit:
    play.skip(wire.started(1000))
    asked = Asked(16, 1, wire.now, 1)
    charger = play.charger().with_connector(replace(play.connector(), asked=asked))
    play.state = play.state.with_charger(charger)
    return SetLimit("garage", 1, 1, 16, 1, 900)


def test_a_refused_limit_is_shown_until_one_is_taken(wire: Wire, garage: DomainPlay) -> None:
    order = with_a_limit(wire, garage)
    garage.skip(wire.answers(order, "Failed", ok=False))
    (trouble,) = garage.state.troubles.values()
    assert (trouble.severity, trouble.message.say("fr")) == (
        "error",
        "garage n’accepte pas la limite de Borne (Failed) : sa puissance n’est pas maîtrisée",
    )
    asked = garage.connector().asked
    assert asked is not None
    assert asked.accepted is False
    garage.skip(wire.answers(order))
    assert not garage.state.troubles


def test_a_limit_that_a_newer_one_has_replaced_is_no_trouble(
    wire: Wire, garage: DomainPlay
) -> None:
    order = with_a_limit(wire, garage)
    garage.skip(wire.answers(order, "Superseded", ok=False))
    assert not garage.state.troubles
    asked = garage.connector().asked
    assert asked is not None
    assert asked.accepted is None


def test_a_limit_that_went_down_with_its_line_is_no_trouble(wire: Wire, garage: DomainPlay) -> None:
    order = with_a_limit(wire, garage)
    garage.skip(wire.disconnected(), wire.answers(order, "Disconnected", ok=False))
    assert not garage.state.troubles


def test_limits_that_were_cleared_are_asked_for_again(wire: Wire, garage: DomainPlay) -> None:
    with_a_limit(wire, garage)
    garage.skip(wire.wishes(ClearProfiles()))
    assert garage.connector().asked is None


def test_a_charger_that_cannot_fall_back_is_shown(wire: Wire, garage: DomainPlay) -> None:
    order = SetFallback("garage", 1, 8)
    garage.skip(wire.answers(order, "NotSupported", ok=False))
    (trouble,) = garage.state.troubles.values()
    assert (trouble.severity, trouble.message.say("en")) == (
        "warning",
        "garage does not take the current to fall back to without Borne (NotSupported)",
    )
    garage.skip(wire.answers(order))
    assert not garage.state.troubles


@pytest.mark.parametrize("intent", [BoostNow(), SetMode(Mode.MAX), StartNow()])
def test_a_person_may_charge_where_a_badge_was_refused(
    wire: Wire, garage: DomainPlay, intent: Intent
) -> None:
    garage.skip(wire.started(1000, "STRANGER"), wire.stopped(1, 1000, "DeAuthorized"))
    assert garage.session().tag == "STRANGER"
    garage.skip(wire.wishes(intent))
    assert garage.session().tag is None
    assert all(order.tag == "BORNE" for order in garage.all(StartRemotely))


def test_a_person_does_not_wait_for_the_next_try(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.status(Status.PREPARING), wire.wishes(StartNow()))
    assert garage.connector().starting is not None
    garage.skip(wire.wishes(BoostNow()))
    assert garage.connector().starting is None


@pytest.mark.parametrize("ending", ["starts", "unplugged"])
def test_a_charger_that_refuses_to_start_is_told_of_until_it_starts_or_the_car_goes(
    wire: Wire, garage: DomainPlay, ending: str
) -> None:
    garage.skip(wire.status(Status.PREPARING))
    order, starting = StartRemotely("garage", 1, "BORNE"), None
    told = []
    for _ in range(3):
        starting = Starting.after(starting, wire.now)
        waits = replace(garage.charger().connector(1), starting=starting)
        garage.state = garage.state.with_connector(waits)
        garage.skip(wire.after(30).answers(order, "Rejected", ok=False))
        told.append(garage.state.troubles.get("start:garage/1"))
    first, second, third = told
    assert first is None  # once is no news
    assert second is not None
    assert third is not None
    assert "has refused to start 2 times (Rejected)" in second.message.say("en")
    assert "a refusé 3 fois de démarrer" in third.message.say("fr")
    assert second.since == third.since
    last = wire.started(0.0) if ending == "starts" else wire.status(Status.AVAILABLE)
    garage.skip(last)
    assert "start:garage/1" not in garage.state.troubles


def test_a_start_that_was_not_sent_or_is_taken_is_no_trouble(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.status(Status.PREPARING))
    starting = Starting.after(Starting.after(None, wire.now), wire.now)
    waits = replace(garage.charger().connector(1), starting=starting)
    garage.state = garage.state.with_connector(waits)
    order = StartRemotely("garage", 1, "BORNE")
    garage.skip(wire.answers(order, "Disconnected", ok=False), wire.answers(order))
    assert garage.state.troubles == {}
