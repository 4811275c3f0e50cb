"""What a register says becomes energy: a total that never falls and never leaps.

A register that falls, or rises by more than any outlet could have given in the time, is not
believed until a later reading goes on from it; then Borne counts on from there. One that comes
back to where it was had only stumbled.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from borne.domain.charger import Connector, Sample, Slow
from borne.domain.records import SaveSample
from borne.domain.say import Text
from borne.domain.session import Transaction
from borne.domain.turn import Turn
from borne.domain.units import Dimension, Quantity

SURE: Final = 1000.0
"""Wh that a register may rise by without a question."""
_STRONGEST: Final = 3 * 63 * 230.0
"""W of the strongest outlet for alternating current."""
_SLACK: Final = 1.5
_AWAY: Final = 100_000.0
"""Wh that a register may rise by besides while nobody looked: more than a car's battery."""
_LONGEST_MEAN: Final = 1800.0
"""s over which the rise of a register still tells the power of now."""
_FEW: Final = 6.0
_MUCH: Final = 1000.0
"""W at which a register that rises by a few Wh only is looked at: it may count kWh."""
_PROOF: Final = 2000.0
"""Wh by the power and the time that prove the unit of a register."""
_KWH_FROM: Final = 10_000.0

_JUMPED: Final = Text(
    "The meter of {charger} went from {before} to {after}, and counts on from there. "
    "Borne counts only what was added since",
    "Le compteur de {charger} est passé de {before} à {after}, et continue de là. "
    "Borne ne compte que ce qui s’y est ajouté depuis",
)
_KWH: Final = Text(
    "The meter of {charger} counts kWh and calls them Wh (its register rose by {seen} while its "
    "power gave {expected}). Borne takes it so",
    "Le compteur de {charger} compte des kWh et les appelle Wh (son index a augmenté de {seen} "
    "pendant que sa puissance donnait {expected}). Borne le lit ainsi",
)


def could_give(start: datetime | None, end: datetime, *, away: bool) -> float:
    """The most Wh that an outlet can have given in that time, generously."""
    hours = max(0.0, (end - start).total_seconds()) / 3600 if start else 0.0
    return _STRONGEST * _SLACK * hours + SURE + (_AWAY if away else 0.0)


def in_wh(connector: Connector, register: float) -> float:
    """That register in Wh; where a meter mixes its units, the one that fits what was counted."""
    last = connector.reading.register if connector.reading else None
    if connector.kwh and last is not None and abs(register * 1000 - last) <= abs(register - last):
        return register * 1000
    return register


def count(turn: Turn, connector: Connector, sample: Sample, *, old: bool = False) -> Connector:
    """Take a meter reading into the connector, its transaction and the ledger.

    `old`: it tells of the past, so a lower register is no reset.
    """
    reading = connector.reading
    last = reading.register if reading else None
    register = sample.register
    if register is not None and (last is None or not 0.0 <= register - last <= SURE):
        connector, register = _weighed(turn, connector, sample, old=old)
        last = connector.reading.register if connector.reading else None
        sample = replace(sample, register=register)
    if register is None:
        return replace(connector, reading=sample.over(connector.reading))
    rise = 0.0 if last is None else register - last
    connector, sample = _with_power(connector, sample, rise)
    total = register if connector.total is None else connector.total + rise
    before = connector.metered_at
    metered_at = sample.at if before is None or before < sample.at else before
    session = connector.session
    if session is not None and session.transaction is not None:
        transaction = session.transaction
        if register - transaction.register > SURE:
            transaction = _bounded(turn, connector, transaction, sample, last)
        session = replace(session, transaction=transaction.counted(register))
    elif last == register:
        sample = sample.over(connector.reading)
        return replace(connector, reading=sample, total=total, metered_at=metered_at, odd=None)
    watched = rise < _FEW and (sample.power or 0.0) > _MUCH and not connector.derived
    connector = replace(
        connector,
        reading=sample.over(connector.reading),
        total=total,
        metered_at=metered_at,
        odd=None,
        session=session or connector.session,
    )
    if watched and before is not None:
        connector = _watched(turn, connector, sample, rise, before)
    save_sample(turn, connector, sample)
    return connector


def at_rest(reading: Sample | None) -> Sample | None:
    """The reading of a connector from which nothing is drawn any more."""
    if reading is None:
        return None
    currents = tuple(0.0 for _ in reading.currents) if reading.currents is not None else None
    power = None if reading.power is None else 0.0
    return replace(reading, power=power, currents=currents, offered=None)


def save_sample(turn: Turn, connector: Connector, sample: Sample) -> None:
    """Write a reading that carries energy to the ledger."""
    register = connector.reading.register if connector.reading else None
    if register is None or connector.total is None:
        return
    session = connector.session
    transaction = session.transaction if session else None
    turn.do(
        SaveSample(
            charger=connector.charger,
            connector=connector.number,
            at=sample.at,
            register=register,
            total=connector.total,
            session=session.id if session else None,
            transaction=transaction.id if transaction else None,
            session_energy=session.energy if session else None,
            transaction_energy=transaction.energy if transaction else None,
            power=sample.power,
            current=max(sample.currents) if sample.currents else None,
            asked=connector.asked.current if connector.asked else None,
            soc=sample.soc,
            voltage=sample.voltage,
        )
    )


def _weighed(
    turn: Turn, connector: Connector, sample: Sample, *, old: bool
) -> tuple[Connector, float | None]:
    """What a register that is not plainly the next one is worth; None: nothing."""
    raw = sample.register
    if raw is None or raw < 0:
        return connector, None
    reading = connector.reading
    last = reading.register if reading else None
    if reading is None or last is None:
        return connector, raw
    register = in_wh(connector, raw)
    away = _was_away(turn, connector)
    until = _until(turn, connector, sample, away=away)
    if 0 <= register - last <= could_give(connector.metered_at, until, away=away):
        return connector, register
    if connector.metered_at and sample.at < connector.metered_at:
        return connector, None  # it only comes late
    if register < last and _began_at_zero(turn, connector, register, sample.at):
        return _rebased(connector, 0.0), register
    if old and register < last:
        return connector, None
    return _confirmed(turn, connector, replace(sample, register=raw), last)


def _confirmed(
    turn: Turn, connector: Connector, sample: Sample, last: float
) -> tuple[Connector, float | None]:
    """Believe a register that does not go on from the last one once the next goes on from it."""
    odd, register = connector.odd, sample.register or 0.0
    before = odd.register if odd else None
    if odd is None or before is None:
        return replace(connector, odd=sample), None
    most = could_give(odd.at, sample.at, away=False)
    if 0 < before <= register and _goes_on_in_kwh(connector, odd, sample, last):
        _say_kwh(turn, connector, register - before, (register - before) * 1000)
        return replace(connector, kwh=True), register * 1000
    if not 0 < register - before <= most:  # one that stands still may be stuck at 0 for a while
        return replace(connector, odd=sample), None
    turn.trouble(
        f"meter:{connector.id}",
        "warning",
        _JUMPED(
            charger=turn.charger(connector.charger).called,
            before=Quantity(last, Dimension.ENERGY),
            after=Quantity(before, Dimension.ENERGY),
        ),
    )
    return _rebased(connector, before), register


def _goes_on_in_kwh(connector: Connector, odd: Sample, sample: Sample, last: float) -> bool:
    """Whether two readings go on from the last one, were they kWh.

    Of a low register that is true of a reset as well; but that counts whole Wh.
    """
    before, register = odd.register or 0.0, sample.register or 0.0
    if last >= _KWH_FROM:
        return 0 <= register * 1000 - last <= could_give(odd.at, sample.at, away=True)
    tight = 0 <= before * 1000 - last <= could_give(connector.metered_at, odd.at, away=False)
    return tight and not (before.is_integer() and register.is_integer())


def _rebased(connector: Connector, register: float) -> Connector:
    """Go on from another register without counting the way there."""
    if connector.reading is not None:
        reading = replace(connector.reading, register=register)
        connector = replace(connector, reading=reading)
    session = connector.session
    if session is None or session.transaction is None:
        return connector
    transaction = session.transaction
    if 0 <= register - transaction.register <= SURE:
        return connector
    session = replace(session, transaction=replace(transaction, register=register))
    return replace(connector, session=session)


def _began_at_zero(turn: Turn, connector: Connector, register: float, at: datetime) -> bool:
    """Whether this meter begins at 0 with each transaction, and has just done so."""
    transaction = connector.session.transaction if connector.session else None
    if transaction is None or transaction.meter_start != 0 or transaction.energy:
        return False
    away = _was_away(turn, connector)
    return register <= could_give(transaction.started, at, away=away)


def _bounded(
    turn: Turn,
    connector: Connector,
    transaction: Transaction,
    sample: Sample,
    last: float | None,
) -> Transaction:
    """A transaction whose start does not fit its readings counts from the last of them."""
    register = sample.register or 0.0
    away = _was_away(turn, connector)
    until = _until(turn, connector, sample, away=away)
    if register - transaction.register <= could_give(transaction.started, until, away=away):
        return transaction
    return replace(transaction, register=register if last is None else last)


def _until(turn: Turn, connector: Connector, sample: Sample, *, away: bool) -> datetime:
    """Until when a register has risen to what it is: its own time, where that can be."""
    before = connector.metered_at
    return turn.at if away or (before is not None and sample.at < before) else sample.at


def _was_away(turn: Turn, connector: Connector) -> bool:
    """Whether the charger, or Borne, was off since the register was last read."""
    charger = turn.state.chargers.get(connector.charger)
    since = charger.connected_at if charger else None
    seen = connector.metered_at
    return seen is not None and since is not None and since > seen


def _with_power(connector: Connector, sample: Sample, rise: float) -> tuple[Connector, Sample]:
    """Work the power out of the register where a charger tells nothing else."""
    if sample.power is not None or sample.currents is not None:
        return (replace(connector, derived=False) if connector.derived else connector), sample
    reading, since = connector.reading, connector.metered_at
    told = reading is not None and (reading.power is not None or reading.currents is not None)
    if since is None or (told and not connector.derived):
        return connector, sample
    seconds = (sample.at - since).total_seconds()
    if not 1.0 <= seconds <= _LONGEST_MEAN:
        return connector, sample
    watts = min(rise * 3600 / seconds, _STRONGEST)
    return replace(connector, derived=True), replace(sample, power=watts)


def _watched(
    turn: Turn, connector: Connector, sample: Sample, rise: float, before: datetime
) -> Connector:
    """Compare what a slow register counts with its power and time; prove that it counts kWh."""
    hours = (sample.at - before).total_seconds() / 3600
    if not 0 < hours <= 1:
        return connector
    slow = connector.slow or Slow()
    expected = slow.expected + (sample.power or 0.0) * hours
    seen = slow.seen + rise
    if expected < _PROOF:
        return replace(connector, slow=Slow(expected, seen))
    connector = replace(connector, slow=None)
    if not 0.5 <= seen * 1000 / expected <= 2:
        return connector
    _say_kwh(turn, connector, seen, expected)
    return _in_kwh(connector, seen)


def _in_kwh(connector: Connector, seen: float) -> Connector:
    """From now on its register is in kWh; what was seen of it meanwhile was so already."""
    if connector.reading is None or connector.reading.register is None:
        return connector
    register = connector.reading.register * 1000
    missed = seen * 999
    session = connector.session
    if session is not None and session.transaction is not None:
        transaction = session.transaction
        energy = transaction.energy + min(missed, transaction.energy * 999)
        transaction = replace(transaction, register=register, energy=energy)
        session = replace(session, transaction=transaction)
    return replace(
        connector,
        kwh=True,
        reading=replace(connector.reading, register=register),
        total=(connector.total or 0.0) + missed,
        session=session,
    )


def _say_kwh(turn: Turn, connector: Connector, seen: float, expected: float) -> None:
    turn.trouble(
        f"unit:{connector.id}",
        "warning",
        _KWH(
            charger=turn.charger(connector.charger).called,
            seen=f"{seen:.3g}",
            expected=Quantity(expected, Dimension.ENERGY),
        ),
    )
