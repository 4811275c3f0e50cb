"""A person's wishes, and the chargers' answers to orders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from msgspec.structs import replace

from borne.domain import charger_wishes, connector_wishes, guarding, maintain, tag_wishes, tend
from borne.domain.care_intents import SetOffline, SetRhythm, SetStrict
from borne.domain.character import find_ways, pauses, quirks_used, set_quirk
from borne.domain.charger import Charger, Connector
from borne.domain.commands import (
    Fulfil,
    SetAvailable,
    SetFallback,
    SetLimit,
    StartRemotely,
    StopRemotely,
    UseQuirks,
)
from borne.domain.events import OrderAnswered, WishMade
from borne.domain.follow import accepted, refused
from borne.domain.phase_change import answered_without, number_refused
from borne.domain.say import Sentence, Text
from borne.domain.security_orders import SecurityOrder, WritePassword
from borne.domain.turn import Turn
from borne.domain.wishes import (
    Adopt,
    AllowTag,
    BlockTag,
    BoostNow,
    ClearProfiles,
    DismissTag,
    FindWays,
    Forget,
    ForgetTag,
    GetConfigurationNow,
    Ignore,
    LearnTag,
    Rename,
    ResetNow,
    SetAvailability,
    SetConfigurationNow,
    SetMaxCurrent,
    SetMode,
    SetQuirk,
    SetTag,
    SetTags,
    StartNow,
    StopNow,
    TransferData,
    TriggerNow,
    UnlockNow,
    Wish,
)

_REFUSALS: Final = frozenset({"Rejected", "NotSupported", "NotImplemented"})
_NOT_SENT: Final = frozenset({"Superseded", "Disconnected", "InternalError", "NotSent"})

_NO_SUCH_CHARGER: Final = Text(
    "There is no charger “{charger}”", "Il n’y a pas de borne « {charger} »"
)
_WHICH_CHARGER: Final = Text(
    "Say which charger is meant: there are several",
    "Dites de quelle borne il s’agit : il y en a plusieurs",
)
_NO_CHARGER: Final = Text("No charger has been adopted yet", "Aucune borne n’est encore adoptée")
_WHICH_CONNECTOR: Final = Text(
    "Say which connector of {charger} is meant",
    "Dites de quel connecteur de {charger} il s’agit",
)
_NO_SUCH_CONNECTOR: Final = Text(
    "{charger} has no connector {number}", "{charger} n’a pas de connecteur {number}"
)
_LIMIT_REFUSED: Final = Text(
    "{charger} does not take the limit that Borne sets ({message}): its power cannot be controlled",
    "{charger} n’accepte pas la limite de Borne ({message}) : sa puissance n’est pas maîtrisée",
)
_PAUSE_REFUSED: Final = Text(
    "{charger} does not stop where it should pause ({message}): it is held to its least current",
    "{charger} ne s’arrête pas pour la pause ({message}) : elle est tenue à son courant minimal",
)
_FALLBACK_REFUSED: Final = Text(
    "{charger} does not take the current to fall back to without Borne ({message})",
    "{charger} n’accepte pas le courant de repli sans Borne ({message})",
)

_START_REFUSED: Final = Text(
    "{charger} has refused to start {times} times ({message}). Unplug the car and plug it in "
    "again; else it may want a badge of its own, or a restart: see its quirks on its page",
    "{charger} a refusé {times} fois de démarrer ({message}). Débranchez et rebranchez la "
    "voiture ; sinon il lui faut peut-être un badge à elle, ou un redémarrage : voyez ses "
    "particularités sur sa page",
)
_ONCE_IS_NO_NEWS: Final = 2


def wish_made(turn: Turn, event: WishMade) -> None:
    """Find out who is meant, then do it or say why not."""
    wish = event.wish
    handler, scope = _WISHES[type(wish.intent)]
    if scope == "nobody":
        handler(turn, wish, wish.intent)
        return
    charger = _charger_meant(turn, wish)
    if isinstance(charger, Sentence):
        turn.fulfil(wish, charger, ok=False)
        return
    if scope == "charger":
        handler(turn, wish, wish.intent, charger)
        return
    connector = _connector_meant(charger, wish)
    if isinstance(connector, Sentence):
        turn.fulfil(wish, connector, ok=False)
        return
    handler(turn, wish, wish.intent, connector)


def order_answered(turn: Turn, event: OrderAnswered) -> None:
    """Take what the charger said into the state, and tell who waits for it."""
    order = event.order
    charger = turn.state.chargers.get(order.charger)
    if charger is not None and isinstance(order, SecurityOrder):
        guarding.answered(turn, charger, event)
    elif charger is not None:
        _learn(turn, charger, event)
    if isinstance(order, WritePassword):
        guarding.password_written(turn, order, event)
    elif order.wish is not None:
        data = dict(event.data) if event.data else {}
        turn.do(Fulfil(order.wish, event.ok, event.message, {"status": event.status, **data}))


def _learn(turn: Turn, charger: Charger, event: OrderAnswered) -> None:
    order = event.order
    if isinstance(order, SetLimit | SetFallback) and event.status not in _NOT_SENT:
        charger = _count_write(turn, charger, event.at)
    if isinstance(order, SetLimit):
        _learn_limit(turn, charger, order, event)
    elif isinstance(order, UseQuirks) and event.ok:
        quirks_used(turn, charger, order)
    elif isinstance(order, StartRemotely):
        _learn_start(turn, charger, order, event)
    elif isinstance(order, StopRemotely):
        _learn_pause(turn, charger, order, event)
    elif isinstance(order, SetFallback):
        _learn_fallback(turn, charger, order, event)
    elif isinstance(order, SetAvailable) and event.ok:
        _learn_available(turn, charger, order)
    else:
        maintain.answered(turn, charger, event)


def _learn_available(turn: Turn, charger: Charger, order: SetAvailable) -> None:
    for number, connector in charger.connectors.items():
        if order.connector in (0, number):
            turn.keep_connector(replace(connector, operative=order.operative))


def _count_write(turn: Turn, charger: Charger, at: datetime) -> Charger:
    """Profiles may wear the charger's memory: the count is kept, to ten minutes."""
    writes = charger.manner.writes.added(1, at)
    newly = len(writes.counts) != len(charger.manner.writes.counts)
    charger = replace(charger, manner=replace(charger.manner, writes=writes))
    if newly:
        turn.keep_charger(charger)
    else:
        turn.put(charger)
    return charger


def _learn_limit(turn: Turn, charger: Charger, order: SetLimit, event: OrderAnswered) -> None:
    connector = charger.connector(order.connector)
    asked = connector.asked
    if asked is None or asked.transaction != order.transaction or event.status == "Superseded":
        return
    same = (asked.current, asked.way, asked.number) == (order.current, order.way, order.number)
    if same:
        connector = replace(connector, asked=replace(asked, accepted=event.ok))
        turn.put(connector)
    if same and event.status in _REFUSALS and order.number is not None:
        number_refused(turn, connector)
        return
    if same and connector.phasing.refused:
        connector = answered_without(turn, connector, event)
    if same and event.status in _REFUSALS:
        if not charger.ready:
            return  # the transaction may be one that it had before it came back: asked again
        refused(turn, connector)
        return  # it is told in another way, or a person is told
    code = f"limit:{connector.id}"
    if event.ok:
        accepted(turn, connector)
        turn.mended(code)
    elif charger.online:
        message = _LIMIT_REFUSED(charger=charger.called, message=event.message)
        turn.trouble(code, "error", message)


def _learn_start(turn: Turn, charger: Charger, order: StartRemotely, event: OrderAnswered) -> None:
    """A car that waits by a charger that refuses: the decision alone would not tell."""
    connector = charger.connector(order.connector)
    tries = connector.starting.tries if connector.starting else 0
    if event.status in _REFUSALS and tries >= _ONCE_IS_NO_NEWS:
        message = _START_REFUSED(charger=charger.called, times=tries, message=event.message)
        turn.trouble(f"start:{connector.id}", "warning", message)


def _learn_pause(turn: Turn, charger: Charger, order: StopRemotely, event: OrderAnswered) -> None:
    """A stop that pauses is what was asked for, as a limit of 0 A is elsewhere."""
    connector = charger.connector(order.connector)
    asked = connector.asked
    if asked is None or asked.transaction != order.transaction or not pauses(charger, connector):
        return
    turn.put(replace(connector, asked=replace(asked, accepted=event.ok)))
    code = f"limit:{connector.id}"
    if event.ok:
        turn.mended(code)
    elif charger.online:
        message = _PAUSE_REFUSED(charger=charger.called, message=event.message)
        turn.trouble(code, "error", message)


def _learn_fallback(turn: Turn, charger: Charger, order: SetFallback, event: OrderAnswered) -> None:
    connector = charger.connector(order.connector)
    if event.status in _REFUSALS and order.number is not None:
        number_refused(turn, connector)
        return
    if event.status != "Superseded":
        turn.put(replace(connector, fallback_accepted=event.ok))
    code = f"fallback:{charger.id}/{order.connector}"
    if event.ok:
        turn.mended(code)
    elif charger.online and event.status != "Superseded":
        message = _FALLBACK_REFUSED(charger=charger.called, message=event.message)
        turn.trouble(code, "warning", message)


def _charger_meant(turn: Turn, wish: Wish) -> Charger | Sentence:
    if wish.charger is not None:
        found = turn.state.chargers.get(wish.charger)
        return found or _NO_SUCH_CHARGER(charger=wish.charger)
    adopted = [charger for charger in turn.state.chargers.values() if charger.adopted]
    if len(adopted) == 1:
        return adopted[0]
    return _WHICH_CHARGER() if adopted else _NO_CHARGER()


def _connector_meant(charger: Charger, wish: Wish) -> Connector | Sentence:
    if wish.connector is not None:
        found = charger.connectors.get(wish.connector)
        return found or _NO_SUCH_CONNECTOR(charger=charger.called, number=wish.connector)
    if not charger.connectors:
        return charger.connector(1)
    if len(charger.connectors) > 1:
        return _WHICH_CONNECTOR(charger=charger.called)
    return next(iter(charger.connectors.values()))


_WISHES: Final[dict[type, tuple[Callable[..., Any], str]]] = {
    SetMode: (connector_wishes.set_mode, "connector"),
    SetMaxCurrent: (connector_wishes.set_max_current, "connector"),
    BoostNow: (connector_wishes.boost, "connector"),
    StartNow: (connector_wishes.start, "connector"),
    StopNow: (connector_wishes.stop, "connector"),
    UnlockNow: (connector_wishes.unlock, "connector"),
    ResetNow: (charger_wishes.reset, "charger"),
    SetAvailability: (charger_wishes.available, "charger"),
    ClearProfiles: (charger_wishes.clear, "charger"),
    TriggerNow: (charger_wishes.trigger, "charger"),
    GetConfigurationNow: (charger_wishes.get_configuration, "charger"),
    SetConfigurationNow: (charger_wishes.set_configuration, "charger"),
    TransferData: (charger_wishes.transfer, "charger"),
    SetQuirk: (set_quirk, "charger"),
    FindWays: (find_ways, "charger"),
    Adopt: (charger_wishes.adopt, "charger"),
    Ignore: (charger_wishes.ignore, "charger"),
    Rename: (charger_wishes.rename, "charger"),
    Forget: (charger_wishes.forget, "charger"),
    AllowTag: (tag_wishes.allow, "nobody"),
    BlockTag: (tag_wishes.block, "nobody"),
    SetTag: (tag_wishes.set_one, "nobody"),
    SetTags: (tag_wishes.set_many, "nobody"),
    LearnTag: (tag_wishes.learn, "nobody"),
    ForgetTag: (tag_wishes.forget, "nobody"),
    DismissTag: (tag_wishes.dismiss, "nobody"),
    SetStrict: (tend.set_strict, "charger"),
    SetRhythm: (tend.set_rhythm, "charger"),
    SetOffline: (tend.set_offline, "charger"),
    **maintain.WISHES,
    **guarding.WISHES,
}
