"""Badges, and who may charge."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from msgspec import Struct

LONGEST_TAG: Final = 20
"""Characters of an idToken in OCPP 1.6."""
BORNE_TAG: Final = "BORNE"
"""The constant tag under which Borne itself starts a car that came without a badge."""


class KnownTag(StrEnum):
    """What a known badge gets."""

    BOOST = "boost"
    RULES = "rules"


class UnknownTagPolicy(StrEnum):
    """What an unknown badge gets."""

    ASK = "ask"
    REJECT = "reject"
    ACCEPT = "accept"


class WithoutTag(StrEnum):
    """What a car without a badge gets."""

    RULES = "rules"
    WAIT = "wait"


class Access(Struct, frozen=True):
    """The `access:` section of the rules."""

    known_tag: KnownTag = KnownTag.BOOST
    unknown_tag: UnknownTagPolicy = UnknownTagPolicy.ASK
    without_tag: WithoutTag = WithoutTag.RULES


class Terms(NamedTuple):
    """What a charger is told of a badge that may charge."""

    group: str | None = None
    """Whose other badges may end what this one has begun (`parentIdTag`)."""
    until: datetime | None = None
    """When it ends."""


class Tag(Struct, frozen=True):
    """A badge that somebody has named, allowed or blocked."""

    tag: str
    name: str | None = None
    person: str | None = None
    group: str | None = None
    vehicle: str | None = None
    expires: date | None = None
    """The last day on which it may charge, in the house's zone."""
    at_once: int | None = None
    """How many transactions it may have open at a time; None: any number."""
    blocked: bool = False
    last_seen: datetime | None = None
    last_charger: str | None = None
    last_connector: int | None = None
    last_answer: str | None = None
    """What it was told then, in OCPP's own word."""

    def expired(self, at: datetime) -> bool:
        """Whether its last day is over; `at` in the house's zone."""
        return self.expires is not None and at.date() > self.expires

    def terms(self, now: datetime) -> Terms:
        """What a charger is told of it; `now` in the house's zone."""
        until = None
        if self.expires is not None:
            until = datetime.combine(self.expires + timedelta(days=1), time.min, now.tzinfo)
        group = self.group if self.group and len(self.group) <= LONGEST_TAG else None
        return Terms(group, until)

    @property
    def who(self) -> frozenset[str]:
        """Every name that a rule's `who` may mean by this badge, folded."""
        names = (self.tag, self.name, self.person, self.group, self.vehicle)
        return frozenset(name.casefold() for name in names if name)


TAG_FIELDS: Final = ("name", "person", "group", "vehicle", "expires", "at_once", "blocked")
"""What can be set of a badge, by its names in commands and in the CSV."""


class Learning(Struct, frozen=True):
    """The next unknown badge that is shown before `until` is added with this."""

    until: datetime
    name: str | None = None
    person: str | None = None
    group: str | None = None


class TagAnswer(StrEnum):
    """How an unknown badge was answered."""

    REFUSED = "refused"
    ACCEPTED = "accepted"
    ASKED = "asked"


class UnknownTag(Struct, frozen=True):
    """A badge that nobody has named yet, with the last time and place it was seen."""

    tag: str
    charger: str
    connector: int | None
    at: datetime
    answer: TagAnswer


def folded(tag: str) -> str:
    """The form in which badges are compared: OCPP's idToken ignores case (CiString20)."""
    return tag.strip().casefold()
