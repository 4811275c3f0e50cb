"""Sessions at the virtual charge point: how they begin, are limited, are told of, and end."""

import pytest

from borne.simulate.car import Car

from .play import OK, charging, limit_to, ready


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
