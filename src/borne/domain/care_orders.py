"""Orders about how a charger is dealt with. `wish` names the wish that waits for the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from msgspec import Struct, field

from borne.domain.offline import Offline
from borne.domain.rhythm import PING


class Interval(Struct, frozen=True):
    """A key of the charger that should say so many s at the most; `exact`: just so many."""

    key: str
    seconds: int
    exact: bool = False


class UseCare(Struct, frozen=True):
    """Deal with the charger like this from now on; no call to it."""

    charger: str
    strict: bool = False
    ping: float = PING.usual
    """s between Borne's own pings."""
    intervals: tuple[Interval, ...] = ()
    """What set-up sees to."""
    written: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For who knows nothing of it yet; see `Care.written`."""
    wish: str | None = None


class ChooseOffline(Struct, frozen=True):
    """Read the keys that say who may charge offline, write what differs, read them back."""

    charger: str
    who: Offline
    wish: str | None = None


CareOrder: TypeAlias = UseCare | ChooseOffline
