from __future__ import annotations

from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from borne.web.static import Pages, add_headers


async def _served(folder: Path) -> TestClient[web.Request, web.Application]:
    app = web.Application()
    app.add_routes(Pages(folder).routes())
    app.on_response_prepare.append(add_headers)
    return TestClient(TestServer(app))


async def test_the_page_is_fetched_anew_and_its_parts_are_kept(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><p>é")
    (tmp_path / "assets" / "index-1a2b.js").write_text("1")
    async with await _served(tmp_path) as client:
        page = await client.get("/")
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert page.headers["Cache-Control"] == "no-store"
        part = await client.get("/assets/index-1a2b.js")
        assert part.headers["Content-Type"] == "text/javascript"
        assert "immutable" in part.headers["Cache-Control"]


async def test_a_panel_that_is_not_built_says_how(tmp_path: Path) -> None:
    async with await _served(tmp_path) as client:
        text = await (await client.get("/")).text()
    assert "script/setup" in text
    assert '<meta charset="utf-8">' in text
