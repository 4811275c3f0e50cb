"""The engine without a clock, a task or a socket: one event in, commands out, in one order."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, tzinfo
from functools import cache, partial
from typing import Final

from msgspec.structs import replace

from borne.control.claim import Claim, Memory, Setting, Track
from borne.control.govern import govern
from borne.domain.charger import Charger, Connector
from borne.domain.commands import Command
from borne.domain.decision import Choice, Scene, Subject
from borne.domain.events import Event, FactsChanged, HomeChanged, Woke
from borne.domain.expiry import end_boost
from borne.domain.failsafe import fallback_of
from borne.domain.reduce import reduce
from borne.domain.site import Figures, Site
from borne.domain.state import Policy, State
from borne.domain.turn import Turn
from borne.domain.whereabouts import Whereabouts
from borne.engine.account import Accounts, entries_in
from borne.engine.affected import Dirty, concerned, is_still, ours
from borne.engine.choosing import Choosing
from borne.engine.claims import claim_of, hastened, keep_phasing, put_back, rested, rises
from borne.engine.dispatch import dispatch
from borne.engine.draws import Draws
from borne.engine.house import around_of, figures_of, scene_of
from borne.engine.inputs import guarded_at, heard_at, looker, read_sources, reader, sources
from borne.engine.news import decision_of, news
from borne.engine.pasts import Pasts
from borne.engine.planning import Around, Planning
from borne.engine.quota import spent
from borne.engine.settled import Settled
from borne.engine.subject import subject_of
from borne.engine.waking import Waking
from borne.engine.zones import zone_named
from borne.rules.check import Reading
from borne.rules.model import RuleBook
from borne.rules.moment import Memory as Recollection
from borne.rules.moment import Truth
from borne.rules.when import When

AT_ONCE: Final = 50
"""Connectors that are decided for together where nothing is shared; and so many may be given more,
whatever is heard meanwhile, so that each has its turn."""


class Core:
    """Owns all state. `handle` takes what happens, `decide` draws the consequences."""

    def __init__(
        self,
        state: State,
        policy: Policy,
        reading: Reading,
        zone: tzinfo,
        *,
        trace: bool = True,
    ) -> None:
        self.state = state
        self.policy = policy
        self.reading = reading
        self.running = reading
        self._measured: Callable[[], Figures] | None = None
        self._machine_zone = zone
        self._home_zone: tzinfo | None = None
        self._home_whereabouts = Whereabouts()
        self._pasts = Pasts()
        self._choosing = Choosing(RuleBook(), trace)
        self._sources: frozenset[str] = frozenset()
        self._read_sources: frozenset[str] = frozenset()
        self._counts = False
        """Whether what one car has charged can change what another gets."""
        self._shared = False
        """Whether what one car draws can."""
        self._governor = Memory()
        self._dirty = Dirty(everything=True)
        self._waking = Waking()
        self._draws = Draws(Site())
        self._settled = Settled()
        self._accounts = Accounts()
        self._planning = Planning()
        self.state = self._accounts.resume(state)
        self.use_rules(reading)

    def beside(self, reading: Reading) -> Core:
        """Another core that knows what this one knows, under other rules."""
        policy = replace(self.policy, auto_adopt=True)
        other = Core(self.state, policy, reading, self._machine_zone)
        other._home_zone, other._home_whereabouts = self._home_zone, self._home_whereabouts
        other._settle_policy()
        return other

    @property
    def book(self) -> RuleBook:
        """The rules that run; without any, nothing charges."""
        return self._choosing.book

    def use_rules(self, reading: Reading) -> bool:
        """Take a new reading of the rule files; return whether it runs now."""
        self.reading = reading
        if reading.book is None:
            return False
        self.running = reading
        self._choosing.use(reading.book)
        self._sources = sources(reading.book)
        self._read_sources = read_sources(reading.book)
        self._pasts.use(reading.book, self.state.facts)
        self._counts = any(rule.at_most for rule in reading.book.rules)
        self._shared = reading.book.shares
        self._draws = Draws(reading.book.site)
        self._settled = Settled()
        self._settle_policy()
        return True

    def handle(self, event: Event) -> Sequence[Command]:
        """Take one event into the state; return what follows from it at once."""
        if isinstance(event, Woke):
            event = self._wake(event)
        before = self.state
        step = reduce(before, event, self.policy)
        self.state = step.state
        if isinstance(event, FactsChanged):
            self._dirty.facts |= not self._sources.isdisjoint(event.facts)
            self._dirty.read |= not self._read_sources.isdisjoint(event.facts)
            self._pasts.note(event.facts, self.state.facts)
            return step.commands
        kept = self._book(step.commands, event.at)
        if isinstance(event, HomeChanged):
            self._take_home(event)
        self._dirty.note(event, before, self.state)
        self._dirty.facts |= bool(kept) and self._counts
        return [*step.commands, *kept] if kept else step.commands

    def _wake(self, event: Woke) -> Woke:
        """Whose instant has come is looked at, and nobody else: the others may be thousands."""
        due = self._waking.take(event.at)
        self._dirty.facts |= due.site
        self._dirty.read |= due.site
        self._dirty.everything |= due.badges
        self._dirty.due |= due.connectors
        self._dirty.connectors |= due.connectors
        return Woke(event.at, due.chargers)

    def _book(self, commands: Sequence[Command], now: datetime) -> Sequence[Command]:
        """Put into the books what the ledger is told of."""
        entries = entries_in(commands)
        if not entries:
            return ()
        look = looker(self.book, self.state.facts, now)
        price, zone = self.book.site.price, self.policy.zone
        self.state, kept = self._accounts.book(self.state, entries, price, look, zone, now)
        return kept

    def decide(self, now: datetime) -> Sequence[Command]:
        """Decide for every connector that something has happened to."""
        return [command for step in self.deciding(now) for command in step]

    def deciding(self, now: datetime) -> Iterator[Sequence[Command]]:
        """The same in short steps: between two of them, anything may be taken in.

        It is decided upon the state as it is at the first step; what happens later is decided upon
        the next time, and whoever it concerns is told nothing until then.
        """
        if not self._dirty:
            return
        running, dirty, self._dirty = self.running, self._dirty, Dirty()
        for commands in self._steps(dirty, now.astimezone(self.policy.zone)):
            yield commands
            if self.running is not running:
                return  # all is decided anew, by the new rules

    def _steps(self, dirty: Dirty, now: datetime) -> Iterator[Sequence[Command]]:
        if dirty.everything:
            self._waking.note_badges(self.state, now)
        if dirty.decides:
            yield self._end_boosts(dirty, now)
            yield from self._decide_for(dirty, now)
        yield from self._note_ends(dirty)

    def _decide_for(self, dirty: Dirty, now: datetime) -> Iterator[Sequence[Command]]:
        todo = list(concerned(self.state, dirty, shared=self._shared))
        self._measured = None
        scene = self._scene(now)
        if self.book.site.meter is not None:
            self._accounts.sunshine.note(self.figures(now), now)
        if self._shared:
            yield from self._decide_together(todo, scene, dirty)
            return
        for first in range(0, len(todo), AT_ONCE):
            yield from self._decide_together(todo[first : first + AT_ONCE], scene, dirty)

    def _decide_together(
        self, todo: Sequence[tuple[Charger, Connector]], scene: Scene, dirty: Dirty
    ) -> Iterator[Sequence[Command]]:
        """What each wants, then what each gets of what they share, then who is told."""
        around = around_of(self.book, self.state, scene, self._house(scene.now))
        anew = dirty.read or dirty.everything
        claims = {}
        for charger, connector in todo:
            claims[connector.id] = self._choose(charger, connector, around, scene, anew=anew)
            yield ()
        if not (self._shared or dirty.facts or dirty.everything):
            todo = [pair for pair in todo if not self._is_settled(*pair, claims, dirty)]
        if not todo:
            if dirty.facts and self._shared:
                yield from self._govern({}, [], scene)  # the breaker warms without a car too
            return
        tracks = self._governor.tracks
        settings = yield from self._govern(claims, todo, scene)
        line = [(connector, claims[connector.id].choice) for _, connector in todo]
        yield from self._tell(line, settings, tracks, scene.now)
        self._waking.note_site(self.book, self.state.facts, scene.now)

    def _tell(
        self,
        line: Sequence[tuple[Connector, Choice]],
        settings: Mapping[str, Setting],
        tracks: Mapping[str, Track],
        now: datetime,
    ) -> Iterator[Sequence[Command]]:
        """Who gets less or the same is told first. What has been heard meanwhile may leave less.

        Who is not told stands in `tracks`, those of before, and is decided for again.
        """
        rising = {connector.id for connector, _ in line if self._rises(connector, settings)}
        line = sorted(line, key=lambda pair: pair[0].id in rising)
        untold = {connector.id for connector, _ in line}
        try:
            for place, (connector, choice) in enumerate(line, len(rising) - len(line)):
                if place >= AT_ONCE and self._shared and self._dirty.facts:
                    return
                if is_still(connector, self.state):
                    untold.remove(connector.id)
                    yield self._carry_out(connector, choice, settings.get(connector.id), now)
        finally:
            self._leave(untold, tracks)

    def _rises(self, connector: Connector, settings: Mapping[str, Setting]) -> bool:
        phases = self._draws.of(connector).phases
        return rises(connector, settings.get(connector.id), phases)

    def _leave(self, untold: AbstractSet[str], tracks: Mapping[str, Track]) -> None:
        if untold:
            self._settled.forget(untold)
            self._dirty.connectors |= untold
            self._governor = put_back(self._governor, untold, tracks)

    def hasten_phases(self) -> None:
        """Take each change of phases that is under way, or only waits, as made; decide anew."""
        self.state = hastened(self.state, self._governor.tracks)
        self._governor = rested(self._governor)
        self._dirty.everything = True

    def remember(self, connector: str, memory: Recollection) -> None:
        """Take something else as what the rules remember of a connector."""
        self._choosing.remember(connector, memory)

    def holds(self, when: When, subject: Subject, now: datetime) -> Truth:
        """Whether something holds now, as the rules would find."""
        scene = self._scene(now.astimezone(self.policy.zone))
        return self._choosing.holds(when, subject, scene)

    def _choose(
        self,
        charger: Charger,
        connector: Connector,
        around: Around,
        scene: Scene,
        *,
        anew: bool,
    ) -> Claim:
        """What the rules want of a connector, and what a plan of theirs makes of it."""
        state, unknown = around.state, self.policy.access.unknown_tag
        subject = subject_of(state, charger, connector, unknown, scene.now)
        price = scene.price.price if scene.price else None
        used = spent(self.book.rules, state, connector, price, scene.now)
        subject = replace(subject, spent=used) if used else subject
        choice = self._choosing.choose(subject, scene, facts_changed=anew)
        draw = self._draws.of(connector)
        claim = claim_of(state, self.book.site, charger, connector, choice, draw, scene.now)
        settled = self._planning.settle(claim, connector, around)
        return claim if settled is choice else replace(claim, choice=settled)

    @property
    def whereabouts(self) -> Whereabouts:
        """Where Home Assistant says that the house is."""
        return self._home_whereabouts

    def next_wake(self) -> datetime | None:
        """When something can change by itself; None: never."""
        return self._waking.soonest()

    def _take_home(self, event: HomeChanged) -> None:
        """Home Assistant has told where the house is; what it has told stays when it is gone."""
        if event.time_zone is not None:
            self._home_zone = zone_named(event.time_zone)
            self._settle_policy()
        if event.whereabouts is not None and event.whereabouts != self._home_whereabouts:
            self._home_whereabouts = event.whereabouts
            self._dirty.everything = True

    def _settle_policy(self) -> None:
        """What the rules and Home Assistant say of access and time holds from now on."""
        named = self.book.site.time_zone
        zone = (zone_named(named) if named else None) or self._home_zone or self._machine_zone
        follows = {
            id_: limits.follows_in
            for id_, limits in self.book.site.connectors.items()
            if limits.follows_in is not None
        }
        self.policy = replace(self.policy, access=self.book.access, follows_in=follows, zone=zone)
        self._dirty.everything = True

    def figures(self, now: datetime) -> Figures:
        """The power in the house."""
        return self.measured(now)()

    def measured(self, now: datetime) -> Callable[[], Figures]:
        """Measures the power in the house as it stands now, once, when it is asked for."""
        if self._measured is None:
            here, heats = now.astimezone(self.policy.zone), self._governor.heats
            draws = partial(self._draws.of_all, ours(self.state))
            self._measured = cache(partial(figures_of, self.book, self.state, draws, heats, here))
        return self._measured

    def _house(self, now: datetime) -> Figures:
        """What is decided by; where nothing is shared there is nothing to measure."""
        return self.figures(now) if self._shared else Figures()

    def _scene(self, now: datetime) -> Scene:
        """The house as the rules see it."""
        figures, past = self._house(now), self._pasts.kept
        return scene_of(self.book, self.state, figures, past, self._home_whereabouts, now)

    def _govern(
        self,
        claims: Mapping[str, Claim],
        todo: Sequence[tuple[Charger, Connector]],
        scene: Scene,
    ) -> Generator[tuple[()], None, Mapping[str, Setting]]:
        plugged = {one.id: claims[one.id] for _, one in todo if one.plugged}
        facts, now = scene.facts, scene.now
        read = reader(self.book, facts, now)
        heard = heard_at(self.book, facts)
        guarded = guarded_at(self.book, facts)
        settings, governor = yield from govern(
            self.book.site,
            self._house(now),
            read,
            heard,
            plugged,
            self._governor,
            now,
            guarded=guarded,
        )
        tracks = {**self._governor.tracks, **governor.tracks}
        for _, connector in todo:
            if not connector.plugged:
                tracks.pop(connector.id, None)
        self._governor = replace(governor, tracks=tracks)
        return settings

    def _is_settled(
        self,
        charger: Charger,
        connector: Connector,
        claims: Mapping[str, Claim],
        dirty: Dirty,
    ) -> bool:
        choice, phases = claims[connector.id].choice, self._draws.of(connector).phases
        settled = self._settled.is_settled(charger, connector, choice, phases)
        return settled and connector.id not in dirty.due

    def _carry_out(
        self, connector: Connector, choice: Choice, setting: Setting | None, now: datetime
    ) -> list[Command]:
        """Take a decision into the state; return the orders, and the news where it is any."""
        connector = self.state.chargers[connector.charger].connectors[connector.number]
        self.state, connector, kept = keep_phasing(self.state, self.policy, connector, setting, now)
        before = connector.decision
        phases = self._draws.of(connector).phases
        decision = decision_of(choice, setting, phases, now, before)
        if decision is not before:
            connector = replace(connector, decision=decision)
        charger = self.state.chargers[connector.charger]
        fallback = fallback_of(charger, self.book.site)
        connector, orders = dispatch(charger, connector, fallback, now)
        if connector is not charger.connectors[connector.number]:
            self.state = self.state.with_connector(connector)
        self._waking.note_connector(charger, connector, now)
        return [*kept, *news(connector, before), *orders]

    def _end_boosts(self, dirty: Dirty, now: datetime) -> Sequence[Command]:
        """A boost ends with its energy, whatever brought the reading."""
        turn = Turn(self.state, now, self.policy)
        for _, connector in concerned(self.state, dirty, shared=self._shared):
            end_boost(turn, connector)
        self.state = turn.state
        return turn.commands

    def _note_ends(self, dirty: Dirty) -> Iterator[Sequence[Command]]:
        """When something of the chargers that have changed ends by itself."""
        for id_ in [*self.state.chargers] if dirty.everything else dirty.chargers:
            charger = self.state.chargers.get(id_)  # it may be forgotten by now
            if charger is not None:
                self._waking.note_charger(charger, self.policy)
                yield ()
