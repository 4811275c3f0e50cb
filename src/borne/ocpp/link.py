"""One charger's connection without a socket: frames and orders in, events and frames out.

Whatever a charger sends, `receive` neither raises nor leaves a call without an answer: the link
answers at once what nobody else needs to decide, the rest goes out with `answer`. The link neither
waits nor logs: `deadline` says when to `wake` it, `notes` what is worth a line.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from borne.domain.commands import Answer, AnswerFailed, Order, Ticket
from borne.domain.events import (
    ChargerBooted,
    ChargerEvent,
    ChargerHeard,
    MeterSampled,
    OrderAnswered,
    StatusChanged,
    TransactionStarted,
)
from borne.domain.say import Sentence
from borne.ocpp import v16
from borne.ocpp.frame import (
    Broken,
    Call,
    Refusal,
    Result,
    WireId,
    call_frame,
    error_frame,
    read_frame,
    result_frame,
)
from borne.ocpp.line import Flight, Job, Line
from borne.ocpp.note import Note, Problem, shown
from borne.ocpp.outcome import LOST, SUPERSEDED, TIMEOUT, WRONG_ORDER
from borne.ocpp.version import Version
from borne.ocpp.wire import Ask, Confirmed, Known, Memory, Origin, Outcome, Program, Reply, Wire

_MOST_NOTES: Final = 50
_OURS: Final = "Borne could not handle this call"
_WIRES: Final[dict[Version, Wire]] = {Version.V16: v16}


class Link:
    """`connection` is unique in this process; `memory` outlives the connection."""

    def __init__(
        self,
        charger: str,
        connection: int,
        version: Version,
        now: datetime,
        memory: Memory | None = None,
    ) -> None:
        self.charger = charger
        self.connection = connection
        self.version = version
        self.since = now
        self.notes: list[Note] = []
        self._wire = _WIRES[version]
        self._known = Known(charger, memory if memory is not None else Memory())
        self._line = Line()
        self._calls = 0
        self._open: dict[str, WireId] = {}
        self._out: list[str] = []
        self._reading: Ticket | None = None

    @property
    def deadline(self) -> datetime | None:
        """When it next wants to be woken, if nothing happens before."""
        return self._line.flight.due if self._line.flight else None

    @property
    def unanswered(self) -> int:
        """How many calls of the charger wait for an answer."""
        return len(self._open)

    def frames(self) -> list[str]:
        """What is to be sent; each frame is given out once."""
        out, self._out = self._out, []
        return out

    def receive(self, frame: str | bytes, now: datetime) -> list[ChargerEvent]:
        """Take a frame; return what it says. Never raises."""
        message, problems = read_frame(frame)
        if type(message) is Call:
            return [self._receive_call(message, problems, now)]
        for problem in problems:
            self._note(None, problem)
        heard = ChargerHeard(now, self.charger)
        match message:
            case Result(id=id_, payload=payload):
                return [heard, *self._answered(id_, Reply(now, payload))]
            case Refusal(id=id_, code=code, words=words):
                return [heard, *self._answered(id_, Reply(now, None, code, words))]
            case Broken(id=id_, code=code, words=words):
                self._note(None, Problem(None, words))
                if id_ is not None:
                    self._out.append(error_frame(id_, code, words))
        return [heard]

    def answer(self, answer: Answer, now: datetime) -> None:
        """Send an answer to the call of its ticket; a second one is ignored."""
        id_ = self._open.pop(answer.ticket.call, None)
        if id_ is None:
            return
        if isinstance(answer, AnswerFailed):
            self._out.append(error_frame(id_, "InternalError", _OURS))
        else:
            self._out.append(result_frame(id_, self._wire.write(answer, now)))

    def stumble(self) -> None:
        """After an exception out of `receive`, a defect of ours: answer the call all the same."""
        ticket, self._reading = self._reading, None
        id_ = self._open.pop(ticket.call, None) if ticket else None
        if id_ is not None:
            self._out.append(error_frame(id_, "InternalError", _OURS))

    def order(self, order: Order, now: datetime) -> list[ChargerEvent]:
        """Queue an order; its OrderAnswered comes from here or from a later call."""
        older = self._line.add(order)
        events = [self._failed(older, "Superseded", SUPERSEDED(), now)] if older else []
        return [*events, *self._pump(now)]

    def wake(self, now: datetime) -> list[ChargerEvent]:
        """Give up what has waited too long."""
        flight = self._line.flight
        if flight is None or now < flight.due:
            return []
        self._line.land("late")
        self._note(flight.action, Problem(None, "was not answered in time"))
        return [*self._go_on(flight, Reply(now, None, TIMEOUT)), *self._pump(now)]

    def close(self, reason: str, now: datetime) -> list[ChargerEvent]:
        """Fail every order that was not answered. The link is of no use afterwards."""
        self._open.clear()
        jobs = list(self._line.drain())
        if jobs:
            lost = f"{len(jobs)} orders were not done: {reason}"
            self._note(None, Problem(None, lost, "info"))
        return [self._failed(job, "Disconnected", LOST(), now) for job in jobs]

    # What the charger asks.

    def _receive_call(
        self, call: Call, problems: tuple[Problem, ...], now: datetime
    ) -> ChargerEvent:
        action = self._wire.action_named(call.action)
        named = action or shown(call.action)
        for problem in problems:
            self._note(named, problem)
        if action is None:
            self._note(named, Problem(None, "is not known; answered NotImplemented"))
            self._out.append(
                error_frame(call.id, "NotImplemented", f"{named} is not known to Borne")
            )
            return ChargerHeard(now, self.charger)
        if action != call.action:
            self._note(action, Problem(None, f"is written {shown(call.action)}"))
        ticket = self._reading = self._ticket(call.id)
        origin = Origin(self.charger, ticket, now)
        said = self._wire.read(
            action, call.payload, origin, lambda found: self._note(action, found)
        )
        self._reading = None
        if isinstance(said, Confirmed):
            self._out.append(result_frame(self._open.pop(ticket.call), said.payload))
            return ChargerHeard(now, self.charger)
        self._learn(said)
        return said

    def _ticket(self, id_: WireId) -> Ticket:
        """A ticket of its own for each call, also where a charger uses an id twice."""
        call = str(id_)
        repeats = 1
        while call in self._open:
            repeats += 1
            call = f"{id_}#{repeats}"
        self._open[call] = id_
        return Ticket(self.connection, call)

    def _learn(self, event: ChargerEvent) -> None:
        match event:
            case MeterSampled(connector=connector, samples=samples):
                self._spoke_of(connector)
                for sample in samples:
                    if sample.voltage is not None:
                        self._known.memory.voltage = sample.voltage
            case StatusChanged(connector=connector):
                self._spoke_of(connector)
                self._known.statuses.add(connector)
            case TransactionStarted(connector=connector):
                self._spoke_of(connector)
            case ChargerBooted():
                self._known.booted = True

    def _spoke_of(self, connector: int) -> None:
        if connector > 0:
            self._known.connectors.add(connector)

    # What Borne asks.

    def _answered(self, id_: str, reply: Reply) -> list[ChargerEvent]:
        flight = self._line.flight
        if flight is None or flight.id != id_:
            ending = self._line.ending_of(id_)
            said = {"late": "came too late", "answered": "came twice"}.get(
                ending or "", "is to a call that was never made"
            )
            self._note(None, Problem("answer", f"{said}; ignored ({shown(id_)})", "info"))
            return []
        self._line.land("answered")
        if reply.payload is None:
            words = shown(f"{reply.error} {reply.words}".strip(), 200)
            self._note(flight.action, Problem(None, f"is answered by an error: {words}"))
        return [*self._go_on(flight, reply), *self._pump(reply.at)]

    def _pump(self, now: datetime) -> list[ChargerEvent]:
        """Make the next call, if none is in flight."""
        events: list[ChargerEvent] = []
        while (job := self._line.pop()) is not None:
            if job.program is None:
                events += self._begin(job, now)
            if job.program is not None and job.ask is not None:
                self._send(job, job.program, job.ask, now)
        return events

    def _send(self, job: Job, program: Program, ask: Ask, now: datetime) -> None:
        self._calls += 1
        id_ = f"b{self.connection}-{self._calls}"
        due = now + timedelta(seconds=self._wire.patience(ask.action))
        self._line.flight = Flight(id_, job, program, ask.action, due)
        self._out.append(call_frame(id_, ask.action, ask.payload))

    def _begin(self, job: Job, now: datetime) -> list[ChargerEvent]:
        name = type(job.order).__name__
        try:
            job.program = self._wire.program(
                job.order, self._known, now, lambda found: self._note(name, found)
            )
        except ValueError as wrong:
            self._note(name, Problem(None, f"is impossible and was not sent: {wrong}", "error"))
            return [self._failed(job, "InternalError", WRONG_ORDER(words=str(wrong)), now)]
        try:
            job.ask = next(job.program)
        except StopIteration as end:
            return self._ended(job, end.value, now)
        return []

    def _go_on(self, flight: Flight, reply: Reply) -> list[ChargerEvent]:
        """Give a job its reply; it ends, or waits for its next call."""
        job = flight.job
        if job.ask is not None:
            status = str((reply.payload or {}).get("status") or reply.error)
            self._known.memory.answered.take(flight.action, job.ask.payload, status, reply.at)
        try:
            job.ask = flight.program.send(reply)
        except StopIteration as end:
            return self._ended(job, end.value, reply.at)
        self._line.again(job)
        return []

    def _ended(self, job: Job, outcome: Outcome, at: datetime) -> list[ChargerEvent]:
        answered = OrderAnswered(
            at, job.order, outcome.ok, outcome.status, outcome.message, outcome.data
        )
        return [*outcome.events, answered]

    def _failed(self, job: Job, status: str, message: Sentence, now: datetime) -> OrderAnswered:
        if job.program is not None:
            job.program.close()
        return OrderAnswered(now, job.order, ok=False, status=status, message=message)

    def _note(self, action: str | None, problem: Problem) -> None:
        if len(self.notes) < _MOST_NOTES:
            note = Note(problem.severity, self.charger, action, problem.field, problem.text)
            self.notes.append(note)
