"""A person's command: read, allowed or not, carried out, answered in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from borne.domain.say import Language, Sentence
from borne.domain.wish_body import read_wish
from borne.domain.wishes import BoostNow
from borne.engine.ports import EnginePort
from borne.web import errors
from borne.web.access import Guard, Viewer

_FOR_EVERYBODY: Final = (BoostNow,)


@dataclass(frozen=True, slots=True)
class CommandAnswer:
    """An HTTP status, and the body."""

    status: int
    body: dict[str, Any]


class Commands:
    """Takes bodies of `borne_command` to the engine."""

    def __init__(self, engine: EnginePort, guard: Guard) -> None:
        self._engine = engine
        self._guard = guard

    async def carry_out(self, body: object, viewer: Viewer, language: Language) -> CommandAnswer:
        """Wait until it is done or refused; `ok` false with 200 says that it could not be done."""
        if not isinstance(body, Mapping):
            return _refused(400, errors.NOT_JSON(), language)
        read = read_wish(body)
        if isinstance(read, Sentence):
            return _refused(400, read, language)
        intent, charger, connector = read
        allowed = isinstance(intent, _FOR_EVERYBODY) or await self._guard.is_admin(viewer)
        if not allowed:
            return _refused(403, errors.ADMIN_ONLY(), language)
        done = await self._engine.wish(intent, charger=charger, connector=connector, by=viewer.name)
        answer = {**(done.data or {}), "ok": done.ok, "message": done.message.say(language)}
        return CommandAnswer(200, answer)


def _refused(status: int, sentence: Sentence, language: Language) -> CommandAnswer:
    return CommandAnswer(status, {"ok": False, "message": sentence.say(language)})
