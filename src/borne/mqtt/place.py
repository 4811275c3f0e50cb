"""Where the broker is: in the option, or wherever the Supervisor has one."""

from __future__ import annotations

import logging
import re
import secrets
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import unquote, urlsplit

import aiohttp

from borne.domain.say import Sentence, Text
from borne.mqtt.errors import UNREACHABLE, WRONG_URL, BrokerError, NoBrokerError

_LOG: Final = logging.getLogger(__name__)

AUTO: Final = "auto"
OFF: Final = "off"
_PORT: Final = 1883
_TLS_PORT: Final = 8883
_INSTANCE: Final = re.compile("[0-9a-f]{8}")
_TIMEOUT: Final = aiohttp.ClientTimeout(total=10)
_NONE: Final = Text(
    "The Supervisor has no MQTT broker: install the app Mosquitto broker to see the chargers as "
    "devices with controls",
    "Le Supervisor n’a pas de broker MQTT : installez l’application Mosquitto broker pour voir les "
    "bornes comme appareils avec leurs commandes",
)


@dataclass(frozen=True, slots=True)
class Broker:
    """An address, and who Borne is there."""

    host: str
    port: int
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: bool = False

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    def context(self) -> ssl.SSLContext | None:
        """How it is spoken to in private, if it is."""
        return ssl.create_default_context() if self.tls else None


def read_broker(url: str) -> Broker | Sentence:
    """Read `mqtt://user:password@host:port`, or `mqtts://…`; else what is wrong with it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return WRONG_URL(url=_without_secrets(url))
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        return WRONG_URL(url=_without_secrets(url))
    tls = parts.scheme == "mqtts"
    return Broker(
        parts.hostname,
        port or (_TLS_PORT if tls else _PORT),
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
        tls,
    )


Find: TypeAlias = Callable[[], Awaitable[Broker]]
"""Looks for the broker anew at each connection. Raises NoBrokerError, BrokerError."""


def finder(option: str, environment: Mapping[str, str]) -> Find | None:
    """How to find the broker that the option means; None: there can be none."""
    if option not in (AUTO, OFF):
        return partial(_named, option)
    token = environment.get("SUPERVISOR_TOKEN", "").strip()
    url = environment.get("SUPERVISOR_URL", "").strip() or "http://supervisor"
    return partial(ask_supervisor, url.rstrip("/"), token) if token else None


async def _named(url: str) -> Broker:
    broker = read_broker(url)
    if isinstance(broker, Sentence):
        raise BrokerError(broker)
    return broker


def instance_of(file: Path) -> str:
    """What tells this Borne from another one at the same broker; kept in a file."""
    try:
        kept = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        kept = ""
    if _INSTANCE.fullmatch(kept):
        return kept
    made = secrets.token_hex(4)
    try:
        file.write_text(made + "\n", encoding="ascii")
    except OSError as error:
        _LOG.warning("%s cannot be written: %s", file, error.strerror)
    return made


async def ask_supervisor(url: str, token: str) -> Broker:
    """The broker that an app of the machine provides. Raises NoBrokerError, BrokerError."""
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with (
            aiohttp.ClientSession(headers=headers, timeout=_TIMEOUT) as http,
            http.get(f"{url}/services/mqtt") as answer,
        ):
            told = await answer.json(content_type=None)
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        reason = str(error) or type(error).__name__
        raise BrokerError(UNREACHABLE(place="http://supervisor", reason=reason)) from error
    data = told.get("data") if isinstance(told, dict) else None
    if answer.status != 200 or not isinstance(data, dict) or not data.get("host"):
        raise NoBrokerError(_NONE())
    return _of_service(data)


def _of_service(data: Mapping[str, Any]) -> Broker:
    return Broker(
        str(data["host"]),
        int(data.get("port") or _PORT),
        data.get("username") or None,
        data.get("password") or None,
        bool(data.get("ssl")),
    )


def _without_secrets(url: str) -> str:
    """As much of it as may be shown."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"
