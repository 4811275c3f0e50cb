"""Frames that no charger should send, and what must hold for a link that gets them all the same.

`test_hostile.py` sends a hundred thousand that chance alone has made; `fuzz.py` looks for more.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sized
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from borne.domain.care_orders import UseCare
from borne.domain.commands import (
    Admission,
    Answer,
    AnswerBoot,
    AnswerData,
    AnswerPlain,
    AnswerStart,
    AnswerStop,
    AnswerTag,
    ClearLimits,
    Order,
    Prepare,
    ReadConfiguration,
    SetFallback,
    SetLimit,
    StartRemotely,
)
from borne.domain.events import (
    ChargerBooted,
    ChargerEvent,
    DataReceived,
    TagSwiped,
    TransactionStarted,
    TransactionStopped,
)
from borne.domain.upkeep_orders import ListedTag, ReadListVersion, ReadSchedule, SendList
from borne.ocpp.link import Link
from borne.ocpp.schemas import schema
from borne.ocpp.v16_calls import READERS
from borne.ocpp.version import Version
from borne.ocpp.wire import Memory

START: Final = datetime(2026, 6, 1, 12, tzinfo=UTC)
MOST_NOTES: Final = 60
MOST_REMEMBERED: Final = 2000
"""Entries in all that a link may keep of what it was sent."""
_ORDERS: Final[tuple[Order, ...]] = (
    Prepare("g"),
    SetLimit("g", 1, 5, 10.0, 1, 900),
    ClearLimits("g"),
    ReadConfiguration("g"),
    SetFallback("g", 1, 8.0),
    StartRemotely("g", 1, "T"),
    ReadListVersion("g"),
    SendList("g", 2, (ListedTag("A"),)),
    ReadSchedule("g", 1, 600),
)
_VALUES: Final[tuple[Any, ...]] = (
    None, True, 0, -1, 1, 2**31, 2**63, 10**40, 1.5, 1e308, "", "x" * 600, "\ud800", "2026-06-01",
    "2026-06-01T12:00:00Z", "9999-12-31T23:59:59-23:59", "0000-00-00T00:00:00Z", "nan", "-12,5",
    "Wh", "kWh", "L1-N", "Charging", "Accepted", [], {}, [[]], [{}], {"": ""}, "\x00", "٣",
)  # fmt: skip
_IDS: Final[tuple[Any, ...]] = (
    "1",
    "",
    "x" * 36,
    "x" * 400,
    7,
    0.5,
    None,
    [],
    {},
    True,
    "b1-1",
    "b1-2",
    "b1-3",
)


class Ordeal:
    """A link that is sent frames, ordered about and looked at."""

    def __init__(self, *, strict: bool = False) -> None:
        self.memory = Memory(care=UseCare("g", strict=strict))
        self.link = Link("g", 1, Version.V16, START, self.memory)
        self.now = START
        self.frames = 0
        self.asked: list[str] = []

    def feed(self, frame: str | bytes) -> None:
        """Send a frame. Raises AssertionError where a call was left without its one answer."""
        self.frames += 1
        self.now += timedelta(milliseconds=100)
        if self.frames % 50 == 0:
            self.link.order(_ORDERS[self.frames // 50 % len(_ORDERS)], self.now)
        deadline = self.link.deadline
        if deadline is not None and deadline <= self.now:
            self.link.wake(self.now)
        self._sent()
        events = self.link.receive(frame, self.now)
        for event in events:
            answer = answer_to(event)
            if answer is not None:
                self.link.answer(answer, self.now)
        answers = self._sent()
        assert events, "every frame is a sign of life"
        assert self.link.unanswered == 0
        wanted = call_in(frame)
        assert answers == wanted or wanted is None, f"{frame!r}: {answers}"
        assert len(self.link.notes) <= MOST_NOTES
        self.link.notes.clear()
        assert self.remembered <= MOST_REMEMBERED

    @property
    def remembered(self) -> int:
        """How much of what was sent is still kept."""
        memory = self.memory
        kept: tuple[Sized, ...] = (memory.configuration, memory.written, memory.character.seen)
        line = self.link._line
        return sum(len(one) for one in kept) + len(line.waiting) + len(self.link._open)

    def _sent(self) -> list[Any]:
        """The ids of the answers that went out; calls of ours are noted."""
        answers = []
        for frame in self.link.frames():
            kind, id_, *_ = json.loads(frame)
            if kind == 2:
                self.asked.append(id_)
                del self.asked[:-20]
            else:
                answers.append(id_)
        return answers


def call_in(frame: str | bytes) -> list[Any] | None:
    """The ids that must be answered; None where nobody can say: the frame is not quite JSON."""
    try:
        parts = json.loads(frame)
    except (ValueError, RecursionError):
        return None
    if not isinstance(parts, list) or len(parts) != 4 or parts[0] != 2 or parts[0] is True:
        return None
    return [parts[1]] if _comes_back(parts[1]) and isinstance(parts[2], str) else None


def _comes_back(id_: object) -> bool:
    """Whether JSON has but one way to write it."""
    return id_ in _IDS or (isinstance(id_, str) and id_.isascii())


def answer_to(event: ChargerEvent) -> Answer | None:
    ticket = getattr(event, "ticket", None)
    if ticket is None:
        return None
    match event:
        case ChargerBooted():
            return AnswerBoot("g", ticket, accepted=True, interval=60)
        case TagSwiped():
            return AnswerTag("g", ticket, Admission.ACCEPTED)
        case TransactionStarted():
            return AnswerStart("g", ticket, 1, Admission.ACCEPTED)
        case TransactionStopped():
            return AnswerStop("g", ticket, None)
        case DataReceived():
            return AnswerData("g", ticket, "Accepted")
    return AnswerPlain("g", ticket)


def hostile(seed: int, asked: list[str]) -> Iterator[str | bytes]:
    """Frames without end; `asked` are the calls of Borne, to be answered with nonsense."""
    chance = random.Random(seed)  # noqa: S311  chance, no secret
    actions = [*READERS, "heartbeat", "Dance", "", "x" * 300]
    while True:
        if chance.random() < 0.25:
            id_ = chance.choice([*asked[-3:], *_IDS])
            name = chance.choice(
                ["GetConfigurationResponse", "TriggerMessageResponse", "Heartbeat"]
            )
            parts: list[Any] = [chance.choice([3, 4]), id_, _bent(chance, schema(name))]
        else:
            action = chance.choice(actions)
            node = schema(action) if action in READERS else {"type": "object"}
            parts = [chance.choice([2, 2, 2, 2, "2", 2.0, 5]), chance.choice(_IDS), action]
            parts.append(_bent(chance, node))
        if chance.random() < 0.1:
            chance.shuffle(parts)
        text = json.dumps(parts, ensure_ascii=chance.random() < 0.5)
        text = _carelessly(chance, text) if chance.random() < 0.1 else text
        frame = text.encode(errors="surrogatepass")
        if chance.random() < 0.3:
            yield _broken(chance, frame)
        else:
            yield frame if chance.random() < 0.5 else frame.decode(errors="replace")


def _bent(chance: random.Random, node: dict[str, Any]) -> Any:
    """A value that a schema wants, or something else."""
    if chance.random() < 0.12:
        return chance.choice(_VALUES)
    kind = node.get("type")
    if kind == "object":
        fields = node.get("properties", {})
        made = {name: _bent(chance, part) for name, part in fields.items() if chance.random() < 0.8}
        if chance.random() < 0.1:
            made[chance.choice(["x", "", "idtag", "mesurand", "y" * 99])] = chance.choice(_VALUES)
        return made
    if kind == "array":
        return [_bent(chance, node.get("items", {})) for _ in range(chance.choice([0, 1, 1, 2, 9]))]
    if "enum" in node:
        return chance.choice([*node["enum"], "Other"])
    if kind in ("integer", "number"):
        return chance.choice([0, 1, 1, 2, 5, -1, 99, 10**6, "3", 2.0])
    return chance.choice(["A", "12.5", "2026-06-01T12:00:00Z", "ä" * 30])


def _carelessly(chance: random.Random, text: str) -> str:
    """A text as programs write it that know no JSON."""
    match chance.randrange(4):
        case 0:
            return text.replace('"', "'")
        case 1:
            return text + chance.choice([text, "\r\n" + text, "]", "\0", "OK"])
        case 2:
            return f"[{text},{text}]"
        case _:
            return text.replace('":', ":").replace('{"', "{")


def _broken(chance: random.Random, frame: bytes) -> bytes:
    data = bytearray(frame)
    for _ in range(chance.choice([1, 1, 2, 8])):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at : at + chance.choice([1, 4, 40])] = b""
            case 1:
                data[at:at] = bytes([chance.randrange(256)])
            case 2:
                data[at:at] = data[: chance.choice([1, 8, 80])]
            case _:
                data[at : at + 1] = chance.choice([b"[", b"]", b"{", b'"', b",", b"\x00", b"\xff"])
    return bytes(data)


def one_input(data: bytes) -> None:
    """Frames between line ends, to a link of each kind; the first byte says what else happens."""
    for strict in (False, True):
        ordeal = Ordeal(strict=strict)
        ordeal.link.order(_ORDERS[data[0] % len(_ORDERS)] if data else _ORDERS[0], START)
        for frame in data[1:].split(b"\n"):
            ordeal.feed(frame)
