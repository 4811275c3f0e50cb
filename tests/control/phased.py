"""A car behind a charger that can change its phases, and a house whose contract is by phase."""

from __future__ import annotations

from dataclasses import dataclass, field

from msgspec.structs import replace

from borne.control.claim import Claim, Setting
from borne.domain.decision import Mode
from borne.domain.phasing import Phases, Phasing, Switching
from borne.domain.site import ConnectorLimits, Meter, Site

from .house import Governed, claim

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
