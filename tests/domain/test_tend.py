"""How a charger is dealt with: kept, told to its line, and learned from the drops."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from borne.domain.care import Care
from borne.domain.care_intents import SetRhythm, SetStrict
from borne.domain.care_orders import Interval, UseCare
from borne.domain.commands import AnswerBoot, Fulfil, Prepare
from borne.domain.events import ChargerDisconnected, KeysWritten
from borne.domain.expiry import expiries
from borne.domain.records import SaveCharger
from borne.domain.rhythm import Drop, Pace
from borne.domain.wish_body import read_wish
from borne.domain.wishes import Forget, Intent

from .playbook import NOON, DomainPlay, Wire

WEEK = timedelta(days=7)


def drop(wire: Wire, quiet: float | None, mute: float | None = None) -> ChargerDisconnected:
    return ChargerDisconnected(
        wire.now, "garage", wire.connection, "the line broke", dropped=True, quiet=quiet, mute=mute
    )


def kept(play: DomainPlay) -> Care | None:
    return play.last(SaveCharger).care


def test_strict_is_told_to_the_line_and_kept(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.wishes(SetStrict(on=True)))
    assert garage.all(UseCare) == [UseCare("garage", strict=True)]
    assert kept(garage) == Care(strict=True)
    assert garage.last(Fulfil).ok
    garage.skip(wire.wishes(SetStrict(on=False)))
    assert garage.all(UseCare) == [UseCare("garage")]
    assert kept(garage) is None


def test_three_drops_after_the_same_silence_make_the_pings_quicker(
    wire: Wire, garage: DomainPlay
) -> None:
    for _ in range(2):
        garage.skip(drop(wire.after(600), 25.0, 25.0))
        assert garage.all(UseCare) == []
    garage.skip(drop(wire.after(600), 24.9, 25.0))
    intervals = (Interval("HeartbeatInterval", 20), Interval("WebSocketPingInterval", 14))
    assert garage.all(UseCare) == [UseCare("garage", ping=14, intervals=intervals)]
    care = kept(garage)
    assert care is not None
    assert len(care.drops) == 3
    garage.skip(wire.after(1).connected(), wire.booted())
    assert garage.last(AnswerBoot).interval == 20


def test_an_end_that_was_wanted_or_of_an_old_connection_is_no_drop(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(replace(drop(wire, 25.0), dropped=False))
    garage.skip(wire.connected(), replace(drop(wire, 25.0), connection=0))
    assert garage.charger().care == Care()


def test_quiet_weeks_relax_it(wire: Wire, garage: DomainPlay) -> None:
    for _ in range(3):
        garage.skip(drop(wire.after(600), 25.0))
    due = wire.now + WEEK
    assert list(expiries(garage.charger())) == [due]
    wire.now = due
    garage.skip(wire.woke())
    care = kept(garage)
    assert care is not None
    assert care.ping.every == 18
    assert garage.all(UseCare)[0].ping == 18


def test_a_person_may_fix_both_and_give_them_back(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.wishes(SetRhythm(ping=45, heartbeat=300)))
    intervals = (
        Interval("HeartbeatInterval", 300, exact=True),
        Interval("WebSocketPingInterval", 45, exact=True),
    )
    assert garage.all(UseCare) == [UseCare("garage", ping=45, intervals=intervals)]
    assert garage.all(Prepare) == [Prepare("garage")]
    garage.skip(wire.wishes(SetRhythm()))
    assert kept(garage) is None


def test_a_new_firmware_begins_anew(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(replace(wire.booted(), firmware="1"))
    for _ in range(3):
        garage.skip(drop(wire.after(600), 25.0))
    garage.skip(wire.connected(), replace(wire.booted(), firmware="2"))
    assert garage.charger().care == Care()
    assert garage.all(UseCare) == [UseCare("garage")]


def test_a_charger_that_is_forgotten_is_as_any_when_it_comes_back(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.wishes(SetStrict(on=True)), wire.disconnected(), wire.wishes(Forget()))
    assert garage.all(UseCare) == [UseCare("garage")]


def test_what_set_up_has_written_is_kept(wire: Wire, garage: DomainPlay) -> None:
    event = KeysWritten(wire.now, "garage", {"MeterValueSampleInterval": ("10",)})
    garage.skip(event)
    assert kept(garage) == Care(written={"MeterValueSampleInterval": ("10",)})
    garage.skip(event)
    assert garage.all(SaveCharger) == []


@pytest.mark.parametrize(
    ("body", "intent"),
    [
        ({"command": "strict", "on": True}, SetStrict(on=True)),
        ({"command": "strict", "true": "off"}, SetStrict(on=False)),
        ({"command": "rhythm", "ping": 20, "heartbeat": "60"}, SetRhythm(20, 60)),
        ({"command": "rhythm", "ping": None}, SetRhythm()),
    ],
)
def test_the_bodies_of_the_commands(body: dict[str, object], intent: Intent) -> None:
    assert read_wish(body) == (intent, None, None)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"command": "strict"}, "“on”"),
        ({"command": "strict", "on": "perhaps"}, "true or false"),
        ({"command": "rhythm", "ping": 1}, "from 5 to 600"),
        ({"command": "offline"}, "everybody, known or nobody"),
        ({"command": "offline", "who": "cats"}, "everybody, known or nobody"),
    ],
)
def test_what_is_wrong_with_a_body_is_said(body: dict[str, object], words: str) -> None:
    assert words in str(read_wish(body))


def test_the_drops_are_bounded(wire: Wire, garage: DomainPlay) -> None:
    for _ in range(50):
        garage.skip(drop(wire.after(600), 1.0))
    drops = garage.charger().care.drops
    assert len(drops) == 20
    assert drops[-1] == Drop(wire.now, "the line broke", 1.0)
    assert garage.charger().care.ping == Pace()
    assert wire.now > NOON
