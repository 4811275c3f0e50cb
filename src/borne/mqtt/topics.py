"""The topics under which one Borne speaks of its chargers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

DISCOVERY: Final = "homeassistant/device"
BIRTH: Final = "homeassistant/status"
"""Where Home Assistant says that it has come back."""
ONLINE: Final = "online"
OFFLINE: Final = "offline"
_ID: Final = "borne_"


@dataclass(frozen=True, slots=True)
class Topics:
    """`instance` tells this Borne from another one at the same broker."""

    instance: str

    @property
    def base(self) -> str:
        return f"borne/{self.instance}"

    @property
    def alive(self) -> str:
        """Whether Borne itself is there: its last will."""
        return f"{self.base}/status"

    @property
    def mark(self) -> str:
        """Where Borne hears a word of its own: what the broker had to tell before, it has told."""
        return f"{self.base}/mark"

    @property
    def commands(self) -> str:
        """A filter for all commands."""
        return f"{self.base}/+/+/+/set"

    def there(self, prefix: str) -> str:
        """Whether that charger is there."""
        return f"{self.base}/{prefix}/there"

    def state(self, prefix: str, connector: int) -> str:
        """What a connector shows; 0 is the charger itself."""
        return f"{self.base}/{prefix}/{connector}/state"

    def command(self, prefix: str, connector: int, key: str) -> str:
        return f"{self.base}/{prefix}/{connector}/{key}/set"

    def asked(self, topic: str) -> tuple[str, int, str] | None:
        """The prefix, the connector and the control that a command is for."""
        parts = topic.removeprefix(f"{self.base}/").split("/")
        if len(parts) != 4 or parts[3] != "set" or not parts[1].isdecimal():
            return None
        return parts[0], int(parts[1]), parts[2]


def device_id(prefix: str, connector: int | None) -> str:
    """How Home Assistant knows a charger, or a connector that is a device of its own."""
    return f"{_ID}{prefix}" if connector is None else f"{_ID}{prefix}_{connector}"


def discovery(device: str) -> str:
    return f"{DISCOVERY}/{device}/config"


def discovered(topic: str) -> str | None:
    """The device of a discovery topic, if it could be ours."""
    device = topic.removeprefix(f"{DISCOVERY}/").removesuffix("/config")
    return device if device.startswith(_ID) and topic == discovery(device) else None
