"""What a charger's messages tell of the charger itself, besides what they say."""

from __future__ import annotations

from borne.domain.events import (
    ChargerBooted,
    ChargerEvent,
    MeterSampled,
    StatusChanged,
    TransactionStarted,
)
from borne.ocpp.quirks import Identity
from borne.ocpp.sample import measured_in, together
from borne.ocpp.setup import NEEDED
from borne.ocpp.wire import Known


def learn(known: Known, event: ChargerEvent) -> None:
    """Note which connectors there are, what is measured, and who it says that it is."""
    memory = known.memory
    match event:
        case MeterSampled(connector=connector, samples=samples):
            _spoke_of(known, connector)
            for sample in samples:
                if sample.voltage is not None:
                    memory.voltage = sample.voltage
                if len(memory.measured) < len(NEEDED):
                    memory.measured = together(memory.measured, measured_in(sample))
        case StatusChanged(connector=connector):
            _spoke_of(known, connector)
            if connector not in known.statuses:
                known.statuses += (connector,)
        case TransactionStarted(connector=connector):
            _spoke_of(known, connector)
        case ChargerBooted(at=at, vendor=vendor, model=model, firmware=firmware):
            known.booted = True
            memory.character.identity = Identity(vendor, model, firmware)
            memory.restarted(at)


def _spoke_of(known: Known, connector: int) -> None:
    if connector > 0 and connector not in known.connectors:
        known.connectors += (connector,)
