"""Who may charge: badges that are known, unknown, allowed once, blocked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain.booking import end_once, named
from borne.domain.charger import Charger, Connector
from borne.domain.commands import Admission, AnswerTag
from borne.domain.events import TagSwiped
from borne.domain.records import DeleteUnknownTag, SaveSession, SaveTag, SaveUnknownTag
from borne.domain.say import Sentence, Text, day_of
from borne.domain.state import State
from borne.domain.tag import (
    BORNE_TAG,
    Tag,
    TagAnswer,
    Terms,
    UnknownTag,
    UnknownTagPolicy,
    folded,
)
from borne.domain.turn import Turn

_EXPIRED: Final = Text(
    "The badge {tag} was valid until {day}", "Le badge {tag} était valable jusqu’au {day}"
)
_IS_BLOCKED: Final = Text("The badge {tag} is blocked", "Le badge {tag} est bloqué")
_CONCURRENT: Final = Text(
    "The badge {tag} charges elsewhere already", "Le badge {tag} charge déjà ailleurs"
)

_SEEN_AGAIN: Final = timedelta(minutes=1)
"""A badge's last use is written at most so often."""

PLUG_IN_WITHIN: Final = timedelta(minutes=2)
"""Between the badge and the plug; as long as chargers commonly wait (ConnectionTimeOut)."""


def judge(
    state: State,
    unknown: UnknownTagPolicy,
    tag: str,
    now: datetime,
    place: str | None = None,
) -> Admission:
    """What that badge is told, by the badges that are known and what unknown ones get.

    `now` in the house's zone; `place` is the connector at which it wants a transaction, if any.
    """
    key = folded(tag)
    if key == folded(BORNE_TAG):
        return Admission.ACCEPTED
    known = state.tags.get(key)
    most: int | None = 1
    if known is not None:
        if known.blocked:
            return Admission.BLOCKED
        if known.expired(now):
            return Admission.EXPIRED
        most = known.at_once
    elif key not in state.allowed_once:
        accept = unknown is UnknownTagPolicy.ACCEPT
        return Admission.ACCEPTED if accept else Admission.INVALID
    if place is not None and most is not None and _elsewhere(state, key, place) >= most:
        return Admission.CONCURRENT
    return Admission.ACCEPTED


def admit(turn: Turn, charger: Charger, tag: str, place: str | None = None) -> Admission:
    """What a badge that is shown now is told; one that is waited for is learnt.

    A charger that nobody has adopted may be anybody's: it learns of no badge whether it is known.
    """
    if not charger.adopted:
        return Admission.INVALID
    _learn(turn, tag)
    return judge(turn.state, turn.policy.access.unknown_tag, tag, turn.now, place)


def terms_of(turn: Turn, tag: str, admission: Admission | None) -> Terms:
    """What a charger is told besides of a badge, where it may charge."""
    known = turn.state.tag(tag)
    return known.terms(turn.now) if known and admission is Admission.ACCEPTED else Terms()


def refusal(tag: Tag | None, text: str, admission: Admission) -> Sentence | None:
    """Why a badge may not charge; None where it may, or where nothing more is known."""
    called = (tag.name if tag else None) or text
    if admission is Admission.EXPIRED and tag is not None and tag.expires is not None:
        return _EXPIRED(tag=called, day=day_of(tag.expires))
    if admission is Admission.BLOCKED:
        return _IS_BLOCKED(tag=called)
    return _CONCURRENT(tag=called) if admission is Admission.CONCURRENT else None


def tag_swiped(turn: Turn, event: TagSwiped) -> None:
    """Authorize: an accepted badge also claims the car that Borne had started without one."""
    charger = turn.heard(event.charger)
    admission = admit(turn, charger, event.tag)
    told = terms_of(turn, event.tag, admission)
    turn.do(AnswerTag(event.charger, event.ticket, admission, told))
    if not charger.adopted:
        return
    note_seen(turn, charger.id, None, event.tag, admission)
    known = turn.state.tag(event.tag)
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


def note_seen(
    turn: Turn, charger: str, connector: int | None, tag: str, admission: Admission
) -> None:
    """Remember when and where a badge was shown last, and how it was answered."""
    key = folded(tag)
    if not key or key == folded(BORNE_TAG):
        return
    known = turn.state.tags.get(key)
    if known is not None:
        _seen_again(turn, known, charger, connector, admission)
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
    keep_tags(turn, (tag,))


def keep_tags(turn: Turn, tags: Iterable[Tag]) -> None:
    """Put many there at once."""
    by_key = {folded(tag.tag): tag for tag in tags}
    turn.state = replace(turn.state, tags={**turn.state.tags, **by_key})
    turn.do(*map(SaveTag, by_key.values()))


def _seen_again(
    turn: Turn, tag: Tag, charger: str, connector: int | None, admission: Admission
) -> None:
    same = (tag.last_charger, tag.last_connector, tag.last_answer) == (
        charger,
        connector,
        admission.value,
    )
    if same and tag.last_seen is not None and turn.at - tag.last_seen < _SEEN_AGAIN:
        return
    keep_tag(
        turn,
        replace(
            tag,
            last_seen=turn.at,
            last_charger=charger,
            last_connector=connector,
            last_answer=admission.value,
        ),
    )


def _learn(turn: Turn, tag: str) -> None:
    key, learning = folded(tag), turn.state.learning
    if learning is None or learning.until <= turn.at:
        return
    if not key or key == folded(BORNE_TAG) or key in turn.state.tags:
        return
    turn.state = replace(turn.state, learning=None)
    keep_tag(turn, Tag(tag.strip(), learning.name, learning.person, learning.group))
    end_once(turn, tag)
    forget_unknown(turn, tag)


def _elsewhere(state: State, key: str, place: str) -> int:
    """How many transactions that badge has open besides the one at `place`.

    Where that one is open already, only those count that were there before it: of several that
    are too many, the first goes on.
    """
    opened = {
        connector.id: connector.session.transaction.id
        for charger in state.chargers.values()
        for connector in charger.connectors.values()
        if connector.session
        and connector.session.transaction
        and folded(connector.session.tag or connector.session.transaction.tag) == key
    }
    own = opened.pop(place, None)
    return sum(1 for number in opened.values() if own is None or number < own)


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
    if turn.at - shown <= PLUG_IN_WITHIN:
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
