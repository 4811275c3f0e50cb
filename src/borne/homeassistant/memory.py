"""The file in which settled entity ids outlive Borne."""

from __future__ import annotations

import logging
from pathlib import Path

import orjson

from borne.homeassistant.naming import Naming, from_plain, to_plain

_LOG = logging.getLogger(__name__)


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
