"""The quirk database: which chargers differ from what OCPP lets one expect, and what then helps.

Entries are found by what a charger says in BootNotification, and by what it is seen to do. The
owner's choice stands above both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import Final

from borne.domain.say import Sentence, Text
from borne.domain.traits import VALID_FOR, WRITES_PER_HOUR, Pause, Quirk, Traits
from borne.domain.way import Purpose

TX, TX_DEFAULT, STATION = (purpose.value for purpose in Purpose)

_READING: Final = Lock()
_MOST_JUDGED: Final = 512
"""Kinds of chargers of which it is remembered what they are."""
BEHAVIOURS: Final[Mapping[str, Text]] = {
    "error-word": Text(
        "it reports an error code that OCPP does not have",
        "elle signale un code d’erreur qu’OCPP ne connaît pas",
    ),
    "mesurand": Text("it writes “mesurand”", "elle écrit « mesurand »"),
    "phase-n": Text(
        "it reports its current on N alone", "elle indique son courant sur N seulement"
    ),
    "restarts-read": Text(
        "it restarted each time all its settings were asked for",
        "elle a redémarré chaque fois que tous ses réglages lui étaient demandés",
    ),
}
"""What can be seen on the wire without being told."""

_SAYS: Final = Text(
    "BootNotification: vendor {vendor}, model {model}, firmware {firmware}",
    "BootNotification : fabricant {vendor}, modèle {model}, micrologiciel {firmware}",
)
_SEEN: Final = Text("Seen: {what}", "Constaté : {what}")
_BOTH: Final = Text("{one}; seen: {what}", "{one} ; constaté : {what}")
_LIST: Final = Text("{one}, {other}", "{one}, {other}")
_BY_HAND: Final = Text("Switched on by hand", "Activée à la main")
_OFFERED: Final = Text("It may fit any make", "Elle peut convenir à tout modèle")
_NO_SUCH_QUIRK: Final = Text(
    "There is no quirk “{name}”", "Il n’y a pas de particularité « {name} »"
)
_MEANT: Final = Text(
    "There is no quirk “{name}”. Did you mean {near}?",
    "Il n’y a pas de particularité « {name} ». Vouliez-vous dire {near} ?",
)
QUIRKS_USED: Final = Text(
    "Borne goes by this from now on", "Borne en tient compte à partir de maintenant"
)
_RANGE: Final = re.compile(r"\s*(<=|>=|<|>|=)\s*([\w.\-]+)\s*")


@dataclass(frozen=True, slots=True)
class Changes:
    """What is done otherwise; what is left out stays as it is for every charger."""

    measurands: tuple[str, ...] | None = None
    """Written as they stand, once, and never read; empty: neither."""
    read_all: bool = True
    """All keys may be asked for at once."""
    interval: int | None = None
    """s between meter values."""
    stack_level: int | None = None
    rate_unit: str | None = None
    """`A` or `W`, whatever its keys say."""
    currents: tuple[float, ...] = ()
    """A: the only ones that it gives."""
    relative: bool = False
    """Schedules count from the start of the transaction."""
    purposes: tuple[str, ...] = ()
    """The only ones of a profile that limits, in the order in which they are tried."""
    pause: Pause | None = None
    follows_in: float | None = None
    """s until it follows a limit."""
    valid_for: int = VALID_FOR
    """s that a limit holds by itself."""
    writes_per_hour: int = WRITES_PER_HOUR
    """Profiles that it may be sent."""
    phases_fixed: bool = False
    """It does not change its phases, whatever it says."""
    phase_pause: float = 0.0
    """s without current that it needs before and after a change of phases."""
    floor: float = 0.0
    """A."""
    start_delay: float = 0.0
    """s before StartTransaction is answered."""
    remote_start: bool = False
    """After a badge it waits for RemoteStartTransaction."""
    finishing_is_preparing: bool = False
    reconnects: bool = False
    """It comes back again and again by itself: no question has made it restart."""
    asks_values: float = 0.0
    """s after which it is asked for its values while a car charges."""
    tag_length: int | None = None
    """Characters of a tag that it takes in RemoteStartTransaction."""
    start_tag: str | None = None
    """The only one that it takes there."""
    start_tag_key: str | None = None
    """The key in which it tells that one."""

    @property
    def traits(self) -> Traits:
        """What a decision must know of it."""
        return _traits(self)


@lru_cache(_MOST_JUDGED)
def _traits(changes: Changes) -> Traits:
    return Traits(
        floor=changes.floor,
        steps=changes.currents,
        pause=changes.pause or Pause.LIMIT,
        may_stop=changes.pause is not Pause.LIMIT,
        purposes=changes.purposes,
        rate_unit=changes.rate_unit,
        stack_level=changes.stack_level,
        relative=changes.relative,
        follows_in=changes.follows_in,
        valid_for=changes.valid_for,
        phases_fixed=changes.phases_fixed,
        phase_pause=changes.phase_pause,
        writes_per_hour=changes.writes_per_hour,
        finishing_is_preparing=changes.finishing_is_preparing,
        waits_for_start=changes.remote_start,
        asks_values=changes.asks_values,
    )


@dataclass(frozen=True, slots=True)
class Identity:
    """What a charger says of itself in BootNotification."""

    vendor: str | None = None
    model: str | None = None
    firmware: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One quirk: whom it is about, what it changes, why, and where that was learned.

    `vendor` and `model` are patterns, none for any; `firmware` a range such as `>=1.2, <2`.
    `seen` are behaviours: who shows all of them is meant, whatever its name.
    """

    name: str
    why: Sentence
    source: Sentence
    vendor: tuple[str, ...] = ()
    model: tuple[str, ...] = ()
    firmware: str | None = None
    seen: tuple[str, ...] = ()
    changes: Mapping[str, object] = field(default_factory=dict)
    """Fields of Changes."""
    hint: Sentence | None = None
    by_hand: bool = False
    """It is about no make: it is offered for each, and its owner switches it on."""

    def evidence(self, identity: Identity, seen: Iterable[str]) -> Sentence | None:
        """By what the charger is known to be meant; None: it is not."""
        shown = [name for name in self.seen if name in seen]
        named = self._names(identity)
        if not named and not (self.seen and len(shown) == len(self.seen)):
            return None
        what = _listed(BEHAVIOURS[name]() for name in shown)
        if not named:
            return _SEEN(what=what)
        says = _SAYS(vendor=identity.vendor, model=identity.model, firmware=identity.firmware)
        return _BOTH(one=says, what=what) if shown else says

    def _names(self, identity: Identity) -> bool:
        if not self.vendor:
            return False
        return (
            _fits(self.vendor, identity.vendor)
            and (not self.model or _fits(self.model, identity.model))
            and (self.firmware is None or in_range(identity.firmware, self.firmware))
        )


@dataclass(slots=True)
class Character:
    """What is known of how one charger behaves; `changes` follows from the rest."""

    identity: Identity = field(default_factory=Identity)
    seen: frozenset[str] = frozenset()
    choices: Mapping[str, bool] = field(default_factory=dict)
    """By name, what the owner has switched on or off."""
    changes: Changes = field(default_factory=Changes)
    quirks: tuple[Quirk, ...] = ()
    """Those that fit it, and those that are offered to any."""

    def look_again(self) -> bool:
        """Take in what has become known; return whether anything is other than before."""
        if self.identity == Identity() and not self.seen and not self.choices:
            return False
        quirks, changes = _judged(self.identity, self.seen, frozenset(self.choices.items()))
        if quirks == self.quirks:
            return False
        self.quirks, self.changes = quirks, changes
        return True


@lru_cache(_MOST_JUDGED)
def _judged(
    identity: Identity, seen: frozenset[str], choices: frozenset[tuple[str, bool]]
) -> tuple[tuple[Quirk, ...], Changes]:
    """What is made of a charger; all those of one kind share it."""
    quirks = tuple(_quirks(identity, seen, dict(choices)))
    entries = {entry.name: entry for entry in database()}
    return quirks, merged(entries[quirk.name] for quirk in quirks if quirk.on)


def _quirks(
    identity: Identity, seen: frozenset[str], choices: Mapping[str, bool]
) -> Iterable[Quirk]:
    for entry in database():
        evidence = entry.evidence(identity, seen)
        chosen = choices.get(entry.name)
        if evidence is None and not chosen and not entry.by_hand:
            continue
        on = bool(chosen) if entry.by_hand else chosen is not False
        yield Quirk(
            name=entry.name,
            on=on,
            why=entry.why,
            evidence=evidence or (_BY_HAND() if on else _OFFERED()),
            source=entry.source,
            hint=entry.hint,
            by_hand=entry.by_hand,
        )


def merged(entries: Iterable[Entry]) -> Changes:
    """What all of them change together: a later one stands above an earlier one."""
    together: dict[str, object] = {}
    for entry in entries:
        together.update(entry.changes)
    return Changes(**together)  # type: ignore[arg-type] # each was read as its field's type


def in_range(firmware: str | None, wanted: str) -> bool:
    """Whether a version is in a range such as `>=1.2, <2`; one that is not told may be."""
    numbers = _numbers(firmware)
    if not numbers:
        return True
    return all(_holds(numbers, sign, _numbers(bound)) for sign, bound in bounds(wanted))


def bounds(wanted: str) -> tuple[tuple[str, str], ...]:
    """The parts of a range. Raises ValueError."""
    parts = [_RANGE.fullmatch(part) for part in wanted.split(",")]
    if not all(part and _numbers(part[2]) for part in parts):
        raise ValueError(wanted)
    return tuple((part[1], part[2]) for part in parts if part)


def database() -> tuple[Entry, ...]:
    """The packaged entries. The first call takes a tenth of a second: make it in a thread."""
    with _READING:
        return packaged()


@cache
def packaged() -> tuple[Entry, ...]:
    """What `database` reads. Raises ValueError with its problems, which a test rules out."""
    from borne.ocpp.quirk_file import read_quirks  # noqa: PLC0415  which is made of what is here

    text = (files("borne.ocpp") / "quirks.yaml").read_text(encoding="utf-8")
    entries, problems = read_quirks("quirks.yaml", text)
    if problems:
        raise ValueError("\n".join(problem.say() for problem in problems))
    return entries


def is_known(name: str) -> bool:
    """Whether there is an entry of that name."""
    return any(entry.name == name for entry in database())


def no_such_quirk(name: str) -> Sentence:
    """That there is none of that name, with those that may be meant."""
    near = near_names(name, [entry.name for entry in database()])
    if not near:
        return _NO_SUCH_QUIRK(name=name)
    return _MEANT(name=name, near=", ".join(near))


def near_names(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Names that are alike in their letters, then the others of the same make."""
    plain, names = name.casefold(), sorted(known)
    make = [one for one in names if one.partition("-")[0] == plain.partition("-")[0]]
    return tuple(dict.fromkeys((*get_close_matches(plain, names, n=2), *make)))


def behaviour_in(field_name: str | None) -> str | None:
    """The behaviour that a repair of that field shows, if any."""
    last = (field_name or "").rpartition(".")[2]
    return _SHOWN_BY.get(last)


_SHOWN_BY: Final = {"errorCode": "error-word", "mesurand": "mesurand", "N": "phase-n"}


def _fits(patterns: Iterable[str], value: str | None) -> bool:
    plain = (value or "").strip().casefold()
    return any(fnmatchcase(plain, pattern.casefold()) for pattern in patterns)


def _numbers(version: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d{1,9}", version or ""))


def _holds(numbers: tuple[int, ...], sign: str, bound: tuple[int, ...]) -> bool:
    length = max(len(numbers), len(bound))
    one = numbers + (0,) * (length - len(numbers))
    other = bound + (0,) * (length - len(bound))
    return {
        "<": one < other,
        "<=": one <= other,
        ">": one > other,
        ">=": one >= other,
        "=": one == other,
    }[sign]


def _listed(words: Iterable[Sentence | str]) -> Sentence | str:
    said: Sentence | str = ""
    for one in words:
        said = _LIST(one=said, other=one) if said else one
    return said
