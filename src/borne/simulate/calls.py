"""What the virtual charge point answers to the calls of a central system (OCPP 1.6 section 5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from borne.simulate import upkeep_calls

if TYPE_CHECKING:
    from borne.simulate.charge_point import ChargePoint
    from borne.simulate.connector import Connector

CALL: Final = 2
RESULT: Final = 3
ERROR: Final = 4
_SOON: Final = 0.5
"""s in which an answer still goes out."""

Payload = dict[str, Any]
_ACCEPTED: Final[Payload] = {"status": "Accepted"}
_REJECTED: Final[Payload] = {"status": "Rejected"}


def answer(point: ChargePoint, unique_id: object, rest: list[Any]) -> str:
    """The frame that answers a CALL whose parts after the id are `rest`."""
    if len(rest) < 2 or not isinstance(rest[1], dict):
        return _error(unique_id, "FormationViolation", "A call has an action and an object.")
    action, payload = rest[0], rest[1]
    reader = _ANSWERS.get(action)
    if reader is None:
        return _error(unique_id, "NotImplemented", f"{action} is not known here.")
    try:
        reply = reader(point, payload)
    except KeyError as missing:
        return _error(unique_id, "OccurenceConstraintViolation", f"{missing} is missing.")
    except (TypeError, ValueError, AttributeError) as wrong:
        return _error(unique_id, "TypeConstraintViolation", str(wrong))
    return json.dumps([RESULT, unique_id, reply])


def _error(unique_id: object, code: str, text: str) -> str:
    return json.dumps([ERROR, unique_id, code, text, {}])


def _remote_start(point: ChargePoint, payload: Payload) -> Payload:
    tag = str(payload["idTag"])
    place = _startable(point, payload.get("connectorId"))
    if not point.registration.accepted or place is None:
        return _REJECTED
    ways = point.make.ways
    if len(tag) > ways.longest_tag or (place.finished and ways.once_a_plug):
        return _REJECTED
    if ways.refuses_starts:
        return _REJECTED
    if ways.only_tag is not None and tag != ways.only_tag:
        return _REJECTED
    profile = payload.get("chargingProfile")
    point.authorise_remotely(place, tag)
    if profile is not None:
        point.profiles.set(place.number, profile, point.clock.time, transaction_on(place))
    return _ACCEPTED


def _startable(point: ChargePoint, number: int | None) -> Connector | None:
    free = [
        place
        for place in point.connectors.values()
        if place.operative and place.transaction is None and number in (None, place.number)
    ]
    plugged = [place for place in free if place.car is not None]
    return next(iter((*plugged, *free)), None)


def _remote_stop(point: ChargePoint, payload: Payload) -> Payload:
    wanted = payload["transactionId"]
    for place in point.connectors.values():
        if place.transaction is not None and place.transaction.id == wanted:
            point.stop(place, "Remote")
            return _ACCEPTED
    return _REJECTED


def transaction_on(place: Connector) -> int | None:
    """The id of the transaction on a connector; -1 while it has none yet."""
    if place.transaction is None:
        return None
    return -1 if place.transaction.id is None else place.transaction.id


def _set_profile(point: ChargePoint, payload: Payload) -> Payload:
    number = payload["connectorId"]
    if number != 0 and number not in point.connectors:
        return _REJECTED
    place = point.connectors.get(number)
    running = None if place is None else transaction_on(place)
    body = payload["csChargingProfiles"]
    ways, periods = point.make.ways, body["chargingSchedule"]["chargingSchedulePeriod"]
    if ways.refuses_limits:
        return _REJECTED
    if ways.restarts_when_told == body["chargingProfilePurpose"]:
        point.restart("HardReset")
        return _REJECTED
    if len(periods) > ways.most_periods:
        return _REJECTED
    if ways.refuses_phases and any("numberPhases" in period for period in periods):
        return _REJECTED
    status = point.profiles.set(number, body, point.clock.time, running)
    if status == "Accepted" and ways.in_flash:
        point.tell("written", f"{point.profiles.written} profiles written to flash", number or None)
    return {"status": status}


def _clear_profile(point: ChargePoint, payload: Payload) -> Payload:
    found = point.profiles.clear(
        payload.get("id"),
        payload.get("connectorId"),
        payload.get("chargingProfilePurpose"),
        payload.get("stackLevel"),
    )
    return {"status": "Accepted" if found else "Unknown"}


def _composite(point: ChargePoint, payload: Payload) -> Payload:
    number, duration = payload["connectorId"], int(payload["duration"])
    if number != 0 and number not in point.connectors:
        return _REJECTED
    unit = payload.get("chargingRateUnit", "A")
    physics = point.make.physics
    place = point.connectors.get(number)
    phases = place.station.phases if place else physics.phases
    watts = point.voltage * phases
    return {
        "status": "Accepted",
        "connectorId": number,
        "scheduleStart": point.clock.timestamp,
        "chargingSchedule": {
            "duration": duration,
            "startSchedule": point.clock.timestamp,
            "chargingRateUnit": unit,
            "chargingSchedulePeriod": [
                {
                    "startPeriod": start,
                    "limit": round(amps * watts if unit == "W" else amps, 1),
                    "numberPhases": phases,
                }
                for start, amps in point.allowed.composite(number, duration)
            ],
        },
    }


def _trigger(point: ChargePoint, payload: Payload) -> Payload:
    wanted, number = payload["requestedMessage"], payload.get("connectorId")
    if number is not None and number != 0 and number not in point.connectors:
        return _REJECTED
    numbers = list(point.connectors) if number is None else [number]
    if wanted == "BootNotification":
        point.registration.boot(triggered=True)
    elif wanted == "Heartbeat":
        point.registration.heartbeat(triggered=True)
    elif wanted == "StatusNotification":
        for each in [0, *numbers] if number is None else numbers:
            point.tell_status(each, triggered=True)
    elif wanted == "MeterValues":
        for each in numbers or list(point.connectors):
            if each in point.connectors:
                point.tell_values(each, "Trigger", triggered=True)
    else:
        return upkeep_calls.trigger(point, wanted)
    return _ACCEPTED


def _get_configuration(point: ChargePoint, payload: Payload) -> Payload:
    wanted = payload.get("key") or ("MeterValuesSampledData",)
    if point.make.ways.restarts_when_read and "MeterValuesSampledData" in wanted:
        point.restart("HardReset")
    return point.configuration.report(payload.get("key") or ())


def _change_configuration(point: ChargePoint, payload: Payload) -> Payload:
    status = point.configuration.change(payload["key"], str(payload["value"]))
    if status == "Accepted" and point.make.ways.restarts_when_written:
        point.leave(_SOON)
    return {"status": status}


def _reset(point: ChargePoint, payload: Payload) -> Payload:
    kind = payload["type"]
    if kind not in ("Soft", "Hard"):
        raise ValueError(f"{kind!r} is not a type of reset")
    point.restart(f"{kind}Reset")
    return _ACCEPTED


def _change_availability(point: ChargePoint, payload: Payload) -> Payload:
    number, operative = payload["connectorId"], payload["type"] == "Operative"
    if number != 0 and number not in point.connectors:
        return _REJECTED
    waits = point.make_operative(number, operative=operative)
    return {"status": "Scheduled" if waits else "Accepted"}


def _unlock(point: ChargePoint, payload: Payload) -> Payload:
    place = point.connectors.get(payload["connectorId"])
    if place is None:
        return {"status": "NotSupported"}
    point.stop(place, "UnlockCommand")
    return {"status": "Unlocked"}


def _clear_cache(point: ChargePoint, _payload: Payload) -> Payload:
    point.known_tags.clear()
    return _ACCEPTED


def _data_transfer(_point: ChargePoint, payload: Payload) -> Payload:
    if not isinstance(payload["vendorId"], str):
        raise TypeError("vendorId is a text")
    return {"status": "UnknownVendorId"}


_ANSWERS: Final[dict[object, Callable[[ChargePoint, Payload], Payload]]] = {
    "ChangeAvailability": _change_availability,
    "ChangeConfiguration": _change_configuration,
    "ClearCache": _clear_cache,
    "ClearChargingProfile": _clear_profile,
    "DataTransfer": _data_transfer,
    "GetCompositeSchedule": _composite,
    "GetConfiguration": _get_configuration,
    "RemoteStartTransaction": _remote_start,
    "RemoteStopTransaction": _remote_stop,
    "Reset": _reset,
    "SetChargingProfile": _set_profile,
    "ExtendedTriggerMessage": _trigger,
    "TriggerMessage": _trigger,
    "UnlockConnector": _unlock,
    **upkeep_calls.ANSWERS,
}
