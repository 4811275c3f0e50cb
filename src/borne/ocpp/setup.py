"""What is done with a charger that has just connected: read, write what must differ, ask.

Reads come first, and only what differs is written. What was written once and does not show when
it is read again is left alone: a charger that restarts at each write must not restart for ever.
Nor is a charger asked again and again for what makes it restart.
Whatever fails is reported and passed over.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from datetime import datetime
from typing import Final, TypeAlias

from borne.domain.charger import ConfigurationKey
from borne.domain.events import ChargerReady, ConfigurationRead
from borne.domain.say import Text
from borne.ocpp.configuration import connectors_in, keys_in, number_in, words_in
from borne.ocpp.frame import Payload
from borne.ocpp.note import Problem, shown
from borne.ocpp.outcome import checked
from borne.ocpp.repair import squash
from borne.ocpp.suspicion import ALL_KEYS, NEWS
from borne.ocpp.wire import Ask, Known, Outcome, Program, Reply, Report

INTERVAL: Final = "MeterValueSampleInterval"
MEASURANDS: Final = "MeterValuesSampledData"
LONGEST: Final = "MeterValuesSampledDataMaxLength"
CONNECTORS: Final = "NumberOfConnectors"
_SLOWEST: Final = 10
"""s between meter values, at the most."""
NEEDED: Final = ("Energy.Active.Import.Register", "Power.Active.Import", "Current.Import")
_FEWEST: Final = NEEDED[:2]
FEW_KEYS: Final = (
    CONNECTORS,
    INTERVAL,
    MEASURANDS,
    "ChargingScheduleAllowedChargingRateUnit",
    "ChargeProfileMaxStackLevel",
    "ConnectorSwitch3to1PhaseSupported",
)
"""What is asked for one by one where a charger cannot list all its keys."""

_CHANGE: Final = "ChangeConfiguration"
_READY: Final = Text("The charger is set up.", "La borne est prête.")

Steps: TypeAlias = Generator[Ask, Reply, datetime]
"""Part of a set-up; ends with the time of its last answer."""


def prepare(known: Known, now: datetime, report: Report) -> Program:
    """The whole set-up. It always ends well, with ChargerReady."""
    if known.memory.suspicion.shuns_all(now):
        report(Problem("set-up", "is left out: the charger restarted whenever it was set up"))
    else:
        now = yield from _set_up(known, now, report)
    configuration = tuple(known.memory.configuration.values())
    ready = ChargerReady(now, known.charger, _connectors(known))
    read = (ConfigurationRead(now, known.charger, configuration),) if configuration else ()
    return Outcome(ok=True, status="Accepted", message=_READY(), events=(*read, ready))


def _set_up(known: Known, at: datetime, report: Report) -> Steps:
    at = yield from _read(known, at, report)
    at = yield from _set_interval(known, at, report)
    at = yield from _set_measurands(known, at, report)
    at = yield from _set_intervals(known, at, report)
    return (yield from _ask_for_news(known, at, report))


def remember(known: Known, keys: Iterable[ConfigurationKey]) -> None:
    """Keep what the charger has told; what shows as written may be written again some day."""
    for one in keys:
        known.memory.configuration[one.key] = one
        if one.value in known.memory.written.get(one.key, ()):
            del known.memory.written[one.key]


def _read(known: Known, at: datetime, report: Report) -> Steps:
    changes, suspicion = known.memory.character.changes, known.memory.suspicion
    if changes.read_all and not _shunned(known, ALL_KEYS, at, report):
        suspicion.asked(ALL_KEYS, at)
        reply = yield Ask("GetConfiguration", {})
        suspicion.answered(ALL_KEYS)
        at, keys = reply.at, _keys_of(reply, report)
        if keys:
            known.memory.configuration.clear()
            remember(known, keys)
            return at
        said = _why(reply)
        report(Problem(None, f"all keys at once: {said}; asked for the few that are needed"))
    for name in (*FEW_KEYS, *(one.key for one in known.memory.care.intervals)):
        fixed = name == MEASURANDS and changes.measurands is not None
        if fixed or _shunned(known, name, at, report):
            continue
        suspicion.asked(name, at)
        reply = yield Ask("GetConfiguration", {"key": [name]})
        suspicion.answered(name)
        at = reply.at
        if reply.payload is None:
            report(Problem(name, f"cannot be read: {_why(reply)}"))
            break
        remember(known, _keys_of(reply, report))
    return at


def _shunned(known: Known, question: str, at: datetime, report: Report) -> bool:
    """Whether the charger restarts over that question; it is told once a connection."""
    shunned = known.memory.suspicion.shuns(question, at)
    if shunned:
        report(Problem(question, "is not asked for: the charger restarted whenever it was"))
    return shunned


def _keys_of(reply: Reply, report: Report) -> tuple[ConfigurationKey, ...]:
    return keys_in(checked(reply, "GetConfiguration", report).payload or {})


def _set_interval(known: Known, at: datetime, report: Report) -> Steps:
    present = known.memory.configuration.get(INTERVAL)
    if present is None:
        return at
    seconds = number_in(present.value)
    slowest = known.memory.character.changes.interval or _SLOWEST
    if seconds is not None and 0 < seconds <= slowest:
        return at
    _, at = yield from _write(known, present, str(slowest), at, report)
    return at


def _set_measurands(known: Known, at: datetime, report: Report) -> Steps:
    present = known.memory.configuration.get(MEASURANDS)
    fixed = known.memory.character.changes.measurands
    if fixed is not None:
        present = present or ConfigurationKey(MEASURANDS, None, readonly=False)
        if fixed and tuple(words_in(present.value)) != fixed:
            _, at = yield from _write(known, present, ",".join(fixed), at, report)
        return at
    if present is None:
        return at
    there = words_in(present.value)
    # What comes by itself need not be asked for.
    known_to_come = (*there, *known.memory.measured)
    for needed in (NEEDED, _FEWEST):
        missing = _measured(known, _missing(needed, known_to_come))
        wanted = _as_many(known, (*there, *missing))
        if not missing or set(wanted) == set(there):
            return at
        status, at = yield from _write(known, present, ",".join(wanted), at, report)
        if status != "Rejected":
            return at
    return at


def _measured(known: Known, words: tuple[str, ...]) -> tuple[str, ...]:
    """Those that the charger measures, where it has a key that names all of these."""
    named_in = known.memory.character.changes.measurands_in
    if named_in is None:
        return words
    key = known.memory.configuration.get(named_in)
    names = {squash(word) for word in words_in(key.value)} if key else set()
    return tuple(word for word in words if squash(word) in names)


def _as_many(known: Known, words: tuple[str, ...]) -> tuple[str, ...]:
    """As many of a list as the charger takes: those that are needed stay, the first ones first."""
    longest = known.memory.configuration.get(LONGEST)
    most = number_in(longest.value) if longest else None
    if not most or len(words) <= most:
        return words
    return tuple(sorted(words, key=_rank)[:most])


def _rank(word: str) -> int:
    plain = squash(word)
    starts = (place for place, one in enumerate(NEEDED) if plain.startswith(squash(one)))
    return next(starts, len(NEEDED))


def _set_intervals(known: Known, at: datetime, report: Report) -> Steps:
    """How often it shows that it lives; what is quicker already stays, unless a person chose."""
    for wanted in known.memory.care.intervals:
        present = known.memory.configuration.get(wanted.key)
        seconds = number_in(present.value) if present else None
        fine = seconds == wanted.seconds if wanted.exact else 0 < (seconds or 0) <= wanted.seconds
        if present is not None and not fine:
            _, at = yield from _write(known, present, str(wanted.seconds), at, report)
    return at


def _missing(needed: Iterable[str], there: Iterable[str]) -> tuple[str, ...]:
    """Those that are not there, under whatever phase or spelling."""
    plain = [squash(word) for word in there]
    return tuple(one for one in needed if not any(word.startswith(squash(one)) for word in plain))


def _write(
    known: Known, present: ConfigurationKey, value: str, at: datetime, report: Report
) -> Generator[Ask, Reply, tuple[str, datetime]]:
    """Write once; return the status, or nothing where it was not written."""
    if present.readonly:
        report(Problem(present.key, f"is {shown(present.value)} and cannot be changed"))
        return "", at
    written = known.memory.written.setdefault(present.key, set())
    if value in written:
        report(Problem(present.key, "was written before and does not show; not written again"))
        return "", at
    if known.memory.writes.enough(present.key, at):
        report(Problem(present.key, "does not stay as it was written; left alone for a day"))
        return "", at
    written.add(value)
    reply = checked((yield from _change(known, present.key, value, at)), _CHANGE, report)
    status = str((reply.payload or {}).get("status", reply.error))
    if status == "Accepted":
        # Borne's own copy; `written` stays until the charger itself says so.
        known.memory.configuration[present.key] = ConfigurationKey(
            present.key, value, readonly=False
        )
    elif status == "RebootRequired":
        report(Problem(present.key, "was changed; the charger wants a restart for it"))
    else:
        report(Problem(present.key, f"cannot be set to {shown(value)}: {_why(reply)}"))
    return status, reply.at


def _change(known: Known, key: str, value: str, at: datetime) -> Generator[Ask, Reply, Reply]:
    """Write; what is lost with the line may be written once more, for it may never have come."""
    suspicion, writes = known.memory.suspicion, known.memory.writes
    writes.made(key, at)
    suspicion.asked(_CHANGE, at)
    try:
        reply = yield Ask(_CHANGE, {"key": key, "value": value})
    except GeneratorExit:
        if writes.first(key):
            known.memory.written[key].discard(value)
        raise
    suspicion.answered(_CHANGE)
    return reply


def _ask_for_news(known: Known, at: datetime, report: Report) -> Steps:
    """A charger that comes back often says nothing by itself."""
    if _shunned(known, NEWS, at, report):
        return at
    if not known.booted:
        able, at = yield from _trigger(known, {"requestedMessage": "BootNotification"}, at, report)
        if not able:
            return at
    for number in range(1, (_connectors(known) or 1) + 1):
        if number in known.statuses:
            continue
        asked = {"requestedMessage": "StatusNotification", "connectorId": number}
        able, at = yield from _trigger(known, asked, at, report)
        if not able:
            break
    return at


def _trigger(
    known: Known, payload: Payload, at: datetime, report: Report
) -> Generator[Ask, Reply, tuple[bool, datetime]]:
    """Ask for a message; return whether the charger knows how to."""
    known.memory.suspicion.asked(NEWS, at)
    reply = checked((yield Ask("TriggerMessage", payload)), "TriggerMessage", report)
    known.memory.suspicion.answered(NEWS)
    status = (reply.payload or {}).get("status")
    if status != "Accepted":
        report(Problem(None, f"{payload['requestedMessage']} cannot be asked for: {_why(reply)}"))
    return status in ("Accepted", "Rejected"), reply.at


def _connectors(known: Known) -> int | None:
    key = known.memory.configuration.get(CONNECTORS)
    said = connectors_in(key.value) if key else None
    return said or max(known.connectors, default=None)


def _why(reply: Reply) -> str:
    if reply.payload is None:
        return shown(f"{reply.error} {reply.words}".strip())
    status = reply.payload.get("status")
    return f"the charger says {shown(status)}" if status else "the charger says nothing of use"
