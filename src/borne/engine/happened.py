"""One thing that has happened, and the connector that it happened to, as a condition sees it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from msgspec.structs import replace

from borne.domain.decision import Subject
from borne.domain.say import Sayable
from borne.domain.state import State
from borne.domain.tag import UnknownTagPolicy, folded
from borne.engine.subject import subject_of
from borne.rules.ties import Happening


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that has happened."""

    what: Happening
    cause: str
    """What makes two of the same kind the same."""
    charger: str | None = None
    values: Mapping[str, Sayable] = field(default_factory=dict)
    """For the placeholders; what is not there is unknown."""
    data: Mapping[str, object] = field(default_factory=dict)
    """Plain, for Home Assistant."""


def subject_at(
    state: State, happened: Happened, policy: UnknownTagPolicy, now: datetime
) -> Subject:
    """Return the connector as it was for what has happened: its badge may be gone by now."""
    charger = state.chargers.get(happened.charger or "")
    number = happened.data.get("connector")
    connector = charger.connectors.get(number) if charger and isinstance(number, int) else None
    if charger is not None and connector is not None:
        subject = subject_of(state, charger, connector, policy, now)
    else:
        subject = Subject("", happened.charger or "", 0)
    tag, energy = happened.data.get("tag"), happened.data.get("energy")
    if isinstance(tag, str):
        subject = _with_tag(subject, state, tag)
    if isinstance(energy, int | float):
        subject = replace(subject, session_energy=float(energy))
    return subject


def _with_tag(subject: Subject, state: State, tag: str) -> Subject:
    known = state.tag(tag)
    if known is None:
        return replace(subject, tag=tag, who=frozenset({folded(tag)}))
    return replace(
        subject,
        tag=tag,
        tag_known=True,
        person=known.person,
        vehicle=known.vehicle,
        who=known.who,
    )
