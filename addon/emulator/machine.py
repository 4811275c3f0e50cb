"""What the emulated machine is made of: Core, the broker, the app and who is signed in."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from addon.emulator.app import App
    from addon.emulator.manifest import Manifest

# States of the Supervisor in which it answers.
READY = frozenset({"startup", "running", "freeze"})
SESSION_S: Final = 15 * 60.0


@dataclass(frozen=True, slots=True)
class Core:
    """Where a Core answers (such as http://127.0.0.1:8123) and an administrator's token for it."""

    url: str
    token: str
    version: str = "2026.8.1"


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
class Session:
    """What the cookie `ingress_session` stands for; each use makes it last longer."""

    user: User | None
    until: float


@dataclass(slots=True)
class Machine:
    """Everything that a test may change while the emulator runs."""

    manifest: Manifest
    core: Core | None = None
    mqtt: Mqtt | None = None
    # Where the app's panel answers; None while the app is stopped.
    panel: str | None = None
    # The app's process, where the emulator runs it too.
    app: App | None = None
    # What `restart` and `stop` do to Core; None where somebody else runs it.
    control_core: Callable[[str], Awaitable[None]] | None = None
    state: str = "running"
    time_zone: str = "Europe/Paris"
    chosen_options: dict[str, object] = field(default_factory=dict)
    # Core's secrets.yaml, for options that say `!secret name`.
    secrets: dict[str, str] = field(default_factory=dict)
    # What each container port is mapped to on the host; None is switched off.
    network: dict[str, int | None] = field(default_factory=dict)
    address: str = "192.168.1.2"
    # Whether the person switched "Show in sidebar" on.
    in_sidebar: bool = True
    app_token: str = field(default_factory=lambda: secrets.token_hex(56))
    core_token: str = field(default_factory=lambda: secrets.token_hex(56))
    ingress_token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    sessions: dict[str, Session] = field(default_factory=dict)

    @property
    def app_state(self) -> str:
        if self.app is not None:
            return self.app.state
        return "stopped" if self.panel is None else "started"

    def sign_in(self, user: User | None) -> str:
        """The value of the cookie `ingress_session`. None is an old session without a person."""
        cookie = secrets.token_hex(64)
        self.sessions[cookie] = Session(user, time.monotonic() + SESSION_S)
        return cookie

    def session(self, cookie: str) -> Session | None:
        """The session of that cookie, longer by this use; None when it has none or is over."""
        found = self.sessions.get(cookie)
        if found is None or found.until < time.monotonic():
            self.sessions.pop(cookie, None)
            return None
        found.until += SESSION_S
        return found

    def restart_app(self) -> str:
        """The Supervisor gives the app a new token at every start."""
        self.app_token = secrets.token_hex(56)
        return self.app_token
