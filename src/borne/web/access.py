"""Who may come in, and as whom. Pure but for the pause after a wrong password."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import ipaddress
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from borne.web import errors
from borne.web.errors import Refusal
from borne.web.ports import UsersPort

SUPERVISOR: Final = "172.30.32.2"
COOKIE: Final = "borne_panel"
HEALTH: Final = "/api/health"
FIRMWARE: Final = "/api/firmware"
_LOCAL_NAMES: Final = frozenset({"localhost", "localhost.localdomain"})
_READING: Final = frozenset({"GET", "HEAD"})
_SLOWEST: Final = 5.0
_REMEMBERED: Final = 1000


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks at the panel."""

    name: str | None
    admin: bool
    user_id: str | None = None


@dataclass(frozen=True, slots=True)
class Ingress:
    """Under the Supervisor: it alone may connect, and says who the user is."""

    users: UsersPort
    trusted: frozenset[str] = frozenset({SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Alone:
    """Without the Supervisor: on loopback for whoever is at the machine, else with a password."""

    host: str = "127.0.0.1"
    """Where the panel listens."""
    password: str | None = field(default=None, repr=False)
    names: frozenset[str] = frozenset()
    """Names besides addresses under which browsers may come."""

    def check(self) -> None:
        """Raises PasswordNeeded where the network could come in without one."""
        if not is_loopback(self.host) and not self.password:
            raise errors.PasswordNeeded(errors.NO_PASSWORD(host=self.host))


Access: TypeAlias = Ingress | Alone


def access_from(environment: Mapping[str, str], host: str, users: UsersPort | None) -> Access:
    """Under the Supervisor its ingress alone, which knows the users; else whoever is there."""
    if users is not None and "SUPERVISOR_TOKEN" in environment:
        return Ingress(users, frozenset({environment.get("BORNE_INGRESS_FROM", SUPERVISOR)}))
    password = environment.get("BORNE_PANEL_PASSWORD")
    return Alone(host, password, frozenset(environment.get("BORNE_PANEL_NAMES", "").split()))


def is_loopback(host: str | None) -> bool:
    """Whether a host, as a name or an address, is this machine itself."""
    if host is None:
        return False
    if host.casefold().rstrip(".") in _LOCAL_NAMES:
        return True
    address = _address(host)
    return address is not None and address.is_loopback


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


class Guard:
    """Lets a request in as somebody, or refuses it."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._secret = secrets.token_bytes(32)
        self._pausing: set[str] = set()
        self._failures: OrderedDict[str, int] = OrderedDict()

    async def admit(self, request: web.Request) -> Viewer | None:
        """Who asks; None for the health check. Raises Refusal."""
        local = is_loopback(request.remote)
        if isinstance(self._access, Ingress):
            if request.path == HEALTH and local:
                return None
            self._check_page(request, from_page=True)
            return await self._through_supervisor(request, self._access)
        self._check_host(request, self._access)
        if request.path == HEALTH:
            return None
        self._check_origin(request)
        self._check_page(request, from_page=hdrs.ORIGIN in request.headers)
        if self._access.password and not is_loopback(self._access.host):
            await self._check_password(request, self._access.password)
        return Viewer(None, admin=True)

    def cookie(self) -> str:
        """What a browser that knew the password brings along; WebSockets send nothing else."""
        return hmac.new(self._secret, b"panel", hashlib.sha256).hexdigest()

    async def is_admin(self, viewer: Viewer) -> bool:
        """Whether the viewer administers Home Assistant now, not when the page was opened."""
        if isinstance(self._access, Ingress) and viewer.user_id is not None:
            return await self._access.users.is_admin(viewer.user_id)
        return viewer.admin

    async def only_admin(self, viewer: Viewer) -> Viewer:
        """The viewer again, who is an administrator. Raises Refusal."""
        if not await self.is_admin(viewer):
            raise Refusal(403, errors.ADMIN_ONLY())
        return viewer

    @property
    def with_password(self) -> bool:
        """Whether a password is asked for."""
        access = self._access
        return isinstance(access, Alone) and bool(access.password) and not is_loopback(access.host)

    async def _through_supervisor(self, request: web.Request, access: Ingress) -> Viewer | None:
        came_from = _address(request.remote or "")
        if came_from is None or str(came_from) not in access.trusted:
            raise Refusal(403, errors.THROUGH_HOME_ASSISTANT())
        if request.path == HEALTH:
            return None
        user_id = request.headers.get("X-Remote-User-Id")
        if not user_id:
            raise Refusal(403, errors.NOBODY())
        headers = request.headers
        name = headers.get("X-Remote-User-Display-Name") or headers.get("X-Remote-User-Name")
        return Viewer(name, await access.users.is_admin(user_id), user_id)

    @staticmethod
    def _check_page(request: web.Request, *, from_page: bool) -> None:
        """A form of another page can neither send JSON nor a header of its own."""
        if request.method in _READING:
            return
        wanted = "application/json"
        if request.path == FIRMWARE:
            wanted = "application/octet-stream"  # no form sends that either
        if request.content_type != wanted:
            raise Refusal(415, errors.NOT_JSON())
        if from_page and request.headers.get("X-Borne") != "1":
            raise Refusal(403, errors.NEEDS_HEADER())

    @staticmethod
    def _check_host(request: web.Request, access: Alone) -> None:
        """A name that an attacker points here (DNS rebinding) is no name of ours."""
        host = _hostname(f"//{request.host}")
        reachable = not is_loopback(access.host) and _address(host) is not None
        if not (is_loopback(host) or reachable or host in {*access.names, access.host.casefold()}):
            raise Refusal(421, errors.WRONG_HOST(host=host[:80]))

    @staticmethod
    def _check_origin(request: web.Request) -> None:
        """Browsers let any page open a WebSocket or post to here; they do say which page."""
        origin = request.headers.get(hdrs.ORIGIN)
        asks = request.method in _READING and hdrs.UPGRADE not in request.headers
        if origin is None or asks:
            return
        try:
            same = urlsplit(origin).netloc.casefold() == request.host.casefold()
        except ValueError:
            same = False
        if not same:
            raise Refusal(403, errors.WRONG_ORIGIN(origin=origin[:80]))

    async def _check_password(self, request: web.Request, password: str) -> None:
        brought = request.cookies.get(COOKIE, "")
        if hmac.compare_digest(brought.encode(), self.cookie().encode()):
            return
        given = _password(request.headers.get(hdrs.AUTHORIZATION))
        if given is None:
            raise Refusal(401, errors.NEEDS_PASSWORD())
        remote = request.remote or ""
        failures = self._failures.get(remote, 0)
        if failures:
            await self._pause(remote, min(_SLOWEST, 0.1 * 2**failures))
        if not hmac.compare_digest(given, password.encode()):
            self._failures[remote] = min(failures + 1, 10)
            self._failures.move_to_end(remote)
            if len(self._failures) > _REMEMBERED:
                self._failures.popitem(last=False)
            raise Refusal(401, errors.NEEDS_PASSWORD())
        self._failures.pop(remote, None)

    async def _pause(self, remote: str, seconds: float) -> None:
        """One guess at a time from each address, and ever more slowly."""
        if remote in self._pausing:
            raise Refusal(429, errors.TOO_FAST())
        self._pausing.add(remote)
        try:
            await asyncio.sleep(seconds)
        finally:
            self._pausing.discard(remote)


def _hostname(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _password(header: str | None) -> bytes | None:
    """The password of a Basic header, whatever the user name."""
    scheme, _, encoded = (header or "").partition(" ")
    if scheme.casefold() != "basic":
        return None
    try:
        decoded = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return None
    return decoded.partition(b":")[2]
