"""Wishes about badges: allow, block, forget."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain.admission import PLUG_IN_WITHIN, claim, forget_unknown, keep_tag, keep_tags
from borne.domain.booking import end_once
from borne.domain.charger import Starting
from borne.domain.commands import StartRemotely
from borne.domain.records import DeleteTag, SaveAllowedOnce
from borne.domain.say import Text, duration
from borne.domain.state import State
from borne.domain.tag import Learning, Tag, UnknownTag, folded
from borne.domain.turn import Turn
from borne.domain.wishes import (
    AllowTag,
    BlockTag,
    DismissTag,
    ForgetTag,
    LearnTag,
    SetTag,
    SetTags,
    Wish,
)

_ALLOWED: Final = Text("{tag} may charge from now on", "{tag} peut charger désormais")
_ONCE: Final = Text("{tag} may charge this once", "{tag} peut charger cette fois")
_BLOCKED: Final = Text("{tag} is blocked", "{tag} est bloqué")
_FORGOTTEN: Final = Text("{tag} is forgotten", "{tag} est oublié")
_DISMISSED: Final = Text("{tag} is off the list", "{tag} est retiré de la liste")
_SAVED: Final = Text("{tag} is saved", "{tag} est enregistré")
_ONE_SAVED: Final = Text("{count} badge is saved", "{count} badge est enregistré")
_MANY_SAVED: Final = Text("{count} badges are saved", "{count} badges sont enregistrés")
_LEARNING: Final = Text(
    "Show the badge at a charger within {patience}: the next unknown one is added",
    "Présentez le badge à une borne d’ici {patience} : le prochain inconnu est ajouté",
)
_NOT_LEARNING: Final = Text("No badge is waited for any more", "Plus aucun badge n’est attendu")
_NO_TAG: Final = Text("There is no badge {tag}", "Il n’y a pas de badge {tag}")


def allow(turn: Turn, wish: Wish, intent: AllowTag) -> None:
    """Let a badge charge; one that waits at a charger starts at once."""
    key = folded(intent.tag)
    seen = turn.state.unknown_tags.get(key)
    if intent.once:
        turn.state = replace(turn.state, allowed_once=turn.state.allowed_once | {key})
        turn.do(SaveAllowedOnce(intent.tag.strip()))
    else:
        old = turn.state.tags.get(key) or Tag(intent.tag.strip())
        if old.expired(turn.now):
            old = replace(old, expires=None)
        tag = replace(
            old,
            name=intent.name or old.name,
            person=intent.person or old.person,
            group=intent.group or old.group,
            vehicle=intent.vehicle or old.vehicle,
            blocked=False,
        )
        keep_tag(turn, tag)
        end_once(turn, intent.tag)
    forget_unknown(turn, intent.tag)
    if seen is not None:
        _start_waiting(turn, seen)
    turn.fulfil(wish, (_ONCE if intent.once else _ALLOWED)(tag=intent.name or intent.tag))


def block(turn: Turn, wish: Wish, intent: BlockTag) -> None:
    """Refuse a badge from now on."""
    key = folded(intent.tag)
    keep_tag(turn, replace(turn.state.tags.get(key) or Tag(intent.tag.strip()), blocked=True))
    end_once(turn, intent.tag)
    forget_unknown(turn, intent.tag)
    turn.fulfil(wish, _BLOCKED(tag=turn.state.tags[key].name or intent.tag))


def set_one(turn: Turn, wish: Wish, intent: SetTag) -> None:
    """Change what is known of a badge, or know it from now on."""
    (tag,) = _change(turn, (intent,))
    turn.fulfil(wish, _SAVED(tag=tag.name or tag.tag))


def set_many(turn: Turn, wish: Wish, intent: SetTags) -> None:
    """Change many at once."""
    _change(turn, intent.tags)
    count = len(intent.tags)
    turn.fulfil(wish, (_ONE_SAVED if count == 1 else _MANY_SAVED)(count=str(count)))


def learn(turn: Turn, wish: Wish, intent: LearnTag) -> None:
    """Wait for the next unknown badge, or stop waiting."""
    if intent.off:
        turn.state = replace(turn.state, learning=None)
        turn.fulfil(wish, _NOT_LEARNING())
        return
    until = turn.at + timedelta(seconds=intent.seconds)
    learning = Learning(until, intent.name, intent.person, intent.group)
    turn.state = replace(turn.state, learning=learning)
    turn.fulfil(wish, _LEARNING(patience=duration(intent.seconds)))


def _change(turn: Turn, intents: tuple[SetTag, ...]) -> tuple[Tag, ...]:
    tags = tuple(_changed(turn.state, intent) for intent in intents)
    keep_tags(turn, tags)
    for tag in tags:
        end_once(turn, tag.tag)
        forget_unknown(turn, tag.tag)
    return tags


def _changed(state: State, intent: SetTag) -> Tag:
    key, forgotten = folded(intent.tag.tag), state.forgotten
    old = state.tags.get(key)
    if old is None and forgotten is not None and folded(forgotten.tag) == key:
        old = forgotten
    return replace(
        old or Tag(intent.tag.tag.strip()),
        **{name: getattr(intent.tag, name) for name in intent.fields},
    )


def forget(turn: Turn, wish: Wish, intent: ForgetTag) -> None:
    """Make a badge unknown again."""
    key = folded(intent.tag)
    known = turn.state.tags.get(key)
    if known is None and key not in turn.state.allowed_once:
        turn.fulfil(wish, _NO_TAG(tag=intent.tag), ok=False)
        return
    end_once(turn, intent.tag)
    if known is not None:
        rest = {other: tag for other, tag in turn.state.tags.items() if other != key}
        turn.state = replace(turn.state, tags=rest, forgotten=known)
        turn.do(DeleteTag(intent.tag))
    turn.fulfil(wish, _FORGOTTEN(tag=(known.name if known else None) or intent.tag))


def dismiss(turn: Turn, wish: Wish, intent: DismissTag) -> None:
    """Take an unknown badge off the list."""
    forget_unknown(turn, intent.tag)
    turn.fulfil(wish, _DISMISSED(tag=intent.tag))


def _start_waiting(turn: Turn, seen: UnknownTag) -> None:
    """Start the one car that waits there since the badge was shown; none that came much later."""
    charger = turn.state.chargers.get(seen.charger)
    if charger is None or not charger.online:
        return
    waiting = [
        connector
        for connector in charger.connectors.values()
        if connector.session
        and connector.session.transaction is None
        and connector.session.started <= seen.at + PLUG_IN_WITHIN
        and seen.connector in (None, connector.number)
    ]
    if len(waiting) == 1:
        claim(turn, replace(waiting[0], starting=Starting.after(None, turn.at)), seen.tag)
        turn.do(StartRemotely(charger.id, waiting[0].number, seen.tag))
