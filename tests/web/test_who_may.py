"""Who may do what: every route of the panel and every command, for each kind of user."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from aiohttp import ClientSession, TCPConnector

from borne.domain.wish_body import COMMANDS
from borne.web.access import Alone, Ingress
from borne.web.ports import PanelInfo

from .conftest import House
from .test_access import FROM_SUPERVISOR, Users

NOBODY: Final = "nobody"
"""Even somebody whom the Supervisor does not name."""
EVERYBODY: Final = "everybody"
"""Who can log in to Home Assistant."""
ADMINISTRATORS: Final = "administrators"

ROUTES: Final[dict[str, str]] = {
    "GET /": EVERYBODY,
    "GET /assets/{name}": EVERYBODY,
    "GET /api/health": NOBODY,
    "GET /api/state": EVERYBODY,
    "GET /api/live": EVERYBODY,
    "GET /api/metrics": EVERYBODY,
    "GET /api/quirks": EVERYBODY,
    "GET /api/sessions": EVERYBODY,
    "GET /api/sessions/{number}": EVERYBODY,
    "GET /api/decisions": EVERYBODY,
    "GET /api/decision": EVERYBODY,
    "GET /api/absences": EVERYBODY,
    "POST /api/command": EVERYBODY,
    # What the rules say, and what a text would do; nothing of it is written or runs.
    "GET /api/rules": EVERYBODY,
    "GET /api/rules/language": EVERYBODY,
    "GET /api/rules/library": EVERYBODY,
    "POST /api/rules/library/fill": EVERYBODY,
    "POST /api/rules/check": EVERYBODY,
    "POST /api/rules/complete": EVERYBODY,
    "POST /api/rules/hover": EVERYBODY,
    "POST /api/rules/edit": EVERYBODY,
    "POST /api/rules/format": EVERYBODY,
    "POST /api/rules/versions": EVERYBODY,
    "POST /api/rules/version": EVERYBODY,
    "GET /api/replay": EVERYBODY,
    "GET /api/replay/{id}": EVERYBODY,
    "GET /api/shadow": EVERYBODY,
    "POST /api/rules/save": ADMINISTRATORS,
    "POST /api/rules/restore": ADMINISTRATORS,
    "POST /api/replay": ADMINISTRATORS,
    "POST /api/replay/{id}/cancel": ADMINISTRATORS,
    "POST /api/shadow": ADMINISTRATORS,
    "POST /api/shadow/stop": ADMINISTRATORS,
    "GET /api/messages": ADMINISTRATORS,
    "POST /api/messages": ADMINISTRATORS,
    "GET /api/messages/export": ADMINISTRATORS,
    "GET /api/evidence": ADMINISTRATORS,
    "GET /api/diagnostics": ADMINISTRATORS,
    "GET /api/tags.csv": ADMINISTRATORS,
    "POST /api/tags/import": ADMINISTRATORS,
    "GET /api/files": ADMINISTRATORS,
    "GET /api/files/{id}": ADMINISTRATORS,
    "POST /api/files/remove": ADMINISTRATORS,
    "POST /api/firmware": ADMINISTRATORS,
    "POST /api/legrand/read": ADMINISTRATORS,
    "POST /api/legrand/write": ADMINISTRATORS,
    "GET /api/tls": ADMINISTRATORS,
    "GET /api/tls/root.{kind}": ADMINISTRATORS,
    "GET /api/controls": ADMINISTRATORS,
    "POST /api/controls": ADMINISTRATORS,
    "GET /api/notices": ADMINISTRATORS,
    "POST /api/notices": ADMINISTRATORS,
    "POST /api/notices/test": ADMINISTRATORS,
    "GET /api/old-names": ADMINISTRATORS,
    "POST /api/old-names/preview": ADMINISTRATORS,
    "POST /api/old-names/take": ADMINISTRATORS,
    "POST /api/old-names/undo": ADMINISTRATORS,
}
"""DOCS says the same in words."""

COMMANDS_FOR_EVERYBODY: Final = {"boost"}
FILLED: Final = {"{number}": "1", "{id}": "x" * 32, "{kind}": "pem", "{name}": "nothing.js"}
HERE: Final = {"X-Borne": "1"}


class Closed:
    """Neither root nor port."""

    tls_port = None
    tls_until = None
    tls_names = ()
    root_serial = None
    tls_failed = ()
    root = None


@dataclass
class Asker:
    """Asks as one user after the other, as the Supervisor passes it on."""

    http: ClientSession
    url: str

    async def status(self, route: str, user: str | None) -> int:
        method, _, path = route.partition(" ")
        for field, value in FILLED.items():
            path = path.replace(field, value)
        headers = HERE | ({} if user is None else {"X-Remote-User-Id": user})
        sent: dict[str, Any] = {"json": {}}
        if path == "/api/firmware":
            sent = {"data": b"", "headers": headers | {"Content-Type": "application/octet-stream"}}
        sent = {"headers": headers, **sent} if method == "POST" else {"headers": headers}
        url = self.url.rstrip("/") + path
        async with self.http.request(method, url, allow_redirects=False, **sent) as answer:
            return answer.status

    async def command(self, name: str, user: str) -> int:
        body = {"command": name, "charger": "garage", "connector": 1}
        headers = HERE | {"X-Remote-User-Id": user}
        url = f"{self.url}api/command"
        async with self.http.post(url, json=body, headers=headers) as answer:
            return answer.status


@pytest.fixture
async def asker(house: House) -> AsyncIterator[Asker]:
    house.tls = Closed()
    await house.serve(Ingress(Users(), frozenset({FROM_SUPERVISOR})))
    async with ClientSession(connector=TCPConnector(local_addr=(FROM_SUPERVISOR, 0))) as http:
        yield Asker(http, house.url)


async def test_the_table_names_every_route(house: House) -> None:
    house.tls = Closed()
    found = {
        f"{route.method} {route.resource.canonical}"
        for route in house.build(Alone(), PanelInfo("1")).router.routes()
        if route.resource is not None and route.method != "HEAD"
    }
    assert found == set(ROUTES)


async def test_each_route_lets_in_whom_the_table_names_and_nobody_else(asker: Asker) -> None:
    wrong = []
    for route, who in ROUTES.items():
        askers = {None: NOBODY, "ben": EVERYBODY, "anna": ADMINISTRATORS}
        may = list(askers.values()).index(who)
        for rank, user in enumerate(askers):
            status = await asker.status(route, user)
            refused = status in {401, 403}
            if refused is (rank >= may) or status >= 500:
                wrong.append(f"{route} as {user}: {status}")
    assert wrong == []


async def test_of_the_commands_a_boost_alone_is_for_everybody(house: House, asker: Asker) -> None:
    house.connect()
    await house.settle()
    answers = {name: await asker.command(name, "ben") for name in COMMANDS}
    assert {name for name, status in answers.items() if status == 200} == COMMANDS_FOR_EVERYBODY
    # What is incomplete is said before who may.
    assert set(answers.values()) == {200, 400, 403}
    assert answers["stop"] == answers["reset"] == answers["adopt"] == 403
