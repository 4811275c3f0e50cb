"""The phones of those who administer Home Assistant.

A phone is an administrator's where a person's user administers, and a tracker of that person is
one that `notify` knows.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Final

from borne.homeassistant.errors import CommandFailedError
from borne.homeassistant.socket import CoreSocket
from borne.homeassistant.users import Users
from borne.rules.ties import Urgency

_LOG = logging.getLogger(__name__)
_PHONE: Final = "mobile_app_"

PUSH: Final[Mapping[Urgency, Mapping[str, object]]] = {
    Urgency.INFO: {},
    Urgency.WARNING: {
        "ttl": 0,
        "priority": "high",
        "push": {"interruption-level": "time-sensitive"},
    },
    Urgency.CRITICAL: {
        "ttl": 0,
        "priority": "high",
        "channel": "alarm_stream",
        "push": {"interruption-level": "critical", "sound": {"name": "default", "critical": 1}},
    },
}
"""What makes a phone ring, on Android and on iOS."""


async def phones_of_administrators(socket: CoreSocket, users: Users) -> list[str]:
    """The services of `notify` that reach them; none where Core does not tell. Raises CoreError."""
    try:
        services = await socket.call("get_services")
        states = await socket.call("get_states")
    except CommandFailedError as error:
        _LOG.warning("Home Assistant does not tell whose phones there are: %s", error)
        return []
    known = services.get("notify") if isinstance(services, Mapping) else None
    phones: set[str] = set()
    for attributes in _persons(states):
        user, trackers = attributes.get("user_id"), attributes.get("device_trackers")
        if not isinstance(user, str) or not isinstance(trackers, list):
            continue
        if await users.is_admin(user):
            phones |= {_PHONE + str(one).partition(".")[2] for one in trackers}
    return sorted(phones & set(known or ()))


def _persons(states: object) -> list[Mapping[str, Any]]:
    return [
        one["attributes"]
        for one in (states if isinstance(states, list) else [])
        if isinstance(one, Mapping)
        and str(one.get("entity_id")).startswith("person.")
        and isinstance(one.get("attributes"), Mapping)
    ]
