"""What the emulated machine is made of: Core, the broker, the app and who is signed in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from addon.emulator.manifest import Manifest

# States of the Supervisor in which it answers.
READY = frozenset({"startup", "running", "freeze"})


@dataclass(frozen=True, slots=True)
class Core:
    """Where a Core answers (such as http://127.0.0.1:8123) and an administrator's token for it."""

    url: str
    token: str


@dataclass(frozen=True, slots=True)
class Mqtt:
    """The broker's credentials, as the Supervisor hands them out."""

    host: str
    port: int = 1883
    username: str = "addons"
    password: str = "secret"  # noqa: S105 an example, for a broker of a test
    ssl: bool = False

    def as_service(self) -> dict[str, object]:
        return {
            "host": self.host,
            "port": self.port,
            "ssl": self.ssl,
            "protocol": "3.1.1",
            "username": self.username,
            "password": self.password,
            "addon": "core_mosquitto",
        }


@dataclass(frozen=True, slots=True)
class User:
    """A person of Home Assistant who opened the panel."""

    id: str
    name: str
    display_name: str


@dataclass(slots=True)
class Machine:
    """Everything that a test may change while the emulator runs."""

    manifest: Manifest
    core: Core | None = None
    mqtt: Mqtt | None = None
    # Where the app's panel answers; None while the app is stopped.
    panel: str | None = None
    state: str = "running"
    time_zone: str = "Europe/Paris"
    chosen_options: dict[str, object] = field(default_factory=dict)
    # What each container port is mapped to on the host; None is switched off.
    network: dict[str, int | None] = field(default_factory=dict)
    address: str = "192.168.1.2"
    app_token: str = field(default_factory=lambda: secrets.token_hex(56))
    ingress_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    sessions: dict[str, User | None] = field(default_factory=dict)

    def sign_in(self, user: User | None) -> str:
        """The value of the cookie `ingress_session`. None is an old session without a person."""
        cookie = secrets.token_hex(64)
        self.sessions[cookie] = user
        return cookie

    def restart_app(self) -> str:
        """The Supervisor gives the app a new token at every start."""
        self.app_token = secrets.token_hex(56)
        return self.app_token
