"""The brain of a virtual OCPP 1.6J charge point, without a socket and without a clock.

Frames and hands in (`receive`, `plug`, `swipe`, …), frames out (`outgoing`). Time is `now` in
seconds, given by the caller and never falling; the charger's own clock is set by the central
system. `speed` makes the physics, not the messages, run faster.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from borne.simulate import calls
from borne.simulate.admitting import Admitting
from borne.simulate.allowed import Allowed
from borne.simulate.configuration import Configuration
from borne.simulate.connector import Connector, Transaction
from borne.simulate.credentials import Credentials
from borne.simulate.habits import Habits
from borne.simulate.make import GENERIC, Make
from borne.simulate.outbox import Call, Outbox, Payload
from borne.simulate.profiles import ProfileStack
from borne.simulate.registration import ACCEPTED, Clock, Registration
from borne.simulate.sampling import meter_value
from borne.simulate.station import Station
from borne.simulate.upkeep import Upkeep

if TYPE_CHECKING:
    from datetime import datetime

    from borne.simulate.car import Car

_SOFT_RESET: Final = 1.0


@dataclass(frozen=True, slots=True)
class Happening:
    """Something a person would like to know: what, where, and in which words."""

    what: str
    text: str
    connector: int | None = None


class ChargePoint:
    """`connectors` by number, `registration` as the answer to the boot says."""

    def __init__(
        self,
        *,
        make: Make = GENERIC,
        connectors: int = 1,
        serial: str = "virtual",
        sample_interval: float = 10.0,
        speed: float = 1.0,
        voltage: float = 230.0,
        epoch: datetime | None = None,
        credentials: Credentials | None = None,
    ) -> None:
        self.make = make
        self.serial = serial
        self.voltage = voltage
        self.speed = speed
        self.online = False
        self.clock = Clock(epoch, make.ways.own_time)
        self.credentials = credentials or Credentials(serial)
        self.configuration = Configuration(make, connectors, sample_interval, self.credentials)
        self.profiles = ProfileStack(
            make.most_stack_level, make.rate_units, make.ways.most_profiles
        )
        self.connectors = {
            number: Connector(number, Station(make.physics, voltage=voltage))
            for number in range(1, connectors + 1)
        }
        self.operative = True
        self.failures = 0
        self.known_tags: dict[str, Payload] = {}
        self.upkeep = Upkeep(self)
        self.allowed = Allowed(self)
        self._outbox = Outbox(make.ways.accent, garbles=make.ways.garbles)
        self._admitting = Admitting(self, self._outbox)
        identity = {
            "chargePointVendor": make.vendor,
            "chargePointModel": make.model,
            "chargePointSerialNumber": serial[:25],
            "firmwareVersion": make.firmware,
        }
        self.registration = Registration(
            identity, self.clock, self._outbox, self.configuration, self._registered
        )
        self._answers: list[str] = []
        self._happenings: list[Happening] = []
        self._restart_at: float | None = None
        self._restart_by = 0.0
        self._told_station: str | None = None
        self._aligned = 0
        self._habits = Habits(self)
        self._settle()

    # The line

    def line_up(self, now: float) -> None:
        """The socket is open."""
        self.advance(now)
        self.online = True
        if not self.make.ways.boots_unasked:
            self.registration.take_for_granted()
        elif not self.registration.accepted or self.make.boots_on_reconnect:
            self.registration.boot()
        self._habits.line_up()
        self._settle()

    def line_lost(self, now: float) -> None:
        """The socket is closed; what is about transactions is kept."""
        self.advance(now)
        self.online = False
        self._answers.clear()
        if self.make.ways.forgets_limits:
            self.profiles.clear()
        self.registration.line_lost()
        for call in self._outbox.line_lost():
            if call.action == "StatusNotification":
                self._forget_told(call.payload["connectorId"])

    def receive(self, text: str | bytes, now: float) -> None:
        """Take one frame."""
        self.advance(now)
        try:
            frame = json.loads(text)
        except ValueError:
            return
        if not isinstance(frame, list) or len(frame) < 3:
            return
        kind, unique_id, *rest = frame
        if kind == calls.CALL and not self._goes_down:
            if self.registration.status != "Rejected":
                self._answers.append(calls.answer(self, unique_id, rest))
        elif kind == calls.RESULT and isinstance(rest[0], dict):
            self._outbox.answered(unique_id, rest[0])
        elif kind == calls.ERROR:
            self._outbox.refused(unique_id, now)
        self._settle()

    def outgoing(self, now: float) -> list[str]:
        """The frames to send now; each is given once."""
        self.advance(now)
        if not self.online:
            return []
        frames, self._answers = self._answers, []
        number = self.configuration.number
        self._outbox.attempts = number("TransactionMessageAttempts")
        self._outbox.retry_after = float(number("TransactionMessageRetryInterval"))
        call = self._outbox.next_frame(now, accepted=self.registration.accepted)
        return frames if call is None else [*frames, call]

    def restarts(self, now: float) -> bool:
        """A reset is due: close the socket and come back; said once."""
        due = self._restart_at is not None and (
            now >= self._restart_by
            or (now >= self._restart_at and not self._outbox.holds_transactions)
        )
        if due:
            self._restart_at = None
            self._start_anew()
        return due

    def happenings(self) -> list[Happening]:
        """What happened since the last call."""
        taken, self._happenings = self._happenings, []
        return taken

    # Hands

    def plug(self, car: Car, connector: int = 1) -> None:
        """Put the plug of a car in. Raises ValueError where there is one already."""
        place = self.connectors[connector]
        place.station.plug(car)
        self.tell("plugged", f"{car.name} plugged in, {car.soc:.0f} % in its battery", connector)
        self._admitting.try_start(place)
        self._settle()

    def unplug(self, connector: int = 1) -> Car | None:
        """Pull the plug; a transaction ends."""
        place = self.connectors[connector]
        self.stop(place, "EVDisconnected")
        car = place.station.unplug()
        place.finished = False
        if car is not None:
            self.tell("unplugged", f"{car.name} unplugged, {car.soc:.0f} %", connector)
        self._settle()
        return car

    def swipe(self, tag: str, connector: int | None = None) -> None:
        """Hold a tag to the reader; the one that started a transaction ends it."""
        for place in self.connectors.values():
            running = place.transaction
            if running is not None and running.tag == tag and connector in (None, place.number):
                self.stop(place, "Local")
                self._settle()
                return
        chosen = self._admitting.place_for(connector)
        if chosen is None:
            self.tell("refused", f"{tag}: no connector is free")
            return
        self._admitting.authorise(tag, chosen)
        self._settle()

    def power_cut(self, now: float) -> None:
        """The mains are gone: transactions end for PowerLoss, the line with them."""
        self.line_lost(now)
        for place in self.connectors.values():
            self.stop(place, "PowerLoss")
            place.authorised = None
            place.finished = False
        self._start_anew()
        self._settle()

    def mend(self, make: Make) -> None:
        """A person has put right what was wrong with it; it restarts for that."""
        self.make = make
        self._outbox.speaks(make.ways.accent, garbles=make.ways.garbles)
        self.registration.new_firmware(make.firmware)
        self.tell("mended", "its owner has done what the hint says")
        self.restart("HardReset")

    # Time

    def advance(self, now: float) -> None:
        """Let time pass up to `now`: physics, samples, heartbeat, retries."""
        elapsed = max(0.0, now - self.clock.now)
        self.clock.now += elapsed
        if elapsed == 0:
            return
        for place in self.connectors.values():
            place.station.advance(elapsed * self.speed)
            if place.authorised is not None and place.authorised.until <= now:
                place.authorised = None
        self.upkeep.advance()
        self._settle()
        self._sample()
        if self.online:
            self.registration.advance()
            self._habits.advance()

    @property
    def undelivered(self) -> int:
        """Calls that are not answered yet."""
        return len(self._outbox)

    # What a call from the central system, or a hand, may set off

    def tell(self, what: str, text: str, connector: int | None = None) -> None:
        self._happenings.append(Happening(what, text, connector))

    def say(self, action: str, payload: Payload, *, triggered: bool = False) -> None:
        """Send a call that wants no more than to be confirmed."""
        self._outbox.put(Call(action, payload, triggered=triggered))

    def tell_status(self, connector: int, *, triggered: bool = False) -> None:
        place = self.connectors.get(connector)
        status = self._station_status if place is None else self.make.ways.said(place.status)
        payload = {
            "connectorId": connector,
            "errorCode": "NoError",
            "status": status,
            "timestamp": self.clock.timestamp,
        }
        if place is None:
            self._told_station = status
        else:
            place.told_status = place.status
        self._outbox.put(Call("StatusNotification", payload, triggered=triggered))

    def tell_values(
        self,
        connector: int,
        context: str,
        *,
        triggered: bool = False,
        of: Transaction | None = None,
    ) -> None:
        """Send MeterValues of a connector; those of a transaction wait for the line."""
        place = self.connectors[connector]
        running = of or place.transaction
        key = "MeterValuesAlignedData" if context == "Sample.Clock" else "MeterValuesSampledData"
        names = self.configuration.names(key)
        value = meter_value(place, self.make, names, context, self.clock.timestamp)
        if not value["sampledValue"] or (running is None and not self.online):
            return
        payload = {"connectorId": connector, "meterValue": [value]}
        held = running if running is not None and not triggered else None
        if triggered and running is not None and running.id is not None:
            payload["transactionId"] = running.id
        self._outbox.put(Call("MeterValues", payload, transaction=held, triggered=triggered))

    def authorise_remotely(self, place: Connector, tag: str) -> None:
        """Start under a tag that the central system named."""
        if self.configuration.switched_on("AuthorizeRemoteTxRequests"):
            self._admitting.authorise(tag, place)
        else:
            self._admitting.authorised(place, tag, {"status": ACCEPTED})

    def stop(self, place: Connector, reason: str) -> None:
        """End the transaction on a connector, if there is one."""
        running = place.transaction
        if running is None:
            return
        payload = {"meterStop": place.register, "timestamp": self.clock.timestamp, "reason": reason}
        if reason == "Local":
            payload["idTag"] = running.tag
        self._outbox.put(Call("StopTransaction", payload, transaction=running))
        if self.make.ways.late_values:
            self.tell_values(place.number, "Transaction.End", of=running)
        place.transaction, place.finished = None, place.car is not None
        place.station.released = False
        self.profiles.end_transaction(place.number)
        wh = place.register - running.meter_start
        self.tell("stopped", f"session of {running.tag} ended ({reason}): {wh} Wh", place.number)

    def restart(self, reason: str) -> None:
        """Begin a reset: transactions end, then the line is closed and the boot comes anew."""
        for place in self.connectors.values():
            self.stop(place, reason)
        self._restart_at = self.clock.now
        self._restart_by = self.clock.now + (_SOFT_RESET if reason == "SoftReset" else 0.0)
        self.tell("reset", f"restarting ({reason})")

    def fail(self, place: Connector) -> None:
        """Its power board has failed: it says so, and restarts."""
        self.failures += 1
        failed = {"errorCode": "OverCurrentFailure", "status": "Faulted"}
        self.say("StatusNotification", {"connectorId": place.number, **failed})
        self.restart("HardReset")

    def leave(self, after: float) -> None:
        """Close the line in so many s, whatever is under way, and come back."""
        self._restart_at = self._restart_by = self.clock.now + after

    def make_operative(self, connector: int, *, operative: bool) -> bool:
        """Change the availability of a connector, or of all (0); whether one must wait for it."""
        if connector == 0:
            self.operative = operative
        places = [p for p in self.connectors.values() if connector in (0, p.number)]
        for place in places:
            place.wanted_operative = operative
        return any(p.transaction is not None and p.operative != operative for p in places)

    # Within

    def _registered(self) -> None:
        self.tell("registration", f"{self.registration.status} by the central system")
        if self.registration.accepted:
            self._told_station = None
            for place in self.connectors.values():
                place.told_status = None
            self.upkeep.registered()

    def _settle(self) -> None:
        """Bring limits to the sockets and tell what is new."""
        for place in self.connectors.values():
            place.station.released = place.transaction is not None
            place.station.wanted_phases = self.allowed.phases(place)
            limit = self.allowed.given(place)
            if limit != place.station.limit:
                place.station.limit = limit
                if place.transaction is not None:
                    self.tell("limit", f"limit {limit:.1f} A", place.number)
            if place.transaction is None:
                place.operative = place.wanted_operative
        if not self.online or not self.registration.accepted:
            return
        if self._told_station != self._station_status:
            self.tell_status(0)
        for place in self.connectors.values():
            if place.told_status != place.status:
                self.tell_status(place.number)
                self.tell("status", place.status, place.number)

    @property
    def _goes_down(self) -> bool:
        """It restarts at once, and heeds no call any more."""
        return self._restart_at is not None and self.clock.now >= self._restart_by

    @property
    def _station_status(self) -> str:
        return "Available" if self.operative else "Unavailable"

    def _sample(self) -> None:
        interval = self.configuration.sample_interval
        for place in self.connectors.values():
            running = place.transaction
            if running is not None and interval > 0 and running.next_sample <= self.clock.now:
                running.next_sample = max(running.next_sample + interval, self.clock.now)
                self.tell_values(place.number, "Sample.Periodic")
        aligned = self.configuration.number("ClockAlignedDataInterval")
        mark = int(self.clock.time.timestamp()) // aligned if aligned else 0
        if self._aligned and mark > self._aligned:
            for number in self.connectors:
                self.tell_values(number, "Sample.Clock")
        self._aligned = mark

    def _start_anew(self) -> None:
        self.registration.forget()
        self._aligned = 0

    def _forget_told(self, connector: int) -> None:
        if connector == 0:
            self._told_station = None
        else:
            self.connectors[connector].told_status = None
