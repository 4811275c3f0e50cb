"""The one task that owns all state: it waits, takes what has come, and draws the consequences."""

from __future__ import annotations

import asyncio
import itertools
import logging
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import chain
from math import inf
from typing import Final

from borne.domain.commands import Announce, AnswerFailed, Command, Fulfil, Ticket
from borne.domain.events import Event, TroubleFound, WishMade, Woke
from borne.domain.records import SaveRecording
from borne.domain.say import Text
from borne.domain.wishes import Intent, Wish
from borne.engine.core import Core
from borne.engine.happened import Happened, subject_at
from borne.engine.outbox import ANSWERS, ORDERS, Outbox
from borne.engine.pace import Pace
from borne.engine.ports import ChargersPort, Clock, StorePort, Subscription, View
from borne.engine.recorder import Recorder
from borne.engine.shadow import Candidate, Shadow
from borne.rules.check import Reading
from borne.rules.moment import Truth
from borne.rules.when import When

_log = logging.getLogger(__name__)

WISH_PATIENCE: Final = 60.0
"""s after which a wish is given up; a charger's own time-outs are shorter."""

MOST_AT_ONCE: Final = 24
"""Commands after which a decision lets others have their turn: to send them takes time too."""

_LATE: Final = Text("The charger has not answered in time", "La borne n’a pas répondu à temps")


_DEFECT: Final = Text(
    "Borne has met a defect of its own and goes on; the log has the details: please report it",
    "Borne a rencontré un défaut interne et continue ; le journal a les détails : signalez-le",
)


class Engine:
    """Runs a Core: events in by `post`, commands out through the ports."""

    def __init__(
        self,
        core: Core,
        clock: Clock,
        chargers: ChargersPort,
        store: StorePort,
        recorder: Recorder | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._core = core
        self._clock = clock
        self._chargers = chargers
        self._store = store
        self._recorder = recorder
        self._pace = pace or Pace()
        self._concluded = False
        """Whether everything that was taken has been decided by."""
        self._steps: Iterator[Sequence[Command]] | None = None
        """What is left of a decision."""
        self._taken: list[Event] = []
        """What was taken since."""
        self._shadow: Shadow | None = None
        self._inbox: deque[Event] = deque()
        self._arrived = asyncio.Event()
        self._outbox = Outbox(store.save, self._deliver)
        self._subscriptions: list[Subscription] = []
        self._wishes: dict[str, asyncio.Future[Fulfil]] = {}
        self._numbers = itertools.count(1)
        self._running_since = clock.now()

    def post(self, event: Event) -> None:
        """Put an event into the inbox."""
        self._inbox.append(event)
        self._arrived.set()

    async def wish(
        self,
        intent: Intent,
        *,
        charger: str | None = None,
        connector: int | None = None,
        by: str | None = None,
    ) -> Fulfil:
        """Wish for something and wait until it is done, refused, or known to have failed."""
        wish = Wish(f"wish-{next(self._numbers)}", intent, charger, connector, by)
        future: asyncio.Future[Fulfil] = asyncio.get_running_loop().create_future()
        self._wishes[wish.id] = future
        self.post(WishMade(self._clock.now(), wish))
        try:
            async with asyncio.timeout(WISH_PATIENCE):
                return await future
        except TimeoutError:
            return Fulfil(wish.id, ok=False, message=_LATE())
        finally:
            self._wishes.pop(wish.id, None)

    def subscribe(self) -> Subscription:
        """Observe from now on; the first `next` returns at once."""
        subscription = Subscription()
        subscription.changed.set()
        self._subscriptions.append(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Stop observing."""
        self._subscriptions.remove(subscription)

    def use_rules(self, reading: Reading) -> None:
        """Run what was read if it has no error, else show why and keep the last good rules."""
        if self._core.use_rules(reading):
            self._running_since = self._clock.now()
        self._arrived.set()

    def use_shadow(self, candidate: Candidate | None) -> None:
        """Let these rules decide beside those that count, from now on; None: no longer."""
        self._shadow, self._taken = None, []
        if candidate is not None:
            self._shadow = Shadow(self._core, candidate, self._clock.now())
        self._arrived.set()

    def holds(self, when: When, happened: Happened) -> Truth:
        """Whether something holds now where that has happened."""
        core, now = self._core, self._clock.now()
        subject = subject_at(core.state, happened, core.policy.access.unknown_tag, now)
        return core.holds(when, subject, now)

    @property
    def view(self) -> View:
        """What can be seen now."""
        now = self._clock.now()
        return View(
            at=now,
            state=self._core.state,
            measured=self._core.measured(now),
            reading=self._core.reading,
            running=self._core.running,
            running_since=self._running_since,
            zone=self._core.policy.zone,
            whereabouts=self._core.whereabouts,
            shadow=self._shadow,
        )

    async def run(self) -> None:
        """Work until cancelled.

        An answer never waits for a decision, and decisions that would follow closely on one
        another are made as one.
        """
        while True:
            self._concluded = False
            self._take_in()
            if not self._pace.wait():
                for _ in self._concluding():
                    await asyncio.sleep(0)
                    self._take_in()
            await self._wait()

    def settle(self) -> None:
        """Take what has come in and decide now, as before the end."""
        self._take_in()
        for _ in chain(self._concluding(), self._concluding()):
            pass  # first what is left of a decision, then what has come since

    def _take_in(self) -> None:
        """Take what has come, in its order, and answer."""
        while self._inbox:
            self._concluded = False
            events = tuple(self._inbox)
            self._inbox.clear()
            self._taken.extend(events)
            self._outbox.send([command for event in events for command in self._take(event)])

    def _concluding(self) -> Iterator[None]:
        """Decide once for all that was taken; act on it, keep it, and show it.

        It yields whenever others are to have their turn. What is taken meanwhile is decided by the
        next time.
        """
        more = True
        while more:
            self._concluded = True
            for commands in self._deciding():
                self._outbox.send(commands)
                if self._steps is not None:
                    yield
            more = bool(self._inbox)
            if more:  # what comes of an order, known at once
                self._take_in()
        yield from self._shading()
        with self._pace:
            self._record()
            self._publish()

    def _deciding(self) -> Iterator[Sequence[Command]]:
        """What is decided now, turn by turn. A decision that was broken off goes on."""
        if self._steps is None:
            self._steps = self._core.deciding(self._clock.now())
        while self._steps is not None:
            with self._pace:
                commands = self._turn()
            yield commands

    def _turn(self) -> Sequence[Command]:
        """As much of a decision as others can wait for."""
        commands: list[Command] = []
        while True:
            commands.extend(self._step())
            if self._steps is None or len(commands) >= MOST_AT_ONCE or self._pace.is_long:
                return commands

    def _shading(self) -> Iterator[None]:
        """Let the shadow see what has come, turn by turn."""
        events, self._taken = self._taken, []
        shadow = self._shadow
        steps = shadow.follow(events, self._core.state, self._clock.now()) if shadow else iter(())
        while shadow is self._shadow and not self._shaded(steps):
            yield

    def _shaded(self, steps: Iterator[None]) -> bool:
        """Whether it has seen all that was to be seen. A defect of ours ends the shadow only."""
        try:
            with self._pace:
                for _ in steps:
                    if self._pace.is_long:
                        return False
        except Exception:  # noqa: BLE001 - the engine's edge: charging goes on
            _log.exception("The shadow has met a defect and ends")
            self._shadow = None
        return True

    def flush(self) -> None:
        """Hand what has been recorded to the disk, as before the end."""
        if self._recorder is not None:
            self._keep(self._recorder.flush(self._clock.now()))

    def _record(self) -> None:
        """Write down what a day can be replayed from. A defect of ours costs the recording only."""
        if self._recorder is None:
            return
        try:
            self._keep(self._recorder.look(self._core.state, self._clock.now()))
        except Exception:  # noqa: BLE001 - the engine's edge: charging goes on
            _log.exception("Nothing is recorded any more, until Borne is restarted")
            self._recorder = None

    def _keep(self, recording: SaveRecording | None) -> None:
        if recording is not None:
            self._store.save([recording])

    def _take(self, event: Event) -> Sequence[Command]:
        """What follows from an event. A defect of ours costs that event, no charger its line."""
        try:
            return self._core.handle(event)
        except Exception:  # noqa: BLE001 - the engine's edge: the other chargers go on
            _log.exception("%s could not be handled", type(event).__name__)
            self._report_defect()
            return _apology(event)

    def _step(self) -> Sequence[Command]:
        """What is decided next. After a defect the chargers keep their limits until these lapse."""
        step = None
        try:
            step = next(self._steps or iter(()), None)
        except Exception:  # noqa: BLE001 - the engine's edge: what comes next is decided again
            _log.exception("Nothing could be decided")
            self._report_defect()
        if step is None:
            self._steps = None
        return step or ()

    def _report_defect(self) -> None:
        if "defect" not in self._core.state.troubles:
            self.post(TroubleFound(self._clock.now(), "defect", "error", _DEFECT()))

    async def _wait(self) -> None:
        """Sleep until something arrives, an instant of change has come, or it may be decided."""
        wake = self._core.next_wake()
        instant = inf if wake is None else (wake - self._clock.now()).total_seconds()
        turn = inf if self._concluded else self._pace.wait()
        alarm = None
        if min(instant, turn) < inf:
            ring = self._woke if instant <= turn else self._arrived.set
            alarm = asyncio.get_running_loop().call_later(min(instant, turn), ring)
        try:
            await self._arrived.wait()
        finally:
            if alarm is not None:
                alarm.cancel()
        self._arrived.clear()

    def _woke(self) -> None:
        self.post(Woke(self._clock.now()))

    def _publish(self) -> None:
        for subscription in self._subscriptions:
            subscription.changed.set()

    def _deliver(self, command: Command) -> None:
        """Hand a command to whom it is for."""
        if type(command) in ANSWERS:
            self._chargers.answer(command)  # type: ignore[arg-type] # sorted by its type
        elif type(command) in ORDERS:
            self._chargers.order(command)  # type: ignore[arg-type] # sorted by its type
        elif isinstance(command, Fulfil):
            future = self._wishes.get(command.wish)
            if future is not None and not future.done():
                future.set_result(command)
        elif isinstance(command, Announce):
            for subscription in self._subscriptions:
                subscription.announcements.append(command)
                subscription.changed.set()


def _apology(event: Event) -> Sequence[Command]:
    """Whoever waits for an answer to the event gets one all the same."""
    ticket: Ticket | None = getattr(event, "ticket", None)
    if ticket is not None:
        return (AnswerFailed(getattr(event, "charger", ""), ticket),)
    if isinstance(event, WishMade):
        return (Fulfil(event.wish.id, ok=False, message=_DEFECT()),)
    return ()
