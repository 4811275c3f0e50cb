"""The conversation of the virtual charge point, played by hand without a socket."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from borne.simulate.car import Car
from borne.simulate.charge_point import ChargePoint
from borne.simulate.make import GENERIC, LEGRAND, Make

NOON = "2026-06-07T12:00:00Z"
OK = {"status": "Accepted"}
Answer = Callable[[dict[str, Any]], dict[str, Any]]


class Play:
    """A central system by hand: lets time pass, answers what it is told to answer."""

    def __init__(self, make: Make = GENERIC, *, boot: str = "Accepted", **more: Any) -> None:
        self.point = ChargePoint(
            make=make, epoch=datetime(2020, 1, 1, tzinfo=UTC), **{"sample_interval": 10.0, **more}
        )
        self.now = 0.0
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.results: dict[str, list[Any]] = {}
        self.unanswered: list[list[Any]] = []
        self.silent: set[str] = set()
        self._ids = 0
        self._transactions = 100
        self.answers: dict[str, Answer] = {
            "BootNotification": lambda _: {"status": boot, "interval": 60, "currentTime": NOON},
            "Heartbeat": lambda _: {"currentTime": NOON},
            "Authorize": lambda body: {
                "idTagInfo": {"status": "Accepted" if body["idTag"] != "BAD" else "Invalid"}
            },
            "StartTransaction": self._start,
            "StopTransaction": lambda _: {"idTagInfo": OK},
        }

    def _start(self, _body: dict[str, Any]) -> dict[str, Any]:
        self._transactions += 1
        return {"transactionId": self._transactions, "idTagInfo": OK}

    def connect(self) -> None:
        self.point.line_up(self.now)
        self.work()

    def work(self) -> None:
        for _ in range(200):
            frames = self.point.outgoing(self.now)
            if not frames:
                return
            for text in frames:
                self._take(json.loads(text))
        raise AssertionError("the charge point never comes to rest")

    def _take(self, frame: list[Any]) -> None:
        if frame[0] != 2:
            self.results[frame[1]] = frame
            return
        _, unique_id, action, body = frame
        self.heard.append((action, body))
        if action in self.silent:
            self.unanswered.append(frame)
            return
        reader = self.answers.get(action)
        reply = {} if reader is None else reader(body)
        self.point.receive(json.dumps([3, unique_id, reply]), self.now)

    def wait(self, seconds: float, step: float = 1.0) -> None:
        self.work()
        until = self.now + seconds
        while self.now < until:
            self.now = min(until, self.now + step)
            self.point.advance(self.now)
            self.work()

    def call(self, action: str, **body: Any) -> Any:
        """Call the charge point; the payload of its answer, or the error code."""
        self._ids += 1
        name = f"call-{self._ids}"
        self.point.receive(json.dumps([2, name, action, body]), self.now)
        self.work()
        frame = self.results.pop(name)
        return frame[2]

    def told(self, action: str) -> list[dict[str, Any]]:
        return [body for heard, body in self.heard if heard == action]

    def statuses(self, connector: int = 1) -> list[str]:
        told = self.told("StatusNotification")
        return [body["status"] for body in told if body["connectorId"] == connector]


def ready(make: Make = GENERIC, **more: Any) -> Play:
    play = Play(make, **more)
    play.connect()
    return play


def charging(make: Make = GENERIC, **more: Any) -> Play:
    play = ready(make, **more)
    play.point.plug(Car(most=16))
    play.point.swipe("04A1B2C3")
    play.wait(60)
    return play


def limit_to(play: Play, amps: float, purpose: str = "TxProfile") -> str:
    body = {
        "chargingProfileId": 1,
        "stackLevel": 0,
        "chargingProfilePurpose": purpose,
        "chargingProfileKind": "Absolute",
        "chargingSchedule": {
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": amps}],
        },
    }
    return str(play.call("SetChargingProfile", connectorId=1, csChargingProfiles=body)["status"])


def sample(body: dict[str, Any], measurand: str) -> dict[str, Any]:
    found = [
        each for each in body["meterValue"][0]["sampledValue"] if each["measurand"] == measurand
    ]
    assert found
    return dict(found[0])


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


def test_a_badge_then_a_plug_begin_a_session() -> None:
    play = ready()
    play.point.swipe("04A1B2C3")
    play.wait(5)
    assert play.statuses() == ["Available", "Preparing"]
    play.point.plug(Car())
    play.wait(1)
    (start,) = play.told("StartTransaction")
    assert (start["idTag"], start["meterStart"], start["connectorId"]) == ("04A1B2C3", 0, 1)
    assert play.statuses()[-1] == "Charging"


def test_a_badge_without_a_plug_is_forgotten() -> None:
    play = ready()
    play.point.swipe("04A1B2C3")
    play.wait(61)
    play.point.plug(Car())
    play.wait(5)
    assert play.told("StartTransaction") == []
    assert play.statuses() == ["Available", "Preparing", "Available", "Preparing"]


def test_a_refused_badge_begins_nothing() -> None:
    play = ready()
    play.point.plug(Car())
    play.point.swipe("BAD")
    play.wait(5)
    assert play.told("StartTransaction") == []
    assert any(each.what == "refused" for each in play.point.happenings())


def test_the_same_badge_ends_the_session_and_the_register_agrees() -> None:
    play = charging()
    play.point.swipe("04A1B2C3")
    play.wait(1)
    (stop,) = play.told("StopTransaction")
    assert (stop["transactionId"], stop["reason"]) == (101, "Local")
    assert stop["meterStop"] == play.point.connectors[1].register > 0
    assert play.statuses()[-1] == "Finishing"
    play.point.unplug()
    play.wait(1)
    assert play.statuses()[-1] == "Available"


def test_another_badge_does_not_end_it() -> None:
    play = charging()
    play.point.swipe("OTHER")
    play.wait(5)
    assert play.told("StopTransaction") == []


def test_pulling_the_plug_ends_the_session() -> None:
    play = charging()
    play.point.unplug()
    play.wait(1)
    assert play.told("StopTransaction")[0]["reason"] == "EVDisconnected"
    assert play.statuses()[-1] == "Available"


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


def test_a_session_limit_is_followed_and_zero_is_a_pause() -> None:
    play = charging()
    assert limit_to(play, 10) == "Accepted"
    play.wait(5)
    assert play.point.connectors[1].amps == 10
    assert limit_to(play, 0) == "Accepted"
    play.wait(5)
    assert play.point.connectors[1].amps == 0
    assert play.statuses()[-1] == "SuspendedEVSE"
    assert play.call("ClearChargingProfile", id=1) == OK
    assert play.call("ClearChargingProfile", id=1) == {"status": "Unknown"}
    play.wait(20)
    assert (play.point.connectors[1].amps, play.statuses()[-1]) == (16, "Charging")


def test_a_session_limit_without_a_session_is_rejected() -> None:
    assert limit_to(ready(), 10) == "Rejected"


def test_a_session_limit_dies_with_its_session() -> None:
    play = charging()
    limit_to(play, 10)
    play.point.swipe("04A1B2C3")
    play.point.swipe("04A1B2C3")
    play.wait(30)
    assert play.point.connectors[1].amps == 16


def test_the_composite_schedule_tells_the_limit() -> None:
    play = charging()
    limit_to(play, 10)
    answer = play.call("GetCompositeSchedule", connectorId=1, duration=60)
    (period,) = answer["chargingSchedule"]["chargingSchedulePeriod"]
    assert (period["startPeriod"], period["limit"]) == (0, 10)


def test_a_car_that_is_full_is_suspended_by_itself() -> None:
    play = ready()
    play.point.plug(Car(soc=100))
    play.point.swipe("04A1B2C3")
    play.wait(5)
    assert play.statuses()[-1] == "SuspendedEV"


def test_remote_start_with_its_limit_and_remote_stop() -> None:
    play = ready()
    play.point.plug(Car())
    profile = {
        "chargingProfileId": 4,
        "stackLevel": 0,
        "chargingProfilePurpose": "TxProfile",
        "chargingProfileKind": "Relative",
        "chargingSchedule": {
            "chargingRateUnit": "A",
            "chargingSchedulePeriod": [{"startPeriod": 0, "limit": 7}],
        },
    }
    start = play.call("RemoteStartTransaction", idTag="B", connectorId=1, chargingProfile=profile)
    assert start == OK
    play.wait(30)
    assert play.point.connectors[1].amps == 7
    assert play.call("RemoteStopTransaction", transactionId=5) == {"status": "Rejected"}
    assert play.call("RemoteStopTransaction", transactionId=101) == OK
    assert play.told("StopTransaction")[0]["reason"] == "Remote"
    assert play.call("RemoteStartTransaction", idTag="B", connectorId=9)["status"] == "Rejected"


def test_a_remote_start_may_be_authorised_first() -> None:
    play = ready()
    play.call("ChangeConfiguration", key="AuthorizeRemoteTxRequests", value="true")
    play.point.plug(Car())
    assert play.call("RemoteStartTransaction", idTag="BAD") == OK
    assert play.told("Authorize") == [{"idTag": "BAD"}]
    assert play.told("StartTransaction") == []


def test_a_session_whose_badge_is_refused_in_the_end_stops() -> None:
    play = ready()
    refused = {"transactionId": 55, "idTagInfo": {"status": "Blocked"}}
    play.answers["StartTransaction"] = lambda _: refused
    play.point.plug(Car())
    play.point.swipe("04A1B2C3")
    play.wait(2)
    (stop,) = play.told("StopTransaction")
    assert (stop["transactionId"], stop["reason"]) == (55, "DeAuthorized")


def test_what_happened_offline_is_delivered_later_in_order_with_its_own_time() -> None:
    play = charging()
    play.point.line_lost(play.now)
    before = len(play.heard)
    play.point.unplug()
    play.point.plug(Car())
    play.point.swipe("04A1B2C3")
    play.wait(25)
    assert len(play.heard) == before
    play.connect()
    late = [action for action, _ in play.heard[before:]]
    kept = [action for action in late if action != "StatusNotification"]
    assert kept == ["StopTransaction", "StartTransaction", "MeterValues", "MeterValues"]
    second = play.told("MeterValues")[-2:]
    assert [body["transactionId"] for body in second] == [102, 102]
    assert play.told("StartTransaction")[1]["timestamp"] < second[0]["meterValue"][0]["timestamp"]
    assert (
        play.told("StartTransaction")[1]["meterStart"]
        == play.told("StopTransaction")[0]["meterStop"]
    )


def test_a_return_without_a_boot_is_silent_unless_something_changed() -> None:
    play = charging()
    before = len(play.heard)
    play.point.line_lost(play.now)
    play.connect()
    assert play.heard[before:] == []


def test_offline_an_unknown_badge_begins_nothing() -> None:
    play = ready()
    play.point.line_lost(play.now)
    play.point.plug(Car())
    play.point.swipe("NEVER-SEEN")
    assert play.point.connectors[1].transaction is None
    play.connect()
    play.call("ChangeConfiguration", key="AllowOfflineTxForUnknownId", value="true")
    play.point.line_lost(play.now)
    play.point.swipe("NEVER-SEEN")
    assert play.point.connectors[1].transaction is not None


def test_a_start_whose_answer_is_lost_is_sent_again_with_another_id() -> None:
    play = ready()
    play.silent.add("StartTransaction")
    play.point.plug(Car())
    play.point.swipe("04A1B2C3")
    play.wait(5)
    play.silent.clear()
    play.wait(60)
    first, second = play.told("StartTransaction")
    assert first == second
    assert play.told("MeterValues")[0]["transactionId"] == 101


def test_a_start_that_nobody_takes_is_given_up_with_all_that_follows() -> None:
    play = ready()
    play.silent.add("StartTransaction")
    play.point.plug(Car())
    play.point.swipe("04A1B2C3")
    play.wait(200)
    play.point.unplug()
    play.wait(5)
    assert len(play.told("StartTransaction")) == 3
    assert play.told("StopTransaction") == play.told("MeterValues") == []
    assert play.point.undelivered == 0


@pytest.mark.parametrize("kind", ["Soft", "Hard"])
def test_a_reset_ends_sessions_and_boots_anew(kind: str) -> None:
    play = charging()
    assert play.call("Reset", type=kind) == OK
    assert play.point.restarts(play.now)
    play.point.line_lost(play.now)
    play.connect()
    assert len(play.told("BootNotification")) == 2
    assert play.told("StopTransaction")[0]["reason"] == f"{kind}Reset"
    assert play.statuses()[-1] == "Finishing"


def test_a_power_cut_tells_the_end_of_the_session_after_the_next_boot() -> None:
    play = charging()
    play.point.power_cut(play.now)
    play.wait(5)
    play.connect()
    assert play.told("StopTransaction")[0]["reason"] == "PowerLoss"
    actions = [action for action, _ in play.heard]
    assert actions.index("StopTransaction") > len(actions) - 1 - actions[::-1].index(
        "BootNotification"
    )
    assert play.statuses()[-1] == "Preparing"


def test_availability_waits_for_the_session() -> None:
    play = charging()
    change = "ChangeAvailability"
    assert play.call(change, connectorId=1, type="Inoperative") == {"status": "Scheduled"}
    play.point.unplug()
    play.wait(1)
    assert play.statuses()[-1] == "Unavailable"
    assert play.call(change, connectorId=0, type="Operative") == OK
    assert play.statuses()[-1] == "Available"
    assert play.call(change, connectorId=0, type="Inoperative") == OK
    assert play.statuses(0)[-1] == "Unavailable"
    assert play.call("RemoteStartTransaction", idTag="X")["status"] == "Rejected"


def test_unlocking_ends_the_session() -> None:
    play = charging()
    assert play.call("UnlockConnector", connectorId=1) == {"status": "Unlocked"}
    assert play.told("StopTransaction")[0]["reason"] == "UnlockCommand"
    assert play.call("UnlockConnector", connectorId=4) == {"status": "NotSupported"}


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


def test_two_connectors_charge_at_once() -> None:
    play = ready(connectors=2)
    for number in (1, 2):
        play.point.plug(Car(), number)
        play.call("RemoteStartTransaction", idTag="BORNE", connectorId=number)
    play.wait(30)
    assert [place.amps for place in play.point.connectors.values()] == [16, 16]
    play.point.unplug(2)
    play.wait(1)
    assert [body["transactionId"] for body in play.told("StopTransaction")] == [102]


def test_a_badge_of_the_same_group_ends_the_session() -> None:
    play = ready()
    family = {"status": "Accepted", "parentIdTag": "FAMILY"}
    play.answers["Authorize"] = lambda _: {"idTagInfo": family}
    play.answers["StartTransaction"] = lambda _: {"transactionId": 9, "idTagInfo": family}
    play.point.plug(Car())
    play.point.swipe("MINE")
    play.wait(5)
    play.point.swipe("YOURS")
    play.wait(5)
    assert play.told("StopTransaction")[0]["reason"] == "Local"


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
