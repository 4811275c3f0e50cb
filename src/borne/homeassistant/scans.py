"""A tag that Home Assistant has scanned stands for the badge of the same number or name. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from borne.domain.charger import Connector
from borne.domain.life import Phase
from borne.domain.say import Language, Sentence, Text
from borne.domain.state import State
from borne.domain.tag import Tag, folded
from borne.domain.wishes import StartNow, StopNow
from borne.homeassistant.actions import Asked, Told, refuse

SCANNED: Final = "tag_scanned"

_NOBODY_WAITS: Final = Text(
    "Badge {tag} was scanned, but no car waits for it",
    "Le badge {tag} a été lu, mais aucune voiture ne l’attend",
)
_SEVERAL_WAIT: Final = Text(
    "Badge {tag} was scanned, but several cars wait ({places}): start one of them in the panel",
    "Le badge {tag} a été lu, mais plusieurs voitures attendent ({places}) : démarrez l’une "
    "d’elles dans le panneau",
)
_BLOCKED: Final = Text(
    "Badge {tag} was scanned, and is blocked", "Le badge {tag} a été lu, et il est bloqué"
)


def read_scan(event: Mapping[str, Any], state: State, language: Language) -> Asked | Told | None:
    """What a scan asks for, or why it cannot be done; None: the tag is no badge of Borne's.

    It ends the charge that runs under the badge, else it starts the one car that waits.
    """
    data = event.get("data")
    badge = _badge(data, state) if isinstance(data, Mapping) else None
    if badge is None:
        return None
    if badge.blocked:
        return _no(badge, _BLOCKED(tag=badge.tag), language)
    connectors = [
        one
        for charger in state.chargers.values()
        if charger.adopted and charger.online
        for one in charger.connectors.values()
    ]
    mine = [one for one in connectors if _charges_under(one, badge)]
    if len(mine) == 1:
        return _asked("stop", StopNow(), mine[0], badge)
    waiting = [one for one in connectors if one.phase in {Phase.PLUGGED, Phase.STOPPED}]
    if len(waiting) == 1:
        return _asked("start", StartNow(badge.tag), waiting[0], badge)
    if not waiting:
        return _no(badge, _NOBODY_WAITS(tag=badge.tag), language)
    places = ", ".join(one.id for one in waiting)
    return _no(badge, _SEVERAL_WAIT(tag=badge.tag, places=places), language)


def _badge(data: Mapping[str, Any], state: State) -> Tag | None:
    """The badge whose number is the tag's id, however it is grouped, or the tag's name."""
    told = {_plain(str(data[key])) for key in ("tag_id", "name") if data.get(key)}
    return next((tag for tag in state.tags.values() if _plain(tag.tag) in told), None)


def _plain(number: str) -> str:
    return folded(number.translate(str.maketrans("", "", "-: ")))


def _charges_under(connector: Connector, badge: Tag) -> bool:
    open_ = connector.session.transaction if connector.session else None
    return open_ is not None and folded(open_.tag) == folded(badge.tag)


def _asked(command: str, intent: StartNow | StopNow, connector: Connector, badge: Tag) -> Asked:
    place = {"charger": connector.charger, "connector": connector.number}
    echo = {"command": command, "tag": badge.tag, **place}
    return Asked(intent, connector.charger, connector.number, echo)


def _no(badge: Tag, why: Sentence, language: Language) -> Told:
    return refuse({"command": "start", "tag": badge.tag}, why, language)
