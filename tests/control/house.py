"""Claims of cars at a house with a grid contract, and how they are governed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from borne.control.claim import Claim, Draw, Memory, Setting
from borne.control.govern import govern
from borne.control.measure import measure
from borne.domain.decision import Cap, Choice, Mode
from borne.domain.say import plain
from borne.domain.site import ConnectorLimits, Meter, Site, Style

NOON = datetime(2026, 6, 7, 12, tzinfo=UTC)
SITE = Site(contract=9000, meter=Meter(signed="grid"), apparent="linky")
WHY = plain("because")


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def claim(
    mode: Mode = Mode.MAX,
    *,
    id_: str = "garage/1",
    amps: float = 0.0,
    read: float | None = 0.0,
    active: bool = True,
    phases: int = 1,
    current: float | None = None,
    power: float | None = None,
    caps: tuple[Cap, ...] = (),
    limits: ConnectorLimits | None = None,
    style: Style = Style.BALANCED,
) -> Claim:
    """A car in a mode that draws so many A; its charger said so `read` seconds after noon."""
    read_at = None if read is None else at(read)
    watts = amps * phases * 230
    draw = Draw(phases=phases, amps=amps, power=watts, read_at=read_at, active=active)
    choice = Choice("Rule", mode, WHY, current=current, power=power, style=style, caps=caps)
    return Claim(id_, choice, limits or ConnectorLimits(), draw)


class Governed:
    """A house whose cars are governed from one instant to the next."""

    def __init__(self, site: Site = SITE) -> None:
        self.site = site
        self.memory = Memory()
        self.settings: Mapping[str, Setting] = {}

    def round(
        self,
        seconds: float,
        *claims: Claim,
        heard: float | None = None,
        **inputs: float | None,
    ) -> float:
        """One round; the A that the first claim is told. The meter was heard just now."""
        for _ in self.steps(seconds, *claims, heard=heard, **inputs):
            pass
        return self.settings[claims[0].id].current if claims else 0.0

    def steps(
        self,
        seconds: float,
        *claims: Claim,
        heard: float | None = None,
        **inputs: float | None,
    ) -> Iterator[object]:
        """The same, step by step."""
        now = at(seconds)
        read = inputs.get
        figures = measure(self.site, read, [one.draw for one in claims])
        meter = now if heard is None else at(heard)
        self.settings, self.memory = yield from govern(
            self.site,
            figures,
            read,
            meter,
            {one.id: one for one in claims},
            self.memory,
            now,
            guarded=meter,
        )

    def why(self, id_: str = "garage/1") -> str:
        return self.settings[id_].why.say("en")
