"""The frames of OCPP-J 1.6 (section 4): text into messages, whatever the text, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import orjson
from msgspec import Struct

from borne.ocpp.loose import loosely
from borne.ocpp.note import Problem, shown

Payload: TypeAlias = dict[str, Any]
WireId: TypeAlias = Any
"""A unique id as it came: OCPP wants a string, and an answer must repeat what there was."""

LONGEST_ID: Final = 36
_CALL, _RESULT, _ERROR = 2, 3, 4
_ID_IN_BROKEN_CALL: Final = re.compile(
    r"""\W*\[\s*["']?2["']?\s*,\s*(?:("(?:[^"\\]|\\.){1,200}")|'([^'\\]{1,200})'|(\d{1,15}))\s*,"""
)
_AROUND: Final = "\ufeff\0 \t\r\n"
_MOST_IN_A_FRAME: Final = 100
"""Messages of which each is read."""
_BETWEEN: Final = re.compile(r"[\ufeff\0\s,;]*")
_LONGEST_SLIP: Final = 2**16
"""Characters of a frame whose slips are looked for."""
_LONGEST_INTEGER: Final = 30
"""Digits; Python refuses to read thousands of them."""


class Call(Struct, frozen=True, gc=False):
    """The charger asks."""

    id: WireId
    action: str
    payload: Payload


class Result(Struct, frozen=True, gc=False):
    """The charger answers."""

    id: str
    payload: Payload


class Refusal(Struct, frozen=True, gc=False):
    """The charger answers with an error."""

    id: str
    code: str
    words: str


class Broken(Struct, frozen=True, gc=False):
    """No message; `id` is what can be answered to, None: nothing."""

    id: WireId
    code: str
    words: str


Message: TypeAlias = Call | Result | Refusal | Broken


def read_frame(frame: str | bytes) -> tuple[Message, tuple[Problem, ...]]:
    """Return the message, and what had to be repaired to read it. Never raises."""
    try:
        parts = orjson.loads(frame)
    except orjson.JSONDecodeError:
        return _read_leniently(frame)
    if (
        type(parts) is list
        and len(parts) == 4
        and parts[0] == _CALL
        and type(parts[1]) is str
        and len(parts[1]) <= LONGEST_ID
        and type(parts[2]) is str
        and type(parts[3]) is dict
    ):
        return Call(parts[1], parts[2], parts[3]), ()
    return _read_parts(parts)


def several_in(frame: str | bytes) -> tuple[str, ...]:
    """The messages of a frame that is none: one behind the other, or in a list. Never raises.

    Nothing where it is one after all; a hundred at most.
    """
    found = map(_several, _readings(_told(frame)))
    return next(filter(None, found), ())


def _several(text: str) -> tuple[str, ...]:
    found: list[str] = []
    apart = False
    at = 0
    while at < len(text) and len(found) < _MOST_IN_A_FRAME:
        parts, end = _first_value(text, at)
        if not end:
            found.append(text[at:])
            break
        listed = _holds_lists(parts)
        found += _in_a_list(parts) if listed else [text[at:end]]
        apart |= listed
        at = _after(text, end)
    apart |= len(found) > 1
    return tuple(found[:_MOST_IN_A_FRAME]) if apart else ()


def call_frame(id_: str, action: str, payload: Payload) -> str:
    return _text([_CALL, id_, action, payload])


def result_frame(id_: WireId, payload: Payload) -> str:
    return _text([_RESULT, id_, payload])


def error_frame(id_: WireId, code: str, words: str) -> str:
    return _text([_ERROR, id_, code, words[:255], {}])


def _text(parts: list[Any]) -> str:
    try:
        return orjson.dumps(parts).decode()
    except TypeError:  # half a character, or a number beyond 64 bits, that somebody typed
        return json.dumps(parts)


def _read_leniently(frame: str | bytes) -> tuple[Message, tuple[Problem, ...]]:
    text = _told(frame)
    parts = _parse_leniently(text)
    if parts is None:
        words = f"this is not JSON: {shown(text)}"
        return Broken(_id_in_broken_call(text), "FormationViolation", words), ()
    message, problems = _read_parts(parts)
    return message, (Problem(None, "the frame was not quite JSON and was read anyway"), *problems)


def _after(text: str, at: int) -> int:
    """Where what stands between two messages ends."""
    between = _BETWEEN.match(text, at)
    return between.end() if between else at


def _holds_lists(parts: object) -> bool:
    return isinstance(parts, list) and bool(parts) and isinstance(parts[0], list)


def _in_a_list(parts: list[Any]) -> Iterator[str]:
    return (json.dumps(part) for part in parts if not _holds_lists(part))


def _told(frame: str | bytes) -> str:
    """The text of a frame, whatever it is written in; what is no Unicode is taken as Latin-1."""
    if isinstance(frame, str):
        return frame.strip(_AROUND)
    try:
        return frame.decode(json.detect_encoding(frame)).strip(_AROUND)
    except UnicodeDecodeError:
        return frame.decode("latin-1").strip(_AROUND)


def _readings(text: str) -> Iterator[str]:
    """The text as it is, then with its slips mended."""
    yield text
    if len(text) <= _LONGEST_SLIP:
        yield loosely(text)


def _parse_leniently(text: str) -> list[Any] | None:
    """What the text says if small slips are forgiven; None: no list, or more than one."""
    for attempt in _readings(text):
        value, end = _first_value(attempt)
        if isinstance(value, list) and "[" not in attempt[end:]:
            return value
    return None


def _first_value(text: str, start: int = 0) -> tuple[Any, int]:
    """What begins there, and where it ends; 0: nothing does."""
    try:
        loose, end = _LOOSE.raw_decode(text, start)
        # A second pass takes out what only Python's reader allows: lone surrogates, infinity.
        clean = json.dumps(loose, ensure_ascii=False).encode(errors="replace")
        return _LOOSE.decode(clean.decode()), end
    except (ValueError, RecursionError):
        return None, 0


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_INTEGER else float(digits)


_LOOSE: Final = json.JSONDecoder(strict=False, parse_int=_whole, parse_constant=lambda _: None)


def _id_in_broken_call(text: str) -> str | None:
    found = _ID_IN_BROKEN_CALL.match(text)
    if found is None:
        return None
    try:
        return str(json.loads(found[1], strict=False)) if found[1] else found[2] or found[3]
    except ValueError:
        return found[1][1:-1]


def _read_parts(parts: object) -> tuple[Message, tuple[Problem, ...]]:
    if not isinstance(parts, list) or not parts:
        return Broken(None, "FormationViolation", f"a list was expected: {shown(parts)}"), ()
    kind = _kind(parts[0])
    id_ = parts[1] if len(parts) > 1 else None
    if kind in (_RESULT, _ERROR):
        return _read_answer(kind, id_, parts), ()
    if kind != _CALL:
        id_ = id_ if isinstance(id_, str | int | float) else None
        return Broken(id_, "ProtocolError", f"unknown message type {shown(parts[0])}"), ()
    return _read_call(id_, parts)


def _read_call(id_: WireId, parts: list[Any]) -> tuple[Message, tuple[Problem, ...]]:
    if len(parts) < 3 or not isinstance(parts[2], str):
        if len(parts) == 3 and isinstance(parts[2], dict):
            # [2, "Heartbeat", {}]: what stands in the id's place cannot be answered to.
            return Broken(id_, "FormationViolation", "a call without unique id or action"), ()
        return Broken(id_, "FormationViolation", "a call without an action"), ()
    problems = []
    if not isinstance(id_, str):
        problems.append(Problem("uniqueId", "is not a string; answered as it came"))
    elif len(id_) > LONGEST_ID:
        problems.append(Problem("uniqueId", f"has {len(id_)} characters; answered as it came"))
    payload = parts[3] if len(parts) > 3 else None
    if len(parts) != 4:
        problems.append(Problem(None, f"the frame has {len(parts)} elements where OCPP has 4"))
    if not isinstance(payload, dict):
        if payload is not None:
            problems.append(Problem(None, f"the payload is no object: {shown(payload)}"))
        payload = {}
    return Call(id_, parts[2], payload), tuple(problems)


def _read_answer(kind: int, id_: WireId, parts: list[Any]) -> Message:
    if id_ is None:
        return Broken(None, "FormationViolation", "an answer without a unique id")
    if kind == _RESULT:
        payload = parts[2] if len(parts) > 2 else None
        return Result(str(id_), payload if isinstance(payload, dict) else {})
    words = [part if isinstance(part, str) else "" for part in (*parts[2:4], "", "")]
    return Refusal(str(id_), words[0] or "GenericError", words[1])


def _kind(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        value = value.strip()
        return int(value) if value in ("2", "3", "4") else None
    return int(value) if isinstance(value, int | float) and value in (2, 3, 4) else None
