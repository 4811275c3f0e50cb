"""Borne's side of Home Assistant: follows, shows, announces, obeys, and comes back by itself."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Final

import aiohttp

from borne.domain.commands import Announce
from borne.domain.events import FactsChanged, HomeChanged
from borne.domain.say import Language, Sentence, Text
from borne.engine.pace import in_turns
from borne.engine.ports import Clock, EnginePort, Subscription
from borne.engine.together import first_end
from borne.entities.items import Entity, entities
from borne.entities.names import NAMING_S, Names
from borne.entities.template_forms import Form, template_forms
from borne.homeassistant import actions, answers, scans
from borne.homeassistant.actions import Told
from borne.homeassistant.controls import Controls
from borne.homeassistant.deeds import Deeds
from borne.homeassistant.errors import (
    CommandFailedError,
    CoreError,
    CoreRefusedError,
    CoreStartingError,
    NoAdministratorError,
)
from borne.homeassistant.following import Following
from borne.homeassistant.known_entities import KnownEntities
from borne.homeassistant.message_book import MessageBook
from borne.homeassistant.notice_book import NoticeBook
from borne.homeassistant.notices import Notices
from borne.homeassistant.obeying import Obeying
from borne.homeassistant.old_names import OldNames
from borne.homeassistant.outgoing import Outgoing
from borne.homeassistant.publish import Publisher
from borne.homeassistant.road import DevicesPort, Road
from borne.homeassistant.socket import CoreSocket, Patience, connected
from borne.homeassistant.statistics import HoursPort, Statistics
from borne.homeassistant.supervisor import Place
from borne.homeassistant.templates import Templates
from borne.homeassistant.users import Users
from borne.homeassistant.wanted import sources_of
from borne.homeassistant.whereabouts import whereabouts_of

_LOG = logging.getLogger(__name__)

BREATH_S: Final = 0.02
"""What changes within this time is pushed together, and within as long as the last push took."""
MINUTE_S: Final = 60.0
LEAVE_S: Final = 2.0
DEFAULT_CURRENCY: Final = "EUR"

_CONNECTED: Final = Text(
    "Connected to Home Assistant {version}", "Connecté à Home Assistant {version}"
)
_CONNECTING: Final = Text("Connecting to Home Assistant", "Connexion à Home Assistant")
_BROKEN: Final = Text(
    "Something unexpected stood between Borne and Home Assistant ({reason}); the log has the "
    "details. Borne connects again.",
    "Un imprévu s’est produit entre Borne et Home Assistant ({reason}) ; le journal en dit plus. "
    "Borne se reconnecte.",
)


class HomeAssistant:
    """Keeps Home Assistant and the engine in step for as long as `run` runs.

    `language` None: Home Assistant's own.
    """

    def __init__(
        self,
        engine: EnginePort,
        clock: Clock,
        place: Place,
        *,
        language: Language | None = None,
        names: Names | None = None,
        devices: DevicesPort | None = None,
        templates: Templates | None = None,
        notices: NoticeBook | None = None,
        messages: MessageBook | None = None,
        old_names: OldNames | None = None,
        ledger: HoursPort | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._place = place
        self._chosen = language
        self._language: Language = language or "en"
        self._currency = DEFAULT_CURRENCY
        self._names = names or Names()
        self._devices = devices
        self._patience = patience or Patience()
        self._outgoing = Outgoing()
        self._news = asyncio.Event()
        self._rules_news = asyncio.Event()
        self._notice_news = asyncio.Event()
        self._told: tuple[str, Sentence] | None = None
        self._failures = 0
        self._grace: asyncio.TimerHandle | None = None
        self._publisher: Publisher | None = None
        self.users = Users()
        self.known_entities = KnownEntities()
        book = notices or NoticeBook()
        self.notices = Notices(self.users, clock, book, self._notice_news.set)
        self._obeying = Obeying(engine, self.notices, lambda: self._language, self._answer)
        self._deeds = Deeds(self.users, clock, engine, messages)
        self._statistics = Statistics(ledger, clock, self._names, lambda: engine.view)
        self.controls = Controls(templates or Templates(), self._news)
        self.old_names = old_names or OldNames(self._names)

    async def run(self) -> None:
        """Stay connected until cancelled; then show every entity as unavailable."""
        subscription = self._engine.subscribe()
        headers = {"Authorization": f"Bearer {self._place.token}"}
        try:
            async with aiohttp.ClientSession(headers=headers) as http:
                try:
                    await first_end(self._watch(subscription), self._stay_connected(http))
                finally:
                    await self._leave()
        finally:
            self._engine.unsubscribe(subscription)
            if self._grace is not None:
                self._grace.cancel()
            await self._obeying.end()

    # The engine's side

    async def _watch(self, subscription: Subscription) -> None:
        while True:
            announcements: tuple[Announce, ...] = ()
            with suppress(TimeoutError):
                looks = (self._deeds.next_by_itself(), self.notices.next_by_itself())
                async with asyncio.timeout(min((s for s in looks if s is not None), default=None)):
                    announcements = await subscription.next()
            self._deeds.see(self._engine.view, announcements)
            self.notices.see(self._engine.view, announcements)
            for announcement in announcements:
                self._outgoing.add(actions.announced(announcement, self._language))
            self._news.set()
            self._rules_news.set()

    def _forget_facts(self) -> None:
        """Home Assistant has been away too long: what it said last is not known any more."""
        if sources := sources_of(self._engine.view.running.book):
            self._engine.post(FactsChanged(self._clock.now(), dict.fromkeys(sources)))

    def _tell(
        self, status: str, message: Sentence, config: Mapping[str, Any] | None = None
    ) -> None:
        told = (status, message)
        if told == self._told and config is None:
            return
        if told != self._told:
            _LOG.log(_LEVELS.get(status, logging.WARNING), "%s", message.say(self._language))
        self._told = told
        language, zone = (config or {}).get("language"), (config or {}).get("time_zone")
        where = None if config is None else whereabouts_of(config)
        self._engine.post(
            HomeChanged(
                self._clock.now(),
                status,
                message,
                language if isinstance(language, str) else None,
                zone if isinstance(zone, str) else None,
                where,
            )
        )

    # The connection

    async def _stay_connected(self, http: aiohttp.ClientSession) -> None:
        self._tell("connecting", _CONNECTING())
        while True:
            pause = self._patience.last_retry
            try:
                async with connected(http, self._place, self._patience) as socket:
                    await self._live(http, socket)
            except (CoreRefusedError, NoAdministratorError) as error:
                self._tell("refused", error.sentence)
                pause = self._patience.refused_retry
            except CoreStartingError as error:
                self._tell("connecting", error.sentence)
                pause = self._patience.starting_retry
            except CoreError as error:
                self._tell("unreachable", error.sentence)
            except Exception as error:  # noqa: BLE001 — a source's edge: it must come back
                _LOG.exception("The connection to Home Assistant broke")
                self._tell("unreachable", _BROKEN(reason=type(error).__name__))
            self._publisher = None
            self._hand_out(None)
            self._lapse()
            delay = self._patience.first_retry * 2 ** min(self._failures, 20)
            self._failures += 1
            refused = self._told is not None and self._told[0] == "refused"
            wait = pause if refused else min(delay, pause)
            await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311  no secret

    def _lapse(self) -> None:
        if self._grace is None:
            loop = asyncio.get_running_loop()
            self._grace = loop.call_later(self._patience.grace, self._forget_facts)

    async def _live(self, http: aiohttp.ClientSession, socket: CoreSocket) -> None:
        """Do everything that goes over one connection, until it is lost."""
        self.users.connected(socket)
        await self._read_config(socket)
        config_news = asyncio.Event()
        heard: dict[str, Callable[[Mapping[str, Any]], None]] = {
            actions.COMMAND: self._obeying.command_heard,
            answers.ANSWERED: self._obeying.notice_answered,
            scans.SCANNED: self._obeying.tag_scanned,
            "entity_registry_updated": self.controls.registry_changed,
            "core_config_updated": lambda _: config_news.set(),
        }
        try:
            for event, hear in heard.items():
                await socket.subscribe(hear, "subscribe_events", event_type=event)
        except CommandFailedError as error:
            if error.code == "unauthorized":
                raise NoAdministratorError from error
            raise
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None
        self._hand_out(socket)
        publisher = self._publisher = Publisher(http, self._place)
        skew = await publisher.skew(self._clock.now())
        road = Road(socket, self._devices)
        following = Following(socket, self._clock, self._engine.post, skew)
        await first_end(
            socket.lost(),
            self._follow_rules(following),
            following.ask_the_silent(publisher),
            self._show(road, publisher),
            self._outgoing.keep(socket),
            road.watch(self._news),
            self._keep_notices(socket),
            self._deeds.carry_out(socket, lambda: self._language),
            self._keep_config(socket, config_news),
            self._statistics.keep(socket, lambda: (self._language, self._currency)),
            self._calm_down(),
        )

    def _hand_out(self, socket: CoreSocket | None) -> None:
        """Let everybody who asks Core speak over this socket; None: it is away."""
        known = (self.controls, self.users, self.notices, self.known_entities, self.old_names)
        for one in known:
            one.connected(socket)

    async def _calm_down(self) -> None:
        """A connection that has lasted makes the next trouble a first one."""
        await asyncio.sleep(self._patience.calm)
        self._failures = 0
        await asyncio.Event().wait()

    async def _read_config(self, socket: CoreSocket) -> None:
        config = await socket.call("get_config")
        told = config if isinstance(config, dict) else {}
        language = str(told.get("language") or "en")
        self._language = self._chosen or ("fr" if language.startswith("fr") else "en")
        self._currency = str(told.get("currency") or DEFAULT_CURRENCY)
        self._tell("connected", _CONNECTED(version=str(told.get("version", ""))), told)
        self._news.set()

    async def _keep_config(self, socket: CoreSocket, news: asyncio.Event) -> None:
        while True:
            await news.wait()
            news.clear()
            await self._read_config(socket)

    async def _follow_rules(self, following: Following) -> None:
        while True:
            self._rules_news.clear()
            await following.follow(sources_of(self._engine.view.running.book))
            await self._rules_news.wait()

    # What Home Assistant shows and hears

    async def _show_all(self, road: Road, publisher: Publisher) -> float | None:
        """As devices where Home Assistant follows the broker, else as plain states and helpers.

        The s for which something that has just been written must wait, if anything does.
        """
        if not road.devices_wanted:
            if road.by_devices:
                await road.leave_devices()
            waits = await publisher.publish(await self._entities())
            await self.controls.keep(self._forms(), publisher)
            return waits
        await self.controls.keep(None, publisher)
        if not road.by_devices:
            await publisher.publish({})
            await publisher.remove(await road.strangers(frozenset(await self._entities())))
        await road.take_devices(self._language, self._currency)
        return None

    async def _show(self, road: Road, publisher: Publisher) -> None:
        await road.begin()
        loop = asyncio.get_running_loop()
        while True:
            self._news.clear()
            began = loop.time()
            waits = await self._show_all(road, publisher)
            if waits is None:
                self._outgoing.shown(began)
            await asyncio.sleep(max(BREATH_S, loop.time() - began))
            with suppress(TimeoutError):
                async with asyncio.timeout(self._next_by_itself() if waits is None else waits):
                    await self._news.wait()

    async def _keep_notices(self, socket: CoreSocket) -> None:
        """Apart from the entities: a phone that is slow to reach must not keep them waiting."""
        while True:
            self._notice_news.clear()
            again = await self.notices.tell(socket, self._language)
            with suppress(TimeoutError):
                async with asyncio.timeout(again):
                    await self._notice_news.wait()

    async def _entities(self) -> dict[str, Entity]:
        state, now = self._engine.view.state, self._clock.now()
        naming, shown = self._names.of(state.chargers.values()), dict[str, Entity]()
        found = entities(state, naming, self._language, now, self._currency)
        await in_turns(shown.setdefault(*each) for each in found)
        return shown

    def _forms(self) -> dict[str, Form]:
        view = self._engine.view
        book = view.running.book
        limits = book.site.connectors if book is not None else {}
        return template_forms(view.state, self._names.naming, self._language, limits)

    def _next_by_itself(self) -> float | None:
        """When the entities change though nothing happens: a minute of a charge, a naming."""
        if self._names.waits:
            return NAMING_S / 5
        chargers = self._engine.view.state.chargers.values()
        charges = any(it.charging for charger in chargers for it in charger.connectors.values())
        return MINUTE_S if charges else None

    def _answer(self, told: Told) -> None:
        self._outgoing.add(told)
        self._news.set()

    async def _leave(self) -> None:
        if self._publisher is None:
            return
        with suppress(CoreError, TimeoutError):
            async with asyncio.timeout(LEAVE_S):
                await self._publisher.leave()


_LEVELS: Final = {"connected": logging.INFO, "connecting": logging.INFO, "refused": logging.ERROR}
