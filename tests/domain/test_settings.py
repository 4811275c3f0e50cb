"""What has changed in a charger's settings, by Borne or without it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from borne.domain.care import Care
from borne.domain.events import KeyAnswered
from borne.domain.key_change import KeyChange
from borne.domain.records import SaveCharger
from borne.domain.secret import HIDDEN
from borne.domain.settings import waiting

from .playbook import DomainPlay, Wire, at_work

PERIOD = "MeterValueSampleInterval"


def answer(wire: Wire, value: str, status: str, *, key: str = PERIOD) -> KeyAnswered:
    return KeyAnswered(wire.after(1).now, "garage", key, "60", value, status, wished=True)


def changes(play: DomainPlay) -> list[tuple[str | None, str, str | None]]:
    return [(one.before, one.after, one.status) for one in play.charger().care.keys]


def test_what_borne_wanted_is_kept_with_the_answer(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.tells(MeterValueSampleInterval="60"))
    assert garage.all(SaveCharger) == []
    garage.skip(answer(wire, "10", "Rejected"))
    assert garage.charger().configuration[PERIOD].value == "60"
    garage.skip(answer(wire, "30", "Accepted"))
    assert garage.charger().configuration[PERIOD].value == "30"
    assert changes(garage) == [("60", "10", "Rejected"), ("60", "30", "Accepted")]
    assert garage.last(SaveCharger).care == Care(keys=garage.charger().care.keys)


def test_what_changed_without_borne_is_found_when_it_is_read(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.tells(MeterValueSampleInterval="60", LocalPreAuthorize="true"))
    garage.skip(wire.after(60).tells(MeterValueSampleInterval="900", LocalPreAuthorize="TRUE "))
    assert changes(garage) == [("60", "900", None)]
    garage.skip(wire.after(60).tells(MeterValueSampleInterval="900"))
    assert garage.all(SaveCharger) == []


def test_what_wants_a_restart_waits_until_it_shows(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.tells(MeterValueSampleInterval="60"))
    garage.skip(answer(wire, "10", "RebootRequired"))
    assert garage.charger().configuration[PERIOD].value == "60"
    assert waiting(garage.charger()) == {PERIOD: "10"}
    garage.skip(wire.after(60).tells(MeterValueSampleInterval="60"))
    assert waiting(garage.charger()) == {PERIOD: "10"}
    garage.skip(wire.after(60).tells(MeterValueSampleInterval="10"))
    assert waiting(garage.charger()) == {}
    assert changes(garage) == [("60", "10", "RebootRequired")]


def test_a_restart_for_a_change_that_was_taken_back_is_not_wanted(
    wire: Wire, garage: DomainPlay
) -> None:
    garage.skip(wire.tells(MeterValueSampleInterval="60"))
    garage.skip(answer(wire, "10", "RebootRequired"), answer(wire, "20", "Rejected"))
    assert waiting(garage.charger()) == {PERIOD: "10"}
    garage.skip(answer(wire, "20", "Accepted"))
    assert waiting(garage.charger()) == {}


def test_a_password_is_no_change_that_could_be_seen(wire: Wire, garage: DomainPlay) -> None:
    garage.skip(wire.tells(AuthorizationKey=HIDDEN), wire.after(60).tells(AuthorizationKey=HIDDEN))
    assert changes(garage) == []


@given(st.lists(st.sampled_from(["a", "b", *(f"k{n}" for n in range(30))]), max_size=400))
def test_a_setting_that_counts_up_leaves_room_for_the_others(keys: list[str]) -> None:
    wire, garage = Wire(), DomainPlay()
    at_work(wire, garage)
    for number, key in enumerate(keys):
        garage.skip(wire.after(1).tells(**{key: str(number)}))
    kept: tuple[KeyChange, ...] = garage.charger().care.keys
    assert len(kept) <= 100
    assert all([one.key for one in kept].count(key) <= 10 for key in set(keys))
    assert list(kept) == sorted(kept, key=lambda one: one.at)
    found = [key for place, key in enumerate(keys) if key in keys[:place]]
    assert not found or kept[-1].key == found[-1]
