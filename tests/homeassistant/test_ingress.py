"""What a real Core and the Supervisor behind it do to a request on its way to the panel."""

from __future__ import annotations

import json
from io import BytesIO

import pytest
from tests.patience import PATIENCE
from yarl import URL

from .browser import Browser
from .core import CoreRefusedError
from .supervised import SUPERVISORS_ADDRESS, Home

pytestmark = [pytest.mark.core, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


async def test_a_session_is_renewed_while_the_page_is_open_and_ends(home: Home) -> None:
    anna = await home.open_panel()
    await home.ask("supervisor/ingress/validate_session", session=anna.cookie)
    home.machine.sessions[anna.cookie].until = 0
    assert (await anna.get("api/state"))[0] == 401
    with pytest.raises(CoreRefusedError):
        await home.ask("supervisor/ingress/validate_session", session=anna.cookie)


async def test_what_the_panel_learns_of_who_asks(home: Home) -> None:
    anna = await home.open_panel()
    forged = {"X-Remote-User-Id": "root", "X-Supervisor-Token": "stolen", "X-Ingress-Path": "/x"}
    async with (
        home.telling(),
        home.client.get(anna.base + "some/page", headers=anna.headers() | forged) as answer,
    ):
        assert answer.headers["Content-Type"] == "text/html", "the charset is lost on the way"
        told = json.loads(await answer.text())
    headers = told["headers"]
    [owner] = [it for it in await home.ask("config/auth/list") if it["is_owner"]]
    assert headers["X-Remote-User-Id"] == owner["id"]
    assert headers["X-Remote-User-Name"] == "test"
    assert headers["X-Remote-User-Display-Name"] == "Test"
    assert headers["X-Ingress-Path"] == URL(anna.base).path.rstrip("/")
    assert headers["X-Hass-Source"] == "core.ingress"
    assert headers["X-Forwarded-Host"] == headers["Host"] == URL(home.core.url).authority
    assert headers["X-Forwarded-Proto"] == "http"
    assert "X-Supervisor-Token" not in headers
    assert (told["path"], told["remote"]) == ("/some/page", SUPERVISORS_ADDRESS)


@pytest.mark.parametrize(
    ("asked", "arrives"),
    [
        ("a%2Fb", "/a/b"),
        ("a%20b", "/a%20b"),
        ("s?x=1&x=2&y=a%2Bb", "/s?x=1&x=2&y=a%2Bb"),
        ("..%2Fsecret", 400),
        ("api?text=%3Cdescription%3E", 400),
        ("api?f=concat(a)", 400),
        ("api?file=/c/x", 400),
    ],
)
async def test_what_of_a_path_arrives(home: Home, asked: str, arrives: str | int) -> None:
    anna = await home.open_panel()
    address = URL(anna.base + asked, encoded=True)
    async with home.telling(), home.client.get(address, headers=anna.headers()) as answer:
        assert arrives == (
            json.loads(await answer.text())["path"] if answer.status == 200 else answer.status
        )


@pytest.mark.parametrize(("mebibytes", "status"), [(15, 200), (17, 413)])
async def test_how_large_a_body_may_be(home: Home, mebibytes: int, status: int) -> None:
    anna = await home.open_panel()
    body = BytesIO(b"x" * (mebibytes * 1024 * 1024))
    async with (
        home.telling(),
        home.client.post(anna.base, data=body, headers=anna.headers()) as answer,
    ):
        assert answer.status == status


async def test_why_the_panel_left_is_lost(home: Home) -> None:
    anna = await home.open_panel()
    async with (
        home.telling(),
        home.client.ws_connect(anna.base + "live", headers=anna.headers()) as socket,
    ):
        await socket.send_str("leave")
        closed = await socket.receive(timeout=PATIENCE)
        assert closed.data != 4001


async def test_nobody_comes_in_beside_the_supervisor(home: Home) -> None:
    [owner] = [it for it in await home.ask("config/auth/list") if it["is_owner"]]
    forged = {"X-Remote-User-Id": owner["id"], "X-Ingress-Path": "/api/hassio_ingress/x"}
    panel = home.machine.panel
    for path in ("", "api/state", "api/live"):
        async with home.client.get(f"{panel}/{path}", headers=forged) as answer:
            assert answer.status == 403
            assert "Home Assistant" in await answer.text()
    async with home.client.get(f"{panel}/api/health") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "ok"})
    anna = await home.open_panel()
    somebody = Browser(anna.base, home.client, "no such session")
    assert (await somebody.get("api/state"))[0] == 401
