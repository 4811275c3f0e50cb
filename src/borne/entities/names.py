"""The entity ids of each charger, settled once, and kept in a file that outlives Borne."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import orjson

from borne.domain.charger import Charger
from borne.entities.naming import Naming, from_plain, real_connectors, settle, to_plain

_LOG = logging.getLogger(__name__)

NAMING_S: Final = 5.0
"""How long a charger may take to tell its connectors before its entities are named."""


class Names:
    """What is settled so far; without a file, for this run only."""

    def __init__(self, memory: Path | None = None) -> None:
        self._memory = memory
        self._unnamed_since: dict[str, float] = {}
        self.naming = read_naming(memory)

    @property
    def waits(self) -> bool:
        """Whether a charger will be named though nothing more happens."""
        return bool(self._unnamed_since)

    def of(self, chargers: Iterable[Charger]) -> Naming:
        """Settle what can be settled by now for these chargers, and return all of it."""
        adopted = [charger for charger in chargers if charger.adopted]
        naming = settle(self.naming, adopted, self._waited_long(adopted))
        if naming != self.naming:
            self.naming = naming
            write_naming(self._memory, naming)
        return naming

    def _waited_long(self, chargers: list[Charger]) -> frozenset[str]:
        now = time.monotonic()
        unnamed = {it.id for it in chargers if it.id not in self.naming and real_connectors(it)}
        self._unnamed_since = {id_: self._unnamed_since.get(id_, now) for id_ in unnamed}
        return frozenset(id_ for id_, at in self._unnamed_since.items() if now - at >= NAMING_S)


def read_naming(path: Path | None) -> Naming:
    """Return what was settled; nothing where there is no file, or a broken one."""
    if path is None:
        return {}
    try:
        return from_plain(orjson.loads(path.read_bytes()))
    except FileNotFoundError:
        return {}
    except (OSError, orjson.JSONDecodeError) as error:
        _LOG.warning("%s cannot be read (%s): entity ids are chosen anew", path, error)
        return {}


def write_naming(path: Path | None, naming: Naming) -> None:
    """Write the naming in one step; a disk that refuses costs no more than a warning."""
    if path is None:
        return
    part = path.with_name(path.name + ".part")
    try:
        part.write_bytes(orjson.dumps(to_plain(naming), option=orjson.OPT_INDENT_2))
        part.replace(path)
    except OSError as error:
        _LOG.warning("%s cannot be written: %s", path, error.strerror)
