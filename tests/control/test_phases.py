"""Phases: when another number is worth it, and that a change is made without current."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from borne.control.claim import Claim, Setting
from borne.domain.decision import Mode
from borne.domain.phasing import Phases, Phasing, Stage, Switching
from borne.domain.site import ConnectorLimits, Meter, Site

from .house import NOON, Governed, at, claim

SITE = Site(phases=3, meter=Meter(signed="grid"))
METERS = ("l1", "l2", "l3")
GUARDED = replace(SITE, contract=12_000.0, per_phase=METERS, per_phase_in_amps=True)
"""Its contract leaves 17 A on each phase."""
QUICK = Switching(pause=10, cool_down=300, up_after=60, down_after=30, per_day=4)
LIMITS = ConnectorLimits(most=16.0, switching=QUICK)
STEP = 5


@dataclass(slots=True)
class Garage:
    """A car behind a charger that obeys, or not; looked at every five seconds."""

    site: Site = SITE
    switching: Switching | None = QUICK
    car: int = 3
    """Phases that the car takes."""
    obeys: bool = True
    house: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """A that the house draws by phase."""
    lags: int = 1
    """Steps until the charger does as it is told."""
    home: Governed = field(init=False)
    seconds: float = 0.0
    phasing: Phasing = field(default_factory=Phasing)
    setting: Setting | None = None
    contactor: int = 3
    amps: float = 0.0
    told: list[tuple[float, int]] = field(default_factory=list)
    """When it was told which number, beginning with its own."""
    queue: list[tuple[float, int]] = field(default_factory=list)
    loaded: int = 0

    def __post_init__(self) -> None:
        self.home = Governed(self.site)
        self.queue = [(0.0, 3)] * self.lags

    @property
    def used(self) -> int:
        return min(self.car, self.contactor)

    @property
    def drawn(self) -> tuple[float, ...]:
        """A that flow on each phase, the car's included."""
        return tuple(
            amps + (self.amps if phase < self.used else 0.0)
            for phase, amps in enumerate(self.house)
        )

    @property
    def watts(self) -> float:
        return self.amps * self.used * 230

    def claim(self, mode: Mode, phases: Phases | None) -> Claim:
        car = claim(mode, amps=self.amps, read=self.seconds, phases=self._seen(), limits=LIMITS)
        draw = replace(car.draw, shown=self.used if self.amps >= 1 else 0, power=self.watts)
        return replace(
            car,
            choice=replace(car.choice, phases=phases),
            draw=draw,
            switching=self.switching,
            phasing=self.phasing,
            session=1,
        )

    def step(
        self, sun: float, mode: Mode = Mode.SURPLUS, phases: Phases | None = Phases.EITHER
    ) -> Setting:
        """The sun gives so many W beyond what the house takes; five seconds pass."""
        self.seconds += STEP
        before = self.phasing
        self.home.round(
            self.seconds,
            self.claim(mode, phases),
            heard=self.seconds,
            grid=self.watts - sun,
            **dict(zip(METERS, self.drawn, strict=True)),
        )
        setting = self.home.settings["garage/1"]
        self.phasing = setting.phasing
        if self.phasing.told != before.told and self.phasing.told is not None:
            self.told.append((self.seconds, self.phasing.told))
        self._obey(setting)
        self.setting = setting
        return setting

    def lasts(self, seconds: float, sun: float, **said: Phases | Mode | None) -> Setting:
        for _ in range(round(seconds / STEP)):
            setting = self.step(sun, **said)  # type: ignore[arg-type] # by name
        return setting

    def _seen(self) -> int:
        return self.used if self.amps >= 1 else min(self.phasing.told or 3, 3)

    def _obey(self, setting: Setting) -> None:
        self.queue.append((setting.current, self.phasing.told or 3))
        amps, number = self.queue.pop(0)
        if self.obeys and number != self.contactor:
            self.loaded += self.amps > 0
            self.contactor = number
        self.amps = amps


def test_with_too_little_sun_for_three_phases_one_is_used_after_a_pause() -> None:
    garage = Garage()
    garage.lasts(60, 2000)
    assert garage.amps == 0
    garage.lasts(120, 2000)
    assert (garage.phasing.stage, garage.phasing.told, garage.contactor) == (Stage.STEADY, 1, 1)
    garage.lasts(120, 2000)
    assert garage.amps == pytest.approx(8, abs=1)


def test_with_enough_sun_three_phases_are_used_again() -> None:
    garage = Garage()
    garage.lasts(300, 2000)
    setting = garage.lasts(900, 7000)
    assert garage.told[-1][1] == 3
    assert setting.current == pytest.approx(10, abs=1)
    assert garage.loaded == 0


def test_a_cloud_changes_nothing() -> None:
    garage = Garage()
    garage.lasts(300, 7000)
    assert garage.phasing.told is None
    garage.lasts(25, 1500)
    garage.lasts(600, 7000)
    assert garage.told == []


def test_why_it_pauses_is_said_in_a_sentence() -> None:
    garage = Garage()
    garage.lasts(300, 7000)
    garage.step(7000, Mode.MAX, Phases.ONE)
    assert garage.home.why() == "Rule: pauses to change from three phases to one"
    assert garage.setting is not None
    assert garage.setting.next is not None
    assert garage.setting.next.why.say("fr") == "passe à une phase"
    while garage.phasing.stage is not Stage.PROVING:
        garage.step(7000, Mode.MAX, Phases.ONE)
    assert "held back by the change to one phase until it is seen" in garage.home.why()


def test_a_rule_that_says_how_many_waits_for_no_sun() -> None:
    garage = Garage()
    garage.lasts(60, 0, mode=Mode.MAX, phases=None)
    assert garage.amps == 16
    garage.lasts(60, 0, mode=Mode.MAX, phases=Phases.ONE)
    assert garage.contactor == 1
    garage.lasts(60, 0, mode=Mode.MAX, phases=None)
    assert garage.contactor == 1, "it must cool down first"
    garage.lasts(400, 0, mode=Mode.MAX, phases=None)
    assert garage.contactor == 3


@pytest.mark.parametrize(
    ("mode", "amount", "wanted"),
    [
        (Mode.MAX, None, None),
        (Mode.MIN, None, 1),
        (Mode.AMOUNT, 3000.0, 1),
        (Mode.AMOUNT, 6000.0, None),
    ],
)
def test_one_or_three_goes_by_the_power(
    mode: Mode, amount: float | None, wanted: int | None
) -> None:
    garage = Garage()
    for _ in range(40):
        said = garage.claim(mode, Phases.EITHER)
        said = replace(said, choice=replace(said.choice, power=amount))
        garage.seconds += STEP
        garage.home.round(garage.seconds, said, heard=garage.seconds, grid=garage.watts)
        setting = garage.home.settings["garage/1"]
        garage.phasing = setting.phasing
        garage._obey(setting)
    assert garage.phasing.told == wanted


def test_a_car_with_one_phase_is_never_paused_for_another_number() -> None:
    garage = Garage(car=1)
    garage.lasts(600, 7000)
    assert garage.amps >= 6
    garage.lasts(900, 2000)
    garage.lasts(900, 7000)
    assert garage.told == []


def test_a_charger_that_does_not_follow_is_found_out_at_the_least_and_left_alone() -> None:
    garage = Garage(obeys=False)
    garage.lasts(300, 7000)
    most = 0.0
    for _ in range(60):
        setting = garage.step(7000, Mode.MAX, Phases.ONE)
        if garage.phasing.stage is Stage.PROVING:
            most = max(most, setting.current)
    assert most == 6
    assert garage.phasing.unable
    assert garage.phasing.number is None
    garage.switching = None  # as the engine tells of one that is unable
    setting = garage.lasts(900, 7000, mode=Mode.MAX, phases=Phases.ONE)
    assert (setting.current, len(garage.told)) == (16, 1)


def test_the_day_has_only_so_many_changes() -> None:
    garage = Garage()
    for turn in range(12):
        garage.lasts(450, 0, mode=Mode.MAX, phases=(Phases.ONE, Phases.THREE)[turn % 2])
    assert len(garage.told) == QUICK.per_day
    garage.step(0, Mode.MAX, Phases.ONE)
    assert garage.setting is not None
    assert garage.setting.next is not None
    assert garage.setting.next.at == NOON.replace(hour=0) + timedelta(days=1)


def test_a_car_that_does_not_stop_is_given_up_for_a_while() -> None:
    garage = Garage(lags=200)
    garage.queue = [(16.0, 3)] * 200
    garage.amps = 16
    garage.lasts(330, 0, mode=Mode.MAX, phases=Phases.ONE)
    assert garage.phasing.stage is Stage.STEADY
    assert (garage.told, garage.phasing.changes) == ([], 1)


def test_a_reading_that_is_wrong_now_and_then_changes_nothing() -> None:
    garage = Garage()
    garage.lasts(300, 0, mode=Mode.MAX, phases=Phases.ONE)
    for _ in range(20):
        garage.contactor = 3
        garage.step(0, Mode.MAX, Phases.ONE)
        garage.contactor = 1
        garage.lasts(60, 0, mode=Mode.MAX, phases=Phases.ONE)
    assert (len(garage.told), garage.phasing.told) == (1, 1)


def test_a_charger_that_goes_back_by_itself_is_believed_and_waits_for_the_next_change() -> None:
    garage = Garage()
    garage.lasts(300, 0, mode=Mode.MAX, phases=Phases.ONE)
    garage.obeys, garage.contactor = False, 3
    garage.lasts(60, 0, mode=Mode.MAX, phases=Phases.ONE)
    assert (garage.phasing.stage, garage.phasing.told) == (Stage.STEADY, 3)
    assert garage.phasing.changes == 2


def test_nothing_is_changed_where_nobody_knows_that_it_is_borne() -> None:
    garage = Garage(switching=None)
    garage.lasts(900, 2000)
    garage.lasts(300, 2000, mode=Mode.MAX, phases=Phases.ONE)
    assert (garage.phasing, garage.told) == (Phasing(), [])


def test_full_power_goes_on_one_phase_where_the_contract_leaves_none_on_three() -> None:
    garage = Garage(GUARDED)
    garage.lasts(300, 0, mode=Mode.MAX)
    assert (garage.amps, garage.used) == (16, 3)
    garage.house = (2.0, 14.0, 2.0)
    garage.lasts(10, 0, mode=Mode.MAX)
    assert garage.amps == 0
    assert "phase 2 of the contract" in garage.home.why()
    garage.lasts(20, 0, mode=Mode.MAX)
    assert garage.setting is not None
    assert garage.setting.next is not None
    assert garage.setting.next.why.say("en") == "changes to one phase"
    garage.lasts(300, 0, mode=Mode.MAX)
    assert (garage.phasing.stage, garage.phasing.told, garage.amps) == (Stage.PROVING, 1, 0), (
        "until it was seen to change once, it is held to what three phases would have"
    )
    assert garage.home.why() == (
        "Rule: paused, until phase 2 of the contract (12\N{NO-BREAK SPACE}kVA) leaves room to try "
        "one phase"
    )
    garage.house = (2.0, 11.0, 2.0)
    garage.lasts(60, 0, mode=Mode.MAX)
    garage.house = (2.0, 14.0, 2.0)
    garage.lasts(120, 0, mode=Mode.MAX)
    assert (garage.phasing.stage, garage.phasing.told, garage.amps) == (Stage.STEADY, 1, 15)


def test_a_charger_that_was_seen_to_change_is_believed_the_next_time() -> None:
    garage = Garage(GUARDED, phasing=Phasing(followed=True))
    garage.lasts(300, 0, mode=Mode.MAX)
    garage.house = (2.0, 14.0, 2.0)
    garage.lasts(180, 0, mode=Mode.MAX)
    assert (garage.phasing.told, garage.amps) == (1, 15)
    assert garage.loaded == 0


def test_all_phases_are_taken_again_once_the_contract_has_left_them_for_a_while() -> None:
    garage = Garage(GUARDED, phasing=Phasing(followed=True))
    garage.lasts(300, 0, mode=Mode.MAX)
    garage.house = (2.0, 14.0, 2.0)
    garage.lasts(600, 0, mode=Mode.MAX)
    garage.house = (2.0, 2.0, 2.0)
    garage.lasts(QUICK.up_after - STEP, 0, mode=Mode.MAX)
    assert garage.phasing.told == 1
    garage.lasts(180, 0, mode=Mode.MAX)
    assert (garage.phasing.told, garage.amps, garage.used) == (3, 15, 3)


def test_a_kettle_changes_no_phases() -> None:
    garage = Garage(GUARDED, phasing=Phasing(followed=True))
    garage.lasts(300, 0, mode=Mode.MAX)
    for _ in range(10):
        garage.house = (2.0, 14.0, 2.0)
        garage.lasts(QUICK.down_after - STEP, 0, mode=Mode.MAX)
        garage.house = (2.0, 2.0, 2.0)
        garage.lasts(60, 0, mode=Mode.MAX)
    assert garage.told == []


def test_one_phase_that_is_full_as_well_is_not_changed_to() -> None:
    garage = Garage(GUARDED, phasing=Phasing(followed=True))
    garage.lasts(300, 0, mode=Mode.MAX)
    garage.house = (14.0, 14.0, 2.0)
    garage.lasts(600, 0, mode=Mode.MAX)
    assert (garage.told, garage.amps) == ([], 0)


def test_the_sun_takes_one_phase_where_the_contract_leaves_none_on_three() -> None:
    garage = Garage(GUARDED, phasing=Phasing(followed=True), house=(2.0, 14.0, 2.0))
    garage.lasts(400, 7000)
    assert (garage.phasing.told, garage.amps) == (1, 15)
    night = Garage(GUARDED, phasing=Phasing(followed=True), house=(2.0, 14.0, 2.0))
    night.lasts(400, 0)
    assert night.told == [], "what the sun does not give needs no other number"


Weather = st.lists(
    st.tuples(
        st.sampled_from([0.0, 1000.0, 1800.0, 3000.0, 4500.0, 6000.0, 12000.0]),
        st.sampled_from([Mode.SURPLUS, Mode.MIN_SURPLUS, Mode.MAX, Mode.MIN, Mode.OFF]),
        st.sampled_from([None, *Phases]),
        st.integers(1, 80),
    ),
    min_size=1,
    max_size=20,
)


@pytest.mark.slow
@given(
    weather=Weather,
    car=st.sampled_from([1, 3]),
    obeys=st.booleans(),
    lags=st.integers(1, 12),
    contract=st.sampled_from([None, 9000.0, 12000.0]),
)
@settings(max_examples=40)
def test_whatever_comes_no_phase_is_changed_under_current_nor_too_often(
    weather: list[tuple[float, Mode, Phases | None, int]],
    car: int,
    obeys: bool,  # noqa: FBT001 - drawn
    lags: int,
    contract: float | None,
) -> None:
    garage = Garage(replace(SITE, contract=contract), car=car, obeys=obeys, lags=lags)
    for sun, mode, phases, steps in weather:
        for _ in range(steps):
            flowed, told = garage.amps, len(garage.told)
            setting = garage.step(sun, mode, phases)
            stage = setting.phasing.stage
            assert setting.current == 0 or setting.current >= LIMITS.least
            assert setting.current <= LIMITS.most
            if stage in {Stage.PAUSING, Stage.CHANGING}:
                assert setting.current == 0
            if stage is Stage.PROVING:
                assert setting.current <= LIMITS.least
            if len(garage.told) > told:
                assert flowed == 0
            if garage.phasing.unable:
                garage.switching = None
    assert garage.loaded == 0
    times = [0.0 - QUICK.cool_down, *(when for when, _ in garage.told)]
    assert all(later - one >= QUICK.cool_down for one, later in pairwise(times))
    assert len(garage.told) <= QUICK.per_day * (1 + (at(garage.seconds).date() > NOON.date()))


LOADS = st.sampled_from([0.0, 5.0, 10.0, 11.5, 14.0, 17.0])


@given(
    house=st.lists(
        st.tuples(
            LOADS, LOADS, LOADS, st.sampled_from([Mode.MAX, Mode.SURPLUS]), st.integers(1, 60)
        ),
        min_size=1,
        max_size=15,
    ),
    car=st.sampled_from([1, 3]),
    obeys=st.booleans(),
    lags=st.integers(1, 12),
)
@settings(max_examples=20)
def test_whatever_the_house_draws_no_phase_is_given_more_than_the_contract_leaves(
    house: list[tuple[float, float, float, Mode, int]],
    car: int,
    obeys: bool,  # noqa: FBT001 - drawn
    lags: int,
) -> None:
    garage = Garage(GUARDED, car=car, obeys=obeys, lags=lags)
    given_before = 0.0
    for one, two, three, mode, steps in house:
        garage.house = (one, two, three)
        for _ in range(steps):
            setting = garage.step(9000, mode)
            told = (setting.phasing.told or 3) if obeys else 3
            if setting.current > given_before:
                fullest = max(garage.house[: min(car, told)])
                assert fullest + setting.current <= 12_000 / 3 / 230 + 0.01
            given_before = setting.current
            if garage.phasing.unable:
                garage.switching = None
    assert garage.loaded == 0
