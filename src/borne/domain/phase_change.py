"""Which connectors bear a change of phases, and what is made of one that does not follow."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from borne.domain.charger import Charger, Connector
from borne.domain.events import OrderAnswered
from borne.domain.phasing import Phasing, Sign, Switching, say_phases
from borne.domain.say import Sentence, Text
from borne.domain.site import Site
from borne.domain.turn import Turn

_SWITCHES: Final = frozenset({"connectorswitch3to1phasesupported", "acphaseswitchingsupported"})
"""The settings by which a charger says whether it can, folded: OCPP's own (1.6 section 9.3.5), and
that of Charge Amps (evcc-io/evcc #16244)."""

_UNABLE: Final = Text(
    "{charger} does not change to {wanted}, as its readings or its answers show. Borne leaves its "
    "phases alone from now on. Once its settings or its firmware allow a change, let Borne find "
    "out anew on its page",
    "{charger} ne passe pas à {wanted}, comme le montrent ses mesures ou ses réponses. Borne ne "
    "touche plus à ses phases. Quand ses réglages ou son micrologiciel le permettront, demandez "
    "sur sa page que Borne cherche à nouveau",
)
_ONE_PHASE_SITE: Final = Text("the site has one phase", "le site n’a qu’une phase")
_SEEN: Final = Text(
    "it was seen not to change them; let Borne find out anew on its page",
    "on a vu qu’elle n’en change pas ; demandez sur sa page que Borne cherche à nouveau",
)
_FIXED: Final = Text("its make does not change them", "sa marque n’en change pas")
_SAYS_NO: Final = Text(
    "its own settings say that it cannot", "ses propres réglages disent qu’elle ne sait pas"
)


def switching_of(
    charger: Charger, connector: Connector, site: Site, who: frozenset[str]
) -> Switching | None:
    """How the phases of a connector may be changed for the car that is there; None: not at all.

    The owner must have said that charger and car bear it, and the charger must not say otherwise.
    """
    switching = site.limits_of(connector.id).switching
    if switching is None or obstacle_of(charger, connector, site) is not None:
        return None
    if switching.vehicles and switching.vehicles.isdisjoint(who):
        return None
    return replace(switching, pause=max(switching.pause, charger.traits.phase_pause))


def obstacle_of(charger: Charger, connector: Connector, site: Site) -> Sentence | None:
    """Why the phases of a connector are left alone, whatever its owner says; None: they are not."""
    if site.phases != 3:
        return _ONE_PHASE_SITE()
    if connector.phasing.unable:
        return _SEEN()
    if charger.traits.phases_fixed:
        return _FIXED()
    return _SAYS_NO() if _says_no(charger) else None


def _says_no(charger: Charger) -> bool:
    said = {
        (one.value or "").strip().casefold()
        for key, one in charger.configuration.items()
        if key.casefold() in _SWITCHES
    }
    return "false" in said and "true" not in said


def take(turn: Turn, connector: Connector, phasing: Phasing) -> None:
    """Keep what has become of the phases; a charger that does not change them is told of once."""
    before = connector.phasing
    turn.keep_connector(replace(connector, phasing=phasing))
    if phasing.unable and not before.unable:
        _report(turn, connector, before.wanted or before.told or 1)
    elif before.unable and not phasing.unable:
        turn.mended(f"phases:{connector.id}")


def number_refused(turn: Turn, connector: Connector) -> None:
    """A limit that names a number of phases was refused: the same is sent without it."""
    phasing = replace(connector.phasing, refused=True)
    turn.keep_connector(replace(connector, phasing=phasing, asked=None, fallback=None))


def answered_without(turn: Turn, connector: Connector, event: OrderAnswered) -> Connector:
    """The same limit without a number: taken, it was the number; refused, it was something else."""
    phasing = connector.phasing.on(Sign.REFUSED, turn.at) if event.ok else connector.phasing
    take(turn, connector, replace(phasing, refused=False))
    return turn.state.chargers[connector.charger].connector(connector.number)


def anew(turn: Turn, connector: Connector) -> None:
    """What it was seen not to do is tried again."""
    phasing = connector.phasing
    if phasing.unable or phasing.refused:
        take(turn, connector, phasing.anew(turn.at))


def _report(turn: Turn, connector: Connector, wanted: int) -> None:
    charger = turn.state.chargers[connector.charger]
    message = _UNABLE(charger=charger.called, wanted=say_phases(wanted))
    turn.trouble(f"phases:{connector.id}", "warning", message)
    turn.announce(
        "borne_fault",
        {
            "charger": charger.id,
            "connector": connector.number,
            "error": "phases not changed",
            "info": message.say("en"),
        },
    )
