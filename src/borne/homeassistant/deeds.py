"""Carries out `events:`: notifications, events and actions, over the connection that is there."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Final

from borne.domain.commands import Announce
from borne.domain.events import TroubleFound, TroubleGone
from borne.domain.say import Language, Text
from borne.engine.firing import Action, Deed, Firing
from borne.engine.happenings import Watch
from borne.engine.notices import BADGE_OFFERS
from borne.engine.ports import Clock, EnginePort, View
from borne.homeassistant.answers import buttons_of
from borne.homeassistant.errors import CommandFailedError, CoreError
from borne.homeassistant.message_book import MessageBook
from borne.homeassistant.phones import PUSH, phones_of_administrators
from borne.homeassistant.socket import CoreSocket
from borne.homeassistant.users import Users
from borne.rules.ties import Happening, filled, filled_data

_LOG = logging.getLogger(__name__)

MOST_WAITING: Final = 100
"""Actions kept while Home Assistant is away; the oldest go first."""
CALL_WITHIN: Final = timedelta(minutes=1)
"""An action that could not be called by then would surprise; a message does not."""
BEGUN_WITHIN_S: Final = 5.0
"""What takes longer goes on in Home Assistant; the next action does not wait for it."""

_FAILED: Final = Text(
    "`events`: {what} could not be done: {reason}. Correct the entry in the rules.",
    "`events` : {what} n’a pas pu être fait : {reason}. Corrigez l’entrée dans les règles.",
)
_LATE: Final = Text(
    "`events`: {what} was left out, for Home Assistant was away when it was due.",
    "`events` : {what} n’a pas été fait : Home Assistant était absent à ce moment.",
)
_ALONE: Final = Text(
    "The rules have `events`, but Borne runs without Home Assistant: nobody is told.",
    "Les règles ont des `events`, mais Borne tourne sans Home Assistant : personne n’est prévenu.",
)
_TITLE: Final = "Borne"


class Deeds:
    """What is to be done for the `events:` of the rules that run, in order."""

    def __init__(
        self, users: Users, clock: Clock, engine: EnginePort, book: MessageBook | None = None
    ) -> None:
        self._users = users
        self._clock = clock
        self._post = engine.post
        self._watch = Watch()
        self._firing = Firing(engine.holds)
        self._book = book or MessageBook()
        for message in self._book.kept:
            self._firing.hold(message.action(), message.until)
        self._waiting: deque[Action] = deque(maxlen=MOST_WAITING)
        self._news = asyncio.Event()
        self._failed: set[str] = set()

    def see(self, view: View, announcements: Iterable[Announce]) -> None:
        """Look at what is new, and queue what comes of it."""
        now = self._clock.now().astimezone(view.zone)
        book = view.running.book
        ties = book.ties if book is not None else ()
        happened = self._watch.see(view, announcements, now)
        self._waiting.extend(self._firing.fire(ties, happened, now))
        self._keep()
        if self._waiting:
            self._news.set()
        for code in self._failed - {_code(tie.id) for tie in ties}:
            self._mended(code)

    def next_by_itself(self) -> float | None:
        """In how many s to look again though nothing is heard."""
        instants = (self._watch.due(), self._firing.due())
        due = min((one for one in instants if one is not None), default=None)
        return None if due is None else max((due - self._clock.now()).total_seconds(), 0.1)

    async def carry_out(self, socket: CoreSocket, language: Callable[[], Language]) -> None:
        """Do what waits, for as long as the connection lasts. Raises CoreError."""
        while True:
            while self._waiting:
                action = self._waiting.popleft()
                try:
                    await self._do(socket, action, language())
                except CoreError:
                    if action.deed is not Deed.CALL:  # which must not be done twice
                        self._waiting.appendleft(action)
                    raise
                self._keep()
            self._news.clear()
            await self._news.wait()

    def _keep(self) -> None:
        """Whatever ends Borne, what is still to be told is told by the next one."""
        due = ((one, one.at) for one in self._waiting if one.deed is Deed.NOTIFY)
        self._book.keep((*due, *self._firing.held))

    async def _do(self, socket: CoreSocket, action: Action, language: Language) -> None:
        code = _code(action.tie.id)
        if action.deed is Deed.CALL and self._clock.now() - action.at > CALL_WITHIN:
            _LOG.warning("%s", _LATE(what=_called(action)).say(language))
            return
        try:
            match action.deed:
                case Deed.NOTIFY:
                    await self._notify(socket, action, language)
                case Deed.EVENT:
                    await _fire(socket, action, language)
                case Deed.CALL:
                    await _obey(socket, action, language)
        except CommandFailedError as error:
            sentence = _FAILED(what=_called(action), reason=error.reason)
            _LOG.warning("%s", sentence.say(language))
            self._failed.add(code)
            self._post(TroubleFound(self._clock.now(), code, "warning", sentence))
        else:
            if code in self._failed:
                self._mended(code)

    async def _notify(self, socket: CoreSocket, action: Action, language: Language) -> None:
        tie, values = action.tie, _values(action)
        message = filled(tie.notify or "", values, language)
        targets = tie.to or tuple(await phones_of_administrators(socket, self._users))
        note = f"borne_{action.happened.what.value}_{action.happened.cause}".replace(" ", "_")
        if not targets:
            told = {"title": _TITLE, "message": message, "notification_id": note}
            await _call(socket, "persistent_notification", "create", told)
        buttons: dict[str, object] = {}
        tag = action.happened.data.get("tag")
        if action.happened.what is Happening.TAG_UNKNOWN and isinstance(tag, str):
            buttons = {"actions": buttons_of(BADGE_OFFERS, tag, language)}
        failed: CommandFailedError | None = None
        for target in targets:
            data = {"tag": note, **PUSH[tie.urgency], **buttons}
            alert = {"title": _TITLE, "message": message, "data": data}
            try:
                await _call(socket, "notify", target, alert)
            except CommandFailedError as error:  # the others are told all the same
                failed = error
        if failed is not None:
            raise failed

    def _mended(self, code: str) -> None:
        self._failed.discard(code)
        self._post(TroubleGone(self._clock.now(), code))


async def say_alone(engine: EnginePort, clock: Clock) -> None:
    """Without Home Assistant: tell once that nothing can be done, for as long as it is asked."""
    subscription, said = engine.subscribe(), False
    try:
        while True:
            await subscription.next()
            book = engine.view.running.book
            asked = book is not None and bool(book.ties)
            if asked and not said:
                _LOG.warning("%s", _ALONE())
                engine.post(TroubleFound(clock.now(), "events:alone", "warning", _ALONE()))
            elif said and not asked:
                engine.post(TroubleGone(clock.now(), "events:alone"))
            said = asked
    finally:
        engine.unsubscribe(subscription)


def _values(action: Action) -> dict[str, Any]:
    return {"event": action.happened.what.value, **action.happened.values}


def _called(action: Action) -> str:
    tie = action.tie
    words = {Deed.NOTIFY: ", ".join(tie.to) or "notify", Deed.EVENT: tie.event, Deed.CALL: tie.call}
    return str(words[action.deed])


def _code(id_: str) -> str:
    return f"events:{id_}"


async def _fire(socket: CoreSocket, action: Action, language: Language) -> None:
    own = {"event": action.happened.what.value, **action.happened.data}
    data = filled_data(dict(action.tie.data), _values(action), language)
    told = own | (data if isinstance(data, dict) else {})
    await socket.call("fire_event", event_type=action.tie.event, event_data=told)


async def _obey(socket: CoreSocket, action: Action, language: Language) -> None:
    domain, _, service = (action.tie.call or "").partition(".")
    data = filled_data(dict(action.tie.data), _values(action), language)
    await _call(socket, domain, service, data)


async def _call(socket: CoreSocket, domain: str, service: str, data: object) -> None:
    fields = {"domain": domain, "service": service, "service_data": data}
    await socket.begin("call_service", BEGUN_WITHIN_S, **fields)
