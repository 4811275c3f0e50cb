"""What a charger's messages tell of the charger itself, besides what they say."""

from __future__ import annotations

from datetime import datetime

from borne.domain.events import (
    ChargerBooted,
    ChargerEvent,
    MeterSampled,
    StatusChanged,
    TransactionStarted,
)
from borne.ocpp.configuration import number_in
from borne.ocpp.quirks import Identity
from borne.ocpp.sample import measured_in, together
from borne.ocpp.setup import INTERVAL, NEEDED
from borne.ocpp.wire import Known


def learn(known: Known, event: ChargerEvent) -> bool:
    """Note which connectors there are, what is measured, and who it says that it is.

    Return whether it may be of another kind than was thought.
    """
    memory = known.memory
    match event:
        case MeterSampled(connector=connector, samples=samples):
            _spoke_of(known, connector)
            memory.watch.sampled = event.at
            for sample in samples:
                if sample.voltage is not None:
                    memory.voltage = sample.voltage
                if len(memory.measured) < len(NEEDED):
                    memory.measured = together(memory.measured, measured_in(sample))
        case StatusChanged(connector=connector, status=status):
            _spoke_of(known, connector)
            if connector not in known.statuses:
                known.statuses += (connector,)
            return memory.character.saw(memory.watch.status(connector, status, event.at))
        case TransactionStarted(connector=connector):
            _spoke_of(known, connector)
            return memory.character.saw(memory.watch.started(event.at))
        case ChargerBooted(at=at, vendor=vendor, model=model, firmware=firmware):
            known.booted = True
            memory.character.says(Identity(vendor, model, firmware))
            memory.restarted(at)
            return True
    return False


def learn_nothing_new(known: Known, at: datetime) -> bool:
    """A sign of life that tells nothing; as `learn`."""
    memory = known.memory
    key = memory.configuration.get(INTERVAL)
    interval = number_in(key.value) if key else None
    return memory.character.saw(memory.watch.heard(at, interval))


def _spoke_of(known: Known, connector: int) -> None:
    if connector > 0 and connector not in known.connectors:
        known.connectors += (connector,)
