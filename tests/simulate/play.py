"""A virtual charge point whose central system is played by hand, without a socket."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from borne.simulate.car import Car
from borne.simulate.charge_point import ChargePoint
from borne.simulate.make import GENERIC, Make

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
