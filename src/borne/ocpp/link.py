"""One charger's connection without a socket: frames and orders in, events and frames out.

Whatever a charger sends, `receive` neither raises nor leaves a call without an answer: the link
answers at once what nobody else needs to decide, the rest goes out with `answer`. The link neither
waits nor logs: `deadline` says when to `wake` it, `notes` what is worth a line.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from borne.domain.commands import (
    Admission,
    Answer,
    AnswerFailed,
    AnswerStart,
    AnswerTag,
    Order,
    Ticket,
    UseQuirks,
)
from borne.domain.events import (
    ChargerEvent,
    ChargerHeard,
    KeyAnswered,
    KeysWritten,
    OrderAnswered,
    TraitsLearned,
)
from borne.domain.say import Sentence
from borne.ocpp import strict, v16
from borne.ocpp.behaviour import behaviour_in
from borne.ocpp.configuration import change_in
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
    several_in,
)
from borne.ocpp.hearing import learn, learn_nothing_new
from borne.ocpp.line import Ending, Flight, Job, Line
from borne.ocpp.note import Note, Problem, shown
from borne.ocpp.outcome import LOST, SUPERSEDED, TIMEOUT, WRONG_ORDER
from borne.ocpp.quirks import QUIRKS_USED, Identity, is_known, no_such_quirk
from borne.ocpp.version import Version
from borne.ocpp.wire import Ask, Confirmed, Known, Memory, Origin, Outcome, Program, Reply, Wire

_MOST_NOTES: Final = 50
_CASE: Final = "the action is written in another case"
_LANDED: Final[dict[Ending | None, str]] = {
    Ending.LATE: "came too late",
    Ending.ANSWERED: "came twice",
}
_SEVERAL: Final = "several messages came in one frame; each is read"
_FRAME: Final = "frame"
"""In the field's place where no message could be read."""
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
        self._line = Line(f"b{connection}-")
        self._open: dict[str, WireId] = {}
        self._out: list[str] = []
        self._reading: Ticket | None = None
        self._unjudged = False
        self._held: tuple[datetime, str] | None = None
        """An answer that waits, and until when."""

    @property
    def deadline(self) -> datetime | None:
        """When it next wants to be woken, if nothing happens before."""
        flight = self._line.flight
        if self._held is None:
            return flight.due if flight else None
        return min(flight.due, self._held[0]) if flight else self._held[0]

    @property
    def unanswered(self) -> int:
        """How many calls of the charger wait for an answer."""
        return len(self._open)

    @property
    def ping(self) -> float:
        """s between Borne's pings."""
        return self._known.memory.care.ping

    def frames(self) -> list[str]:
        """What is to be sent; each frame is given out once."""
        out, self._out = self._out, []
        return out

    def receive(self, frame: str | bytes, now: datetime) -> list[ChargerEvent]:
        """Take a frame; return what it says. Never raises."""
        message, problems = read_frame(frame)
        if type(message) is Call:
            return self._receive_call(message, problems, now)
        for problem in problems:
            self._note(None, problem)
        heard = ChargerHeard(now, self.charger)
        match message:
            case Result(id=id_, payload=payload):
                return [heard, *self._answered(id_, Reply(now, payload))]
            case Refusal(id=id_, code=code, words=words):
                return [heard, *self._answered(id_, Reply(now, None, code, words))]
            case Broken(id=id_, code=code, words=words):
                several = several_in(frame)
                if several and not self._known.memory.care.strict:
                    self._note(None, Problem(_FRAME, _SEVERAL))
                    return [event for one in several for event in self.receive(one, now)]
                self._note(None, Problem(_FRAME, words))
                parts = [part for part, _ in map(read_frame, several)] or [message]
                ids = (part.id for part in parts if isinstance(part, Call | Broken))
                self._out += [error_frame(one, code, words) for one in ids if one is not None]
        return [heard]

    def odd(self, text: str) -> None:
        """What is wrong with how the next frame came."""
        self._note(None, Problem(_FRAME, text))

    def answer(self, answer: Answer, now: datetime) -> None:
        """Send an answer to the call of its ticket; a second one is ignored."""
        if answer.ticket.call not in self._open:
            return
        id_ = self._open.pop(answer.ticket.call)
        if isinstance(answer, AnswerFailed):
            self._out.append(error_frame(id_, "InternalError", _OURS))
            return
        frame = result_frame(id_, self._wire.write(answer, now))
        if isinstance(answer, AnswerStart) and self._holds_back(frame, now):
            return
        if isinstance(answer, AnswerTag) and answer.admission is Admission.ACCEPTED:
            self._known.memory.watch.admitted(now)
        self._out.append(frame)

    def _holds_back(self, frame: str, now: datetime) -> bool:
        """Whether the start of a transaction is confirmed later, for a charger that needs it."""
        delay = self._known.memory.character.changes.start_delay
        if not delay or self._held is not None:
            self._known.memory.watch.confirmed(now)
            return False
        self._held = now + timedelta(seconds=delay), frame
        return True

    def stumble(self) -> None:
        """After an exception out of `receive`, a defect of ours: answer the call all the same."""
        ticket, self._reading = self._reading, None
        if ticket is not None and ticket.call in self._open:
            id_ = self._open.pop(ticket.call)
            self._out.append(error_frame(id_, "InternalError", _OURS))

    def order(self, order: Order, now: datetime) -> list[ChargerEvent]:
        """Queue an order; its OrderAnswered comes from here or from a later call."""
        if isinstance(order, UseQuirks):
            return self._use_quirks(order, now)
        older = self._line.add(order)
        events = [self._failed(older, "Superseded", SUPERSEDED(), now)] if older else []
        return [*events, *self._pump(now)]

    def wake(self, now: datetime) -> list[ChargerEvent]:
        """Give up what has waited too long."""
        events = self._let_go(now)
        flight = self._line.flight
        if flight is None or now < flight.due:
            return events
        self._line.land(Ending.LATE)
        self._note(flight.action, Problem(None, "was not answered in time"))
        return [*events, *self._go_on(flight, Reply(now, None, TIMEOUT)), *self._pump(now)]

    def close(self, reason: str, now: datetime) -> list[ChargerEvent]:
        """Fail every order that was not answered. The link is of no use afterwards."""
        self._open.clear()
        self._held = None
        memory = self._known.memory
        memory.suspicion.lost(now)
        self._unjudged |= memory.character.saw(memory.watch.lost(now))
        jobs = list(self._line.drain())
        if jobs:
            lost = f"{len(jobs)} orders were not done: {reason}"
            self._note(None, Problem(None, lost, "info"))
        failed = [self._failed(job, "Disconnected", LOST(), now) for job in jobs]
        return [*self._character(now), *failed, *self._written(now)]

    # What the charger asks.

    def _receive_call(
        self, call: Call, problems: tuple[Problem, ...], now: datetime
    ) -> list[ChargerEvent]:
        if self._known.memory.care.strict:
            refused = self._refused(call, problems)
            if refused is not None:
                return self._refuse(call, refused, now)
        action = self._wire.action_named(call.action)
        named = action or shown(call.action)
        for problem in problems:
            self._note(named, problem)
        if action is None:
            self._note(named, Problem(None, "is not known; answered NotImplemented"))
            self._out.append(
                error_frame(call.id, "NotImplemented", f"{named} is not known to Borne")
            )
            return [ChargerHeard(now, self.charger)]
        if action != call.action:
            self._note(action, Problem(None, f"is written {shown(call.action)}"))
        ticket = self._reading = self._ticket(call.id)
        origin = Origin(self.charger, ticket, now)
        said = self._wire.read(
            action, call.payload, origin, lambda found: self._found(action, found)
        )
        self._reading = None
        if isinstance(said, Confirmed):
            self._out.append(result_frame(self._open.pop(ticket.call), said.payload))
            self._unjudged |= learn_nothing_new(self._known, now)
            return [ChargerHeard(now, self.charger), *self._character(now)]
        self._unjudged |= learn(self._known, said)
        return [self._known.memory.start_tag.said(said), *self._character(now)]

    def _refused(self, call: Call, problems: tuple[Problem, ...]) -> strict.Violation | None:
        """What is wrong with a call that is taken at its word."""
        if problems:
            found = problems[0]
            return strict.Violation(strict.FORMATION, found.field, found.text)
        action = self._wire.action_named(call.action)
        if action is None or action != call.action:
            return None if action is None else strict.Violation("NotImplemented", None, _CASE)
        return strict.violation(action, call.payload)

    def _refuse(self, call: Call, wrong: strict.Violation, now: datetime) -> list[ChargerEvent]:
        """Answer with an error. The end of a charge is booked all the same: it comes only once."""
        action = self._wire.action_named(call.action)
        named = action or shown(call.action)
        self._note(named, Problem(wrong.field, f"is refused ({wrong.code}): {wrong.words}"))
        self._out.append(error_frame(call.id, wrong.code, wrong.words))
        if action is None or action not in self._wire.KEPT:
            return [ChargerHeard(now, self.charger)]
        ticket = self._ticket(call.id)
        del self._open[ticket.call]  # it has its answer
        said = self._wire.read(action, call.payload, Origin(self.charger, ticket, now), _unheard)
        return [ChargerHeard(now, self.charger) if isinstance(said, Confirmed) else said]

    def _found(self, action: str, problem: Problem) -> None:
        self._unjudged |= self._known.memory.character.saw(behaviour_in(problem.field))
        self._note(action, problem)

    def _character(self, now: datetime) -> list[ChargerEvent]:
        """Whether what has been said or seen makes it another kind of charger."""
        if not self._unjudged:
            return []
        self._unjudged = False
        known = self._known.memory.character
        if not known.look_again():
            return []
        return [self._traits(now)]

    def _traits(self, now: datetime) -> TraitsLearned:
        known = self._known.memory.character
        seen = tuple(sorted(known.seen))
        return TraitsLearned(now, self.charger, known.changes.traits, known.quirks, seen)

    def _ticket(self, id_: WireId) -> Ticket:
        """A ticket of its own for each call, also where a charger uses an id twice."""
        call = str(id_)
        repeats = 1
        while call in self._open:
            repeats += 1
            call = f"{id_}#{repeats}"
        self._open[call] = id_
        return Ticket(self.connection, call)

    # What Borne asks.

    def _use_quirks(self, order: UseQuirks, now: datetime) -> list[ChargerEvent]:
        known = self._known.memory.character
        unknown = [name for name in order.choices if not is_known(name)]
        if order.wish is not None and unknown:
            words = no_such_quirk(unknown[0])
            return [OrderAnswered(now, order, ok=False, status="Unknown", message=words)]
        known.choices = order.choices
        known.recall(Identity(order.vendor, order.model, order.firmware), order.seen)
        learned = known.look_again()
        told = [self._traits(now)]
        answered = OrderAnswered(now, order, ok=True, status="Accepted", message=QUIRKS_USED())
        return [*(told if learned or order.wish is None else ()), answered]

    def _let_go(self, now: datetime) -> list[ChargerEvent]:
        """Send the answer that has waited for its time, then what waits for it."""
        if self._held is None or now < self._held[0]:
            return []
        self._out.append(self._held[1])
        self._held = None
        return self._pump(now)

    def _answered(self, id_: str, reply: Reply) -> list[ChargerEvent]:
        flight = self._line.flight
        if flight is None or flight.id != id_:
            ending = self._line.ending_of(id_)
            said = _LANDED.get(ending, "is to a call that was never made")
            self._note(None, Problem("answer", f"{said}; ignored ({shown(id_)})", "info"))
            return []
        self._line.land(Ending.ANSWERED)
        reply = self._taken(flight, reply)
        if reply.payload is None:
            words = shown(f"{reply.error} {reply.words}".strip(), 200)
            self._note(flight.action, Problem(None, f"is answered by an error: {words}"))
        return [*self._go_on(flight, reply), *self._pump(reply.at)]

    def _taken(self, flight: Flight, reply: Reply) -> Reply:
        """The reply of a charger that is taken at its word."""
        if reply.payload is None or not self._known.memory.care.strict:
            return reply
        wrong = strict.violation(f"{flight.action}Response", reply.payload)
        if wrong is None:
            return reply
        field = f"answer.{wrong.field or ''}".rstrip(".")
        self._note(flight.action, Problem(field, f"is not taken ({wrong.code}): {wrong.words}"))
        return Reply(reply.at, None, wrong.code, wrong.words)

    def _written(self, now: datetime) -> list[ChargerEvent]:
        """What set-up has written and not read back, if the engine does not know it yet."""
        memory = self._known.memory
        written = {key: tuple(sorted(values)) for key, values in memory.written.items() if values}
        if written == memory.told_written:
            return []
        memory.told_written = written
        return [KeysWritten(now, self.charger, written)]

    def _pump(self, now: datetime) -> list[ChargerEvent]:
        """Make the next call, if none is in flight."""
        events: list[ChargerEvent] = []
        # A limit must not outrun the answer that gives its transaction a number.
        while self._held is None and (job := self._line.pop()) is not None:
            if job.program is None:
                events += self._begin(job, now)
            if job.program is not None and job.ask is not None:
                self._send(job, job.program, job.ask, now)
        return [*events, *self._written(now)]

    def _send(self, job: Job, program: Program, ask: Ask, now: datetime) -> None:
        due = now + timedelta(seconds=self._wire.patience(ask.action))
        self._line.flight = Flight(self._line.next_id, job, program, ask.action, due)
        self._out.append(call_frame(self._line.flight.id, ask.action, ask.payload))

    def _begin(self, job: Job, now: datetime) -> list[ChargerEvent]:
        def report(found: Problem) -> None:
            """Under the name of the call whose answer shows it."""
            self._note(job.ask.action if job.ask is not None else None, found)

        try:
            job.program = self._wire.program(job.order, self._known, now, report)
        except ValueError as wrong:
            name = type(job.order).__name__
            words = f"{name} is impossible and was not sent: {wrong}"
            self._note(None, Problem(None, words, "error"))
            return [self._failed(job, "InternalError", WRONG_ORDER(words=str(wrong)), now)]
        try:
            job.ask = next(job.program)
        except StopIteration as end:
            return self._ended(job, end.value, now)
        return []

    def _go_on(self, flight: Flight, reply: Reply) -> list[ChargerEvent]:
        """Give a job its reply; it ends, or waits for its next call."""
        job, events = flight.job, self._weighed(flight, reply)
        try:
            job.ask = flight.program.send(reply)
        except StopIteration as end:
            return [*events, *self._ended(job, end.value, reply.at)]
        self._line.again(job)
        return events

    def _weighed(self, flight: Flight, reply: Reply) -> list[ChargerEvent]:
        """What an answer shows of the charger, whatever is made of it."""
        ask, order = flight.job.ask, flight.job.order
        if ask is None:
            return []
        status = str((reply.payload or {}).get("status") or reply.error)
        self._known.memory.answered.take(flight.action, ask.payload, status, reply.at)
        if flight.action != "ChangeConfiguration":
            return []
        key, value = change_in(ask.payload)
        told = self._known.memory.configuration.get(key)
        before, wished = told.value if told else None, order.wish is not None
        return [KeyAnswered(reply.at, self.charger, key, before, value, status, wished)]

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


def _unheard(_: Problem) -> None:
    """What is refused as a whole is not told field by field."""
