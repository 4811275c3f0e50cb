from __future__ import annotations

import asyncio
import threading
from functools import partial

from tests.patience import PATIENCE

from borne.web.latest import Latest


async def test_of_those_that_wait_only_the_newest_is_answered() -> None:
    latest, began, go = Latest("test"), asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def first() -> int:
        loop.call_soon_threadsafe(began.set)
        go.wait(PATIENCE)
        return 1

    answers = [asyncio.ensure_future(latest.run("key", first))]
    await began.wait()
    answers += [asyncio.ensure_future(latest.run("key", partial(int, n))) for n in (2, 3, 4)]
    other = asyncio.ensure_future(latest.run("other", lambda: 5))
    await asyncio.sleep(0)
    go.set()
    assert await asyncio.gather(*answers) == [1, None, None, 4]
    assert await other == 5
    assert latest.idle
    latest.close()


async def test_what_goes_wrong_is_the_askers() -> None:
    latest = Latest("test")

    def wrong() -> int:
        raise LookupError

    found = await asyncio.gather(latest.run(1, wrong), return_exceptions=True)
    assert isinstance(found[0], LookupError)
    assert latest.idle
    latest.close()
