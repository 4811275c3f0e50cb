"""Who may charge at a virtual charge point: tags, their answers, and the start that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from borne.simulate.connector import Authorisation, Connector, Transaction
from borne.simulate.outbox import Call, Outbox, Payload
from borne.simulate.registration import ACCEPTED

if TYPE_CHECKING:
    from borne.simulate.charge_point import ChargePoint

_HANGS_UP: Final = 0.8


class Admitting:
    """Lets tags in at `point`."""

    def __init__(self, point: ChargePoint, outbox: Outbox) -> None:
        self._point = point
        self._outbox = outbox

    def authorise(self, tag: str, place: Connector) -> None:
        """Ask the central system about a tag, or without a line what is known of it."""
        if self._point.make.ways.own_badges:
            self.authorised(place, tag, {"status": ACCEPTED}, by_badge=True)
            return
        if self._point.online and self._point.registration.accepted:

            def on_answer(answer: Payload) -> None:
                self._point.known_tags[tag] = answer.get("idTagInfo", {})
                if self._point.make.ways.waits_for_start and place.transaction is None:
                    self._point.tell(
                        "authorised", f"badge {tag}: waits for the order", place.number
                    )
                else:
                    self.authorised(place, tag, self._point.known_tags[tag], by_badge=True)

            self._outbox.put(Call("Authorize", {"idTag": tag}, on_answer))
            return
        listed = self._point.upkeep.listed(tag)
        if listed is not None and self._point.configuration.switched_on("LocalAuthorizeOffline"):
            self.authorised(place, tag, listed, by_badge=True)
            return
        cached = self._point.known_tags.get(tag, {}) if self._trusts_cache() else {}
        if self._point.configuration.switched_on("AllowOfflineTxForUnknownId"):
            cached = cached or {"status": ACCEPTED}
        self.authorised(place, tag, cached or {"status": "Invalid"}, by_badge=True)

    def _trusts_cache(self) -> bool:
        switched_on = self._point.configuration.switched_on
        return switched_on("AuthorizationCacheEnabled") and switched_on("LocalAuthorizeOffline")

    def authorised(
        self, place: Connector, tag: str, info: Payload, *, by_badge: bool = False
    ) -> None:
        """Act upon what was answered about a tag."""
        status = info.get("status", "Invalid")
        if status != ACCEPTED:
            self._point.tell("refused", f"badge {tag} refused ({status})", place.number)
            return
        if place.transaction is not None:
            parent = info.get("parentIdTag")
            of_running = self._point.known_tags.get(place.transaction.tag, {}).get("parentIdTag")
            if parent is not None and parent == of_running:
                self._point.stop(place, "Local")
            else:
                self._point.tell(
                    "refused", f"badge {tag}: another session is running", place.number
                )
            return
        if not self._point.upkeep.may_start(place, tag, info.get("parentIdTag")):
            self._point.tell("refused", f"badge {tag}: reserved for another", place.number)
            return
        self._point.tell("authorised", f"badge {tag} accepted", place.number)
        until = self._point.clock.now + self._point.configuration.number("ConnectionTimeOut")
        place.authorised = Authorisation(tag, until, by_badge)
        self.try_start(place)

    def try_start(self, place: Connector) -> None:
        """Begin a transaction where there is a car, and a tag that may."""
        allowed = place.authorised
        if place.car is None or allowed is None or not place.operative:
            return
        if place.finished and self._point.make.ways.leaves_restarted:
            self._point.tell("reset", "drops its line, for it begins again", place.number)
            self._point.leave(_HANGS_UP)
        place.authorised, place.finished = None, False
        running = Transaction(allowed.tag, self._point.clock.time, place.register)
        running.by_badge = allowed.by_badge
        running.next_sample = self._point.clock.now + self._point.configuration.sample_interval
        place.transaction = running
        payload = {
            "connectorId": place.number,
            "idTag": running.tag,
            "meterStart": running.meter_start,
            "timestamp": self._point.clock.timestamp,
        }

        reservation = self._point.upkeep.use(place)
        if reservation is not None:
            payload["reservationId"] = reservation

        def on_answer(answer: Payload) -> None:
            self._started(place, running, answer)

        running.asked_at = self._point.clock.now
        self._outbox.put(Call("StartTransaction", payload, on_answer, transaction=running))
        self._point.tell("started", f"session of {running.tag} begins", place.number)

    def _started(self, place: Connector, running: Transaction, answer: Payload) -> None:
        running.id = int(answer.get("transactionId", 0))
        if self._point.clock.now - running.asked_at < self._point.make.ways.hangs_up_before:
            self._point.tell("reset", "hangs up, for it was answered too soon", place.number)
            self._point.leave(_HANGS_UP)
        info: dict[str, Any] = answer.get("idTagInfo", {})
        self._point.known_tags[running.tag] = info
        refused = info.get("status") != ACCEPTED
        if (
            refused
            and place.transaction is running
            and self._point.configuration.switched_on("StopTransactionOnInvalidId")
        ):
            self._point.stop(place, "DeAuthorized")

    def place_for(self, connector: int | None) -> Connector | None:
        """Which connector a tag is meant for that was held to the reader."""
        if connector is not None:
            return self._point.connectors.get(connector)
        usable = [place for place in self._point.connectors.values() if place.operative]
        free = [place for place in usable if place.transaction is None]
        plugged = [place for place in free if place.car is not None]
        return next(iter((*plugged, *free, *usable)), None)
