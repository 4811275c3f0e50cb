"""Wishes about a charger: adopt, name, reset, configure."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from borne.domain.booking import happen
from borne.domain.care_orders import UseCare
from borne.domain.charger import Charger
from borne.domain.commands import (
    ClearLimits,
    ReadConfiguration,
    ResetCharger,
    SendData,
    SetAvailable,
    Trigger,
    WriteConfiguration,
)
from borne.domain.guarding import SECURED_KEYS
from borne.domain.life import Happening
from borne.domain.records import DeleteCharger, DeleteConnector
from borne.domain.say import Text
from borne.domain.security_orders import Guard
from borne.domain.session import LOST
from borne.domain.turn import Turn
from borne.domain.wishes import (
    Adopt,
    ClearProfiles,
    Forget,
    GetConfigurationNow,
    Ignore,
    Rename,
    ResetNow,
    SetAvailability,
    SetConfigurationNow,
    TransferData,
    TriggerNow,
    Wish,
)

_ADOPTED: Final = Text("{charger} is adopted", "{charger} est adoptée")
_IGNORED: Final = Text("{charger} is ignored", "{charger} est ignorée")
_FORGOTTEN: Final = Text("{charger} is forgotten", "{charger} est oubliée")
_STILL_THERE: Final = Text(
    "{charger} is connected: take Borne’s address out of it first, or ignore it",
    "{charger} est connectée : retirez-en d’abord l’adresse de Borne, ou ignorez-la",
)
_SECURED: Final = Text(
    "{key} is changed with the commands set_password and offer_profile, so that Borne still "
    "lets {charger} in",
    "{key} se change avec les commandes set_password et offer_profile, pour que Borne laisse "
    "encore entrer {charger}",
)
_RENAMED: Final = Text("It is called {name} now", "Elle s’appelle désormais {name}")


def reset(turn: Turn, wish: Wish, intent: ResetNow, charger: Charger) -> None:
    turn.do(ResetCharger(charger.id, intent.hard, wish.id))


def available(turn: Turn, wish: Wish, intent: SetAvailability, charger: Charger) -> None:
    turn.do(SetAvailable(charger.id, wish.connector or 0, intent.operative, wish.id))


def clear(turn: Turn, wish: Wish, intent: ClearProfiles, charger: Charger) -> None:
    for connector in charger.connectors.values():
        turn.put(replace(connector, asked=None, fallback=None))
    turn.do(ClearLimits(charger.id, wish.connector, wish.id, intent.every))


def trigger(turn: Turn, wish: Wish, intent: TriggerNow, charger: Charger) -> None:
    turn.do(Trigger(charger.id, intent.message, wish.connector, wish.id))


def get_configuration(
    turn: Turn, wish: Wish, intent: GetConfigurationNow, charger: Charger
) -> None:
    turn.do(ReadConfiguration(charger.id, intent.keys, wish.id))


def set_configuration(
    turn: Turn, wish: Wish, intent: SetConfigurationNow, charger: Charger
) -> None:
    if intent.key.strip().casefold() in SECURED_KEYS:
        turn.fulfil(wish, _SECURED(key=intent.key, charger=charger.called), ok=False)
    else:
        turn.do(WriteConfiguration(charger.id, intent.key, intent.value, wish.id))


def transfer(turn: Turn, wish: Wish, intent: TransferData, charger: Charger) -> None:
    turn.do(SendData(charger.id, intent.vendor, intent.message, intent.data, wish.id))


def adopt(turn: Turn, wish: Wish, intent: Adopt, charger: Charger) -> None:
    adopted = replace(
        charger,
        adopted=True,
        ignored=False,
        name=intent.name or charger.name,
        connected_at=turn.at if charger.online else None,
    )
    turn.keep_charger(adopted)
    if charger.online:
        turn.do(Trigger(charger.id, "BootNotification"))
    turn.fulfil(wish, _ADOPTED(charger=adopted.called))


def ignore(turn: Turn, wish: Wish, _intent: Ignore, charger: Charger) -> None:
    turn.keep_charger(replace(charger, adopted=False, ignored=True, booted=False, ready=False))
    turn.fulfil(wish, _IGNORED(charger=charger.called))


def rename(turn: Turn, wish: Wish, intent: Rename, charger: Charger) -> None:
    turn.keep_charger(replace(charger, name=intent.name))
    turn.fulfil(wish, _RENAMED(name=intent.name))


def forget(turn: Turn, wish: Wish, _intent: Forget, charger: Charger) -> None:
    if charger.online:
        turn.fulfil(wish, _STILL_THERE(charger=charger.called), ok=False)
        return
    for connector in charger.connectors.values():
        if connector.session is not None:
            happen(turn, connector, Happening.UNPLUGGED, reason=LOST)
    rest = {id_: one for id_, one in turn.state.chargers.items() if id_ != charger.id}
    turn.state = replace(turn.state, chargers=rest)
    turn.do(DeleteCharger(charger.id), Guard(charger.id, None), UseCare(charger.id))
    turn.mended(f"refused:{charger.id}")
    turn.mended(f"certificate:{charger.id}")
    turn.mended(f"password:{charger.id}")
    for connector in charger.connectors.values():
        turn.do(DeleteConnector(charger.id, connector.number))
        turn.mended(f"limit:{connector.id}")
        turn.mended(f"fallback:{connector.id}")
    turn.fulfil(wish, _FORGOTTEN(charger=charger.called))
