"""The kinds of entities of the contract: what each is called, is, and is read from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from borne.domain.charger import Charger, Connector, Sample
from borne.domain.decision import Mode
from borne.domain.life import Status
from borne.domain.say import Language, Text

NO_ERROR: Final = "NoError"

Shown: TypeAlias = "str | int | float | bool | datetime | None"


@dataclass(frozen=True, slots=True)
class Moment:
    """What an entity may be read from. `connector` is None for the charger's own entities."""

    charger: Charger
    connector: Connector | None
    language: Language
    now: datetime


@dataclass(frozen=True, slots=True)
class Kind:
    """What is the same for this entity of every connector."""

    key: str
    name: Text
    icon: str
    read: Callable[[Moment], Shown]
    domain: str = "sensor"
    device_class: str | None = None
    state_class: str | None = None
    unit: str | None = None
    digits: int = 0
    options: tuple[str, ...] = ()
    if_reported: bool = False
    """Shown only for a charger that tells it."""
    while_away: bool = False
    """Stays available without the charger."""
    diagnostic: bool = False
    """About the device rather than about charging."""


def _connector(read: Callable[[Connector], Shown]) -> Callable[[Moment], Shown]:
    return lambda moment: read(moment.connector) if moment.connector else None


def _reading(read: Callable[[Sample], Shown]) -> Callable[[Moment], Shown]:
    return _connector(lambda it: read(it.reading) if it.reading else None)


def _kilo(value: float | None) -> float | None:
    return None if value is None else value / 1000


def _drawn(sample: Sample) -> float | None:
    """The current of the busiest phase; limits are per phase too."""
    return max(sample.currents) if sample.currents else None


def _error(connector: Connector) -> str | None:
    if connector.error:
        return connector.error
    return None if connector.status is None else NO_ERROR


def _duration(moment: Moment) -> float | None:
    """Whole minutes since the car was plugged in; once it stops to charge, as long as it was then.

    It goes on at the next change: a car that is plugged in all night is no news each minute.
    """
    connector = moment.connector
    if connector is None or connector.session is None:
        return None
    until = None if connector.charging else connector.status_since
    lasted = (until or moment.now) - connector.session.started
    return max(0.0, lasted.total_seconds()) // 60


def _reason(moment: Moment) -> str | None:
    decision = moment.connector.decision if moment.connector else None
    return decision.why.say(moment.language) if decision else None


def _last_seen(moment: Moment) -> datetime | None:
    """To the minute, and while it is there and charges nothing to the hour: that is no news."""
    charger = moment.charger
    if charger.last_seen is None:
        return None
    busy = any(it.charging for it in charger.connectors.values())
    seen = charger.last_seen.replace(second=0, microsecond=0)
    return seen.replace(minute=0) if charger.online and not busy else seen


def _model(moment: Moment) -> str | None:
    charger = moment.charger
    return " ".join(word for word in (charger.vendor, charger.model) if word) or None


MODES: Final = ("rules", Mode.OFF.value, Mode.MIN.value, Mode.MAX.value, Mode.SURPLUS.value)

OF_CHARGERS: Final = (
    Kind(
        "connected",
        Text("Connected", "Connectée"),
        "mdi:lan-connect",
        lambda moment: moment.charger.online,
        domain="binary_sensor",
        device_class="connectivity",
        while_away=True,
    ),
    Kind(
        "last_seen",
        Text("Last seen", "Dernier signe de vie"),
        "mdi:clock-check-outline",
        _last_seen,
        device_class="timestamp",
        while_away=True,
        diagnostic=True,
    ),
    Kind(
        "firmware",
        Text("Firmware", "Micrologiciel"),
        "mdi:chip",
        lambda moment: moment.charger.firmware,
        diagnostic=True,
    ),
    Kind("model", Text("Model", "Modèle"), "mdi:ev-plug-type2", _model, diagnostic=True),
    Kind(
        "serial",
        Text("Serial number", "Numéro de série"),
        "mdi:identifier",
        lambda moment: moment.charger.serial,
        if_reported=True,
        diagnostic=True,
    ),
)

OF_CONNECTORS: Final = (
    Kind(
        "status",
        Text("Status", "État"),
        "mdi:ev-station",
        _connector(lambda it: it.status.value if it.status else None),
        device_class="enum",
        options=tuple(status.value for status in Status),
    ),
    Kind(
        "power",
        Text("Power", "Puissance"),
        "mdi:flash",
        _reading(lambda it: it.power),
        device_class="power",
        state_class="measurement",
        unit="W",
    ),
    Kind(
        "current",
        Text("Current", "Intensité"),
        "mdi:current-ac",
        _reading(_drawn),
        device_class="current",
        state_class="measurement",
        unit="A",
        digits=2,
    ),
    Kind(
        "current_limit",
        Text("Current limit", "Limite d’intensité"),
        "mdi:speedometer",
        _connector(lambda it: it.asked.current if it.asked else None),
        device_class="current",
        state_class="measurement",
        unit="A",
        digits=1,
    ),
    Kind(
        "current_offered",
        Text("Current offered", "Intensité offerte"),
        "mdi:current-ac",
        _reading(lambda it: it.offered),
        device_class="current",
        state_class="measurement",
        unit="A",
        digits=1,
    ),
    Kind(
        "power_offered",
        Text("Power offered", "Puissance offerte"),
        "mdi:flash-outline",
        _reading(lambda it: it.offered_power),
        device_class="power",
        state_class="measurement",
        unit="W",
        if_reported=True,
        diagnostic=True,
    ),
    Kind(
        "energy",
        Text("Energy", "Énergie"),
        "mdi:counter",
        _connector(lambda it: _kilo(it.total)),
        device_class="energy",
        state_class="total_increasing",
        unit="kWh",
        digits=3,
    ),
    Kind(
        "session_energy",
        Text("Session energy", "Énergie de la session"),
        "mdi:battery-charging",
        _connector(lambda it: _kilo(it.session.energy) if it.session else None),
        device_class="energy",
        state_class="total_increasing",
        unit="kWh",
        digits=3,
    ),
    Kind(
        "session_duration",
        Text("Session duration", "Durée de la session"),
        "mdi:timer-outline",
        _duration,
        device_class="duration",
        state_class="measurement",
        unit="min",
    ),
    Kind(
        # Unknown as long as nobody knows the price.
        "session_cost",
        Text("Session cost", "Coût de la session"),
        "mdi:cash",
        _connector(lambda it: it.session.cost if it.session else None),
        device_class="monetary",
        state_class="total",
        digits=2,
    ),
    Kind(
        "session_tag",
        Text("Session badge", "Badge de la session"),
        "mdi:card-account-details-outline",
        _connector(lambda it: it.session.tag if it.session else None),
    ),
    Kind(
        "mode",
        Text("Mode", "Mode"),
        "mdi:tune-variant",
        _connector(lambda it: it.by_hand.mode.value if it.by_hand.mode else MODES[0]),
        device_class="enum",
        options=MODES,
    ),
    Kind("reason", Text("Reason", "Raison"), "mdi:comment-question-outline", _reason),
    Kind(
        "error",
        Text("Error", "Erreur"),
        "mdi:alert-circle-outline",
        _connector(_error),
        diagnostic=True,
    ),
    Kind(
        "voltage",
        Text("Voltage", "Tension"),
        "mdi:sine-wave",
        _reading(lambda it: it.voltage),
        device_class="voltage",
        state_class="measurement",
        unit="V",
        digits=1,
        if_reported=True,
        diagnostic=True,
    ),
    Kind(
        "temperature",
        Text("Temperature", "Température"),
        "mdi:thermometer",
        _reading(lambda it: it.temperature),
        device_class="temperature",
        state_class="measurement",
        unit="°C",
        digits=1,
        if_reported=True,
        diagnostic=True,
    ),
    Kind(
        "soc",
        Text("Car battery", "Batterie de la voiture"),
        "mdi:car-electric",
        _reading(lambda it: it.soc),
        device_class="battery",
        state_class="measurement",
        unit="%",
        if_reported=True,
    ),
    Kind(
        "frequency",
        Text("Frequency", "Fréquence"),
        "mdi:sine-wave",
        _reading(lambda it: it.frequency),
        device_class="frequency",
        state_class="measurement",
        unit="Hz",
        digits=2,
        if_reported=True,
        diagnostic=True,
    ),
    Kind(
        "power_factor",
        Text("Power factor", "Facteur de puissance"),
        "mdi:angle-acute",
        _reading(lambda it: it.power_factor),
        device_class="power_factor",
        state_class="measurement",
        digits=2,
        if_reported=True,
        diagnostic=True,
    ),
    Kind(
        "plugged",
        Text("Plugged in", "Branchée"),
        "mdi:power-plug",
        _connector(lambda it: it.plugged),
        domain="binary_sensor",
        device_class="plug",
    ),
    Kind(
        "charging",
        Text("Charging", "En charge"),
        "mdi:battery-charging",
        _connector(lambda it: it.charging),
        domain="binary_sensor",
        device_class="battery_charging",
    ),
)
