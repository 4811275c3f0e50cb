"""What is done beside, for as long as Borne runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

from borne.domain.events import TroubleFound
from borne.domain.say import Text
from borne.engine.engine import Engine
from borne.engine.ports import Clock
from borne.rule_files import RuleFiles, log_problems
from borne.rule_versions import RuleVersions
from borne.storage.store import Store
from borne.web.rules import keep_outside

_log = logging.getLogger("borne")

KEEP_DECISIONS: Final = timedelta(days=30)
_DAY: Final = 86400.0

_RULES_UNWATCHED: Final = Text(
    "Changes of the rule files are no longer noticed ({reason}): restart Borne after an edit",
    "Les changements des fichiers de règles ne sont plus vus ({reason}) : redémarrez Borne après "
    "une modification",
)


@asynccontextmanager
async def alongside(
    work: Coroutine[object, object, object], stop: asyncio.Event
) -> AsyncIterator[None]:
    """Run `work` beside the rest; when it ends, everything stops, and its failure is raised."""
    task = asyncio.create_task(work)
    task.add_done_callback(lambda _: stop.set())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def watch_rules(
    files: RuleFiles, versions: RuleVersions, engine: Engine, clock: Clock
) -> None:
    """Take the rules over whenever a file changes; if that breaks, say so and go on."""
    try:
        async for _ in files.changes():
            reading = await asyncio.to_thread(files.read)
            log_problems(reading)
            await asyncio.to_thread(keep_versions, files, versions, clock)
            engine.use_rules(reading)
    except (OSError, RuntimeError) as error:
        message = _RULES_UNWATCHED(reason=str(error))
        _log.warning("%s", message)
        engine.post(TroubleFound(clock.now(), "rules_unwatched", "warning", message))
        await asyncio.Event().wait()


def keep_versions(files: RuleFiles, versions: RuleVersions, clock: Clock) -> None:
    """Keep what somebody wrote into the rule files with another program."""
    try:
        keep_outside(files, versions, clock.now())
    except OSError as error:
        _log.warning("Former versions of the rules are not kept: %s", error)


async def open_ledger(where: Path | str, data: Path) -> Store:
    """The ledger in a file or, for an address, at a server. Raises StorageError."""
    if isinstance(where, Path):
        return await Store.open(where)
    from borne.storage.server_store import ServerStore  # noqa: PLC0415  few have a server

    return await ServerStore.beside(where, data)


async def prune_daily(store: Store, clock: Clock) -> None:
    """Forget day by day what is too old."""
    while True:
        removed = await store.prune(clock.now() - KEEP_DECISIONS)
        await store.forget_recordings(clock.now() - KEEP_DECISIONS)
        if removed:
            _log.info("%s decisions older than 30 days are forgotten", removed)
        await asyncio.sleep(_DAY)
