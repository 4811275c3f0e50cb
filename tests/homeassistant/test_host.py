"""The machine around the app, as the Supervisor tells it."""

from __future__ import annotations

import pytest
from aiohttp import ClientTimeout, web
from aiohttp.test_utils import TestServer
from tests.patience import PATIENCE

from borne.homeassistant import host
from borne.homeassistant.host import Outside, host_names, house_language, outside


async def test_name_and_addresses_of_the_host() -> None:
    async def info(_: web.Request) -> web.Response:
        return web.json_response({"result": "ok", "data": {"hostname": "Home-Server"}})

    async def network(_: web.Request) -> web.Response:
        interface = {"ipv4": {"address": ["192.168.1.2/24"]}, "ipv6": {"address": ["fd00::2/64"]}}
        broken = {"ipv4": None, "ipv6": {"address": "x"}}
        data = {"interfaces": [interface, broken, None]}
        return web.json_response({"result": "ok", "data": data})

    app = web.Application()
    app.add_routes([web.get("/info", info), web.get("/network/info", network)])
    async with TestServer(app) as server:
        where = {"SUPERVISOR_TOKEN": "t", "SUPERVISOR_URL": str(server.make_url("/"))}
        found = await host_names(where)
    assert found == {"192.168.1.2", "fd00::2", "home-server", "home-server.local"}


def card(*addresses: str, primary: bool = False) -> dict[str, object]:
    return {"primary": primary, "ipv4": {"address": list(addresses)}, "ipv6": None}


@pytest.mark.parametrize(
    ("interfaces", "ports", "found"),
    [
        (
            [card("10.0.0.9/8"), card("192.168.1.2/24", primary=True)],
            {"9000/tcp": 9100},
            Outside("192.168.1.2", 9100, closed=False),
        ),
        ([card(), None, card("10.0.0.9/8")], {"9000/tcp": None}, Outside("10.0.0.9", None, True)),
        ([{"ipv6": {"address": ["fd00::2/64"]}}], {}, Outside("", None, closed=False)),
        (None, None, Outside("", None, closed=False)),
    ],
)
async def test_where_the_house_finds_a_port_of_the_app(
    interfaces: object, ports: object, found: Outside
) -> None:
    async def network(_: web.Request) -> web.Response:
        return web.json_response({"data": {"interfaces": interfaces}})

    async def info(_: web.Request) -> web.Response:
        return web.json_response({"data": {"network": ports}})

    app = web.Application()
    app.add_routes([web.get("/network/info", network), web.get("/addons/self/info", info)])
    async with TestServer(app) as server:
        where = {"SUPERVISOR_TOKEN": "t", "SUPERVISOR_URL": str(server.make_url("/"))}
        assert await outside(where, 9000) == found
    assert await outside({}, 9000) is None


async def test_without_an_answer_nothing_is_known() -> None:
    assert await host_names({}) == set()
    nowhere = {"SUPERVISOR_TOKEN": "t", "SUPERVISOR_URL": "http://127.0.0.1:1"}
    assert await host_names(nowhere) == set()


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ({"language": "fr", "time_zone": "Europe/Paris"}, "fr"),
        ({"language": "en-GB"}, "en"),
        ({"language": "de"}, None),
        ({}, None),
        ([], None),
    ],
)
async def test_the_language_of_the_house(
    told: object, known: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host, "_BRIEF", ClientTimeout(PATIENCE))

    async def config(_: web.Request) -> web.Response:
        return web.json_response(told)

    app = web.Application()
    app.add_routes([web.get("/core/api/config", config)])
    async with TestServer(app) as server:
        where = {"SUPERVISOR_TOKEN": "t", "SUPERVISOR_URL": str(server.make_url("/"))}
        assert await house_language(where) == known


async def test_without_home_assistant_no_language_is_known() -> None:
    assert await house_language({}) is None
    nowhere = {"SUPERVISOR_TOKEN": "t", "SUPERVISOR_URL": "http://127.0.0.1:1"}
    assert await house_language(nowhere) is None
