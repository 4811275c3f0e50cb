"""The list of badges that a charger keeps for when Borne is away, and how it is kept in step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from borne.domain.tag import BORNE_TAG, LONGEST_TAG, Tag, folded
from borne.domain.upkeep_orders import ListedTag

USUAL_LENGTH: Final = 100
"""Badges in a list, and in one message, of a charger that names no number."""
MOST_A_DAY: Final = 12
"""Updates of the list: it stands in flash."""
_DAY: Final = timedelta(days=1)
_FIRST_RETRY: Final = timedelta(minutes=5)
_MOST_LOST: Final = 2
"""Lines that may be lost over the list before it is left alone."""
REFUSED: Final = frozenset({"NotSupported", "NotImplemented"})
_WHOLE: Final = REFUSED | {"Failed"}
"""Answers to a differential update after which the whole list is tried."""


class Listing(Struct, frozen=True):
    """What is known of a charger's list, over a restart."""

    version: int | None = None
    """As it was last told or given; 0 is empty, below 0 it has none; None: not asked yet."""
    entries: Mapping[str, ListedTag] | None = None
    """By folded tag, what stands under that version; None: not known, it is sent whole."""
    status: str | None = None
    """OCPP's word for the last answer that was not as it should be; None: all is well."""
    refused: bool = False
    """The charger has no list, or is lost over it: left alone until a person asks for it."""
    whole: bool = False
    """It takes no differential update."""
    failures: int = 0
    """In a row."""
    lost: int = 0
    """Lines lost in a row while the list was under way."""
    sent: tuple[datetime, ...] = ()
    """The updates of the last day, the oldest first."""
    due: datetime | None = None
    """When it is looked at again; None: nothing is to be done."""
    waits: bool = False
    """An order about the list is under way."""


class Part(Struct, frozen=True):
    """One message of an update."""

    tags: tuple[ListedTag, ...]
    differential: bool


def wanted(tags: Iterable[Tag], now: datetime, most: int) -> dict[str, ListedTag]:
    """The list that a charger should have, by folded tag; `now` in the house's zone.

    Borne's own tag stands in it. Where it has less room than there are badges, those that may
    charge come first, the ones seen last before the others.
    """
    found = [_listed(tag, now) for tag in sorted(tags, key=_rank) if len(tag.tag) <= LONGEST_TAG]
    found.sort(key=lambda one: one.status != "Accepted")
    listed = {folded(BORNE_TAG): ListedTag(BORNE_TAG)}
    for one in found:
        listed.setdefault(folded(one.tag), one)
    return dict(list(listed.items())[: max(1, most)])


def next_part(listing: Listing, list_wanted: Mapping[str, ListedTag], most: int) -> Part | None:
    """What to send next so that the charger comes to have that list; None: it has it.

    A list that does not fit into one message goes in several: the first takes the place of what
    was there, the others add to it.
    """
    there = listing.entries
    most = max(1, most)
    if there is None or not listing.version or listing.version < 0:
        return Part(tuple(list_wanted.values())[:most], differential=False)
    if listing.whole:
        whole = tuple(list_wanted.values())
        return None if there == dict(list_wanted) else Part(whole[:most], differential=False)
    changed = [one for key, one in list_wanted.items() if there.get(key) != one]
    # What goes makes room for what comes.
    gone = [ListedTag(one.tag, None) for key, one in there.items() if key not in list_wanted]
    changes = (*gone, *changed)
    return Part(changes[:most], differential=True) if changes else None


def after(listing: Listing, part: Part, version: int) -> Listing:
    """The list once the charger has accepted a part."""
    there = dict(listing.entries or {}) if part.differential else {}
    for one in part.tags:
        if one.status is None:
            there.pop(folded(one.tag), None)
        else:
            there[folded(one.tag)] = one
    return replace(listing, version=version, entries=there, status=None, failures=0, lost=0)


def told(listing: Listing, version: int) -> Listing:
    """The list once the charger has told its version: another one is not the list that we know."""
    if version < 0:
        return replace(listing, version=version, entries=None, status="NotSupported", refused=True)
    same = version == listing.version and version > 0
    return replace(listing, version=version, entries=listing.entries if same else None)


def failed(listing: Listing, status: str, now: datetime, *, differential: bool) -> Listing:
    """The list after an order that did not do what it should."""
    listing = replace(listing, status=status, failures=listing.failures + 1)
    if differential and status in _WHOLE:
        return replace(listing, whole=True, entries=None, due=now)
    if status in REFUSED:
        return replace(listing, refused=True, due=None)
    if status == "Disconnected":
        lost = listing.lost + 1
        return replace(listing, lost=lost, refused=lost >= _MOST_LOST, entries=None, due=None)
    if status == "VersionMismatch":
        # What version there is, is asked before the whole list is sent.
        listing = replace(listing, version=None)
        if listing.failures == 1:
            return replace(listing, entries=None, due=now)
    listing = replace(listing, entries=None)
    wait = min(_FIRST_RETRY * 2 ** min(listing.failures, 12), _DAY)
    return replace(listing, due=now + wait)


def lately(listing: Listing, now: datetime) -> tuple[datetime, ...]:
    """The updates of the last day."""
    return tuple(at for at in listing.sent if at > now - _DAY)


def counted(listing: Listing, now: datetime) -> Listing:
    """The list with one more update."""
    return replace(listing, sent=(*lately(listing, now), now))


def may_write(listing: Listing, now: datetime) -> datetime:
    """The first instant from now on at which another update is within the day's budget."""
    recent = lately(listing, now)
    return now if len(recent) < MOST_A_DAY else recent[-MOST_A_DAY] + _DAY


def in_step(listing: Listing, list_wanted: Mapping[str, ListedTag]) -> bool:
    """Whether the charger has just that list."""
    return bool(listing.version and listing.version > 0) and listing.entries == dict(list_wanted)


def _rank(tag: Tag) -> tuple[float, str]:
    return (-tag.last_seen.timestamp() if tag.last_seen else 0.0, folded(tag.tag))


def _listed(tag: Tag, now: datetime) -> ListedTag:
    group, until = tag.terms(now)
    status = "Blocked" if tag.blocked else "Expired" if tag.expired(now) else "Accepted"
    return ListedTag(tag.tag, status, until, group)
