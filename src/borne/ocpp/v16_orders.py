"""Orders as OCPP 1.6 calls (section 5), and what their answers mean."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from borne.domain.care_orders import ChooseOffline
from borne.domain.charger import ConfigurationKey
from borne.domain.commands import (
    ClearLimits,
    Order,
    Prepare,
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
from borne.domain.events import ConfigurationRead
from borne.domain.say import Text
from borne.domain.secret import HIDDEN, names_secret
from borne.domain.upkeep_orders import UpkeepOrder
from borne.ocpp import limits, offline, setup
from borne.ocpp.configuration import keys_in, unknown_in
from borne.ocpp.frame import Payload
from borne.ocpp.outcome import checked, outcome
from borne.ocpp.patience import patience
from borne.ocpp.profile import profile_ids
from borne.ocpp.v16_upkeep import upkeep
from borne.ocpp.wire import Ask, Known, Outcome, Program, Report

_CLEARED: Final = Text(
    "Every limit that Borne had set is taken off.",
    "Toutes les limites posées par Borne sont levées.",
)
_ALL_CLEARED: Final = Text(
    "The charger has taken every limit off, also those of others; Borne sets its own anew.",
    "La borne a levé toutes les limites, celles d’autrui aussi ; Borne repose les siennes.",
)
_EXTENDED_TRIGGER: Final = "ExtendedTriggerMessage"
_EXTENDED: Final = frozenset({"LogStatusNotification", "SignChargePointCertificate"})
"""What only the trigger of the security extension knows."""
_BY_EITHER: Final = frozenset(
    {
        "BootNotification",
        "FirmwareStatusNotification",
        "Heartbeat",
        "MeterValues",
        "StatusNotification",
    }
)
_NOT_KNOWN: Final = frozenset({"NotImplemented", "NotSupported"})
_CLEAR_PROFILE: Final = "ClearChargingProfile"


def program(order: Order, known: Known, now: datetime, report: Report) -> Program:
    """Return the calls of an order. Raises ValueError where the order itself is wrong."""
    match order:
        case Prepare():
            return setup.prepare(known, now, report)
        case SetLimit():
            return limits.limit(order, known, now, report)
        case SetFallback():
            return limits.fallback(order, known, now, report)
        case ClearLimits(connector=connector, every=every):
            clear = _clear_all if every else _clear
            return clear(known, connector, report)
        case Trigger():
            return _trigger(order, report)
        case ReadConfiguration() | WriteConfiguration():
            return _configure(order, known, report)
        case ChooseOffline():
            return offline.choose(order, known, report)
        case SendData():
            return _send_data(order, report)
    if isinstance(order, UpkeepOrder):
        return upkeep(order, known, report)
    return _single(_ask(order, known, now), report)


def _ask(order: Order, known: Known, now: datetime) -> Ask:
    match order:
        case StartRemotely(connector=connector):
            memory = known.memory
            memory.watch.ordered(now)
            changes, keys = memory.character.changes, memory.configuration
            tag = memory.start_tag.order(order, now, changes, keys)
            return Ask("RemoteStartTransaction", {"connectorId": connector, "idTag": tag})
        case StopRemotely(transaction=transaction):
            return Ask("RemoteStopTransaction", {"transactionId": transaction})
        case ResetCharger(hard=hard):
            return Ask("Reset", {"type": "Hard" if hard else "Soft"})
        case Unlock(connector=connector):
            return Ask("UnlockConnector", {"connectorId": connector})
        case SetAvailable(connector=connector, operative=operative):
            kind = "Operative" if operative else "Inoperative"
            return Ask("ChangeAvailability", {"connectorId": connector, "type": kind})
    raise ValueError(f"no call is known for {type(order).__name__}")


def _single(ask: Ask, report: Report) -> Program:
    reply = checked((yield ask), ask.action, report)
    return outcome(reply, patience(ask.action))


def _clear(known: Known, connector: int | None, report: Report) -> Program:
    connectors = sorted(known.connectors) or [1] if connector is None else [connector]
    failed: Outcome | None = None
    for number in connectors:
        for profile in profile_ids(number):
            reply = checked((yield Ask(_CLEAR_PROFILE, {"id": profile})), _CLEAR_PROFILE, report)
            # Unknown: there was none, which is what was wanted.
            if reply.payload is not None and reply.payload.get("status") == "Unknown":
                continue
            result = outcome(reply, patience(_CLEAR_PROFILE))
            failed = failed or (None if result.ok else result)
    return failed or Outcome(ok=True, status="Accepted", message=_CLEARED())


def _clear_all(_: Known, connector: int | None, report: Report) -> Program:
    place = {} if connector is None else {"connectorId": connector}
    reply = checked((yield Ask(_CLEAR_PROFILE, place)), _CLEAR_PROFILE, report)
    result = outcome(reply, patience(_CLEAR_PROFILE))
    if result.ok or result.status == "Unknown":
        return Outcome(ok=True, status="Accepted", message=_ALL_CLEARED())
    return result


def _trigger(order: Trigger, report: Report) -> Program:
    """What the one trigger does not know, a person may still get by the other."""
    place = {} if order.connector is None else {"connectorId": order.connector}
    result = yield from _triggered(_action(order.message), order, place, report)
    by_either = order.message in _BY_EITHER and order.wish is not None
    if by_either and result.status in _NOT_KNOWN:
        result = yield from _triggered(_EXTENDED_TRIGGER, order, place, report)
    return result


def _action(message: str) -> str:
    return _EXTENDED_TRIGGER if message in _EXTENDED else "TriggerMessage"


def _triggered(action: str, order: Trigger, place: Payload, report: Report) -> Program:
    return _single(Ask(action, {"requestedMessage": order.message, **place}), report)


def _configure(
    order: ReadConfiguration | WriteConfiguration, known: Known, report: Report
) -> Program:
    if isinstance(order, ReadConfiguration):
        return _read_configuration(known, order.keys, report)
    return _write_configuration(known, order.key, order.value, report)


def _read_configuration(known: Known, names: tuple[str, ...], report: Report) -> Program:
    payload: Payload = {"key": list(names)} if names else {}
    reply = checked((yield Ask("GetConfiguration", payload)), "GetConfiguration", report)
    result = outcome(reply, patience("GetConfiguration"), without_status="Accepted")
    if reply.payload is None:
        return result
    keys = keys_in(reply.payload)
    setup.remember(known, keys)
    if keys and not names:
        known.memory.read_in_peace()
    told = [{"key": one.key, "value": one.value, "readonly": one.readonly} for one in keys]
    return replace(
        result,
        data={"keys": told, "unknown": unknown_in(reply.payload)},
        events=(ConfigurationRead(reply.at, known.charger, keys),) if keys else (),
    )


def _write_configuration(known: Known, key: str, value: str, report: Report) -> Program:
    ask = Ask("ChangeConfiguration", {"key": key, "value": value})
    reply = checked((yield ask), ask.action, report)
    result = outcome(reply, patience(ask.action))
    if result.status != "Accepted":
        return result
    shown = HIDDEN if names_secret(key) else value
    keys = (ConfigurationKey(key, shown, readonly=False),)
    setup.remember(known, keys)
    return replace(result, events=(ConfigurationRead(reply.at, known.charger, keys),))


def _send_data(order: SendData, report: Report) -> Program:
    payload: Payload = {"vendorId": order.vendor}
    if order.message is not None:
        payload["messageId"] = order.message
    if order.data is not None:
        payload["data"] = order.data
    reply = checked((yield Ask("DataTransfer", payload)), "DataTransfer", report)
    result = outcome(reply, patience("DataTransfer"))
    data = reply.payload.get("data") if reply.payload else None
    return result if data is None else replace(result, data={"data": data})
