"""Wishes about badges: allow, block, forget."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from borne.domain.admission import claim, forget_unknown, keep_tag
from borne.domain.charger import Starting
from borne.domain.commands import StartRemotely
from borne.domain.records import DeleteTag
from borne.domain.say import Text
from borne.domain.tag import Tag, UnknownTag, folded
from borne.domain.turn import Turn
from borne.domain.wishes import AllowTag, BlockTag, DismissTag, ForgetTag, Wish

_ALLOWED: Final = Text("{tag} may charge from now on", "{tag} peut charger désormais")
_ONCE: Final = Text("{tag} may charge this once", "{tag} peut charger cette fois")
_BLOCKED: Final = Text("{tag} is blocked", "{tag} est bloqué")
_FORGOTTEN: Final = Text("{tag} is forgotten", "{tag} est oublié")
_DISMISSED: Final = Text("{tag} is off the list", "{tag} est retiré de la liste")
_NO_TAG: Final = Text("There is no badge {tag}", "Il n’y a pas de badge {tag}")


def allow(turn: Turn, wish: Wish, intent: AllowTag) -> None:
    """Let a badge charge; one that waits at a charger starts at once."""
    key = folded(intent.tag)
    seen = turn.state.unknown_tags.get(key)
    if intent.once:
        turn.state = replace(turn.state, allowed_once=turn.state.allowed_once | {key})
    else:
        old = turn.state.tags.get(key) or Tag(intent.tag.strip())
        tag = replace(
            old,
            name=intent.name or old.name,
            person=intent.person or old.person,
            group=intent.group or old.group,
            vehicle=intent.vehicle or old.vehicle,
            blocked=False,
        )
        keep_tag(turn, tag)
    forget_unknown(turn, intent.tag)
    if seen is not None:
        _start_waiting(turn, seen)
    turn.fulfil(wish, (_ONCE if intent.once else _ALLOWED)(tag=intent.name or intent.tag))


def block(turn: Turn, wish: Wish, intent: BlockTag) -> None:
    """Refuse a badge from now on."""
    key = folded(intent.tag)
    keep_tag(turn, replace(turn.state.tags.get(key) or Tag(intent.tag.strip()), blocked=True))
    turn.state = replace(turn.state, allowed_once=turn.state.allowed_once - {key})
    forget_unknown(turn, intent.tag)
    turn.fulfil(wish, _BLOCKED(tag=intent.tag))


def forget(turn: Turn, wish: Wish, intent: ForgetTag) -> None:
    """Make a badge unknown again."""
    key = folded(intent.tag)
    if key not in turn.state.tags:
        turn.fulfil(wish, _NO_TAG(tag=intent.tag), ok=False)
        return
    rest = {other: tag for other, tag in turn.state.tags.items() if other != key}
    once = turn.state.allowed_once - {key}
    turn.state = replace(turn.state, tags=rest, allowed_once=once)
    turn.do(DeleteTag(intent.tag))
    turn.fulfil(wish, _FORGOTTEN(tag=intent.tag))


def dismiss(turn: Turn, wish: Wish, intent: DismissTag) -> None:
    """Take an unknown badge off the list."""
    forget_unknown(turn, intent.tag)
    turn.fulfil(wish, _DISMISSED(tag=intent.tag))


def _start_waiting(turn: Turn, seen: UnknownTag) -> None:
    """Start the one car that waits at the charger where the badge was shown."""
    charger = turn.state.chargers.get(seen.charger)
    if charger is None or not charger.online:
        return
    waiting = [
        connector
        for connector in charger.connectors.values()
        if connector.plugged
        and not (connector.session and connector.session.transaction)
        and seen.connector in (None, connector.number)
    ]
    if len(waiting) == 1:
        claim(turn, replace(waiting[0], starting=Starting.after(None, turn.at)), seen.tag)
        turn.do(StartRemotely(charger.id, waiting[0].number, seen.tag))
