"""A connector as the rules and control see it."""

from __future__ import annotations

from datetime import datetime

from borne.control.claim import Draw
from borne.domain.admission import judge, refusal
from borne.domain.charger import Charger, Connector, Sample
from borne.domain.commands import Admission
from borne.domain.decision import Subject
from borne.domain.site import Site
from borne.domain.state import State
from borne.domain.tag import UnknownTagPolicy, folded

_FLOWING = 1.0
"""A above which a phase counts as used."""


def subject_of(
    state: State, charger: Charger, connector: Connector, policy: UnknownTagPolicy, now: datetime
) -> Subject:
    """Return what the built-in names of the rules mean for this connector; `now` in its zone."""
    session = connector.session
    tag = session.tag if session else None
    known = state.tag(tag)
    reading = connector.reading
    told = judge(state, policy, tag, now, connector.id) if tag is not None else None
    refused = told is not None and told is not Admission.ACCEPTED
    return Subject(
        id=connector.id,
        charger=charger.id,
        connector=connector.number,
        status=connector.status.value if connector.status else None,
        plugged=connector.plugged,
        charging=connector.charging,
        tag=tag,
        tag_known=known is not None and not refused,
        tag_refused=refused,
        tag_why=refusal(known, tag, told) if tag is not None and told is not None else None,
        person=known.person if known else None,
        vehicle=known.vehicle if known else None,
        who=known.who if known else frozenset({folded(tag)} if tag else ()),
        session_energy=session.energy if session else 0.0,
        session_time=(now - session.started).total_seconds() if session else 0.0,
        power=reading.power if reading else None,
        current=max(reading.currents) if reading and reading.currents else None,
        soc=reading.soc if reading else None,
        by_hand=connector.by_hand,
        held=connector.held,
        started=session is not None and session.transaction is not None,
    )


def flowing_of(connector: Connector) -> int:
    """Over how many phases current flows now; what was read before a change tells nothing."""
    reading, changed_at = connector.reading, connector.phasing.changed_at
    if reading is not None and changed_at is not None and reading.at <= changed_at:
        return 0
    return sum(1 for amps in (reading.currents if reading else None) or () if amps > _FLOWING)


def shown_by(reading: Sample | None, volts: float) -> int:
    """Over how many phases a reading shows that current flows; 0: none, or it cannot be told."""
    if reading is None:
        return 0
    currents, power = reading.currents or (), reading.power
    if len(currents) > 1:
        return sum(1 for amps in currents if amps > _FLOWING)
    if not currents or power is None or currents[0] <= _FLOWING:
        return 0
    return min(3, max(1, round(power / (currents[0] * (reading.voltage or volts)))))


def draw_of(connector: Connector, site: Site, phases_seen: int = 0) -> Draw:
    """Return what the car at this connector draws, as far as the charger tells.

    `phases_seen` is over how many phases this car was last seen to draw.
    """
    reading = connector.reading
    currents = reading.currents if reading and reading.currents else ()
    power = reading.power if reading else None
    limits = site.limits_of(connector.id)
    seen = flowing_of(connector) or phases_seen
    phases = min(limits.phases or seen or connector.phasing.told or site.phases, site.phases)
    amps = max(currents, default=0.0)
    if power is None:
        power = sum(currents) * site.voltage
    elif not currents:
        amps = power / (site.voltage * phases)
    session = connector.session
    return Draw(
        phases=phases,
        amps=amps,
        power=power,
        read_at=reading.at if reading else None,
        active=session is not None and session.transaction is not None,
        shown=shown_by(reading, site.voltage) if limits.switching else 0,
    )
