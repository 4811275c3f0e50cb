"""A kept frame as a person may see it: decoded, and without its secrets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Protocol

import orjson

from borne.domain.legible import exposed
from borne.domain.secret import HIDDEN, names_secret
from borne.domain.traffic import Message, Remark
from borne.ocpp.frame import Broken, Call, Refusal, Result
from borne.ocpp.frame import Message as Read
from borne.ocpp.note import Note

_WORDS: Final = r"password|passwd|psk|secret|authorizationkey|token"
_NAMED: Final = re.compile(
    rf"(?i)((?:{_WORDS})\w*\\?[\"']?(?:\s*[:=]\s*|\s+(?=[\"'])))(\\?\"[^\"]*\"?|'[^']*'?|[^\"',;&}}\s]+)"
)
_IN_ADDRESS: Final = re.compile(r"(\w+://[^/\s:@]*:)[^@/\s]+@")
_DEEPEST: Final = 40


class Frame(Protocol):
    """What is known of a frame besides its message."""

    @property
    def number(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def charger(self) -> str: ...
    @property
    def connection(self) -> int: ...
    @property
    def sent(self) -> bool: ...
    @property
    def text(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def notes(self) -> Sequence[Note]: ...


def message_of(frame: Frame, read: Read, action: str | None) -> Message:
    """The frame decoded; an answer has the action of its call."""
    said: dict[str, Any]
    match read:
        case Call(id=id_, action=named, payload=payload):
            said = {"kind": "call", "id": id_, "action": exposed(named), "payload": hidden(payload)}
        case Result(id=id_, payload=payload):
            said = {"kind": "result", "id": id_, "payload": hidden(payload)}
        case Refusal(id=id_, code=code, words=words):
            said = {"kind": "error", "id": id_, "code": exposed(code), "words": hidden_text(words)}
        case Broken(id=id_, code=code):
            said = {"kind": "unreadable", "id": id_, "code": code, "text": _whole(frame.text)}
    said["id"] = None if id_ is None else exposed(str(id_))
    return Message(
        number=frame.number,
        at=frame.at,
        charger=frame.charger,
        connection=frame.connection,
        sent=frame.sent,
        size=frame.size,
        remarks=tuple(Remark(one.severity, one.field, one.text) for one in frame.notes),
        **{"action": action, **said},
    )


def hidden(value: object, depth: int = 0) -> Any:  # noqa: ANN401  # JSON of any shape
    """The value with every secret in it replaced."""
    if isinstance(value, str):
        return hidden_text(value)
    if depth > _DEEPEST:
        return HIDDEN
    if isinstance(value, list):
        return [hidden(one, depth + 1) for one in value]
    if not isinstance(value, dict):
        return value
    key = value.get("key")
    secret = isinstance(key, str) and names_secret(key)
    return {
        name: HIDDEN
        if part and (names_secret(name) or (secret and name.casefold() == "value"))
        else hidden(part, depth + 1)
        for name, part in value.items()
    }


def hidden_text(text: str) -> str:
    """The text without what follows the name of a secret, and without passwords in addresses."""
    if "://" in text:
        text = _IN_ADDRESS.sub(rf"\g<1>{HIDDEN}@", text)
    if not names_secret(text):
        return text
    if text.lstrip()[:1] in ("{", "["):
        try:
            inner = orjson.loads(text)
        except orjson.JSONDecodeError:
            return HIDDEN
        return orjson.dumps(hidden(inner)).decode()
    return _NAMED.sub(rf"\g<1>{HIDDEN}", text)


def readable(message: Message) -> str:
    """All that a person can read of a message, in one text."""
    parts = (message.action, message.id, message.code, message.words, message.text)
    shown = " ".join(part for part in parts if part)
    if message.payload is None:
        return shown
    return f"{shown} {orjson.dumps(message.payload).decode()}"


def _whole(text: str) -> str:
    """A text that could not be read, so that it is not known where a secret begins and ends."""
    return HIDDEN if names_secret(text) else hidden_text(text)
