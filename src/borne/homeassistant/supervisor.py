"""Where Home Assistant Core is: behind the Supervisor, at an address of its own, or nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from borne.domain.say import Sentence, Text

_NO_TOKEN: Final = Text(
    "HOME_ASSISTANT_URL is set but HOME_ASSISTANT_TOKEN is not. Set it to a long-lived access "
    "token; until then Borne runs without Home Assistant.",
    "HOME_ASSISTANT_URL est défini mais pas HOME_ASSISTANT_TOKEN. Donnez-y un jeton d’accès "
    "longue durée ; d’ici là Borne fonctionne sans Home Assistant.",
)
_WRONG_URL: Final = Text(
    "HOME_ASSISTANT_URL “{url}” is not an address such as http://homeassistant.local:8123. Borne "
    "runs without Home Assistant.",
    "HOME_ASSISTANT_URL « {url} » n’est pas une adresse comme http://homeassistant.local:8123. "
    "Borne fonctionne sans Home Assistant.",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Core's REST API and WebSocket, and the token for both."""

    api: str
    """Ends with `/api`."""
    socket: str
    token: str = field(repr=False)
    supervised: bool = False


def find_core(environment: Mapping[str, str]) -> Place | Sentence | None:
    """Return where Core is, why it cannot be told, or None where Borne is to run alone."""
    if token := environment.get("SUPERVISOR_TOKEN", "").strip():
        base = environment.get("SUPERVISOR_URL", "").strip() or "http://supervisor"
        base = base.rstrip("/")
        return Place(f"{base}/core/api", f"{_ws(base)}/core/websocket", token, supervised=True)
    url = environment.get("HOME_ASSISTANT_URL", "").strip()
    if not url:
        return None
    if not _is_address(url):
        return _WRONG_URL(url=url)
    token = environment.get("HOME_ASSISTANT_TOKEN", "").strip()
    if not token:
        return _NO_TOKEN()
    base = url.rstrip("/").removesuffix("/api")
    return Place(f"{base}/api", f"{_ws(base)}/api/websocket", token)


def _ws(base: str) -> str:
    return "ws" + base.removeprefix("http")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
