"""What the panel needs from outside besides the engine; the app brings it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol

from borne.domain.ledger import DecisionDetail, DecisionLine, SessionDetail, SessionSummary, Totals
from borne.domain.say import Language, Sentence
from borne.domain.traffic import Evidence, Message, Messages, Question
from borne.domain.traits import Quirk
from borne.engine.notices import Choices
from borne.engine.ports import Extent
from borne.engine.replay import Job
from borne.engine.shadow import Candidate
from borne.entities.old_names import Line
from borne.rules.check import Reading
from borne.rules.document import SourceFile
from borne.rules.edit.known import Entity
from borne.rules.problem import Problem


class LedgerPort(Protocol):
    """The past, as the store tells it."""

    async def sessions(
        self,
        start: datetime | None = None,
        end: datetime | None = None,
        charger: str | None = None,
        tag: str | None = None,
        limit: int | None = 500,
    ) -> Sequence[SessionSummary]:
        """The sessions that started in [start, end), newest first; `limit` None: all."""
        ...

    async def totals(
        self,
        start: datetime | None = None,
        end: datetime | None = None,
        charger: str | None = None,
        tag: str | None = None,
    ) -> Totals:
        """How many that are, and their energy."""
        ...

    async def session(self, number: int) -> SessionDetail | None:
        """One session with its curve and its decisions."""
        ...

    async def decisions(
        self,
        start: datetime | None = None,
        end: datetime | None = None,
        charger: str | None = None,
        connector: int | None = None,
        limit: int = 500,
    ) -> Sequence[DecisionLine]:
        """The decisions of [start, end), newest first: of all connectors, or of some."""
        ...

    async def decision(self, charger: str, connector: int, at: datetime) -> DecisionDetail | None:
        """The decision that held at that instant, with its trace; None: none is kept."""
        ...

    async def absences(self, start: datetime, end: datetime) -> Sequence[tuple[datetime, datetime]]:
        """When Borne did not run, as far as [start, end) is touched; oldest first."""
        ...


class RuleFilesPort(Protocol):
    """The folder of rule files. Its calls may wait for the disk; whoever writes, it is noticed."""

    def names(self) -> Sequence[str]:
        """The files, in the order in which they are read."""
        ...

    def text(self, name: str) -> str:
        """The text of one file. Raises OSError, UnicodeDecodeError."""
        ...

    def sources(self) -> tuple[Sequence[SourceFile], Sequence[Problem]]:
        """The files that can be read, in their order, and why the others cannot."""
        ...

    def read(self) -> Reading:
        """All of them read as one; what cannot be read is a problem with the code `unreadable`."""
        ...

    def write(self, name: str, text: str) -> None:
        """Put the text in place, all of it or nothing. Raises OSError."""
        ...


class EntitiesPort(Protocol):
    """The entities of Home Assistant."""

    async def all(self) -> Sequence[Entity]:
        """Every entity, as it was a moment ago."""
        ...


class ControlsStanding(Protocol):
    """How Borne's controls stand in Home Assistant."""

    @property
    def wanted(self) -> bool: ...

    @property
    def count(self) -> int: ...

    @property
    def full(self) -> int: ...

    @property
    def by_broker(self) -> bool: ...

    @property
    def refused(self) -> Sentence | None: ...


class ControlsPort(Protocol):
    """Borne's controls in Home Assistant, where no broker has them."""

    @property
    def standing(self) -> ControlsStanding: ...

    async def want(self, wanted: bool, /) -> tuple[bool, Sentence]:  # noqa: FBT001  the one thing it is told
        """Have them, or take them away; whether it is done, and how it went."""
        ...


class NoticesPort(Protocol):
    """What Borne tells by itself in Home Assistant."""

    @property
    def choices(self) -> Choices:
        """What is told, and when not."""
        ...

    def choose(self, choices: Choices, /) -> None:
        """Go by these from now on."""
        ...

    async def phones(self) -> Sequence[str] | None:
        """Those that ring; None: Home Assistant is away."""
        ...

    async def try_out(self, language: Language, /) -> tuple[bool, Sentence]:
        """Tell something; whether it was told, and to whom."""
        ...


class OldNamesPreview(Protocol):
    """What would be renamed, and whether the integration still runs."""

    @property
    def lines(self) -> Sequence[Line]: ...

    @property
    def running(self) -> bool: ...


class OldNamesPort(Protocol):
    """The names of the OCPP integration's entities, for Borne's."""

    @property
    def taken(self) -> Sequence[object]:
        """What can be undone."""
        ...

    async def known(self) -> Sequence[str] | None:
        """How the integration calls its chargers; None: Home Assistant is away."""
        ...

    async def preview(self, charger: str, cpid: str, /) -> OldNamesPreview | Sentence:
        """What would be done, or why nothing can be."""
        ...

    async def take(self, charger: str, cpid: str, /) -> tuple[bool, Sentence]:
        """Take the old names over; whether all went well, and how."""
        ...

    async def undo(self) -> tuple[bool, Sentence]:
        """Give every entity the name back that it had."""
        ...


class TracePort(Protocol):
    """The frames of late."""

    def before(self, question: Question, number: int | None, most: int) -> Messages:
        """The newest frames before that number, newest first."""
        ...

    def after(self, question: Question, number: int, most: int) -> Messages:
        """The frames after that number, oldest first; of too many, the newest."""
        ...

    def all_of(self, question: Question) -> Iterator[Message]:
        """Every frame, oldest first, as they are at the moment of the call."""
        ...

    def watch(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` at every frame, until what is returned here is called."""
        ...


class TrafficPort(Protocol):
    """What goes over the wire between Borne and its chargers."""

    @property
    def trace(self) -> TracePort:
        """The frames of late."""
        ...

    def evidence(self, charger: str) -> Evidence:
        """What a charger has shown of itself since Borne started."""
        ...


class FailedHandshake(Protocol):
    """What went wrong with one address."""

    @property
    def remote(self) -> str: ...

    @property
    def count(self) -> int: ...

    @property
    def at(self) -> datetime: ...

    @property
    def why(self) -> Sentence: ...


class TlsPort(Protocol):
    """The port for wss://."""

    @property
    def tls_failed(self) -> Sequence[FailedHandshake]:
        """Whose handshake has failed since the start, the last one first."""
        ...

    @property
    def tls_port(self) -> int | None:
        """None: it is not open."""
        ...

    @property
    def tls_until(self) -> datetime | None:
        """The end of the certificate that it shows."""
        ...

    @property
    def tls_names(self) -> Sequence[str]:
        """What that certificate is good for."""
        ...

    @property
    def root(self) -> str | None:
        """What chargers must trust (PEM); None: not issued by Borne."""
        ...

    @property
    def root_serial(self) -> str | None:
        """By which chargers name that root, in hexadecimal."""
        ...


class FirmwareFile(Protocol):
    """A file for chargers."""

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def at(self) -> datetime: ...


class KeptFile(FirmwareFile, Protocol):
    """A file that a charger has sent."""

    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def charger(self) -> str: ...

    @property
    def path(self) -> Path: ...


class Uploading(Protocol):
    """A file in the making; nothing is left of it unless `keep` is called. May raise NoRoom."""

    size: int

    def __enter__(self) -> object: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
        /,
    ) -> None: ...

    def write(self, data: bytes, /) -> None: ...

    def keep(self) -> object: ...


class DepotPort(Protocol):
    """The files for chargers and from them. Its calls may wait for the disk."""

    def firmware(self) -> Sequence[FirmwareFile]: ...

    def received(self) -> Sequence[KeptFile]: ...

    def find(self, id_: str, /) -> KeptFile | None: ...

    def remove(self, id_: str, /) -> bool:
        """Whether there was one. Raises OSError."""
        ...

    def remove_firmware(self, name: str, /) -> bool:
        """Whether there was one. Raises OSError."""
        ...

    def keep_firmware(self, name: str, /) -> Uploading:
        """Raises NoRoom, OSError."""
        ...


class UsersPort(Protocol):
    """The users of Home Assistant."""

    async def is_admin(self, user_id: str) -> bool:
        """Whether that user administers Home Assistant; somebody unknown does not."""
        ...


@dataclass(slots=True)
class OcppAddress:
    """Where chargers reach Borne, as far as the machine knows; it may change meanwhile."""

    port: int = 9000
    url: str = ""
    """What to enter in a charger; empty: not known."""


@dataclass(frozen=True, slots=True)
class PanelInfo:
    """What the panel shows of Borne itself."""

    version: str
    demo: bool = False
    language: str = "auto"
    """The option: `auto`, `en` or `fr`."""
    ocpp: OcppAddress = field(default_factory=OcppAddress)
    site_name: str | None = None
    quirks: Callable[[], Sequence[Quirk]] = tuple
    """All that the database has, each as it is offered to any charger."""


class ShadowPort(Protocol):
    """Where rules can run in the shadow of those that count; `View.shadow` shows them."""

    def use_shadow(self, candidate: Candidate | None) -> None:
        """Let these rules decide beside, from now on; None: no longer."""
        ...


class ReplayPort(Protocol):
    """The recorded past, and a process that runs rules over it."""

    async def recorded(self) -> Extent | None:
        """From when to when there is something to replay."""
        ...

    async def replay(self, job: Job, progress: Callable[[float], None]) -> dict[str, object]:
        """Run a job to its end; cancelling the task ends it. Raises BorneError."""
        ...
