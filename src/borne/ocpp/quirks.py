"""The quirk database: which chargers differ from what OCPP lets one expect, and what then helps.

Entries are found by what a charger says in BootNotification, and by what it is seen to do. The
owner's choice stands above both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files
from threading import Lock
from typing import Final

from borne.domain.say import Sentence, Text
from borne.domain.traits import VALID_FOR, WRITES_PER_HOUR, Pause, Quirk, Traits
from borne.domain.way import Purpose
from borne.ocpp.behaviour import BEHAVIOURS
from borne.ocpp.pattern import fits, runs

TX, TX_DEFAULT, STATION = (purpose.value for purpose in Purpose)

_READING: Final = Lock()
_MOST_JUDGED: Final = 512
"""Kinds of chargers of which it is remembered what they are."""

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


@dataclass(frozen=True, slots=True)
class Changes:
    """What is done otherwise; what is left out stays as it is for every charger."""

    measurands: tuple[str, ...] | None = None
    """Written as they stand, once, and never read; empty: neither."""
    measurands_in: str | None = None
    """The key that names all that it measures: nothing else is asked for."""
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
class Make:
    """How a make calls itself: patterns of which one fits, none for any."""

    vendor: tuple[str, ...] = ()
    model: tuple[str, ...] = ()

    def names(self, identity: Identity) -> bool:
        """Whether that is a charger of this make."""
        return all(
            not patterns or fits(patterns, said)
            for patterns, said in ((self.vendor, identity.vendor), (self.model, identity.model))
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One quirk: whom it is about, what it changes, why, and where that was learned.

    `firmware` are ranges such as `>=1.2, <2`, or patterns; none for any. `seen` are behaviours:
    who shows all of one group is meant, whatever its name.
    """

    name: str
    title: Sentence
    why: Sentence
    source: Sentence
    makes: tuple[Make, ...] = ()
    firmware: tuple[str, ...] = ()
    seen: tuple[tuple[str, ...], ...] = ()
    changes: Mapping[str, object] = field(default_factory=dict)
    """Fields of Changes."""
    hint: Sentence | None = None
    by_hand: bool = False
    """It is about no make: it is offered for each, and its owner switches it on."""

    def evidence(self, identity: Identity, seen: Iterable[str]) -> Sentence | None:
        """By what the charger is known to be meant; None: it is not."""
        told = set(seen)
        shown = dict.fromkeys(name for group in self.seen for name in group if name in told)
        named = self._names(identity)
        if not named and not any(told.issuperset(group) for group in self.seen):
            return None
        what = _listed(BEHAVIOURS[name]() for name in shown)
        if not named:
            return _SEEN(what=what)
        says = _SAYS(
            vendor=identity.vendor or None,
            model=identity.model or None,
            firmware=identity.firmware or None,
        )
        return _BOTH(one=says, what=what) if shown else says

    def _names(self, identity: Identity) -> bool:
        return any(make.names(identity) for make in self.makes) and (
            not self.firmware or any(runs(identity.firmware, one) for one in self.firmware)
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
    judged: frozenset[str] = frozenset()
    """What of `seen` they were found by."""
    recalled: bool = False
    """What was known of it before Borne started is in."""

    def says(self, identity: Identity) -> None:
        """It tells who it is; under a new firmware it may do nothing of what it did."""
        before, self.identity = self.identity.firmware, identity
        if None not in (before, identity.firmware) and before != identity.firmware:
            self.seen = frozenset()

    def recall(self, identity: Identity, seen: Iterable[str]) -> None:
        """Take in what is on disk, once; what it has told itself since stands above that."""
        if self.recalled:
            return
        self.recalled = True
        if self.identity == Identity():
            self.identity = identity
        if self.identity.firmware == identity.firmware:
            self.seen |= {one for one in seen if one in BEHAVIOURS}

    def saw(self, behaviour: str | None) -> bool:
        """It has shown that; return whether that is news."""
        if behaviour is None or behaviour in self.seen:
            return False
        self.seen |= {behaviour}
        return True

    def forgive(self, behaviour: str) -> None:
        """It does that no more."""
        self.seen -= {behaviour}
        self.recalled = True

    def look_again(self) -> bool:
        """Take in what has become known; return whether anything is other than before."""
        if self.identity == Identity() and not self.seen and not self.choices:
            return False
        quirks, changes = _judged(self.identity, self.seen, frozenset(self.choices.items()))
        if (quirks, self.seen) == (self.quirks, self.judged):
            return False
        self.quirks, self.changes, self.judged = quirks, changes, self.seen
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
        yield _shown(entry, evidence or (_BY_HAND() if on else _OFFERED()), on=on)


def _shown(entry: Entry, evidence: Sentence, *, on: bool) -> Quirk:
    return Quirk(
        name=entry.name,
        title=entry.title,
        on=on,
        why=entry.why,
        evidence=evidence,
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


def all_quirks() -> tuple[Quirk, ...]:
    """Every entry, as it is offered to the owner of any charger."""
    return tuple(_shown(entry, _OFFERED(), on=False) for entry in database())


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


def _listed(words: Iterable[Sentence | str]) -> Sentence | str:
    said: Sentence | str = ""
    for one in words:
        said = _LIST(one=said, other=one) if said else one
    return said
