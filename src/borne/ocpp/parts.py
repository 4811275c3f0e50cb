"""The parts of a file that HTTP may ask for or bring (RFC 9110 sections 8.8, 13.1.5 and 14)."""

from __future__ import annotations

import os
import re
from typing import Final

from aiohttp import hdrs, web

_BROUGHT: Final = re.compile(r"\s*bytes\s+(\d+)-(\d+)/(\d+)\s*", re.IGNORECASE)


def tag_of(file: os.stat_result) -> str:
    """What names one state of a file, as an entity tag: it changes whenever the file does."""
    return f'"{file.st_size:x}-{file.st_mtime_ns:x}"'


def wanted_part(request: web.Request, size: int, tag: str) -> range | None:
    """The bytes that are wanted; None: there are none such. What is not understood is all.

    So is the rest of a file that the charger has begun to fetch in another state (If-Range).
    """
    known = request.headers.get(hdrs.IF_RANGE)
    try:
        asked = request.http_range
    except ValueError:
        return range(size)
    start, stop = asked.start, asked.stop
    if start is None or (known is not None and known.strip() != tag):
        return range(size)
    if start < 0:
        return range(max(0, size + start), size)
    if start >= size:
        return None if size or start else range(0)
    return range(start, size if stop is None else min(stop, size))


def brings_a_part(request: web.Request) -> bool:
    """Whether what is brought is said to be less than the whole file."""
    said = request.headers.get(hdrs.CONTENT_RANGE)
    if said is None:
        return False
    found = _BROUGHT.fullmatch(said)
    if found is None:
        return True
    first, last, size = map(int, found.groups())
    return first != 0 or last + 1 != size
