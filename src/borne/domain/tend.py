"""How a charger is dealt with: its line's rhythm, strictness, and what set-up has written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from borne.domain.care import Care
from borne.domain.care_intents import SetOffline, SetRhythm, SetStrict
from borne.domain.care_orders import ChooseOffline, Interval, UseCare
from borne.domain.charger import Charger
from borne.domain.commands import Prepare
from borne.domain.events import ChargerDisconnected, KeysWritten
from borne.domain.rhythm import (
    MOST_DROPS,
    PING,
    Bounds,
    Drop,
    Pace,
    heartbeat_bounds,
    judged,
    rest_due,
    rested,
)
from borne.domain.say import Text
from borne.domain.turn import Turn
from borne.domain.wishes import Wish

_HEARTBEAT_KEY: Final = "HeartbeatInterval"
_PING_KEY: Final = "WebSocketPingInterval"

_STRICT: Final = Text(
    "{charger} is taken strictly: what is not as OCPP says is refused, and nothing is repaired",
    "{charger} est prise au mot : ce qui n’est pas conforme à OCPP est refusé, rien n’est réparé",
)
_LENIENT: Final = Text(
    "The messages of {charger} are repaired again", "Les messages de {charger} sont réparés"
)
_FIXED: Final = Text(
    "{charger}: a ping every {ping} s, a heartbeat every {heartbeat} s",
    "{charger} : un ping toutes les {ping} s, un battement toutes les {heartbeat} s",
)


def heartbeat_of(turn: Turn, charger: Charger) -> int:
    """s between heartbeats, as BootNotification is answered."""
    return charger.care.heartbeat.seconds(heartbeat_bounds(turn.policy.heartbeat))


def used(charger: Charger, heartbeat: int = 60, wish: str | None = None) -> UseCare:
    """What a connection must know; `heartbeat` is the usual one."""
    care = charger.care
    bounds = heartbeat_bounds(heartbeat)
    paces = ((_HEARTBEAT_KEY, care.heartbeat, bounds), (_PING_KEY, care.ping, PING))
    return UseCare(
        charger.id,
        care.strict,
        care.ping.seconds(PING),
        tuple(
            Interval(key, pace.seconds(bounds), exact=pace.fixed is not None)
            for key, pace, bounds in paces
            if pace.fixed is not None or pace.every is not None
        ),
        care.written,
        wish,
    )


def dropped(turn: Turn, charger: Charger, event: ChargerDisconnected) -> Charger:
    """The charger after an end of its connection that nobody wanted."""
    if not event.dropped:
        return charger
    drop = Drop(event.at, event.reason, event.quiet, event.mute)
    drops = (*charger.care.drops, drop)[-MOST_DROPS:]
    quiet = [(one.at, one.quiet) for one in drops]
    mute = [(one.at, one.mute) for one in drops]
    bounds = heartbeat_bounds(turn.policy.heartbeat)
    care = replace(
        charger.care,
        drops=drops,
        ping=judged(charger.care.ping, quiet, PING, event.at),
        heartbeat=judged(charger.care.heartbeat, mute, bounds, event.at),
    )
    return _paced(turn, charger, care)


def rests(charger: Charger, heartbeat: int) -> Iterator[datetime]:
    """When one of its paces may relax."""
    for pace, bounds in _paces(charger, heartbeat):
        due = rest_due(pace, _last_drop(charger), bounds)
        if due is not None:
            yield due


def rest(turn: Turn, charger: Charger) -> None:
    """Relax what has been quiet for long."""
    (ping, _), (heartbeat, bounds) = _paces(charger, turn.policy.heartbeat)
    last = _last_drop(charger)
    care = replace(
        charger.care,
        ping=rested(ping, last, PING, turn.at),
        heartbeat=rested(heartbeat, last, bounds, turn.at),
    )
    if care != charger.care:
        turn.keep_charger(_paced(turn, charger, care))


def forget_rhythm(turn: Turn, charger: Charger) -> Charger:
    """A new firmware may hold its line; what a person has fixed stays."""
    care = charger.care
    fresh = replace(
        care,
        drops=(),
        ping=Pace(fixed=care.ping.fixed),
        heartbeat=Pace(fixed=care.heartbeat.fixed),
    )
    return _paced(turn, charger, fresh)


def keys_written(turn: Turn, event: KeysWritten) -> None:
    """Set-up has written something: that outlives a restart of Borne."""
    charger = turn.charger(event.charger)
    if charger.care.written != event.written:
        care = replace(charger.care, written=event.written)
        turn.keep_charger(replace(charger, care=care))


# Wishes.


def set_strict(turn: Turn, wish: Wish, intent: SetStrict, charger: Charger) -> None:
    changed = replace(charger, care=replace(charger.care, strict=intent.on))
    turn.keep_charger(changed)
    turn.do(used(changed, turn.policy.heartbeat))
    turn.fulfil(wish, (_STRICT if intent.on else _LENIENT)(charger=charger.called))


def set_rhythm(turn: Turn, wish: Wish, intent: SetRhythm, charger: Charger) -> None:
    care = replace(
        charger.care,
        ping=replace(charger.care.ping, fixed=intent.ping),
        heartbeat=replace(charger.care.heartbeat, fixed=intent.heartbeat),
    )
    changed = _paced(turn, charger, care)
    turn.keep_charger(changed)
    if charger.booted:
        turn.do(Prepare(charger.id))
    ping, heartbeat = changed.care.ping.seconds(PING), heartbeat_of(turn, changed)
    turn.fulfil(wish, _FIXED(charger=charger.called, ping=str(ping), heartbeat=str(heartbeat)))


def set_offline(turn: Turn, wish: Wish, intent: SetOffline, charger: Charger) -> None:
    turn.do(ChooseOffline(charger.id, intent.who, wish.id))


def _paces(charger: Charger, heartbeat: int) -> tuple[tuple[Pace, Bounds], tuple[Pace, Bounds]]:
    care = charger.care
    return (care.ping, PING), (care.heartbeat, heartbeat_bounds(heartbeat))


def _last_drop(charger: Charger) -> datetime | None:
    return charger.care.drops[-1].at if charger.care.drops else None


def _paced(turn: Turn, charger: Charger, care: Care) -> Charger:
    """The charger with that care; its line is told if the paces are others."""
    changed = replace(charger, care=care)
    if used(changed, turn.policy.heartbeat) != used(charger, turn.policy.heartbeat):
        turn.do(used(changed, turn.policy.heartbeat))
    return changed
