"""All that the engine knows, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from msgspec import Struct, field
from msgspec.structs import replace

from borne.domain.charger import Charger, Connector
from borne.domain.fact import Fact
from borne.domain.layered import Layered
from borne.domain.say import Sentence, Text
from borne.domain.tag import Access, Learning, Tag, UnknownTag, folded
from borne.domain.tariff import Portion


class Trouble(Struct, frozen=True, gc=False):
    """Something that a person should know and can mend."""

    code: str
    severity: str
    """`error` or `warning`."""
    message: Sentence
    since: datetime


class Home(Struct, frozen=True, gc=False):
    """How Borne stands with Home Assistant."""

    status: str = "off"
    message: Sentence = field(
        default_factory=Text(
            "Borne runs alone, without Home Assistant", "Borne fonctionne seul, sans Home Assistant"
        )
    )
    since: datetime | None = None


class Policy(Struct, frozen=True, gc=False):
    """What the options and the rules say about who may come in."""

    access: Access = field(default_factory=Access)
    auto_adopt: bool = False
    heartbeat: int = 60
    """s."""
    follows_in: Mapping[str, float] = field(default_factory=dict)
    """By connector, s that its charger takes to follow a limit, where the site tells."""
    zone: tzinfo = UTC
    """In which sentences say a time."""


class State(Struct, frozen=True, gc=False):
    """Chargers by id, facts by source, badges by folded tag."""

    chargers: Mapping[str, Charger] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    tags: Mapping[str, Tag] = field(default_factory=dict)
    unknown_tags: Mapping[str, UnknownTag] = field(default_factory=dict)
    allowed_once: frozenset[str] = frozenset()
    learning: Learning | None = None
    forgotten: Tag | None = None
    """The badge that was forgotten last, should that be undone."""
    home: Home = field(default_factory=Home)
    portions: Mapping[int, tuple[Portion, ...]] = field(default_factory=dict)
    """By session, what this month's sessions and the open ones have charged."""
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    next_session: int = 1
    next_transaction: int = 1

    def with_charger(self, charger: Charger) -> State:
        """This state with one charger replaced or added."""
        chargers = Layered.of(self.chargers).with_item(charger.id, charger)
        return replace(self, chargers=chargers)

    def with_connector(self, connector: Connector) -> State:
        """This state with one connector replaced or added; its charger must be there."""
        return self.with_charger(self.chargers[connector.charger].with_connector(connector))

    def with_portions(self, session: int, portions: tuple[Portion, ...]) -> State:
        """This state with the portions of one session replaced or added."""
        known = Layered.of(self.portions).with_item(session, portions)
        return replace(self, portions=known)

    def tag(self, tag: str | None) -> Tag | None:
        """The known badge of that text, whatever its case."""
        return self.tags.get(folded(tag)) if tag else None
