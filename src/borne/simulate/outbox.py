"""The calls a charge point has yet to make: one at a time, transactions kept until delivered.

OCPP-J 1.6 section 4.1.1: no second call before the first is answered. Messages about
transactions wait for the line and are repeated (OCPP 1.6 section 3.7.1); others are dropped.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from borne.simulate.accent import Accent
    from borne.simulate.connector import Transaction

Payload = dict[str, Any]
_PATIENCE: Final = 30.0
_MOST_METER_VALUES: Final = 2000


@dataclass(slots=True)
class Call:
    """A call to make. `triggered`: it was asked for and may go out before the boot is accepted."""

    action: str
    payload: Payload
    on_answer: Callable[[Payload], None] | None = None
    on_refusal: Callable[[], None] | None = None
    transaction: Transaction | None = None
    triggered: bool = False
    attempts: int = 0
    not_before: float = 0.0


class Outbox:
    """`next_frame` gives the next frame to send; `answered`, `refused` take what came back."""

    def __init__(self, accent: Accent | None = None, *, garbles: bool = False) -> None:
        self._accent = accent
        self._garbles = garbles
        self._waiting: list[Call] = []
        self._sent: Call | None = None
        self._sent_id = ""
        self._sent_at = 0.0
        self.attempts = 3
        self.retry_after = 10.0

    def speaks(self, accent: Accent | None, *, garbles: bool) -> None:
        """In another way from now on."""
        self._accent, self._garbles = accent, garbles

    def __len__(self) -> int:
        return len(self._waiting) + (self._sent is not None)

    @property
    def holds_transactions(self) -> bool:
        return any(call.transaction for call in (*self._waiting, self._sent) if call is not None)

    def holds(self, action: str) -> bool:
        return any(call is not None and call.action == action for call in self._all())

    def put(self, call: Call, *, first: bool = False) -> None:
        if first:
            self._waiting.insert(0, call)
            return
        self._waiting.append(call)
        values = [each for each in self._waiting if each.action == "MeterValues"]
        if len(values) > _MOST_METER_VALUES:
            self._waiting.remove(values[0])

    def next_frame(self, now: float, *, accepted: bool) -> str | None:
        """The frame of the next call that may go out now, if any."""
        if self._sent is not None:
            if now - self._sent_at < _PATIENCE:
                return None
            self._fail(now)
        self._waiting = [call for call in self._waiting if not _is_pointless(call)]
        call = self._choose(now, accepted=accepted)
        if call is None:
            return None
        self._waiting.remove(call)
        self._sent, self._sent_id, self._sent_at = call, str(uuid.uuid4()), now
        payload = call.payload
        if call.transaction is not None and call.action != "StartTransaction":
            payload = {**payload, "transactionId": call.transaction.id}
        if self._accent is not None:
            said = self._accent(call.action, payload, call.transaction)
            if said is None:
                self._sent = None
                return None
            payload = said
        frame = json.dumps([2, self._sent_id, call.action, payload])
        return f"{frame[:-1]},]" if self._garbles and call.action == "MeterValues" else frame

    def answered(self, unique_id: str, payload: Payload) -> None:
        """Take a CALLRESULT; one that nobody waits for is ignored."""
        call = self._sent
        if call is None or unique_id != self._sent_id:
            return
        self._sent = None
        if call.on_answer is not None:
            call.on_answer(payload)

    def refused(self, unique_id: str, now: float) -> None:
        """Take a CALLERROR."""
        if self._sent is not None and unique_id == self._sent_id:
            self._fail(now)

    def line_lost(self) -> list[Call]:
        """Keep what is about transactions; the calls that are dropped."""
        everything = [call for call in self._all() if call is not None]
        self._sent = None
        self._waiting = [call for call in everything if call.transaction is not None]
        return [call for call in everything if call.transaction is None]

    def _all(self) -> tuple[Call | None, ...]:
        return (self._sent, *self._waiting)

    def _choose(self, now: float, *, accepted: bool) -> Call | None:
        transactions_wait = False
        for call in self._waiting:
            may_go = accepted or call.triggered or call.action == "BootNotification"
            if call.transaction is not None:
                may_go = may_go and not transactions_wait and call.not_before <= now
                transactions_wait = True
            if may_go:
                return call
        return None

    def _fail(self, now: float) -> None:
        call, self._sent = self._sent, None
        if call is None:
            return
        call.attempts += 1
        if call.transaction is None:
            if call.on_refusal is not None:
                call.on_refusal()
        elif call.attempts < self.attempts:
            call.not_before = now + self.retry_after * call.attempts
            self._waiting.insert(0, call)
        elif call.action == "StartTransaction":
            call.transaction.given_up = True


def _is_pointless(call: Call) -> bool:
    return call.transaction is not None and call.transaction.given_up
