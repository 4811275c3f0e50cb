"""The archive for a bug report of a Borne that has seen much: no secret is in it."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from tests.patience import PATIENCE
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from borne.simulate.car import Car
from borne.simulate.credentials import Credentials
from borne.simulate.virtual import VirtualCharger

pytestmark = pytest.mark.slow  # starts Borne as a process of its own

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiI5ZjE4MTQ5.c2lnbmF0dXJlLW9mLWEtdG9rZW4"
OPTIONS = {
    "auto_adopt": True,
    "log_level": "debug",
    "mqtt": "mqtt://ana:Br0kerPass@10.1.2.3:1883",
    "tls_names": "my-home.example.org, 203.0.113.9",
}
RULES = """\
# for ana@example.org at 192.168.44.5
rules:
  - name: Ana
    who: Ana Martin
    charge: max
  - name: Others
    charge: max
access: {unknown_tag: ask}
"""
SECRETS = {
    "the token of Home Assistant": TOKEN,
    "the broker's password": "Br0kerPass",
    "the broker's user and address": "10.1.2.3",
    "the home's name in the world": "my-home.example.org",
    "the home's address in the world": "203.0.113.9",
    "an address in the rules": "192.168.44.5",
    "a mail in the rules": "ana@example.org",
    "a password that was tried": "Tr1ed-And-Wrong",
    "a known badge": "04A1B2C3D4",
    "an unknown badge": "0BADBADBAD",
    "a person": "Ana Martin",
    "a certificate": "-----BEGIN",
    "a body of a certificate": "MIIB",
}


async def refused(url: str) -> None:
    with pytest.raises(InvalidStatus):
        await connect(
            f"{url}garage".replace("ws://", "ws://garage:Tr1ed-And-Wrong@"),
            subprotocols=["ocpp1.6"],  # type: ignore[list-item]
        )


async def test_no_secret_of_the_house_is_in_it(home: Path, serve: Callable[..., Any]) -> None:
    (home / "data" / "options.json").write_text(json.dumps(OPTIONS), encoding="utf-8")
    (home / "config" / "rules" / "home.yaml").write_text(RULES, encoding="utf-8")
    credentials = Credentials("garage")
    away = {"HOME_ASSISTANT_URL": "http://127.0.0.1:9", "HOME_ASSISTANT_TOKEN": TOKEN}
    async with serve(home, **away) as served:
        url = await served.ocpp()
        charger = VirtualCharger(url, "garage", credentials=credentials, longest_retry=0.3)
        async with charger:
            await charger.booted()
            allowed = {"tag": SECRETS["a known badge"], "person": SECRETS["a person"]}
            assert (await served.command(command="allow_tag", **allowed))["ok"]
            done = await served.command(command="set_password", charger="garage")
            assert done["ok"], done
            await served.until(lambda state: state["chargers"]["garage"]["security"]["used"] == 1)
            await refused(url)
            await charger.swipe(SECRETS["an unknown badge"])
            await served.until(lambda state: state["unknown_tags"])
            await charger.plug(Car("Zoe", most=32, battery=52, soc=30, least=6))
            await charger.swipe(SECRETS["a known badge"])
            await served.until(lambda state: _session(state).get("person"))
            async with aiohttp.ClientSession() as http:
                async with asyncio.timeout(PATIENCE):
                    while (port := (await served.get("api/tls"))["port"]) is None:  # noqa: ASYNC110
                        await asyncio.sleep(0.1)
                installed = await served.command(command="install_certificate", charger="garage")
                assert installed["ok"], installed
                with pytest.raises(aiohttp.ClientError):  # no one trusts Borne's authority here
                    await http.get(f"https://127.0.0.1:{port}/")
                async with http.get(await served.panel() + "api/diagnostics") as answer:
                    archive = zipfile.ZipFile(io.BytesIO(await answer.read()))
    texts = {name: archive.read(name).decode() for name in archive.namelist()}
    secrets = {**SECRETS, "the charger's password": str(done["password"])}
    found = [
        (what, name, _around(text, secret))
        for what, secret in secrets.items()
        for name, text in texts.items()
        if secret.casefold() in text.casefold()
    ]
    assert found == []
    frames = [json.loads(line) for line in texts["messages.jsonl"].splitlines()]
    actions = {frame["action"]: frame["payload"] for frame in frames if frame["kind"] == "call"}
    assert actions["Authorize"]["idTag"].startswith("badge-")
    assert actions["InstallCertificate"]["certificate"] == "certificate"


def _session(state: dict[str, Any]) -> dict[str, Any]:
    connectors = state["chargers"]["garage"]["connectors"]
    return (connectors[0]["session"] or {}) if connectors else {}


def _around(text: str, secret: str) -> str:
    at = text.casefold().index(secret.casefold())
    return text[max(0, at - 80) : at + 80]
