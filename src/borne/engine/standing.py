"""Which notices stand: each from its cause until the cause is over, and never two of one cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from borne.domain.charger import Charger, Connector
from borne.domain.commands import Announce
from borne.domain.decision import Mode
from borne.domain.life import Status
from borne.domain.say import Sayable, Sentence, Text, duration, plain
from borne.domain.tag import TagAnswer
from borne.domain.units import Dimension, Quantity
from borne.engine.happenings import LOST_AFTER, NEAR, NEAR_FOR, NEAR_NO_MORE
from borne.engine.notices import BADGE_OFFERS, SAME, Kind, Notice, Offer, Told, id_of
from borne.engine.ports import View
from borne.rules.ties import Tie, Urgency

SETTLES: Final = timedelta(minutes=3)
"""So long after its start, Borne may not know yet that a cause of before still stands."""
ENDED_FOR: Final = timedelta(days=1)
WAITS_AFTER: Final = timedelta(minutes=1)
"""By then the rules have decided, and the car has told what it does."""
FAULT_AFTER: Final = timedelta(seconds=10)
MOST_NEW: Final = 3
"""Chargers that are told of at once: a flood of them is no flood of notices."""
CUTS_SOON_S: Final = 120.0
"""With so few s left before the breaker opens, it is critical."""

_PLACE: Final = Text("{name}, socket {number}", "{name}, prise {number}")
_BY: Final = Text("{place}, {who}", "{place}, {who}")
_BADGE: Final = (
    Text("An unknown badge", "Un badge inconnu"),
    Text("Badge {tag} at {place}", "Badge {tag} à {place}"),
)
_NEW: Final = (
    Text("A new charger", "Une nouvelle borne"),
    Text(
        "{place} has connected, and waits to be adopted. Adopt it only if it is yours.",
        "{place} s’est connectée et attend d’être adoptée. Ne l’adoptez que si c’est la vôtre.",
    ),
)
_WAITS: Final = (
    Text("A car waits", "Une voiture attend"),
    Text("{place}: {why}", "{place} : {why}"),
)
_BOOST: Final = (
    Text("Full power", "Pleine puissance"),
    Text(
        "{place} charges at full power, above the rules",
        "{place} charge à pleine puissance, au-dessus des règles",
    ),
)
_ENDED: Final = (
    Text("A session has ended", "Une session est terminée"),
    Text("{place}: {energy} in {time}", "{place} : {energy} en {time}"),
    Text("{place}: {energy} in {time} for {cost}", "{place} : {energy} en {time} pour {cost}"),
)
_IGNORED: Final = Text("A limit is not followed", "Une limite n’est pas suivie")
_NEAR: Final = (
    Text("The contract is near", "L’abonnement est presque atteint"),
    Text("{left} are left for the whole house", "Il reste {left} pour toute la maison"),
    Text(
        "The breaker opens in {time} at this load: switch something off",
        "Le disjoncteur coupe dans {time} à cette charge : éteignez quelque chose",
    ),
)
_LOST: Final = (
    Text("A charger is gone", "Une borne est absente"),
    Text(
        "{place} has not been connected since {time}", "{place} n’est plus connectée depuis {time}"
    ),
)
_FAULT: Final = (
    Text("A charger reports a fault", "Une borne signale un défaut"),
    Text("{place}: {error}", "{place} : {error}"),
)
_UNNAMED: Final = Text("it does not say which", "elle ne dit pas lequel")
_PROBLEM: Final = Text("Borne needs you", "Borne a besoin de vous")
_RULES: Final = Text(
    "The rule files have mistakes. The last good rules go on; the panel shows where.",
    "Les fichiers de règles ont des erreurs. Les dernières bonnes règles continuent ; le panneau "
    "montre où.",
)
_IGNORED_CODE: Final = "ignored:"


class Stand(NamedTuple):
    """The notices that stand by their ids, and those of before that are not known to be over."""

    notices: Mapping[str, Notice]
    kept: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Candidate:
    notice: Notice
    after: timedelta = timedelta()
    """How long it must be so before it is told."""
    dated: bool = False
    """It tells itself since when it is so; a later one of the same cause is told again."""


class Standing:
    """Looks at each view of the engine; `told` is what an earlier run has shown."""

    def __init__(self, told: Mapping[str, Told], now: datetime) -> None:
        self._before = dict(told)
        self._settled = now + SETTLES
        self._since: dict[str, datetime] = {id_: one.at for id_, one in told.items()}
        self._due: datetime | None = None
        self._near = any(one.kind is Kind.CONTRACT_NEAR for one in told.values())
        self._seen = {one.cause for one in told.values() if one.kind is Kind.CHARGER_LOST}
        """Chargers that were there once: another is not gone."""
        self._ended: dict[str, Notice] = {}

    def see(self, view: View, announcements: Iterable[Announce], now: datetime) -> Stand:
        """Return what stands now; `now` in the house's zone."""
        for announce in announcements:
            if announce.event == "borne_session_ended":
                self._session_ended(view, announce.data, now)
        book = view.running.book
        ties = tuple(tie for tie in (book.ties if book else ()) if tie.notify is not None)
        found = {
            one.notice.id: one
            for one in self._candidates(view, now)
            if not any(_is_of_the_rules(one.notice, tie) for tie in ties)
        }
        self._since = {id_: self._since.get(id_, one.notice.at) for id_, one in found.items()}
        notices = {
            id_: one.notice if one.dated else replace(one.notice, at=self._since[id_])
            for id_, one in found.items()
            if self._since[id_] + one.after <= now
        }
        self._forget(view, notices, now)
        later = [self._since[id_] + one.after for id_, one in found.items()]
        settled = [self._settled] if self._before else []
        self._due = min((at for at in (*later, *settled) if at > now), default=None)
        return Stand(notices, frozenset(self._before))

    def due(self) -> datetime | None:
        """When to look again though nothing is heard."""
        return self._due

    def _forget(self, view: View, notices: Mapping[str, Notice], now: datetime) -> None:
        """What stands is no matter of before any more, and what has settled is over."""
        self._before = {
            id_: one
            for id_, one in self._before.items()
            if id_ not in notices and (now < self._settled or _still_ended(view, one, now))
        }

    def _candidates(self, view: View, now: datetime) -> Iterator[_Candidate]:
        yield from _badges(view)
        yield from self._chargers(view, now)
        yield from self._sessions(view, now)
        yield from self._contract(view, now)
        yield from _problems(view, now)

    def _chargers(self, view: View, now: datetime) -> Iterator[_Candidate]:
        waiting = [one for one in view.state.chargers.values() if _asks(one)]
        for charger in sorted(waiting, key=lambda one: one.first_seen)[:MOST_NEW]:
            place = plain(charger.called)
            notice = _notice(Kind.NEW_CHARGER, charger.id, now, _NEW, place=place)
            offer = replace(notice, offers=(Offer.ADOPT,), about=charger.id)
            yield _Candidate(replace(offer, urgency=Urgency.WARNING))
        for charger in view.state.chargers.values():
            if charger.online:
                self._seen.add(charger.id)
            if not charger.adopted:
                continue
            if charger.online:
                yield from _faults(charger, now)
                for connector in charger.connectors.values():
                    yield from _at_connector(charger, connector, now)
            elif charger.id in self._seen:
                yield self._lost(charger, now)

    def _lost(self, charger: Charger, now: datetime) -> _Candidate:
        since = self._since.get(id_of(Kind.CHARGER_LOST, charger.id), now)
        values: dict[str, Sayable] = {"time": since.astimezone(now.tzinfo)}
        place = plain(charger.called)
        notice = _notice(Kind.CHARGER_LOST, charger.id, now, _LOST, place=place, **values)
        told = replace(notice, urgency=Urgency.WARNING, charger=charger.id)
        return _Candidate(told, LOST_AFTER)

    def _session_ended(self, view: View, data: Mapping[str, object], now: datetime) -> None:
        charger, number = view.state.chargers.get(str(data.get("charger"))), data.get("connector")
        energy, seconds, cost = (data.get(name) for name in ("energy", "duration", "cost"))
        if charger is None or not isinstance(number, int) or not isinstance(energy, int | float):
            return
        if energy <= 0:
            return  # a car that was only plugged in is no news
        place, who = _place(charger, number), data.get("person") or _name_of(view, data.get("tag"))
        values: dict[str, Sayable] = {
            "place": _BY(place=place, who=str(who)) if who else place,
            "energy": Quantity(float(energy), Dimension.ENERGY),
            "time": duration(float(seconds) if isinstance(seconds, int | float) else 0.0),
        }
        said = _ENDED[1](**values)
        if isinstance(cost, int | float):
            said = _ENDED[2](**values, cost=Quantity(float(cost), Dimension.MONEY))
        place_id = f"{charger.id}/{number}"
        self._ended[place_id] = Notice(
            Kind.SESSION_ENDED, place_id, now, _ENDED[0](), said, charger=charger.id
        )

    def _sessions(self, view: View, now: datetime) -> Iterator[_Candidate]:
        for place, notice in list(self._ended.items()):
            if _connector_is_free(view, place) and now - notice.at < ENDED_FOR:
                yield _Candidate(notice, dated=True)
            else:
                del self._ended[place]

    def _contract(self, view: View, now: datetime) -> Iterator[_Candidate]:
        book = view.running.book
        contract = book.site.contract if book else None
        left = view.figures.unused if contract else None
        share = NEAR_NO_MORE if self._near else NEAR
        if not contract or left is None or left >= contract * share:
            self._near = False
            return
        quantity = Quantity(max(left, 0.0), Dimension.APPARENT)
        notice = _notice(Kind.CONTRACT_NEAR, "house", now, _NEAR[:2], left=quantity)
        notice = replace(notice, urgency=Urgency.WARNING)
        seconds = view.figures.breaker_left
        if seconds is not None and seconds < CUTS_SOON_S:
            message = _NEAR[2](time=duration(seconds))
            notice = replace(notice, message=message, urgency=Urgency.CRITICAL)
        since = self._since.get(notice.id, now)
        self._near = self._near or now - since >= NEAR_FOR
        urgent = notice.urgency is Urgency.CRITICAL
        yield _Candidate(notice, timedelta() if urgent else NEAR_FOR)


def _badges(view: View) -> Iterator[_Candidate]:
    for key, seen in view.state.unknown_tags.items():
        if seen.answer is not TagAnswer.ASKED:
            continue
        charger = view.state.chargers.get(seen.charger)
        place = plain(charger.called if charger else seen.charger)
        notice = _notice(Kind.UNKNOWN_BADGE, key, seen.at, _BADGE, place=place, tag=seen.tag)
        notice = replace(notice, urgency=Urgency.WARNING, charger=seen.charger)
        yield _Candidate(replace(notice, offers=BADGE_OFFERS, about=seen.tag), dated=True)


def _faults(charger: Charger, now: datetime) -> Iterator[_Candidate]:
    """A fault of the whole charger stands for those of its connectors."""
    places: list[tuple[str, Sentence, str | None]] = []
    if charger.status is Status.FAULTED:
        places.append((charger.id, plain(charger.called), charger.error))
    else:
        places.extend(
            (it.id, _place(charger, it.number), it.error_info or it.error)
            for it in charger.connectors.values()
            if it.status is Status.FAULTED
        )
    for cause, place, error in places:
        said = plain(error) if error else _UNNAMED()
        notice = _notice(Kind.CHARGER_FAULT, cause, now, _FAULT, place=place, error=said)
        told = replace(notice, urgency=Urgency.WARNING, charger=charger.id)
        yield _Candidate(told, FAULT_AFTER)


def _at_connector(charger: Charger, connector: Connector, now: datetime) -> Iterator[_Candidate]:
    place, session = _place(charger, connector.number), connector.session
    decision = connector.decision
    if connector.by_hand.boost is not None and session is not None:
        notice = _notice(Kind.BOOST, connector.id, now, _BOOST, place=place)
        offers = (Offer.BOOST_OFF,)
        yield _Candidate(replace(notice, offers=offers, about=connector.id, charger=charger.id))
    elif session is not None and decision is not None and _waits(connector):
        notice = _notice(Kind.CAR_WAITS, connector.id, now, _WAITS, place=place, why=decision.why)
        notice = replace(notice, about=connector.id, charger=charger.id, offers=(Offer.BOOST,))
        yield _Candidate(notice, WAITS_AFTER)


def _waits(connector: Connector) -> bool:
    """A car that has not charged yet and is not let to; paused by a person, it is no news."""
    decision, session = connector.decision, connector.session
    if decision is None or session is None or connector.held or connector.by_hand.mode:
        return False
    idle = not decision.charge and not connector.charging and session.energy == 0
    return idle and decision.mode is not Mode.WAIT


def _problems(view: View, now: datetime) -> Iterator[_Candidate]:
    for code, trouble in view.state.troubles.items():
        if code.startswith(_IGNORED_CODE):
            yield _ignored(view, code.removeprefix(_IGNORED_CODE), trouble.message, trouble.since)
        elif trouble.severity == "error":
            notice = Notice(Kind.PROBLEM, code, trouble.since, _PROBLEM(), trouble.message)
            yield _Candidate(replace(notice, urgency=Urgency.WARNING))
    if view.reading.book is None:
        notice = Notice(Kind.PROBLEM, "rules", now, _PROBLEM(), _RULES())
        yield _Candidate(replace(notice, urgency=Urgency.WARNING))


def _ignored(view: View, place: str, message: Sentence, since: datetime) -> _Candidate:
    id_, _, _ = place.rpartition("/")
    notice = Notice(Kind.LIMIT_IGNORED, place, since, _IGNORED(), message)
    notice = replace(notice, urgency=Urgency.WARNING, offers=(Offer.STOP,), about=place)
    return _Candidate(replace(notice, charger=id_ if id_ in view.state.chargers else None))


def _notice(
    kind: Kind, cause: str, at: datetime, texts: tuple[Text, Text], **values: Sayable
) -> Notice:
    return Notice(kind, cause, at, texts[0](), texts[1](**values))


def _is_of_the_rules(notice: Notice, tie: Tie) -> bool:
    """Whether an entry of `events:` tells the same."""
    if SAME.get(notice.kind) not in tie.on:
        return False
    return not tie.chargers or (notice.charger or "").casefold() in tie.chargers


def _asks(charger: Charger) -> bool:
    return charger.online and not charger.adopted and not charger.ignored


def _connector_is_free(view: View, place: str) -> bool:
    id_, _, number = place.rpartition("/")
    charger = view.state.chargers.get(id_)
    return charger is not None and charger.connector(int(number)).session is None


def _still_ended(view: View, told: Told, now: datetime) -> bool:
    """Whether what was told of a session's end is still the last that is known there."""
    fresh = told.kind is Kind.SESSION_ENDED and now - told.at < ENDED_FOR
    return fresh and _connector_is_free(view, told.cause)


def _place(charger: Charger, number: int) -> Sentence:
    if len(charger.connectors) < 2:
        return plain(charger.called)
    return _PLACE(name=charger.called, number=str(number))


def _name_of(view: View, tag: object) -> str | None:
    known = view.state.tag(tag) if isinstance(tag, str) else None
    return (known.name or known.tag) if known else None
