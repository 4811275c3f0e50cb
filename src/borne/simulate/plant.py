"""`borne simulate --plant -`: the engine against somebody else's plant, a line of JSON each way.

A line that cannot be taken is answered as well, by the orders that stand with `error` and `line`
besides, so that no plant waits in vain; the sentence is on standard error too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any, Final

import msgspec

from borne.domain.say import Language, Sentence
from borne.engine.closed_loop import ClosedLoop
from borne.simulate import plant_words as words
from borne.simulate.observed import ObservationReader, Refused
from borne.simulate.orders import Json, orders

_DECODE: Final = msgspec.json.Decoder(Any).decode
_ENCODE: Final = msgspec.json.Encoder().encode


@dataclass(slots=True)
class PlantLines:
    """Answers line after line."""

    loop: ClosedLoop
    reader: ObservationReader
    language: Language
    remarks: list[str] = field(default_factory=list)
    """What is to be said about the last line on standard error."""
    _line: int = 0

    def answer(self, line: bytes) -> Json | None:
        """The orders that follow from one line; None for an empty one."""
        self._line += 1
        self.remarks.clear()
        if not line.strip():
            return None
        told = None
        try:
            told = decoded(line)
            seen = self.reader.read(told)
            self._not_backwards(seen.at)
        except Refused as refused:
            said = self._remark(refused.sentence)
            return {**self._answer(told), "error": said, "line": self._line}
        self.loop.step(seen)
        for odd in (*self.reader.remarks, *self.loop.refusals):
            self._remark(odd)
        return self._answer(told)

    def _answer(self, told: object) -> Json:
        time = told.get("t") if isinstance(told, dict) else None
        return {"t": time, "connectors": orders(self.loop, self.language)}

    def _not_backwards(self, at: datetime) -> None:
        before = self.loop.now
        if before is not None and at < before:
            zone = at.tzinfo
            raise Refused(
                words.BACKWARDS(before=before.astimezone(zone).isoformat(), now=at.isoformat())
            )

    def _remark(self, sentence: Sentence) -> str:
        said = words.LINE(line=str(self._line), reason=sentence).say(self.language)
        self.remarks.append(said)
        return said


def converse(lines: PlantLines, given: IO[bytes], answers: IO[bytes], log: IO[str]) -> None:
    """Answer each line at once, until there is none any more."""
    for line in _lines(given):
        answer = lines.answer(line)
        for remark in lines.remarks:
            log.write(f"{remark}\n")
            log.flush()
        if answer is not None:
            answers.write(_ENCODE(answer) + b"\n")
            answers.flush()


def _lines(given: IO[bytes]) -> Iterator[bytes]:
    while line := given.readline():
        yield line


def decoded(line: bytes) -> object:
    """One line of JSON. Raises Refused. NaN and Infinity, which many write, are let in."""
    try:
        return _DECODE(line)
    except (msgspec.DecodeError, RecursionError):
        pass
    try:
        return json.loads(line)
    except UnicodeDecodeError:
        raise Refused(words.NOT_UTF8()) from None
    except (ValueError, RecursionError) as error:
        raise Refused(words.NOT_JSON(reason=str(error))) from None
