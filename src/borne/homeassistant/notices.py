"""An unknown badge as a notification that can be answered: allow once, always, block.

Home Assistant shows it in any case, the phones of administrators with buttons. What is answered
counts only from a user who administers.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from borne.domain.say import Language, Text
from borne.domain.state import State
from borne.domain.tag import TagAnswer, UnknownTag
from borne.domain.wishes import AllowTag, BlockTag
from borne.homeassistant.errors import CommandFailedError
from borne.homeassistant.phones import phones_of_administrators
from borne.homeassistant.socket import CoreSocket
from borne.homeassistant.users import Users

_LOG = logging.getLogger(__name__)

ANSWERED: Final = "mobile_app_notification_action"
_FRESH: Final = timedelta(minutes=10)
"""A badge that was shown longer ago is nobody's news: Borne or Home Assistant was away."""
_AGAIN: Final = timedelta(minutes=1)
_ONCE, _ALWAYS, _BLOCK = "BORNE_TAG_ONCE:", "BORNE_TAG_ALWAYS:", "BORNE_TAG_BLOCK:"

_TITLE: Final = Text("An unknown badge", "Un badge inconnu")
_SEEN: Final = Text("Badge {tag} at {charger}", "Badge {tag} à {charger}")
_OPEN: Final = Text(
    "Badge {tag} at {charger}: allow it once, always, or block it in Borne’s panel",
    "Badge {tag} à {charger} : autorisez-le une fois, toujours, ou bloquez-le dans le panneau de "
    "Borne",
)
_BUTTONS: Final = (
    (_ONCE, Text("Allow once", "Autoriser une fois")),
    (_ALWAYS, Text("Always", "Toujours")),
    (_BLOCK, Text("Block", "Bloquer")),
)


class Notices:
    """Keeps the notifications in step with the unknown badges that are asked about."""

    def __init__(self, users: Users) -> None:
        self._users = users
        self._shown: dict[str, datetime] = {}
        self._phones: set[str] = set()

    async def tell(
        self, socket: CoreSocket, state: State, now: datetime, language: Language
    ) -> None:
        """Show what is new, and take away what has been decided. Raises CoreError."""
        for key in [key for key in self._shown if key not in state.unknown_tags]:
            del self._shown[key]
            await self._take_away(socket, key)
        for key, seen in state.unknown_tags.items():
            if seen.answer is not TagAnswer.ASKED or now - seen.at > _FRESH:
                continue
            shown = self._shown.get(key)
            if shown is None or seen.at - shown >= _AGAIN:
                self._shown[key] = seen.at
                charger = state.chargers.get(seen.charger)
                place = charger.called if charger else seen.charger
                await self._show(socket, key, seen, place, language)

    async def answered(self, event: Mapping[str, Any]) -> AllowTag | BlockTag | None:
        """What a tap on a button asks for; None where it is not ours, or nobody's who may."""
        data = event.get("data")
        action = data.get("action") if isinstance(data, Mapping) else None
        if not isinstance(action, str):
            return None
        kind, colon, tag = action.partition(":")
        if kind + colon not in (_ONCE, _ALWAYS, _BLOCK) or not tag:
            return None
        context = event.get("context")
        user = context.get("user_id") if isinstance(context, Mapping) else None
        if not isinstance(user, str) or not await self._users.is_admin(user):
            _LOG.warning("A badge was answered for by somebody who is no administrator: left alone")
            return None
        if kind + colon == _BLOCK:
            return BlockTag(tag)
        return AllowTag(tag, once=kind + colon == _ONCE)

    async def _show(
        self, socket: CoreSocket, key: str, seen: UnknownTag, place: str, language: Language
    ) -> None:
        title = _TITLE().say(language)
        message = _OPEN(tag=seen.tag, charger=place).say(language)
        note = {"title": title, "message": message, "notification_id": _id(key)}
        await _call(socket, "persistent_notification", "create", note)
        buttons = [
            {"action": f"{kind}{seen.tag}", "title": text().say(language)}
            for kind, text in _BUTTONS
        ]
        message = _SEEN(tag=seen.tag, charger=place).say(language)
        for phone in await phones_of_administrators(socket, self._users):
            self._phones.add(phone)
            data = {"tag": _id(key), "actions": buttons}
            told = {"title": title, "message": message, "data": data}
            await _call(socket, "notify", phone, told)

    async def _take_away(self, socket: CoreSocket, key: str) -> None:
        await _call(socket, "persistent_notification", "dismiss", {"notification_id": _id(key)})
        for phone in sorted(self._phones):
            told = {"message": "clear_notification", "data": {"tag": _id(key)}}
            await _call(socket, "notify", phone, told)


def _id(key: str) -> str:
    return f"borne_tag_{key}"


async def _call(socket: CoreSocket, domain: str, service: str, data: Mapping[str, object]) -> None:
    try:
        await socket.call("call_service", domain=domain, service=service, service_data=data)
    except CommandFailedError as error:
        _LOG.warning("%s.%s failed: %s", domain, service, error)
