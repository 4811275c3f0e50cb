"""How makes say things in their own words: a call as OCPP wants it into the call that they send.

An accent is given the action, the payload, and the transaction that it is about, if any. It
returns another payload, or None where this make never sends the call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from borne.simulate.connector import Transaction

Payload: TypeAlias = dict[str, Any]
Accent: TypeAlias = "Callable[[str, Payload, Transaction | None], Payload | None]"

_REGISTER: Final = "Energy.Active.Import.Register"
_STUMBLES: Final = 4
_OWN_NUMBERS: Final = -7


def error_word(action: str, payload: Payload, _: Transaction | None) -> Payload:
    """Legrand: the station has the error code “Error”, which OCPP does not have."""
    if action == "StatusNotification" and payload["connectorId"] == 0:
        return payload | {"errorCode": "Error"}
    return payload


def hertz(action: str, payload: Payload, _: Transaction | None) -> Payload:
    """Charge Amps: the frequency in “Hz”, where OCPP writes Hertz."""
    frequency = {"measurand": "Frequency", "value": "50.01", "unit": "Hz"}
    return _with_samples(action, payload, lambda samples: [*samples, frequency])


def odd_context(action: str, payload: Payload, _: Transaction | None) -> Payload:
    """Alfen: a context that OCPP does not have."""
    return _with_samples(
        action, payload, lambda samples: [one | {"context": "Sample.Queued"} for one in samples]
    )


def meter_lost(action: str, payload: Payload, _: Transaction | None) -> Payload:
    """CTEK: every status is a fault."""
    if action == "StatusNotification":
        lost = "Modbus TCP/IP lost, safe mode max 14A"
        return payload | {"errorCode": "OtherError", "info": lost}
    return payload


def own_numbers(_: str, payload: Payload, __: Transaction | None) -> Payload:
    """Etrel: transactions have its own numbers, below 0."""
    return payload | {"transactionId": _OWN_NUMBERS} if "transactionId" in payload else payload


def begin_beside(action: str, payload: Payload, transaction: Transaction | None) -> Payload:
    """Growatt: each message ends with the register of the beginning."""
    if transaction is None:
        return payload
    begin = {
        "context": "Transaction.Begin",
        "measurand": _REGISTER,
        "unit": "Wh",
        "value": str(transaction.meter_start),
    }
    return _with_samples(action, payload, lambda samples: [*samples, begin])


def never_stops(action: str, payload: Payload, _: Transaction | None) -> Payload | None:
    """Hager: the end of a charge is Available, and no StopTransaction."""
    return None if action == "StopTransaction" else payload


def never_over(action: str, payload: Payload, _: Transaction | None) -> Payload | None:
    """Keba: what tells that a charge is over is not sent."""
    over = payload.get("status") in ("Available", "Finishing") and payload["connectorId"] > 0
    return None if action == "StopTransaction" or over else payload


def long_serial(action: str, payload: Payload, _: Transaction | None) -> Payload:
    """Schneider: serial numbers of more characters than OCPP has."""
    if action == "BootNotification":
        serial = "EVB1A22P4RI3N1712304001100B5C00A00120"
        return payload | {"chargeBoxSerialNumber": serial, "chargePointSerialNumber": serial}
    return payload


def phases_alone(action: str, payload: Payload, _: Transaction | None) -> Payload:
    """SyncEV: the energy of L1 alone, and a voltage of N."""

    def said(samples: list[Payload]) -> list[Payload]:
        neutral = {"measurand": "Voltage", "phase": "N", "unit": "V", "value": "1.2"}
        return [neutral, *(_of_l1(one) for one in samples), neutral]

    return _with_samples(action, payload, said)


def silent_while_charging(action: str, payload: Payload, _: Transaction | None) -> Payload | None:
    """SyncEV: values only where they are asked for."""
    if action != "MeterValues":
        return payload
    samples = [one for value in payload["meterValue"] for one in value["sampledValue"]]
    periodic = all(one.get("context") == "Sample.Periodic" for one in samples)
    return None if periodic else payload


def from_zero(action: str, payload: Payload, transaction: Transaction | None) -> Payload:
    """Vestel: the register begins at 0 with each transaction."""
    if transaction is None:
        return payload
    start = transaction.meter_start
    if action == "StartTransaction":
        return payload | {"meterStart": 0}
    if action == "StopTransaction":
        return payload | {"meterStop": payload["meterStop"] - start}
    return _with_registers(action, payload, lambda register: register - start)


def stumbles(action: str, payload: Payload, _: Transaction | None) -> Payload:
    """Wallbox: now and then the register is 0."""
    return _with_registers(
        action, payload, lambda register: 0 if register % _STUMBLES == 0 else register
    )


def _of_l1(sample: Payload) -> Payload:
    return sample | {"phase": "L1"} if sample["measurand"] == _REGISTER else sample


def _with_registers(action: str, payload: Payload, said: Callable[[int], int]) -> Payload:
    def each(samples: Iterable[Payload]) -> list[Payload]:
        return [
            one | {"value": str(said(int(one["value"])))} if one["measurand"] == _REGISTER else one
            for one in samples
        ]

    return _with_samples(action, payload, each)


def _with_samples(
    action: str, payload: Payload, said: Callable[[list[Payload]], list[Payload]]
) -> Payload:
    if action != "MeterValues":
        return payload
    values = [
        value | {"sampledValue": said(value["sampledValue"])} for value in payload["meterValue"]
    ]
    return payload | {"meterValue": values}
