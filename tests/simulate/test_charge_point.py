"""The conversation of the virtual charge point, played by hand without a socket."""

import json
from dataclasses import replace

import pytest

from borne.simulate.car import Car
from borne.simulate.make import GENERIC, LEGRAND

from .play import NOON, OK, Play, charging, limit_to, ready, sample


def test_it_boots_then_tells_the_status_of_all() -> None:
    play = ready(connectors=2)
    assert [action for action, _ in play.heard] == [
        "BootNotification",
        *["StatusNotification"] * 3,
    ]
    assert [body["connectorId"] for body in play.told("StatusNotification")] == [0, 1, 2]


def test_it_goes_by_the_clock_of_the_central_system() -> None:
    play = ready()
    assert play.told("StatusNotification")[0]["timestamp"].startswith("2026-06-07T12:00:00")


def test_heartbeats_come_at_the_interval_of_the_boot() -> None:
    play = ready()
    play.wait(200)
    assert len(play.told("Heartbeat")) == 3


def test_while_pending_it_only_boots_again_at_the_interval() -> None:
    play = ready(boot="Pending")
    play.point.plug(Car())
    play.point.swipe("04A1B2C3")
    play.wait(130)
    assert [action for action, _ in play.heard] == ["BootNotification"] * 3


def test_while_pending_it_answers_and_tells_what_it_is_asked_to_tell() -> None:
    play = ready(boot="Pending")
    assert play.call("TriggerMessage", requestedMessage="StatusNotification", connectorId=1) == OK
    assert play.statuses() == ["Available"]
    assert play.call("RemoteStartTransaction", idTag="X")["status"] == "Rejected"
    play.answers["BootNotification"] = lambda _: {**OK, "interval": 60, "currentTime": NOON}
    assert play.call("TriggerMessage", requestedMessage="BootNotification") == OK
    assert play.point.registration.accepted


def test_while_rejected_it_does_not_even_answer() -> None:
    play = ready(boot="Rejected")
    play.point.receive(json.dumps([2, "x", "GetConfiguration", {}]), play.now)
    assert play.point.outgoing(play.now) == []


def test_meter_values_come_at_the_interval_and_rise() -> None:
    play = charging()
    values = play.told("MeterValues")
    assert len(values) == 6
    assert all(body["transactionId"] == 101 for body in values)
    registers = [int(sample(body, "Energy.Active.Import.Register")["value"]) for body in values]
    assert registers == sorted(registers)
    assert registers[-1] > 0
    assert sample(values[-1], "Current.Import") == {
        "context": "Sample.Periodic",
        "measurand": "Current.Import",
        "value": "16.00",
        "unit": "A",
        "phase": "L1",
    }


def test_a_legrand_speaks_of_phase_n_and_kilowatts() -> None:
    last = charging(LEGRAND).told("MeterValues")[-1]
    assert sample(last, "Current.Import")["phase"] == "N"
    power = sample(last, "Power.Active.Import")
    assert power["unit"] == "kW"
    assert float(power["value"]) == pytest.approx(3.64, abs=0.05)


def test_the_interval_and_the_measurands_can_be_changed() -> None:
    play = ready()
    change = "ChangeConfiguration"
    assert play.call(change, key="MeterValueSampleInterval", value="5") == OK
    assert play.call(change, key="MeterValuesSampledData", value="Voltage") == OK
    play.point.plug(Car())
    play.call("RemoteStartTransaction", idTag="BORNE")
    play.wait(20)
    values = play.told("MeterValues")
    assert len(values) == 4
    assert [each["measurand"] for each in values[0]["meterValue"][0]["sampledValue"]] == ["Voltage"]


@pytest.mark.parametrize(
    ("key", "value", "status"),
    [
        ("NoSuchKey", "1", "NotSupported"),
        ("NumberOfConnectors", "3", "Rejected"),
        ("HeartbeatInterval", "soon", "Rejected"),
        ("LocalAuthorizeOffline", "perhaps", "Rejected"),
        ("MeterValuesSampledData", "Voltage,Nonsense", "Rejected"),
    ],
)
def test_what_cannot_be_changed_is_refused(key: str, value: str, status: str) -> None:
    play = ready()
    assert play.call("ChangeConfiguration", key=key, value=value) == {"status": status}


def test_values_aligned_with_the_clock() -> None:
    play = ready()
    play.call("ChangeConfiguration", key="ClockAlignedDataInterval", value="60")
    play.wait(125)
    contexts = [sample(body, "Voltage")["context"] for body in play.told("MeterValues")]
    assert contexts == ["Sample.Clock"] * 2


def test_the_composite_schedule_tells_the_limit() -> None:
    play = charging()
    limit_to(play, 10)
    answer = play.call("GetCompositeSchedule", connectorId=1, duration=60)
    (period,) = answer["chargingSchedule"]["chargingSchedulePeriod"]
    assert (period["startPeriod"], period["limit"]) == (0, 10)


def test_a_return_without_a_boot_is_silent_unless_something_changed() -> None:
    play = charging()
    before = len(play.heard)
    play.point.line_lost(play.now)
    play.connect()
    assert play.heard[before:] == []


def test_triggered_values_carry_the_session_and_their_context() -> None:
    play = charging()
    assert play.call("TriggerMessage", requestedMessage="MeterValues", connectorId=1) == OK
    last = play.told("MeterValues")[-1]
    assert last["transactionId"] == 101
    assert sample(last, "Voltage")["context"] == "Trigger"
    assert play.call("TriggerMessage", requestedMessage="FirmwareStatusNotification") == OK
    assert play.told("FirmwareStatusNotification") == [{"status": "Idle"}]
    answer = play.call("TriggerMessage", requestedMessage="Nonsense")
    assert answer == {"status": "NotImplemented"}


def test_the_configuration_can_be_read() -> None:
    play = ready(connectors=2)
    whole = play.call("GetConfiguration")
    keys = {each["key"]: each for each in whole["configurationKey"]}
    assert keys["NumberOfConnectors"] == {
        "key": "NumberOfConnectors",
        "readonly": True,
        "value": "2",
    }
    some = play.call("GetConfiguration", key=["HeartbeatInterval", "Nonsense"])
    assert [each["key"] for each in some["configurationKey"]] == ["HeartbeatInterval"]
    assert some["unknownKey"] == ["Nonsense"]


def test_small_calls_are_answered() -> None:
    play = ready()
    assert play.call("ClearCache") == OK
    assert play.call("DataTransfer", vendorId="x") == {"status": "UnknownVendorId"}
    assert play.call("Heartbeat", connectorId=1) == "NotImplemented"
    assert play.call("Reset") == "OccurenceConstraintViolation"
    assert play.call("Reset", type="Perhaps") == "TypeConstraintViolation"
    assert play.call("SetChargingProfile", connectorId=1, csChargingProfiles=3) == (
        "TypeConstraintViolation"
    )


@pytest.mark.parametrize(
    "text", ["", "nonsense", "{}", "[]", "[2]", '[9, "x", {}]', '[3, "x", {}]']
)
def test_a_frame_that_means_nothing_is_passed_over(text: str) -> None:
    play = ready()
    play.point.receive(text, play.now)
    assert play.point.outgoing(play.now) == []


def test_speed_makes_the_car_fill_faster_but_not_the_messages() -> None:
    slow, fast = charging(), charging(speed=10)
    assert len(slow.told("MeterValues")) == len(fast.told("MeterValues"))
    assert fast.point.connectors[1].register > 8 * slow.point.connectors[1].register


def test_a_boot_that_is_answered_with_an_error_comes_again() -> None:
    play = Play()
    play.point.line_up(play.now)
    (boot,) = play.point.outgoing(play.now)
    unique_id = json.loads(boot)[1]
    play.point.receive(json.dumps([4, unique_id, "InternalError", "", {}]), play.now)
    play.wait(15)
    assert len(play.told("BootNotification")) == 1
    assert play.point.registration.accepted


def test_a_central_system_that_never_answers_is_asked_again_after_a_while() -> None:
    play = Play()
    play.silent.add("BootNotification")
    play.connect()
    play.wait(100)
    assert len(play.told("BootNotification")) == 3


def test_an_answer_that_comes_twice_changes_nothing() -> None:
    play = ready()
    play.silent.add("Heartbeat")
    play.call("TriggerMessage", requestedMessage="Heartbeat")
    reply = json.dumps([3, play.unanswered[0][1], {"currentTime": "nonsense"}])
    play.point.receive(reply, play.now)
    play.point.receive(reply, play.now)
    play.wait(1)
    assert play.point.undelivered == 0
    assert play.point.clock.timestamp.startswith("2026-06-07T12:00:0")


def test_a_badge_where_no_connector_can_be_used_is_refused() -> None:
    play = ready()
    play.call("ChangeAvailability", connectorId=1, type="Inoperative")
    play.point.happenings()
    play.point.swipe("04A1B2C3")
    assert [each.what for each in play.point.happenings()] == ["refused"]


def test_a_make_may_boot_at_each_return() -> None:
    play = ready(replace(GENERIC, boots_on_reconnect=True))
    play.point.line_lost(play.now)
    play.connect()
    assert len(play.told("BootNotification")) == 2
