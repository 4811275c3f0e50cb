from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
from addon.emulator.machine import Machine, User
from addon.emulator.manifest import read as read_manifest
from addon.emulator.supervisor import Supervisor
from aiohttp import ClientSession, TCPConnector, WSServerHandshakeError, encode_basic_auth
from tests.patience import PATIENCE

from borne.web import access, errors
from borne.web.access import Alone, Ingress
from borne.web.panel import Panel
from borne.web.ports import PanelInfo

from .conftest import House, Page

FROM_SUPERVISOR = "127.0.0.2"
CONFIG = Path(__file__).parents[2] / "config.yaml"


@dataclass
class Users:
    admins: frozenset[str] = frozenset({"anna"})

    async def is_admin(self, user_id: str) -> bool:
        return user_id in self.admins


def _ingress() -> Ingress:
    return Ingress(Users(), frozenset({FROM_SUPERVISOR}))


def _from(address: str) -> ClientSession:
    return ClientSession(connector=TCPConnector(local_addr=(address, 0)))


async def _status(house: House, path: str, **headers: str) -> int:
    async with house.http.get(house.url + path, headers=headers) as answer:
        return answer.status


async def test_only_the_supervisor_may_connect_and_says_who_asks(house: House) -> None:
    await house.serve(_ingress())
    anna = {"X-Remote-User-Id": "anna", "X-Remote-User-Display-Name": "Anna"}
    assert await _status(house, "api/health") == 200
    assert await _status(house, "api/state", **anna) == 403
    assert await _status(house, "", **anna) == 403
    async with _from(FROM_SUPERVISOR) as http:
        async with http.get(house.url + "api/state", headers=anna) as answer:
            assert (await answer.json())["user"] == {"name": "Anna", "admin": True}
        async with http.get(house.url + "api/state") as answer:
            assert answer.status == 403
            assert "who you are" in (await answer.json())["message"]


async def test_somebody_who_is_no_admin_sees_and_boosts(house: House) -> None:
    await house.serve(_ingress())
    house.connect()
    house.plug_in()
    headers = {"X-Remote-User-Id": "ben", "X-Borne": "1"}
    async with _from(FROM_SUPERVISOR) as http:
        async with http.get(house.url + "api/state", headers=headers) as answer:
            assert (await answer.json())["user"]["admin"] is False

        async def command(body: dict[str, object]) -> int:
            url = house.url + "api/command"
            async with http.post(url, json=body, headers=headers) as answer:
                return answer.status

        assert await command({"charger": "garage", "command": "boost"}) == 200
        assert await command({"charger": "garage", "command": "stop"}) == 403
        edit = {"name": "home.yaml", "text": ""}
        async with http.post(house.url + "api/rules/save", json=edit, headers=headers) as answer:
            assert answer.status == 403


async def test_a_write_through_home_assistant_needs_the_page_s_header(house: House) -> None:
    await house.serve(_ingress())
    headers = {"X-Remote-User-Id": "anna"}
    async with _from(FROM_SUPERVISOR) as http:
        url = house.url + "api/command"
        async with http.post(url, json={"command": "boost"}, headers=headers) as answer:
            assert answer.status == 403
            assert "X-Borne" in (await answer.json())["message"]
        async with http.post(url, data={"command": "boost"}, headers=headers) as answer:
            assert answer.status == 415


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8099", 200),
        ("localhost", 200),
        ("LOCALHOST:1", 200),
        ("[::1]:8099", 200),
        ("evil.example", 421),
        ("localhost.evil.example", 421),
        ("192.168.1.5", 421),
        ("[", 421),
    ],
)
async def test_a_name_that_somebody_points_here_is_refused(
    house: House, host: str, status: int
) -> None:
    await house.serve()
    assert await _status(house, "api/state", Host=host) == status


async def test_another_page_can_neither_command_nor_listen(house: House) -> None:
    await house.serve()
    status, body = await house.post(
        "api/command", {"command": "boost"}, Origin="http://evil.example", **{"X-Borne": "1"}
    )
    assert (status, body["ok"]) == (403, False)
    with pytest.raises(WSServerHandshakeError):
        await house.http.ws_connect(house.url + "api/live", origin="http://evil.example")
    own = house.url.rstrip("/")
    status, _ = await house.post("api/command", {"command": "boost"}, Origin=own)
    assert status == 403
    status, _ = await house.post(
        "api/command", {"command": "explode"}, Origin=own, **{"X-Borne": "1"}
    )
    assert status == 400
    await (await house.http.ws_connect(house.url + "api/live", origin=own)).close()


async def test_beyond_loopback_a_password_is_required(house: House) -> None:
    alone = Alone("0.0.0.0")
    app = house.build(alone, PanelInfo("1"))
    with pytest.raises(errors.PasswordNeeded, match="BORNE_PANEL_PASSWORD"):
        await Panel(app, alone, "0.0.0.0", 0).start()


async def test_the_password_opens_and_the_page_keeps_a_cookie(house: House) -> None:
    await house.serve(Alone("0.0.0.0", "corn é"), "0.0.0.0")
    assert await _status(house, "api/health") == 200
    async with house.http.get(house.url + "api/state") as answer:
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    headers = {"Authorization": encode_basic_auth("anyone", "corn é", "utf-8")}
    async with house.http.get(house.url + "api/state", headers=headers) as answer:
        assert answer.status == 200
        cookie = answer.cookies["borne_panel"]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Strict"
    brought = {"Cookie": f"borne_panel={cookie.value}"}
    assert await _status(house, "api/state", **brought) == 200
    assert await _status(house, "api/state", Cookie="borne_panel=wrong") == 401
    live = await house.http.ws_connect(house.url + "api/live", headers=brought)
    await Page(live).hello()
    await live.close()


async def test_guessing_becomes_slow(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    await house.serve(Alone("0.0.0.0", "right"), "0.0.0.0")
    wrong, right = encode_basic_auth("", "wrong"), encode_basic_auth("", "right")

    async def guess(password: str) -> int:
        return await _status(house, "api/state", Authorization=password)

    over, pauses = asyncio.Event(), []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        await over.wait()

    monkeypatch.setattr(access, "asyncio", SimpleNamespace(sleep=pause))
    assert await guess(wrong) == 401
    guesses = {asyncio.ensure_future(guess(wrong)) for _ in range(5)}
    async with asyncio.timeout(PATIENCE):
        while len(guesses) > 1:
            done, guesses = await asyncio.wait(guesses, return_when=asyncio.FIRST_COMPLETED)
            assert {one.result() for one in done} == {429}
        over.set()
        assert await guesses.pop() == 401
    assert await guess(right) == 200
    assert pauses == [0.2, 0.4]


async def test_a_port_that_is_taken_is_told_in_a_sentence(house: House) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        app = house.build(Alone(), PanelInfo("1"))
        port = taken.getsockname()[1]
        with pytest.raises(errors.PortInUse, match=f"port {port}: .*in use"):
            await Panel(app, Alone(), "127.0.0.1", port).start()


async def test_the_panel_under_the_prefix_of_home_assistant(house: House) -> None:
    panel = await house.serve(_ingress())
    machine = Machine(read_manifest(CONFIG))
    machine.panel = f"http://127.0.0.1:{panel.port}"
    cookies = {"ingress_session": machine.sign_in(User("anna", "anna", "Anna"))}
    async with (
        Supervisor(machine, source=FROM_SUPERVISOR) as supervisor,
        ClientSession(cookies=cookies) as http,
    ):
        async with http.get(supervisor.ingress_url) as answer:
            assert answer.status == 200
            text = await answer.text()
        assert 'src="/' not in text
        assert 'href="/' not in text
        async with http.get(f"{supervisor.ingress_url}api/state") as answer:
            assert (await answer.json())["user"] == {"name": "Anna", "admin": True}
        live = await http.ws_connect(f"{supervisor.ingress_url}api/live")
        page = Page(live)
        assert (await page.hello("fr"))["language"] == "fr"
        house.connect()
        assert "garage" in (await page.hear("changed"))["chargers"]
        await live.close()


async def test_an_open_page_learns_when_its_viewer_becomes_an_administrator(house: House) -> None:
    """As after a start: the page is there before Home Assistant has told its users."""
    users = Users(frozenset())
    await house.serve(Ingress(users, frozenset({FROM_SUPERVISOR})))
    headers = {"X-Remote-User-Id": "anna"}
    async with _from(FROM_SUPERVISOR) as http:
        live = await http.ws_connect(house.url + "api/live", headers=headers)
        page = Page(live)
        assert (await page.hello())["user"]["admin"] is False
        for admins in (frozenset({"anna"}), frozenset[str]()):
            users.admins = admins
            house.connect()
            told = (await page.hear("state"))["state"]
            assert told["user"]["admin"] is bool(admins)
            assert told["chargers"]
        await live.close()
