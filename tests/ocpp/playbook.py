"""A conversation with a link, written and compared as a script.

    >> [2,"1","Heartbeat",{}]          the charger sends
    !! StatusChanged connector=1       the link tells the engine (only the named fields count;
                                       those of the last sample count as fields of MeterSampled)
    << [3,"1",{}]                      the link sends
    ~~ warning: garage: Heartbeat: …   the link notes
    -> limit                           the engine orders or answers what `limit` names
    ++ 30                              so many seconds pass

A line without a mark continues the one before. Everything that the link does must stand in the
script, in the order events, frames, notes.
"""

from __future__ import annotations

import difflib
import json
import shlex
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from msgspec import structs

from borne.domain.commands import Answer
from borne.domain.events import ChargerEvent, MeterSampled
from borne.ocpp.link import Link
from borne.ocpp.version import Version
from borne.ocpp.wire import Memory

START = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
_MARKS = (">>", "!!", "<<", "~~", "->", "++")
_ANSWERS = tuple(kind.__name__ for kind in get_args(Answer))


class Playbook:
    """One connection of the charger `garage`; its first instant is 12:00:00 UTC."""

    def __init__(self, memory: Memory | None = None, connection: int = 1) -> None:
        self.now = START
        self.memory = memory if memory is not None else Memory()
        self.link = Link("garage", connection, Version.V16, self.now, self.memory)
        self.events: list[ChargerEvent] = []

    def play(self, script: str, **things: Any) -> None:
        """Play the script; fails with the difference between what it says and what happened."""
        wanted = _lines(script)
        played: list[str] = []
        waiting = list(wanted)
        while waiting:
            line = waiting.pop(0)
            if line[:2] not in (">>", "->", "++"):
                continue
            outputs = []
            while waiting and waiting[0][:2] in ("!!", "<<", "~~"):
                outputs.append(waiting.pop(0))
            played += [line, *self._do(line, things, outputs)]
        wanted = [_plain(line) for line in wanted]
        if played != wanted:
            raise AssertionError("the play went otherwise:\n" + _difference(wanted, played))

    def send(self, frame: str | bytes) -> list[str]:
        """The charger sends; return the frames that come back."""
        self.events += self.link.receive(frame, self.now)
        return self.link.frames()

    def _do(self, line: str, things: dict[str, Any], outputs: list[str]) -> list[str]:
        kind, rest = line[:2], line[2:].strip()
        events: list[ChargerEvent] = []
        if kind == ">>":
            events = self.link.receive(rest, self.now)
        elif kind == "++":
            self.now += timedelta(seconds=float(rest))
            events = self.link.wake(self.now)
        elif type(things[rest]).__name__ in _ANSWERS:
            self.link.answer(things[rest], self.now)
        else:
            events = self.link.order(things[rest], self.now)
        self.events += events
        hints = [output for output in outputs if output.startswith("!!")]
        hints += ["!!"] * (len(events) - len(hints))
        told = [_event(event, hint) for event, hint in zip(events, hints, strict=False)]
        sent = [_plain(f"<< {frame}") for frame in self.link.frames()]
        notes, self.link.notes = self.link.notes, []
        return [*told, *sent, *(f"~~ {note.severity}: {note}" for note in notes)]


def _lines(script: str) -> list[str]:
    lines: list[str] = []
    for line in filter(None, map(str.strip, script.splitlines())):
        if line[:2] in _MARKS:
            lines.append(line)
        else:
            lines[-1] += line if lines[-1][:2] in (">>", "<<") else f" {line}"
    return lines


def _event(event: ChargerEvent, hint: str) -> str:
    names = [word.partition("=")[0] for word in shlex.split(hint[2:])[1:]]
    fields = structs.asdict(event)
    if isinstance(event, MeterSampled) and event.samples:
        fields |= structs.asdict(event.samples[-1])
    told = " ".join(f"{name}={_value(fields[name])}" for name in names if name in fields)
    return f"!! {type(event).__name__} {told}".rstrip()


def _value(value: object) -> str:
    if isinstance(value, datetime):
        text = f"{value:%Y-%m-%dT%H:%M:%S}"
    elif isinstance(value, float):
        text = f"{value:g}"
    else:
        text = str(value)
    return shlex.quote(text) if " " in text else text


def _plain(line: str) -> str:
    if line.startswith("!!"):
        return " ".join(_words(line))
    if not line.startswith("<<"):
        return line
    return "<< " + json.dumps(json.loads(line[2:]), sort_keys=True, ensure_ascii=False)


def _words(line: str) -> list[str]:
    words = []
    for word in shlex.split(line):
        name, equals, value = word.partition("=")
        words.append(f"{name}={shlex.quote(value) if ' ' in value else value}" if equals else word)
    return words


def _difference(wanted: list[str], played: list[str]) -> str:
    return "\n".join(difflib.ndiff(wanted, played))
