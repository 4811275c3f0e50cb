"""The panel in a real browser, over the real demo: every page, size, theme and language."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import borne.web

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHECK = Path(__file__).with_name("check.mjs")
BUILT = Path(borne.web.__file__).with_name("static") / "index.html"
PATIENCE = 3600.0


async def checked(url: str, screenshots: Path) -> tuple[int | None, str]:
    """The status of check.mjs and what it printed; None when it was not done in time."""
    process = await asyncio.create_subprocess_exec(
        *("node", str(CHECK), url, str(screenshots)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    assert process.stdout is not None
    lines: list[str] = []
    try:
        async with asyncio.timeout(PATIENCE):
            async for line in process.stdout:
                lines.append(line.decode())  # noqa: PERF401 - what came before it was too late counts
            return await process.wait(), "".join(lines)
    except TimeoutError:
        return None, "".join(lines)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_every_page_of_the_demo_is_right(tmp_path: Path, serve: Callable[..., Any]) -> None:
    if not BUILT.exists():
        pytest.fail("The panel is not built: run script/setup first", pytrace=False)
    screenshots = Path(os.environ.get("BORNE_SCREENSHOTS") or tmp_path / "screenshots")
    async with serve(tmp_path, command="demo") as served:
        status, said = await checked(await served.panel(), screenshots)
    if status != 0:
        late = f"\nnot done within {PATIENCE:.0f} s" if status is None else ""
        pytest.fail(f"The panel has faults:\n{said}{late}", pytrace=False)
    assert [line for line in served.lines if "Traceback" in line or " ERROR " in line] == []
