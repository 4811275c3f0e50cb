"""Who may charge: badges that are known, unknown, allowed once, blocked."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain.booking import named
from borne.domain.charger import Charger, Connector
from borne.domain.commands import Admission, AnswerTag
from borne.domain.events import TagSwiped
from borne.domain.records import DeleteUnknownTag, SaveSession, SaveTag, SaveUnknownTag
from borne.domain.tag import (
    BORNE_TAG,
    Tag,
    TagAnswer,
    UnknownTag,
    UnknownTagPolicy,
    folded,
)
from borne.domain.turn import Turn

_SEEN_AGAIN: Final = timedelta(minutes=1)
"""A badge's last use is written at most so often."""

_PLUG_IN_WITHIN: Final = timedelta(minutes=2)
"""Between the badge and the plug; as long as chargers commonly wait (ConnectionTimeOut)."""


def admit(turn: Turn, tag: str) -> Admission:
    """What that badge is told, by the badges that are known and the rules' `access`."""
    key = folded(tag)
    if key == folded(BORNE_TAG):
        return Admission.ACCEPTED
    known = turn.state.tags.get(key)
    if known is not None:
        return Admission.BLOCKED if known.blocked else Admission.ACCEPTED
    if key in turn.state.allowed_once:
        return Admission.ACCEPTED
    accept = turn.policy.access.unknown_tag is UnknownTagPolicy.ACCEPT
    return Admission.ACCEPTED if accept else Admission.INVALID


def tag_swiped(turn: Turn, event: TagSwiped) -> None:
    """Authorize: an accepted badge also claims the car that Borne had started without one."""
    charger = turn.heard(event.charger)
    admission = admit(turn, event.tag)
    turn.do(AnswerTag(event.charger, event.ticket, admission))
    known = turn.state.tag(event.tag)
    if known is None:
        note_unknown(turn, charger.id, None, event.tag, admission)
    else:
        _seen(turn, known)
    if folded(event.tag) != folded(BORNE_TAG):
        turn.announce(
            "borne_tag",
            {
                "charger": charger.id,
                "tag": event.tag,
                "accepted": admission is Admission.ACCEPTED,
                "name": known.name if known else None,
                "person": known.person if known else None,
            },
        )
    if admission is Admission.ACCEPTED and folded(event.tag) != folded(BORNE_TAG):
        charger = replace(charger, authorized_at=turn.at, authorized_tag=event.tag)
        turn.put(charger)
        _claim_waiting(turn, charger, event.tag)


def note_unknown(
    turn: Turn, charger: str, connector: int | None, tag: str, admission: Admission
) -> None:
    """Remember a badge that nobody has named, with how it was answered."""
    key = folded(tag)
    if not key or key == folded(BORNE_TAG) or key in turn.state.tags:
        return
    answer = TagAnswer.REFUSED
    if admission is Admission.ACCEPTED:
        answer = TagAnswer.ACCEPTED
    elif turn.policy.access.unknown_tag is UnknownTagPolicy.ASK:
        answer = TagAnswer.ASKED
    seen = UnknownTag(
        tag=tag.strip(), charger=charger, connector=connector, at=turn.at, answer=answer
    )
    turn.state = replace(turn.state, unknown_tags={**turn.state.unknown_tags, key: seen})
    turn.do(SaveUnknownTag(seen))


def forget_unknown(turn: Turn, tag: str) -> None:
    """The badge is known now, or was dismissed."""
    key = folded(tag)
    if key in turn.state.unknown_tags:
        rest = {other: seen for other, seen in turn.state.unknown_tags.items() if other != key}
        turn.state = replace(turn.state, unknown_tags=rest)
        turn.do(DeleteUnknownTag(tag))


def keep_tag(turn: Turn, tag: Tag) -> None:
    """Put a badge into the state and onto the disk."""
    turn.state = replace(turn.state, tags={**turn.state.tags, folded(tag.tag): tag})
    turn.do(SaveTag(tag))


def _seen(turn: Turn, tag: Tag) -> None:
    if tag.last_seen is None or turn.at - tag.last_seen >= _SEEN_AGAIN:
        keep_tag(turn, replace(tag, last_seen=turn.at))


def claim(turn: Turn, connector: Connector, tag: str) -> None:
    """Give the session at this connector to a badge, and let it start again."""
    if connector.session is not None:
        session = named(turn, connector.session, tag)
        turn.do(SaveSession(session))
        connector = replace(connector, session=session)
    if connector.held:
        turn.keep_connector(replace(connector, held=False))
    else:
        turn.put(connector)


def claim_shown(turn: Turn, connector: Connector) -> None:
    """Give a car that is plugged in to the badge that was shown shortly before."""
    charger = turn.state.chargers[connector.charger]
    tag, shown = charger.authorized_tag, charger.authorized_at
    if tag is None or shown is None or connector.session is None or connector.session.tag:
        return
    turn.put(replace(charger, authorized_tag=None))
    if turn.at - shown <= _PLUG_IN_WITHIN:
        claim(turn, connector, tag)


def _claim_waiting(turn: Turn, charger: Charger, tag: str) -> None:
    """Give the one session without a badge to the person who has just shown theirs."""
    waiting = [
        connector
        for connector in charger.connectors.values()
        if connector.session and connector.session.tag is None
    ]
    if len(waiting) == 1:
        turn.put(replace(charger, authorized_tag=None))
        claim(turn, waiting[0], tag)
