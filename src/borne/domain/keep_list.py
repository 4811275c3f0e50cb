"""Keeps each charger's own list of badges in step with Borne's: late, seldom, and in few writes.

Nothing is sent while a charger is being set up. Changes are gathered, writes are counted against
a day's budget, and a charger that has no list, or falls silent over it, is left alone.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain import listing
from borne.domain.charger import Charger
from borne.domain.events import OrderAnswered
from borne.domain.listing import Listing, Part
from borne.domain.turn import Turn
from borne.domain.upkeep_intents import ReadListVersionNow, SendListNow
from borne.domain.upkeep_orders import ListedTag, ReadListVersion, SendList
from borne.domain.wishes import Wish

SETTLED: Final = timedelta(seconds=60)
"""After set-up; a charger that restarts in a loop is never sent a list."""
GATHER: Final = timedelta(seconds=20)
"""After the first of several edits."""
_PROFILES: Final = "SupportedFeatureProfiles"
_PROFILE: Final = "localauthlistmanagement"
_ENABLED: Final = "LocalAuthListEnabled"
_LENGTH: Final = "LocalAuthListMaxLength"
_MESSAGE: Final = "SendLocalListMaxLength"
_LINE_LOST: Final = frozenset({"Disconnected", "NotConnected"})


def has_list(charger: Charger) -> bool:
    """Whether the charger does not say that it keeps no list."""
    key = charger.configuration.get(_PROFILES)
    return key is None or not key.value or _PROFILE in key.value.casefold()


def is_off(charger: Charger) -> bool:
    """Whether it has a list and does not use it."""
    key = charger.configuration.get(_ENABLED)
    return key is not None and (key.value or "").strip().casefold() == "false"


def most_of(charger: Charger) -> tuple[int, int]:
    """How many badges its list holds, and one message."""
    length = _number(charger, _LENGTH) or listing.USUAL_LENGTH
    message = _number(charger, _MESSAGE) or length
    return (min(length, message) if charger.care.listing.whole else length), message


def wanted_of(turn: Turn, charger: Charger) -> dict[str, ListedTag]:
    """The list that it should have now."""
    return listing.wanted(turn.state.tags.values(), turn.now, most_of(charger)[0])


def settled(turn: Turn, charger: Charger) -> None:
    """Its set-up is done: look at the list a little later."""
    kept = charger.care.listing
    if _is_tended(charger):
        _plan(turn, charger, replace(kept, waits=False), turn.at + SETTLED)


def badges_changed(turn: Turn) -> None:
    """Somebody has added, changed or taken away a badge."""
    for charger in tuple(turn.state.chargers.values()):
        kept = charger.care.listing
        if not (charger.ready and _is_tended(charger)) or kept.due is not None or kept.waits:
            continue
        if not listing.in_step(kept, wanted_of(turn, charger)):
            _plan(turn, charger, kept, turn.at + GATHER)


def look_due(charger: Charger) -> datetime | None:
    """When the list is looked at next."""
    return charger.care.listing.due if charger.ready and charger.online else None


def look(turn: Turn, charger: Charger) -> None:
    """Do what is due: ask for the version, or send the next part of the list."""
    due = look_due(charger)
    if due is None or due > turn.at:
        return
    kept = replace(charger.care.listing, due=None)
    if not _is_tended(charger):
        _keep(turn, charger, kept)
    elif kept.version is None or kept.entries is None:
        _keep(turn, charger, replace(kept, waits=True))
        turn.do(ReadListVersion(charger.id))
    else:
        _send_next(turn, charger, kept)


def forget(charger: Charger) -> Charger:
    """A new firmware may do what the old one refused."""
    kept = replace(charger.care.listing, refused=False, whole=False, failures=0, lost=0)
    return replace(charger, care=replace(charger.care, listing=kept))


def line_lost(charger: Charger) -> Charger:
    """Nothing is due, and nothing under way."""
    kept = replace(charger.care.listing, due=None, waits=False)
    return replace(charger, care=replace(charger.care, listing=kept))


def read_now(turn: Turn, wish: Wish, _: ReadListVersionNow, charger: Charger) -> None:
    turn.do(ReadListVersion(charger.id, wish.id))


def send_now(turn: Turn, wish: Wish, _: SendListNow, charger: Charger) -> None:
    """The whole list, whatever the charger has, and also where it has refused before."""
    kept = replace(charger.care.listing, refused=False, lost=0, failures=0, entries=None, due=None)
    part = listing.next_part(kept, wanted_of(turn, charger), most_of(charger)[1])
    if part is not None:
        _send(turn, charger, listing.counted(kept, turn.at), part, wish.id)


def version_told(turn: Turn, charger: Charger, event: OrderAnswered) -> None:
    """The answer to ReadListVersion."""
    kept = replace(charger.care.listing, waits=False)
    version = (event.data or {}).get("version")
    if isinstance(version, int):
        kept = listing.told(kept, version)
        if kept.refused or not _is_tended(charger):
            _keep(turn, charger, kept)
        else:
            _send_next(turn, charger, kept)
        return
    if event.status not in _LINE_LOST:
        kept = listing.failed(kept, event.status, turn.at, differential=False)
    _keep(turn, charger, kept)


def list_answered(turn: Turn, charger: Charger, order: SendList, event: OrderAnswered) -> None:
    """The answer to a part of the list: the next one follows at once."""
    kept = replace(charger.care.listing, waits=False)
    if not event.ok:
        differential = order.differential
        _keep(turn, charger, listing.failed(kept, event.status, turn.at, differential=differential))
        return
    part = Part(order.tags, order.differential)
    _send_next(turn, charger, listing.after(kept, part, order.version), begun=True)


def _send_next(turn: Turn, charger: Charger, kept: Listing, *, begun: bool = False) -> None:
    """Send what is missing; an update that was begun is finished, whatever the day's budget."""
    part = listing.next_part(kept, wanted_of(turn, charger), most_of(charger)[1])
    if part is None:
        _keep(turn, charger, replace(kept, status=None, failures=0))
        return
    earliest = turn.at if begun else listing.may_write(kept, turn.at)
    if earliest > turn.at:
        _plan(turn, charger, kept, earliest)
    else:
        _send(turn, charger, kept if begun else listing.counted(kept, turn.at), part)


def _send(turn: Turn, charger: Charger, kept: Listing, part: Part, wish: str | None = None) -> None:
    version = max(0, kept.version or 0) + 1
    _keep(turn, charger, replace(kept, waits=True))
    turn.do(SendList(charger.id, version, part.tags, part.differential, wish))


def _is_tended(charger: Charger) -> bool:
    refused = charger.care.listing.refused
    return charger.adopted and not refused and has_list(charger) and not is_off(charger)


def _plan(turn: Turn, charger: Charger, kept: Listing, due: datetime) -> None:
    _keep(turn, charger, replace(kept, due=due))


def _keep(turn: Turn, charger: Charger, kept: Listing) -> None:
    if kept != charger.care.listing:
        turn.keep_charger(replace(charger, care=replace(charger.care, listing=kept)))


def _number(charger: Charger, name: str) -> int | None:
    key = charger.configuration.get(name)
    text = (key.value or "").strip() if key else ""
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 else None
