"""What has happened, as `events:` speaks of it: from announcements, and from what stays so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from borne.domain.charger import Charger
from borne.domain.commands import Announce
from borne.domain.say import Sayable, Sentence
from borne.domain.units import Dimension, Quantity
from borne.engine.happened import Happened
from borne.engine.ports import View
from borne.rules.ties import Happening

LOST_AFTER: Final = timedelta(minutes=2)
"""A charger that is back by then was never lost."""
NEAR_FOR: Final = timedelta(seconds=30)
NEAR: Final = 0.10
"""Less than this share of the contract is left."""
NEAR_NO_MORE: Final = 0.15
"""At least this share must be left again before it can come near anew."""

_SESSIONS: Final = {
    "borne_session_started": Happening.SESSION_STARTED,
    "borne_session_ended": Happening.SESSION_ENDED,
}


class Watch:
    """Looks at each view of the engine, and remembers what it needs to tell what is new."""

    def __init__(self) -> None:
        self._away: dict[str, datetime] = {}
        self._lost: set[str] = set()
        self._seen: set[str] = set()
        """Chargers that were there since Borne has started."""
        self._rules: dict[str, str] = {}
        self._near_since: datetime | None = None
        self._near = False

    def see(
        self, view: View, announcements: Iterable[Announce], now: datetime
    ) -> tuple[Happened, ...]:
        """Return what has happened since the last look."""
        told = (one for announce in announcements for one in self._announced(view, announce))
        return (*told, *self._lines(view, now), *self._contract(view, now))

    def due(self) -> datetime | None:
        """When to look again though nothing is heard."""
        away = (since + LOST_AFTER for id_, since in self._away.items() if id_ not in self._lost)
        since = self._near_since
        near = () if since is None or self._near else (since + NEAR_FOR,)
        return min((*away, *near), default=None)

    # What is announced

    def _announced(self, view: View, announce: Announce) -> Iterator[Happened]:
        data = announce.data
        charger = view.state.chargers.get(str(data.get("charger")))
        if charger is None:
            return
        if announce.event in _SESSIONS:
            yield _session(view, charger, _SESSIONS[announce.event], data)
        elif announce.event == "borne_tag":
            yield from _badge(view, charger, data)
        elif announce.event == "borne_fault" and data.get("error") == "limit ignored":
            yield _ignored(view, charger, data)
        elif announce.event == "borne_decision":
            yield from self._decided(charger, data)

    def _decided(self, charger: Charger, data: Mapping[str, object]) -> Iterator[Happened]:
        """Between two cars no rule decides: the next one's is news only where it differs."""
        rule, number = data.get("rule"), data.get("connector")
        if not isinstance(rule, str) or not isinstance(number, int):
            return
        place = f"{charger.id}/{number}"
        before = self._rules.get(place)
        self._rules[place] = rule
        if before is None or before == rule:
            return
        decision = charger.connector(number).decision
        values: dict[str, Sayable] = {"rule": rule}
        if decision is not None:
            values["why"] = decision.why
            values["current"] = Quantity(decision.current, Dimension.CURRENT)
        yield _happened(Happening.RULE_CHANGED, f"{place} {rule}", charger, data, values)

    # What stays so for a while

    def _lines(self, view: View, now: datetime) -> Iterator[Happened]:
        for id_, charger in view.state.chargers.items():
            if charger.online:
                self._seen.add(id_)
                self._away.pop(id_, None)
                if id_ in self._lost:
                    self._lost.discard(id_)
                    yield _happened(Happening.CHARGER_BACK, id_, charger, {"charger": id_})
            elif id_ in self._seen and charger.adopted:
                since = self._away.setdefault(id_, now)
                if id_ not in self._lost and now - since >= LOST_AFTER:
                    self._lost.add(id_)
                    yield _happened(Happening.CHARGER_LOST, id_, charger, {"charger": id_})
        for gone in [id_ for id_ in self._away if id_ not in view.state.chargers]:
            del self._away[gone]
            self._lost.discard(gone)

    def _contract(self, view: View, now: datetime) -> Iterator[Happened]:
        book = view.running.book
        contract, left = book.site.contract if book else None, view.figures.unused
        if not contract or left is None:
            self._near_since, self._near = None, False
            return
        if left >= contract * (NEAR_NO_MORE if self._near else NEAR):
            self._near_since, self._near = None, False
            return
        self._near_since = self._near_since or now
        if not self._near and now - self._near_since >= NEAR_FOR:
            self._near = True
            values = {"left": Quantity(max(left, 0.0), Dimension.APPARENT)}
            yield Happened(Happening.LIMIT_NEAR, "", None, values, {"left": left})


def _happened(
    what: Happening,
    cause: str,
    charger: Charger,
    data: Mapping[str, object],
    values: Mapping[str, Sayable] | None = None,
) -> Happened:
    number = data.get("connector")
    said: dict[str, Sayable] = {"charger": charger.called, **(values or {})}
    if isinstance(number, int):
        said["connector"] = str(number)
    return Happened(what, cause, charger.id, said, data)


def _session(view: View, charger: Charger, what: Happening, data: Mapping[str, object]) -> Happened:
    values = _of_badge(view, data)
    energy = data.get("energy")
    if isinstance(energy, int | float):
        values["energy"] = Quantity(float(energy), Dimension.ENERGY)
    return _happened(what, f"{charger.id}/{data.get('connector')}", charger, data, values)


def _badge(view: View, charger: Charger, data: Mapping[str, object]) -> Iterator[Happened]:
    """A badge that is known and refused is neither accepted nor unknown."""
    tag = str(data.get("tag"))
    if data.get("accepted"):
        what = Happening.TAG_ACCEPTED
    elif view.state.tag(tag) is None:
        what = Happening.TAG_UNKNOWN
    else:
        return
    yield _happened(what, f"{charger.id} {tag}", charger, data, _of_badge(view, data))


def _of_badge(view: View, data: Mapping[str, object]) -> dict[str, Sayable]:
    tag, person = data.get("tag"), data.get("person")
    if not isinstance(tag, str):
        return {}
    known = view.state.tag(tag)
    name = known.name if known else None
    return {"tag": name or tag, "person": person if isinstance(person, str) else None}


def _ignored(view: View, charger: Charger, data: Mapping[str, object]) -> Happened:
    place = f"{charger.id}/{data.get('connector')}"
    trouble = view.state.troubles.get(f"ignored:{place}")
    why: Sentence | str = trouble.message if trouble else str(data.get("info"))
    return _happened(Happening.LIMIT_IGNORED, place, charger, data, {"why": why})
