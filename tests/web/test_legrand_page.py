from __future__ import annotations

import base64
import io
import logging
from typing import Any

import pytest

from borne.web.access import Ingress

from .conftest import House
from .test_access import FROM_SUPERVISOR, Users, _from
from .test_legrand import FILE

SECRETS = ("wifi-key-1", "pass-1", "wifi-key-2", "pass-2")


def packed(file: str | bytes) -> str:
    return base64.b64encode(file if isinstance(file, bytes) else file.encode()).decode()


async def ask(house: House, what: str, **body: Any) -> tuple[int, Any]:
    return await house.post(f"api/legrand/{what}?language=en", {"host": "192.168.1.2", **body})


async def test_the_file_is_read_and_given_back_changed(house: House) -> None:
    await house.serve()
    status, told = await ask(house, "read", file=packed(FILE))
    assert (status, told["ok"], told["others"]) == (200, True, 1)
    fields = {one["id"]: one for one in told["fields"]}
    assert fields["server.1"] == {
        "id": "server.1", "kind": "server", "group": "ocpp", "number": 1, "secret": False,
        "filled": True, "value": "ws://10.0.0.1:8080/ocpp", "proposed": "ws://192.168.1.2:9000/",
        "ask": False, "why": "Where Borne listens. The final slash is needed.", "choices": [],
    }  # fmt: skip
    assert fields["wireless.key.1"]["value"] is None
    assert fields["wireless.key.1"]["filled"] is True
    changes = {"server.1": "ws://192.168.1.2:9000/", "access.password.1": "pass-2"}
    status, told = await ask(house, "write", file=packed(FILE), changes=changes)
    assert (status, told["ok"]) == (200, True)
    written = base64.b64decode(told.pop("file")).decode()
    expected = FILE.replace("ws://10.0.0.1:8080/ocpp", "ws://192.168.1.2:9000/")
    assert written == expected.replace("pass-1", "pass-2")
    assert [one["line"] for one in told["diff"]] == [4, 11]
    assert not any(secret in str(told) for secret in SECRETS)


async def test_secrets_are_told_only_when_asked_for(house: House) -> None:
    await house.serve()
    _, told = await ask(house, "read", file=packed(FILE))
    assert not any(secret in str(told) for secret in SECRETS)
    _, told = await ask(house, "read", file=packed(FILE), reveal=True)
    values = {one["id"]: one["value"] for one in told["fields"] if one["secret"]}
    assert values == {"wireless.key.1": "wifi-key-1", "access.password.1": "pass-1"}


async def test_a_wrong_value_is_told_at_its_place(house: House) -> None:
    await house.serve()
    changes = {"server.1": "http://x", "identity.1": "garage"}
    status, told = await ask(house, "write", file=packed(FILE), changes=changes)
    assert (status, told["ok"]) == (200, False)
    assert list(told["problems"]) == ["server.1"]
    assert "ws://192.168.1.2:9000/" in told["problems"]["server.1"]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({}, 400, "base64"),
        ({"file": 1}, 400, "base64"),
        ({"file": "é"}, 400, "base64"),
        ({"file": "abc"}, 400, "base64"),
        ({"file": packed("<a/>")}, 400, "none of the values"),
        ({"file": packed("<!DOCTYPE a><a/>")}, 400, "document type"),
        ({"file": packed(b"x" * 600_000)}, 400, "larger than 512 KiB"),
    ],
)
async def test_what_is_no_such_file_is_refused(
    house: House, body: dict[str, Any], status: int, said: str
) -> None:
    await house.serve()
    for what in ("read", "write"):
        answered, told = await ask(house, what, **body, changes={})
        assert (answered, told["ok"]) == (status, False)
        assert said in told["message"]


async def test_a_file_of_ten_megabytes_is_not_even_taken_in(house: House) -> None:
    await house.serve()
    headers = {"Content-Type": "application/json"}
    data = io.BytesIO(b'{"file": "' + b"x" * 10_000_000 + b'"}')
    url = house.url + "api/legrand/read"
    async with house.http.post(url, data=data, headers=headers) as answer:
        assert answer.status == 413
        assert "larger than 1 MiB" in (await answer.json())["message"]


@pytest.mark.parametrize("changes", [None, [], {"server.1": 1}, "x"])
async def test_changes_that_make_no_sense(house: House, changes: object) -> None:
    await house.serve()
    status, told = await ask(house, "write", file=packed(FILE), changes=changes)
    assert status == 400
    assert "changes" in told["message"]


async def test_only_an_administrator_and_only_from_the_page(house: House) -> None:
    await house.serve(Ingress(Users(), frozenset({FROM_SUPERVISOR})))
    body = {"file": packed(FILE), "changes": {}}

    async def status(what: str, **headers: str) -> int:
        async with _from(FROM_SUPERVISOR) as http:
            url = f"{house.url}api/legrand/{what}"
            async with http.post(url, json=body, headers=headers) as answer:
                return answer.status

    for what in ("read", "write"):
        assert await status(what, **{"X-Remote-User-Id": "anna", "X-Borne": "1"}) == 200
        assert await status(what, **{"X-Remote-User-Id": "ben", "X-Borne": "1"}) == 403
        assert await status(what, **{"X-Remote-User-Id": "anna"}) == 403


async def test_nothing_of_the_file_is_logged_or_kept(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await house.serve()
    wrong = FILE.replace("</Configuration>", "")
    changes = {"wireless.key.1": "wifi-key-2", "access.password.1": "pass-2"}
    for file in (FILE, wrong, f"<!DOCTYPE x>{FILE}"):
        await ask(house, "read", file=packed(file), reveal=True)
        await ask(house, "write", file=packed(file), changes=changes)
        await ask(house, "write", file=packed(file), changes={"access.password.1": "pass-2\n"})
    await house.settle()
    for secret in (*SECRETS, packed(FILE)[:40], "maison", "10.0.0.1"):
        assert secret not in caplog.text
        kept = [path for path in house.folder.folder.rglob("*") if path.is_file()]
        assert not any(secret.encode() in path.read_bytes() for path in kept)
