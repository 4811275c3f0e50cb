"""Tells in Home Assistant what stands, and takes it away when it is over.

Home Assistant itself shows every notice at once; the phones of administrators ring with buttons,
but not while it is quiet. What is answered counts only from a user who administers.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Final

from msgspec.structs import replace

from borne.domain.commands import Announce
from borne.domain.say import Language, Sentence, Text
from borne.engine.firing import quiet_until
from borne.engine.notices import Choices, Kind, Notice, Told
from borne.engine.ports import Clock, View
from borne.engine.standing import Stand, Standing
from borne.homeassistant.answers import Answer, buttons_of, read_answer
from borne.homeassistant.errors import CommandFailedError, CoreError
from borne.homeassistant.notice_book import NoticeBook
from borne.homeassistant.phones import PUSH, phones_of_administrators
from borne.homeassistant.socket import CoreSocket
from borne.homeassistant.users import Users
from borne.rules.ties import Urgency

_LOG = logging.getLogger(__name__)

FRESH: Final = timedelta(minutes=10)
"""What began longer ago and is over by itself is nobody's news."""
AGAIN: Final = timedelta(minutes=1)
"""A badge that is shown again by then is the same news."""
LOOK_S: Final = 1.0
"""Between two looks: a house changes many times in a second, and its causes do not."""
BEGUN_WITHIN_S: Final = 5.0
"""A phone that takes longer to reach goes on in Home Assistant; the next one does not wait."""

_MARKS: Final = re.compile(r"[\\`*\[\]<>~|]|\b_|_\b")
"""What Home Assistant would take for Markdown: a charger must not put a link or a picture there."""
_PASSING: Final = frozenset({Kind.UNKNOWN_BADGE, Kind.SESSION_ENDED})
_RANKS: Final = (Urgency.INFO, Urgency.WARNING, Urgency.CRITICAL)

_IN_PANEL: Final = Text(
    "{message}. You can answer on a phone, or in Borne’s panel.",
    "{message}. Répondez sur un téléphone ou dans le panneau de Borne.",
)
_TRIED: Final = Text("So Borne tells you something", "C’est ainsi que Borne vous prévient")
_TITLE: Final = Text("Borne", "Borne")
_AWAY: Final = Text(
    "Home Assistant is away: nobody can be told now",
    "Home Assistant est absent : personne ne peut être prévenu pour l’instant",
)
_RANG: Final = Text("Sent to {phones}", "Envoyé à {phones}")
_NO_PHONE: Final = Text(
    "No phone was found; Home Assistant itself shows it. Link a person to an administrator’s "
    "user, and give the person the phone’s tracker.",
    "Aucun téléphone trouvé ; Home Assistant l’affiche lui-même. Liez une personne à un "
    "utilisateur administrateur et donnez-lui le traceur du téléphone.",
)


class Notices:
    """Keeps Home Assistant's notifications in step with what stands."""

    def __init__(
        self, users: Users, clock: Clock, book: NoticeBook, news: Callable[[], None]
    ) -> None:
        self._users = users
        self._clock = clock
        self._book = book
        self._news = news
        self._standing = Standing(book.told, clock.now())
        self._stand = Stand({}, frozenset(book.told))
        self._zone: tzinfo = UTC
        self._next_look = 0.0
        self._waits = False
        """Something has changed since the last look."""
        self._socket: CoreSocket | None = None

    # What the engine shows

    def see(self, view: View, announcements: Sequence[Announce]) -> None:
        """Look at what stands now; what is not announced, once a second."""
        loop_time = asyncio.get_running_loop().time()
        if not announcements and loop_time < self._next_look:
            self._waits = True
            return
        self._waits, self._next_look = False, loop_time + LOOK_S
        now = self._clock.now().astimezone(view.zone)
        stand = self._standing.see(view, announcements, now)
        self._zone = view.zone
        if stand != self._stand:
            self._stand = stand
            self._news()

    def next_by_itself(self) -> float | None:
        """In how many s to look again though nothing is heard."""
        due = self._standing.due()
        after = None if due is None else max((due - self._clock.now()).total_seconds(), 0.1)
        if not self._waits:
            return after
        soon = max(self._next_look - asyncio.get_running_loop().time(), 0.01)
        return soon if after is None else min(soon, after)

    # What a person wants

    @property
    def choices(self) -> Choices:
        """What is told, and when not."""
        return self._book.choices

    def choose(self, choices: Choices) -> None:
        """Go by these from now on."""
        self._book.choose(choices)
        self._news()

    def connected(self, socket: CoreSocket | None) -> None:
        """Speak over this socket from now on; None: Core is away."""
        self._socket = socket

    async def phones(self) -> tuple[str, ...] | None:
        """Those that ring; None: Core is away."""
        if self._socket is None:
            return None
        try:
            return tuple(await phones_of_administrators(self._socket, self._users))
        except CoreError:
            return None

    async def try_out(self, language: Language) -> tuple[bool, Sentence]:
        """Tell something, so that a person sees who hears it."""
        phones = await self.phones()
        if self._socket is None or phones is None:
            return False, _AWAY()
        title, message = _TITLE().say(language), _TRIED().say(language)
        note = {"title": title, "message": message, "notification_id": "borne_test"}
        told = {"title": title, "message": message, "data": {"tag": "borne_test"}}
        try:
            await _call(self._socket, "persistent_notification", "create", note)
            for phone in phones:
                await _call(self._socket, "notify", phone, told)
        except CoreError:
            return False, _AWAY()
        return (True, _RANG(phones=", ".join(phones))) if phones else (True, _NO_PHONE())

    # What Home Assistant shows

    async def tell(self, socket: CoreSocket, language: Language) -> float | None:
        """Show what is new, take away what is over; in how many s to come again.

        Raises CoreError.
        """
        now, off = self._clock.now(), self.choices.off
        stand = self._stand
        notices = {id_: one for id_, one in stand.notices.items() if one.kind not in off}
        kept = {id_ for id_ in stand.kept if id_ in self._book.told}
        kept -= {id_ for id_ in kept if self._book.told[id_].kind in off}
        for id_ in [id_ for id_ in self._book.told if id_ not in notices and id_ not in kept]:
            await self._take_away(socket, id_)
        night = self.choices.night
        quiet = quiet_until(night, now.astimezone(self._zone))
        for notice in notices.values():
            await self._show(socket, notice, now, language)
            if quiet is None or notice.urgency is Urgency.CRITICAL:
                await self._ring(socket, notice, language)
        waits = quiet is not None and any(one.held for one in self._book.told.values())
        return max((quiet - now).total_seconds(), 1.0) if waits and quiet is not None else None

    async def answered(self, event: Mapping[str, Any]) -> Answer | None:
        """What a tap on a button asks for; None where it is not ours, or nobody's who may."""
        answer = read_answer(event)
        if answer is None:
            return None
        context = event.get("context")
        user = context.get("user_id") if isinstance(context, Mapping) else None
        if not isinstance(user, str) or not await self._users.is_admin(user):
            _LOG.warning("A notice was answered by somebody who is no administrator: left alone")
            return None
        return answer

    async def _show(
        self, socket: CoreSocket, notice: Notice, now: datetime, language: Language
    ) -> None:
        told = self._book.told.get(notice.id)
        if told is None and notice.kind in _PASSING and now - notice.at > FRESH:
            return
        if told is not None and not _is_news(notice, told):
            return
        message = notice.message.say(language)
        if notice.offers:
            message = _IN_PANEL(message=message.rstrip(".")).say(language)
        note = {"title": notice.title.say(language), "message": _MARKS.sub(r"\\\g<0>", message)}
        await _call(
            socket, "persistent_notification", "create", {**note, "notification_id": notice.id}
        )
        phones = told.phones if told is not None else ()
        at = notice.at.astimezone(UTC)
        told = Told(notice.kind, notice.cause, at, notice.urgency, phones, held=True)
        self._book.tell(notice.id, told)

    async def _ring(self, socket: CoreSocket, notice: Notice, language: Language) -> None:
        told = self._book.told.get(notice.id)
        if told is None or not told.held:
            return
        phones = await phones_of_administrators(socket, self._users)
        heard = tuple(sorted({*told.phones, *phones}))
        self._book.tell(notice.id, replace(told, phones=heard, held=False))
        data: dict[str, object] = {"tag": notice.id, **PUSH[notice.urgency]}
        if notice.offers:
            data["actions"] = buttons_of(notice.offers, notice.about, language)
        message = notice.message.say(language)
        said = {"title": notice.title.say(language), "message": message, "data": data}
        for phone in phones:
            await _call(socket, "notify", phone, said)

    async def _take_away(self, socket: CoreSocket, id_: str) -> None:
        phones = self._book.told[id_].phones
        await _call(socket, "persistent_notification", "dismiss", {"notification_id": id_})
        self._book.tell(id_, None)
        for phone in phones:
            told = {"message": "clear_notification", "data": {"tag": id_}}
            await _call(socket, "notify", phone, told)


def _is_news(notice: Notice, told: Told) -> bool:
    """A badge that is held there again after a while, or a matter that has become more urgent."""
    worse = _RANKS.index(notice.urgency) > _RANKS.index(told.urgency)
    return worse or (notice.kind in _PASSING and notice.at - told.at >= AGAIN)


async def _call(socket: CoreSocket, domain: str, service: str, data: Mapping[str, object]) -> None:
    fields = {"domain": domain, "service": service, "service_data": data}
    try:
        await socket.begin("call_service", BEGUN_WITHIN_S, **fields)
    except CommandFailedError as error:
        _LOG.warning("%s.%s failed: %s", domain, service, error)
