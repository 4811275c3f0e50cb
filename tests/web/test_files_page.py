"""Firmware is brought and what chargers sent is taken, by administrators alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from borne.domain.upkeep import FileKind
from borne.ocpp import depot
from borne.ocpp.depot import Depot
from borne.web.access import Ingress

BYTES = {"Content-Type": "application/octet-stream"}


class Nobody:
    async def is_admin(self, user_id: str) -> bool:
        return user_id == "admin"


@pytest.fixture(autouse=True)
async def served(house: Any) -> None:
    await house.serve()


async def bring(house: Any, name: str, data: bytes, **headers: str) -> tuple[int, Any]:
    url = f"{house.url}api/firmware"
    async with house.http.post(
        url, params={"name": name}, data=data, headers={**BYTES, **headers}
    ) as answer:
        return answer.status, await answer.json()


def sent(house: Any, name: str = "d.zip") -> str:
    """A charger has sent diagnostics; the id of the file."""
    kept = Depot(house.folder.folder / "firmware", house.folder.folder / "files")
    at = datetime(2026, 6, 7, 10, tzinfo=UTC)
    with kept.keep(FileKind.DIAGNOSTICS, "garage", "x", at) as upload:
        upload.write(b"data")
        upload.keep(name)
    return kept.received()[0].id


async def test_firmware_is_brought_and_listed(house: Any) -> None:
    assert await bring(house, "new 1.2.bin", b"data") == (
        200,
        {"ok": True, "name": "new 1.2.bin", "bytes": 4},
    )
    found = await house.get("api/files")
    assert [(one["name"], one["bytes"]) for one in found["firmware"]] == [("new 1.2.bin", 4)]


@pytest.mark.parametrize("name", ["", "../x", ".hidden", "a/b", "x" * 101, "a\n"])
async def test_a_name_that_could_do_harm_is_refused(house: Any, name: str) -> None:
    status, said = await bring(house, name, b"data")
    assert status == 400
    assert "cannot be the name" in said["message"]


async def test_what_is_empty_or_too_large_is_refused_whole(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(depot, "LARGEST_FIRMWARE", 10)
    assert (await bring(house, "a.bin", b""))[0] == 400
    assert (await bring(house, "a.bin", b"x" * 11))[0] == 413
    assert list((house.folder.folder / "firmware").iterdir()) == []


async def test_what_a_charger_sent_is_listed_and_taken(house: Any) -> None:
    id_ = sent(house)
    found = await house.get("api/files")
    (one,) = found["files"]
    assert (one["id"], one["charger"], one["kind"], one["name"], one["bytes"]) == (
        id_,
        "garage",
        "diagnostics",
        "d.zip",
        4,
    )
    async with house.http.get(f"{house.url}api/files/{id_}") as answer:
        assert await answer.read() == b"data"
        assert "d.zip" in answer.headers["Content-Disposition"]
    async with house.http.get(f"{house.url}api/files/20260607T100000Z-00000000") as answer:
        assert answer.status == 404


async def remove(house: Any, body: object, **headers: str) -> tuple[int, Any]:
    url = f"{house.url}api/files/remove"
    async with house.http.post(url, json=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_what_is_no_longer_needed_is_deleted_once(house: Any) -> None:
    id_ = sent(house)
    await bring(house, "a.bin", b"data")
    for what in ({"id": id_}, {"firmware": "a.bin"}):
        assert await remove(house, what) == (200, {"ok": True})
        assert (await remove(house, what))[0] == 404
    assert await house.get("api/files") == {"files": [], "firmware": []}


@pytest.mark.parametrize("name", ["../options.json", "", ".hidden", "a\0b", None, 1])
async def test_nothing_else_is_deleted(house: Any, name: object) -> None:
    id_ = sent(house)
    assert (await remove(house, {"firmware": name, "id": name}))[0] == 404
    assert (await house.get("api/files"))["files"][0]["id"] == id_


async def test_only_administrators_see_and_bring_files(house: Any) -> None:
    id_ = sent(house)
    await house.serve(Ingress(Nobody(), frozenset({"127.0.0.1"})))
    who = {"X-Remote-User-Id": "guest", "X-Borne": "1"}
    for path in ("api/files", f"api/files/{id_}"):
        async with house.http.get(house.url + path, headers=who) as answer:
            assert answer.status == 403
    assert (await bring(house, "a.bin", b"data", **who))[0] == 403
    assert (await remove(house, {"id": id_}, **who))[0] == 403
    assert (await bring(house, "a.bin", b"data", **{**who, "X-Remote-User-Id": "admin"}))[0] == 200


async def test_another_page_cannot_bring_firmware(house: Any) -> None:
    status, _ = await bring(house, "a.bin", b"data", Origin="http://evil.example")
    assert status == 403
    async with house.http.post(
        f"{house.url}api/firmware?name=a.bin", data=b"x", headers={"Content-Type": "text/plain"}
    ) as answer:
        assert answer.status == 415
