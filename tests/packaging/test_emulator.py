"""The stand-in Supervisor treats an app as the real one does."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from addon.emulator.supervisor import Core, Machine, Mqtt, Supervisor, User, read
from aiohttp import WSMsgType, web
from tests.patience import PATIENCE
from tests.telling_panel import TellingPanel, serve
from yarl import URL

ANNA = User("u1", "anna", "Anna")
CORE_TOKEN = "long-lived"


class FakeCore:
    """As much of Core as the proxy touches."""

    def __init__(self) -> None:
        self.state = "RUNNING"
        self.seen: list[tuple[str, str, str]] = []

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/api/core/state", self.tell_state)
        app.router.add_get("/api/websocket", self.websocket)
        app.router.add_route("*", "/api/{path:.*}", self.api)
        return app

    async def tell_state(self, _request: web.Request) -> web.Response:
        return web.json_response({"state": self.state})

    async def api(self, request: web.Request) -> web.Response:
        body = await request.text()
        self.seen.append((request.method, request.path_qs, body))
        return web.json_response({"authorization": request.headers["Authorization"]})

    async def websocket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await socket.send_json({"type": "auth_required", "ha_version": "2026.8.1"})
        login = await socket.receive_json()
        assert login["access_token"] == CORE_TOKEN
        await socket.send_json({"type": "auth_ok", "ha_version": "2026.8.1"})
        async for message in socket:
            command = json.loads(message.data)
            size = command.get("size", 0)
            await socket.send_json({"id": command["id"], "echo": command["type"], "x": "x" * size})
        return socket


@pytest.fixture
async def core() -> AsyncIterator[tuple[FakeCore, Core]]:
    fake = FakeCore()
    runner, url = await serve(fake.app())
    yield fake, Core(url, CORE_TOKEN)
    await runner.cleanup()


@pytest.fixture
async def panel() -> AsyncIterator[tuple[TellingPanel, str]]:
    fake = TellingPanel()
    runner, url = await serve(fake.app())
    yield fake, url
    await runner.cleanup()


@pytest.fixture
async def machine(
    tree: Path, core: tuple[FakeCore, Core], panel: tuple[TellingPanel, str]
) -> Machine:
    return Machine(read(tree / "config.yaml"), core=core[1], panel=panel[1])


@pytest.fixture
async def supervisor(machine: Machine) -> AsyncIterator[Supervisor]:
    async with Supervisor(machine, source="127.0.0.2") as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session


def as_app(supervisor: Supervisor) -> dict[str, str]:
    return {"Authorization": f"Bearer {supervisor.environment()['SUPERVISOR_TOKEN']}"}


def as_anna(supervisor: Supervisor) -> dict[str, str]:
    return {"Cookie": f"ingress_session={supervisor.machine.sign_in(ANNA)}"}


class TestCalls:
    async def test_ping_needs_no_token(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        async with client.get(f"{supervisor.url}/supervisor/ping") as answer:
            assert (answer.status, await answer.json()) == (200, {"result": "ok", "data": {}})

    @pytest.mark.parametrize(
        ("headers", "status"), [({}, 401), ({"Authorization": "Bearer wrong"}, 403)]
    )
    async def test_other_calls_need_the_token(
        self,
        supervisor: Supervisor,
        client: aiohttp.ClientSession,
        headers: dict[str, str],
        status: int,
    ) -> None:
        async with client.get(f"{supervisor.url}/info", headers=headers) as answer:
            assert answer.status == status

    async def test_token_of_the_last_start_is_refused(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        old = as_app(supervisor)
        supervisor.machine.restart_app()
        async with client.get(f"{supervisor.url}/info", headers=old) as answer:
            assert answer.status == 403
        async with client.get(f"{supervisor.url}/info", headers=as_app(supervisor)) as answer:
            assert answer.status == 200

    async def test_app_reads_about_itself(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        supervisor.machine.network = {"9000/tcp": 9100}
        address = f"{supervisor.url}/addons/self/info"
        async with client.get(address, headers=as_app(supervisor)) as answer:
            about = (await answer.json())["data"]
        assert about["network"]["9000/tcp"] == 9100
        assert about["ingress_entry"] == supervisor.ingress_path
        assert about["options"]["language"] == "auto"

    @pytest.mark.parametrize(
        ("declared", "broker", "status"),
        [(True, True, 200), (True, False, 400), (False, True, 403)],
    )
    async def test_broker(
        self,
        supervisor: Supervisor,
        client: aiohttp.ClientSession,
        declared: bool,  # noqa: FBT001 a column of the table
        broker: bool,  # noqa: FBT001 likewise
        status: int,
    ) -> None:
        machine = supervisor.machine
        machine.mqtt = Mqtt("core-mosquitto") if broker else None
        if not declared:
            machine.manifest = replace(machine.manifest, services={})
        address = f"{supervisor.url}/services/mqtt"
        async with client.get(address, headers=as_app(supervisor)) as answer:
            assert answer.status == status
            body = await answer.json()
        if status == 200:
            assert body["data"]["host"] == "core-mosquitto"
        else:
            expected = {400: "Service not enabled", 403: "No access to mqtt service!"}
            assert body == {"result": "error", "message": expected[status]}

    async def test_host_is_hidden_without_hassio_api(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        address = f"{supervisor.url}/network/info"
        async with client.get(address, headers=as_app(supervisor)) as answer:
            interfaces = (await answer.json())["data"]["interfaces"]
        assert interfaces[0]["ipv4"]["address"] == ["192.168.1.2/24"]
        machine = supervisor.machine
        machine.manifest = replace(machine.manifest, hassio_api=False)
        async with client.get(address, headers=as_app(supervisor)) as answer:
            assert answer.status == 403

    async def test_options_are_checked_before_they_are_kept(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        address = f"{supervisor.url}/addons/self/options"
        wrong = {"options": {"log_level": "loud"}}
        async with client.post(address, json=wrong, headers=as_app(supervisor)) as answer:
            assert answer.status == 400
            assert "log_level" in (await answer.json())["message"]
        right = {"options": {"auto_adopt": "yes", "of_old": 1}}
        async with client.post(address, json=right, headers=as_app(supervisor)) as answer:
            assert answer.status == 200
        async with client.get(f"{address}/config", headers=as_app(supervisor)) as answer:
            assert (await answer.json())["data"] == {
                "auto_adopt": True,
                "log_level": "info",
                "language": "auto",
                "mqtt": "auto",
                "certfile": "",
                "keyfile": "privkey.pem",
                "tls_names": "",
                "database": "",
                "metrics": False,
            }


class TestCoreApi:
    async def test_token_is_replaced_by_cores_own(
        self, supervisor: Supervisor, client: aiohttp.ClientSession, core: tuple[FakeCore, Core]
    ) -> None:
        address = f"{supervisor.url}/core/api/states/sensor.power?a=1"
        async with client.post(address, data="{}", headers=as_app(supervisor)) as answer:
            assert await answer.json() == {"authorization": f"Bearer {CORE_TOKEN}"}
        assert core[0].seen == [("POST", "/api/states/sensor.power?a=1", "{}")]

    @pytest.mark.parametrize(
        ("method", "path", "status"),
        [("PUT", "states/x", 405), ("PATCH", "states/x", 405), ("GET", "hassio/addons", 403)],
    )
    async def test_refused(
        self,
        supervisor: Supervisor,
        client: aiohttp.ClientSession,
        method: str,
        path: str,
        status: int,
    ) -> None:
        address = f"{supervisor.url}/core/api/{path}"
        async with client.request(method, address, headers=as_app(supervisor)) as answer:
            assert answer.status == status

    async def test_the_supervisors_own_header_does_not_count(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        headers = {"X-Supervisor-Token": supervisor.machine.app_token}
        async with client.get(f"{supervisor.url}/core/api/config", headers=headers) as answer:
            assert answer.status == 401

    @pytest.mark.parametrize("state", ["STARTING", "gone"])
    async def test_core_that_is_not_running(
        self,
        supervisor: Supervisor,
        client: aiohttp.ClientSession,
        core: tuple[FakeCore, Core],
        state: str,
    ) -> None:
        core[0].state = state
        if state == "gone":
            supervisor.machine.core = Core("http://127.0.0.1:9", CORE_TOKEN)
        address = f"{supervisor.url}/core/api/config"
        async with client.get(address, headers=as_app(supervisor)) as answer:
            assert answer.status == 502
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect(f"{supervisor.url}/core/websocket")
        assert refused.value.status == 502


class TestCoreWebSocket:
    async def log_in(
        self, supervisor: Supervisor, client: aiohttp.ClientSession, token: str | None = None
    ) -> tuple[aiohttp.ClientWebSocketResponse, dict[str, Any]]:
        socket = await client.ws_connect(f"{supervisor.url}/core/websocket", max_msg_size=0)
        greeting = await socket.receive_json()
        assert greeting == {"type": "auth_required", "ha_version": "2026.8.1"}
        login = {"type": "auth", "access_token": token or supervisor.machine.app_token}
        await socket.send_json(login)
        return socket, await socket.receive_json()

    async def test_commands_reach_core_and_large_answers_come_back(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        socket, answer = await self.log_in(supervisor, client)
        assert answer["type"] == "auth_ok"
        await socket.send_json({"id": 1, "type": "get_states", "size": 6 * 1024 * 1024})
        told = await socket.receive_json()
        assert (told["echo"], len(told["x"])) == ("get_states", 6 * 1024 * 1024)
        await socket.close()

    async def test_wrong_token(self, supervisor: Supervisor, client: aiohttp.ClientSession) -> None:
        socket, answer = await self.log_in(supervisor, client, "wrong")
        assert answer == {"type": "auth_invalid", "message": "Invalid access"}
        assert (await socket.receive()).type is WSMsgType.CLOSE

    async def test_commands_of_the_supervisor_are_not_for_apps(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        socket, _ = await self.log_in(supervisor, client)
        await socket.send_json({"id": 7, "type": "supervisor/api", "endpoint": "/host/reboot"})
        assert await socket.receive_json() == {
            "id": 7,
            "type": "result",
            "success": False,
            "error": {"code": "unauthorized", "message": "Unauthorized"},
        }
        await socket.close()

    async def test_too_large_a_command_ends_the_connection(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        socket, _ = await self.log_in(supervisor, client)
        # The line may be cut before the whole of it is sent.
        with contextlib.suppress(ConnectionError):
            await socket.send_str("x" * (5 * 1024 * 1024))
        with contextlib.suppress(ConnectionError):
            ended = await socket.receive()
            assert ended.type in {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.ERROR}
        await socket.close()


class TestIngress:
    async def told(
        self, supervisor: Supervisor, client: aiohttp.ClientSession, path: str = "", **extra: str
    ) -> Any:
        headers = {**as_anna(supervisor), **extra}
        address = URL(supervisor.ingress_url + path, encoded=True)
        async with client.get(address, headers=headers) as answer:
            assert answer.status == 200
            assert answer.headers["Content-Type"] == "text/html"
            return json.loads(await answer.text())

    async def test_panel_learns_who_asks_and_from_where(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        forged = {
            "X-Remote-User-Id": "admin",
            "X-Remote-User-Name": "root",
            "X-Supervisor-Token": "stolen",
            "X-Ingress-Path": "/evil",
            "X-Custom": "kept",
        }
        told = await self.told(supervisor, client, **forged)
        headers = told["headers"]
        assert headers["X-Remote-User-Id"] == "u1"
        assert headers["X-Remote-User-Name"] == "anna"
        assert headers["X-Remote-User-Display-Name"] == "Anna"
        assert headers["X-Ingress-Path"] == supervisor.ingress_path
        assert headers["X-Hass-Source"] == "core.ingress"
        assert headers["X-Custom"] == "kept"
        assert headers["Host"] == URL(supervisor.url).authority
        assert "X-Supervisor-Token" not in headers
        assert told["remote"] == "127.0.0.2"

    async def test_session_without_a_person(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        old = {"Cookie": f"ingress_session={supervisor.machine.sign_in(None)}"}
        told = await self.told(supervisor, client, **old)
        assert "X-Remote-User-Id" not in told["headers"]

    @pytest.mark.parametrize(
        ("asked", "arrives"),
        [
            ("a%2Fb", "/a/b"),
            ("a//b", "/a//b"),
            ("a%20b", "/a%20b"),
            ("s?x=1&x=2&y=a%2Bb", "/s?x=1&x=2&y=a%2Bb"),
        ],
    )
    async def test_path_is_decoded_and_quoted_again(
        self, supervisor: Supervisor, client: aiohttp.ClientSession, asked: str, arrives: str
    ) -> None:
        assert (await self.told(supervisor, client, asked))["path"] == arrives

    @pytest.mark.parametrize(
        "path",
        [
            "..%2Fsecret",
            "api?text=%3Cdescription%3E",
            "api?f=concat(a)",
            "api?rule=union%20select%20(",
            "api?file=/c/x",
        ],
    )
    async def test_filter(
        self, supervisor: Supervisor, client: aiohttp.ClientSession, path: str
    ) -> None:
        address = URL(supervisor.ingress_url + path, encoded=True)
        async with client.get(address, headers=as_anna(supervisor)) as answer:
            assert answer.status == 400

    async def test_who_may_not_pass(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        async with client.get(supervisor.ingress_url) as answer:
            assert answer.status == 401
        other = f"{supervisor.url}/api/hassio_ingress/unknown/"
        async with client.get(other, headers=as_anna(supervisor)) as answer:
            assert answer.status == 503
        supervisor.machine.panel = None
        async with client.get(supervisor.ingress_url, headers=as_anna(supervisor)) as answer:
            assert answer.status == 502
        supervisor.machine.state = "setup"
        async with client.get(supervisor.ingress_url, headers=as_anna(supervisor)) as answer:
            assert answer.status == 400
            message = "System is not ready with state: setup"
            assert await answer.json() == {"result": "error", "message": message}

    @pytest.mark.parametrize(("mebibytes", "status"), [(15, 200), (17, 413)])
    async def test_body_limit(
        self, supervisor: Supervisor, client: aiohttp.ClientSession, mebibytes: int, status: int
    ) -> None:
        body = BytesIO(b"x" * (mebibytes * 1024 * 1024))
        headers = as_anna(supervisor)
        async with client.post(supervisor.ingress_url, data=body, headers=headers) as answer:
            assert answer.status == status

    async def test_event_stream_is_held_back_to_its_end(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        headers = as_anna(supervisor)
        async with client.get(supervisor.ingress_url + "events", headers=headers) as answer:
            assert answer.headers["Content-Encoding"] in {"gzip", "deflate"}
            assert (await answer.text()).count("data:") == 3


class TestIngressWebSocket:
    async def test_both_ways(
        self, supervisor: Supervisor, client: aiohttp.ClientSession, panel: tuple[TellingPanel, str]
    ) -> None:
        address = supervisor.ingress_url + "live"
        headers = as_anna(supervisor)
        async with client.ws_connect(address, headers=headers, protocols=["borne"]) as socket:
            assert socket.protocol == "borne"
            await socket.send_str("hello")
            assert await socket.receive_str() == "u1: hello"
        async with asyncio.timeout(PATIENCE):
            await panel[0].closed.wait()

    @pytest.mark.parametrize("word", ["leave", "big"])
    async def test_why_the_panel_left_is_lost(
        self, supervisor: Supervisor, client: aiohttp.ClientSession, word: str
    ) -> None:
        address = supervisor.ingress_url + "live"
        async with client.ws_connect(address, headers=as_anna(supervisor)) as socket:
            await socket.send_str(word)
            closed = await socket.receive()
            assert (closed.type, closed.data) == (WSMsgType.CLOSE, 1000)

    async def test_refusal_shows_as_a_connection_that_breaks_off(
        self, supervisor: Supervisor, client: aiohttp.ClientSession
    ) -> None:
        address = supervisor.ingress_url + "refuses"
        async with client.ws_connect(address, headers=as_anna(supervisor)) as socket:
            assert (await socket.receive()).type is WSMsgType.CLOSED
