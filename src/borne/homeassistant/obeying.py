"""What Home Assistant asks of Borne by its events, carried out beside all else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final

from borne.domain.say import Language
from borne.engine.ports import EnginePort
from borne.engine.together import end_all
from borne.homeassistant import actions, scans
from borne.homeassistant.actions import Asked, Told
from borne.homeassistant.notices import Notices

MOST_AT_ONCE: Final = 32
"""Commands that may wait for the chargers."""


class Obeying:
    """Hears commands, scanned tags and answers on phones; `tell` gets what came of a command."""

    def __init__(
        self,
        engine: EnginePort,
        notices: Notices,
        language: Callable[[], Language],
        tell: Callable[[Told], None],
    ) -> None:
        self._engine = engine
        self._notices = notices
        self._language = language
        self._tell = tell
        self._doing: set[asyncio.Task[None]] = set()

    def command_heard(self, event: Mapping[str, Any]) -> None:
        self._take(actions.read_command(event, self._language()))

    def tag_scanned(self, event: Mapping[str, Any]) -> None:
        asked = scans.read_scan(event, self._engine.view.state, self._language())
        if asked is not None:
            self._take(asked)

    def notice_answered(self, event: Mapping[str, Any]) -> None:
        if len(self._doing) < MOST_AT_ONCE:
            self._begin(self._obey_notice(event))

    async def end(self) -> None:
        """Give up what still waits."""
        await end_all(*self._doing)

    def _take(self, asked: Asked | Told) -> None:
        if isinstance(asked, Asked) and len(self._doing) >= MOST_AT_ONCE:
            asked = actions.refuse_for_now(asked, self._language())
        if isinstance(asked, Told):
            self._tell(asked)
        else:
            self._begin(self._obey(asked))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._doing.add(task)
        task.add_done_callback(self._doing.discard)

    async def _obey(self, asked: Asked) -> None:
        fulfil = await self._engine.wish(
            asked.intent, charger=asked.charger, connector=asked.connector, by=actions.BY
        )
        self._tell(actions.answer(asked, fulfil, self._language()))

    async def _obey_notice(self, event: Mapping[str, Any]) -> None:
        answer = await self._notices.answered(event)
        if answer is not None:
            await self._engine.wish(
                answer.intent, charger=answer.charger, connector=answer.connector, by=actions.BY
            )
