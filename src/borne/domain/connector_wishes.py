"""Wishes about a connector: mode, ceiling, boost, start, stop, unlock."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from borne.domain.admission import admit
from borne.domain.charger import Connector, Starting
from borne.domain.commands import Admission, StartRemotely, StopRemotely, Unlock
from borne.domain.decision import Boost, Mode
from borne.domain.records import SaveSession
from borne.domain.say import Text
from borne.domain.tag import BORNE_TAG
from borne.domain.turn import Turn
from borne.domain.units import Dimension, Quantity
from borne.domain.wishes import BoostNow, SetMaxCurrent, SetMode, StartNow, StopNow, UnlockNow, Wish

_RULES_AGAIN: Final = Text("The rules decide again", "Les règles décident à nouveau")
_MODE_SET: Final = Text("Mode {mode}, set by hand", "Mode {mode}, choisi à la main")
_MODE_UNTIL: Final = Text(
    "Mode {mode} until {until}, set by hand", "Mode {mode} jusqu’à {until}, choisi à la main"
)
_CEILING: Final = Text("Never above {amps} from now on", "Jamais plus de {amps} désormais")
_CEILING_OFF: Final = Text("The ceiling is gone", "Le plafond est levé")
_PAUSED: Final = Text("Paused until the ceiling is changed", "En pause jusqu’au prochain plafond")
_BOOST: Final = Text(
    "Full power until the car is unplugged", "Pleine puissance jusqu’au débranchement"
)
_BOOST_UNTIL: Final = Text("Full power until {until}", "Pleine puissance jusqu’à {until}")
_BOOST_ENERGY: Final = Text("Full power for {energy}", "Pleine puissance pour {energy}")
_BOOST_OFF: Final = Text("The boost is over", "Le coup de boost est terminé")
_ALREADY: Final = Text("It is charging already", "La charge est déjà lancée")
_HELD: Final = Text(
    "Nothing starts before the car is unplugged, a badge or a command",
    "Rien ne démarre avant débranchement, badge ou commande",
)


def set_mode(turn: Turn, wish: Wish, intent: SetMode, connector: Connector) -> None:
    until = turn.at + timedelta(seconds=intent.seconds) if intent.seconds else None
    mode = _by_the_rules(connector) if intent.mode is None else intent.mode
    by_hand = replace(connector.by_hand, mode=mode, mode_until=until, boost=None)
    if intent.mode in (None, Mode.OFF):
        turn.keep_connector(replace(connector, by_hand=by_hand, held=False))
    else:
        _let_charge(turn, replace(connector, by_hand=by_hand))
    if intent.mode is None:
        turn.fulfil(wish, _RULES_AGAIN())
    elif until is None:
        turn.fulfil(wish, _MODE_SET(mode=intent.mode.value))
    else:
        turn.fulfil(wish, _MODE_UNTIL(mode=intent.mode.value, until=turn.local(until)))


def _by_the_rules(connector: Connector) -> Mode | None:
    """The rules decide, for this session even where its badge would boost."""
    boosts = connector.session is not None and connector.session.tag is not None
    return Mode.RULES if boosts else None


def set_max_current(turn: Turn, wish: Wish, intent: SetMaxCurrent, connector: Connector) -> None:
    by_hand = replace(connector.by_hand, max_current=intent.amps)
    turn.keep_connector(replace(connector, by_hand=by_hand))
    if intent.amps is None:
        turn.fulfil(wish, _CEILING_OFF())
    elif intent.amps == 0:
        turn.fulfil(wish, _PAUSED())
    else:
        turn.fulfil(wish, _CEILING(amps=Quantity(intent.amps, Dimension.CURRENT)))


def boost(turn: Turn, wish: Wish, intent: BoostNow, connector: Connector) -> None:
    if intent.off:
        mode = connector.by_hand.mode or _by_the_rules(connector)
        by_hand = replace(connector.by_hand, boost=None, mode=mode)
        turn.keep_connector(replace(connector, by_hand=by_hand))
        turn.fulfil(wish, _BOOST_OFF())
        return
    until = turn.at + timedelta(seconds=intent.seconds) if intent.seconds else None
    so_far = connector.session.energy if connector.session else 0.0
    energy = so_far + intent.energy if intent.energy else None
    by_hand = replace(connector.by_hand, boost=Boost(until, energy), mode=None, mode_until=None)
    _let_charge(turn, replace(connector, by_hand=by_hand))
    if until is not None:
        turn.fulfil(wish, _BOOST_UNTIL(until=turn.local(until)))
    elif intent.energy is not None:
        turn.fulfil(wish, _BOOST_ENERGY(energy=Quantity(intent.energy, Dimension.ENERGY)))
    else:
        turn.fulfil(wish, _BOOST())


def start(turn: Turn, wish: Wish, intent: StartNow, connector: Connector) -> None:
    if connector.session and connector.session.transaction:
        turn.fulfil(wish, _ALREADY())
        return
    connector = _let_charge(turn, connector)
    turn.put(replace(connector, starting=Starting.after(None, turn.at)))
    session = connector.session
    tag = intent.tag or (session.tag if session else None) or BORNE_TAG
    turn.do(StartRemotely(connector.charger, connector.number, tag, wish.id))


def stop(turn: Turn, wish: Wish, _intent: StopNow, connector: Connector) -> None:
    turn.keep_connector(replace(connector, held=True))
    session = connector.session
    if session and session.transaction:
        order = StopRemotely(connector.charger, connector.number, session.transaction.id, wish.id)
        turn.do(order)
    else:
        turn.fulfil(wish, _HELD())


def unlock(turn: Turn, wish: Wish, _intent: UnlockNow, connector: Connector) -> None:
    turn.do(Unlock(connector.charger, connector.number, wish.id))


def _let_charge(turn: Turn, connector: Connector) -> Connector:
    """What a person wants stands above a stop, a refused badge and the patience with a start."""
    session, charger = connector.session, turn.state.chargers[connector.charger]
    if session and session.tag and admit(turn, charger, session.tag) is not Admission.ACCEPTED:
        session = replace(session, tag=None, person=None)
        turn.do(SaveSession(session))
    connector = replace(connector, session=session, held=False, starting=None)
    turn.keep_connector(connector)
    return connector
