"""What control is told of a connector, and what is kept of its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from msgspec.structs import replace

from borne.control.claim import Claim, Draw, Memory, Setting, Track, fitted
from borne.domain.charger import Charger, Connector
from borne.domain.commands import Command
from borne.domain.decision import Choice
from borne.domain.follow import follows_in
from borne.domain.phase_change import switching_of, take
from borne.domain.phasing import Phasing, Stage
from borne.domain.site import Site
from borne.domain.state import Policy, State
from borne.domain.tag import folded
from borne.domain.turn import Turn
from borne.engine.dispatch import spaced_until


def claim_of(
    state: State,
    site: Site,
    charger: Charger,
    connector: Connector,
    choice: Choice,
    draw: Draw,
    now: datetime,
) -> Claim:
    """One connector with what the rules want of it."""
    limits, session = site.limits_of(connector.id), connector.session
    return Claim(
        connector.id,
        choice,
        fitted(limits, charger.traits),
        draw,
        follows_in(charger, limits.follows_in),
        connector.following.ignores,
        switching_of(charger, connector, site, _who(state, connector)),
        connector.phasing,
        _heeded(connector),
        connector.status is not None and not connector.charging,
        session.id if session else None,
        spaced_until(charger, connector.asked, now),
    )


def keep_phasing(
    state: State, policy: Policy, connector: Connector, setting: Setting | None, now: datetime
) -> tuple[State, Connector, Sequence[Command]]:
    """Keep what control says of the phases; return the connector as it then is."""
    if setting is None or setting.phasing == connector.phasing:
        return state, connector, ()
    turn = Turn(state, now, policy)
    take(turn, connector, setting.phasing)
    kept = turn.state.chargers[connector.charger].connector(connector.number)
    return turn.state, kept, turn.commands


def hastened(state: State, tracks: Mapping[str, Track]) -> State:
    """The state once every change of phases is made that is under way or suits the sun better."""
    for charger in state.chargers.values():
        for connector in charger.connectors.values():
            phasing, track = connector.phasing, tracks.get(connector.id)
            wanted = phasing.wanted if phasing.stage is Stage.PAUSING else 0
            wanted = wanted or (track.leans_to if track else 0)
            if wanted:
                state = state.with_connector(replace(connector, phasing=Phasing(told=wanted)))
    return state


def rested(memory: Memory) -> Memory:
    """What control remembers once room that was missing need no longer be waited for."""
    tracks = {
        id_: replace(track, cut_at=None, raised_at=None) for id_, track in memory.tracks.items()
    }
    return replace(memory, tracks=tracks)


def rises(connector: Connector, setting: Setting | None, phases: int) -> bool:
    """Whether it is to draw more than it was told before."""
    before = connector.decision
    told = before.current * before.phases if before is not None else 0.0
    return setting is not None and setting.current * (setting.phasing.told or phases) > told


def put_back(memory: Memory, connectors: AbstractSet[str], tracks: Mapping[str, Track]) -> Memory:
    """What control remembers once it is clear that these have been told nothing new."""
    kept = {id_: track for id_, track in memory.tracks.items() if id_ not in connectors}
    kept |= {id_: tracks[id_] for id_ in sorted(connectors & tracks.keys())}
    return replace(memory, tracks=kept)


def _who(state: State, connector: Connector) -> frozenset[str]:
    tag = connector.session.tag if connector.session else None
    known = state.tag(tag)
    return known.who if known else frozenset({folded(tag)} if tag else ())


def _heeded(connector: Connector) -> bool:
    """Whether nothing says that the charger has not taken the number of phases it was told."""
    phasing, session, asked = connector.phasing, connector.session, connector.asked
    if session is not None and session.transaction is not None:
        told = asked is not None and asked.number == phasing.number
        return told and asked is not None and asked.accepted is not False
    return connector.fallback_number == phasing.number and connector.fallback_accepted is not False
