"""Badges, and who may charge."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final

from msgspec import Struct

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


class Tag(Struct, frozen=True):
    """A badge that somebody has named, allowed or blocked."""

    tag: str
    name: str | None = None
    person: str | None = None
    group: str | None = None
    vehicle: str | None = None
    blocked: bool = False
    last_seen: datetime | None = None

    @property
    def who(self) -> frozenset[str]:
        """Every name that a rule's `who` may mean by this badge, folded."""
        names = (self.tag, self.name, self.person, self.group, self.vehicle)
        return frozenset(name.casefold() for name in names if name)


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
