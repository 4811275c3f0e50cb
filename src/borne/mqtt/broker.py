"""The connection to the broker: announces the devices, shows their states, obeys their controls.

Everything is published retained, so that Home Assistant finds it again by itself. What stands at
the broker from before is read at each connection: a charger that has gone meanwhile is taken off.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from typing import Any, Final

import aiomqtt
import orjson

from borne.domain.events import TroubleFound, TroubleGone
from borne.domain.say import Sentence
from borne.domain.state import State
from borne.domain.wish_body import read_wish
from borne.engine.pace import in_turns
from borne.engine.ports import Clock, EnginePort, Subscription
from borne.engine.together import first_end
from borne.entities.controls import CONTROLS
from borne.entities.items import items
from borne.entities.names import Names
from borne.mqtt import errors
from borne.mqtt.connection import LEAVE, entered, stop_if_cancelled, undisturbed, what_is_kept
from borne.mqtt.discovery import Device, Home, devices, there
from borne.mqtt.errors import BrokerError, NoBrokerError
from borne.mqtt.pace import Pace, Values
from borne.mqtt.place import Broker, Find
from borne.mqtt.topics import BIRTH, DISCOVERY, OFFLINE, ONLINE, Topics, discovered, discovery

_LOG: Final = logging.getLogger(__name__)

TROUBLE: Final = "mqtt"
GAP: Final = 1.0
"""s: no value is shown more often."""
WHOLE: Final = ""
"""Stands for all of a message that is no set of values."""
GONE: Final[Values] = {WHOLE: b""}
AGAIN: Final = 5.0
"""s after which an announcement, or a removal, is told once more, and thrice as long after that.

Core loses all of it but the first part if it comes while Core still sets up the one before; what it
knows already, it leaves alone.
"""
LAST_AGAIN: Final = 9 * AGAIN
"""s: a Core that is so busy that it has lost all before gets this one."""
BREATH: Final = 0.02
"""s in which what happens at once is gathered."""
MINUTE: Final = 60.0
"""s: a session grows by the minute though nothing happens."""
FIRST: Final = 1.0
LAST: Final = 60.0
CALM: Final = 10.0
"""s: a connection that has lasted so long makes the next trouble a first one."""
NONE_AGAIN: Final = 300.0
"""s until the Supervisor is asked again whether it has a broker."""
RETAINED: Final = 1.0
"""s in which a broker may tell what it has kept, if it tells it late."""
KEEPALIVE: Final = 15
MOST_AT_ONCE: Final = 32
BY: Final = "Home Assistant"
_REFUSALS: Final = ("not authori", "bad user", "not authorized")


class Devices:
    """Keeps the devices at the broker in step with the engine for as long as `run` runs.

    `wanted`: they are shown without being asked for; `last_time`: what stands at the broker is
    taken away, and then Borne has done with it.
    """

    def __init__(
        self,
        engine: EnginePort,
        clock: Clock,
        find: Find,
        names: Names,
        instance: str,
        home: Home,
        *,
        wanted: bool = False,
        last_time: bool = False,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._find = find
        self._names = names
        self._topics = Topics(instance)
        self._home = home
        self._place: Broker | None = None
        self._client: aiomqtt.Client | None = None
        self._connected_at = 0.0
        self._wanted = wanted
        self._last_time = last_time
        self._known: dict[str, frozenset[str]] = {}
        """By device, the components that the broker has kept."""
        self._published: dict[str, bytes] = {}
        self._pace = Pace(GAP)
        self._again_at: dict[str, tuple[float, float]] = {}
        """By topic, when it is told again, and how long that was waited for."""
        self._announced_at: dict[str, float] = {}
        """By device."""
        self._news = asyncio.Event()
        self._trouble: Sentence | None = None
        self._obeying: set[asyncio.Task[None]] = set()
        self.changed = asyncio.Event()
        """`connected` has changed."""

    # What Home Assistant's side asks.

    @property
    def connected(self) -> bool:
        """Whether the broker is there now."""
        return self._client is not None

    @property
    def shown(self) -> frozenset[str]:
        """The unique ids of the entities that the broker was told of."""
        return frozenset(
            component["unique_id"]
            for topic, payload in self._published.items()
            if discovered(topic) and payload
            for component in orjson.loads(payload)["components"].values()
        )

    def show(self, language: str, currency: str, areas: tuple[str, ...]) -> None:
        """Have the devices shown, in this language, from now on."""
        home = Home("fr" if language == "fr" else "en", currency, self._home.version, {}, areas)
        if not self._wanted or home != self._home:
            self._wanted, self._home = True, home
            self._news.set()

    def hide(self) -> None:
        """Take the devices away, until they are to be shown again."""
        if self._wanted:
            self._wanted = False
            self._news.set()

    def not_followed(self) -> None:
        """Home Assistant does not listen to this broker."""
        self._tell(errors.NOT_FOLLOWED(place=str(self._place)))

    def followed(self) -> None:
        """Home Assistant listens."""
        self._tell(None)

    # The connection.

    async def run(self) -> None:
        """Stay connected until cancelled; then say that Borne has gone."""
        subscription = self._engine.subscribe()
        failures = 0
        try:
            while True:
                try:
                    broker = self._place = await self._find()
                    await self._live(broker, subscription)
                    stop_if_cancelled()
                    await asyncio.Event().wait()
                except NoBrokerError as error:
                    _LOG.info("%s", error)
                    self._tell(None)
                    await asyncio.sleep(NONE_AGAIN)
                    continue
                except BrokerError as error:
                    self._tell(error.sentence)
                except aiomqtt.MqttError as error:
                    self._tell(_told(self._place, error))
                stop_if_cancelled()
                failures = 0 if self._lasted() >= CALM else failures + 1
                pause = min(LAST, FIRST * 2 ** min(failures, 10))
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311  no secret
        finally:
            self._engine.unsubscribe(subscription)
            for task in self._obeying:
                task.cancel()
            await asyncio.gather(*self._obeying, return_exceptions=True)

    def _lasted(self) -> float:
        """The s for which the connection that is over has stood."""
        if self._client is None:
            return 0.0
        self._client = None
        self.changed.set()
        return asyncio.get_running_loop().time() - self._connected_at

    async def _live(self, broker: Broker, subscription: Subscription) -> None:
        will = aiomqtt.Will(self._topics.alive, OFFLINE, qos=1, retain=True)
        client = aiomqtt.Client(
            broker.host,
            broker.port,
            username=broker.username,
            password=broker.password,
            tls_context=broker.context(),
            will=will,
            keepalive=KEEPALIVE,
            identifier=f"borne-{self._topics.instance}",
        )
        async with entered(client):
            self._published, self._known, self._pace = {}, {}, Pace(GAP)
            self._again_at, self._announced_at = {}, {}
            for message in await what_is_kept(
                client, f"{DISCOVERY}/+/config", self._topics.mark, RETAINED
            ):
                self._note_kept(message)
            await undisturbed(client.subscribe([(BIRTH, 1), (self._topics.commands, 1)]))
            await client.publish(self._topics.alive, ONLINE, qos=1, retain=True)
            self._client = client
            self._connected_at = asyncio.get_running_loop().time()
            self._tell(None)
            self.changed.set()
            _LOG.info("Connected to the MQTT broker %s", broker)
            try:
                stop_if_cancelled()
                if self._last_time:
                    await self._write_due(client)
                    return
                await first_end(self._hear(client), self._watch(subscription), self._write(client))
            finally:
                with suppress(aiomqtt.MqttError, TimeoutError):
                    async with asyncio.timeout(LEAVE):
                        await client.publish(self._topics.alive, OFFLINE, qos=1, retain=True)

    def _note_kept(self, message: aiomqtt.Message) -> None:
        """Learn from it if a device of this Borne stands at the broker."""
        topic, payload = str(message.topic), _bytes(message.payload)
        device = discovered(topic)
        if device is None or not payload:
            return
        try:
            config = orjson.loads(payload)
            owner = config["availability"][0]["topic"]
            components = config["components"]
        except (orjson.JSONDecodeError, KeyError, IndexError, TypeError):
            return
        if owner == self._topics.alive and isinstance(components, dict):
            self._known[device] = frozenset(components)
            self._published[topic] = payload

    async def _watch(self, subscription: Subscription) -> None:
        while True:
            await subscription.next()
            self._news.set()

    async def _write(self, client: aiomqtt.Client) -> None:
        """Write what differs from what the broker has, no value more than once a second."""
        while True:
            self._news.clear()
            wait = await self._write_due(client)
            stop_if_cancelled()
            await asyncio.sleep(BREATH)
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._news.wait()

    async def _write_due(self, client: aiomqtt.Client) -> float:
        """Write what may be written now; return the s after which there may be more.

        Announcements first, then states; last, what is to be taken away.
        """
        wait, now = MINUTE, asyncio.get_running_loop().time()
        wanted = await self._all(self._engine.view.state) if self._wanted else {}
        gone = [topic for topic, kept in self._published.items() if kept and topic not in wanted]
        for topic, content in (*wanted.items(), *((topic, GONE) for topic in gone)):
            if content is GONE and (held := self._held(topic, now)):
                wait = min(wait, held)
                continue
            values, left = self._pace.allowed(topic, content, now)
            wait = min(wait, left or wait)
            payload = values[WHOLE] if WHOLE in values else orjson.dumps(values)
            if self._published.get(topic) != payload:
                await client.publish(topic, payload, qos=1, retain=True)
                self._published[topic] = payload
                self._pace.shows(topic, values, now)
                if device := discovered(topic):
                    self._again_at[topic] = (now + AGAIN, AGAIN)
                    if payload:
                        self._announced_at[device] = now
        return min(wait, await self._tell_again(client, now))

    def _held(self, topic: str, now: float) -> float:
        """The s for which a charger's device has to stay, as a connector's was just announced.

        Core makes a device without a name for a connector whose charger has gone by the time it
        comes to it, and nothing takes that one away again.
        """
        mark = f"{discovered(topic)}_"
        told = (at for device, at in self._announced_at.items() if device.startswith(mark))
        return max(0.0, max(told, default=-AGAIN) + AGAIN - now)

    async def _tell_again(self, client: aiomqtt.Client, now: float) -> float:
        """Say again what was announced or taken away; the s until the next is due."""
        for topic, (due, waited) in list(self._again_at.items()):
            if now < due:
                continue
            await client.publish(topic, self._published[topic], qos=1, retain=True)
            if waited < LAST_AGAIN:
                self._again_at[topic] = (now + 3 * waited, 3 * waited)
            else:
                del self._again_at[topic]
        return max(
            0.0, min((due for due, _ in self._again_at.values()), default=now + MINUTE) - now
        )

    async def _all(self, state: State) -> Mapping[str, Values]:
        naming = self._names.of(state.chargers.values())
        shown = items(state, naming, self._home.language, self._clock.now())
        home, found = self._described(), dict[str, Device]()
        grown = devices(shown, naming, self._topics, home, self._known)
        await in_turns(found.update({one.id: one}) for one in grown)
        told: dict[str, Values] = {}
        for device in found.values():
            self._known[device.id] = frozenset(device.config["components"])
            told[discovery(device.id)] = {WHOLE: orjson.dumps(device.config)}
        present = there(state.chargers.values(), naming, self._topics)
        return {
            **told,
            **{topic: {WHOLE: word.encode()} for topic, word in present.items()},
            **{topic: it for device in found.values() for topic, it in device.states.items()},
        }

    def _described(self) -> Home:
        book = self._engine.view.running.book
        limits = book.site.connectors if book is not None else {}
        home = self._home
        return Home(home.language, home.currency, home.version, limits, home.areas)

    # What is heard.

    async def _hear(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            topic, payload = str(message.topic), _bytes(message.payload)
            if topic == BIRTH:
                if payload == ONLINE.encode():
                    self._again()
            elif not message.retain and len(self._obeying) < MOST_AT_ONCE:
                self._begin(self._obey(topic, payload.decode(errors="replace").strip()))

    def _again(self) -> None:
        """Home Assistant is back, and the broker may have lost what it kept: tell all again."""
        self._published = dict.fromkeys(self._published, b"")
        self._news.set()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._obeying.add(task)
        task.add_done_callback(self._obeying.discard)

    async def _obey(self, topic: str, payload: str) -> None:
        asked = self._topics.asked(topic)
        control = next((one for one in CONTROLS if asked and one.key == asked[2]), None)
        body = control.ask(payload) if control else None
        charger = self._charger_of(asked[0]) if asked else None
        if asked is None or body is None or charger is None:
            _LOG.warning("%s: %r is no command that makes sense: left alone", topic, payload[:80])
            return
        where = {"charger": charger, **({"connector": asked[1]} if asked[1] else {})}
        wish = read_wish({**where, **body})
        if isinstance(wish, Sentence):
            _LOG.warning("%s: %s", topic, wish)
            return
        intent, charger, connector = wish
        fulfil = await self._engine.wish(intent, charger=charger, connector=connector, by=BY)
        if not fulfil.ok:
            _LOG.warning("%s: %s", topic, fulfil.message)
        self._news.set()

    def _charger_of(self, prefix: str) -> str | None:
        naming = self._names.naming
        return next((id_ for id_, named in naming.items() if named.prefix == prefix), None)

    def _tell(self, trouble: Sentence | None) -> None:
        if trouble == self._trouble:
            return
        self._trouble = trouble
        now = self._clock.now()
        if trouble is None:
            self._engine.post(TroubleGone(now, TROUBLE))
        else:
            _LOG.warning("%s", trouble)
            self._engine.post(TroubleFound(now, TROUBLE, "warning", trouble))


def _told(place: Broker | None, error: aiomqtt.MqttError) -> Sentence:
    reason = str(error) or type(error).__name__
    refused = any(words in reason.casefold() for words in _REFUSALS)
    text = errors.REFUSED if refused else errors.UNREACHABLE
    return text(place=str(place), reason=reason)


def _bytes(payload: object) -> bytes:
    return payload if isinstance(payload, bytes) else b""
