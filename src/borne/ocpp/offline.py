"""Who may charge offline: the keys that say so are read, written where they differ, read back."""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from msgspec.structs import replace

from borne.domain.care_orders import ChooseOffline
from borne.domain.charger import ConfigurationKey
from borne.domain.events import ConfigurationRead
from borne.domain.offline import KEYS, choice_in, keys_for, same
from borne.domain.say import Text
from borne.ocpp.configuration import keys_in
from borne.ocpp.outcome import checked, outcome
from borne.ocpp.patience import patience
from borne.ocpp.setup import remember
from borne.ocpp.wire import Ask, Known, Outcome, Program, Reply, Report

_GET, _CHANGE = "GetConfiguration", "ChangeConfiguration"
_NO_SAY: Final = Text(
    "The charger has no setting that says who may charge while it is on its own.",
    "La borne n’a aucun réglage qui dise qui peut charger quand elle est seule.",
)
_AS_IT_WAS: Final = Text("The charger does so already.", "La borne le fait déjà.")
_DONE: Final = Text("The charger does so from now on.", "La borne le fait désormais.")
_AFTER_RESTART: Final = Text(
    "The charger does so once it has restarted.", "La borne le fera après son redémarrage."
)
_NOT_KEPT: Final = Text(
    "The charger accepted, but its settings do not show it: {keys}.",
    "La borne a accepté, mais ses réglages ne le montrent pas : {keys}.",
)
_FIXED: Final = Text("{key} cannot be changed in this charger.", "{key} ne se change pas ici.")

Keys = dict[str, ConfigurationKey]


def choose(order: ChooseOffline, known: Known, report: Report) -> Program:
    """The whole order."""
    present, reply = yield from _read(report)
    if reply.payload is None:
        return outcome(reply, patience(_GET))
    wanted = keys_for(order.who, present)
    if not wanted:
        return Outcome(ok=False, status="NotSupported", message=_NO_SAY())
    differing = {key: value for key, value in wanted.items() if not same(present[key], value)}
    restart = False
    for key, value in differing.items():
        result = yield from _write(present[key], value, report)
        if not result.ok:
            return replace(result, events=_told(known, reply, present))
        restart = restart or result.status == "RebootRequired"
    if not differing:
        return Outcome(True, "Accepted", _AS_IT_WAS(), events=_told(known, reply, present))
    if restart:
        return Outcome(True, "RebootRequired", _AFTER_RESTART())
    after, reply = yield from _read(report)
    kept = [key for key, value in differing.items() if key in after and same(after[key], value)]
    events = _told(known, reply, after)
    if len(kept) < len(differing):
        lost = ", ".join(key for key in differing if key not in kept)
        return Outcome(False, "NotKept", _NOT_KEPT(keys=lost), events=events)
    return Outcome(True, "Accepted", _DONE(), {"offline": choice_in(after)}, events)


def _read(report: Report) -> Generator[Ask, Reply, tuple[Keys, Reply]]:
    reply = checked((yield Ask(_GET, {"key": list(KEYS)})), _GET, report)
    return {one.key: one for one in keys_in(reply.payload or {})}, reply


def _write(key: ConfigurationKey, value: str, report: Report) -> Generator[Ask, Reply, Outcome]:
    if key.readonly:
        return Outcome(False, "Rejected", _FIXED(key=key.key))
    ask = Ask(_CHANGE, {"key": key.key, "value": value})
    return outcome(checked((yield ask), _CHANGE, report), patience(_CHANGE))


def _told(known: Known, reply: Reply, keys: Keys) -> tuple[ConfigurationRead, ...]:
    found = tuple(keys.values())
    remember(known, found)
    return (ConfigurationRead(reply.at, known.charger, found),) if found else ()
